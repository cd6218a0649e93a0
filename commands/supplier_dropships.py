"""Say which supplier sends a product straight to customers.

Said: Harrow dropships LAMP-1 · Harrow does not dropship LAMP-1
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import SKU
from commands.slots_supply import NOT_ANY_MORE, SUPPLIER
from oms import suppliers
from oms.actors import CATALOGUE
from oms.errors import AlreadySo
from oms.records import Sku, Supplier


def _set(asked: Asked, stored: Plain, key: str, *, on: bool) -> Facts:
    sku = asked.books.get_one(Sku, stored["sku"])
    supplier = asked.books.get_one(Supplier, stored["supplier"])
    suppliers.set_dropship(asked.books, supplier, sku, on=on, by=asked.who, key=key)
    return {"title": sku.title, "supplier": supplier.name, "on": on, "who": asked.who.name}


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    return Done(_set(asked, stored, key, on=stored["on"]), stored)


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    return _set(asked, stored, key, on=stored["before"])


@command(
    phrases=[
        "{supplier} dropships {sku}",
        "{supplier} (sends|ships) {sku} (to customers|straight to customers)",
        "{supplier} (does not|doesn't|never|no longer) {dropship} {sku}",
        "[a|the] supplier dropships",
    ],
    slots=[SUPPLIER, SKU, NOT_ANY_MORE],
    may=CATALOGUE,
    write=Write(_do, _undo),
)
def supplier_dropships(
    asked: Asked,
    supplier: Supplier | None = None,
    sku: Sku | None = None,
    dropship: str | None = None,
) -> Preview:
    """Say whether a supplier sends a product straight to customers."""
    if supplier is None or sku is None:
        raise MissingWord("supplier and product", "Harrow dropships LAMP-1")
    on = dropship is None
    offers = suppliers.offers(asked.books, sku.id)
    before = any(one.supplier_id == supplier.id for one in offers)
    if on == before:
        sends = "sends" if on else "does not send"
        raise AlreadySo(f"That {supplier.name} {sends} {sku.title} to customers is so")
    facts = {"title": sku.title, "sku": sku.code, "supplier": supplier.name, "on": on,
             "before": before}  # fmt: skip
    return Preview(facts, {"supplier": supplier.id, "sku": sku.id, "on": on, "before": before})
