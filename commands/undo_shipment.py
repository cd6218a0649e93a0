"""Take back a shipment of today that the carrier has not collected.

Said: undo the shipment of 1043 · 1043 did not leave after all
"""

from __future__ import annotations

from commands.kit import Asked, Done, MissingWord, Plain, Preview, Write, command
from commands.slots import ORDER
from oms import shipment_cards, shipping
from oms.actors import SHIP
from oms.errors import NoLongerPossible
from oms.order_card import card
from oms.records import Order


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    shipping.undo(asked.books, stored["shipments"], by=asked.who, key=key)
    order = asked.books.get_one(Order, stored["order"])
    facts = {
        "order": card(asked.books, order),
        "shipments": shipment_cards.of_ids(asked.books, stored["shipments"]),
        "who": asked.who.name,
    }
    return Done(facts, None)


@command(
    phrases=[
        "undo [the] (shipment|shipments|shipping) [of|for] [order] {order}",
        "undo shipping [order] {order}",
        "(unship|unsend) [order] {order}",
        "[order] {order} did not (leave|ship|go out) after all",
        "[order] {order} didn't (leave|ship|go out) after all",
        "[order] {order} (has not|hasn't) (left|shipped|gone|gone out) [after all]",
    ],
    slots=[ORDER],
    may=SHIP,
    write=Write(_do),
)
def undo_shipment(asked: Asked, order: Order | None = None) -> Preview:
    """Take back what left for an order today, as long as the carrier has not collected it."""
    if order is None:
        raise MissingWord("order", "undo the shipment of 1043")
    found = shipping.undoable(asked.books, order)
    if not found:
        raise NoLongerPossible(
            f"No shipment of order {order.number} can be taken back: only one of today can,"
            " before the carrier has it.",
            remedy=f"Say what became of it, for example `{order.number} was returned to sender`.",
        )
    ids = [one.id for one in found]
    facts = {"order": order.number, "shipments": shipment_cards.of_ids(asked.books, ids)}
    return Preview(facts, {"order": order.id, "shipments": ids})
