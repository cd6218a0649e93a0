"""What the commands about buying share: the books keep no purchase orders for stock yet.

They are understood and answered so; none of them changes anything.
"""

from __future__ import annotations

import re

from commands.kit import Asked, Facts, Slot
from commands.slot_kinds import words
from oms import purchases, supplier_terms
from oms.actors import ADJUST
from oms.purchases import UnknownPurchase
from oms.records import Location, PurchaseOrder, Sku, Supplier
from oms.values import money

NUMBER = Slot("number", r"po ?-? ?\d{1,9}", words, "PO-3")
"""The number of a purchase order, as it was said."""


def as_printed(said: str) -> str:
    """“po 3”, or 3 alone, as it is printed: PO-3; nothing stays nothing."""
    return re.sub(r"^(?:po ?-? ?)?(?=\d)", "PO-", said.strip(), flags=re.IGNORECASE)


def known(asked: Asked, said: str) -> PurchaseOrder | None:
    """The purchase order with that number, if there is one: those of dropshipping are kept."""
    try:
        return purchases.by_number(asked.books, as_printed(said)) if said else None
    except UnknownPurchase:
        return None


def facts(
    asked: Asked,
    sku: Sku | None = None,
    supplier: Supplier | None = None,
    units: int | None = None,
    location: Location | None = None,
) -> Facts:
    """What was named, from whom it could be bought, and the ids of a button that adds it."""
    source = supplier
    if source is None and sku is not None and sku.supplier_id is not None:
        source = asked.books.get_one(Supplier, sku.supplier_id)
    add: dict[str, int | str] = {}
    if sku is not None and location is not None and units and asked.who.may(ADJUST):
        add = {"sku": sku.id, "location": location.id, "units": units, "adding": "add"}
    return {
        "sku": sku.code if sku else "",
        "sku_id": sku.id if sku else 0,
        "title": sku.title if sku else "",
        "units": units or 0,
        "supplier": source.name if source else "",
        "email": (source.email or "") if source else "",
        "terms": _terms(asked, source, sku) if source else [],
        "add": add,
    }


def _terms(asked: Asked, supplier: Supplier, sku: Sku | None) -> list[str]:
    """What is known of a supplier's terms, for a product where one was named."""
    if sku is None:
        return [f"delivers in {supplier.lead_time_days} days"]
    known = supplier_terms.of(asked.books, supplier.id, sku.id)
    days = known.lead_time_days if known.lead_time_days is not None else supplier.lead_time_days
    told = [f"delivers in {days} days"]
    if known.supplier_code:
        told.append(f"calls it {known.supplier_code}")
    if known.least_units:
        told.append(f"delivers {known.least_units} or more")
    if known.cost_minor is not None:
        told.append(f"asks {money(known.cost_minor, supplier.currency)}")
    return told
