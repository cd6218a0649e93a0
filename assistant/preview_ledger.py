"""The ledger of the example shop, and what its owner does there for `backroom preview`.

It is a real one: tabs of a local Google Sheets, edited by a person and kept in step by the program.
So what is told of it is what the program tells.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant import config
from assistant.ledger_door import Door
from assistant.playground.google_sheets import LocalSheets
from assistant.playground.sheets_accounts import SERVICE
from oms import actors, catalogue, clock, counts, ledger_edits, reorder
from oms.actors import Who
from oms.counts import Where
from oms.database import Database

PASSES = 6
"""More than it takes until both sides agree."""
AWAY = dt.timedelta(seconds=61)
"""After which a row that was taken out is gone."""
PRODUCTS, STOCK = ledger_edits.PRODUCTS, "Stock"
MANY = tuple(
    f"{sku} {place}" for sku in ("MUG-BLU", "MUG-RED", "THROW-GRY") for place in ("Leeds", "York")
)
"""More rows than may go at once."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class ExampleLedger:
    """A spreadsheet in step with the books, from the moment that it is made until `close`."""

    def __init__(self, database: Database, by: str, home: Path) -> None:
        """Make it; its service account's key is kept in `home`, and `by` is its owner in Slack."""
        self._database, self._by = database, by
        self._sheets = LocalSheets().start()
        self._id = self._sheets.create("Marsh & Daughters: ledger")
        key = home / "service-account.json"
        key.write_text(json.dumps(self._sheets.service_account_info()), encoding="utf-8")
        given = config.from_environment(
            {
                "BACKROOM_LEDGER_ID": self._id,
                "GOOGLE_SHEETS_URL": self._sheets.base_url,
                "GOOGLE_SERVICE_ACCOUNT_FILE": str(key),
            }
        )
        self._door = Door(given, database)
        self._door.set_up()
        self._pass()

    def close(self) -> None:
        """Serve it no more; the real time is told again."""
        self._sheets.stop()
        clock.set_source(None)

    def happens(self, what: str) -> None:
        """Something of `EVENTS` happens, and passes follow until nothing is left to do."""
        EVENTS[what](self)
        self._pass()

    # ---- what a person does -------------------------------------------------------------------

    def type(self, tab: str, row: str, heading: str, text: str) -> None:
        """Type into a cell; a row is named by its first cells, as “MUG-BLU York”."""
        self._sheets.type(self._id, tab, f"{self._column(tab, heading)}{self._row(tab, row)}", text)

    def type_below(self, tab: str, **cells: str) -> None:
        """Type a row below the last one: heading -> text."""
        below = len(self._sheets.rows(self._id, tab)) + 1
        for heading, text in cells.items():
            self._sheets.type(self._id, tab, f"{self._column(tab, heading)}{below}", text)

    def delete(self, tab: str, *rows: str) -> None:
        """Delete rows."""
        for row in rows:
            self._sheets.do(self._id, {"deleteDimension": {"range": self._span(tab, row)}})

    def wait(self) -> None:
        """A pass sees what is gone, and a minute goes by, which stays gone until `close`."""
        self._pass()
        then = clock.now() + AWAY
        clock.set_source(lambda: then)
        self._door.pass_once(force=True)

    def lose_heading(self, tab: str, heading: str) -> None:
        """Delete a heading, look, and type it again."""
        at = f"{self._column(tab, heading)}1"
        self._sheets.type(self._id, tab, at, "")
        self._pass()
        self._sheets.type(self._id, tab, at, heading)

    def share_for_reading(self) -> None:
        """Let the program read only; see what comes of it, and let it write again."""
        self._change_books("THROW-GRY", 5)
        self._sheets.share(self._id, SERVICE, "reader")
        with _unlogged():
            self._door.pass_once()
        self._sheets.share(self._id, SERVICE, "writer")

    def move_while_it_is_written(self) -> None:
        """Type where the program writes in that moment, and move the row before it looks again."""
        self._change_books("MUG-RED", 7)

        def act(kind: str, _path: str) -> None:
            if kind == "write":
                self._sheets.before_request = None
                self.type(STOCK, "MUG-RED Leeds", "Reorder at", "4")
                # the program ends before it can see what its write hit
                refusal = {"path": ":batchGetByDataFilter", "times": 1, "status": 403}
                self._sheets.faults.append(refusal)

        self._sheets.before_request = act
        with _unlogged():
            self._door.pass_once()
        self._copy_and_move(STOCK, "MUG-RED Leeds")

    # ---- what happens in the books meanwhile --------------------------------------------------

    def break_one(self, sku: str, place: str) -> None:
        """One is broken before the ledger shows it."""

        def book(where: Where, by: Who) -> None:
            key = f"preview:broken:{sku}"
            counts.adjust(books, where, -1, reason="damage", by=by, key=key)

        with self._database.writing() as books:
            book(*self._where(books, sku, place))

    def change_in_both(self, sku: str) -> None:
        """A reorder point is changed in Slack and in the ledger, to different values."""
        self._change_books(sku, 3)
        self.type(STOCK, f"{sku} Leeds", "Reorder at", "8")

    def _change_books(self, sku: str, point: int) -> None:
        with self._database.writing() as books:
            where, by = self._where(books, sku, "Leeds")
            reorder.set_point(books, where, point, by=by)

    def _where(self, books: Any, sku: str, place: str) -> tuple[Where, Who]:
        places = {one.name: one.id for one in catalogue.locations(books)}
        where = Where(catalogue.exactly(books, sku).id, places[place])
        return where, actors.who(books, self._by)

    # ---- the spreadsheet ----------------------------------------------------------------------

    def _pass(self) -> None:
        for _ in range(PASSES):
            self._door.pass_and_tell()

    def _copy_and_move(self, tab: str, row: str) -> None:
        """Copy a row below itself, and move the first of the two to the end."""
        span = self._span(tab, row)
        sheet, at = span["sheetId"], span["startIndex"]
        below = {**span, "startIndex": at + 1, "endIndex": at + 2}
        source, to = ({"sheetId": sheet, "startRowIndex": one, "endRowIndex": one + 1}
                      for one in (at, at + 1))  # fmt: skip
        height = self._sheets.tab(self._id, tab).used()[0]
        for request in (
            {"insertDimension": {"range": below, "inheritFromBefore": False}},
            {"copyPaste": {"source": source, "destination": to, "pasteType": "PASTE_NORMAL"}},
            {"moveDimension": {"source": span, "destinationIndex": height + 1}},
        ):
            self._sheets.do(self._id, request)

    def _span(self, tab: str, row: str) -> dict[str, Any]:
        at = self._row(tab, row)
        return {"sheetId": self._sheets.tab(self._id, tab).id, "dimension": "ROWS",
                "startIndex": at - 1, "endIndex": at}  # fmt: skip

    def _row(self, tab: str, row: str) -> int:
        wanted = row.split()
        for number, cells in enumerate(self._sheets.rows(self._id, tab), start=1):
            if cells[: len(wanted)] == wanted:
                return number
        raise LookupError(row)

    def _column(self, tab: str, heading: str) -> str:
        return LETTERS[self._sheets.rows(self._id, tab)[0].index(heading)]


