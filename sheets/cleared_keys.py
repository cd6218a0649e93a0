"""Rows of which somebody cleared the key, and that stand there with what else they showed. Pure.

Such a row is cleared to be typed anew, or by a slip. It has left no more than one whose key is a
formula: a row of which all that people see is empty has, whatever is hidden in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sheets.frame import Frame
from sheets.merge import Base
from sheets.reading import same
from sheets.tab import Column, fold

MOST_PAIRS = 40_000
"""So many keys and rows are held against one another; where there are more, many rows left."""


@dataclass(frozen=True)
class Cleared:
    """Rows without a key that may be rows of keys that are missed."""

    alike: Mapping[str, Collection[int]] = field(default_factory=dict)
    """Key that is missed -> numbers of such rows that show something as its row did."""
    sure: Mapping[str, int] = field(default_factory=dict)
    """Of these the one that has the hidden id of its row."""


def cleared(base: Base, now: Frame, missed: Collection[str], spared: Collection[int]) -> Cleared:
    """Find rows that lost their key and nothing else.

    Args:
        base: what the tab showed.
        now: the tab as read, whose key columns are there.
        missed: keys that the base has and this read has not.
        spared: numbers of rows that lost their key for another reason.
    """
    rows = [row for row in _without_key(now) if row not in spared] if missed else []
    if not rows or len(rows) * len(missed) > MOST_PAIRS:
        return Cleared()
    ours = [one for one in now.tab.columns if one.heading in now.columns]
    seen = [one for one in ours if not (one.is_hidden or one.heading in now.tab.key)]
    shown = {row: filled for row in rows if (filled := _seen_in(now, row, seen))}
    ids = {row: _id(now, row) for row in shown}
    found, sure = dict[str, Collection[int]](), dict[str, int]()
    for key in missed:
        known = fold(base.cell(key, now.tab.identity)) if now.tab.identity else ""
        alike = [row for row, filled in shown.items()
                 if ids[row] in {"", known} and _is_like(base, key, filled, now, row)]  # fmt: skip
        its_own = [row for row in shown if known and ids[row] == known]
        if alike or its_own:
            found[key] = {*alike, *its_own}
        if len(its_own) == 1:
            sure[key] = its_own[0]
    return Cleared(found, sure)


def blank_part(now: Frame, row: int) -> str | None:
    """The heading of the first part of the key that is blank in a row; None: none is."""
    return next(
        (one for one in now.tab.key if now.table.content(row, now.columns[one]) == ""), None
    )


def _without_key(now: Frame) -> list[int]:
    below = range(len(now.keys), now.table.height)
    return [*(row for row, key in enumerate(now.keys) if not key), *below]


def _seen_in(now: Frame, row: int, seen: Collection[Column]) -> list[Column]:
    """The columns in which people see something; an empty box to tick is FALSE."""
    cells = ((one, now.table.cell(row, now.columns[one.heading])) for one in seen)
    return [one for one, cell in cells if not (cell == "" or isinstance(cell, bool))]


def _id(now: Frame, row: int) -> str:
    identity = now.tab.identity
    place = now.columns.get(identity) if identity is not None else None
    return fold(now.table.cell(row, place)) if place is not None else ""


def _is_like(base: Base, key: str, seen: Collection[Column], now: Frame, row: int) -> bool:
    """Whether a row shows something as the row of a key did."""
    return any(
        same(one.kind, base.cell(key, one.heading), now.table.cell(row, now.columns[one.heading]))
        for one in seen
    )
