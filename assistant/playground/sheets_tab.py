"""One sheet of a spreadsheet: its grid, what is in it, and what is anchored to places of it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from assistant.playground.sheets_area import Area, bounded
from assistant.playground.sheets_errors import BadRequest, Json
from assistant.playground.sheets_layer import Layer
from assistant.playground.sheets_shift import Shift, kept_columns, kept_grids

Value = str | float | int | bool
ANCHORED = ("merges", "protected", "filters", "views", "conditional", "bandings")
"""What is anchored by a range: lists of JSON with `range` or `ranges`, or ranges themselves."""


class Fault(str):
    """What a formula comes to that cannot be worked out: #DIV/0!, #REF! and the like."""

    __slots__ = ()


class Cell(NamedTuple):
    """One cell, to look at; `formula` starts with = and `value` is what it comes to."""

    value: Value | None = None
    formula: str | None = None
    note: str | None = None
    text_format: bool = False
    """Formatted as plain text: what is typed stays as typed."""


@dataclass
class Tab:
    """One sheet: a grid of cells that is never silently grown."""

    id: int
    title: str
    rows: int = 1000
    columns: int = 26
    hidden: bool = False
    frozen_rows: int = 0
    values: Layer[Value] = field(default_factory=Layer)
    formulas: Layer[str] = field(default_factory=Layer)
    formats: Layer[Json] = field(default_factory=Layer)
    notes: Layer[str] = field(default_factory=Layer)
    rules: Layer[Json] = field(default_factory=Layer)
    """Data validation, cell by cell."""
    merges: list[Json] = field(default_factory=list)
    protected: list[Json] = field(default_factory=list)
    filters: list[Json] = field(default_factory=list)
    """The basic filter, or nothing."""
    views: list[Json] = field(default_factory=list)
    conditional: list[Json] = field(default_factory=list)
    bandings: list[Json] = field(default_factory=list)
    row_groups: list[Json] = field(default_factory=list)
    column_groups: list[Json] = field(default_factory=list)
    row_looks: dict[int, Json] = field(default_factory=dict)
    """Height, hidden by the user ..., of the rows that have any of it; `column_looks` alike."""
    column_looks: dict[int, Json] = field(default_factory=dict)
    grid: Json = field(default_factory=dict)
    """Grid properties beyond its size: frozenColumnCount, hideGridlines ..."""
    looks: Json = field(default_factory=dict)
    """Sheet properties beyond the grid: tabColorStyle, rightToLeft ..."""
    written_out: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """Columns that were written out as JSON, by what was asked; see sheets_values."""

    @property
    def layers(self) -> tuple[Layer[Value], Layer[str], Layer[Json], Layer[str], Layer[Json]]:
        """Everything that is kept cell by cell."""
        return self.values, self.formulas, self.formats, self.notes, self.rules

    def copy(self) -> Tab:
        """The same tab, to keep or to go on with; costs next to nothing."""
        kept = {one.name: getattr(self, one.name) for one in fields(self)}
        for name, held in kept.items():
            if isinstance(held, Layer | list | dict):
                kept[name] = held.copy()
        return Tab(**kept)

    def become(self, other: Tab) -> None:
        """Be as a copy that was kept."""
        for one in fields(self):
            setattr(self, one.name, getattr(other, one.name))

    @property
    def whole(self) -> Area:
        """All of the grid."""
        return Area(0, self.rows, 0, self.columns)

    def cell(self, row: int, column: int) -> Cell:
        """A cell; empty where nothing is."""
        shown = self.formats.get(row, column) or {}
        return Cell(
            self.values.get(row, column), self.formulas.get(row, column),
            self.notes.get(row, column), shown.get("numberFormat", {}).get("type") == "TEXT",
        )  # fmt: skip

    @property
    def cells(self) -> dict[tuple[int, int], Cell]:
        """Every cell that holds something, by row and column."""
        places = {(row, column) for layer in self.layers for row, column, _ in layer.items()}
        return {place: self.cell(*place) for place in sorted(places)}

    def used(self) -> tuple[int, int]:
        """One more than the last row and column that hold a value."""
        return (
            max(self.values.height(), self.formulas.height()),
            max(self.values.width(), self.formulas.width()),
        )

    def enter(self, row: int, column: int, value: Value | None, formula: str | None = None) -> None:
        """Put a value into a cell; its note and format stay.

        Raises:
            BadRequest: outside the grid.
        """
        if not (0 <= row < self.rows and 0 <= column < self.columns):
            raise BadRequest(
                f"Range exceeds grid limits. Max rows: {self.rows}, max columns: {self.columns}"
            )
        self.values.put(row, column, value)
        self.formulas.put(row, column, formula)

    def shift(self, shift: Shift) -> None:
        """Insert, delete or move rows or columns, and all that is anchored to them."""
        for layer in self.layers:
            layer.shift(shift)
        change = {"insert": shift.count, "delete": -shift.count, "move": 0}[shift.kind]
        if shift.rows:
            self.rows += change
            self.row_looks = _moved(self.row_looks, shift)
            self.row_groups = _groups(self.row_groups, shift)
            self.frozen_rows = _frozen(self.frozen_rows, shift)
        else:
            self.columns += change
            self.column_looks = _moved(self.column_looks, shift)
            self.column_groups = _groups(self.column_groups, shift)
            if frozen := self.grid.get("frozenColumnCount"):
                self.grid = {**self.grid, "frozenColumnCount": _frozen(frozen, shift)}
        self.reanchor(shift)

    def reanchor(self, shift: Shift) -> None:
        """Let what is anchored follow."""
        self.merges = [
            grid for grid in kept_grids(shift, self.merges) if _is_merge(bounded(grid, self))
        ]
        for name in ANCHORED[1:]:
            held = getattr(self, name)
            setattr(self, name, [new for one in held if (new := _anchored(one, shift)) is not None])


def _moved(looks: dict[int, Json], shift: Shift) -> dict[int, Json]:
    return {new: held for at, held in looks.items() if (new := shift.place(at)) is not None}


def _groups(groups: list[Json], shift: Shift) -> list[Json]:
    moved = ({**one, "range": shift.dimension(one["range"])} for one in groups)
    return [one for one in moved if one["range"] is not None]


def _frozen(count: int, shift: Shift) -> int:
    """Rows put in above the frozen line are frozen too; rows taken out of it are not."""
    if shift.kind == "move" or not count:
        return count
    span = shift.span(0, count)
    return span[1] if span else 0


def _is_merge(area: Area) -> bool:
    return area.height * area.width > 1


def _anchored(held: Json, shift: Shift) -> Json | None:
    if "ranges" in held:
        ranges = kept_grids(shift, held["ranges"])
        return {**held, "ranges": ranges} if ranges else None
    if "range" not in held:
        return held
    grid = shift.grid(held["range"])
    if grid is None:
        return None
    holes = kept_grids(shift, held.get("unprotectedRanges", []))
    after = {key: one for key, one in held.items() if key != "unprotectedRanges"}
    after |= {"range": grid, **({"unprotectedRanges": holes} if holes else {})}
    return kept_columns(shift, after)
