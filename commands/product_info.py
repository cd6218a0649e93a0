"""What a product costs, what it is called, who supplies it and how many there are.

Said: price of the blue mug · barcode of MUG-BLU · product MUG-BLU · who supplies LAMP-1?
"""

from __future__ import annotations

from commands.kit import Asked, MissingWord, Reply, command
from commands.slots import SKU
from oms import product_card
from oms.actors import CATALOGUE, READ
from oms.records import Sku


@command(
    phrases=[
        "[what is|what's|whats] [the|our] (price|barcode|sku|SKU|supplier) (of|for) [the|a] {sku}",
        "[what is|what's|whats] [the|our] cost [price] (of|for) [the|a] {sku}",
        "[what is|what's|whats] [the|our] reorder (point|level) (of|for) [the] {sku}",
        "how much (is|are|for) [the|a] {sku}",
        "(what does|what do) [the|a|our] {sku} cost",
        "(what|how much) do we (charge|ask) for [the|a] {sku}",
        "{sku} (price|barcode)",
        "(product|price check) [on] [the] {sku}",
        "(info|details) (on|about|of|for) [the] {sku}",
        "(look up|tell me about) [the|our] {sku}",
        "(who|which supplier) (supplies|sells us|makes) [the|our] {sku}",
        "(look up|show me|find) a product",
    ],
    slots=[SKU],
    may=READ,
)
def product_info(asked: Asked, sku: Sku | None = None) -> Reply:
    """Say what a product costs, its codes, who supplies it, and how many there are."""
    if sku is None:
        raise MissingWord("product", "price of the blue mug", slot="sku")
    card = product_card.card(asked.books, sku)
    # what it costs the shop is for those who could change it
    return Reply({"product": card, "cost": asked.who.may(CATALOGUE)})
