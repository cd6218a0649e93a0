"""What is running out.

Said: what is running out? · low stock · what do we need to reorder?
"""

from __future__ import annotations

from commands.kit import Asked, Facts, Reply, command
from commands.slots import LOCATION
from oms import stock, transfer_cards
from oms.actors import READ
from oms.records import Location
from oms.stock import LowStock

LISTED = 10
MUST = "(do we need to|should we|must we)"
REORDER = "(reorder|order|buy|restock)"


@command(
    phrases=[
        "(what is|what's|whats|what are we) (running|getting) (out|low|short) [of|on]",
        "(anything|is anything|are we) (running|getting) (out|low|short) [of|on] [anything]",
        "(what is|what's|whats|anything) (low|short) [on stock|in stock]",
        "(which|what) (products|items) are (low|short|running low|running out)",
        "what are we (low on|out of|short of)",
        "[show|list|what is|what's|any] [me] [the|our] low stock [list]",
        f"(what|which products) {MUST} {REORDER}",
        "what needs (reordering|ordering|to be ordered)",
        "(running out|reorder list)",
        "(out of stock|low stock) [products|items]",
        "(products|items) (out of stock|low on stock|running low|running out)",
        "[show|list|what is|what's|any] [me] [the|our] low stock [list] (in|at|for) {location}",
        "(what is|what's|whats) (running|getting) (out|low|short) (in|at) {location}",
        "what (is|do we have) (low|short|running out) (in|at) {location}",
        f"(what|which products) {MUST} {REORDER} (in|at|for) {{location}}",
        "what needs (reordering|ordering|to be ordered) (in|at|for) {location}",
        "(running out|reorder list) (in|at|for) {location}",
    ],
    slots=[LOCATION],
    may=READ,
)
def low_stock(asked: Asked, location: Location | None = None) -> Reply:
    """List what is at or under its reorder point, the shortest first."""
    low = [
        one for one in stock.low(asked.books) if location is None or one.location_id == location.id
    ]
    rows = [_row(asked, one) for one in low[:LISTED]]
    place = location.name if location else ""
    return Reply({"low": rows, "total": len(low), "place": place})


def _row(asked: Asked, one: LowStock) -> Facts:
    """What runs low, and where some could come from."""
    others = [level for level in stock.levels(asked.books, one.sku_id)
              if level.location_id != one.location_id and level.available > 0]  # fmt: skip
    best = max(others, key=lambda level: level.available, default=None)
    coming = transfer_cards.on_the_way(asked.books, sku_id=one.sku_id, to_id=one.location_id)
    return {
        "sku": one.sku,
        "title": one.title,
        "location": one.location,
        "available": one.available,
        "point": one.point,
        "coming": sum(way.units for way in coming),
        "other": f"{best.location} {best.available}" if best else "",
    }
