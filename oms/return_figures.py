"""What came back: returns asked for in a span of time, why, how much, and money given back.

Goods come back as what they are, so of a kit its components do; asked of the kit, whole kits count.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, outerjoin

from oms import kit_returns, settings
from oms.kit_returns import PartBack
from oms.refund_cards import TO_SEND_MINOR
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
    return _with_kits(_summed(books, span, only), _of_kit(books, span, only))


def _with_kits(found: Returned, every: list[PartBack]) -> Returned:
    """The same with what came back of the kit that was asked about."""
    back = _back(every)
    worth = dict(found.worth)
    for one in back:
        worth[one.currency] = worth.get(one.currency, 0) + one.worth_minor
    returns = {one.return_id for one in back}
    return Returned(
        found.returns + len(returns),
        found.units + kit_returns.whole(back),
        found.received + kit_returns.whole(back, arrived=True),
        tuple(sorted(worth.items())),
        found.nothing + len({one.return_id for one in every} - returns),
    )


def _summed(books: Session, span: Span, only: Only) -> Returned:
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
    )
    found = {str(row[0]): int(row[1]) for row in rows}
    back = _back(_of_kit(books, span, only))
    for reason in {one.reason for one in back}:
        of_reason = kit_returns.whole(one for one in back if one.reason == reason)
        found[reason] = found.get(reason, 0) + of_reason
    told = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return [Reason(reason.replace("_", " "), units) for reason, units in told if units]


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
    """Money that was sent back then, for whatever reason; what failed is left out.

    Store credit, and what pays for goods that go out in exchange, has left nobody's hands.
    """
    wanted = [
        TO_SEND_MINOR > 0,
        Refund.sent_at >= span[0],
        Refund.sent_at < span[1],
        Refund.state.in_((SENT, SETTLED)),
    ]
    if channel_id is not None:
        wanted.append(Order.channel_id == channel_id)
    rows = books.execute(
        select(Refund.currency, func.sum(TO_SEND_MINOR), func.count(Refund.id))
        .join(Order, Order.id == Refund.order_id)
        .where(*wanted)
        .group_by(Refund.currency)
        .order_by(Refund.currency)
    )
    return [Refunded(row[0], int(row[1]), int(row[2])) for row in rows]


def _of_kit(books: Session, span: Span, only: Only) -> list[PartBack]:
    """What came back of the kit that is asked about; nothing where it is none, or of them all."""
    if only.sku_id is None:
        return []
    return kit_returns.of_kit(books, only.sku_id, _asked(span, only.in_all_products))


def _back(every: list[PartBack]) -> list[PartBack]:
    """What did not come to nothing."""
    return [one for one in every if one.state not in CAME_TO_NOTHING]


def _asked(span: Span, only: Only) -> list[ColumnElement[bool]]:
    """What makes a line one of a return that was asked for then."""
    wanted = [Return.requested_at >= span[0], Return.requested_at < span[1]]
    if only.channel_id is not None:
        wanted.append(OF_CHANNEL.in_([only.channel_id]))
    if only.sku_id is not None:
        wanted.append(ReturnLine.sku_id == only.sku_id)
    return wanted
