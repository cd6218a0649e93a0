"""Goods go from one place to another: sent, received by count, closed, taken back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import transfer_receipts, transfers
from oms.tables.stock import Level, Movement, Transfer
from oms.transfer_states import Arrived
from oms.transfers import Wanted
from tests.machine.world import Event, World

ON_THE_WAY = select(Transfer.id).where(Transfer.state == "dispatched").order_by(Transfer.id)


def send(world: World, books: Session, key: str) -> None:
    """Goods leave for another place."""
    start = world.any_place(books)
    there = select(Level.sku_id).where(
        Level.location_id == start, Level.bucket == "sellable", Level.units > 0
    )
    sku_id = world.any_of(books, there.order_by(Level.sku_id))
    wanted = Wanted(start, world.any_place(books), {sku_id: world.draws.number(1, 5)})
    first = transfers.send(books, wanted, by=world.owner(books), key=key)
    assert transfers.send(books, wanted, by=world.owner(books), key=key) == first, "I-6"


def receive(world: World, books: Session, key: str) -> None:
    """Some of what is on the way arrives, some of that damaged."""
    chosen = world.any_of(books, ON_THE_WAY)
    arrived = {}
    for line in transfers.lines_of(books, chosen):
        left = line.units - line.received - line.damaged - line.lost - line.sent_back
        whole = world.draws.number(0, left + int(world.draws.wild()))
        arrived[line.id] = Arrived(whole, world.draws.number(0, max(0, left - whole)))
    transfer_receipts.receive(books, chosen, arrived, by=world.owner(books), key=key)


def undo_receipt(world: World, books: Session, key: str) -> None:
    """What was received was a mistake."""
    came = select(Movement.id).where(
        Movement.about_kind == "transfer", Movement.reason == "transfer_in",
        Movement.reverses_id.is_(None),
    )  # fmt: skip
    moved = books.get_one(Movement, world.any_of(books, came.order_by(Movement.id)))
    transfer_receipts.undo_receipt(
        books, moved.about_id or 0, [moved.id], by=world.owner(books), key=key
    )


def close(world: World, books: Session, key: str) -> None:
    """What never arrived is lost, or went back."""
    chosen = world.any_of(books, ON_THE_WAY)
    rest = world.draws.pick(["lost", "sent_back"])
    transfer_receipts.close(books, chosen, rest, by=world.owner(books), key=key)


def cancel(world: World, books: Session, key: str) -> None:
    """Goods that left come back before they arrived."""
    chosen = world.any_of(books, select(Transfer.id).order_by(Transfer.id))
    transfers.cancel(books, chosen, by=world.owner(books), key=key)


EVENTS: tuple[Event, ...] = (send, receive, undo_receipt, close, cancel)
