"""Two tabs of our own in somebody's spreadsheet, to try things in; nothing else is touched.

They carry a mark, by which those of a check that was killed are known and taken out, and by which
nobody else's are. Every question begins with fresh ones.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sheets import requests as bodies
from sheets.cells import Cell
from sheets.connection import GOOGLE_DRIVE, GOOGLE_SHEETS, Connection, LedgerRefused
from sheets.grid import PROBLEMS, SYNC, Batch, Copied, Write
from sheets.requests import Grid, Json
from sheets.tab import Tab

KEY, TITLE = "backroom.check", "Backroom check"
FIRST_SHEET, FIRST_NUMBER = 1_900_000_000, 2_000_000_000
"""Google's numbers of tabs, and those of marks: far above any that a ledger gets."""
APART = 1000
"""One check's numbers of tabs from another's."""
ROWS, COLUMNS = 20, 8
TAB = "Check"


@dataclass(frozen=True)
class Filled:
    """What most questions begin with: a heading and rows, each with a code and units."""

    heading: tuple[Cell, ...] = ("SKU", "Units")
    rows: tuple[tuple[Cell, ...], ...] = (("A-1", 1), ("A-2", 2), ("A-3", 3), ("A-4", 4))

    @property
    def cells(self) -> list[list[Cell]]:
        """All of it, row by row."""
        return [list(self.heading), *(list(row) for row in self.rows)]


FILLED = Filled()


