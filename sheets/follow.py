"""Where the rows and columns of a tab went between two states of it. Pure.

Columns are known by their heading, rows by what stands in them and by their key. What was typed
over, so that neither tells, is known by its neighbours, and at last by what is left of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheets.cells import Cell, is_formula
from sheets.tab import fold_all
from sheets.table import Table

Line = tuple[Cell, ...]
"""The cells of a row, or of a column with its heading."""


@dataclass(frozen=True)
class Followed:
    """Earlier number -> later number, of the rows and columns that are still there."""

    rows: Mapping[int, int]
    columns: Mapping[int, int]

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
        key: numbers of the columns in it that name a row; none where they cannot be told.
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
    pairs = _Pairs(len(before), len(after))
    pairs.join(_told(before, were, several), _told(after, are, several))
    pairs.join(were, are)
    pairs.join_between(lambda one, other: are[other] == were[one] or are[other] not in several)
    for row in pairs.unpaired():
        if row in wanted:
            twins = [one for one, mark in enumerate(are) if mark in several and mark == were[row]]
            pairs.join_likest(row, before, after, twins)
    return Followed(pairs.found, columns)


def _columns(was: Table, now: Table) -> dict[int, int]:
    pairs = _Pairs(len(was.raw), len(now.raw))
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
    return ["" if _is_empty(row) or key in several else row for row, key in pairs]


def _keys(rows: Sequence[Line], places: Sequence[int]) -> list[Hashable]:
    if not places:
        return [""] * len(rows)
    parts = [fold_all([row[place] for row in rows]) for place in places]
    return [key if all(key) else "" for key in zip(*parts, strict=True)]


class _Pairs:
    """Which line is which, found step by step; none is taken twice."""

    def __init__(self, before: int, after: int) -> None:
        self._before, self._after = before, after
        self.found: dict[int, int] = {}
        self._taken: set[int] = set()

    def unpaired(self) -> list[int]:
        """The earlier lines of which is not known where they went."""
        return [one for one in range(self._before) if one not in self.found]

    def _free(self) -> list[int]:
        return [one for one in range(self._after) if one not in self._taken]

    def _put(self, one: int, other: int) -> None:
        self.found[one] = other
        self._taken.add(other)

    def join(self, before: Sequence[Hashable], after: Sequence[Hashable]) -> None:
        """Join the lines that alone have one mark on either side; "" and () mark nothing."""
        ours, theirs = _alone(before, self.unpaired()), _alone(after, self._free())
        for mark in ours.keys() & theirs.keys():
            self._put(ours[mark], theirs[mark])

    def join_between(self, may: Callable[[int, int], bool] = lambda _one, _other: True) -> None:
        """Join lines one by one where as many stand between the same two neighbours.

        Args:
            may: whether an earlier line may be this later one.
        """
        for first, last in _runs(self.unpaired()):
            start = self.found.get(first - 1, -1 if first == 0 else None)
            end = self.found.get(last + 1, self._after if last + 1 == self._before else None)
            if start is None or end is None or end - start != last - first + 2:
                continue
            here = list(zip(range(first, last + 1), range(start + 1, end), strict=True))
            if self._taken.isdisjoint(range(start + 1, end)) and all(may(*pair) for pair in here):
                for one, other in here:
                    self._put(one, other)

    def join_likest(
        self, one: int, before: Sequence[Line], after: Sequence[Line], twins: Sequence[int]
    ) -> None:
        """Join a line with that which shares most with it, the nearest among several.

        Of lines that have its key, `twins`, that is it which stands where it would: people make
        a copy below, and may type into either.
        """
        free, expected = self._free(), self._expected(one)
        among = [other for other in free if other in set(twins)]
        if expected in among:
            self._put(one, expected)
            return
        free = among or free
        likeness = {other: _shared(before[one], after[other]) for other in free}
        best = max(likeness.values(), default=0)
        likest = [other for other in free if likeness[other] == best]
        if best == 0 and _is_empty(before[one]):
            # an empty line stays empty between its neighbours, or is sorted behind all others,
            # where the next new row is typed
            likest = [other for other in free if _is_empty(after[other])]
            if expected not in likest:
                filled = [other for other in self._taken if not _is_empty(after[other])]
                likest = [other for other in free if other > max(filled, default=-1)][:1]
        elif best == 0:
            likest = []
        if len({after[other] for other in likest}) == 1 and expected not in likest:
            expected = likest[0]  # a row and its copies: a copy is made below, and sorted behind
        if likest:
            self._put(one, min(likest, key=lambda other: abs(other - expected)))

    def _expected(self, one: int) -> int:
        """Where a line would be that stayed with the one before it."""
        for earlier in range(one - 1, -1, -1):
            if earlier in self.found:
                return self.found[earlier] + one - earlier
        return one


def _alone(marks: Sequence[Hashable], among: Sequence[int]) -> dict[Hashable, int]:
    """Mark -> its line, of marks that only one of these lines has."""
    found: dict[Hashable, list[int]] = {}
    for one in among:
        if marks[one] not in {"", ()}:
            found.setdefault(marks[one], []).append(one)
    return {mark: lines[0] for mark, lines in found.items() if len(lines) == 1}


def _runs(lines: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of lines that stand beside one another."""
    first = None
    for number, one in enumerate(lines):
        first = one if first is None else first
        if number + 1 == len(lines) or lines[number + 1] != one + 1:
            yield first, one
            first = None


def _is_empty(line: Line) -> bool:
    return all(cell == "" for cell in line)


def _shared(one: Line, other: Line) -> int:
    return sum(a == b and a != "" for a, b in zip(one, other, strict=True))
