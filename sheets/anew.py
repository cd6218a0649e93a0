"""Columns of ours that were made anew: what they show is not what we showed under their heading."""

from __future__ import annotations

from collections.abc import Mapping

from sheets import headings
from sheets.frame import Frame
from sheets.merge import Base
from sheets.remember import Memory
from sheets.tab import Tab


def base(memory: Memory, tab: Tab, known: Base | None, names: Mapping[str, str]) -> Base | None:
    """What a tab showed, without its columns that were made anew.

    Args:
        memory: what differs from the read that is kept goes from it too, as it was of columns that
            are no more; and all rows are compared.
        tab: which.
        known: what it showed when last accounted for.
        names: what its columns are called now.
    """
    made = headings.made_anew(names)
    if not made or known is None:
        return known
    kept = memory.tab(tab.title)
    first = set(made) - set(headings.made_anew(kept.names)) - set(tab.key)
    if any(first & cells.keys() for cells in kept.patches.values()):
        patches = {key: {one: cell for one, cell in cells.items() if one not in first}
                   for key, cells in kept.patches.items()}  # fmt: skip
        memory.keep_tab(kept, None, patches)
        known = Base(known.frame, kept.patches)
    memory.keep_step(kept, None)
    return known.without(made)


def settle(memory: Memory, before: Frame | None, now: Frame) -> bool:
    """Take columns that were made anew for known, where the whole tab was accounted for.

    Args:
        memory: where it is kept.
        before: the tab as it was read before, without these columns; None: it never was.
        now: the tab as read.

    Returns:
        Whether any column is to be marked.
    """
    known = memory.tab(now.tab.title)
    is_whole = before is None or before.columns.keys() <= now.columns.keys()
    made = set(headings.made_anew(known.names)) & now.columns.keys()
    if made and is_whole and not now.paused:
        known.names = {**known.names, **dict.fromkeys(made, headings.UNMARKED)}
    return bool(headings.unmarked(known.names))
