"""Which orders must leave today, or will be late tomorrow.

Said: what must go today? · what will be late tomorrow?
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from oms import clock, order_lists
from oms.actors import READ

LISTED = 10
MUST = "(must|should|has to|have to|needs to|need to)"


@command(
    phrases=[
        "(what is|what's|whats|what will be|what would be|anything|which orders are) late tomorrow",
        "(which|what) orders will be late tomorrow",
        "late tomorrow",
        f"(what|which orders) {MUST} (go|leave|ship|go out) today",
        "(what is|what's|whats|what are|which orders are) due (today|to leave today|out today)",
        "orders due [out|to leave] today",
        "(what|which orders) do (i|we) (need to|have to|must) (ship|send|send out|get out) today",
    ],
    slots=[],
    may=READ,
)
def late_tomorrow(asked: Asked) -> Reply:
    """List the orders that will be late tomorrow unless they leave today."""
    due = order_lists.late_tomorrow(asked.books, asked.today)
    late = order_lists.late(asked.books, asked.today)
    return Reply(
        {
            "due": due[:LISTED],
            "total": len(due),
            "late": [one.number for one in late][:LISTED],
            "late_total": len(late),
            "now": clock.now(),
        },
        listed=tuple(one.id for one in due[:LISTED]),
        is_cut=len(due) > LISTED,
    )
