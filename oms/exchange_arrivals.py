"""The goods of an exchange have come: their worth is worked out, and the other goods are let go."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, exchange_legs, holds, locks, refund_steps, refunds, releasing
from oms.actors import Who
from oms.exchange_legs import PROMISED
from oms.refund_values import Wish
from oms.refund_wishes import EXCHANGE
from oms.tables.money import Exchange, Refund
from oms.tables.orders import Order
from oms.tables.people import Actor
from oms.tables.returns import ReturnLine

HOLD = "awaiting_return"


def arrived(books: Session, return_id: int, *, by: Who, key: str) -> int | None:
    """Settle the exchange of a return once nothing of it is awaited or uninspected.

    Whoever promised the exchange has agreed to pay the difference that was shown; only where more
    would leave than they may pay alone does it wait for a second person.

    Returns:
        The id of the refund of the goods; None: no exchange, or not everything is here yet.
    """
    exchange = exchange_legs.of_return(books, return_id)
    if exchange is None or exchange.state != PROMISED or exchange.refund_id is not None:
        return None
    order = locks.order(books, exchange.order_id)
    came = _came(books, return_id)
    if not came:
        return None
    promiser = _promiser(books, exchange, by)
    wish = Wish(EXCHANGE, came, return_id=return_id)
    refund_id = refunds.ask(books, order.id, wish, by=promiser, key=f"{key}:refund")
    exchange.refund_id = refund_id
    books.flush()
    let_go(books, exchange, by=by)
    if not books.get_one(Refund, refund_id).needs_second:
        refund_steps.approve(books, refund_id, by=promiser, key=f"{key}:approve")
    return refund_id


def let_go(books: Session, exchange: Exchange, *, by: Who) -> None:
    """The goods that go out wait for nothing but their payment any more."""
    child = locks.order(books, exchange.child_id)
    holds.clear(books, child, HOLD, by=by)
    releasing.settle(books, child, by=by)


def _came(books: Session, return_id: int) -> dict[int, int]:
    """Order line id -> units that came to be exchanged; empty while some are awaited or unseen."""
    wanted = select(ReturnLine).where(
        ReturnLine.return_id == return_id, ReturnLine.wanted == EXCHANGE
    )
    units: dict[int, int] = {}
    for line in books.scalars(wanted.order_by(ReturnLine.id)):
        if line.received + line.missing < line.units or line.inspected < line.received:
            return {}
        if line.order_line_id is not None and line.received:
            units[line.order_line_id] = units.get(line.order_line_id, 0) + line.received
    return units


def _promiser(books: Session, exchange: Exchange, by: Who) -> Who:
    actor = books.get_one(Actor, exchange.by_id)
    return actors.as_who(books, actor, by.source)


def child_of(books: Session, exchange: Exchange) -> Order:
    """The order of the goods that go out."""
    return books.get_one(Order, exchange.child_id)
