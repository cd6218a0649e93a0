"""The slip of a parcel, to print it again.

Said: packing slip for 1043 · packing slip of S-12
"""

from __future__ import annotations

from commands.kit import Asked, MissingWord, Reply, command
from commands.slots import ORDER
from commands.slots_parcels import SHIPMENT
from oms import parcels, picking, shipment_cards
from oms.actors import READ
from oms.records import Order, Shipment


@command(
    phrases=[
        "[print|show] [me] [a|the] (packing slip|delivery note) [for|of] [shipment] {shipment}",
        "[print|show] [me] [a|the] (packing slip|delivery note) [for|of|from] [order] {order}",
        "reprint [the] packing slip [for|of] [order] {order}",
        "[print|show] [me] [a|the] (packing slip|delivery note)",
    ],
    slots=[ORDER, SHIPMENT],
    may=READ,
)
def packing_slip(
    asked: Asked, order: Order | None = None, shipment: Shipment | None = None
) -> Reply:
    """Print the packing slip of an order's shipment again."""
    if shipment is not None:
        found = [shipment]
    elif order is not None:
        found = parcels.trackable(asked.books, order)
        if not found:
            raise parcels.NoParcel(order.number)
    else:
        raise MissingWord("order", "packing slip for 1043")
    slips = tuple(picking.packing_slip(asked.books, one) for one in found)
    cards = shipment_cards.of_ids(asked.books, [one.id for one in found])
    return Reply({"shipments": cards}, slips)
