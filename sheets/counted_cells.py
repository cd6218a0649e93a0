"""Inputs that are asked about, and whether what was typed still stands in the ledger.

A count that nobody says anything of is taken for one only where it stands there: its row or column
may have been taken out because it was none. Whoever answers in Slack knows what they counted.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms.tables.sheet import LedgerProblem, LedgerTab
from sheets import headings
from sheets.frame import Frame
from sheets.remember import Memory, table_of
from sheets.tab import Tab
from sheets.troubles import ALL_ROWS


def in_sight(books: Session, tab: Tab) -> set[int]:
    """The questions about inputs of a tab that stood there when it was looked at last.

    Args:
        books: open books.
        tab: with the inputs that wait for an answer, and what remembers the question.
    """
    memory = Memory(books, [tab])
    asked = memory.of(tab.title, memory.rows_with_memo(tab.title))
    known = books.get(LedgerTab, tab.title)
    table = table_of(known) if asked and known is not None else None
    if known is None or table is None:
        return set()
    frame = Frame(tab, table, names=headings.of_body(known.names, tab.key))
    paused = _paused(books, tab)
    if frame.paused or paused & {"", *tab.key}:
        return set()
    seen = [heading for heading in tab.waits if heading in frame.columns.keys() - paused]
    return {
        row.shown[tab.waits[heading]]
        for key, row in asked.items()
        for heading in seen
        if tab.waits[heading] in row.shown and key not in known.gone
        if _stands(frame, key, heading)
    }


def _stands(frame: Frame, key: str, heading: str) -> bool:
    """Whether something is typed in the row of a key, or in one of several."""
    rows = [frame.places[key]] if key in frame.places else frame.twice.get(key, ())
    return any(frame.row(row)[heading] != "" for row in rows)


def _paused(books: Session, tab: Tab) -> set[str]:
    """The headings that could not be seen; empty: that of the whole tab."""
    pauses = select(LedgerProblem.column).where(
        LedgerProblem.tab == tab.title,
        LedgerProblem.row_key == ALL_ROWS,
        LedgerProblem.cleared_at.is_(None),
    )
    return set(books.scalars(pauses))
