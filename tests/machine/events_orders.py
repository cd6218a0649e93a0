"""What happens to orders: they are placed, shipped, and shipments are taken back."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, catalogue, clock, holds, shipment_plans, shipping, taking
from oms.customers import Buyer
from oms.tables.catalogue import Sku
from oms.tables.orders import Order, OrderHold, Shipment
from oms.taking import NewOrder, WantedCharge, WantedLine
from oms.values import decimal_of
from tests.machine.world import CODES, KIT, PLACES, Event, World


def place(world: World, books: Session, _key: str) -> None:
    """A customer orders one to three products, now and then a kit; it comes twice."""
    wanted = tuple(
        WantedLine(sku_id, world.draws.number(1, 8), price_of(books, sku_id))
        for sku_id in {
            world.sku(books, world.draws.pick([*CODES, KIT]))
            for _ in range(world.draws.number(1, 3))
        }
    )
    channel = catalogue.channel(books, world.draws.pick(["website", "etsy", "stall"]))
    number = world.number()
    new = NewOrder(
        channel.id, number, number, Buyer("Any One", "Goole", "GB"), wanted, clock.now(),
        charges=_charges(world), payment=world.draws.pick(["paid", "paid", "paid", "unpaid"]),
    )  # fmt: skip
    system = actors.system(books)
    assert taking.take(books, new, by=system) is taking.take(books, new, by=system), "I-6"


def price_of(books: Session, sku_id: int) -> Decimal:
    """What one unit costs."""
    return decimal_of(books.get_one(Sku, sku_id).price_minor or 0, "GBP")


def _charges(world: World) -> tuple[WantedCharge, ...]:
    postage = WantedCharge("shipping", world.draws.number(0, 499))
    return (postage, WantedCharge("discount", -world.draws.number(0, 299)))


def hold(world: World, books: Session, key: str) -> None:
    """Somebody wants an order to wait."""
    chosen = world.order(books, Order.state == "open")
    kind = world.draws.pick(["manual", "customer", "fraud", "stock"])
    holds.place(books, chosen, kind, note="ask me", by=world.owner(books), key=key)


def release(world: World, books: Session, key: str) -> None:
    """An order need not wait any longer."""
    held = select(OrderHold.id).where(OrderHold.released_at.is_(None)).order_by(OrderHold.id)
    one = books.get_one(OrderHold, world.any_of(books, held))
    order = books.get_one(Order, one.order_id)
    holds.release(books, order, one.kind, by=world.owner(books), key=key)


def ship(world: World, books: Session, key: str) -> None:
    """Somebody ships an order, all of it or from one place, and presses twice."""
    chosen = world.order(books, Order.state == "open")
    at = world.draws.pick([None, None, *PLACES])
    plan = shipment_plans.plan(books, chosen, location_id=world.place(books, at) if at else None)
    first = shipping.ship(books, plan, by=world.owner(books), key=key)
    assert shipping.ship(books, plan, by=world.owner(books), key=key) == first


def undo_shipment(world: World, books: Session, key: str) -> None:
    """Somebody takes a shipment back."""
    rows = select(Shipment.id).order_by(Shipment.id)
    gone = rows.where(Shipment.state == "shipped", Shipment.collected_at.is_(None))
    chosen = world.any_of(books, rows if world.draws.wild() else gone)
    shipping.undo(books, [chosen], by=world.owner(books), key=key)


EVENTS: tuple[Event, ...] = (place, ship, undo_shipment, hold, release)
