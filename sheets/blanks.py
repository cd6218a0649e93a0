"""Blank cells of a tab of which nothing is known, that somebody may have emptied. Pure.

While it is not known what a tab showed, a blank cell may be one that the books never filled, or one
that somebody emptied. In a row that shows something that only the books write, they filled it
once; where all of a column is blank, it was made anew.
"""

from __future__ import annotations

from itertools import compress, repeat
from operator import ne

from sheets.frame import Frame
from sheets.merge import NOT_SHOWN, Edit
from sheets.tab import Owner


def emptied(now: Frame) -> list[Edit]:
    """Blank cells of what both sides may change, as edits of what they showed, whatever that was.

    Args:
        now: a tab as read, of which it is not known what it showed.
    """
    if now.paused:
        return []
    ours, found = _shown_by_books(now), list[Edit]()
    rows = {key: row for key, row in now.places.items() if key in ours}
    for column in now.tab.columns:
        if column.owner is Owner.BOTH and column.heading in now.columns:
            cells = now.cells(column.heading)
            blank = [key for key, row in rows.items() if cells[row] == ""]
            if len(blank) < len(rows):
                found += [Edit(key, column.heading, NOT_SHOWN, "") for key in blank]
    return found


def _shown_by_books(now: Frame) -> set[str]:
    """Keys of the rows in which something stands that only the books write."""
    found: set[str] = set()
    for column in now.tab.columns:
        is_ours = column.owner is Owner.BOOKS and not column.is_stamp
        if is_ours and column.heading in now.columns and column.heading not in now.tab.key:
            filled = map(ne, now.cells(column.heading), repeat(""))
            found |= set(compress(now.keys, filled))
    return found
