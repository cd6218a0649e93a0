"""A grid of one kind of thing (values, formulas, formats, notes ...), kept by column.

A column ends where nothing is below. A column that a copy or an answer shares is copied before it
is changed, so that keeping the grid as it was costs nothing for the columns that stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from assistant.playground.sheets_area import Area
from assistant.playground.sheets_shift import Shift

Item = TypeVar("Item")
Column = list[Item | None]


class Layer(Generic[Item]):
    """What is where; nothing is `None`."""

    _nothing: ClassVar[list[Any]] = []
    """The column of every grid that has none there; never changed."""

    def __init__(self, columns: Sequence[list[Item | None]] = ()) -> None:
        self._columns: list[list[Item | None]] = list(columns)
        # ids of the columns that nobody else holds
        self._mine: set[int] = set()

    def copy(self) -> Layer[Item]:
        """The same, to keep; neither sees what the other changes from now on."""
        self._mine.clear()
        return Layer(self._columns)

    def get(self, row: int, column: int) -> Item | None:
        """What is in a cell."""
        if column >= len(self._columns) or row >= len(self._columns[column]):
            return None
        return self._columns[column][row]

    def put(self, row: int, column: int, item: Item | None) -> None:
        """Set what is in a cell."""
        if item is None and self.get(row, column) is None:
            return
        held = self._own(column)
        if row >= len(held):
            held.extend([None] * (row + 1 - len(held)))
        held[row] = item
        if item is None:
            _trim(held)

    def frozen(self, column: int) -> list[Item | None]:
        """A column to hold on to: it does not change any more, a change makes another."""
        if column >= len(self._columns):
            return self._nothing
        held = self._columns[column]
        self._mine.discard(id(held))
        return held

    def strip(self, column: int, top: int, bottom: int) -> list[Item | None]:
        """A part of a column, shorter where nothing is below."""
        return self._columns[column][top:bottom] if column < len(self._columns) else []

    def put_strip(self, column: int, top: int, items: Sequence[Item | None]) -> None:
        """Set a part of a column."""
        end = top + len(items)
        if not any(item is not None for item in items) and not self.strip(column, top, end):
            return
        held = self._own(column)
        if top > len(held):
            held.extend([None] * (top - len(held)))
        held[top:end] = items
        _trim(held)

    def fill(self, area: Area, change: Callable[[Item | None], Item | None]) -> None:
        """Change every cell of an area."""
        for column in range(area.left, area.right):
            held = self.strip(column, area.top, area.bottom)
            held += [None] * (area.height - len(held))
            self.put_strip(column, area.top, [change(item) for item in held])

    def reorder(self, area: Area, order: Sequence[int]) -> None:
        """Put the rows of an area into another order: `order[new]` is the old row, from 0."""
        for column in range(area.left, area.right):
            held = self.strip(column, area.top, area.bottom)
            if held:
                held += [None] * (area.height - len(held))
                self.put_strip(column, area.top, [held[old] for old in order])

    def open(self, area: Area, end: int, *, down: bool) -> None:
        """Empty an area; what was in it and beyond goes down (or right), as far as `end`."""
        if down:
            for column in range(area.left, area.right):
                moved = self.strip(column, area.top, end)
                self.put_strip(column, area.top, [*[None] * area.height, *moved])
            return
        for column in range(end - 1, area.right - 1, -1):
            self.put_strip(column, area.top, self._part(column - area.width, area))
        for column in range(area.left, area.right):
            self.put_strip(column, area.top, [None] * area.height)

    def close(self, area: Area, end: int, *, up: bool) -> None:
        """Take an area out; what is below (or right) of it, as far as `end`, closes up."""
        if up:
            for column in range(area.left, area.right):
                left = self.strip(column, area.bottom, end)
                gone = self.strip(column, area.top, end)
                padding = [None] * (len(gone) - len(left))
                self.put_strip(column, area.top, [*left, *padding])
            return
        for column in range(area.left, end):
            self.put_strip(column, area.top, self._part(column + area.width, area))

    def _part(self, column: int, area: Area) -> list[Item | None]:
        held = self.strip(column, area.top, area.bottom)
        return held + [None] * (area.height - len(held))

    def shift(self, shift: Shift) -> None:
        """Insert, delete or move rows or columns."""
        if not shift.rows:
            self._columns = shift.line(self._columns, [])
            # an empty column that was put in several times is one list: nobody owns it
            self._mine &= {id(held) for held in self._columns if held}
            return
        for number, held in enumerate(self._columns):
            if len(held) > min(shift.start, shift.to if shift.kind == "move" else shift.start):
                moved = shift.line(held, None)
                _trim(moved)
                self._columns[number] = moved
                self._mine.add(id(moved))
        self._mine &= {id(held) for held in self._columns}

    def height(self, left: int = 0, right: int | None = None) -> int:
        """One more than the last row that holds something, in all or some columns."""
        return max((len(held) for held in self._columns[left:right]), default=0)

    def width(self) -> int:
        """One more than the last column that holds something."""
        held = [number for number, column in enumerate(self._columns) if column]
        return held[-1] + 1 if held else 0

    def items(self) -> Iterator[tuple[int, int, Item]]:
        """Row, column and what is there, column by column."""
        for number, held in enumerate(self._columns):
            for row, item in enumerate(held):
                if item is not None:
                    yield row, number, item

    def columns(self) -> list[list[Item | None]]:
        """Every column, to keep in a file."""
        return self._columns

    def _own(self, column: int) -> list[Item | None]:
        while column >= len(self._columns):
            self._columns.append([])
        held = self._columns[column]
        if id(held) not in self._mine:
            held = self._columns[column] = list(held)
            self._mine.add(id(held))
        return held


def _trim(column: list[Item | None]) -> None:
    while column and column[-1] is None:
        column.pop()
