"""Which of several rows with one key is the original: the one that shows what it did. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from sheets.cells import Cell
from sheets.frame import Frame
from sheets.merge import NOT_SHOWN, Base
from sheets.tab import Owner
from sheets.taking import Bad

PUZZLE = "_puzzle"
"""Among the patches of a key: which of its rows is the original cannot be told."""


class Originals:
    """The rows of a tab of which several have one key; all but the original wait."""

    def __init__(self, base: Base | None, now: Frame) -> None:
        """Of a tab.

        Args:
            base: what it showed.
            now: the tab as read; its places get the originals.
        """
        self._base, self._now = base, now

    def find(self) -> Base | None:
        """Note the originals; gives what the tab counts as having shown.

        Where the original of a key went and another row is left, that counts as typed; and so does
        what is other in one beside a row that shows what it did.
        """
        base, now = self._base, self._now
        for key, rows in now.twice.items():
            row = self._original(key, rows)
            if row is not None:
                now.places[key] = row
        if base is None:
            return base
        others = {key for key in now.twice if key in now.places and self._is_doubtful(base, key)}
        if base.frame.keys is not now.keys:
            alone = set(base.frame.twice) & set(now.places) - set(now.twice)
            others |= {key for key in alone if self._is_another(base, key)}
        if not others:
            return base
        new = {key: self._of_another(base, key) for key in others}
        return Base(base.frame, {**base.patches, **new})

    def bad(self) -> list[Bad]:
        """What is to be said of them."""
        return [
            Bad(key, self._now.tab.key[0], key.replace("|", ", "), "it stands in several rows",
                "Take the others out, or give them a key of their own.")
            for key in self._now.twice
        ]  # fmt: skip

    def patches(self) -> dict[str, dict[str, Cell]]:
        """By key what the original shows, by which it is told at the next read."""
        shown = {key: self._shown_by_one(key) for key in self._now.twice}
        return {key: cells for key, cells in shown.items() if cells}

    def _shown_by_one(self, key: str) -> dict[str, Cell]:
        shown = ours(Base(self._now) if key in self._now.places else self._base, key)
        return {**shown, PUZZLE: True} if self._is_puzzle(key) else shown

    def _original(self, key: str, rows: Sequence[int]) -> int | None:
        """The row of a key that shows in the books' columns what it did, and else in all."""
        if len(rows) > 1 and self._is_puzzle(key):
            return None
        was = self._showed(key)
        books = {heading: was[heading] for heading in self._headings(Owner.BOOKS) if heading in was}
        for shown in (books, was):
            alike = [row for row in rows if shown and shown.items() <= self._now.row(row).items()]
            if len(alike) == 1:
                return alike[0]
        return None

    def _showed(self, key: str) -> dict[str, Cell]:
        """What the original showed, as far as that is known.

        Of a row that the books did not know all counts as typed since, but it showed that before:
        a bare row in which somebody typed its key is not more like it.
        """
        base = self._base
        if base is None or not base.knows(key):
            return {}
        was, patched = ours(base, key), base.patches.get(key, {})
        both = [one for one in self._headings(Owner.BOTH) if one in was]
        is_new = key in base.frame.places and all(patched.get(one) == "" for one in both)
        return {**was, **{one: base.frame.cell(key, one) for one in both}} if is_new else was

    def _is_doubtful(self, base: Base, key: str) -> bool:
        """Whether another row shows what the original did of what both sides may change.

        Then somebody may have typed over the books' figures there, and that is the original.
        """
        was = ours(base, key)
        both = {one: was[one] for one in self._headings(Owner.BOTH) if one in was}
        alike = [row for row in self._now.twice[key] if both.items() <= self._now.row(row).items()]
        return bool(alike) and self._now.places[key] not in alike

    def _is_another(self, base: Base, key: str) -> bool:
        """Whether the only row that is left of a key may be another than the original.

        It need not show other figures of the books for that: what is other in it than in the
        original is not known to be typed there where a copy did not show the same before.
        """
        row = self._now.places[key]
        if self._original(key, [row]) is None:
            return True
        was, shown = ours(base, key), self._now.row(row)
        changed = [one for one in self._headings(Owner.BOTH) if shown.get(one) != was.get(one)]
        original = base.frame.places.get(key)
        copies = [base.frame.row(one) for one in base.frame.twice[key] if one != original]
        return any(copy.get(one) != was.get(one) for copy in copies for one in changed)

    def _of_another(self, base: Base, key: str) -> dict[str, Cell]:
        """The original of a key went: what is other in the row that is left was typed there."""
        was, shown = ours(base, key), self._now.row(self._now.places[key])
        typed = [one for one in self._headings(Owner.BOTH) if shown.get(one) != was.get(one)]
        alike = [one for one in self._headings(Owner.BOOKS) if shown.get(one) == was.get(one)]
        is_copy = any(was.get(one, "") != "" for one in alike)
        # in a copy an empty cell was emptied, and is asked about like what was typed
        emptied = {one for one in typed if is_copy and shown.get(one) == ""}
        return {**was, **dict.fromkeys(typed, ""), **dict.fromkeys(emptied, NOT_SHOWN)}

    def _headings(self, owner: Owner) -> list[str]:
        return [one.heading for one in self._now.tab.columns if one.owner is owner]

    def _is_puzzle(self, key: str) -> bool:
        return self._base is not None and PUZZLE in self._base.patches.get(key, {})


def ours(base: Base | None, key: str, *, inputs: bool = False) -> dict[str, Cell]:
    """What a row showed in columns that are not a person's alone, and in inputs if told so."""
    if base is None:
        return {}
    return {
        column.heading: base.cell(key, column.heading)
        for column in base.frame.tab.columns
        if column.heading in base.frame.columns
        and (column.owner is not Owner.PERSON or (inputs and column.is_input))
    }
