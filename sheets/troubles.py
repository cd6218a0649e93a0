"""The list of what was typed and not taken, and the notes on these cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import clock
from oms.tables.sheet import LedgerProblem
from sheets.frame import Frame
from sheets.taking import Bad

MARK = "Backroom: "
"""What our notes begin with, so that no other is ever taken off."""


def bring_up_to_date(
    books: Session, bad: Mapping[str, Sequence[Bad]], frames: Mapping[str, Frame]
) -> list[tuple[str, int, int, str]]:
    """Bring the list of problems up to date: new ones added, mended ones cleared.

    Returns:
        Notes to put on the cells, (tab, row, column, note): empty ones take ours off again.
    """
    now = clock.now()
    seen = {(tab, one.key, one.heading, one.typed): one for tab, several in bad.items()
            for one in several}  # fmt: skip
    known = {
        (row.tab, row.row_key, row.column, row.typed): row
        for row in books.scalars(select(LedgerProblem))
    }
    notes: dict[tuple[str, str, str], str] = {}
    for place, row in known.items():
        tab, key, heading, _ = place
        looked_at = tab in frames and not frames[tab].paused
        if place not in seen and row.cleared_at is None and looked_at:
            row.cleared_at = now
            notes[tab, key, heading] = ""
    for place, one in seen.items():
        tab, key, heading, typed = place
        if place in known and known[place].cleared_at is None:
            continue
        notes[tab, key, heading] = f"{MARK}“{typed}”: {one.why}. {one.remedy}"
        if place in known:
            known[place].cleared_at = None
        else:
            books.add(
                LedgerProblem(tab=tab, row_key=key, column=heading, typed=typed, why=one.why,
                              remedy=one.remedy, seen_at=now)
            )  # fmt: skip
    books.flush()
    return [
        (tab, frames[tab].places[key], frames[tab].columns[heading], note)
        for (tab, key, heading), note in notes.items()
        if key in frames[tab].places and heading in frames[tab].columns
    ]
