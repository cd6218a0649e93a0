"""What people type in a row that the books do not know: it waits until they do, and is told. Pure.

Then it is merged as in any other row: what both may change is taken, and what is the books' own is
put back and told. Before that nothing would tell it from what the books once showed there. Where
the books name the rows, what is typed in their cells waits without a word: such a row may be
anybody's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from sheets.cells import Cell, as_seen
from sheets.frame import Frame
from sheets.merge import Base, Edit
from sheets.tab import Owner
from sheets.taking import Bad

WHY = "the books have no such row"


class UnknownRows:
    """The rows of a tab that the books do not know."""

    def __init__(self, base: Base | None, now: Frame) -> None:
        """Of a tab.

        Args:
            base: what it showed.
            now: the tab as read.
        """
        self._base, self._now = base, now
        people = (now.tab.column(one).owner is Owner.PERSON for one in now.tab.key)
        self._are_made_by_people = all(people)

    def waiting(self, found: Sequence[Edit]) -> list[Edit]:
        """Of what was typed in such rows, what waits; where a tab asks about them, it does."""
        if self._now.tab.stranger is not None:
            return []
        return [edit for edit in found if edit.now != "" and self._waits(edit)]

    def silent(self, found: Sequence[Edit]) -> list[Edit]:
        """Of what was typed there, what waits and is told only once the books have such a row."""
        tab = self._now.tab
        if tab.stranger is not None or tab.passing is not None or self._are_made_by_people:
            return []
        return [
            edit for edit in found
            if edit.now != "" and edit.heading not in tab.key
            if not self._is_shared(edit) and not self._came_with_its_row(edit.key)
        ]  # fmt: skip

    def bad(self, waiting: Sequence[Edit]) -> list[Bad]:
        """What is to be said of what waits: of cells of the books one a row, which says it all."""
        shared = [edit for edit in waiting if self._is_shared(edit)]
        first = {edit.key: edit for edit in reversed(waiting) if not self._is_shared(edit)}
        return [self._bad(edit) for edit in (*shared, *reversed(first.values()))]

    def _bad(self, edit: Edit) -> Bad:
        what = " and ".join(self._now.tab.key)
        then = ("what is typed here is taken" if self._is_shared(edit)
                else "they say what stands here")  # fmt: skip
        remedy = f"Check the {what}; once the books have such a row, {then}."
        return Bad(edit.key, edit.heading, as_seen(edit.now)[:200], WHY, remedy)

    def _is_shared(self, edit: Edit) -> bool:
        return self._now.tab.column(edit.heading).owner is Owner.BOTH

    def _waits(self, edit: Edit) -> bool:
        if self._is_shared(edit):
            return True
        return self._are_made_by_people and not self._came_with_its_row(edit.key)

    def _came_with_its_row(self, key: str) -> bool:
        """Whether a row is new and shows what another does: a copy, or that with another key."""
        base = self._base
        if base is None or key in base.frame.places:
            return False
        row = self._now.row(self._now.places[key])
        return tuple(row.get(one, "") for one in self._now.of_books) in self._shown

    @cached_property
    def _shown(self) -> set[tuple[Cell, ...]]:
        """What the rows showed in the columns of the books."""
        base = self._base
        if base is None:
            return set()
        keys = base.frame.places.keys() | base.patches.keys()
        return {tuple(base.cell(key, one) for one in self._now.of_books) for key in keys}
