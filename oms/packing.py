"""Packing an order at one place: what was picked, or, where nobody said so, what is promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from oms import actors, bonds, clock, elsewhere, locks, parcels, shipments
from oms.actors import Who
from oms.errors import NoLongerPossible, ShopError
from oms.once import once
from oms.parcels import Carriage
from oms.shipment_states import Event, State
from oms.tables.catalogue import Location
from oms.tables.orders import Order, Shipment


@dataclass(frozen=True)
class Packed:
    """A shipment that was packed now, and where it stood before; None: it was not begun."""

    shipment_id: int
    before: str | None


class NothingToPack(ShopError):
    """Nothing of an order can be packed: it is packed, gone, or its goods are not there."""

    code = "nothing_to_pack"

    def __init__(self, number: str, why: str, *, remedy: str) -> None:
        self.number = number
        super().__init__(f"Order {number} has nothing to pack: {why}.", remedy=remedy)


def places(books: Session, order: Order) -> list[int]:
    """The locations where something of an order could be packed now, lowest id first."""
    begun = [
        one.location_id
        for one in shipments.waiting(books, order)
        if one.state != State.PACKED and one.location_id is not None
    ]
    return sorted({*begun, *shipments.free(books, order)})


def refuse(books: Session, order: Order, location_id: int | None) -> None:
    """Refuse an order of which nothing can be packed (there).

    Raises:
        OrderOnHold, NothingToShip: it is held, or not open.
        NothingToPack: with the reason.
    """
    shipments.refuse_held(books, order)
    there = places(books, order)
    if there and location_id in (None, *there):
        return
    packed = [one for one in shipments.waiting(books, order) if one.state == State.PACKED]
    if packed and not there:
        why, remedy = "it is packed", f"Ship it: `ship {order.number}`."
    elif location_id is not None:
        place = books.get_one(Location, location_id)
        why, remedy = elsewhere.told(books, order, place, "pack")
    else:
        why = "no stock is reserved for it"
        remedy = f"Ask where its goods are: `where is order {order.number}?`"
    raise NothingToPack(order.number, why, remedy=remedy)


def pack(
    books: Session,
    shown: tuple[int, int],
    location_id: int,
    boxes: Sequence[Carriage] = (),
    *,
    by: Who,
    key: str,
) -> list[Packed]:
    """Pack all of an order that is at one place, once for each `key`.

    Args:
        books: an open transaction.
        shown: order id and the version that was shown.
        location_id: where it is packed.
        boxes: the parcels; none: they are not counted.
        by: who packs.
        key: makes a repeat harmless.

    Raises:
        NotAllowed, NotHere: the role does not pick, or not there.
        OrderOnHold, NothingToShip, NothingToPack: as `refuse`.
        NoLongerPossible: the order changed since it was shown.
        StockGivenAway: fewer units were found on the shelf since it was planned.
    """
    actors.allow(by, actors.PICK, location_id=location_id)

    def do() -> dict[str, Any]:
        order = locks.order(books, shown[0])
        locks.goods(books, [order])
        if order.version != shown[1]:
            raise NoLongerPossible(f"Order {order.number} has changed since you were asked.")
        refuse(books, order, location_id)
        packed = _packed(books, order, location_id, by=by)
        parcels.put_in(books, books.get_one(Shipment, packed[0].shipment_id), boxes)
        return {"packed": [[one.shipment_id, one.before] for one in packed]}

    arguments = {"order": list(shown), "location": location_id, "boxes": [b.told for b in boxes]}
    done = once(books, key, "pack_order", arguments, by=by, do=do)
    return [Packed(one[0], one[1]) for one in done["packed"]]


def undo(books: Session, packed: Sequence[Packed], *, by: Who, key: str) -> None:
    """Open the parcels again: each shipment is where it was before. Once for each `key`.

    Raises:
        NotAllowed, NotHere: the role does not pick, or not there.
        WrongState: one of them has left.
    """

    def do() -> dict[str, Any]:
        shipments.lock_all(books, [one.shipment_id for one in packed])
        for one in packed:
            shipment, order = shipments.locked(books, one.shipment_id)
            actors.allow(by, actors.PICK, location_id=shipment.location_id)
            shipments.step(books, shipment, order, Event.UNPACK, by=by)
            shipment.packed_at = None
            parcels.forget(books, shipment)
            if one.before is None:
                shipments.step(books, shipment, order, Event.VOID, by=by)
                bonds.unbind(books, shipment)
            elif one.before == State.PLANNED:
                shipments.step(books, shipment, order, Event.PUT_BACK, by=by)
        return {}

    told = [[one.shipment_id, one.before] for one in packed]
    once(books, key, "unpack_order", {"packed": told}, by=by, do=do)


def _packed(books: Session, order: Order, location_id: int, *, by: Who) -> list[Packed]:
    begun = [
        one for one in shipments.waiting(books, order, location_id) if one.state != State.PACKED
    ]
    done = [Packed(one.id, one.state) for one in begun]
    free = shipments.free(books, order).get(location_id)
    if free:
        made = shipments.opened(books, order, location_id, free, by=by)
        begun.append(made)
        done.append(Packed(made.id, None))
    for shipment in begun:
        shipments.walk_to_packed(books, shipment, order, by=by)
        bonds.insist(books, shipment, order)
        shipment.packed_at = clock.now()
    return done
