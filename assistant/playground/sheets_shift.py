"""Rows and columns put in, taken out or moved, and what follows for what points at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from assistant.playground.sheets_errors import Json

Item = TypeVar("Item")
Span = tuple[int, int]


@dataclass(frozen=True)
class Shift:
    """Rows (or columns) `start` to `end` of a sheet are inserted, deleted, or moved before `to`."""

    sheet: int
    rows: bool
    kind: Literal["insert", "delete", "move"]
    start: int
    end: int
    to: int = 0

    @property
    def count(self) -> int:
        """How many rows or columns."""
        return self.end - self.start

    @property
    def landed(self) -> int:
        """Where the first of the moved ones is afterwards."""
        return self.to if self.to <= self.start else self.to - self.count

    def place(self, at: int) -> int | None:
        """Where one row or column is afterwards; None when it is gone."""
        if self.kind == "insert":
            return at if at < self.start else at + self.count
        if self.kind == "delete":
            gone = self.start <= at < self.end
            return None if gone else at if at < self.start else at - self.count
        if self.start <= at < self.end:
            return self.landed + at - self.start
        without = at if at < self.start else at - self.count
        return without if without < self.landed else without + self.count

    def span(self, start: int, end: int) -> Span | None:
        """Where a run of rows or columns is afterwards: wider, narrower, elsewhere, or gone."""
        if self.kind == "insert":
            return _opened(start, end, self.start, self.count)
        if self.kind == "delete":
            return _closed(start, end, self.start, self.end)
        if self.start <= start and end <= self.end:
            return start - self.start + self.landed, end - self.start + self.landed
        left = _closed(start, end, self.start, self.end)
        return left and _opened(*left, self.landed, self.count)

    def line(self, items: list[Item], fill: Item) -> list[Item]:
        """One value for each row or column, in their new order."""
        if self.kind == "insert":
            if self.start >= len(items):
                return items
            return [*items[: self.start], *[fill] * self.count, *items[self.start :]]
        if self.kind == "delete":
            return items[: self.start] + items[self.end :]
        padded = items + [fill] * max(0, max(self.end, self.to) - len(items))
        rest = padded[: self.start] + padded[self.end :]
        return rest[: self.landed] + padded[self.start : self.end] + rest[self.landed :]

    def grid(self, grid: Json) -> Json | None:
        """A GridRange afterwards; None when nothing of it is left. Open ends stay open."""
        if int(grid.get("sheetId") or 0) != self.sheet:
            return grid
        first, last = ("startRowIndex", "endRowIndex") if self.rows else (
            "startColumnIndex", "endColumnIndex",
        )  # fmt: skip
        if first not in grid and last not in grid:
            return grid
        return self._bounds(grid, first, last)

    def dimension(self, held: Json) -> Json | None:
        """A DimensionRange afterwards."""
        mine = held["dimension"] == ("ROWS" if self.rows else "COLUMNS")
        if int(held.get("sheetId") or 0) != self.sheet or not mine:
            return held
        return self._bounds(held, "startIndex", "endIndex")

    def _bounds(self, held: Json, first: str, last: str) -> Json | None:
        endless = 10_000_000
        moved = self.span(int(held.get(first, 0)), int(held.get(last, endless)))
        if moved is None:
            return None
        changed = {**held, first: moved[0], last: moved[1]}
        if last not in held:
            del changed[last]
        if first not in held and moved[0] == 0:
            del changed[first]
        return changed


def _opened(start: int, end: int, at: int, count: int) -> Span:
    if at <= start:
        return start + count, end + count
    return (start, end + count) if at < end else (start, end)


def _closed(start: int, end: int, first: int, last: int) -> Span | None:
    gone = max(0, min(end, last) - max(start, first))
    if gone == end - start:
        return None
    begin = start - max(0, min(start, last) - first) if start >= first else start
    return begin, begin + (end - start) - gone


def kept_grids(shift: Shift, grids: Sequence[Json]) -> list[Json]:
    """Those of the ranges that are left, where they are now."""
    return [moved for one in grids if (moved := shift.grid(one)) is not None]


def kept_columns(shift: Shift, held: Json) -> Json:
    """A filter after columns were put in, taken out or moved: it asks the same of each column."""
    if shift.rows or int(held["range"].get("sheetId") or 0) != shift.sheet:
        return held
    after = dict(held)
    if "criteria" in held:
        places = ((shift.place(int(at)), one) for at, one in held["criteria"].items())
        after["criteria"] = {str(at): one for at, one in places if at is not None}
    for name, key in (("filterSpecs", "columnIndex"), ("sortSpecs", "dimensionIndex")):
        if name in held:
            found = [(shift.place(int(one.get(key) or 0)), one) for one in held[name]]
            after[name] = [{**one, key: at} for at, one in found if at is not None]
    return after
