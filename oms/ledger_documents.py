"""What the ledger shows of orders and returns: the open ones and those of the last ninety days.

Columns past the mapper, a question or two for all rows, as in `oms.ledger_rows`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from oms import clock, order_states, questions, settings
from oms.order_states import Progress
from oms.refund_states import VOID
from oms.return_states import OPEN
from oms.tables.catalogue import Channel, Sku
from oms.tables.money import Refund
from oms.tables.orders import Order, OrderHold, OrderLine, Shipment
from oms.tables.people import Customer
from oms.tables.returns import Return, ReturnLine
from oms.values import decimal_of

DAYS = 90
NAMED = 3
"""Products of a return that are named; of the others only how many there are."""
SINCE: BindParameter[Any] = bindparam("since")
NUMBERS: BindParameter[Any] = bindparam("numbers", expanding=True)
RECENT_ORDER = or_(Order.state == order_states.OPEN, Order.placed_at >= SINCE)
RECENT_RETURN = or_(*(Return.state == str(state) for state in OPEN), Return.requested_at >= SINCE)


class OrderRow(NamedTuple):
    """An order in the ledger."""

    id: int
    number: str
    channel: str
    their_number: str
    customer: str
    town: str
    placed_on: dt.date
    ship_by: dt.date | None
    stage: str
    units: int
    total: float
    parcels: int
    note: str
    """What an owner noted beside it."""


class ReturnRow(NamedTuple):
    """A return in the ledger."""

    id: int
    number: str
    order: str
    """Empty for goods of which no order is on file."""
    customer: str
    state: str
    goods: str
    """The first products with their units: 2 × Blue mug, 1 × Lamp and 3 more."""
    units: int
    received: int
    asked_on: dt.date
    refund: str
    """The state of its last refund; empty while none is proposed."""
    amount: float | None
    """What its refunds come to; None while none is proposed."""
    note: str
    """What an owner noted beside it."""


def _orders(chosen: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    left = OrderLine.ordered - OrderLine.cancelled - OrderLine.shipped
    lines = (
        select(
            OrderLine.order_id,
            func.sum(OrderLine.ordered - OrderLine.cancelled).label("units"),
            func.sum(left).label("left"),
            func.sum(left - OrderLine.reserved).label("short"),
            func.sum(OrderLine.shipped).label("shipped"),
            func.sum(OrderLine.returned).label("returned"),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .where(chosen)
        .group_by(OrderLine.order_id)
        .subquery()
    )
    held = select(OrderHold.order_id).where(OrderHold.released_at.is_(None)).distinct().subquery()
    parcels = (
        select(Shipment.order_id, func.count().label("count"))
        .join(Order, Order.id == Shipment.order_id)
        .where(chosen, Shipment.state.not_in(("undone", "void")))
        .group_by(Shipment.order_id)
        .subquery()
    )
    return (
        select(
            Order.id, Order.number, Channel.name.label("channel"), Order.their_number,
            Customer.name.label("customer"), Order.town, Order.placed_at, Order.ship_by,
            Order.state, Order.total_minor, Order.currency, Order.ledger_note,
            lines.c.units, lines.c.left, lines.c.short, lines.c.shipped, lines.c.returned,
            held.c.order_id.label("held"), func.coalesce(parcels.c.count, 0).label("parcels"),
        )
        .join(Channel, Channel.id == Order.channel_id)
        .join(lines, lines.c.order_id == Order.id)
        .outerjoin(Customer, Customer.id == Order.customer_id)
        .outerjoin(held, held.c.order_id == Order.id)
        .outerjoin(parcels, parcels.c.order_id == Order.id)
        .order_by(Order.placed_at.desc(), Order.id.desc())
    )  # fmt: skip


def _returns(chosen: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Return.id, Return.number, Order.number.label("order"), Customer.name.label("customer"),
            Return.state, Return.requested_at, Return.ledger_note,
        )
        .outerjoin(Order, Order.id == Return.order_id)
        .outerjoin(Customer, Customer.id == Return.customer_id)
        .where(chosen)
        .order_by(Return.requested_at.desc(), Return.id.desc())
    )  # fmt: skip


def _goods(chosen: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(ReturnLine.return_id, Sku.title, ReturnLine.units, ReturnLine.received)
        .join(Return, Return.id == ReturnLine.return_id)
        .join(Sku, Sku.id == ReturnLine.sku_id)
        .where(chosen)
        .order_by(ReturnLine.return_id, ReturnLine.line_no, ReturnLine.part)
    )


def _refunds(chosen: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(Refund.return_id, Refund.state, Refund.amount_minor, Refund.currency)
        .join(Return, Return.id == Refund.return_id)
        .where(chosen, Refund.state != VOID)
        .order_by(Refund.return_id, Refund.id)
    )


ORDERS, ORDERS_OF = _orders(RECENT_ORDER), _orders(Order.number.in_(NUMBERS))
BY_NUMBER = Return.number.in_(NUMBERS)
RETURNS, RETURNS_OF = _returns(RECENT_RETURN), _returns(BY_NUMBER)
GOODS, GOODS_OF = _goods(RECENT_RETURN), _goods(BY_NUMBER)
REFUNDS, REFUNDS_OF = _refunds(RECENT_RETURN), _refunds(BY_NUMBER)


def order_rows(books: Session, only: Collection[str] | None = None) -> Iterator[OrderRow]:
    """Open orders, and those placed in the last ninety days; the newest first.

    Args:
        books: open books.
        only: numbers, also of older ones; None: all.
    """
    zone = settings.zone(books)
    for row in questions.ask(books, ORDERS if only is None else ORDERS_OF, _values(only)):
        units = Progress(int(row.left), int(row.short), int(row.shipped), int(row.returned))
        yield OrderRow(
            id=row.id,
            number=row.number,
            channel=row.channel,
            their_number=row.their_number,
            customer=row.customer or "",
            town=row.town or "",
            placed_on=clock.day_of(row.placed_at, zone),
            ship_by=row.ship_by,
            stage=order_states.stage(row.state, held=row.held is not None, units=units),
            units=int(row.units),
            total=float(decimal_of(row.total_minor, row.currency)),
            parcels=row.parcels,
            note=row.ledger_note or "",
        )


def return_rows(books: Session, only: Collection[str] | None = None) -> Iterator[ReturnRow]:
    """Open returns, and those asked for in the last ninety days; the newest first.

    Args:
        books: open books.
        only: numbers, also of older ones; None: all.
    """
    zone, values, whole = settings.zone(books), _values(only), only is None
    goods: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for return_id, title, units, received in questions.ask(
        books, GOODS if whole else GOODS_OF, values
    ):
        goods[return_id].append((title, units, received))
    money: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for return_id, state, minor, currency in questions.ask(
        books, REFUNDS if whole else REFUNDS_OF, values
    ):
        money[return_id].append((state, float(decimal_of(minor, currency))))
    for row in questions.ask(books, RETURNS if whole else RETURNS_OF, values):
        lines, refunds = goods[row.id], money[row.id]
        yield ReturnRow(
            id=row.id,
            number=row.number,
            order=row.order or "",
            customer=row.customer or "",
            state=row.state,
            goods=_told(lines),
            units=sum(units for _, units, _ in lines),
            received=sum(received for _, _, received in lines),
            asked_on=clock.day_of(row.requested_at, zone),
            refund=refunds[-1][0] if refunds else "",
            amount=round(sum(amount for _, amount in refunds), 3) if refunds else None,
            note=row.ledger_note or "",
        )


def _values(only: Collection[str] | None) -> dict[str, Any]:
    if only is None:
        return {"since": clock.now() - dt.timedelta(days=DAYS)}
    return {"numbers": sorted(set(only))}


def _told(lines: list[tuple[str, int, int]]) -> str:
    named = ", ".join(f"{units} × {title}" for title, units, _ in lines[:NAMED])
    left = sum(units for _, units, _ in lines[NAMED:])
    return f"{named} and {left} more" if left else named
