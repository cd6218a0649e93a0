"""The list of what was typed and not taken, and the notes on these cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, or_, select
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
    books: Session,
    bad: Mapping[str, Sequence[Bad]],
    frames: Mapping[str, Frame],
    before: Mapping[str, Frame],
) -> list[Note]:
    """Bring the list of problems up to date: new ones added, mended ones cleared.

    Of one that stays, what is said of it may be another by now.

    Args:
        books: open for writing.
        bad: tab -> what of it is not taken.
        frames: the tabs as read.
        before: the tabs as they were read before.

    Returns:
        Notes to put on the cells: empty ones take ours off again.
    """
    now = clock.now()
    seen = {(tab, *_kept(one.key, one.heading, one.typed)): one for tab, several in bad.items()
            for one in several}  # fmt: skip
    known = _known(books, seen)
    for place, row in known.items():
        looked_at = row.tab in frames and not frames[row.tab].paused
        waits = row.why == DISPLACED and now < row.seen_at + SHOWN
        if place not in seen and row.cleared_at is None and looked_at and not waits:
            row.cleared_at = now
    for place, one in seen.items():
        tab, key, heading, typed = place
        row = known.setdefault(
            place,
            LedgerProblem(tab=tab, row_key=key, column=heading, typed=typed, cleared_at=now),
        )
        books.add(row)
        row.why, row.remedy = one.why, one.remedy
        if row.cleared_at is not None:
            row.seen_at, row.cleared_at = now, None
    books.flush()
    return _due(known, seen, frames) + _of_other_keys(known, seen, frames, before)


def _of_other_keys(
    known: Mapping[Place, LedgerProblem],
    seen: Collection[Place],
    frames: Mapping[str, Frame],
    before: Mapping[str, Frame],
) -> list[Note]:
    """Notes to take off rows that have another key by now: somebody put right what they said.

    Such a row is known by its place, which is a guess. What the note was not on is given back.
    """
    notes = []
    told = {place[:3] for place in seen}
    for (tab, key, heading, _), row in known.items():
        frame, was = frames.get(tab), before.get(tab)
        if row.noted is None or frame is None or was is None or heading not in frame.columns:
            continue
        at = was.places.get(key, len(frame.keys))
        new = frame.keys[at] if key not in frame.places and at < len(frame.keys) else ""
        if new and new not in was.places:
            if (tab, new, heading) not in told:
                column = frame.columns[heading]
                notes.append(Note(tab, new, heading, at, column, "", was=row.noted))
            row.noted = None
    return notes


def _due(
    known: Mapping[Place, LedgerProblem], seen: Collection[Place], frames: Mapping[str, Frame]
) -> list[Note]:
    """The notes of cells that should say something else than what was last put there."""
    stands: dict[tuple[str, str, str], str] = {}
    wanted: dict[tuple[str, str, str], str] = {}
    for place, row in known.items():
        if row.noted is not None:
            stands[place[:3]] = row.noted
        if place in seen:
            wanted[place[:3]] = f"{MARK}“{row.typed}”: {row.why}. {row.remedy}"
    notes = []
    for cell in stands | wanted:
        tab, key, heading = cell
        frame, text, was = frames.get(tab), wanted.get(cell, ""), stands.get(cell, "")
        if text == was or frame is None or frame.paused:
            continue
        if key in frame.places and heading in frame.columns:
            row_at, column = frame.places[key], frame.columns[heading]
            notes.append(Note(tab, key, heading, row_at, column, text, was=was))
    return notes


def keep_noted(books: Session, notes: Sequence[Note]) -> None:
    """Keep what was put on cells, so that no pass puts it there again.

    Args:
        books: open for writing.
        notes: that reached their cells; empty ones took ours off.
    """
    texts = {(one.tab, one.key, one.heading): one.text for one in notes}
    keys = sorted({key for _, key, _ in texts})
    rows: dict[tuple[str, str, str], list[LedgerProblem]] = {}
    for start in range(0, len(keys), AT_A_TIME):
        some = LedgerProblem.row_key.in_(keys[start : start + AT_A_TIME])
        for row in books.scalars(select(LedgerProblem).where(some)):
            rows.setdefault(_place(row)[:3], []).append(row)
    for cell in texts.keys() & rows.keys():
        for row in rows[cell]:
            row.noted = None
        # with the one that is open, where there is one
        max(rows[cell], key=lambda row: row.cleared_at is None).noted = texts[cell] or None


def _known(books: Session, seen: Collection[Place]) -> dict[Place, LedgerProblem]:
    """The problems of cells that are open or noted, and those of these cells that were."""
    of_cells = select(LedgerProblem).where(LedgerProblem.row_key != ALL_ROWS)
    matter = or_(_is_open(), LedgerProblem.noted.is_not(None))
    known = {_place(row): row for row in books.scalars(of_cells.where(matter))}
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
        if row.cleared_at is not None or (row.typed, row.why) != (typed, one.why):
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
