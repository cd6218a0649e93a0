"""Where the rows and columns of a tab stand in a read: rows by their key, columns by their heading.

Pure. Nothing is known by its number: people sort, insert and move.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from sheets import headings
from sheets.cells import Cell
from sheets.tab import Owner, Tab, fold_all
from sheets.table import Table


class Frame:
    """A tab as it stands in one read."""

    def __init__(
        self,
        tab: Tab,
        table: Table,
        *,
        names: Mapping[str, str] | None = None,
        like: Frame | None = None,
    ) -> None:
        """Find the rows and columns.

        Args:
            tab: what is looked for.
            table: as read.
            names: our heading -> what its column is called, as in `headings.Names`.
            like: an earlier read; where its key columns are the same, its rows are taken over.
        """
        self.tab, self.table, self.names = tab, table, dict(names or {})
        self.columns = _columns(tab, table, names or {})
        """Our heading -> the number of its column; one that is missing or there twice is not."""
        self.paused = any(heading not in self.columns for heading in tab.key)
        """Whether a key column cannot be told, so that no row can."""
        if like is not None and self._has_keys_of(like):
            self.__dict__.update(keys=like.keys, places=like.places, twice=like.twice)

    def without(self, headings: Collection[str]) -> Frame:
        """The same, as if these columns were not there; those of the key are, all the same."""
        found = copy.copy(self)
        left = set(headings) - set(self.tab.key)
        found.columns = {one: at for one, at in self.columns.items() if one not in left}
        return found

    @property
    def whole_key(self) -> list[int]:
        """The numbers of the key columns; none while the tab is paused.

        With a part of its key a row is not known yet.
        """
        return [] if self.paused else [self.columns[heading] for heading in self.tab.key]

    @property
    def key_texts(self) -> tuple[bytes, ...]:
        """The key columns as received; none while the tab is paused."""
        return () if self.paused else self._key_texts()

    def _key_texts(self) -> tuple[bytes, ...]:
        return tuple(self.table.raw[self.columns[heading]] for heading in self.tab.key)

    def _has_keys_of(self, like: Frame) -> bool:
        if self.paused or self._key_texts() != like.key_texts:
            return False
        keys = {self.columns[heading] for heading in self.tab.key}
        return all(column not in keys for _, column in self.table.written)

    @cached_property
    def keys(self) -> list[str]:
        """The key of each row; empty where a part of it is."""
        if self.paused:
            return []
        # a formula names nothing, whatever it comes to: it is its own text
        parts = [fold_all(self.table.contents(self.columns[heading])) for heading in self.tab.key]
        tallest = max(map(len, parts))
        parts = [part + [""] * (tallest - len(part)) for part in parts]
        if len(parts) == 1:
            return parts[0]
        keys = list(map("|".join, zip(*parts, strict=True)))
        if any("" in part for part in parts):
            blank = [not all(row) for row in zip(*parts, strict=True)]
            return ["" if empty else key for key, empty in zip(keys, blank, strict=True)]
        return keys

    @cached_property
    def twice(self) -> dict[str, Sequence[int]]:
        """Keys that stand in several rows, with these rows."""
        if len(set(self.keys)) == len(self.keys):
            return {}
        often = {key for key, count in Counter(self.keys).items() if count > 1 and key}
        found: dict[str, list[int]] = {key: [] for key in often}
        for row, key in enumerate(self.keys):
            if key in often:
                found[key].append(row)
        return {**found}

    @cached_property
    def places(self) -> dict[str, int]:
        """Row key -> row number, for keys that stand in one row."""
        found = dict(zip(self.keys, range(len(self.keys)), strict=True))
        found.pop("", None)
        for key in self.twice:
            found.pop(key, None)
        return found

    @cached_property
    def below(self) -> int:
        """Before which row new ones are made: below the last, and not within merged cells.

        A row that is made within them is under the merge, as far as it is known which there are.
        """
        row = self.table.height
        for merge in sorted(self.table.merges or ()):
            if merge.top < row < merge.bottom:
                row = min(merge.bottom, self.table.rows)
        return row

    @cached_property
    def of_books(self) -> list[str]:
        """Headings that are there of columns that the books alone write; no key, and no stamp."""
        return [one.heading for one in self.tab.columns
                if one.owner is Owner.BOOKS and not one.is_stamp
                and one.heading in self.columns and one.heading not in self.tab.key]  # fmt: skip

    def forget(self, keys: Collection[str]) -> None:
        """Know no rows by these keys, though they stand there."""
        for key in keys:
            self.places.pop(key, None)
            self.twice.pop(key, None)

    def cells(self, heading: str) -> list[Cell]:
        """The cells of a column, as many as there are rows with keys at least."""
        cells = self.table.cells(self.columns[heading])
        short = len(self.keys) - len(cells)
        return cells + [""] * short if short > 0 else cells

    def text(self, heading: str) -> bytes:
        """A column as received."""
        return self.table.raw[self.columns[heading]]

    def cell(self, key: str, heading: str) -> Cell:
        """A cell.

        Raises:
            KeyError: there is no such row or column.
        """
        return self.table.cell(self.places[key], self.columns[heading])

    def row(self, row: int) -> dict[str, Cell]:
        """The cells of a row by heading."""
        return {one: self.table.cell(row, place) for one, place in self.columns.items()}


def _columns(tab: Tab, table: Table, names: Mapping[str, str]) -> dict[str, int]:
    heading, found = table.heading, dict[str, int]()
    wanted = [ours for ours in tab.headings if not headings.is_astray(names.get(ours, ""))]
    # what people renamed is ours, whatever else has our own heading by now
    for called in (names, {}):
        for ours in wanted:
            theirs = called.get(ours, ours)
            place = heading.index(theirs) if heading.count(theirs) == 1 else None
            if ours not in found and place is not None and place not in found.values():
                found[ours] = place
    return found
