"""Bringing together the rows of one order, wherever in the file they stand.

Files nearly always keep an order's rows together, but not always. A first look finds the few orders
whose rows are scattered; their rows wait in a temporary database on disk until the file ends, and
everything else streams past. Memory stays flat either way.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

from oms.channels.rows import Row, Table

Look = Callable[[list[str]], None]


def grouped(table: Table, column: int, look: Look | None = None) -> Iterator[list[Row]]:
    """The rows of the table, order by order; rows without a number come alone.

    Before the first of them, `look` is shown the cells of every row.
    """
    with closing(_temporary()) as scattered:
        _find_scattered(table, column, scattered, look)
        any_scattered = scattered.execute("SELECT 1 FROM scattered LIMIT 1").fetchone()
        if not any_scattered:
            yield from _runs(table.rows(), column)
            return
        for run in _runs(table.rows(), column):
            number = _number(run[0][1], column)
            if _is_scattered(scattered, number):
                scattered.executemany(
                    "INSERT INTO waiting VALUES (?, ?, ?, ?)",
                    [(number, at, json.dumps(cells), fault) for at, cells, fault in run],
                )
            else:
                yield run
        yield from _waiting(scattered)


def _temporary() -> sqlite3.Connection:
    # an empty name: SQLite keeps it in a temporary file of its own and removes it
    connection = sqlite3.connect("", isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("CREATE TABLE seen (number TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.execute("CREATE TABLE scattered (number TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.execute("CREATE TABLE waiting (number TEXT, at INTEGER, cells TEXT, fault TEXT)")
    return connection


def _find_scattered(
    table: Table, column: int, notes: sqlite3.Connection, look: Look | None
) -> None:
    before: str | None = None
    for _, cells, _fault in table.rows():
        if look is not None:
            look(cells)
        number = cells[column].strip() if column < len(cells) else ""
        if number == before or not number:
            before = number
            continue
        before = number
        fresh = notes.execute("INSERT OR IGNORE INTO seen VALUES (?)", (number,)).rowcount
        if not fresh:
            notes.execute("INSERT OR IGNORE INTO scattered VALUES (?)", (number,))


def _runs(rows: Iterator[Row], column: int) -> Iterator[list[Row]]:
    run: list[Row] = []
    of: str | None = None
    for row in rows:
        cells = row[1]
        number = cells[column].strip() if column < len(cells) else ""
        if run and (number != of or not number):
            yield run
            run = []
        of = number
        run.append(row)
    if run:
        yield run


def _is_scattered(notes: sqlite3.Connection, number: str) -> bool:
    found = notes.execute("SELECT 1 FROM scattered WHERE number = ?", (number,))
    return found.fetchone() is not None


def _waiting(notes: sqlite3.Connection) -> Iterator[list[Row]]:
    notes.execute("CREATE INDEX waiting_number ON waiting (number, at)")
    firsts = notes.execute("SELECT number FROM waiting GROUP BY number ORDER BY MIN(at)")
    for (number,) in firsts:
        rows = notes.execute(
            "SELECT at, cells, fault FROM waiting WHERE number = ? ORDER BY at", (number,)
        )
        yield [(at, json.loads(cells), fault) for at, cells, fault in rows]


def _number(cells: list[str], column: int) -> str:
    return cells[column].strip() if column < len(cells) else ""
