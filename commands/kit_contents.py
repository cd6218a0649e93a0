"""What a kit is made of, and how many can be made.

Said: what is in GIFT-TEA? · what is in the tea gift set? · contents of GIFT-TEA
"""

from __future__ import annotations

from commands.kit import Asked, MissingWord, Reply, command
from commands.slots import SKU
from oms import kits
from oms.actors import READ
from oms.records import Sku


@command(
    phrases=[
        "(what is|what's|whats) in [a|an|the|one] {sku}",
        "(what is|what's|whats) [a|an|the] {sku} made of",
        "what does [a|an|the] {sku} contain",
        "(contents|components|parts) of [a|an|the] {sku}",
        "which kits (have|contain|need) {sku}",
    ],
    slots=[SKU],
    may=READ,
)
def kit_contents(asked: Asked, sku: Sku | None = None) -> Reply:
    """Say what a kit is made of and how many there can be, or in which kits a product is."""
    if sku is None:
        raise MissingWord("product", "what is in GIFT-TEA?")
    parts = kits.contents(asked.books, sku.id)
    whole, places = kits.available(asked.books, sku.id)
    return Reply(
        {
            "sku": sku.code,
            "title": sku.title,
            "parts": parts,
            "available": whole,
            "places": [one for one in places if one.available],
            "kits": [(one.code, one.title) for one in kits.holding(asked.books, sku.id)],
        }
    )
