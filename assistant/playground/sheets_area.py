"""Places in a grid: letters and numbers, A1 ranges, and the API's grid ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from assistant.playground.sheets_errors import BadRequest, Json

A1 = re.compile(r"^(?:'((?:[^']|'')+)'|([^!']+))(?:!(.*))?$", re.DOTALL)
RANGE = re.compile(r"^([A-Za-z]{1,3})?(\d+)?(?::([A-Za-z]{1,3})?(\d+)?)?$")
BY_NUMBERS = re.compile(r"^[Rr](\d+)[Cc](\d+)(?::[Rr](\d+)[Cc](\d+))?$")
PLAIN = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")
LIKE_A_CELL = re.compile(r"^([A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*|[Rr]|[Cc])$")


class Grid(Protocol):
    """A tab, as far as its size and name go."""

    id: int
    title: str
    rows: int
    columns: int


@dataclass(frozen=True)
class Area:
    """Rows and columns of a tab, from 0, the ends left out."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        """How many rows."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """How many columns."""
        return self.right - self.left

    def meets(self, other: Area) -> bool:
        """Whether the two have a cell in common."""
        return (
            self.top < other.bottom and other.top < self.bottom
            and self.left < other.right and other.left < self.right
        )  # fmt: skip

    def holds(self, other: Area) -> bool:
        """Whether the other lies wholly within."""
        return (
            self.top <= other.top and other.bottom <= self.bottom
            and self.left <= other.left and other.right <= self.right
        )  # fmt: skip


def parse_range(said: str, tab: Grid) -> Area:
    """Rows and columns of a range such as B2:C, A, 3:4, R2C2:R4C3 or nothing (the whole tab).

    Raises:
        BadRequest: no such range, or it begins outside the grid.
    """
    said = BY_NUMBERS.sub(_by_letters, said)
    match = RANGE.match(said.replace("$", ""))
    if match is None:
        raise BadRequest(f"Unable to parse range: {quoted(tab.title)}!{said}")
    left, top, right, bottom = match.groups()
    if ":" in said:
        area = _between(match, tab)
    else:
        row, column = int(top or 1) - 1, column_number(left or "A")
        area = Area(row, row + 1 if top else tab.rows, column, column + 1 if left else tab.columns)
    if top == "0" or bottom == "0" or (":" in said and not ((left or top) and (right or bottom))):
        raise BadRequest(f"Unable to parse range: {quoted(tab.title)}!{said}")
    if area.top >= tab.rows or area.left >= tab.columns:
        raise outside(tab, said)
    return Area(area.top, min(area.bottom, tab.rows), area.left, min(area.right, tab.columns))


def _between(match: re.Match[str], tab: Grid) -> Area:
    """The area of a range with a colon; its two corners may be said in either order."""
    left, top, right, bottom = match.groups()
    columns = sorted(column_number(one) for one in (left, right) if one)
    rows = sorted(int(one) - 1 for one in (top, bottom) if one)
    return Area(
        rows[0] if rows else 0,
        rows[1] + 1 if len(rows) == 2 else tab.rows,
        columns[0] if columns else 0,
        columns[1] + 1 if len(columns) == 2 else tab.columns,
    )


def _by_letters(match: re.Match[str]) -> str:
    """R2C3 is C2."""
    row, column, last_row, last_column = (int(part or 1) for part in match.groups())
    first = f"{column_letters(column - 1)}{row}"
    return f"{first}:{column_letters(last_column - 1)}{last_row}" if match.group(3) else first


def outside(tab: Grid, said: str) -> BadRequest:
    """The refusal of a range that the grid does not have."""
    return BadRequest(
        f"Range ({quoted(tab.title)}!{said}) exceeds grid limits."
        f" Max rows: {tab.rows}, max columns: {tab.columns}"
    )


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


def quoted(title: str) -> str:
    """A title as it stands in a range: in quotes where it would not be read as a name."""
    if PLAIN.match(title) and not LIKE_A_CELL.match(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def a1(area: Area) -> str:
    """An area as letters and numbers: B2:C4, or B2 where it is one cell."""
    first = f"{column_letters(area.left)}{area.top + 1}"
    last = f"{column_letters(area.right - 1)}{area.bottom}"
    return first if first == last else f"{first}:{last}"


def full_a1(tab: Grid, area: Area) -> str:
    """An area with the title of its tab."""
    return f"{quoted(tab.title)}!{a1(area)}"


def area_of(grid: Json, tab: Grid) -> Area:
    """The area that a GridRange means: as far as the grid goes, where it ends outside.

    Raises:
        BadRequest: it begins outside the grid.
    """
    top, left = _index(grid, "startRowIndex", 0), _index(grid, "startColumnIndex", 0)
    bottom, right = (
        _index(grid, "endRowIndex", tab.rows),
        _index(grid, "endColumnIndex", tab.columns),
    )
    if top >= tab.rows or left >= tab.columns:
        raise outside(tab, _open_a1(grid, top, left))
    if top < 0 or left < 0 or bottom < top or right < left:
        raise BadRequest("Invalid range: the end must not be before the start.")
    return Area(top, min(bottom, tab.rows), left, min(right, tab.columns))


def _open_a1(grid: Json, top: int, left: int) -> str:
    """A GridRange as letters and numbers, its open ends left out: A1001:B."""
    first = f"{column_letters(left)}{top + 1}"
    right, bottom = grid.get("endColumnIndex"), grid.get("endRowIndex")
    last = column_letters(int(right) - 1) if right else ""
    last += str(bottom) if bottom else ""
    return first if last in {"", first} else f"{first}:{last}"


def bounded(grid: Json, tab: Grid) -> Area:
    """The area of a range that was kept: as far as it still lies within the grid."""
    return Area(
        min(_index(grid, "startRowIndex", 0), tab.rows),
        min(_index(grid, "endRowIndex", tab.rows), tab.rows),
        min(_index(grid, "startColumnIndex", 0), tab.columns),
        min(_index(grid, "endColumnIndex", tab.columns), tab.columns),
    )


def grid_range(tab: Grid, area: Area) -> Json:
    """An area as a GridRange; the sheetId 0 is left out, as Google leaves it out."""
    return without_zero({
        "sheetId": tab.id, "startRowIndex": area.top, "endRowIndex": area.bottom,
        "startColumnIndex": area.left, "endColumnIndex": area.right,
    })  # fmt: skip


def without_zero(grid: Json) -> Json:
    """A range as Google shows it: without a sheetId of 0, without ends that are not set."""
    return {key: held for key, held in grid.items()
            if held is not None and (key != "sheetId" or held)}  # fmt: skip


def _index(grid: Json, key: str, otherwise: int) -> int:
    held = grid.get(key)
    return otherwise if held is None else int(held)
