"""Pack an order; its slip is posted to be printed.

Said: pack 1043 · pack 1043 from Leeds · pack 1043 in 2 parcels
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import LOCATION, ORDER, UNITS
from oms import packing, picking, shipment_cards, shipment_plans
from oms.actors import PICK
from oms.errors import BadQuantity
from oms.packing import Packed
from oms.parcels import MOST, Carriage
from oms.records import Location, Order, Shipment


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    shown = (stored["order"], stored["version"])
    boxes = [Carriage()] * stored["boxes"]
    packed = packing.pack(asked.books, shown, stored["location"], boxes, by=asked.who, key=key)
    ids = [one.shipment_id for one in packed]
    papers = tuple(
        picking.packing_slip(asked.books, asked.books.get_one(Shipment, one)) for one in ids
    )
    facts = {
        "shipments": shipment_cards.of_ids(asked.books, ids),
        "order_id": stored["order"],
        "who": asked.who.name,
    }
    return Done(facts, {"packed": [[one.shipment_id, one.before] for one in packed]}, papers)


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    packed = [Packed(one[0], one[1]) for one in stored["packed"]]
    packing.undo(asked.books, packed, by=asked.who, key=key)
    cards = shipment_cards.of_ids(asked.books, [one.shipment_id for one in packed])
    return {"shipments": cards, "who": asked.who.name}


@command(
    phrases=[
        "pack [up] [order] {order}",
        "pack [up] [order] {order} (from|in|at) {location}",
        "pack [up] [order] {order} (in|into) {units} (parcels|parcel|boxes|box)",
        "pack [up] [order] {order} from {location} (in|into) {units} (parcels|parcel|boxes|box)",
        "[order] {order} [is] packed",
        "[i have|i've|ive|we have|we've|weve|just] packed [up] [order] {order}",
        "mark [order] {order} [as] packed",
        "pack [an|the] [order]",
    ],
    slots=[ORDER, LOCATION, UNITS],
    may=PICK,
    write=Write(_do, _undo),
)
def pack_order(
    asked: Asked,
    order: Order | None = None,
    location: Location | None = None,
    units: int | None = None,
) -> Preview:
    """Say that an order is packed at a place; its packing slip is posted with it."""
    if order is None:
        raise MissingWord("order", "pack 1043")
    packing.refuse(asked.books, order, location.id if location else None)
    places = packing.places(asked.books, order)
    if location is None and len(places) > 1:
        raise MissingWord("location", f"pack {order.number} from Leeds")
    place = location or asked.books.get_one(Location, places[0])
    if units is not None and units > MOST:
        raise BadQuantity(units)
    plan = shipment_plans.plan(asked.books, order, location_id=place.id)
    facts = {
        "plan": plan,
        "parcels": [one for one in plan.parcels if one.state != "packed"],
        "location": place.name,
        "boxes": units or 0,
    }
    stored = {"order": order.id, "version": order.version, "location": place.id,
              "boxes": units or 0}  # fmt: skip
    return Preview(facts, stored)
