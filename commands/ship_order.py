"""Let an order leave.

Said: ship 1043 · ship 1043 from Leeds · send out order 1043 with DPD 15501234567890
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import CARRIER, LOCATION, ORDER, TRACKING
from oms import orders, shipping
from oms.actors import SHIP
from oms.errors import NoLongerPossible
from oms.order_card import card
from oms.records import Location, Order
from oms.shipping import Carriage
from oms.stock import at
from oms.tracking import known_carrier


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    order = asked.books.get_one(Order, stored["order"])
    if order.version != stored["version"]:
        raise NoLongerPossible(f"Order {order.number} has changed since you were asked.")
    plan = shipping.plan(asked.books, order, location_id=stored["location"])
    carriage = Carriage(stored["carrier"], stored["tracking"])
    made = shipping.ship(asked.books, plan, carriage, by=asked.who, key=key)
    facts = {"order": card(asked.books, order), "plan": plan, "who": asked.who.name}
    return Done(facts, {"shipments": made, "order": order.id})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    shipping.undo(asked.books, stored["shipments"], by=asked.who, key=key)
    order = asked.books.get_one(Order, stored["order"])
    return {"order": card(asked.books, order), "who": asked.who.name}


@command(
    phrases=[
        "(ship|dispatch|send|fulfil|fulfill) [out] [order] {order}",
        "(ship|dispatch|send|fulfil|fulfill) [out] [order] {order} from {location}",
        "(ship|dispatch|send) [out] [order] {order} [with|by|via] {carrier} [tracking] {tracking}",
        "(ship|dispatch|send) [out] [order] {order} (with|by|via) {carrier}",
        "(ship|dispatch|send) [out] [order] {order} from {location} (with|by|via) {carrier}",
        "(ship|dispatch|send) [out] [order] {order} from {location} with {carrier} {tracking}",
        "mark [order] {order} [as] (shipped|dispatched|sent)",
        "(ship|dispatch|fulfil) [an|the] [order]",
    ],
    slots=[ORDER, LOCATION, CARRIER, TRACKING],
    may=SHIP,
    write=Write(_do, _undo),
)
def ship_order(
    asked: Asked,
    order: Order | None = None,
    location: Location | None = None,
    carrier: str | None = None,
    tracking: str | None = None,
) -> Preview:
    """Ship an order, or the part of it that is reserved at one location."""
    if order is None:
        raise MissingWord("order", "ship 1043")
    place = location.id if location else None
    plan = shipping.plan(asked.books, order, location_id=place)
    shelves = {
        (parcel.location, line.line_id): at(asked.books, _sku_of(asked, line.line_id),
                                            parcel.location_id).on_hand
        for parcel in plan.parcels
        for line in parcel.lines
    }  # fmt: skip
    named = known_carrier(carrier) if carrier else None
    stored = {"order": order.id, "version": order.version, "location": place,
              "carrier": named, "tracking": tracking}  # fmt: skip
    facts = {"order": card(asked.books, order), "plan": plan, "shelves": shelves,
             "carrier": named or "", "tracking": tracking or ""}  # fmt: skip
    return Preview(facts, stored)


def _sku_of(asked: Asked, line_id: int) -> int:
    return orders.sku_of_line(asked.books, line_id)
