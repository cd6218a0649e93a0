"""What came back: returns asked for in a span of time, why, how much, and money given back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, outerjoin

from oms import settings
from oms.refund_states import SENT, SETTLED
from oms.sales import EVERYTHING, Only, Seller, Span
from oms.tables.catalogue import Sku
from oms.tables.money import Refund
from oms.tables.orders import Order
from oms.tables.returns import Return, ReturnLine

CAME_TO_NOTHING = ("rejected", "cancelled", "expired")
OF_CHANNEL = func.coalesce(Return.channel_id, Order.channel_id)
LINES = outerjoin(
    outerjoin(Return, Order, Order.id == Return.order_id),
    ReturnLine, ReturnLine.return_id == Return.id,
)  # fmt: skip
"""Returns with their orders and lines; some returns have none of either."""


@dataclass(frozen=True)
class Returned:
    """Returns that were asked for and did not come to nothing; lines of them where only some."""

    returns: int
    units: int
    received: int
    """Of these units, what has arrived."""
    worth: tuple[tuple[str, int], ...]
    """Currency and what the goods are worth to the customers, in its minor units."""
    nothing: int
    """Returns beside these that were rejected, cancelled or expired."""


@dataclass(frozen=True)
class Reason:
    """Why units came back, as it was said; empty: nobody said."""

    words: str
    units: int


@dataclass(frozen=True)
class Refunded:
    """Money that was sent back in one currency."""

    currency: str
    minor: int
    refunds: int


def summed(books: Session, span: Span, only: Only = EVERYTHING) -> Returned:
    """How many came back and what they are worth, by the moment the return was asked for."""
    counted = func.count(func.distinct(Return.id))
    currency = func.coalesce(Order.currency, settings.value(books, "currency"))
    rows = books.execute(
        select(
            currency,
            counted,
            func.coalesce(func.sum(ReturnLine.units), 0),
            func.coalesce(func.sum(ReturnLine.received), 0),
            func.coalesce(func.sum(ReturnLine.amount_minor), 0),
        )
        .select_from(LINES)
        .where(*_asked(span, only), Return.state.not_in(CAME_TO_NOTHING))
        .group_by(currency)
        .order_by(currency)
    ).all()
    nothing = books.scalars(
        select(counted)
        .select_from(LINES)
        .where(*_asked(span, only), Return.state.in_(CAME_TO_NOTHING))
    ).one()
    returns, units, received = (sum(int(row[at]) for row in rows) for at in (1, 2, 3))
    return Returned(
        returns, units, received, tuple((str(row[0]), int(row[4])) for row in rows), nothing
    )


def reasons(books: Session, span: Span, only: Only = EVERYTHING) -> list[Reason]:
    """Why, the commonest reason first."""
    units, why = func.sum(ReturnLine.units), func.coalesce(ReturnLine.reason, "")
    rows = books.execute(
        select(why, units)
        .select_from(LINES)
        .where(*_asked(span, only), Return.state.not_in(CAME_TO_NOTHING))
        .group_by(why)
        .order_by(units.desc(), why)
    )
    return [Reason(row[0].replace("_", " "), int(row[1])) for row in rows]


def most(books: Session, span: Span, *, limit: int, only: Only = EVERYTHING) -> list[Seller]:
    """The products of which most units came back."""
    units = func.sum(ReturnLine.units)
    rows = books.execute(
        select(Sku.code, Sku.title, units)
        .select_from(LINES)
        .join(Sku, Sku.id == ReturnLine.sku_id)
        .where(*_asked(span, only), Return.state.not_in(CAME_TO_NOTHING))
        .group_by(Sku.id, Sku.code, Sku.title)
        .order_by(units.desc(), Sku.code)
        .limit(limit)
    )
    return [Seller(row[0], row[1], int(row[2])) for row in rows]


def refunded(books: Session, span: Span, channel_id: int | None = None) -> list[Refunded]:
    """Money that was sent back then, for whatever reason; what failed is left out."""
    wanted = [
        Refund.sent_at >= span[0],
        Refund.sent_at < span[1],
        Refund.state.in_((SENT, SETTLED)),
    ]
    if channel_id is not None:
        wanted.append(Order.channel_id == channel_id)
    rows = books.execute(
        select(Refund.currency, func.sum(Refund.payout_minor), func.count(Refund.id))
        .join(Order, Order.id == Refund.order_id)
        .where(*wanted)
        .group_by(Refund.currency)
        .order_by(Refund.currency)
    )
    return [Refunded(row[0], int(row[1]), int(row[2])) for row in rows]


def _asked(span: Span, only: Only) -> list[ColumnElement[bool]]:
    """What makes a line one of a return that was asked for then."""
    wanted = [Return.requested_at >= span[0], Return.requested_at < span[1]]
    if only.channel_id is not None:
        wanted.append(OF_CHANNEL.in_([only.channel_id]))
    if only.sku_id is not None:
        wanted.append(ReturnLine.sku_id == only.sku_id)
    return wanted
