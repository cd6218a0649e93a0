"""What is running out.

Said: what is running out? · low stock · what do we need to reorder?
"""

from __future__ import annotations

from commands.kit import Asked, Facts, Reply, command
from oms import stock, transfer_cards
from oms.actors import READ
from oms.stock import LowStock

LISTED = 10


@command(
    phrases=[
        "(what is|what's|whats|what are we) (running|getting) (out|low|short) [of|on]",
        "(anything|is anything|are we) (running|getting) (out|low|short) [of|on] [anything]",
        "(what is|what's|whats|anything) (low|short) [on stock|in stock]",
        "(which|what) (products|items) are (low|short|running low|running out)",
        "what are we (low on|out of|short of)",
        "[show|list|what is|what's|any] [me] [the|our] low stock [list]",
        "(what|which products) (do we need to|should we|must we) (reorder|order|buy|restock)",
        "what needs (reordering|ordering|to be ordered)",
        "(running out|reorder list)",
    ],
    slots=[],
    may=READ,
)
def low_stock(asked: Asked) -> Reply:
    """List what is at or under its reorder point, the shortest first."""
    low = stock.low(asked.books)
    return Reply({"low": [_row(asked, one) for one in low[:LISTED]], "total": len(low)})


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
