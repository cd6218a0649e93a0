"""Rows that have the key of one thing and the hidden id of another. Pure.

Sorting the column of the key alone gives every row the key of another, and all that stands in it
reads as if it were typed. So nothing of such a row is taken before somebody says so. Nor is
anything written to it: with its own key again, it would show what the books say of another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sheets.cells import Cell
from sheets.frame import Frame
from sheets.merge import NOT_SHOWN, Base, Edit
from sheets.tab import Owner, Rows, fold


def crossed(
    base: Base | None, now: Frame, found: Sequence[Edit], books: Callable[[], Rows]
) -> Mapping[str, str]:
    """Key -> why nothing of its row is taken unasked.

    Args:
        base: what the tab showed.
        now: the tab as read.
        found: what people changed in it.
        books: all its rows; asked only where somebody changed an id, or may have.
    """
    identity = now.tab.identity
    if identity is None:
        return {}
    given = _given(base, now, found, identity)
    if not any(given.values()):
        return {}
    shown = books()
    whose = dict(zip(map(fold, shown.columns[identity]), shown.keys, strict=True))
    others = {key: whose[one] for key, one in given.items() if whose.get(one, key) != key}
    what = " and ".join(now.tab.key)
    return {
        key: f"its hidden {identity} is that of {other}, as if {what} alone had been moved"
        for key, other in others.items()
    }


def _given(
    base: Base | None, now: Frame, found: Sequence[Edit], identity: str
) -> Mapping[str, str]:
    """Key -> the id in its row, of those that may not be the row's own."""
    if base is None and identity in now.columns:
        # it is not known which of them somebody changed
        return {key: fold(now.cell(key, identity)) for key in now.places}
    return {edit.key: fold(edit.now) for edit in found if edit.heading == identity}


def as_before(base: Base | None, now: Frame, books: Rows, key: str) -> dict[str, Cell]:
    """What the cells of such a row count as having shown while something of it waits.

    That is what the row of its key showed before: once the key is there again, so do its cells.
    Where that is not known, whatever stands there once it is settled counts as typed.

    Args:
        base: what the tab showed.
        now: the tab as read.
        books: rows of the books, with that of the key.
        key: of the row.
    """
    found: dict[str, Cell] = {}
    for column in now.tab.columns:
        heading = column.heading
        is_left = column.owner is not Owner.PERSON and heading not in now.tab.key
        if is_left and heading in now.columns and heading in books.columns:
            if base is not None:
                found[heading] = base.cell(key, heading)
            elif column.owner is Owner.BOOKS:
                found[heading] = books.cell(key, heading)
            else:
                found[heading] = NOT_SHOWN if now.cell(key, heading) != "" else ""
    return found
