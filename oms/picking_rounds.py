"""A round through the shelves: begin to pick many orders at once, or call it off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, bonds, locks, shipments
from oms.actors import Who
from oms.errors import NothingToShip, OrderOnHold
from oms.once import once
from oms.shipment_states import Event
from oms.tables.orders import Order, Shipment

MOST = 40
"""Orders of one round; more than fit on a trolley."""


@dataclass(frozen=True)
class Round:
    """The shipments that are being picked now, and the orders that could not be."""

    shipments: tuple[int, ...]
    left_out: tuple[str, ...]
    """Numbers of orders that changed, or were held, since they were shown."""
    versions: Mapping[int, int]
    """Order id -> version, of the orders that it began; another round of them is shown so."""


def begin(
    books: Session, location_id: int, wanted: Sequence[tuple[int, int]], *, by: Who, key: str
) -> Round:
    """Begin to pick orders at a location: all that is promised to them there and not bound yet.

    Once for each `key`. An order that changed since it was shown is left out and named.

    Args:
        books: an open transaction.
        location_id: where it is picked.
        wanted: order id and the version that was shown.
        by: who picks.
        key: makes a repeat harmless.

    Raises:
        NotAllowed, NotHere: the role does not pick, or not there.
    """
    actors.allow(by, actors.PICK, location_id=location_id)

    def do() -> dict[str, Any]:
        made, left_out, now = [], [], []
        # the orders first and in one order, as everybody locks them; then their goods
        versions = dict(wanted)
        orders = [locks.order(books, order_id) for order_id in sorted(versions)]
        locks.goods(books, orders)
        for order in orders:
            version = versions[order.id]
            shipment = _begun(books, order, version, location_id, by=by)
            if shipment is None:
                left_out.append(order.number)
            else:
                made.append(shipment.id)
                now.append([order.id, order.version])
        return {"shipments": made, "left_out": left_out, "versions": now}

    arguments = {"location": location_id, "orders": [list(one) for one in wanted]}
    done = once(books, key, "pick_round", arguments, by=by, do=do)
    now = {int(order_id): int(version) for order_id, version in done["versions"]}
    return Round(tuple(done["shipments"]), tuple(done["left_out"]), now)


def call_off(books: Session, shipment_ids: Iterable[int], *, by: Who, key: str) -> None:
    """Call off shipments that have not left, all or none, once for each `key`.

    Raises:
        NotAllowed, NotHere: the role does not pick, or not there.
        WrongState: one of them has left.
    """
    wanted = sorted(set(shipment_ids))

    def do() -> dict[str, Any]:
        shipments.lock_all(books, wanted)
        for shipment_id in wanted:
            shipment, order = shipments.locked(books, shipment_id)
            actors.allow(by, actors.PICK, location_id=shipment.location_id)
            shipments.step(books, shipment, order, Event.VOID, by=by)
            bonds.unbind(books, shipment)
        return {}

    once(books, key, "call_off_round", {"shipments": wanted}, by=by, do=do)


def numbers(books: Session, shipment_ids: Iterable[int]) -> tuple[str, ...]:
    """The numbers of the orders of these shipments, oldest shipment first."""
    wanted = (
        select(Order.number)
        .join(Shipment, Shipment.order_id == Order.id)
        .where(Shipment.id.in_(list(shipment_ids)))
        .order_by(Shipment.id)
    )
    return tuple(dict.fromkeys(books.scalars(wanted)))


def _begun(
    books: Session, order: Order, version: int, location_id: int, *, by: Who
) -> Shipment | None:
    """The shipment of one order, being picked; None when the order is not as it was shown."""
    units = shipments.free(books, order).get(location_id)
    if order.version != version or not units:
        return None
    try:
        shipments.refuse_held(books, order)
    except (OrderOnHold, NothingToShip):
        return None
    made = shipments.opened(books, order, location_id, units, by=by)
    shipments.step(books, made, order, Event.PICK, by=by)
    return made
