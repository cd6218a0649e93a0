"""Formulas in cells that both sides may change: what one comes to later was typed by nobody. Pure.

Of two kinds of cells it is kept among the patches which formula stands there: where the books say
something else than the formula comes to, and somebody knows; and where they followed it, and it was
told. As long as it is that formula, the former are a problem and no question, and the latter are
told of once a day. A formula whose references moved along with its row is still the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from sheets import formulas
from sheets.cells import Cell, is_formula
from sheets.frame import Frame
from sheets.merge import Base, Edit, Patches
from sheets.reading import same

APART, TOLD = " formula apart:", " formula told:"
"""With a heading, among the patches of a key: the formula that stands there, as `Formula.kept`."""
NEVER = "-"
DEEPEST = 5
"""Through so many formulas it is followed what one refers to."""
MOVED = "it is a formula, and may refer to another row since rows were moved"


@dataclass(frozen=True)
class Formula:
    """A formula as it stands, or stood, in a cell."""

    row: int
    text: str
    day: str = NEVER
    """When what it came to was told last."""

    def kept(self) -> str:
        """As plain text."""
        return f"{self.row} {self.day} {self.text}"

    @classmethod
    def of(cls, kept: object) -> Formula | None:
        """Of what `kept` gave; None: it gave nothing."""
        row, day, text = str(kept).split(" ", 2) if kept else ("", "", "")
        return cls(int(row), text, day) if text else None

    def is_still(self, there: Formula | None) -> bool:
        """Whether this is the formula that stands there, wherever its row is by now."""
        if there is None:
            return False
        down, text = there.row - self.row, there.text
        return text == self.text or text == formulas.moved(self.text, down=down, right=0)


def standing(now: Frame, key: str, heading: str) -> Formula | None:
    """The formula in a cell; None: there is none, or no such cell."""
    row, column = now.places.get(key, -1), now.columns.get(heading, -1)
    text = now.table.written.get((row, column))
    return None if text is None else Formula(row, text)


@dataclass
class Formulas:
    """The formulas of a tab in which something is to be merged, and what is known of them."""

    base: Base | None
    now: Frame
    taken: dict[tuple[str, str], Formula] = field(default_factory=dict)
    """(row key, heading) -> the formula whose figure the books took, with the day that was told."""

    def at(self, edit: Edit) -> Formula | None:
        """The formula in the cell of an edit."""
        return standing(self.now, edit.key, edit.heading)

    def is_apart(self, edit: Edit, books: Cell) -> bool:
        """Whether the books said something else than this formula before, and do still."""
        kind = self.now.tab.column(edit.heading).kind
        is_known = self._kept(APART, edit.key, edit.heading) is not None
        return is_known and not any(same(kind, one, books) for one in (edit.base, edit.now))

    def is_moved(self, edit: Edit) -> bool:
        """Whether a formula may come to something else because rows changed places."""
        there = self.at(edit)
        return there is not None and self._is_reordered and not _is_of_its_row(there, self.now)

    def is_told(self, edit: Edit, today: str) -> bool:
        """Whether it was told today that the books follow the formula in a cell."""
        was = self._kept(TOLD, edit.key, edit.heading)
        return was is not None and was.day == today

    def take(self, edit: Edit, today: str) -> None:
        """Note that the books took what stands in a cell, and that it is told by today."""
        there = self.at(edit)
        if there is not None:
            self.taken[edit.key, edit.heading] = Formula(there.row, there.text, today)

    def marks(self, apart: Iterable[tuple[str, str]]) -> dict[str, dict[str, Cell]]:
        """Key -> what is to be kept among its patches.

        Args:
            apart: (row key, heading) of formulas that come to something else than the books say.
        """
        told = {
            (key, one.removeprefix(TOLD)): self._kept(TOLD, key, one.removeprefix(TOLD))
            for key, cells in self._patches.items()
            for one in cells
            if one.startswith(TOLD)
        }
        made: dict[str, dict[str, Cell]] = {}
        for (key, heading), formula in {**told, **self.taken}.items():
            if formula is not None:
                made.setdefault(key, {})[TOLD + heading] = formula.kept()
        for key, heading in apart:
            there = standing(self.now, key, heading)
            if there is not None:
                made.setdefault(key, {})[APART + heading] = there.kept()
        return made

    @cached_property
    def _is_reordered(self) -> bool:
        """Whether rows stand in another order than they did."""
        was = self.base.frame if self.base is not None else self.now
        if was.keys is self.now.keys:
            return False
        here = (key for row, key in enumerate(self.now.keys) if self.now.places.get(key) == row)
        places = (was.places[key] for key in here if key in was.places)
        return any(first > second for first, second in pairwise(places))

    @property
    def _patches(self) -> Patches:
        return self.base.patches if self.base is not None else {}

    def _kept(self, mark: str, key: str, heading: str) -> Formula | None:
        """The formula that was kept of a cell, as it stands there; None: it does no more."""
        was = Formula.of(self._patches.get(key, {}).get(mark + heading))
        there = standing(self.now, key, heading)
        if was is None or there is None or not was.is_still(there):
            return None
        return replace(there, day=was.day)


def with_marks(
    patches: dict[str, dict[str, Cell]], marks: dict[str, dict[str, Cell]]
) -> dict[str, dict[str, Cell]]:
    """Patches with what is kept of formulas now, and nothing of what was."""
    found = {}
    for key, cells in patches.items():
        left = {one: cell for one, cell in cells.items() if not one.startswith((APART, TOLD))}
        if left or not cells:
            found[key] = left
    for key, cells in marks.items():
        found.setdefault(key, {}).update(cells)
    return found


def _is_of_its_row(one: Formula, now: Frame, depth: int = DEEPEST) -> bool:
    """Whether a formula refers to nothing but its own row, however that moves."""
    columns = formulas.within_row(one.text, one.row + 2)
    if columns is None or depth == 0:
        return False
    cells = [now.table.content(one.row, column) for column in columns]
    inner = [Formula(one.row, str(cell)) for cell in cells if is_formula(cell)]
    return all(_is_of_its_row(cell, now, depth - 1) for cell in inner)
