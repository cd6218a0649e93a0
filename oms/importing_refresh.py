"""An order that is known comes again in a channel's file: what of it may change here.

The channel's word wins for payment and for cancelling what has not left; ours wins for what was
shipped and for what was cancelled here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sqlalchemy.orm import Session

from oms import (
    cancelling,
    exceptions,
    history,
    locks,
    orders,
    payments,
    refund_tenders,
    releasing,
    shipping,
)
from oms.actors import Who
from oms.errors import ShopError
from oms.history import About
from oms.importing_known import Taken
from oms.order_in import GOODS, LEFT, OrderIn
from oms.shipping import ShipmentPlan
from oms.tables.orders import Order, OrderLine
from oms.values import sku_key

AT_CHANNEL = "cancelled at the channel"


def is_due(taken: Taken, told: OrderIn) -> bool:
    """Whether what the channel says of a known order could change something here."""
    if taken.order_id is None or taken.state == "cancelled":
        return False
    return told.payment != taken.payment or (
        taken.state == "open" and (told.state != "open" or bool(_left(told)))
    )


def refresh(books: Session, order_id: int | None, told: OrderIn, *, by: Who) -> bool:
    """Bring a known order up to date with what the channel says now; whether anything changed."""
    if order_id is None:
        return False
    order = locks.order(books, order_id)
    if order.state == "cancelled":
        return False
    before = _facts(books, order)
    if told.payment != order.payment:
        order.payment = told.payment
        ours = payments.captured_minor(books, order) - order.taken_minor
        # what a person recorded meanwhile is part of what the channel says it has
        taken = told.taken_minor + _ours_of(books, order, told) - ours
        order.taken_minor = max(order.sent_back_minor, taken)
        if told.state == "cancelled" and order.state == "completed":
            detail = f"The channel cancelled order {order.number}, and it had left."
            exceptions.open_case(books, "cancelled_after_shipping", _subject(order), detail)
    if order.state == "open":
        _ship(books, order, told, by=by)
    if told.state == "cancelled" and order.state == "open":
        _cancel(books, order, by=by)
    releasing.settle(books, order, by=by)
    after = _facts(books, order)
    if after == before:
        return False
    order.version += 1
    about = About("order", order.id)
    history.record(books, by=by, what="changed at the channel", about=about, before=before,
                   after=after)  # fmt: skip
    books.flush()
    return True


def ask_about_lines(books: Session, order_id: int) -> None:
    """The lines of an open order are others at the channel than here: a person decides."""
    order = books.get_one(Order, order_id)
    detail = f"The lines of order {order.number} have changed at the channel."
    exceptions.open_case(books, "lines_changed", _subject(order), detail)


def _ours_of(books: Session, order: Order, told: OrderIn) -> int:
    """Of what the channel has given back, what refunds of ours say: that went back once."""
    if told.payment not in payments.REFUNDED_BY_CHANNEL:
        return 0
    return min(told.not_taken_minor, refund_tenders.sent_by_channel(books, order))


def _subject(order: Order) -> str:
    return f"order {order.number}"


def _facts(books: Session, order: Order) -> dict[str, str | int]:
    shipped = sum(line.shipped for line in orders.lines_of(books, order))
    return {"payment": order.payment, "state": order.state, "shipped": shipped}


def _left(told: OrderIn) -> list[tuple[str, int]]:
    """Code and units of the goods that the channel says have left."""
    goods = [line for line in told.lines if line.kind == GOODS and line.fate == LEFT]
    return [(sku_key(line.code), line.units) for line in goods]


def _cancel(books: Session, order: Order, *, by: Who) -> None:
    """Cancel what has not left; what has left stays shipped, what stands packed is asked about."""
    wish = cancelling.Wish(note=AT_CHANNEL, without_refund="the channel gives it back itself")
    key = f"import:{order.channel_id}:{order.their_id}:cancelled"
    try:
        with books.begin_nested():
            cancelling.within(books, order, wish, by=by, key=key)
    except ShopError as refusal:
        detail = f"The channel cancelled order {order.number}. {refusal.message}"
        exceptions.open_case(books, "cancelled_while_packed", _subject(order), detail)


def _ship(books: Session, order: Order, told: OrderIn, *, by: Who) -> None:
    """The channel says that lines left: ship what of them is reserved, and ask about the rest."""
    gone = _gone(orders.lines_of(books, order), told)
    if not gone:
        return
    try:
        plan = _only(shipping.plan(books, order), gone)
        if plan.units:
            key = f"import:{order.channel_id}:{order.their_id}:left:{order.version}"
            shipping.ship(books, plan, by=by, key=key)
        if plan.units < sum(gone.values()):
            _ask_about_parcels(books, order, "Some of it was not reserved here.")
    except ShopError as refusal:
        _ask_about_parcels(books, order, refusal.message)


def _ask_about_parcels(books: Session, order: Order, why: str) -> None:
    detail = f"The channel says that goods of order {order.number} have left. {why}"
    exceptions.open_case(books, "shipped_elsewhere", _subject(order), detail)


def _gone(lines: list[OrderLine], told: OrderIn) -> dict[int, int]:
    """Our lines that the channel says have left, and the units of each that we still owe."""
    left = Counter(_left(told))
    gone: dict[int, int] = {}
    for line in lines:
        content = (sku_key(line.sku_text), line.ordered)
        if left[content] > 0:
            left[content] -= 1
            if line.open_units:
                gone[line.id] = line.open_units
    return gone


def _only(plan: ShipmentPlan, gone: dict[int, int]) -> ShipmentPlan:
    """The plan cut down to the lines that have left."""
    parcels = [
        replace(parcel, lines=tuple(line for line in parcel.lines if line.line_id in gone))
        for parcel in plan.parcels
    ]
    return replace(plan, parcels=tuple(parcel for parcel in parcels if parcel.lines))
