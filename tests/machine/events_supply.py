"""Orders go first, come from elsewhere or from a supplier; sales over the counter are facts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    catalogue,
    clock,
    dropship,
    paying,
    priorities,
    purchases,
    rerouting,
    supplier_shipments,
    till,
)
from oms.tables.catalogue import Location
from oms.tables.orders import Order, OrderLine, Shipment
from oms.tables.purchasing import PurchaseOrder
from oms.taking import WantedLine
from tests.machine.events_orders import price_of
from tests.machine.world import Event, World

WAITS = OrderLine.ordered - OrderLine.cancelled - OrderLine.shipped > OrderLine.reserved
COMES = select(PurchaseOrder.id).where(PurchaseOrder.state != "received").order_by(PurchaseOrder.id)


def sell_at_the_stall(world: World, books: Session, _key: str) -> None:
    """A sale has happened, whatever the books say was there; its receipt comes twice."""
    sku_id = world.any_sku(books)
    stall = catalogue.channel(books, "stall")
    wanted = (WantedLine(sku_id, world.draws.number(1, 4), price_of(books, sku_id)),)
    number = world.number()
    receipt = till.Receipt(stall.id, number, world.any_place(books), clock.now(), wanted)
    first = till.record(books, receipt, by=world.owner(books))
    assert till.record(books, receipt, by=world.owner(books)).id == first.id, "I-6"


def void_a_sale(world: World, books: Session, key: str) -> None:
    """A sale over the counter never was."""
    sold = select(Order.id).where(Order.origin == "till").order_by(Order.id)
    till.void(books, world.any_of(books, sold), by=world.owner(books), key=key)


def pay(world: World, books: Session, key: str) -> None:
    """Money comes in for an order."""
    order = world.order(books, Order.state == "open", Order.taken_minor < Order.total_minor)
    money_in = paying.Money(world.draws.number(1, order.total_minor), "bank", key)
    paying.record(books, order.id, money_in, by=world.owner(books), key=key)


def put_first(world: World, books: Session, key: str) -> None:
    """An order goes before the others that wait."""
    order = books.get_one(Order, world.line(books, WAITS).order_id)
    turn = priorities.turn(books, order)
    priorities.put_first(books, turn, reason="a regular", by=world.owner(books), key=key)


def move(world: World, books: Session, key: str) -> None:
    """An order is to come from another place."""
    order = books.get_one(Order, world.line(books, OrderLine.reserved > 0).order_id)
    to = books.get_one(Location, world.any_place(books))
    wanted = rerouting.plan(books, order, to)
    rerouting.reroute(books, wanted, by=world.owner(books), key=key)


def have_a_supplier_send(world: World, books: Session, key: str) -> None:
    """A supplier is to send what waits."""
    order = books.get_one(Order, world.line(books, WAITS).order_id)
    wishes = dropship.plan(books, order)
    dropship.place(books, order.id, wishes, version=order.version, by=world.owner(books), key=key)


def supplier_sends(world: World, books: Session, key: str) -> None:
    """The supplier has sent some of it."""
    chosen = world.any_of(books, COMES)
    units = _some(world, books, chosen)
    supplier_shipments.sent(books, chosen, units, by=world.owner(books), key=key)


def supplier_cannot(world: World, books: Session, key: str) -> None:
    """The supplier will not send some of it."""
    chosen = world.any_of(books, COMES)
    dropship.cannot(books, chosen, _some(world, books, chosen), by=world.owner(books), key=key)


def supplier_did_not_send(world: World, books: Session, key: str) -> None:
    """What the supplier was said to have sent is still to come."""
    theirs = select(Shipment.id).where(Shipment.supplier_id.is_not(None)).order_by(Shipment.id)
    supplier_shipments.undo(books, world.any_of(books, theirs), by=world.owner(books), key=key)


def _some(world: World, books: Session, purchase_id: int) -> dict[int, int]:
    open_units = purchases.to_come(books, books.get_one(PurchaseOrder, purchase_id))
    return {line: world.draws.number(1, units) for line, units in open_units.items()}


EVENTS: tuple[Event, ...] = (
    sell_at_the_stall, void_a_sale, pay, put_first, move, have_a_supplier_send, supplier_sends,
    supplier_cannot, supplier_did_not_send,
)  # fmt: skip
