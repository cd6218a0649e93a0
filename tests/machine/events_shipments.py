"""Shipments on their way through the building and the post."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import shipment_outcomes, shipments, shipping
from oms.parcels import Carriage
from oms.shipment_states import State
from oms.tables.orders import Order, Shipment
from tests.machine.world import Event, World


def plan(world: World, books: Session, key: str) -> None:
    """Promised units of an order are bound to a shipment."""
    order = world.order(books, Order.state == "open")
    free = shipments.free(books, order)
    location_id = world.draws.pick(sorted(free))
    wanted = {line: world.draws.number(1, units) for line, units in free[location_id].items()}
    shipments.plan(books, order.id, location_id, wanted, by=world.owner(books), key=key)


def start(world: World, books: Session, key: str) -> None:
    """Somebody begins to pick."""
    shipments.start(books, _one(world, books, "planned"), by=world.owner(books), key=key)


def pack(world: World, books: Session, key: str) -> None:
    """Somebody packs what was picked."""
    boxes = [Carriage(weight_g=world.draws.number(100, 900))]
    shipments.pack(books, _one(world, books, "picking"), boxes, by=world.owner(books), key=key)


def void(world: World, books: Session, key: str) -> None:
    """A shipment is called off."""
    chosen = _one(world, books, world.draws.pick(["planned", "picking", "packed"]))
    shipments.void(books, chosen, by=world.owner(books), key=key)


def collect(world: World, books: Session, key: str) -> None:
    """The carrier comes."""
    shipping.collected(books, world.any_place(books), by=world.owner(books), key=key)


def arrive(world: World, books: Session, key: str) -> None:
    """A parcel arrives, or does not."""
    outcome = world.draws.pick([State.DELIVERED, State.DELIVERED, State.LOST,
                                State.RETURNED_TO_SENDER, State.DAMAGED_IN_POST])  # fmt: skip
    chosen = _one(world, books, "shipped")
    shipment_outcomes.record(books, [chosen], outcome, by=world.owner(books), key=key)


def not_after_all(world: World, books: Session, key: str) -> None:
    """What was said of a parcel's arrival was a mistake."""
    chosen = _one(world, books, world.draws.pick(["delivered", "lost", "damaged_in_post"]))
    shipment_outcomes.take_back(books, [chosen], by=world.owner(books), key=key)


def _one(world: World, books: Session, state: str) -> int:
    rows = select(Shipment.id).order_by(Shipment.id)
    return world.any_of(books, rows if world.draws.wild() else rows.where(Shipment.state == state))


EVENTS: tuple[Event, ...] = (plan, start, pack, void, collect, arrive, not_after_all)
