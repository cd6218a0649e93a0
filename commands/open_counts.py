"""Which counts are open, and how one stands.

Said: open counts · C-3 · how is count C-3?
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from commands.slots_counts import COUNT as COUNT_NUMBER
from oms import count_cards, count_rules
from oms.actors import READ
from oms.records import StockCount


@command(
    phrases=[
        "[show|list|any|which] [me] [the|all] [open] counts [are open]",
        "what (is|needs) [still] [to be] (counted|counting)",
        "what is there to count",
        "[how is|show|status of] [count] {count}",
        "how (is|stands) [count] {count}",
    ],
    slots=[COUNT_NUMBER],
    may=READ,
)
def open_counts(asked: Asked, count: StockCount | None = None) -> Reply:
    """List the counts that wait for a number or a decision, or say how one stands."""
    card = count_cards.card(asked.books, count) if count else None
    found = [] if card else count_cards.open_counts(asked.books)
    return Reply({"card": card, "found": found, "words": count_rules.WORDS})
