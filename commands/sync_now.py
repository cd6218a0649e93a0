"""Look at the ledger now.

Said: sync now · sync the ledger
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from oms import ledger_wishes
from oms.actors import READ


@command(
    phrases=[
        "(sync|synchronise|synchronize|refresh|reread) [the] (ledger|spreadsheet|sheet) [now]",
        "(sync|synchronise|synchronize) [now]",
        "look at the (ledger|spreadsheet|sheet) [now]",
    ],
    slots=[],
    may=READ,
)
def sync_now(asked: Asked) -> Reply:
    """Look at the ledger at once instead of at its next turn, and say what came of it."""
    waits = ledger_wishes.ask(asked.books, asked.thread, by=asked.who)
    return Reply({"waits": waits, "told_here": asked.thread is not None})
