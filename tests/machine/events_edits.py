"""What people change of a placed order: units are cancelled, lines added, raised, lowered."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import cancelling, edit_undo, editing
from oms.editing import Edit
from oms.tables.orders import Cancellation, Order, OrderLine, OrderVersion
from tests.machine.world import Event, World

LEFT = OrderLine.ordered > OrderLine.cancelled + OrderLine.shipped
NOT_OF_A_KIT = OrderLine.parent_line_id.is_(None)


def cancel(world: World, books: Session, key: str) -> None:
    """Some units of a line are not wanted any more, or a whole order."""
    line = world.line(books, LEFT, NOT_OF_A_KIT)
    units = world.draws.number(1, max(1, line.ordered - line.cancelled - line.shipped))
    wish = cancelling.Wish(world.draws.pick([None, {line.id: units}, {line.id: units}]))
    first = cancelling.cancel(books, line.order_id, wish, by=world.owner(books), key=key)
    again = cancelling.cancel(books, line.order_id, wish, by=world.owner(books), key=key)
    assert first == again, "I-6"


def undo_cancel(world: World, books: Session, key: str) -> None:
    """It was cancelled by mistake."""
    chosen = world.any_of(books, select(Cancellation.id).order_by(Cancellation.id))
    cancelling.undo(books, chosen, by=world.owner(books), key=key)


def edit(world: World, books: Session, key: str) -> None:
    """A line is raised, lowered, or another product added."""
    line = world.line(books, LEFT, NOT_OF_A_KIT)
    now = line.ordered - line.cancelled
    wanted = world.draws.pick([
        Edit(units={line.id: world.draws.number(0, now + 3)}),
        Edit(add=((world.any_sku(books), world.draws.number(1, 3)),)),
        Edit(ship_method="next day"),
    ])  # fmt: skip
    editing.edit(books, line.order_id, wanted, reason="asked", by=world.owner(books), key=key)


def undo_edit(world: World, books: Session, key: str) -> None:
    """An edit was a mistake."""
    chosen = world.any_of(books, select(OrderVersion.id).order_by(OrderVersion.id.desc()).limit(3))
    edit_undo.undo(books, chosen, by=world.owner(books), key=key)


def cancel_all(world: World, books: Session, key: str) -> None:
    """What is left of an order is cancelled, and no money goes back."""
    order = world.order(books, Order.state == "open")
    wish = cancelling.Wish(without_refund="agreed")
    cancelling.cancel(books, order.id, wish, by=world.owner(books), key=key)


EVENTS: tuple[Event, ...] = (cancel, cancel, undo_cancel, edit, edit, undo_edit, cancel_all)
