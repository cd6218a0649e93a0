"""Where the cells of mends went since their tab was left, and what of people is nowhere. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sheets.cells import Cell, as_seen
from sheets.follow import Followed, follow
from sheets.frame import Frame
from sheets.grid import Write
from sheets.tab import fold_all
from sheets.table import Table

Place = tuple[int, int]
"""Row and column."""
NAMED_BY = 3
"""A row without a key is named by so many of its first cells."""
LONGEST = 200


@dataclass(frozen=True)
class Displaced:
    """Something that was in the way of a write, and of which the cell is not certain."""

    tab: str
    row: str
    """Its key, or the first of what stood in it; empty when nothing did."""
    heading: str
    typed: str
    key: str = ""
    """Of the row, where it is known."""


class Trail:
    """The cells of a tab that a batch mends, followed from how the tab was left."""

    def __init__(self, mends: Sequence[Write], left: Mapping[str, Table], frame: Frame) -> None:
        """Follow them.

        Args:
            mends: writes of a batch; their rows and columns are of the tab as it was left.
            left: the tabs as they were left, by title.
            frame: the tab as it stands.
        """
        self.cells: dict[Place, Write] = {}
        """Where each stands now."""
        self.unsure: set[Place] = set()
        """Of these, the ones whose row is a guess."""
        self.gone: list[Write] = []
        """Those whose row or column is there no more."""
        was = left.get(frame.tab.title)
        if was is None or not mends:
            return
        key = [frame.columns[one] for one in frame.tab.key if one in frame.columns]
        went = follow(was, frame.table, frame.whole_key, {one.row for one in mends})
        self._was, self._parts, self._key = was, len(frame.tab.key), _before(went, key)
        for one in mends:
            place = went.cell(one.row, one.column)
            if place is None:
                self.gone.append(one)
                continue
            self.cells[place] = one
            if one.row in went.guessed:
                self.unsure.add(place)
            for copy in went.copies.get(one.row, ()):
                # somebody copied the row with what we had put where nothing stood
                if one.after == "":
                    self.cells.setdefault((copy, place[1]), one)

    def displaced(self, one: Write, typed: Cell) -> Displaced | None:
        """What is to be told of something typed that may not find its cell; None: of nothing.

        Args:
            one: the mend of that cell.
            typed: what somebody put there; an empty cell is nothing.
        """
        if typed == "":
            return None
        heading = self._was.heading
        called = one.heading or (heading[one.column] if one.column < len(heading) else "")
        parts = fold_all([self._was.cell(one.row, place) for place in self._key])
        key = "|".join(parts) if all(parts) and len(parts) == self._parts else ""
        return Displaced(
            one.tab, key.replace("|", ", ") or self._called(one.row), called,
            as_seen(typed)[:LONGEST], key,
        )  # fmt: skip

    def _called(self, row: int) -> str:
        """What a row without a whole key is called: what there is of it, and what stood first."""
        places = dict.fromkeys([*self._key, *range(len(self._was.raw))])
        cells = (as_seen(self._was.cell(row, place)) for place in places)
        return ", ".join([cell for cell in cells if cell][:NAMED_BY])[:LONGEST]


def _before(went: Followed, key: Sequence[int]) -> list[int]:
    """The columns of a key in the earlier state, of those that can be told."""
    was = {after: before for before, after in went.columns.items()}
    return [was[one] for one in key if one in was]
