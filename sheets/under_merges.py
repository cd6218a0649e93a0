"""Cells under a merge: they stay what they were, and come back once they are unmerged. Pure.

Of merged cells only the first holds anything; what the others held Google drops. They read as
blank, as a cell does that somebody cleared, and a row whose key is among them as one that left. So
whenever something went blank it matters which cells are merged. What is under a merge is no edit,
and is not written to; a row without its key waits, and all that is typed in it. Unmerged, the cells
are blank: the books' values come back by themselves, inputs and keys are given back from here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sheets.cells import Cell
from sheets.follow import follow
from sheets.formulas import letters
from sheets.frame import Frame
from sheets.grid import Write
from sheets.merge import Base, Edit
from sheets.tab import Column, Owner
from sheets.table import Merge
from sheets.taking import Bad

CELLS, ROWS = "cells", "rows"
MERGED = "these cells are merged, and of merged cells only the first holds anything"


class MergesWanted(Exception):
    """What a read shows is not to be understood until it is known which cells are merged."""


@dataclass(frozen=True)
class _Bare:
    """A row that lost its key."""

    was: int
    """Its number in the base."""
    row: int
    parts: Mapping[str, Cell]
    """Heading -> what stood there, of which the key was made."""


class UnderMerges:
    """What of one tab is under merged cells, in one read."""

    def __init__(self, now: Frame, known: Mapping[str, Any]) -> None:
        """Of a read.

        Args:
            now: the tab; its table has the merges, or None where nobody asked for them.
            known: what `kept` gave after the last read.
        """
        self._now, self._merges = now, now.table.merges
        self._were: Mapping[str, Sequence[str]] = known.get(CELLS, {})
        self._waited: Mapping[str, tuple[int, Mapping[str, Cell]]] = known.get(ROWS, {})
        self._cells: dict[str, set[str]] = {}
        self._rows: dict[str, _Bare] = {}
        self.held: dict[tuple[str, str], Cell] = {}
        """(row key, heading) -> what the cell counts as, of cells that neither side may write."""
        self.dropped: set[tuple[str, str]] = set()
        """(row key, heading) of cells that are unmerged and blank; the books fill them again."""
        self.back: list[Write] = []
        """Keys and inputs to give back to cells that are unmerged."""

    def kept(self, *, whole: bool) -> dict[str, Any]:
        """What is to be known at the next read; empty when nothing is.

        `whole`: this read is the base then; else it is the one before.
        """
        found: dict[str, Any] = {}
        if self._cells:
            found[CELLS] = {key: sorted(several) for key, several in self._cells.items()}
        if self._rows:
            found[ROWS] = {
                key: [one.row if whole else one.was, one.parts] for key, one in self._rows.items()
            }
        return found

    @property
    def rows(self) -> set[str]:
        """Keys of rows whose own key is, or was, under a merge: they have not left."""
        return set(self._rows)

    @property
    def bare(self) -> set[int]:
        """Numbers of the rows whose key is, or was, under a merge."""
        return {one.row for one in self._rows.values()} | self._bare

    @property
    def waited(self) -> Collection[str]:
        """Keys of rows whose own key was under a merge at the last read."""
        return self._waited.keys()

    @property
    def given_up(self) -> set[str]:
        """Keys of rows that are unmerged and cannot be told any more: the books add them again."""
        return set(self._waited) - set(self._rows) - set(self._now.keys)

    def held_in(self, key: str) -> dict[str, Cell]:
        """Heading -> what a cell of a row counts as, of cells that neither side may write."""
        headings = (heading for heading in self._now.columns if (key, heading) in self.held)
        return {heading: self.held[key, heading] for heading in headings}

    def with_inputs(self) -> set[str]:
        """Keys of the rows in which an input holds something under a merge."""
        tab = self._now.tab
        return {key for (key, heading), cell in self.held.items()
                if cell != "" and tab.column(heading).is_input}  # fmt: skip

    def covers(self, write: Write) -> bool:
        """Whether a cell is under a merge."""
        return (write.row, write.column) in self._covered

    def look_at_rows(self, base: Base | None, left: Sequence[str]) -> None:
        """See which rows have their key under a merge.

        Args:
            base: what the tab showed.
            left: keys that the base has and this read has not.

        Raises:
            MergesWanted: nobody asked yet which cells are merged.
        """
        is_first = base is None and self._now.table.height > 0
        if left or is_first or self._were or self._waited or _lost_new_row(base, self._now):
            self._need_merges()
        if base is None:
            return
        for key, one in self._followed(base, left).items():
            if one.row in self._bare or (key in self._waited and not self._key(one.row)):
                self._rows[key] = one
                self._note_row(key, one.row)
                if one.row not in self._bare:
                    self._give_back(one)

    def look_at_cells(self, base: Base | None, edits: Sequence[Edit]) -> list[Edit]:
        """See which cells are under a merge, or were; gives the edits without theirs.

        Raises:
            MergesWanted: nobody asked yet which cells are merged.
        """
        blank = any(edit.now == "" and edit.base != "" for edit in edits)
        if blank or _lost_input(base, self._now):
            self._need_merges()
        for row, column in self._covered:
            key = self._key(row)
            if key:
                heading = self._ours[column].heading
                self._hold(key, heading, "" if base is None else base.cell(key, heading))
        for key, headings in self._were.items():
            self._unmerged(base, key, headings)
        ours = self.dropped | set(self.held)
        return [edit for edit in edits if (edit.key, edit.heading) not in ours]

    def bad(self) -> list[Bad]:
        """What is to be said: once for each merge that covers anything of ours."""
        waiting = {one.row for one in self._rows.values()}
        first: dict[Merge, tuple[int, int]] = {}
        for place, merge in sorted(self._covered.items()):
            if self._key(place[0]) or place[0] in waiting:
                first.setdefault(merge, place)
        return [self._said(merge, place) for merge, place in first.items()]

    @cached_property
    def _ours(self) -> dict[int, Column]:
        """Number -> column, of those that are not a person's alone."""
        tab = self._now.tab
        return {
            place: tab.column(heading)
            for heading, place in self._now.columns.items()
            if heading in tab.key or _is_ours(tab.column(heading))
        }

    @cached_property
    def _covered(self) -> dict[tuple[int, int], Merge]:
        """(row, column) -> the merge, of blank cells of ours that are not its first."""
        table = self._now.table
        return {
            (row, column): merge
            for merge in self._merges or ()
            for column in self._ours
            if merge.left <= column < merge.right
            for row in range(max(merge.top, 0), min(merge.bottom, table.rows))
            if (row, column) != (merge.top, merge.left) and table.cell(row, column) == ""
        }

    @cached_property
    def _bare(self) -> set[int]:
        """Rows without a key in which a cell of it is under a merge."""
        parts = {self._now.columns[heading] for heading in self._now.tab.key}
        keys = self._now.keys
        return {
            row for row, column in self._covered
            if column in parts and (row >= len(keys) or not keys[row])
        }  # fmt: skip

    def _need_merges(self) -> None:
        if self._merges is None:
            raise MergesWanted

    def _key(self, row: int) -> str:
        """The key of a row; empty where there is none, or another row counts for it."""
        keys = self._now.keys
        key = keys[row] if row < len(keys) else ""
        return key if self._now.places.get(key) == row else ""

    def _followed(self, base: Base, left: Sequence[str]) -> dict[str, _Bare]:
        """By key the rows that had one and may be under a merge, of those that are still there."""
        was, now, there = base.frame, self._now, set(self._now.keys)
        rows = {key: (row, parts) for key, (row, parts) in self._waited.items() if key not in there}
        for key in left if self._bare else ():
            # of one that was written since, no read tells where it stood
            if key in was.places:
                parts = {heading: base.cell(key, heading) for heading in now.tab.key}
                rows[key] = was.places[key], parts
        if not rows:
            return {}
        wanted = {row for row, _ in rows.values()}
        went = follow(was.table, now.table, now.whole_key, wanted).rows
        return {
            key: _Bare(row, went[row], parts) for key, (row, parts) in rows.items() if row in went
        }

    def _give_back(self, one: _Bare) -> None:
        """Give a row that is unmerged its key back."""
        now = self._now
        for heading, cell in one.parts.items():
            row, place = one.row, now.columns[heading]
            if now.table.cell(row, place) == "":
                self.back.append(Write(now.tab.title, "", heading, row, place, "", cell, mend=True))

    def _note_row(self, key: str, row: int) -> None:
        """Remember which other cells of a row without its key are under a merge, or were."""
        here = {self._ours[column].heading for at, column in self._covered if at == row}
        here |= set(self._were.get(key, ()))
        if here:
            self._cells.setdefault(key, set()).update(here - set(self._now.tab.key))

    def _hold(self, key: str, heading: str, cell: Cell) -> None:
        self.held[key, heading] = cell
        self._cells.setdefault(key, set()).add(heading)

    def _unmerged(self, base: Base | None, key: str, headings: Sequence[str]) -> None:
        """What becomes of cells of a row that were under a merge, and are no more."""
        now = self._now
        for heading in headings if key in now.places else ():
            if heading not in now.columns:
                self._cells.setdefault(key, set()).add(heading)
            elif (key, heading) not in self.held and now.cell(key, heading) == "":
                was = "" if base is None else base.cell(key, heading)
                if was != "" and now.tab.column(heading).is_input:
                    self._hold(key, heading, was)
                    row, place = now.places[key], now.columns[heading]
                    self.back.append(Write(now.tab.title, key, heading, row, place, "", was))
                else:
                    self.dropped.add((key, heading))

    def _said(self, merge: Merge, place: tuple[int, int]) -> Bad:
        at = merge.top, merge.left
        row, column = at if at[0] >= 0 and at[1] in self._ours and self._key(at[0]) else place
        where = _a1(merge, self._now)
        remedy = (
            f"Unmerge {where} (Format > Merge cells > Unmerge); what Backroom knows of them comes"
            " back then."
        )
        return Bad(self._key(row), self._ours[column].heading, where, MERGED, remedy)


