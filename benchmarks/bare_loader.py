"""The floor of an import: rows that are ready, into tables that are there, by the driver alone.

    python -m benchmarks.bare_loader DATABASE_URL ROWS_FOLDER

Each file of the folder is one table: CSV with a heading; an empty cell is NULL.
"""

from __future__ import annotations

import csv
import itertools
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg

CHUNK = 20_000
Rows = list[list[str | None]]


def main(url: str, folder: Path) -> None:
    """Load every table, in the order of the file names."""
    load = _into_sqlite if url.startswith("sqlite:") else _into_postgresql
    load(url, sorted(folder.glob("*.csv")))


def _into_sqlite(url: str, files: list[Path]) -> None:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
    for table, columns, chunks in map(_opened, files):
        marks = ", ".join("?" * len(columns))
        for chunk in chunks:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608
                chunk,
            )
            connection.execute("COMMIT")


def _into_postgresql(url: str, files: list[Path]) -> None:
    address = url.replace("postgresql+psycopg:", "postgresql:", 1)
    with psycopg.connect(address) as connection:
        for table, columns, chunks in map(_opened, files):
            for chunk in chunks:
                with (
                    connection.cursor() as cursor,
                    cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
                ):
                    for row in chunk:
                        copy.write_row(row)
                connection.commit()


def _opened(path: Path) -> tuple[str, list[str], Iterator[Rows]]:
    """Table, columns, and its rows in chunks."""
    rows = csv.reader(path.open(newline="", encoding="utf-8"))
    columns = [f'"{name}"' for name in next(rows)]

    def chunks() -> Iterator[Rows]:
        while some := list(itertools.islice(rows, CHUNK)):
            yield [[cell or None for cell in row] for row in some]

    return path.stem.split("-", 1)[1], columns, chunks()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
