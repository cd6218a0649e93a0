"""What somebody typed over a cell of the books: kept, to be told, and put back."""

from __future__ import annotations

from oms import ledger_questions
from oms.ledger_notices import PutBack
from oms.ledger_questions import PUT_BACK, Asking
from sheets.cells import as_seen
from sheets.merge import Edit
from sheets.tab import Tab
from sheets.taking import Taking


def record_overtyped(taking: Taking, tab: Tab, edit: Edit, books: str) -> PutBack:
    """Keep what was typed over a cell of the books; gives what is to be told of it."""
    count = tab.overtyped(taking, edit.key, edit.heading, edit.now) if tab.overtyped else None
    name = taking.sight(tab.title, edit.key, edit.heading, edit.now)
    title, typed = edit.key.replace("|", ", "), as_seen(edit.now)[:200]
    facts = {"title": title, "typed": typed, "books": books}
    ledger_questions.ask(
        taking.books,
        Asking(PUT_BACK, tab.title, edit.key, facts, column=edit.heading,
               about=(typed, taking.receipt)),
    )  # fmt: skip
    return PutBack(title, edit.heading, typed, books, count, name)
