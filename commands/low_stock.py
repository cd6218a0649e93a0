"""What is running out.

Said: what is running out? · low stock · what do we need to reorder?
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from oms import stock
from oms.actors import READ

LISTED = 10


@command(
    phrases=[
        "(what is|what's|whats|what are we) (running|getting) (out|low|short) [of|on]",
        "(anything|is anything|are we) (running|getting) (out|low|short) [of|on] [anything]",
        "(what is|what's|whats|anything) (low|short) [on stock|in stock]",
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
    return Reply({"low": low[:LISTED], "total": len(low)})
