"""Jumping the queue: a person says, with a reason, whose turn it is when stock is short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, fills, history, locks, waiting
from oms.actors import Who
from oms.errors import ShopError
from oms.history import About
from oms.once import once
from oms.tables.orders import Order


@dataclass(frozen=True)
class Turn:
    """Where an order stands for what it waits for, and who would be passed over."""

    order_id: int
    number: str
    version: int
    priority: int
    waiting: int
    """Units of it that wait."""
    ahead: tuple[str, ...]
    """The numbers of the orders before it, the first first."""

    @property
    def place(self) -> int:
        """Its place in the queue, from 1."""
        return len(self.ahead) + 1


class NotWaiting(ShopError):
    """An order waits for nothing (of that)."""

    code = "not_waiting"

    def __init__(self, number: str, title: str | None = None) -> None:
        self.number = number
        what = title or "stock"
        super().__init__(
            f"Order {number} does not wait for {what}.",
            remedy=f"Ask how it stands: `where is {number}?`",
        )


def turn(books: Session, order: Order, *, sku_id: int | None = None, title: str = "") -> Turn:
    """Where an order stands, for one SKU or for all that it waits for.

    Raises:
        NotWaiting: it waits for nothing (of that).
    """
    mine = [one for one in waiting.of_order(books, order) if sku_id in (None, one.sku_id)]
    if not mine or order.state != "open":
        raise NotWaiting(order.number, title or None)
    queue = dict.fromkeys(
        one.order_id
        for one in waiting.of(books, {one.sku_id for one in mine})
        if one.rank < waiting.rank(order)
    )
    rows = books.execute(select(Order.id, Order.number).where(Order.id.in_(queue)))
    numbers = {order_id: number for order_id, number in rows}  # noqa: C416  a Result is no mapping
    return Turn(
        order.id,
        order.number,
        order.version,
        order.priority,
        sum(one.units for one in mine),
        tuple(numbers[order_id] for order_id in queue),
    )


def put_first(books: Session, wanted: Turn, *, reason: str | None = None, by: Who, key: str) -> int:
    """Put an order before all that wait for the same, once for each `key`.

    Returns:
        Its priority before.

    Raises:
        NotAllowed: the role does not put orders first.
        NoLongerPossible: the order changed since.
    """
    actors.allow(by, actors.PRIORITISE)

    def do() -> dict[str, Any]:
        order = locks.unchanged(books, wanted.order_id, wanted.version)
        skus = {one.sku_id for one in waiting.of_order(books, order)}
        highest = max((-one.rank[0] for one in waiting.of(books, skus)), default=0)
        before = order.priority
        _set(books, order, max(highest, before, 0) + 1, reason, by=by)
        fills.ask(books, skus)
        return {"before": before}

    arguments = {"order": wanted.order_id, "reason": reason}
    return int(once(books, key, "put_first", arguments, by=by, do=do)["before"])


def undo(books: Session, order_id: int, before: int, *, by: Who, key: str) -> None:
    """Put an order back to where it was in the queue; what it was given meanwhile stays its own.

    Raises:
        NotAllowed: the role does not put orders first.
    """
    actors.allow(by, actors.PRIORITISE)

    def do() -> dict[str, Any]:
        order = locks.order(books, order_id)
        _set(books, order, before, None, by=by)
        fills.ask(books, {one.sku_id for one in waiting.of_order(books, order)})
        return {}

    once(books, key, "undo_put_first", {"order": order_id, "to": before}, by=by, do=do)


def _set(books: Session, order: Order, priority: int, reason: str | None, *, by: Who) -> None:
    before = {"priority": order.priority}
    order.priority = priority
    order.version += 1
    history.record(
        books,
        by=by,
        what="prioritised",
        about=About("order", order.id),
        before=before,
        after={"priority": priority},
        reason=reason,
    )
    books.flush()
