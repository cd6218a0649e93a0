"""A pass over a tab of 1,000, 10,000 and 100,000 stock rows, beside the least and the usual way.

The local Sheets serves from a process of its own, and so is each side one, whose peak memory is
that of the whole process so far. The floor (a) only downloads and parses the same response; the
usual way (b) is gspread's get_all_records and a pandas merge. Bounds at 100,000 rows: 2.5 times (a)
in CPU when nothing changed, 5 times with 1 % changed in the books, 5 times less than (b); growth no
worse than linear. Beside them, without a bound: the first pass of a program, the pass after a
change, which takes in what was written, and one with 1 % changed that compares all rows, as one
does every ten minutes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text

from benchmarks.processes import load, measure
from benchmarks.tables import Outcome
from oms import catalogue, clock, schema, staff
from oms.database import Database
from oms.tables.catalogue import Location

SIZES = (1_000, 10_000, 100_000)
CHILD, PARTS = "benchmarks.ledger_pass_child", ("fill", "floor", "passes", "records")
PLACES = ("Leeds", "York", "Hull")
QUIET, CHANGED, USUAL, LINEAR = 2.5, 5.0, 5.0, 1.5
SERVER = """
import json, sys
from assistant.playground.google_sheets import LocalSheets
server = LocalSheets().start()
made = server.create("Ledger")
print(json.dumps([server.base_url, made, server.service_account_info()]), flush=True)
sys.stdin.read()
"""


def run() -> Outcome:
    """Measure each size."""
    found = {size: _measured(size) for size in SIZES}
    rows = [
        [f"{size:,} rows, {what}", f"{one[what]['wall']:.2f}", f"{one[what]['cpu']:.2f}",
         f"{one[what]['cpu'] / one['floor']['cpu']:.1f}", f"{one[what]['peak_mb']:.0f}",
         _steps(one[what])]
        for size, one in found.items()
        for what in ("floor", "start", "quiet", "changed", "after", "whole", "records", "fill")
    ]  # fmt: skip
    columns = ["pass", "wall s", "CPU s", "x floor", "peak MB", "CPU of steps"]
    figures: dict[str, Any] = {"load": load(), **{str(size): one for size, one in found.items()}}
    return Outcome("A pass of the ledger", columns, rows, figures, _missed(found))


def _missed(found: dict[int, dict[str, Any]]) -> list[str]:
    large, smaller = found[SIZES[-1]], found[SIZES[-2]]
    floor = large["floor"]["cpu"]
    missed = [
        f"{what}: {large[what]['cpu'] / floor:.1f} times the floor, bound {bound}"
        for what, bound in (("quiet", QUIET), ("changed", CHANGED))
        if large[what]["cpu"] > bound * floor
    ]
    usual = large["records"]["cpu"] / large["changed"]["cpu"]
    if usual < USUAL:
        missed.append(f"changed: {usual:.1f} times less than the usual way, bound {USUAL}")
    growth = large["changed"]["cpu"] / smaller["changed"]["cpu"]
    if growth > LINEAR * SIZES[-1] / SIZES[-2]:
        missed.append(f"growth from {SIZES[-2]:,} to {SIZES[-1]:,} rows: {growth:.1f} times")
    return missed


def _steps(one: dict[str, float]) -> str:
    return ", ".join(f"{name} {spent:.2f}" for name, spent in one.items()
                     if name not in {"wall", "cpu", "peak_mb"})  # fmt: skip


def _measured(rows: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="backroom-bench-") as made, _served() as told:
        url, spreadsheet, key = told
        folder = Path(made)
        (folder / "key.json").write_text(json.dumps(key), encoding="utf-8")
        database = f"sqlite:///{folder / 'shop.db'}"
        _stocked(Database(database), rows)
        given = [database, url, str(folder / "key.json"), spreadsheet]
        found: dict[str, Any] = {}
        for part in PARTS:
            found |= json.loads(measure(["-m", CHILD, part, *given]).output)
        return found


def _stocked(database: Database, rows: int) -> None:
    """A shop with so many rows of stock."""
    schema.upgrade(database)
    with database.writing() as books:
        staff.prepare(books)
        catalogue.prepare(books)
        places = [
            Location(code=name.upper(), name=name, kind="warehouse", rank=rank)
            for rank, name in enumerate(PLACES)
        ]
        books.add_all(places)
        books.flush()
        ids = [place.id for place in places]
        skus = -(-rows // len(ids))
        sku = "INSERT INTO skus (id, code, code_key, title, kind, currency, active, created_at)"
        books.execute(
            text(f"{sku} VALUES (:id, :code, :code, :title, 'stocked', 'GBP', TRUE, :at)"),
            [
                {"id": one, "code": f"SKU-{one:06d}", "title": f"Product {one}", "at": clock.now()}
                for one in range(1, skus + 1)
            ],
        )
        levels = [
            {"sku": 1 + number // len(ids), "place": ids[number % len(ids)], "units": number % 97}
            for number in range(rows)
        ]
        level = "INSERT INTO levels (sku_id, location_id, bucket, units)"
        books.execute(text(f"{level} VALUES (:sku, :place, 'sellable', :units)"), levels)


@contextmanager
def _served() -> Iterator[list[Any]]:
    """The local Sheets in a process of its own; its address, a spreadsheet, and a key to it."""
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        if server.stdout is None:
            raise RuntimeError(SERVER)
        told: list[Any] = json.loads(server.stdout.readline())
        yield told
    finally:
        server.terminate()
        server.wait(timeout=30)
