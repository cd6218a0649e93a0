"""Where the parcels of an order are.

Said: parcels of 1043 · where are the parcels of 1043? · where is shipment S-12?
"""

from __future__ import annotations

from commands.kit import Asked, MissingWord, Reply, command
from commands.slots import ORDER
from commands.slots_parcels import SHIPMENT
from oms import shipment_cards
from oms.actors import READ
from oms.records import Order, Shipment


@command(
    phrases=[
        "[show] [me] [the] (parcels|parcel|shipments|shipment) (of|for) [order] {order}",
        "(where is|where's|where are) [the] (parcels|parcel) (of|for) [order] {order}",
        "[what is the|what's the|whats the] tracking [number|numbers] [of|for] [order] {order}",
        "(where is|where's|show|track) [shipment] {shipment}",
        "shipment {shipment}",
        "{shipment}",
        "[show] [the] (parcels|shipments)",
    ],
    slots=[ORDER, SHIPMENT],
    may=READ,
)
def track_parcels(
    asked: Asked, order: Order | None = None, shipment: Shipment | None = None
) -> Reply:
    """Show the parcels of an order: where each is, its number, and its carrier's page."""
    if shipment is not None:
        cards = [shipment_cards.card(asked.books, shipment)]
    elif order is not None:
        cards = shipment_cards.of_order(asked.books, order)
    else:
        raise MissingWord("order", "parcels of 1043")
    number = order.number if order else cards[0].order
    return Reply({"order": number, "shipments": cards})
