"""Ordering goods from a supplier: understood, and not kept in the books yet.

Said: order 50 blue mugs from Harrow · create a purchase order
"""

from __future__ import annotations

from commands import purchasing
from commands.kit import Asked, Reply, command
from commands.slots import SKU, UNITS
from commands.slots_supply import SUPPLIER
from oms.actors import READ
from oms.records import Sku, Supplier


@command(
    phrases=[
        "(order|buy|reorder) {units} [more] {sku} from {supplier}",
        "(order|buy) {units} more {sku}",
        "reorder {units} {sku}",
        "(order|buy) more {sku} from {supplier}",
        "(order|buy) more {sku}",
        "(create|make|raise|place) (a|the) (purchase order|po) for {units} {sku}",
        "(create|make|raise|place) (a|the) (purchase order|po) (with|for|to) {supplier}",
        "(create|make|raise|place) (a|the) (purchase order|po)",
    ],
    slots=[UNITS, SKU, SUPPLIER],
    may=READ,
)
def order_from_supplier(
    asked: Asked,
    sku: Sku | None = None,
    supplier: Supplier | None = None,
    units: int | None = None,
) -> Reply:
    """Say how to order from a supplier: purchase orders are not kept yet, nothing is changed."""
    return Reply(purchasing.facts(asked, sku, supplier, units))
