"""Stop picking or packing an order before it leaves.

Said: stop picking 1043 · unpack 1043 · put 1043 back
"""

from __future__ import annotations

from commands.kit import Asked, Done, MissingWord, Plain, Preview, Write, command
from commands.slots import ORDER
from oms import picking_rounds, shipment_cards, shipments
from oms.actors import PICK
from oms.errors import NoLongerPossible
from oms.records import Order


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    order = asked.books.get_one(Order, stored["order"])
    waiting = [one.id for one in shipments.waiting(asked.books, order)]
    if waiting != stored["shipments"]:
        raise NoLongerPossible(f"Order {order.number} has changed since you were asked.")
    picking_rounds.call_off(asked.books, waiting, by=asked.who, key=key)
    cards = shipment_cards.of_ids(asked.books, waiting)
    return Done({"order": order.number, "shipments": cards, "who": asked.who.name}, None)


@command(
    phrases=[
        "(stop|cancel|abandon) (picking|packing) [of] [order] {order}",
        "unpack [order] {order}",
        "put [order] {order} back [on the shelf]",
        "(stop|cancel) picking",
    ],
    slots=[ORDER],
    may=PICK,
    write=Write(_do),
)
def stop_picking(asked: Asked, order: Order | None = None) -> Preview:
    """Stop picking or packing an order; its goods stay reserved for it, on the shelf."""
    if order is None:
        raise MissingWord("order", "stop picking 1043")
    waiting = shipments.waiting(asked.books, order)
    if not waiting:
        raise NoLongerPossible(
            f"Nobody is picking or packing order {order.number}.",
            remedy=f"Ask how it stands: `where is order {order.number}?`",
        )
    ids = [one.id for one in waiting]
    facts = {"order": order.number, "shipments": shipment_cards.of_ids(asked.books, ids)}
    return Preview(facts, {"order": order.id, "shipments": ids})
