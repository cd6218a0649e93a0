"""Blank cells of which it is not known what they showed, that somebody may have emptied. Pure.

While it is not known what a tab showed, or a column of it that was called something else for a
while, a blank cell may be one that the books never filled, or one that somebody emptied. In a row
that was there before, or that shows something that only the books write, they filled it once;
where all of a column is blank, it was made anew.
"""

from __future__ import annotations

from itertools import compress, repeat
from operator import ne

from sheets import headings
from sheets.frame import Frame
from sheets.merge import NOT_SHOWN, Base, Edit
from sheets.tab import Column, Owner


def emptied(now: Frame, base: Base | None) -> list[Edit]:
    """Blank cells of what both sides may change, as edits of what they showed, whatever that was.

    Args:
        now: a tab as read.
        base: what it showed, as far as that is known.
    """
    unknown = [] if now.paused else [one for one in now.tab.columns if _is_unknown(now, base, one)]
    if not unknown:
        return []
    filled = _shown_by_books(now) if base is None else base.frame.places
    rows = {key: row for key, row in now.places.items() if key in filled}
    found = list[Edit]()
    for column in unknown:
        cells = now.cells(column.heading)
        blank = [key for key, row in rows.items() if cells[row] == ""]
        if len(blank) < len(rows):
            found += [Edit(key, column.heading, NOT_SHOWN, "") for key in blank]
    return found


def _is_unknown(now: Frame, base: Base | None, column: Column) -> bool:
    """Whether it is not known what a column showed, though it is none that was made anew."""
    is_there = column.owner is Owner.BOTH and column.heading in now.columns
    if base is None or not is_there:
        return is_there
    is_new = now.names.get(column.heading) in {headings.ANEW, headings.UNMARKED}
    return column.heading not in base.frame.columns and not is_new


def _shown_by_books(now: Frame) -> set[str]:
    """Keys of the rows in which something stands that only the books write."""
    found: set[str] = set()
    for column in now.tab.columns:
        is_ours = column.owner is Owner.BOOKS and not column.is_stamp
        if is_ours and column.heading in now.columns and column.heading not in now.tab.key:
            filled = map(ne, now.cells(column.heading), repeat(""))
            found |= set(compress(now.keys, filled))
    return found
