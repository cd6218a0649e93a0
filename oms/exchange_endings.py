"""Exchanges that end otherwise: called off by a person, or the goods never come back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    cancelling,
    exchange_legs,
    locks,
    orders,
    payments,
    return_endings,
    settings,
)
from oms.actors import Who
from oms.errors import NoLongerPossible
from oms.exchange_legs import CANCELLED, PROMISED
from oms.once import once
from oms.order_states import CANCELLED as CANCELLED_ORDER
from oms.return_states import State
from oms.tables.money import Exchange
from oms.tables.orders import Order
from oms.tables.returns import Return

OVER = (State.EXPIRED.value, State.CANCELLED.value, State.REJECTED.value)
"""States of a return of which nothing came and nothing is awaited."""


def call_off(books: Session, exchange_id: int, *, by: Who, key: str) -> None:
    """Take back the promise of an exchange: nothing is awaited, and the other goods stay.

    Raises:
        NotAllowed: the role does not exchange goods, or cancel orders.
        NoLongerPossible: goods have come, or the others have left.
    """
    actors.allow(by, actors.EXCHANGE)

    def do() -> dict[str, Any]:
        exchange = _locked(books, exchange_id)
        came = books.get_one(Return, exchange.return_id)
        child = books.get_one(Order, exchange.child_id)
        if exchange.state != PROMISED or came.state != State.AUTHORISED or _left(books, child):
            raise NoLongerPossible(f"Goods of return {came.number} or order {child.number} moved.")
        return_endings.cancel(
            books, came.id, "the exchange was called off", by=by, key=f"{key}:return"
        )
        _cancel(books, exchange, child, "the exchange was called off", by=by, key=key)
        return {}

    once(books, key, "call_off_exchange", {"exchange": exchange_id}, by=by, do=do)


def due(books: Session) -> list[int]:
    """Ids of the exchanges whose goods will not come: their return is over without them."""
    wanted = select(Exchange.id).join(Return, Return.id == Exchange.return_id)
    # one that is closed with nothing taken in: all that came was sent back, or declined
    closed = (Return.state == State.CLOSED.value) & Exchange.refund_id.is_(None)
    wanted = wanted.where(Exchange.state == PROMISED, Return.state.in_(OVER) | closed)
    return list(books.scalars(wanted.order_by(Exchange.id)))


def end(books: Session, exchange_id: int, *, by: Who, key: str) -> str:
    """The goods never came: cancel the others, or charge for them where they have left.

    Returns:
        cancelled or charged; by the setting `exchange_never`, and charged where goods have left.
        The state it has where it is over, or not due (any more).
    """

    def do() -> dict[str, Any]:
        exchange = _locked(books, exchange_id)
        child = books.get_one(Order, exchange.child_id)
        # what was due when somebody looked may have come since, and then it is settled by that
        if exchange_id not in due(books):
            return {"state": exchange.state}
        if settings.value(books, "exchange_never") == "charge" or _left(books, child):
            exchange_legs.charge(books, exchange, "never came", by=by)
        else:
            _cancel(books, exchange, child, "the goods never came back", by=by, key=key)
        return {"state": exchange.state}

    done = once(books, key, "end_exchange", {"exchange": exchange_id}, by=by, do=do)
    return str(done["state"])


def _locked(books: Session, exchange_id: int) -> Exchange:
    """The exchange, read afresh with both its orders locked, the older one first."""
    known = books.get_one(Exchange, exchange_id)
    locks.order(books, known.order_id)
    locks.order(books, known.child_id)
    books.refresh(known)
    return known


def _left(books: Session, child: Order) -> bool:
    return any(line.shipped for line in orders.lines_of(books, child))


def _cancel(
    books: Session, exchange: Exchange, child: Order, why: str, *, by: Who, key: str
) -> None:
    # the promise ends first, so that what was paid beyond it is all that is given back
    exchange_legs.end(books, exchange, CANCELLED, by=by)
    if child.state == CANCELLED_ORDER:
        return
    paid = payments.captured_minor(books, child)
    wish = cancelling.Wish(
        reason="other", note=why, without_refund=None if paid else "nothing was paid for it"
    )
    cancelling.cancel(books, child.id, wish, by=by, key=f"{key}:cancel")
