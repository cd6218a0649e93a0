"""Whether the notes of the program stand on the cells that they are about, and nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms.tables.sheet import LedgerProblem
from tests.sheets.human.page import Page
from tests.sheets.human.truth import fold
from tests.sheets.human.typed import Loss

BEGINS = "Backroom: "
UNNOTED = "its row was moved while"
"""How it is told of what may not stand where it was typed: no note says so."""

Told = dict[tuple[str, str], set[str]]
"""Key and heading of a cell -> what was typed there and is not taken."""


def open_problems(books: Session, title: str) -> Told:
    """What is not taken of the cells of a tab."""
    wanted = select(LedgerProblem).where(
        LedgerProblem.tab == title, LedgerProblem.cleared_at.is_(None)
    )
    found: Told = {}
    for one in books.scalars(wanted):
        if not one.why.startswith(UNNOTED):
            found.setdefault((fold(one.row_key), one.column), set()).add(one.typed)
    return found


def misplaced(page: Page, told: Told, anew: Collection[int]) -> Iterator[Loss]:
    """Notes that are missing, and notes that say what is not so.

    Args:
        page: at rest.
        told: what is not taken of its cells.
        anew: rows that the person copied, notes and all, or gave another key.
    """
    if not page.is_whole():
        return
    # which of several rows with one key is told of is the program's to say
    rows = {rows[0]: key for key, rows in page.keys().items() if len(rows) == 1}
    for row, key in rows.items():
        for column in page.columns:
            if page.called.get(column, column) != column or row in anew:
                continue
            note = page.cell(row, column).note or ""
            typed = told.get((key, column), set())
            where = f"{page.tab.title} {page.a1(row, column)} ({key}, {column})"
            is_ours = note.startswith(BEGINS)
            if is_ours and not any(f"“{one}”" in note for one in typed):
                yield Loss("note", f"{where} says {note!r}, of which nothing is told")
            elif typed and not note:
                yield Loss("note", f"{where} has no note of {typed}")
