"""Say from which supplier a product comes.

Said: LAMP-1 comes from Harrow · LAMP-1 comes from nobody
"""

from __future__ import annotations

from commands.kit import Asked, Facts, MissingWord, Plain, Preview, both_ways, command
from commands.slots import SKU
from commands.slots_supply import NOBODY, SUPPLIER
from oms import supplier_list
from oms.actors import CATALOGUE
from oms.errors import AlreadySo
from oms.records import Sku, Supplier


def _set(asked: Asked, stored: Plain, key: str, *, now: str, then: str) -> Facts:
    sku = asked.books.get_one(Sku, stored["sku"])
    wanted, was = stored[then], stored[now]
    supplier_list.buy_from(asked.books, sku, wanted, was=was, by=asked.who, key=key)
    return {"title": sku.title, "then": _name(asked, wanted), "who": asked.who.name}


def _name(asked: Asked, supplier_id: int | None) -> str:
    return asked.books.get_one(Supplier, supplier_id).name if supplier_id is not None else ""


@command(
    phrases=[
        "{sku} (comes|come) from {supplier}",
        "{sku} (is|are) (bought|ordered) from {supplier}",
        "we (buy|order|get) {sku} from {supplier}",
        "{supplier} supplies {sku}",
        "{sku} (comes|come) from {nobody}",
        "a product comes from a supplier",
    ],
    slots=[SKU, SUPPLIER, NOBODY],
    may=CATALOGUE,
    write=both_ways(_set, wanted="supplier"),
)
def buy_from(
    asked: Asked,
    sku: Sku | None = None,
    supplier: Supplier | None = None,
    nobody: str | None = None,
) -> Preview:
    """Say from which supplier a product is bought; its days count for what can be promised."""
    if sku is None or (supplier is None and nobody is None):
        raise MissingWord("product and supplier", "LAMP-1 comes from Harrow")
    wanted = supplier.id if supplier is not None else None
    if wanted == sku.supplier_id:
        raise AlreadySo(f"{sku.title} comes from {_name(asked, wanted) or 'nobody'}")
    facts = {
        "title": sku.title,
        "sku": sku.code,
        "now": _name(asked, sku.supplier_id),
        "then": _name(asked, wanted),
    }
    return Preview(facts, {"sku": sku.id, "supplier": wanted, "before": sku.supplier_id})
