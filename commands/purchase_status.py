"""How a purchase order stands: understood, and kept in the books for dropshipping only.

Said: open purchase orders · what is on order from Harrow? · has PO-3 arrived?
"""

from __future__ import annotations

from commands import purchasing
from commands.kit import Asked, Reply, command
from commands.purchasing import NUMBER
from commands.slots import SKU
from commands.slots_supply import SUPPLIER
from oms.actors import READ
from oms.records import Order, Sku, Supplier


@command(
    phrases=[
        "[show|list|show me] [the|our] [open] (purchase orders|supplier orders|pos)",
        "[show|list] [the|our] [open] (purchase orders|supplier orders) (with|from) {supplier}",
        "(what is|what's|whats|anything) on order",
        "(what is|what's|whats|anything) on order (from|with) {supplier}",
        "[is there|are there|do we have] [any] [more] {sku} on order",
        "{number} [status|state]",
        "(where is|when is|how is|status of|show) [purchase order] {number} [due|expected|coming]",
        "(any news|any update|any word) on [purchase order] {number}",
        "has [purchase order] {number} (arrived|come|been sent)",
    ],
    slots=[NUMBER, SUPPLIER, SKU],
    may=READ,
)
def purchase_status(
    asked: Asked, number: str = "", supplier: Supplier | None = None, sku: Sku | None = None
) -> Reply:
    """Say what is known of goods on order: purchase orders for stock are not kept yet."""
    found = purchasing.known(asked, number)
    order = asked.books.get(Order, found.order_id) if found and found.order_id else None
    told = {
        "number": found.number if found else purchasing.as_printed(number),
        "state": found.state.replace("_", " ") if found else "",
        "expected": found.expected_on if found else None,
        "order": order.number if order else "",
        "order_id": order.id if order else 0,
    }
    return Reply({**purchasing.facts(asked, sku, supplier), **told})
