"""Let an order leave.

Said: ship 1043 · ship 1043 from Leeds · ship 2 MUG-BLU of 1043 · ship 1043 with DPD 15501234567890
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from commands import parts
from commands.kit import (
    Asked,
    Done,
    Facts,
    Field,
    Form,
    Goods,
    MissingWord,
    Plain,
    Preview,
    Write,
    command,
)
from commands.slots import CARRIER, LOCATION, ORDER, SKU, TRACKING, UNITS
from oms import orders, shipment_plans, shipping
from oms.actors import SHIP
from oms.errors import NoLongerPossible
from oms.order_card import card
from oms.records import Location, Order
from oms.shipping import Carriage, ShipmentPlan
from oms.stock import at
from oms.tracking import known_carrier
from oms.tracking_numbers import wrong_check

OURS = replace(ORDER, pattern=rf"(?!po ?-? ?\d){ORDER.pattern}")
"""An order, and never the number of a purchase order: what a supplier shipped is not ours."""


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    order = asked.books.get_one(Order, stored["order"])
    if order.version != stored["version"]:
        raise NoLongerPossible(f"Order {order.number} has changed since you were asked.")
    plan = _plan(asked, order, stored)
    carriage = Carriage(stored["carrier"], stored["tracking"])
    made = shipping.ship(asked.books, plan, carriage, by=asked.who, key=key)
    facts = {"order": card(asked.books, order), "plan": plan, "who": asked.who.name}
    return Done(facts, {"shipments": made, "order": order.id})


def _plan(asked: Asked, order: Order, stored: Plain) -> ShipmentPlan:
    """What can leave, of what was asked for."""
    return shipping.plan(
        asked.books,
        order,
        location_id=stored["location"],
        sku_id=stored["sku"],
        units=stored["units"],
        picked=dict(stored["picked"]) if stored.get("picked") else None,
    )


def _goods(asked: Asked, order: Order) -> tuple[Goods, ...]:
    """What can leave of each line, and where it stands."""
    return tuple(
        Goods(
            one.line_id,
            f"{one.title} ({one.sku})",
            one.units,
            ", ".join(f"{units} in {place}" for place, units in one.places),
        )
        for one in shipment_plans.leaving(asked.books, order)
    )


FORM = Form(
    title="Ship an order",
    submit="Ship",
    fields=(
        Field("location", "From", "Leave it empty to ship from wherever the goods are."),
        Field("carrier", "Carrier"),
        Field("tracking", "Tracking number", "One parcel, one number."),
    ),
    goods=_goods,
    picks_all=True,
    faults={"which_parcel": "location", "not_here": "location", "number_taken": "tracking"},
)


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
        "(ship|dispatch|send) [out] [only|just] {units} {sku} (of|for|from|on) [order] {order}",
        "(ship|dispatch|send) [out] {units} {sku} (of|for|from|on) [order] {order} from {location}",
        "(ship|dispatch|send) [out] [only|just] [the] {sku} (of|from|on) [order] {order}",
        "mark [order] {order} [as] (shipped|dispatched|sent)",
        "[order] {order} [has|was] (shipped|dispatched) (with|by|via) {carrier}",
        "[order] {order} [has|was] (shipped|dispatched) (with|by|via) {carrier} {tracking}",
        "(shipped|dispatched) [order] {order}",
        "(ship|dispatch|fulfil) [an|the] [order]",
    ],
    slots=[OURS, LOCATION, CARRIER, TRACKING, SKU, UNITS],
    may=SHIP,
    write=Write(_do, _undo),
    form=FORM,
)
def ship_order(
    asked: Asked,
    order: Order | None = None,
    *,
    location: Location | None = None,
    carrier: str | None = None,
    tracking: str | None = None,
    picked: Mapping[int, int] | None = None,
    **part: Any,
) -> Preview:
    """Ship an order, the part of it at one location, or some units of one product."""
    if order is None:
        raise MissingWord("order", "ship 1043")
    sku = parts.of_order(asked, order, part.get("sku"), part.get("units"), verb="ship")
    named = known_carrier(carrier) if carrier else None
    stored = {"order": order.id, "version": order.version,
              "location": location.id if location else None, "carrier": named,
              "tracking": tracking, "sku": sku.id if sku else None,
              "units": part.get("units"),
              "picked": [list(one) for one in picked.items()] if picked else None}  # fmt: skip
    plan = _plan(asked, order, stored)
    facts = {"order": card(asked.books, order), "plan": plan, "shelves": _shelves(asked, plan),
             "carrier": named or "", "tracking": tracking or "",
             "doubt": wrong_check(tracking, named) if tracking else ""}  # fmt: skip
    return Preview(facts, stored, agreed=_leaving(plan))


def _leaving(plan: ShipmentPlan) -> list[Any]:
    """What leaves, and from where; how many are on the shelf before may be others' doing."""
    return [
        [parcel.location_id, parcel.shipment, line.line_id, line.units]
        for parcel in plan.parcels
        for line in parcel.lines
    ]


def _shelves(asked: Asked, plan: ShipmentPlan) -> dict[tuple[str, int], int]:
    """On hand before each line leaves, when those above it have left; by place and line."""
    found: dict[tuple[str, int], int] = {}
    left: dict[tuple[int, int], int] = {}
    for parcel in plan.parcels:
        for line in parcel.lines:
            there = parcel.location_id, _sku_of(asked, line.line_id)
            if there not in left:
                left[there] = at(asked.books, there[1], there[0]).on_hand
            found[parcel.location, line.line_id] = left[there]
            left[there] -= line.units
    return found


def _sku_of(asked: Asked, line_id: int) -> int:
    return orders.sku_of_line(asked.books, line_id)
