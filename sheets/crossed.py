"""Rows that have the key of one thing and the hidden id of another. Pure.

Sorting the column of the key alone gives every row the key of another, and all that stands in it
reads as if it were typed. So nothing of such a row is taken before somebody says so. Nor is
anything written to it: with its own key again, it would show what the books say of another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sheets.cells import Cell
from sheets.frame import Frame
from sheets.merge import Base, Edit
from sheets.tab import Owner, Rows, Tab, fold


def crossed(tab: Tab, found: Sequence[Edit], books: Callable[[], Rows]) -> Mapping[str, str]:
    """Key -> why nothing of its row is taken unasked.

    Args:
        tab: which.
        found: what people changed in it.
        books: all its rows; asked only where somebody changed an id.
    """
    identity = tab.identity
    given = {edit.key: fold(edit.now) for edit in found if edit.heading == identity}
    if identity is None or not any(given.values()):
        return {}
    shown = books()
    whose = dict(zip(map(fold, shown.columns[identity]), shown.keys, strict=True))
    others = {key: whose[one] for key, one in given.items() if whose.get(one, key) != key}
    what = " and ".join(tab.key)
    return {
        key: f"its hidden {identity} is that of {other}, as if {what} alone had been moved"
        for key, other in others.items()
    }


def as_before(base: Base | None, now: Frame, key: str) -> dict[str, Cell]:
    """What the cells of such a row count as having shown while something of it waits.

    That is what the row of its key showed before: once the key is there again, so do its cells.

    Args:
        base: what the tab showed.
        now: the tab as read.
        key: of the row.
    """
    if base is None:
        return {}
    headings = [one.heading for one in now.tab.columns if one.owner is not Owner.PERSON]
    return {one: base.cell(key, one) for one in headings
            if one in now.columns and one not in now.tab.key}  # fmt: skip