def _is_ours(column: Column) -> bool:
    return column.owner is not Owner.PERSON or column.is_input


def _a1(merge: Merge, now: Frame) -> str:
    """The cells of a merge as people call them: A3:A4."""
    bottom = min(merge.bottom, now.table.rows)
    right = min(merge.right, max(len(now.table.heading), merge.left + 1))
    return f"{letters(merge.left + 1)}{merge.top + 2}:{letters(right)}{bottom + 1}"


def _lost_new_row(base: Base | None, now: Frame) -> bool:
    """Whether a row that we made is not there: we may have made it under a merge."""
    if base is None:
        return False
    made = base.patches.keys() - base.frame.places.keys()
    return bool(made) and not made <= set(now.keys)


def _lost_input(base: Base | None, now: Frame) -> bool:
    """Whether an input is blank that held something."""
    if base is None:
        return False
    was = base.frame
    for column in now.tab.columns:
        heading = column.heading
        if not column.is_input or heading not in now.columns or heading not in was.columns:
            continue
        if was.keys is not now.keys or was.text(heading) != now.text(heading):
            filled = (key for key, cell in zip(was.keys, was.cells(heading), strict=False)
                      if cell != "" and base.cell(key, heading) != "")  # fmt: skip
            if any(key in now.places and now.cell(key, heading) == "" for key in filled):
                return True
        for key, cells in base.patches.items():
            filled_by_us = cells.get(heading, "") != "" and key in now.places
            if filled_by_us and now.cell(key, heading) == "":
                return True
    return False
