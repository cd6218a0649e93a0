"""One part of what is measured over a large ledger, in a process of its own, as JSON.

python -m benchmarks.ledger_pass_child PART DATABASE_URL SHEETS_URL KEY_FILE SPREADSHEET

PART is fill (a ledger is set up), floor (the least), passes (a running program) or records (the
usual way). Of each step the peak is that of the process up to then, what it imports included.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any

import orjson
import pandas as pd
from gspread import Client, service_account_from_dict
from sqlalchemy import text

from assistant.ledger_door import tabs
from oms.database import Database
from sheets.connection import GOOGLE_DRIVE, GOOGLE_SHEETS
from sheets.google import FORMULAS, GoogleLedger
from sheets.grid import SYNC
from sheets.repairs import Repairs
from sheets.requests import RECEIPTS, area
from sheets.sync import Sync
from sheets.tab import Tab

STEPS = {
    "download": (GoogleLedger, "read"), "decide": (Sync, "_decide"),
    "write": (GoogleLedger, "write"), "verify": (Repairs, "verify"),
}  # fmt: skip
FLOORS = 5
UNIT = 1024 if sys.platform == "linux" else 1024**2


def main(part: str, url: str, sheets: str, key_file: str, spreadsheet: str) -> None:
    """Measure one part."""
    key = json.loads(Path(key_file).read_text(encoding="utf-8"))
    database = Database(url)
    ledger = GoogleLedger(key, spreadsheet, sheets)
    stock = [tab for tab in tabs() if tab.title == "Stock"]
    sync = Sync(database, ledger, stock)
    if part == "fill":
        ledger.prepare(stock)
        told = {part: _timed(lambda: _fill(sync))}
    elif part == "floor":
        told = {part: _least(ledger, stock)}
    elif part == "records":
        told = {part: _timed(lambda: _records(key, sheets, spreadsheet, database))}
    else:
        told = _passes(database, ledger, sync)
    print(json.dumps(told))


def _passes(database: Database, ledger: GoogleLedger, sync: Sync) -> dict[str, dict[str, float]]:
    """In the order in which a day goes: start, quiet, changed, and all compared."""
    told = {"start": _timed(lambda: sync.pass_once(force=True))}
    sync.pass_once(force=True)
    _touch(ledger)
    told["quiet"] = _timed(sync.pass_once)
    _change(database)
    told["changed"] = _timed(sync.pass_once)
    told["after"] = _timed(sync.pass_once)
    _change(database)
    told["whole"] = _timed(lambda: sync.pass_once(force=True))
    return told


def _timed(do: Callable[[], object]) -> dict[str, float]:
    """Wall and CPU seconds of it, and the CPU of each step within."""
    with _watched() as steps:
        wall, cpu = time.perf_counter(), time.process_time()
        do()
        told = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / UNIT
    return {name: round(spent, 3) for name, spent in {**told, **steps}.items()}


@contextmanager
def _watched() -> Iterator[dict[str, float]]:
    steps: dict[str, float] = {}
    plain = {name: getattr(kind, method) for name, (kind, method) in STEPS.items()}
    for name, (kind, method) in STEPS.items():
        setattr(kind, method, _watching(plain[name], name, steps))
    try:
        yield steps
    finally:
        for name, (kind, method) in STEPS.items():
            setattr(kind, method, plain[name])


def _watching(plain: Callable[..., Any], name: str, steps: dict[str, float]) -> Callable[..., Any]:
    def watched(*given: Any, **named: Any) -> Any:
        begun = time.process_time()
        try:
            return plain(*given, **named)
        finally:
            steps[name] = steps.get(name, 0.0) + time.process_time() - begun

    return watched


def _fill(sync: Sync) -> None:
    """Pass after pass, as one batch takes only so many cells."""
    while sync.pass_once(force=True).later:
        pass


def _least(ledger: GoogleLedger, stock: Sequence[Tab]) -> dict[str, float]:
    """Only downloading and parsing the response that a pass reads, with nothing of ours between."""
    ledger.titles(stock)
    spans = [area(ledger.ids[SYNC], 0, 1, 0, RECEIPTS), {"sheetId": ledger.ids["Stock"]}]
    asked = {"dataFilters": [{"gridRange": span} for span in spans], **FORMULAS}
    address = f"{GOOGLE_SHEETS}v4/spreadsheets/{ledger.spreadsheet}/values:batchGetByDataFilter"

    def read() -> None:
        orjson.loads(ledger.connection.call("read", "post", address, json=asked).content)

    # it is short, and all is measured by it: the middle one of several
    return sorted((_timed(read) for _ in range(FLOORS)), key=itemgetter("cpu"))[FLOORS // 2]


def _touch(ledger: GoogleLedger) -> None:
    """Somebody does something in the spreadsheet that is none of our business."""
    title = {"properties": {"title": "Ledger, 2026"}, "fields": "title"}
    ledger._call(  # noqa: SLF001  nothing of the product does that
        "write", "post", f"{GOOGLE_SHEETS}v4/spreadsheets/{ledger.spreadsheet}:batchUpdate",
        json={"requests": [{"updateSpreadsheetProperties": title}]},
    )  # fmt: skip


def _change(database: Database) -> None:
    """One row in a hundred has another figure in the books."""
    with database.writing() as books:
        books.execute(text("UPDATE levels SET units = units + 1 WHERE sku_id % 100 = 7"))


def _records(key: dict[str, Any], sheets: str, spreadsheet: str, database: Database) -> None:
    """The usual way: all records as dictionaries, a frame of them, merged with the books' frame."""
    client = _at(service_account_from_dict(key), sheets)
    records = client.open_by_key(spreadsheet).worksheet("Stock").get_all_records()
    frame = pd.DataFrame(records)
    with database.reading() as books:
        asked = text(
            'SELECT s.code AS "SKU", l.name AS "Location", v.units AS books FROM levels v'
            " JOIN skus s ON s.id = v.sku_id JOIN locations l ON l.id = v.location_id"
        )
        known = pd.DataFrame(books.execute(asked).mappings().all())
    merged = frame.merge(known, on=["SKU", "Location"], how="outer", indicator=True)
    (merged["On hand"] != merged["books"]).sum()


def _at(client: Client, sheets: str) -> Client:
    plain = client.http_client.request

    def request(method: str, endpoint: str, *given: Any, **named: Any) -> Any:
        there = endpoint.replace(GOOGLE_SHEETS, sheets).replace(GOOGLE_DRIVE, f"{sheets}drive/")
        return plain(method, there, *given, **named)

    client.http_client.request = request  # type: ignore[method-assign]
    return client


if __name__ == "__main__":
    main(*sys.argv[1:6])
