"""Which orders should have left and have not.

Said: what is late? · late orders · anything overdue?
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from oms import clock, order_lists
from oms.actors import READ

LISTED = 10


@command(
    phrases=[
        "(what is|what's|whats|anything|is anything|are we) (late|overdue|running late)",
        "how many [orders] are (late|overdue)",
        "[show|list|which|what|any] [me] [the|our|all] (late|overdue) orders",
        "(which|what) orders are (late|overdue)",
        "(late|overdue) [list]",
        "are (any|some) orders (late|overdue)",
        "what should have (shipped|left|gone out) [by now|already]",
    ],
    slots=[],
    may=READ,
)
def late_orders(asked: Asked) -> Reply:
    """List the orders that are past their ship-by day, the latest first."""
    late = order_lists.late(asked.books, asked.today)
    return Reply(
        {"late": late[:LISTED], "total": len(late), "today": asked.today, "now": clock.now()},
        listed=tuple(one.id for one in late[:LISTED]),
        is_cut=len(late) > LISTED,
    )
