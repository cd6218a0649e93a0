"""What happens when goods come back, and when they did not after all."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import returns
from oms.tables.orders import Order, OrderLine
from oms.tables.returns import Return
from tests.machine.world import Event, World


def accept_return(world: World, books: Session, key: str) -> None:
    """Goods of an order come back, in one tap."""
    line = world.line(books, OrderLine.shipped > OrderLine.returned)
    units = world.draws.number(1, max(1, line.returnable))
    plan = returns.plan(
        books, books.get_one(Order, line.order_id), world.any_place(books),
        sku_id=line.sku_id, units=units,
    )  # fmt: skip
    judged = returns.Judged(
        disposition=world.draws.pick(["restock", "hold", "write_off", "repair"])
    )
    for _ in range(2):
        returns.accept(books, plan, judged, by=world.owner(books), key=key)


def undo_return(world: World, books: Session, key: str) -> None:
    """Goods did not come back after all."""
    chosen = world.any_of(books, select(Return.id).order_by(Return.id))
    returns.undo(books, chosen, by=world.owner(books), key=key)


EVENTS: tuple[Event, ...] = (accept_return, undo_return)
