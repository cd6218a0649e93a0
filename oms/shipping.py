"""Shipping: what can leave now, leaving, and undoing it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, catalogue, clock, history, locks, orders, reservations, sequences, stock
from oms.actors import Who
from oms.errors import NoLongerPossible, NothingToShip, OrderOnHold
from oms.history import About
from oms.once import once
from oms.stock import Move, Place
from oms.tables.catalogue import Location, Sku
from oms.tables.orders import Order, OrderLine, Parcel, Shipment, ShipmentLine
from oms.tables.stock import Movement


@dataclass(frozen=True)
class PlannedLine:
    """Units of one order line that leave from one location."""

    line_id: int
    sku: str
    title: str
    units: int


@dataclass(frozen=True)
class PlannedParcel:
    """What leaves one location."""

    location_id: int
    location: str
    lines: tuple[PlannedLine, ...]


@dataclass(frozen=True)
class ShipmentPlan:
    """What would be shipped now, by location, and the units that stay behind."""

    order_id: int
    number: str
    version: int
    parcels: tuple[PlannedParcel, ...]
    left_behind: int

    @property
    def units(self) -> int:
        """All units that would leave."""
        return sum(line.units for parcel in self.parcels for line in parcel.lines)


@dataclass(frozen=True)
class Carriage:
    """Who carries the parcels, and under which number; both may be unknown."""

    carrier: str | None = None
    tracking: str | None = None


def plan(books: Session, order: Order, *, location_id: int | None = None) -> ShipmentPlan:
    """What can leave now: the units reserved, at one location or at all.

    Raises:
        OrderOnHold: a hold is in force.
        NothingToShip: nothing is open, or nothing is reserved (there).
    """
    lines = orders.lines_of(books, order)
    _refuse(books, order, lines)
    parcels = _parcels(books, lines, location_id)
    planned = sum(line.units for parcel in parcels for line in parcel.lines)
    if not planned:
        where = f" at {books.get_one(Location, location_id).name}" if location_id else ""
        raise NothingToShip(
            order.number,
            f"no stock is reserved for it{where}",
            remedy="Ask where its goods are: `where is order " + order.number + "?`",
        )
    left = sum(line.open_units for line in lines) - planned
    return ShipmentPlan(order.id, order.number, order.version, tuple(parcels), left)


def ship(
    books: Session, wanted: ShipmentPlan, carriage: Carriage = Carriage(), *, by: Who, key: str
) -> list[int]:
    """Let the planned goods leave, once for each `key`.

    Returns:
        The ids of the shipments, one for each location.

    Raises:
        NotAllowed: the role does not ship.
        NoLongerPossible: the order changed since it was planned.
        OrderOnHold, NothingToShip: as `plan`.
    """
    actors.allow(by, actors.SHIP)
    arguments = {"order": wanted.order_id, "version": wanted.version, "plan": _told(wanted)}

    def do() -> dict[str, Any]:
        return {"shipments": _ship(books, wanted, carriage, by=by, key=key)}

    return list(once(books, key, "ship_order", arguments, by=by, do=do)["shipments"])


def undo(books: Session, shipment_ids: list[int], *, by: Who, key: str) -> None:
    """Take back shipments that have not been collected: goods return to the shelf, still promised.

    Raises:
        NotAllowed: the role does not ship.
        NoLongerPossible: a shipment is not in the state shipped, or its goods came back.
    """
    actors.allow(by, actors.SHIP)

    def do() -> dict[str, Any]:
        for shipment_id in shipment_ids:
            _undo(books, shipment_id, by=by, key=key)
        return {}

    once(books, key, "undo_shipment", {"shipments": shipment_ids}, by=by, do=do)


def _refuse(books: Session, order: Order, lines: list[OrderLine]) -> None:
    holds = orders.holds_of(books, order)
    if holds:
        raise OrderOnHold(order.number, holds[0].kind)
    if order.state != "open" or not any(line.open_units for line in lines):
        stage = orders.stage(order.state, held=False, units=orders.progress(lines))
        raise NothingToShip(order.number, f"it is {stage}", remedy="There is nothing to do.")


def _parcels(
    books: Session, lines: list[OrderLine], location_id: int | None
) -> list[PlannedParcel]:
    by_place: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for promise in reservations.active(books, [line.id for line in lines]):
        if location_id in (None, promise.location_id):
            by_place[promise.location_id][promise.order_line_id] += promise.units
    codes = _codes(books, lines)
    return [
        PlannedParcel(
            place.id,
            place.name,
            tuple(
                PlannedLine(line.id, codes[line.id], line.title, by_place[place.id][line.id])
                for line in lines
                if line.id in by_place[place.id]
            ),
        )
        for place in catalogue.locations(books)
        if place.id in by_place
    ]


def _codes(books: Session, lines: list[OrderLine]) -> dict[int, str]:
    ids = [line.sku_id for line in lines if line.sku_id is not None]
    codes = {sku.id: sku.code for sku in books.scalars(select(Sku).where(Sku.id.in_(ids)))}
    return {line.id: codes.get(line.sku_id or 0, line.sku_text) for line in lines}


def _told(wanted: ShipmentPlan) -> list[list[int]]:
    return [
        [parcel.location_id, line.line_id, line.units]
        for parcel in wanted.parcels
        for line in parcel.lines
    ]


def _ship(
    books: Session, wanted: ShipmentPlan, carriage: Carriage, *, by: Who, key: str
) -> list[int]:
    order = locks.order(books, wanted.order_id)
    if order.version != wanted.version:
        raise NoLongerPossible(f"Order {order.number} has changed since you were asked.")
    lines = {line.id: line for line in orders.lines_of(books, order)}
    _refuse(books, order, list(lines.values()))
    skus = {line.sku_id for line in lines.values() if line.sku_id is not None}
    stock.lock(books, sorted(skus))
    made = [
        _ship_parcel(books, order, parcel, lines, carriage=carriage, by=by)
        for parcel in wanted.parcels
    ]
    for shipment, parcel in zip(made, wanted.parcels, strict=True):
        for line in parcel.lines:
            _let_go(books, shipment, lines[line.line_id], line.units, by=by, key=key)
    order.version += 1
    orders.settle_state(order, lines.values())
    after = {"shipments": [shipment.number for shipment in made], "units": wanted.units}
    history.record(books, by=by, what="shipped", about=About("order", order.id), after=after)
    books.flush()
    return [shipment.id for shipment in made]


def _ship_parcel(
    books: Session,
    order: Order,
    parcel: PlannedParcel,
    lines: dict[int, OrderLine],
    *,
    carriage: Carriage,
    by: Who,
) -> Shipment:
    shipment = Shipment(
        number=f"S-{sequences.take(books, 'shipment')}",
        order_id=order.id,
        location_id=parcel.location_id,
        state="shipped",
        shipped_at=clock.now(),
        by_id=by.id,
    )
    books.add(shipment)
    books.flush()
    if carriage.carrier or carriage.tracking:
        books.add(
            Parcel(shipment_id=shipment.id, carrier=carriage.carrier, tracking=carriage.tracking)
        )
    books.add_all(
        ShipmentLine(
            shipment_id=shipment.id, order_line_id=lines[line.line_id].id, units=line.units
        )
        for line in parcel.lines
    )
    return shipment


def _let_go(
    books: Session, shipment: Shipment, line: OrderLine, units: int, *, by: Who, key: str
) -> None:
    location_id = shipment.location_id
    if location_id is None or line.sku_id is None:
        raise NoLongerPossible("That line has no stock of ours.")
    used = reservations.consume(books, line, location_id, units)
    if used != units:
        raise NoLongerPossible("The stock for this order was given to another since.")
    customer = catalogue.virtual(books, "customer")
    leaving = Move(
        sku_id=line.sku_id,
        units=units,
        source=Place(location_id),
        to=Place(customer.id),
        reason="sale",
        about=("shipment", shipment.id),
        line_id=line.id,
        key=f"{key}:{shipment.id}:{line.id}",
    )
    stock.move(books, leaving, by=by)
    line.shipped += units
    books.flush()


def _undo(books: Session, shipment_id: int, *, by: Who, key: str) -> None:
    shipment = books.get_one(Shipment, shipment_id, with_for_update=True, populate_existing=True)
    order = locks.order(books, shipment.order_id)
    if shipment.state != "shipped" or shipment.location_id is None:
        raise NoLongerPossible(f"Shipment {shipment.number} is {shipment.state}.")
    for movement in _movements_of(books, shipment):
        line = books.get_one(OrderLine, movement.line_id, populate_existing=True)
        if line.returnable < movement.units:
            raise NoLongerPossible(f"Goods of shipment {shipment.number} have come back since.")
        stock.lock(books, [movement.sku_id])
        stock.reverse(books, movement, by=by, key=f"{key}:{movement.id}")
        line.shipped -= movement.units
        books.flush()
        reservations.add(books, line, shipment.location_id, movement.units)
    shipment.state = "undone"
    order.version += 1
    orders.settle_state(order, orders.lines_of(books, order))
    history.record(
        books,
        by=by,
        what="shipment undone",
        about=About("order", order.id),
        after={"shipment": shipment.number},
    )
    books.flush()


def _movements_of(books: Session, shipment: Shipment) -> list[Movement]:
    wanted = select(Movement).where(
        Movement.about_kind == "shipment",
        Movement.about_id == shipment.id,
        Movement.reverses_id.is_(None),
    )
    return list(books.scalars(wanted.order_by(Movement.id)))
