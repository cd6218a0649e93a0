"""What every request of a batch is given: the spreadsheet, who asks, and what day it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assistant.playground.sheets_area import Area, bounded
from assistant.playground.sheets_document import Document
from assistant.playground.sheets_errors import PROTECTED, BadRequest, Json
from assistant.playground.sheets_shift import Shift
from assistant.playground.sheets_tab import Tab

MOST_CELLS = 10_000_000
LONGEST_TEXT = 50_000
EVERYBODY = ""
"""The account of one who may edit everything: a test, or the owner at the keyboard."""


@dataclass
class Work:
    """One request at work."""

    document: Document
    by: str
    """The account that asks; `EVERYBODY` is not held back by any protection."""
    today: dt.date

    def tab(self, told: Json, key: str = "sheetId") -> Tab:
        """The tab that a request names; one that names none means the sheet with the id 0."""
        return self.document.tab_of(int(told.get(key) or 0))

    def writable(self, grid: Json) -> tuple[Tab, Area]:
        """The tab and area of a range that is about to change.

        Raises:
            BadRequest: it is not there, or protected from this account.
        """
        tab, area = self.document.area(grid)
        self.refuse_protected(tab, area)
        return tab, area

    def refuse_protected(self, tab: Tab, area: Area) -> None:
        """Refuse to change what somebody protected.

        Raises:
            BadRequest: as Google says it.
        """
        if self.by == EVERYBODY or owner(self.document) == self.by:
            return
        for one in tab.protected:
            if not one.get("warningOnly") and _covers(self.document, tab, one, area):
                users = (one.get("editors") or {}).get("users", [])
                if self.by not in users:
                    raise BadRequest(PROTECTED)

    def refuse_protected_rows(self, tab: Tab, start: int, end: int, *, rows: bool) -> None:
        """Refuse to take out or move rows or columns of which some cells are protected."""
        area = Area(start, end, 0, tab.columns) if rows else Area(0, tab.rows, start, end)
        self.refuse_protected(tab, area)

    def shift(self, tab: Tab, shift: Shift) -> None:
        """Insert, delete or move rows or columns, within the limit of a workbook.

        Raises:
            BadRequest: the workbook would have too many cells.
        """
        if shift.kind == "insert":
            more = shift.count * (tab.columns if shift.rows else tab.rows)
            refuse_too_many(self.document, more)
        self.document.shift(tab, shift)


def owner(document: Document) -> str | None:
    """The account that owns a spreadsheet."""
    for one in document.permissions:
        if one["role"] == "owner":
            return str(one.get("emailAddress"))
    return None


def refuse_too_many(document: Document, more: int) -> None:
    """Refuse so many more cells.

    Raises:
        BadRequest: the workbook would have too many.
    """
    if sum(tab.rows * tab.columns for tab in document.tabs) + more > MOST_CELLS:
        raise BadRequest(
            "This action would increase the number of cells in the workbook above the limit of"
            f" {MOST_CELLS} cells."
        )


def _covers(document: Document, tab: Tab, one: Json, area: Area) -> bool:
    grid = one.get("range")
    if grid is None:
        names = {named["namedRangeId"]: named["range"] for named in document.named}
        grid = names.get(one.get("namedRangeId"))
        if grid is None or int(grid.get("sheetId") or 0) != tab.id:
            return False
    if not area.meets(bounded(grid, tab)):
        return False
    # a protected sheet may have holes: what lies wholly in one of them is free
    holes = [bounded(hole, tab) for hole in one.get("unprotectedRanges", [])]
    return not any(hole.holds(area) for hole in holes)
