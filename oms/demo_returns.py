"""A return in every state for the example shop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy.orm import Session

from oms import catalogue, clock, orders, return_documents, returns, sequences
from oms.actors import Who
from oms.returns import Judged
from oms.tables.orders import Order, OrderLine
from oms.tables.returns import Return, ReturnLine

ANNOUNCED = ("requested", "authorised", "receiving", "rejected", "cancelled", "expired")
STILL_OPEN = {"requested", "authorised", "receiving"}
AWAITED = {"authorised", "receiving"}
REASONS = ("too small", "arrived damaged", "not as pictured", "wrong item", "changed my mind")


def add(books: Session, numbers: Iterable[int], *, by: Who) -> None:
    """One return for each of these shipped orders: closed first, then one in each other state."""
    closed, *others = numbers
    leeds = catalogue.locations(books)[0]
    accepted = orders.by_number(books, str(closed))
    plan = returns.plan(books, accepted, leeds.id)
    judged = Judged(disposition="restock", reason="changed my mind")
    returns.accept(books, plan, judged, by=by, key=f"demo:return:{closed}")
    for at, (number, state) in enumerate(zip(others, ANNOUNCED, strict=True)):
        _announce(books, orders.by_number(books, str(number)), state, REASONS[at % 5], by=by)


def _announce(books: Session, order: Order, state: str, reason: str, *, by: Who) -> None:
    line = orders.lines_of(books, order)[0]
    asked = clock.now() - dt.timedelta(days=2)
    made = Return(
        number=f"R-{sequences.take(books, 'return')}",
        order_id=order.id,
        customer_id=order.customer_id,
        source="customer",
        state=state,
        location_id=catalogue.locations(books)[0].id,
        requested_at=asked,
        closed_at=None if state in STILL_OPEN else asked + dt.timedelta(days=1),
        expires_on=clock.day_of(asked, "Europe/London") + dt.timedelta(days=30),
        by_id=by.id,
    )
    books.add(made)
    books.flush()
    books.add(_line(made, line, reason))
    if state in AWAITED:
        line.return_open += 1
    books.flush()


def _line(made: Return, line: OrderLine, reason: str) -> ReturnLine:
    return ReturnLine(
        return_id=made.id,
        line_no=1,
        order_line_id=line.id,
        sku_id=line.sku_id,
        units=1,
        reason=reason,
        unit_price=line.unit_price,
        amount_minor=return_documents.worth(line, 1),
    )
