"""The goods of an exchange have come: their worth is worked out, and the other goods are let go."""

from __future__ import annotations

from sqlalchemy.orm import Session

from oms import (
    actors,
    exchange_legs,
    locks,
    refund_steps,
    refunds,
    return_documents,
    return_endings,
)
from oms.actors import Who
from oms.exchange_legs import PROMISED
from oms.refund_values import Wish
from oms.refund_wishes import EXCHANGE
from oms.return_documents import Opened
from oms.tables.money import Exchange, Refund
from oms.tables.people import Actor
from oms.tables.returns import Return, ReturnLine


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
    exchange_legs.let_go(books, exchange, by=by)
    if not books.get_one(Refund, refund_id).needs_second:
        refund_steps.approve(books, refund_id, by=promiser, key=f"{key}:approve")
    return refund_id


def _came(books: Session, return_id: int) -> dict[int, int]:
    """Order line id -> units that came to be exchanged and stay; none while some are awaited."""
    lines = return_documents.lines_of(books, return_id)
    swapped = [line for line in lines if line.wanted == EXCHANGE]
    if any(_is_open(line) for line in swapped):
        return {}
    opened = Opened(books.get_one(Return, return_id), None, swapped)
    return return_endings.owed_units(books, opened)


def _is_open(line: ReturnLine) -> bool:
    return line.received + line.missing < line.units or line.inspected < line.received


def _promiser(books: Session, exchange: Exchange, by: Who) -> Who:
    """Whoever promised it; where they may not any more, whoever sees to it now."""
    promiser = actors.as_who(books, books.get_one(Actor, exchange.by_id), by.source)
    return promiser if promiser.may(actors.EXCHANGE) else by
