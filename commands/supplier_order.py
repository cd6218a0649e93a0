"""What goes to a supplier: the text of a dropship order, to be copied and sent.

Said: text of PO-3 · send PO-3 to the supplier
"""

from __future__ import annotations

from commands.kit import Asked, Done, MissingWord, Plain, Preview, Write, command
from commands.slots_supply import PURCHASE
from oms import dropship
from oms.actors import DROPSHIP
from oms.records import PurchaseOrder


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    purchase = asked.books.get_one(PurchaseOrder, stored["purchase"])
    dropship.send(asked.books, purchase.id, by=asked.who, key=key)
    return Done({"number": purchase.number, "who": asked.who.name}, None)


@command(
    phrases=[
        "send {purchase} to [the] supplier",
        "[show] [the] (text|mail|email) (of|for) {purchase}",
        "send [a|the] purchase order",
    ],
    slots=[PURCHASE],
    may=DROPSHIP,
    write=Write(_do),
)
def supplier_order(asked: Asked, purchase: PurchaseOrder | None = None) -> Preview:
    """Show what to write to a supplier for a dropship order, and note that it was sent."""
    if purchase is None:
        raise MissingWord("purchase order", "text of PO-3")
    facts = {
        "number": purchase.number,
        "state": purchase.state,
        "text": dropship.text_of(asked.books, purchase),
    }
    return Preview(facts, {"purchase": purchase.id})
