"""Shipping: what can leave now, leaving, and undoing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Select, insert, select
from sqlalchemy.orm import Session

from oms import (
    actors,
    bonds,
    catalogue,
    clock,
    history,
    locks,
    orders,
    parcels,
    reservations,
    sequences,
    settings,
    shipments,
    stock,
)
from oms.actors import Who
from oms.errors import NoLongerPossible
from oms.history import About
from oms.once import once
from oms.parcels import UNKNOWN, Carriage
from oms.shipment_plans import PlannedLine, PlannedParcel, ShipmentPlan, plan
from oms.shipment_states import Event, State
from oms.stock import Move, Place
from oms.tables.orders import Order, OrderLine, Shipment, ShipmentLine
from oms.tables.stock import Movement

__all__ = ["Carriage", "PlannedLine", "PlannedParcel", "ShipmentPlan", "plan", "ship", "undo"]
SHIPMENTS = insert(Shipment.__table__).returning(Shipment.__table__.c.id)  # type: ignore[arg-type]
SHIPMENT_LINES = insert(ShipmentLine.__table__)  # type: ignore[arg-type]


class _Leaving(NamedTuple):
    """A shipment that leaves now."""

    id: int
    number: str


class TooLateToUndo(NoLongerPossible):
    """A shipment has been collected, or left on another day."""

    code = "too_late_to_undo"

    def __init__(self, number: str, why: str) -> None:
        self.number = number
        super().__init__(
            f"Shipment {number} {why}.",
            remedy="Say what became of it instead: returned to sender, lost or delivered.",
        )


class WhichParcel(NoLongerPossible):
    """One tracking number was given for goods that leave several places."""

    code = "which_parcel"

    def __init__(self, number: str, places: tuple[str, ...]) -> None:
        self.number, self.places = number, places
        super().__init__(
            f"Order {number} leaves {' and '.join(places)} in parcels of their own,"
            " and there is one tracking number.",
            remedy=f"Ship them one by one: `ship {number} from {places[0]}`.",
        )


def ship(
    books: Session, wanted: ShipmentPlan, carriage: Carriage = UNKNOWN, *, by: Who, key: str
) -> list[int]:
    """Let the planned goods leave, once for each `key`.

    Returns:
        The ids of the shipments, in the order of the plan.

    Raises:
        NotAllowed, NotHere: the role does not ship, or not there.
        NoLongerPossible: the order changed since it was planned.
        StockGivenAway: fewer units were found on a shelf since they were planned.
        WhichParcel, NumberTaken: the tracking number cannot be of this parcel.
        OrderOnHold, NothingToShip: as `plan`.
    """
    for parcel in wanted.parcels:
        actors.allow(by, actors.SHIP, location_id=parcel.location_id)
    if carriage.tracking and len(wanted.parcels) > 1:
        raise WhichParcel(wanted.number, tuple(one.location for one in wanted.parcels))
    arguments = {"order": wanted.order_id, "version": wanted.version, "plan": wanted.told}

    def do() -> dict[str, Any]:
        return {"shipments": _ship(books, wanted, carriage, by=by, key=key)}

    return list(once(books, key, "ship_order", arguments, by=by, do=do)["shipments"])


def undo(books: Session, shipment_ids: list[int], *, by: Who, key: str) -> None:
    """Take back shipments of today that have not been collected: once for each `key`.

    The goods return to the shelf they left, and stay promised to their order.

    Raises:
        NotAllowed, NotHere: the role does not ship, or not there.
        WrongState: a shipment is not on its way.
        TooLateToUndo: the carrier has it, or it left on another day.
        NoLongerPossible: its goods came back since.
    """
    actors.allow(by, actors.SHIP)

    def do() -> dict[str, Any]:
        shipments.lock_all(books, shipment_ids)
        for shipment_id in sorted(shipment_ids):
            _undo(books, shipment_id, by=by, key=key)
        return {}

    once(books, key, "undo_shipment", {"shipments": shipment_ids}, by=by, do=do)


def collected(books: Session, location_id: int, *, by: Who, key: str) -> int:
    """The carrier took what was shipped from a location so far; gives how many shipments.

    They can be undone no more. Once for each `key`.

    Raises:
        NotAllowed, NotHere: the role does not ship, or not there.
    """
    actors.allow(by, actors.SHIP, location_id=location_id)

    def do() -> dict[str, Any]:
        waiting = _uncollected(location_id).with_for_update()
        found = list(books.scalars(waiting.execution_options(populate_existing=True)))
        for shipment in found:
            shipment.collected_at = clock.now()
        after = {"shipments": len(found)}
        about = About("location", location_id)
        history.record(books, by=by, what="collected", about=about, after=after)
        return {"shipments": len(found)}

    return int(once(books, key, "collected", {"location": location_id}, by=by, do=do)["shipments"])


def uncollected(books: Session, location_id: int) -> int:
    """How many shipments of a location are on their way and were not collected."""
    return len(list(books.scalars(_uncollected(location_id))))


def undoable(books: Session, order: Order) -> list[Shipment]:
    """The shipments of an order that `undo` would take back now, oldest first."""
    wanted = select(Shipment).where(
        Shipment.order_id == order.id,
        Shipment.state == State.SHIPPED,
        Shipment.collected_at.is_(None),
        Shipment.location_id.is_not(None),
    )
    found = books.scalars(wanted.order_by(Shipment.id))
    return [one for one in found if _left_today(books, one)]


def _uncollected(location_id: int) -> Select[Shipment]:
    return (
        select(Shipment)
        .where(
            Shipment.location_id == location_id,
            Shipment.state == State.SHIPPED,
            Shipment.collected_at.is_(None),
        )
        .order_by(Shipment.id)
    )


def _ship(
    books: Session, wanted: ShipmentPlan, carriage: Carriage, *, by: Who, key: str
) -> list[int]:
    order = locks.order(books, wanted.order_id)
    if order.version != wanted.version:
        raise NoLongerPossible(f"Order {order.number} has changed since you were asked.")
    shipments.refuse_held(books, order)
    locks.goods(books, [order])
    lines = {line.id: line for line in orders.lines_of(books, order, afresh=True)}
    made = [_leaving(books, order, parcel, by=by) for parcel in wanted.parcels]
    for shipment, parcel in zip(made, wanted.parcels, strict=True):
        if carriage.is_known:
            _carry(books, books.get_one(Shipment, shipment.id), carriage)
        _let_go(books, shipment.id, parcel, lines, by=by, key=key)
    orders.lines_changed(books, order, lines.values())
    after = {"shipments": [shipment.number for shipment in made], "units": wanted.units}
    history.record(books, by=by, what="shipped", about=About("order", order.id), after=after)
    books.flush()
    return [shipment.id for shipment in made]


def _leaving(books: Session, order: Order, parcel: PlannedParcel, *, by: Who) -> _Leaving:
    """The shipment that leaves: the one that was packed, or a new one handed over at once."""
    if parcel.shipment_id is not None:
        shipment = books.get_one(
            Shipment, parcel.shipment_id, with_for_update=True, populate_existing=True
        )
        shipments.walk_to_packed(books, shipment, order, by=by)
        shipments.step(books, shipment, order, Event.SHIP, by=by)
        bonds.insist(books, shipment, order)
        shipment.shipped_at = clock.now()
        return _Leaving(shipment.id, shipment.number)
    number = f"S-{sequences.take(books, 'shipment')}"
    row = {
        "number": number,
        "order_id": order.id,
        "location_id": parcel.location_id,
        "state": State.SHIPPED,
        "shipped_at": clock.now(),
        "by_id": by.id,
    }
    made = _Leaving(books.connection().execute(SHIPMENTS, row).scalar_one(), number)
    rows = [
        {"shipment_id": made.id, "order_line_id": line.line_id, "units": line.units}
        for line in parcel.lines
    ]
    books.connection().execute(SHIPMENT_LINES, rows)
    return made


def _carry(books: Session, shipment: Shipment, carriage: Carriage) -> None:
    """Put the carrier on the parcels that were packed without one, or on one of its own."""
    packed = [one for one in parcels.of(books, shipment.id) if not one.tracking]
    if not packed:
        parcels.put_in(books, shipment, [carriage])
        return
    parcels.refuse_taken(books, carriage)
    packed[0].tracking = carriage.tracking
    for parcel in packed:
        parcel.carrier = carriage.carrier or parcel.carrier


def _let_go(
    books: Session,
    shipment_id: int,
    parcel: PlannedParcel,
    lines: Mapping[int, OrderLine],
    *,
    by: Who,
    key: str,
) -> None:
    """The lines of a parcel leave their shelf: what was promised is used, the goods move."""
    units = {lines[line.line_id]: line.units for line in parcel.lines}
    place = parcel.location_id
    if not reservations.consume(books, units, place, shipment_id=parcel.shipment_id):
        raise NoLongerPossible("The stock for this order was given to another since.")
    customer = catalogue.virtual(books, "customer")
    leaving = [
        Move(
            sku_id=line.sku_id,
            units=leaves,
            source=Place(place),
            to=Place(customer),
            reason="sale",
            about=("shipment", shipment_id),
            line_id=line.id,
            key=f"{key}:{shipment_id}:{line.id}",
        )
        for line, leaves in units.items()
        if line.sku_id is not None
    ]
    stock.move_all(books, leaving, by=by)


def _undo(books: Session, shipment_id: int, *, by: Who, key: str) -> None:
    shipment, order = shipments.locked(books, shipment_id)
    actors.allow(by, actors.SHIP, location_id=shipment.location_id)
    location_id = shipment.location_id
    shipments.step(books, shipment, order, Event.UNDO, by=by)
    _insist_on_today(books, shipment)
    if location_id is None:
        raise NoLongerPossible(f"Shipment {shipment.number} left a supplier, not a shelf of ours.")
    movements = sale_movements(books, shipment)
    locks.stock(books, {movement.sku_id for movement in movements})
    for movement in movements:
        line = books.get_one(OrderLine, movement.line_id, populate_existing=True)
        if line.returnable < movement.units:
            raise NoLongerPossible(f"Goods of shipment {shipment.number} have come back since.")
        stock.reverse(books, movement, by=by, key=f"{key}:{movement.id}")
        line.shipped -= movement.units
        books.flush()
        reservations.add(books, line, location_id, movement.units)
    orders.settle_state(order, orders.lines_of(books, order))
    books.flush()


def _insist_on_today(books: Session, shipment: Shipment) -> None:
    if shipment.collected_at is not None:
        raise TooLateToUndo(shipment.number, "has been collected")
    if not _left_today(books, shipment):
        raise TooLateToUndo(shipment.number, "did not leave today")


def _left_today(books: Session, shipment: Shipment) -> bool:
    left = shipment.shipped_at
    return left is not None and clock.day_of(left, settings.zone(books)) == settings.today(books)


def sale_movements(books: Session, shipment: Shipment) -> list[Movement]:
    """The movements with which the goods of a shipment left."""
    wanted = select(Movement).where(
        Movement.about_kind == "shipment",
        Movement.about_id == shipment.id,
        Movement.reason.in_(("sale", "dropship_sale")),
    )
    return list(books.scalars(wanted.order_by(Movement.id)))
