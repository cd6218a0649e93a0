"""Where the rows and columns of a tab went between two states of it. Pure.

Columns are known by their heading, rows by what stands in them and by their key. What was typed
over, so that neither tells, is known by its neighbours, and at last by what is left of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from sheets.cells import is_formula
from sheets.pairs import Line, Pairs, is_empty
from sheets.tab import fold_all
from sheets.table import Table


@dataclass(frozen=True)
class Followed:
    """Earlier number -> later number, of the rows and columns that are still there."""

    rows: Mapping[int, int]
    columns: Mapping[int, int]
    guessed: Collection[int] = frozenset()
    """Earlier numbers of rows that are known by likeness alone, or by their place among copies."""
    copies: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """Earlier number -> later numbers of new rows that hold all that the row held."""

    def cell(self, row: int, column: int) -> tuple[int, int] | None:
        """Where a cell stands by now; None: its row or its column is gone."""
        if row not in self.rows or column not in self.columns:
            return None
        return self.rows[row], self.columns[column]


def follow(was: Table, now: Table, key: Collection[int], wanted: Collection[int]) -> Followed:
    """Find the rows and columns of an earlier state in a later one.

    Args:
        was: the earlier state.
        now: the later state.
        key: numbers of the columns of the later state that name a row; none where they cannot be
            told.
        wanted: earlier numbers of the rows that are looked for even by what is left of them.
    """
    columns = _columns(was, now)
    there = sorted(columns, key=columns.__getitem__)
    before, after = _rows(was, there), _rows(now, [columns[one] for one in there])
    # one more: an empty line may have been sorted behind the last
    height = max(len(before), len(after)) + 1
    before, after = (_padded(rows, height, len(there)) for rows in (before, after))
    places = [number for number, one in enumerate(there) if columns[one] in key]
    is_keyed = bool(key) and len(places) == len(key)
    were, are = (_keys(rows, places if is_keyed else ()) for rows in (before, after))
    several = {mark for mark, count in Counter(are).items() if count > 1 and mark != ""}
    pairs = Pairs(before, after)
    pairs.join(_told(before, were, several), _told(after, are, several))
    pairs.join(were, are)
    is_looked_for = not set(pairs.unpaired()).isdisjoint(wanted)
    for mark in sorted(several, key=are.index) if is_looked_for else ():
        pairs.join_copies(_with(mark, were), _with(mark, are))
    pairs.join_between(lambda one, other: were[one] not in several and are[other] not in several)
    if not set(pairs.unpaired()).isdisjoint(wanted):
        pairs.join_likest(wanted)
        pairs.join_empty(wanted)
    return Followed(pairs.found, columns, pairs.guessed, pairs.copies(wanted))


def _with(mark: Hashable, marks: Sequence[Hashable]) -> list[int]:
    return [number for number, one in enumerate(marks) if one == mark]


def _columns(was: Table, now: Table) -> dict[int, int]:
    pairs = Pairs(len(was.raw) * [()], len(now.raw) * [()])
    pairs.join(was.heading, now.heading)
    # renamed: known by what stands in it, or between which others it stands
    pairs.join(_contents(was), _contents(now))
    pairs.join_between()
    return pairs.found


def _contents(table: Table) -> list[Hashable]:
    cells = (table.cells(column) for column in range(len(table.raw)))
    return [tuple(sorted(repr(cell) for cell in column if cell != "")) for column in cells]


def _rows(table: Table, columns: Sequence[int]) -> list[Line]:
    """The rows, of these columns; formulas, which change with their place, are all alike."""
    found = []
    for column in columns:
        cells = ["=" if is_formula(cell) else cell for cell in table.cells(column)]
        cells += [""] * (table.height - len(cells))
        for row, place in table.written:
            if place == column and row < len(cells):
                cells[row] = "="
        found.append(cells)
    return list(zip(*found, strict=True))


def _padded(rows: list[Line], height: int, width: int) -> list[Line]:
    blank: Line = ("",) * width
    return rows + [blank] * (height - len(rows))


def _told(
    rows: Sequence[Line], keys: Sequence[Hashable], several: Collection[Hashable]
) -> list[Hashable]:
    """What rows are known by at once: all that they hold, but where copies may hold the same."""
    pairs = zip(rows, keys, strict=True)
    return ["" if is_empty(row) or key in several else row for row, key in pairs]


def _keys(rows: Sequence[Line], places: Sequence[int]) -> list[Hashable]:
    if not places:
        return [""] * len(rows)
    parts = [fold_all([row[place] for row in rows]) for place in places]
    return [key if all(key) else "" for key in zip(*parts, strict=True)]
