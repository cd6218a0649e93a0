"""Goods sent again and money for the same goods: each is to be known before the other is given."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import order_card, shipments
from oms.refund_states import VOID
from oms.refund_wishes import CANCEL, GOODWILL, RETURNLESS
from oms.shipment_outcomes import AGAIN
from oms.shipment_states import WORDS, State
from oms.tables.money import Refund, RefundLine
from oms.tables.orders import Order, OrderLine, Shipment


@dataclass(frozen=True)
class Resent:
    """Goods of a parcel that failed, and the order with which they were sent again."""

    shipment: str
    became: str
    """What became of the parcel: lost in the post ..."""
    order: str
    """The number of the order that sends them again."""
    stage: str
    """Where that order is."""
    has_left: bool
    """Whether any of it is on its way; else it can still be cancelled."""
    goods: tuple[tuple[int, str], ...]
    """Units and title of each product."""


def of(books: Session, order: Order, line_ids: Collection[int] = ()) -> list[Resent]:
    """What was sent again of these lines of an order, none: of all; what was cancelled was not."""
    wanted = select(Order).where(
        Order.parent_order_id == order.id, Order.origin == "reship", Order.state != "cancelled"
    )
    found = (_resent(books, one, line_ids) for one in books.scalars(wanted.order_by(Order.id)))
    return [one for one in found if one.goods]


def paid_back(books: Session, order: Order, failed: Iterable[Shipment]) -> list[Refund]:
    """Refunds of an order that stand: for goods of its shipments that failed, and goodwill.

    What comes back cannot be lost, so of lost goods only those paid back without a return count.
    """
    of_lost, of_others = set[int](), set[int]()
    for one in failed:
        lines = {line.order_line_id for line in shipments.lines_of(books, one.id)}
        (of_lost if one.state == State.LOST else of_others).update(lines)
    wanted = (
        select(Refund.id)
        .join(RefundLine, RefundLine.refund_id == Refund.id)
        .where(
            RefundLine.order_line_id.in_(of_lost) & (Refund.kind == RETURNLESS)
            | RefundLine.order_line_id.in_(of_others) & (Refund.kind != CANCEL)
        )
    )
    standing = select(Refund).where(
        Refund.order_id == order.id,
        Refund.state != VOID,
        Refund.id.in_(wanted) | (Refund.kind == GOODWILL),
    )
    return list(books.scalars(standing.order_by(Refund.id)))


def _resent(books: Session, again: Order, line_ids: Collection[int]) -> Resent:
    number = (again.their_id or "").removeprefix(AGAIN)
    shipment = books.scalars(select(Shipment).where(Shipment.number == number)).one()
    goods = tuple(
        (line.units, books.get_one(OrderLine, line.order_line_id).title)
        for line in shipments.lines_of(books, shipment.id)
        if not line_ids or line.order_line_id in line_ids
    )
    card = order_card.card(books, again)
    left = any(line.shipped for line in card.lines)
    state = WORDS[State(shipment.state)]
    return Resent(shipment.number, state, again.number, card.stage, left, goods)
