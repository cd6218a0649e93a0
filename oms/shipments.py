"""Shipments before they leave: planning one, picking it, packing it, and calling it off.

A planned shipment binds units that are promised to its order at its location. They stay on the
shelf and promised; nothing else takes them until it leaves (`oms.shipping`) or is called off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from oms import (
    actors,
    bonds,
    clock,
    history,
    holds,
    locks,
    parcels,
    questions,
    sequences,
    shipment_states,
)
from oms.actors import Who
from oms.errors import NothingToShip, OrderOnHold
from oms.history import About
from oms.once import once
from oms.parcels import Carriage
from oms.shipment_states import OPEN, TO_SHIP, Event, State
from oms.tables.orders import Order, OrderLine, Shipment, ShipmentLine
from oms.tables.stock import Reservation

Units = Mapping[int, int]
"""Order line id -> units."""
FREE = (
    select(Reservation.location_id, Reservation.order_line_id, Reservation.units)
    .join(OrderLine, OrderLine.id == Reservation.order_line_id)
    .where(
        OrderLine.order_id == bindparam("order_id"),
        Reservation.state == "active",
        Reservation.shipment_id.is_(None),
    )
    .order_by(Reservation.id)
)
WAITING = (
    select(Shipment)
    .where(Shipment.order_id == bindparam("order_id"), Shipment.state.in_(OPEN))
    .order_by(Shipment.id)
)


def plan(
    books: Session, order_id: int, location_id: int, wanted: Units, *, by: Who, key: str
) -> int:
    """Bind promised units of an order at one location to a new shipment, once for each `key`.

    Returns:
        The id of the shipment, planned.

    Raises:
        NotAllowed, NotHere: the role does not pick, or not there.
        OrderOnHold: a hold is in force.
        NothingToShip: the order is not open, or no units are given.
        NoLongerPossible: fewer units are promised there and not bound yet.
    """
    actors.allow(by, actors.PICK, location_id=location_id)

    def do() -> dict[str, Any]:
        order = locks.order(books, order_id)
        # what is bound must not be let go by a fact meanwhile
        locks.goods(books, [order])
        refuse_held(books, order)
        made = opened(books, order, location_id, wanted, by=by)
        _remember(books, order, made, "shipment planned", by=by)
        return {"shipment": made.id}

    arguments = {"order": order_id, "location": location_id, "lines": sorted(wanted.items())}
    return int(once(books, key, "plan_shipment", arguments, by=by, do=do)["shipment"])


def start(books: Session, shipment_id: int, *, by: Who, key: str) -> None:
    """Begin to pick a planned shipment, once for each `key`.

    Raises:
        NotAllowed, NotHere: the role does not pick, or not there.
        OrderOnHold: a hold is in force.
        WrongState: it is not planned.
    """
    _once(books, "start_picking", shipment_id, (Event.PICK,), by=by, key=key)


def put_back(books: Session, shipment_id: int, *, by: Who, key: str) -> None:
    """Stop picking a shipment; it stays planned. Once for each `key`.

    Raises:
        NotAllowed, NotHere, WrongState: as `start`.
    """
    _once(books, "stop_picking", shipment_id, (Event.PUT_BACK,), by=by, key=key)


def pack(
    books: Session,
    shipment_id: int,
    boxes: Sequence[Carriage] = (),
    *,
    by: Who,
    key: str,
) -> None:
    """Say that a shipment that was picked is packed, into which parcels, once for each `key`.

    Raises:
        NotAllowed, NotHere, OrderOnHold, WrongState: as `start`.
        StockGivenAway: fewer units were found on the shelf since it was planned.
    """
    arguments = {"shipment": shipment_id, "boxes": [box.told for box in boxes]}

    def do() -> dict[str, Any]:
        shipment, order = locked(books, shipment_id)
        actors.allow(by, actors.PICK, location_id=shipment.location_id)
        refuse_held(books, order)
        step(books, shipment, order, Event.PACK, by=by)
        bonds.insist(books, shipment, order)
        shipment.packed_at = clock.now()
        parcels.put_in(books, shipment, boxes)
        return {}

    once(books, key, "pack_shipment", arguments, by=by, do=do)


def unpack(books: Session, shipment_id: int, *, by: Who, key: str) -> None:
    """Take back that a shipment was packed; its parcels are forgotten. Once for each `key`.

    Raises:
        NotAllowed, NotHere, WrongState: as `start`.
    """

    def do() -> dict[str, Any]:
        shipment, order = locked(books, shipment_id)
        actors.allow(by, actors.PICK, location_id=shipment.location_id)
        step(books, shipment, order, Event.UNPACK, by=by)
        shipment.packed_at = None
        parcels.forget(books, shipment)
        return {}

    once(books, key, "unpack_shipment", {"shipment": shipment_id}, by=by, do=do)


def void(books: Session, shipment_id: int, *, by: Who, key: str) -> None:
    """Call a shipment off before it leaves, once for each `key`; its units stay promised.

    Raises:
        NotAllowed, NotHere, WrongState: as `start`.
    """

    def do() -> dict[str, Any]:
        lock_all(books, [shipment_id])
        shipment, order = locked(books, shipment_id)
        actors.allow(by, actors.PICK, location_id=shipment.location_id)
        step(books, shipment, order, Event.VOID, by=by)
        bonds.unbind(books, shipment)
        return {}

    once(books, key, "void_shipment", {"shipment": shipment_id}, by=by, do=do)


def free(books: Session, order: Order) -> dict[int, dict[int, int]]:
    """Location id -> order line id -> units promised there and bound to no shipment yet."""
    found: dict[int, dict[int, int]] = {}
    for location_id, line_id, units in questions.ask(books, FREE, {"order_id": order.id}):
        here = found.setdefault(location_id, {})
        here[line_id] = here.get(line_id, 0) + units
    return found


def waiting(books: Session, order: Order, location_id: int | None = None) -> list[Shipment]:
    """The shipments of an order that have not left, oldest first; at one location or at all."""
    found = books.scalars(WAITING, {"order_id": order.id})
    return [one for one in found if location_id in (None, one.location_id)]


def lines_of(books: Session, shipment_id: int) -> list[ShipmentLine]:
    """The lines of a shipment, in the order of the order."""
    wanted = select(ShipmentLine).where(ShipmentLine.shipment_id == shipment_id)
    return list(books.scalars(wanted.order_by(ShipmentLine.order_line_id)))


def refuse_held(books: Session, order: Order) -> None:
    """Refuse to touch the goods of an order that must wait, or that is over.

    Raises:
        OrderOnHold: a hold is in force.
        NothingToShip: it is a draft, cancelled or completed.
    """
    if holds.blocking(books, order):
        held = next(one for one in holds.of(books, order) if one.is_blocking)
        raise OrderOnHold(order.number, held.kind, held.why)
    if order.state != "open":
        remedy = "There is nothing to do."
        raise NothingToShip(order.number, f"it is {order.state}", remedy=remedy)


def lock_all(books: Session, shipment_ids: Iterable[int]) -> None:
    """Lock the orders of these shipments, then their goods, each in the order everybody keeps."""
    wanted = select(Shipment.order_id).where(Shipment.id.in_(list(shipment_ids))).distinct()
    locks.goods(books, [locks.order(books, one) for one in sorted(books.scalars(wanted))])


def locked(books: Session, shipment_id: int) -> tuple[Shipment, Order]:
    """A shipment and its order, locked in the order that everybody keeps, and read afresh."""
    order = locks.order(books, books.get_one(Shipment, shipment_id).order_id)
    wanted = select(Shipment).where(Shipment.id == shipment_id).with_for_update()
    found = books.scalars(wanted.execution_options(populate_existing=True)).one()
    return found, order


def opened(books: Session, order: Order, location_id: int, wanted: Units, *, by: Who) -> Shipment:
    """A new planned shipment with its units bound; the order is locked.

    Raises:
        NothingToShip: no units are given.
        NoLongerPossible: fewer units are promised there and not bound yet.
    """
    if not any(wanted.values()):
        raise NothingToShip(
            order.number,
            "no stock is reserved for it",
            remedy=f"Ask where its goods are: `where is order {order.number}?`",
        )
    made = Shipment(
        number=f"S-{sequences.take(books, 'shipment')}",
        order_id=order.id,
        location_id=location_id,
        state=State.PLANNED,
        planned_at=clock.now(),
        by_id=by.id,
    )
    books.add(made)
    books.flush()
    for line_id, units in sorted(wanted.items()):
        if units:
            books.add(ShipmentLine(shipment_id=made.id, order_line_id=line_id, units=units))
            bonds.bind(books, made, line_id, units)
    return made


def step(books: Session, shipment: Shipment, order: Order, event: Event, *, by: Who) -> None:
    """Lead a locked shipment to its next state, with its row of history.

    Raises:
        WrongState: the event leads nowhere from here.
    """
    before = shipment.state
    shipment.state = shipment_states.after(shipment.number, before, event, order.number)
    order.version += 1
    _remember(books, order, shipment, f"shipment: {event}", by=by, before=before)
    books.flush()


def walk_to_packed(books: Session, shipment: Shipment, order: Order, *, by: Who) -> None:
    """What must have happened to a shipment before it leaves, though nobody said so."""
    for event in TO_SHIP.get(State(shipment.state), ()):
        step(books, shipment, order, event, by=by)
        if event is Event.PACK:
            shipment.packed_at = clock.now()


def _once(
    books: Session, name: str, shipment_id: int, events: Sequence[Event], *, by: Who, key: str
) -> None:
    def do() -> dict[str, Any]:
        shipment, order = locked(books, shipment_id)
        actors.allow(by, actors.PICK, location_id=shipment.location_id)
        if Event.PICK in events:
            refuse_held(books, order)
        for event in events:
            step(books, shipment, order, event, by=by)
        return {}

    once(books, key, name, {"shipment": shipment_id}, by=by, do=do)


def _remember(
    books: Session,
    order: Order,
    shipment: Shipment,
    what: str,
    *,
    by: Who,
    before: str | None = None,
) -> None:
    history.record(
        books,
        by=by,
        what=what,
        about=About("order", order.id),
        before={"shipment": shipment.number, "state": before} if before else None,
        after={"shipment": shipment.number, "state": shipment.state},
    )
