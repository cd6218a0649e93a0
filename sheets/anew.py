"""Columns of ours that were made anew: what they show is not what we showed under their heading."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from oms import count_questions
from sheets import headings
from sheets.frame import Frame
from sheets.merge import Base
from sheets.remember import BOOKED, OUTDATED, Memory
from sheets.tab import Tab


def base(
    books: Session, memory: Memory, tab: Tab, known: Base | None, names: Mapping[str, str]
) -> Base | None:
    """What a tab showed, without its columns that were made anew.

    Args:
        books: open for writing.
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
    _doubt(books, memory, tab, [one for one in first if tab.column(one).is_input])
    return known.without(made)


def _doubt(books: Session, memory: Memory, tab: Tab, inputs: Collection[str]) -> None:
    """Know that what stands in such inputs is not what was booked, though it may say the same."""
    rows = memory.of(tab.title, memory.rows_with_memo(tab.title)) if inputs else {}
    for row in rows.values():
        memo = dict(row.shown)
        for heading in inputs:
            if f"{BOOKED}{heading}" in memo:
                memo[f"{OUTDATED}{heading}"] = True
            name = tab.waits.get(heading, "")
            asked = count_questions.by_id(books, memo[name]) if name in memo else None
            if asked is not None and asked.state == "answered":
                del memo[name]
        if memo != row.shown:
            row.shown = memo


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
