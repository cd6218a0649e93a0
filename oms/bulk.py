"""Writing many rows at once, past the mapper: what an import needs to be fast on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from oms.tables.everything import METADATA

Row = Sequence[Any]


class Bulk:
    """Rows into tables, in the transaction of the books; values are trusted and typed already."""

    def __init__(self, books: Session) -> None:
        self._driver: Any = books.connection().connection.driver_connection
        self._is_sqlite = books.get_bind().dialect.name == "sqlite"
        self.pair_marks = "(?, ?)" if self._is_sqlite else "(?::bigint, ?::bigint)"

    def time(self, moment: dt.datetime) -> Any:
        """A moment as the driver wants it."""
        if self._is_sqlite:
            return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        return moment

    def lock(self, name: str) -> None:
        """Let nobody else hold this lock until the transaction ends; SQLite has one writer."""
        if not self._is_sqlite:
            self._driver.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (name,))

    def ids(self, table: str, count: int) -> Sequence[int]:
        """The ids for so many new rows of a table; nobody else gets them."""
        if count == 0:
            return ()
        if self._is_sqlite:
            # the one writer that SQLite has is us, until we commit
            row = self._driver.execute(f"SELECT COALESCE(MAX(id), 0) FROM {_known(table)}")  # noqa: S608
            first = row.fetchone()[0] + 1
            return range(first, first + count)
        question = f"SELECT nextval('{_known(table)}_id_seq') FROM generate_series(1, %s)"  # noqa: S608
        return [row[0] for row in self._driver.execute(question, (count,))]

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Insert rows; each has its values in the order of `columns`."""
        names = ", ".join(f'"{column}"' for column in columns)
        if self._is_sqlite:
            marks = ", ".join("?" * len(columns))
            self._driver.executemany(
                f"INSERT INTO {_known(table)} ({names}) VALUES ({marks})",  # noqa: S608
                rows,
            )
            return
        with (
            self._driver.cursor() as cursor,
            cursor.copy(f"COPY {_known(table)} ({names}) FROM STDIN") as copy,
        ):
            copy.write("".join(map(_copied, rows)))

    def run(self, statement: str, rows: Iterable[Row]) -> None:
        """Run one statement for each row; its marks are written as ?."""
        if self._is_sqlite:
            self._driver.executemany(statement, rows)
            return
        with self._driver.cursor() as cursor:
            cursor.executemany(statement.replace("?", "%s"), list(rows))

    def ask(self, statement: str, values: Row) -> list[tuple[Any, ...]]:
        """Rows of a question; its marks are written as ?."""
        if self._is_sqlite:
            return list(self._driver.execute(statement, tuple(values)).fetchall())
        return list(self._driver.execute(statement.replace("?", "%s"), tuple(values)).fetchall())


def _known(table: str) -> str:
    return METADATA.tables[table].name


def _copied(row: Row) -> str:
    """A row as PostgreSQL's COPY reads it."""
    return "\t".join([_cell(value) for value in row]) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        if "\\" in value or "\t" in value or "\n" in value or "\r" in value:
            escaped = value.replace("\\", "\\\\").replace("\t", "\\t")
            return escaped.replace("\n", "\\n").replace("\r", "\\r")
        return value
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return str(value)