@contextmanager
def _unlogged() -> Iterator[None]:
    """What is refused here is meant to be: nobody has to read of it in the log."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _typed(*cells: tuple[str, str, str, str]) -> Callable[[ExampleLedger], None]:
    def act(ledger: ExampleLedger) -> None:
        for cell in cells:
            ledger.type(*cell)

    return act


def _sold_then_counted(ledger: ExampleLedger) -> None:
    ledger.break_one("MUG-RED", "York")
    ledger.type(STOCK, "MUG-RED York", "Counted", "4")


def _needed_row_deleted(ledger: ExampleLedger) -> None:
    ledger.delete(PRODUCTS, "LAMP-BRS")
    ledger.wait()


EVENTS: Mapping[str, Callable[[ExampleLedger], None]] = {
    "a name and a price are typed": _typed(
        (PRODUCTS, "THROW-GRY", "Name", "Grey lambswool throw"),
        (PRODUCTS, "THROW-GRY", "Price", "52.00"),
    ),
    "what was broken is counted": _sold_then_counted,
    "a count is typed": _typed((STOCK, "CARD-XMAS York", "Counted", "38")),
    "On hand is typed over": _typed((STOCK, "CARD-XMAS Hull", "On hand", "10")),
    "what the books say is typed over": _typed((STOCK, "THROW-GRY York", "Name", "Green throw")),
    "both sides change a reorder point": lambda ledger: ledger.change_in_both("THROW-GRY"),
    "a price is a slip": _typed((PRODUCTS, "LAMP-BRS", "Price", "4200")),
    "a product is typed": lambda ledger: ledger.type_below(
        PRODUCTS, SKU="GIFT-TEA", Name="Tea gift set", Price="45.00"
    ),
    "a SKU is changed": _typed((PRODUCTS, "CARD-XMAS", "SKU", "CARD-NOEL")),
    "a row that is needed is deleted": _needed_row_deleted,
    "many rows are deleted": lambda ledger: ledger.delete(STOCK, *MANY),
    "a heading is deleted": lambda ledger: ledger.lose_heading(STOCK, "Counted"),
    "a row is moved while it is written": ExampleLedger.move_while_it_is_written,
    "it is shared for reading only": ExampleLedger.share_for_reading,
    "nothing new": lambda _: None,
}
"""What the talk can say after “in the ledger:”."""
