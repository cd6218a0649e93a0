"""What happens to orders: they are placed, shipped, and shipments are taken back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, reservations, shipping
from oms.tables.orders import Order, Shipment
from tests.machine.world import CODES, PLACES, TODAY, Event, World
from tests.small_shop import order


def place(world: World, books: Session, _key: str) -> None:
    """A customer orders one to three products."""
    wanted = {
        world.draws.pick(CODES): world.draws.number(1, 8) for _ in range(world.draws.number(1, 3))
    }
    channel = world.draws.pick(["website", "etsy", "stall"])
    new = order(books, world.number(), channel, "Any One", "Goole", TODAY, wanted, due=3)
    reservations.reserve_order(books, new, by=actors.system(books))


def ship(world: World, books: Session, key: str) -> None:
    """Somebody ships an order, all of it or from one place, and presses twice."""
    chosen = world.order(books, Order.state == "open")
    at = world.draws.pick([None, None, *PLACES])
    plan = shipping.plan(books, chosen, location_id=world.place(books, at) if at else None)
    first = shipping.ship(books, plan, by=world.owner(books), key=key)
    assert shipping.ship(books, plan, by=world.owner(books), key=key) == first


def undo_shipment(world: World, books: Session, key: str) -> None:
    """Somebody takes a shipment back."""
    chosen = world.any_of(books, select(Shipment.id).order_by(Shipment.id))
    shipping.undo(books, [chosen], by=world.owner(books), key=key)


EVENTS: tuple[Event, ...] = (place, ship, undo_shipment)
