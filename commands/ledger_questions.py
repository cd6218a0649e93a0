"""What the ledger asks.

Said: what does the ledger ask? · open questions of the ledger
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from oms import ledger_notices
from oms import ledger_questions as questions
from oms.actors import READ


@command(
    phrases=[
        "what (does|do) the (ledger|spreadsheet|sheet) (ask|want|want to know|need to know)",
        "[show|list|any] [me] [the|all] (open|unanswered) questions (of|from|in) [the] ledger",
        "[show|list|any] [me] [the|all] (open|unanswered) questions (of|from|in) [the] spreadsheet",
        "[show|list|any] [me] [the|all] [open] (ledger|spreadsheet) (questions|conflicts)",
        "[are there] [any] conflicts in the (ledger|spreadsheet|sheet)",
    ],
    slots=[],
    may=READ,
)
def ledger_questions(asked: Asked) -> Reply:
    """List what the ledger asks and nobody has answered, the oldest first."""
    books = asked.books
    waiting = questions.waiting(books)
    groups: dict[tuple[str, str], int] = {}
    for one in waiting:
        groups[one.kind, one.tab] = groups.get((one.kind, one.tab), 0) + 1
    counts = [[kind, tab, count] for (kind, tab), count in groups.items()]
    return Reply({"counts": counts, **ledger_notices.listed(books, waiting)})
