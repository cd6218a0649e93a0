"""The list of what was typed and not taken, and the notes on these cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from oms import clock, ledger_notices
from oms.tables.sheet import LedgerProblem
from sheets.frame import Frame
from sheets.grid import Note
from sheets.notes import MARK
from sheets.taking import Bad
from sheets.trail import Displaced

DISPLACED = "its row was moved while Backroom wrote there, and may not be this one"
REMEDY = "See that it stands where you want it, or type it again."
ALL_ROWS = "all rows"
"""Stands for the row in what is told of a whole tab or column; a key has capital letters."""
ROW, COLUMN, TYPED = 250, 64, 200
"""Letters that are kept: PostgreSQL refuses what fills more than a third of a page of an index."""
AT_A_TIME = 500
Place = tuple[str, str, str, str]
"""Tab, row key, heading, and what was typed."""
SHOWN = dt.timedelta(days=1)
"""So long what was displaced stands in the list: the next digest counts it."""


def bring_up_to_date(
    books: Session, bad: Mapping[str, Sequence[Bad]], frames: Mapping[str, Frame]
) -> list[Note]:
    """Bring the list of problems up to date: new ones added, mended ones cleared.

    Of one that stays, what is said of it may be another by now.

    Returns:
        Notes to put on the cells: empty ones take ours off again.
    """
    now = clock.now()
    seen = {(tab, *_kept(one.key, one.heading, one.typed)): one for tab, several in bad.items()
            for one in several}  # fmt: skip
    known = _known(books, seen)
    notes: dict[tuple[str, str, str], str] = {}
    for place, row in known.items():
        tab, key, heading, _ = place
        looked_at = tab in frames and not frames[tab].paused
        waits = row.why == DISPLACED and now < row.seen_at + SHOWN
        if place not in seen and row.cleared_at is None and looked_at and not waits:
            row.cleared_at = now
            notes[tab, key, heading] = ""
    for place, one in seen.items():
        tab, key, heading, typed = place
        row = known.get(place) or LedgerProblem(
            tab=tab, row_key=key, column=heading, typed=typed, cleared_at=now
        )
        books.add(row)
        if row.cleared_at is None and (row.why, row.remedy) == (one.why, one.remedy):
            continue
        notes[tab, key, heading] = f"{MARK}“{typed}”: {one.why}. {one.remedy}"
        row.why, row.remedy = one.why, one.remedy
        if row.cleared_at is not None:
            row.seen_at, row.cleared_at = now, None
    books.flush()
    return [
        Note(tab, key, heading, frames[tab].places[key], frames[tab].columns[heading], note)
        for (tab, key, heading), note in notes.items()
        if key in frames[tab].places and heading in frames[tab].columns
    ]


def _known(books: Session, seen: Collection[Place]) -> dict[Place, LedgerProblem]:
    """The problems of cells that are open, and those of these cells that were."""
    of_cells = select(LedgerProblem).where(LedgerProblem.row_key != ALL_ROWS)
    known = {_place(row): row for row in books.scalars(of_cells.where(_is_open()))}
    new = [place for place in seen if place not in known]
    for start in range(0, len(new), AT_A_TIME):
        some = new[start : start + AT_A_TIME]
        mended = of_cells.where(
            LedgerProblem.tab.in_({tab for tab, _, _, _ in some}),
            LedgerProblem.row_key.in_({key for _, key, _, _ in some}),
            ~_is_open(),
        )
        known |= {_place(row): row for row in books.scalars(mended)}
    return known


def _is_open() -> ColumnElement[bool]:
    return LedgerProblem.cleared_at.is_(None)


def _place(row: LedgerProblem) -> Place:
    return row.tab, row.row_key, row.column, row.typed


def bring_pauses_up_to_date(
    books: Session, paused: Mapping[str, Sequence[Bad]]
) -> list[LedgerProblem]:
    """Bring the list up to date about tabs and headings that are not there.

    Args:
        books: open for writing.
        paused: by tab, of every tab that was looked for.

    Returns:
        What nobody was told of yet.
    """
    now = clock.now()
    of_structure = select(LedgerProblem).where(LedgerProblem.row_key == ALL_ROWS)
    known = {(row.tab, row.column): row for row in books.scalars(of_structure)}
    seen = {(tab, one.heading[:COLUMN]): one for tab, several in paused.items() for one in several}
    for place, row in known.items():
        if row.cleared_at is None and place not in seen and row.tab in paused:
            row.cleared_at = now
    new = []
    for (tab, heading), one in seen.items():
        row = known.get((tab, heading)) or LedgerProblem(
            tab=tab, row_key=ALL_ROWS, column=heading, cleared_at=now
        )
        typed = one.typed[:TYPED]
        if row.cleared_at is not None or row.typed != typed:
            row.typed, row.why, row.remedy = typed, one.why, one.remedy
            row.seen_at, row.cleared_at = now, None
            books.add(row)
            new.append(row)
    books.flush()
    return new


def tell_displaced(books: Session, displaced: Sequence[Displaced], *, name: str) -> None:
    """List and tell what somebody typed that may not stand where it did.

    Args:
        books: open for writing.
        displaced: what was in the way of a write.
        name: unique to what displaced it; the same is told once.
    """
    now = clock.now()
    for one in dict.fromkeys(displaced):
        named = zip(("row_key", "column", "typed"), _kept(one.row, one.heading, one.typed),
                    strict=True)  # fmt: skip
        place = {"tab": one.tab, **dict(named)}
        known = books.scalars(select(LedgerProblem).filter_by(**place)).first()
        if known is None:
            known = LedgerProblem(**place, why=DISPLACED, remedy=REMEDY, seen_at=now)
            books.add(known)
        elif known.cleared_at is not None:
            known.why, known.remedy = DISPLACED, REMEDY
            known.seen_at, known.cleared_at = now, None
    ledger_notices.tell_displaced(
        books, [(one.row, one.heading, one.typed) for one in dict.fromkeys(displaced)], name=name
    )


def _kept(row: str, column: str, typed: str) -> tuple[str, str, str]:
    """What a problem is told by, as long as it can be kept; people may write what they like."""
    return row[:ROW], column[:COLUMN], typed[:TYPED]
