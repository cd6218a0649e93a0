"""By which day a purchase order comes; whoever waits for it is promised the new day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, fills, history, incoming, purchases
from oms.actors import Who
from oms.errors import NoLongerPossible
from oms.history import About
from oms.once import once
from oms.purchase_states import OPEN
from oms.tables.orders import Order, OrderLine
from oms.tables.purchasing import PurchaseOrder

DROPSHIP = "dropship"


def expect(
    books: Session, purchase_id: int, on: dt.date | None, *, by: Who, key: str
) -> dt.date | None:
    """Say by which day a purchase order comes, once for each `key`; None: nobody knows.

    The orders that wait for stock of it get their new day from the next drain.

    Returns:
        The day before.

    Raises:
        NotAllowed: the role does not see to that kind of purchase order.
        NoLongerPossible: nothing of it is to come any more.
    """
    kind = books.get_one(PurchaseOrder, purchase_id).kind
    actors.allow(by, actors.DROPSHIP if kind == DROPSHIP else actors.RECEIVE)

    def do() -> dict[str, Any]:
        found = books.get_one(
            PurchaseOrder, purchase_id, with_for_update=True, populate_existing=True
        )
        if found.state not in OPEN:
            raise NoLongerPossible(f"{found.number} is {found.state.replace('_', ' ')}.")
        before, found.expected_on = found.expected_on, on
        books.flush()
        history.record(
            books,
            by=by,
            what="expected",
            about=About("purchase", found.id),
            before={"on": str(before) if before else None},
            after={"on": str(on) if on else None},
        )
        if kind != DROPSHIP:
            fills.ask(books, {line.sku_id for line in purchases.lines_of(books, found)})
        return {"before": before.isoformat() if before else None}

    arguments = {"purchase": purchase_id, "on": str(on)}
    before = once(books, key, "expect_purchase", arguments, by=by, do=do)["before"]
    return dt.date.fromisoformat(before) if before else None


def waiting_for(books: Session, purchase: PurchaseOrder) -> list[str]:
    """The numbers of the orders that wait for goods of a purchase order, in their turn."""
    if purchase.order_id is not None:
        return [books.get_one(Order, purchase.order_id).number]
    lines = purchases.lines_of(books, purchase)
    mine = {(incoming.PURCHASE, line.id) for line in lines}
    pegged = [
        one.line_id
        for one in incoming.pegs(books, {line.sku_id for line in lines})
        if one.expected is not None and one.expected.key in mine
    ]
    rows = books.execute(
        select(OrderLine.id, Order.number)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.id.in_(pegged))
    )
    numbers = {row[0]: row[1] for row in rows}
    return list(dict.fromkeys(numbers[line_id] for line_id in pegged))
