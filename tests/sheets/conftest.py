"""The small shop with a real ledger: the local Sheets server, through the real gspread client."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import sheets.tabs
from assistant.playground.google_sheets import LocalSheets
from assistant.playground.sheets_document import Document
from oms import clock, discovery, reorder
from oms.counts import Where
from oms.database import Database
from sheets.google import GoogleLedger
from sheets.sync import PassReport, Sync
from sheets.tab import Tab
from tests.conftest import NOON, checkpoint, copied
from tests.small_shop import SmallShop


@dataclass
class Ledger:
    """A spreadsheet, the person who edits it, and the program that keeps it in step."""

    server: LocalSheets
    id: str
    shop: SmallShop
    is_made: bool = False
    """It has its tabs already."""
    sync: Sync = field(init=False)

    def __post_init__(self) -> None:
        self.restart()
        if not self.is_made:
            self.sync_ledger().prepare(tabs())

    def sync_ledger(self) -> GoogleLedger:
        """The program's own client."""
        return GoogleLedger(self.server.service_account_info(), self.id, self.server.base_url)

    def restart(self) -> None:
        """As a program that was started again: nothing of the last one is in memory."""
        self.sync = Sync(self.shop.database, self.sync_ledger(), tabs())

    def only(self, title: str) -> Sync:
        """A program that looks at one tab."""
        return Sync(self.shop.database, self.sync_ledger(), tabs(), only=title)

    def settle(self, passes: int = 6) -> PassReport:
        """Passes until there is nothing left to do; gives the last report."""
        for _ in range(passes):
            report = self.sync.pass_once()
            if report.idle:
                break
        return report

    def row(self, tab: str, first: str, second: str | None = None) -> int:
        """The number of a row in the sheet, from 1, by its first cells."""
        rows = self.server.rows(self.id, tab)
        other = rows[0].index("Location") if second else 0
        for number, cells in enumerate(rows, start=1):
            if cells[0] == first and (second is None or cells[other] == second):
                return number
        raise LookupError(f"no row {first} {second or ''} in {tab}")

    def rows_of(self, sku: str, location: str) -> dict[str, object]:
        """A row of the tab Stock as the requests of a batch name it."""
        row = self.row("Stock", sku, location)
        return {"sheetId": self.server.tab(self.id, "Stock").id, "dimension": "ROWS",
                "startIndex": row - 1, "endIndex": row}  # fmt: skip

    def places(self) -> set[tuple[object, ...]]:
        """The SKU and location of every row of the tab Stock."""
        return {tuple(row[:2]) for row in self.server.rows(self.id, "Stock")[1:]}

    def column(self, tab: str, heading: str) -> str:
        """The letter of a column."""
        at = self.server.rows(self.id, tab)[0].index(heading)
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at]

    def type(self, sku: str, location: str, heading: str, text: str) -> None:
        """A person types into a cell of the tab Stock."""
        a1 = f"{self.column('Stock', heading)}{self.row('Stock', sku, location)}"
        self.server.type(self.id, "Stock", a1, text)

    def shows(self, sku: str, location: str, heading: str) -> object:
        """What a cell of the tab Stock shows."""
        row = self.server.rows(self.id, "Stock")[self.row("Stock", sku, location) - 1]
        at = self.server.rows(self.id, "Stock")[0].index(heading)
        return row[at] if at < len(row) else ""

    def point(self, sku: str, location: str) -> int | None:
        """The reorder point in the books."""
        with self.shop.database.reading() as books:
            place = self.shop.location_id(books, location.upper())
            return reorder.point_of(books, Where(self.shop.sku_id(books, sku), place))

    def note(self, sku: str, location: str, heading: str) -> str | None:
        """The note on a cell of the tab Stock."""
        a1 = f"{self.column('Stock', heading)}{self.row('Stock', sku, location)}"
        return self.server.cell(self.id, "Stock", a1).note

    def sort_before_write(self, kind: str, _path: str) -> None:
        """A person sorts the tab Stock just before a write of ours arrives, once."""
        if kind != "write":
            return
        self.server.before_request = None
        self.sort("Stock", columns=11)

    def sort(
        self, title: str, order: str = "DESCENDING", *, by: int = 0, columns: int | None = None
    ) -> None:
        """A person sorts the rows of a tab.

        Args:
            title: of the tab.
            order: DESCENDING or ASCENDING.
            by: number of the column that is sorted by, from 0.
            columns: so many of them from the left are sorted; None: all.
        """
        tab = self.server.tab(self.id, title)
        area = {"sheetId": tab.id, "startRowIndex": 1, "endRowIndex": tab.used()[0],
                "startColumnIndex": 0, "endColumnIndex": columns or tab.columns}  # fmt: skip
        specs = [{"dimensionIndex": by, "sortOrder": order}]
        self.server.do(self.id, {"sortRange": {"range": area, "sortSpecs": specs}})

    def calls(self, kind: str) -> int:
        """How many calls of a kind the program made."""
        return sum(1 for call in self.server.calls if call["kind"] == kind)


def tabs() -> list[Tab]:
    """The tabs of the ledger."""
    return list(discovery.declared(sheets.tabs, Tab, lambda tab: tab.title).values())


@pytest.fixture(scope="module")
def local_sheets() -> Iterator[LocalSheets]:
    """One server for the tests of a file."""
    server = LocalSheets().start()
    yield server
    server.stop()


@dataclass(frozen=True)
class InStep:
    """A spreadsheet that is in step with the small shop, and the shop's file."""

    document: Document
    path: Path


@pytest.fixture(scope="session")
def in_step(sqlite_shop_template: Path) -> InStep:
    """Both are made once for all tests, each of which has a copy of them."""
    path = sqlite_shop_template.with_name("in_step.sqlite")
    path.write_bytes(sqlite_shop_template.read_bytes())
    server, before = LocalSheets().start(), clock._read
    clock.set_source(lambda: NOON)
    database = Database(f"sqlite:///{path}")
    try:
        made = Ledger(server, server.create("Ledger"), SmallShop(database))
        made.settle()
        return InStep(copy.deepcopy(server.document(made.id)), path)
    finally:
        checkpoint(database)
        server.stop()
        clock.set_source(before)


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, quick_folder: Path) -> str:
    """The address of a fresh SQLite file: where there is a ledger, one that is in step with it."""
    if "ledger" in request.fixturenames:
        made: InStep = request.getfixturevalue("in_step")
        return copied(made.path, quick_folder)
    kind = "sqlite_shop" if "sqlite_shop" in request.fixturenames else "sqlite"
    return copied(request.getfixturevalue(f"{kind}_template"), quick_folder)


@pytest.fixture
def ledger(local_sheets: LocalSheets, in_step: InStep, sqlite_shop: SmallShop) -> Iterator[Ledger]:
    """A ledger that is in step with the small shop."""
    document = copy.deepcopy(in_step.document)
    local_sheets.documents[document.id] = document
    made = Ledger(local_sheets, document.id, sqlite_shop, is_made=True)
    made.settle()
    local_sheets.calls.clear()
    yield made
    local_sheets.before_request = None
    local_sheets.faults.clear()
    local_sheets.down = False
