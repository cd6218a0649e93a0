"""A tab as a person sees it, with a name for each row and column that follows it wherever it goes.

The names are kept beside the sheet, not in it: whatever a person or the program does to rows and
columns is done to the names as well, so that a judge knows which row is which although the
program may have written nonsense into it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from assistant.playground.google_sheets import LocalSheets
from sheets.tab import Column, Owner, Tab
from tests.sheets.human.wire import Request

Cell = Any
"""What the server holds in one cell: value, formula, note, format."""
OWN = ("Shelf", "My sum")
"""Columns that the owner added."""


class Page:
    """One tab of the spreadsheet."""

    def __init__(self, server: LocalSheets, spreadsheet: str, tab: Tab) -> None:
        self.server, self.spreadsheet, self.tab = server, spreadsheet, tab
        sheet = self.sheet
        self.id = sheet.id
        self._numbers = itertools.count(sheet.rows)
        self.rows = list(range(sheet.rows))
        """The names of all rows of the grid, the heading's is 0."""
        heads = [self.at(0, column).value for column in range(sheet.columns)]
        self.columns = [str(head or f"_{number}") for number, head in enumerate(heads)]
        """The names of all columns: the headings they had at the start."""
        self.called = {head: head for head in self.columns}
        """What each column is called by now."""

    @property
    def sheet(self) -> Any:
        """The server's own tab."""
        return self.server.tab(self.spreadsheet, self.tab.title)

    def at(self, row: int, column: int) -> Cell:
        """A cell by place."""
        return self.sheet.cell(row, column)

    def cell(self, row: int, column: str) -> Cell:
        """A cell by the names of its row and column."""
        return self.at(self.rows.index(row), self.columns.index(column))

    def value(self, row: int, column: str) -> Any:
        """What a cell holds as it was entered: its formula or its value; empty is ""."""
        at, sheet = (self.rows.index(row), self.columns.index(column)), self.sheet
        value = sheet.formulas.get(*at) or sheet.values.get(*at)
        return "" if value is None else value

    def a1(self, row: int, column: str) -> str:
        """Where a cell stands now."""
        return f"{letters(self.columns.index(column))}{self.rows.index(row) + 1}"

    def key(self, row: int) -> str:
        """The key that stands in a row; empty when a part of it is."""
        return self.tab.key_of({heading: self.value(row, heading) for heading in self.tab.key})

    def filled(self) -> list[int]:
        """Rows below the heading that hold anything, by name."""
        values, width = self.sheet.values, range(len(self.columns))
        return [row for number, row in enumerate(self.rows[1 : self.sheet.used()[0]], start=1)
                if any(values.get(number, at) is not None for at in width)]  # fmt: skip

    def keys(self) -> dict[str, list[int]]:
        """Key -> the rows it stands in."""
        found: dict[str, list[int]] = {}
        for row in self.filled():
            if key := self.key(row):
                found.setdefault(key, []).append(row)
        return found

    def owner(self, column: str) -> Owner:
        """Who may edit a column; what we do not know is the person's."""
        known = self.declared(column)
        return known.owner if known else Owner.PERSON

    def declared(self, column: str) -> Column | None:
        """A column as the program knows it; None for the owner's own."""
        return next((one for one in self.tab.columns if one.heading == column), None)

    def is_whole(self) -> bool:
        """Whether every heading of the key is called as it was."""
        return all(self.called[heading] == heading for heading in self.tab.key)

    # what a person does to rows and columns

    def type(self, row: int, column: str, text: str) -> None:
        """Type into a cell."""
        self.server.type(self.spreadsheet, self.tab.title, self.a1(row, column), text)

    def put(self, row: int, column: str, cell: Cell) -> None:
        """Put a whole cell back as it was: value or formula, note, format."""
        number = self.rows.index(row), self.columns.index(column)
        kind = {"type": "TEXT"} if cell.text_format else {}
        told = {"userEnteredValue": entered(cell), "note": cell.note or "",
                "userEnteredFormat": {"numberFormat": kind} if kind else {}}  # fmt: skip
        fields = "userEnteredValue,note" + (",userEnteredFormat.numberFormat" if kind else "")
        start = {"sheetId": self.id, "rowIndex": number[0], "columnIndex": number[1]}
        self.do("updateCells", start=start, rows=[{"values": [told]}], fields=fields)

    def note(self, row: int, column: str, note: str) -> None:
        """Put a note on a cell."""
        place = self.rows.index(row), self.columns.index(column)
        start = {"sheetId": self.id, "rowIndex": place[0], "columnIndex": place[1]}
        self.do("updateCells", start=start, rows=[{"values": [{"note": note}]}], fields="note")

    def do(self, kind: str, **body: Any) -> None:
        """Do what one request of a batchUpdate says."""
        self.server.do(self.spreadsheet, {kind: body})

    def insert(self, at: int, name: int | None = None) -> int:
        """Make an empty row before place `at`; gives its name."""
        self.do("insertDimension", range=self._span("ROWS", at, at + 1))
        return self.inserted(at, 1, name)

    def inserted(self, at: int, count: int, name: int | None = None) -> int:
        """Name rows that were made; gives the first name."""
        names = [next(self._numbers) for _ in range(count)] if name is None else [name]
        self.rows[at:at] = names
        return names[0]

    def delete(self, row: int) -> int:
        """Take a row out; gives the place where it was."""
        at = self.rows.index(row)
        self.do("deleteDimension", range=self._span("ROWS", at, at + 1))
        del self.rows[at]
        return at

    def move(self, row: int, to: int) -> None:
        """Move a row before the one at place `to`."""
        at = self.rows.index(row)
        self.do("moveDimension", source=self._span("ROWS", at, at + 1), destinationIndex=to)
        _moved(self.rows, at, to)

    def move_column(self, column: str, to: int) -> None:
        """Move a column before the one at place `to`."""
        at = self.columns.index(column)
        self.do("moveDimension", source=self._span("COLUMNS", at, at + 1), destinationIndex=to)
        _moved(self.columns, at, to)

    def rename(self, column: str, text: str) -> None:
        """Call a column by another heading."""
        self.type(self.rows[0], column, text)
        self.called[column] = text

    def make_anew(self, column: str, over: str) -> None:
        """Take a column out, and type its heading over another that is blank."""
        at = self.columns.index(column)
        self.do("deleteDimension", range=self._span("COLUMNS", at, at + 1))
        del self.columns[at]
        self.type(self.rows[0], over, column)
        self.columns[self.columns.index(over)] = column
        del self.called[over]

    def sort(self, column: str, *, down: bool) -> None:
        """Sort all rows by a column; a spare column tells where each one went."""
        height, spare = self.sheet.used()[0], self.columns[-1]
        for number in range(1, height):
            self.type(self.rows[number], spare, str(number))
        area = {"sheetId": self.id, "startRowIndex": 1, "endRowIndex": height,
                "startColumnIndex": 0, "endColumnIndex": len(self.columns)}  # fmt: skip
        spec = {"dimensionIndex": self.columns.index(column),
                "sortOrder": "DESCENDING" if down else "ASCENDING"}  # fmt: skip
        self.do("sortRange", range=area, sortSpecs=[spec])
        came = [self.at(number, len(self.columns) - 1).value for number in range(1, height)]
        self.rows[1:height] = [self.rows[int(number)] for number in came]
        for row in self.rows[1:height]:
            self.type(row, spare, "")

    def reorder(self, order: list[int]) -> None:
        """Bring the rows that are still there back into an order."""
        there = [row for row in order if row in self.rows]
        for at, row in enumerate(there, start=1):
            if self.rows[at] != row:
                self.move(row, at)

    def filter(self, *, on: bool) -> None:
        """Filter the whole tab, so that some rows are hidden; or show all again."""
        if not on:
            self.do("clearBasicFilter", sheetId=self.id)
            return
        area = {"sheetId": self.id, "startRowIndex": 0, "endRowIndex": self.sheet.used()[0],
                "startColumnIndex": 0, "endColumnIndex": len(self.columns)}  # fmt: skip
        hidden = {"0": {"hiddenValues": [str(self.at(1, 0).value)]}}
        self.do("setBasicFilter", filter={"range": area, "criteria": hidden})

    # what the program does to them

    def landed(self, request: Request) -> None:
        """Follow what a request of the program did to the rows and columns of this tab."""
        for part in request.parts:
            for kind, body in part.items():
                self._follow(kind, body)

    def _follow(self, kind: str, body: Mapping[str, Any]) -> None:
        span = body.get("range") or body.get("source") or body
        if not isinstance(span, dict) or int(span.get("sheetId", 0)) != self.id:
            return
        if kind not in {"insertDimension", "deleteDimension", "moveDimension", "appendDimension"}:
            return
        names: list[Any] = self.rows if span["dimension"] == "ROWS" else self.columns
        start, end = int(span.get("startIndex", 0)), int(span.get("endIndex", 0))
        if kind == "insertDimension":
            names[start:start] = [next(self._numbers) for _ in range(end - start)]
        elif kind == "deleteDimension":
            del names[start:end]
        elif kind == "appendDimension":
            names.extend(next(self._numbers) for _ in range(int(span["length"])))
        else:
            _moved(names, start, int(body["destinationIndex"]))

    def _span(self, dimension: str, start: int, end: int) -> dict[str, Any]:
        return {"sheetId": self.id, "dimension": dimension, "startIndex": start, "endIndex": end}


def entered(cell: Cell) -> dict[str, Any]:
    """A cell's value as a typed one of the API."""
    if cell.formula:
        return {"formulaValue": cell.formula}
    if cell.value is None:
        return {}
    if isinstance(cell.value, bool):
        return {"boolValue": cell.value}
    kind = "numberValue" if isinstance(cell.value, int | float) else "stringValue"
    return {kind: cell.value}


def letters(number: int) -> str:
    """0 is A, 26 is AA."""
    high, low = divmod(number, 26)
    return (letters(high - 1) if high else "") + chr(65 + low)


def _moved(names: list[Any], at: int, to: int) -> None:
    name = names.pop(at)
    names.insert(to - 1 if to > at else to, name)