class Desk:
    """The two tabs, and what can be done with them."""

    def __init__(
        self,
        connection: Connection,
        spreadsheet: str,
        tabs: Sequence[Tab] = (),
        *,
        pause: Callable[[float], None] = time.sleep,
        ask_person: Callable[[str], None] | None = None,
    ) -> None:
        """In a spreadsheet.

        Args:
            connection: signed in.
            spreadsheet: its id.
            tabs: those of the ledger, which are made on trial.
            pause: waits so many seconds.
            ask_person: asks somebody to do something in the browser; None: nobody is there.
        """
        self.connection, self.spreadsheet, self.tabs = connection, spreadsheet, tabs
        self.pause, self.ask_person = pause, ask_person
        self.url = f"{GOOGLE_SHEETS}v4/spreadsheets/{spreadsheet}"
        self.one, self.two = FIRST_SHEET, FIRST_SHEET + 1
        self.titles = TITLE, f"{TITLE} 2"
        self._number = FIRST_NUMBER
        self._are_there = False

    def clear(self) -> int:
        """Take out every tab and mark of a check; gives how many tabs there were."""
        kept = self.marks(metadataKey=KEY)
        marked = {one["location"].get("sheetId") for one in kept}
        there = self.properties()
        ours = [number for number, title in there.items()
                if number in marked and title.startswith(TITLE)]  # fmt: skip
        requests: list[Json] = [{"deleteSheet": {"sheetId": number}} for number in ours]
        if kept:
            requests.append(_forgotten(metadataKey=KEY))
        tried = [one["metadataId"] for one in self.marks(metadataKey=bodies.MARK)]
        requests += [_forgotten(metadataId=one) for one in tried if one >= FIRST_NUMBER]
        if requests:
            self.batch(*requests)
        self._are_there = False
        self._choose({number: there[number] for number in there.keys() - set(ours)})
        return len(ours)

    def _choose(self, theirs: Mapping[int, str]) -> None:
        """Numbers and titles that no other tab has."""
        taken = set(theirs.values())
        free = (f"{TITLE} {at}" for at in itertools.count(1))
        of_ours = (one for one in free if one not in taken)
        self.titles = next(of_ours), next(of_ours)
        starts = range(FIRST_SHEET, FIRST_NUMBER, APART)
        self.one = next(at for at in starts if not theirs.keys() & set(range(at, at + APART)))
        self.two = self.one + 1

    def lay(self, rows: Sequence[Sequence[Cell]] = FILLED.cells, *requests: Json) -> None:
        """Two fresh tabs, the first with these rows, and requests of the same batch after that."""
        old = [{"deleteSheet": {"sheetId": one}} for one in (self.one, self.two)]
        gone = old if self._are_there else []
        made = [*self._made(self.one, self.titles[0], hidden=False),
                *self._made(self.two, self.titles[1], hidden=True)]  # fmt: skip
        filled = [self.cells(0, 0, rows)] if rows else []
        self.batch(*gone, *made, *filled, *requests)
        self._are_there = True

    def number(self) -> int:
        """A number of a mark that was not there yet."""
        self._number += 1
        return self._number

    def batch(self, *requests: Json) -> list[Json]:
        """One batch, all or nothing; gives the replies."""
        replies: list[Json] = self.told_by(requests).get("replies", [])
        return replies

    def told_by(self, requests: Sequence[Json], **asked: Any) -> Json:
        """The answer to one batch, of which more is asked than the replies."""
        answer: Json = self.connection.call(
            "write", "post", f"{self.url}:batchUpdate",
            json={"requests": list(requests), **asked},
        ).json()  # fmt: skip
        return answer

    def refusal(self, *requests: Json) -> str:
        """Why a batch is refused; "" when it is taken."""
        try:
            self.batch(*requests)
        except LedgerRefused as fault:
            return fault.why
        return ""

    def land(self, number: int, *cells: tuple[int, int, Cell], rows: int = ROWS) -> None:
        """A batch as the ledger's are: the mark, a copy of the first tab in the second, cells.

        Args:
            number: of the mark.
            cells: (row, column, value), counted from 0 below the heading.
            rows: how many the tab is believed to have.
        """
        keys = [str(row[0]) for row in FILLED.rows]
        writes = [
            Write(TAB, keys[min(row, 3)], str(FILLED.heading[1]), row, column, "", value)
            for row, column, value in cells
        ]
        copied = Copied(TAB, 0, COLUMNS, tuple(map(str, FILLED.heading)), (0,))
        grids = {TAB: Grid(self.one, self.titles[0], rows, COLUMNS),
                 SYNC: Grid(self.two, self.titles[1], ROWS, COLUMNS)}  # fmt: skip
        made = Batch(f"check-{number}", number, writes=writes, copied=[copied], owner="check")
        self.batch(*bodies.batch_requests(made, grids))

    def cells(self, row: int, column: int, rows: Sequence[Sequence[Cell]]) -> Json:
        """A request that writes typed cells into the first tab, as the ledger's are written."""
        values = [{"values": [{"userEnteredValue": bodies.entered(cell)} for cell in line]}
                  for line in rows]  # fmt: skip
        return self.written(row, column, values, "userEnteredValue")

    def written(self, row: int, column: int, rows: Sequence[Json], fields: str) -> Json:
        """A request that writes fields of cells into the first tab."""
        start = {"sheetId": self.one, "rowIndex": row, "columnIndex": column}
        return {"updateCells": {"start": start, "rows": list(rows), "fields": fields}}

    def rows(self, sheet: int | None = None, how: str = "FORMULA", **span: int) -> list[list[Cell]]:
        """What stands in a tab (the first), or in a part of it, row by row."""
        there = {"sheetId": self.one if sheet is None else sheet, **span}
        found: list[list[Cell]] = self.ranges([there], how)[0].get("values", [])
        return found

    def ranges(self, spans: Sequence[Json], how: str = "FORMULA") -> list[Json]:
        """The answer to a read of several ranges."""
        return self._read([{"gridRange": span} for span in spans], how)

    def marked(self, **lookup: Any) -> list[list[list[Cell]]]:
        """What stands in the rows and columns whose mark a lookup finds, each row by row."""
        told = self._read([{"developerMetadataLookup": lookup}], "FORMULA")
        return [one.get("values", []) for one in told]

    def _read(self, filters: list[Json], how: str) -> list[Json]:
        answer = self.connection.call(
            "read", "post", f"{self.url}/values:batchGetByDataFilter",
            params={"prettyPrint": "false"},
            json={"dataFilters": filters, "majorDimension": "ROWS", "valueRenderOption": how,
                  "dateTimeRenderOption": "SERIAL_NUMBER"},
        )  # fmt: skip
        return [one["valueRange"] for one in answer.json().get("valueRanges", [])]

    def grid(self, fields: str) -> Json:
        """The first tab as `fields` says of a sheet."""
        answer = self.connection.call(
            "read", "post", f"{self.url}:getByDataFilter",
            params={"fields": f"sheets({fields})"},
            json={"dataFilters": [{"gridRange": {"sheetId": self.one}}], "includeGridData": True},
        )  # fmt: skip
        found: Json = answer.json()["sheets"][0]
        return found

    def marks(self, **lookup: Any) -> list[Json]:
        """The developer metadata that a lookup finds."""
        answer = self.connection.call(
            "read", "post", f"{self.url}/developerMetadata:search",
            json={"dataFilters": [{"developerMetadataLookup": lookup}]},
        )  # fmt: skip
        found = answer.json().get("matchedDeveloperMetadata", [])
        return [one["developerMetadata"] for one in found]

    def properties(self) -> dict[int, str]:
        """Google's number of each tab -> its title."""
        fields = {"fields": "sheets.properties(sheetId,title)"}
        answer = self.connection.call("read", "get", self.url, params=fields).json()
        told = [sheet["properties"] for sheet in answer.get("sheets", [])]
        return {one.get("sheetId", 0): one["title"] for one in told}

    def version(self) -> str:
        """Drive's version of the file."""
        answer = self.connection.call(
            "drive", "get", f"{GOOGLE_DRIVE}v3/files/{self.spreadsheet}",
            params={"fields": "version", "supportsAllDrives": True},
        )  # fmt: skip
        return str(answer.json()["version"])

    def try_tabs(self) -> None:
        """Make every tab of the ledger, under titles of our own."""
        requests: list[Json] = []
        own = [replace(tab, title=f"{TITLE} of {tab.title}") for tab in self.tabs]
        problems = next((tab for tab in own if tab.title.endswith(f" {PROBLEMS}")), None)
        for at, tab in enumerate(own, start=self.two + 1):
            requests += [*bodies.new_tab(tab, at, problems), _marked(at)]
        self.batch(*requests)

    def _made(self, sheet: int, title: str, *, hidden: bool) -> list[Json]:
        size = {"rowCount": ROWS, "columnCount": COLUMNS}
        told = {"sheetId": sheet, "title": title, "hidden": hidden, "gridProperties": size}
        return [{"addSheet": {"properties": told}}, _marked(sheet)]


def span(sheet: int, start: int, end: int, dimension: str = "ROWS") -> Json:
    """Rows or columns of a tab."""
    return {"sheetId": sheet, "dimension": dimension, "startIndex": start, "endIndex": end}


def mark(location: Json, **told: Any) -> Json:
    """A request that marks something; the mark is taken out with all others of a check."""
    made = {"metadataKey": KEY, "visibility": "PROJECT", "location": location, **told}
    return {"createDeveloperMetadata": {"developerMetadata": made}}


def _marked(sheet: int) -> Json:
    return mark({"sheetId": sheet}, metadataValue="tab")


def _forgotten(**lookup: Any) -> Json:
    return {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": lookup}}}
