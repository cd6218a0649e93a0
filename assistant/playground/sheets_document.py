"""A spreadsheet document: its tabs and their cells, and what can be done to them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.playground import sheets_cells
from assistant.playground.sheets_cells import EMPTY, Cell, Value

Json = dict[str, Any]
A1 = re.compile(r"^(?:'((?:[^']|'')+)'|([^!']+))(?:!(.*))?$")
RANGE = re.compile(r"^([A-Za-z]{1,3})?(\d+)?(?::([A-Za-z]{1,3})?(\d+)?)?$")


class BadRequest(Exception):
    """Google's answer to a request it does not take: code, status and words."""

    def __init__(self, message: str, code: int = 400, status: str = "INVALID_ARGUMENT") -> None:
        super().__init__(message)
        self.code = code
        self.body = {"error": {"code": code, "message": message, "status": status}}


@dataclass(frozen=True)
class Area:
    """Rows and columns of a tab, from 0, the ends left out."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass
class Tab:
    """One sheet: a grid of cells that is never silently grown."""

    id: int
    title: str
    rows: int = 1000
    columns: int = 26
    hidden: bool = False
    frozen_rows: int = 0
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    protected: list[Json] = field(default_factory=list)
    other: list[Json] = field(default_factory=list)
    """What is kept and not acted on: validation, conditional formats, filters, metadata."""

    def copy(self) -> Tab:
        """Another tab with the same cells, so that a batch can be undone whole."""
        return replace(
            self, cells=dict(self.cells), protected=list(self.protected), other=list(self.other)
        )

    def cell(self, row: int, column: int) -> Cell:
        """A cell; empty where nothing is."""
        return self.cells.get((row, column), EMPTY)

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Set a cell.

        Raises:
            BadRequest: outside the grid.
        """
        if not (0 <= row < self.rows and 0 <= column < self.columns):
            raise BadRequest(
                f"Range exceeds grid limits. Max rows: {self.rows}, max columns: {self.columns}"
            )
        if cell == EMPTY:
            self.cells.pop((row, column), None)
        else:
            self.cells[row, column] = cell

    def enter(self, row: int, column: int, value: Value, formula: str | None) -> None:
        """Put a value into a cell; its note and format stay."""
        self.put(row, column, self.cell(row, column)._replace(value=value, formula=formula))

    def type(self, row: int, column: int, text: str) -> None:
        """Type into a cell, as a person does."""
        as_text = self.cell(row, column).text_format
        self.enter(row, column, *sheets_cells.typed(text, as_text=as_text))

    def used(self) -> tuple[int, int]:
        """One more than the last row and column that hold a value."""
        held = [
            place for place, cell in self.cells.items() if cell.value is not None or cell.formula
        ]
        return (
            max((row for row, _ in held), default=-1) + 1,
            max((column for _, column in held), default=-1) + 1,
        )

    def recalculate(self) -> None:
        """Work out every formula; one that needs a later one, in the next round."""
        for _ in range(4):
            changed = False
            for (row, column), cell in list(self.cells.items()):
                if cell.formula is None:
                    continue
                value = sheets_cells.evaluate(cell.formula, self._read, self._span)
                if value != cell.value:
                    self.cells[row, column] = cell._replace(value=value)
                    changed = True
            if not changed:
                return

    def move(self, places: dict[int, int | None], *, rows: bool) -> None:
        """Renumber rows (or columns): old -> new, None for gone."""
        moved: dict[tuple[int, int], Cell] = {}
        for (row, column), cell in self.cells.items():
            new = places.get(row if rows else column, row if rows else column)
            if new is not None:
                moved[(new, column) if rows else (row, new)] = cell
        self.cells = moved

    def _read(self, name: str) -> Value:
        area = parse_range(name, self)
        return self.cell(area.top, area.left).value

    def _span(self, name: str) -> list[Value]:
        area = parse_range(name, self)
        return [
            self.cell(row, column).value
            for row in range(area.top, area.bottom)
            for column in range(area.left, area.right)
        ]


@dataclass
class Document:
    """A spreadsheet: its tabs in order, and Drive's version of it."""

    id: str
    title: str
    tabs: list[Tab] = field(default_factory=list)
    version: int = 1
    modified: str = ""
    next_tab: int = 1

    def tab(self, title: str) -> Tab:
        """A tab by its title."""
        for one in self.tabs:
            if one.title == title:
                return one
        raise BadRequest(f"Unable to parse range: {title}")

    def tab_of(self, sheet_id: int) -> Tab:
        """A tab by its id."""
        for one in self.tabs:
            if one.id == sheet_id:
                return one
        raise BadRequest(f"No grid with id: {sheet_id}")

    def find(self, said: str) -> tuple[Tab, Area]:
        """The tab and area that an A1 range names."""
        match = A1.match(said)
        if match is None:
            raise BadRequest(f"Unable to parse range: {said}")
        title = (match.group(1) or match.group(2)).replace("''", "'")
        if match.group(3) is None and title not in {tab.title for tab in self.tabs}:
            return self.tabs[0], parse_range(title, self.tabs[0])
        tab = self.tab(title)
        return tab, parse_range(match.group(3) or "", tab)


def parse_range(said: str, tab: Tab) -> Area:
    """Rows and columns of a range such as B2:C, A, 3:4 or nothing (the whole tab)."""
    match = RANGE.match(said.replace("$", ""))
    if match is None:
        raise BadRequest(f"Unable to parse range: {tab.title}!{said}")
    left, top, right, bottom = match.groups()
    single = ":" not in said and said
    first_row, first_column = int(top) - 1 if top else 0, column_number(left) if left else 0
    if single:
        last_row = first_row + 1 if top else tab.rows
        last_column = first_column + 1 if left else tab.columns
    else:
        last_row = int(bottom) if bottom else tab.rows
        last_column = column_number(right) + 1 if right else tab.columns
    if first_row >= tab.rows or first_column >= tab.columns:
        raise BadRequest(
            f"Range ({tab.title}!{said}) exceeds grid limits."
            f" Max rows: {tab.rows}, max columns: {tab.columns}"
        )
    return Area(first_row, min(last_row, tab.rows), first_column, min(last_column, tab.columns))


def column_number(letters: str) -> int:
    """A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """0 is A, 26 is AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
