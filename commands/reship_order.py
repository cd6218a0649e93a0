"""Send goods again that did not arrive.

Said: send 1043 again · reship 1043 · reship S-12
"""

from __future__ import annotations

from commands.kit import Asked, Done, MissingWord, Plain, Preview, Write, command
from commands.slots import ORDER
from commands.slots_parcels import SHIPMENT
from oms import refund_cards, resends, reships, shipment_cards
from oms.actors import TAKE
from oms.errors import NoLongerPossible
from oms.order_card import card
from oms.records import Order, Shipment


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    order = asked.books.get_one(Order, stored["order"])
    if order.version != stored["version"]:
        raise NoLongerPossible(f"Order {order.number} has changed since you were asked.")
    made = [
        reships.reship(asked.books, one, by=asked.who, key=f"{key}:{one}")
        for one in stored["shipments"]
    ]
    orders = [card(asked.books, asked.books.get_one(Order, one)) for one in made]
    facts = {"of": order.number, "orders": orders, "who": asked.who.name}
    return Done(facts, None)


@command(
    phrases=[
        "(reship|resend) [order] {order}",
        "(send|ship) [order] {order} again",
        "(send|ship) (a|another) replacement (for|of) [order] {order}",
        "(reship|resend) [shipment] {shipment}",
        "(send|ship) [shipment] {shipment} again",
        "(reship|resend) [an|the] [order]",
    ],
    slots=[ORDER, SHIPMENT],
    may=TAKE,
    write=Write(_do),
)
def reship_order(
    asked: Asked, order: Order | None = None, shipment: Shipment | None = None
) -> Preview:
    """Send the goods of a lost, damaged or returned shipment again, for nothing."""
    if shipment is not None:
        order = asked.books.get_one(Order, shipment.order_id)
    if order is None:
        raise MissingWord("order", "send 1043 again")
    found = reships.due(asked.books, order)
    if shipment is not None:
        found = [one for one in found if one.id == shipment.id]
        if not found:
            raise reships.NothingToReship(order.number)
    ids = [one.id for one in found]
    paid_back = resends.paid_back(asked.books, order, found)
    facts = {
        "of": order.number,
        "shipments": shipment_cards.of_ids(asked.books, ids),
        "refunds": [refund_cards.card(asked.books, one) for one in paid_back],
    }
    return Preview(facts, {"order": order.id, "version": order.version, "shipments": ids})
