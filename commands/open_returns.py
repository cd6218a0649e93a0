"""Which returns are open, or wait to be inspected.

Said: open returns · which returns are open? · returns to inspect
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from commands.slots_returns import WAITING
from oms.actors import READ
from oms.return_cards import open_returns as listed


@command(
    phrases=[
        "[show|list|find] [me] [the|all] (open|current|pending|waiting) returns",
        "(which|what) returns are [still] (open|pending|coming|waiting|expected)",
        "[show|list] [me] [all] returns",
        "[show|list] [me] [the|all] returns {waiting}",
        "(what|which) returns [are|are there] {waiting}",
        "(what|anything) {waiting}",
    ],
    slots=[WAITING],
    may=READ,
)
def open_returns(asked: Asked, waiting: str | None = None) -> Reply:
    """List the returns that are open, the oldest first, or those with goods to inspect."""
    found, total = listed(asked.books, asked.today, to_inspect=waiting is not None)
    return Reply({"returns": found, "total": total, "to_inspect": waiting is not None})
