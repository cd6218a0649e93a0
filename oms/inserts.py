"""Inserting rows unless they are there, on both databases; the statements are built once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from oms.tables.base import Base

Columns = ReadOnlyColumnCollection[str, Any]


class NewRow:
    """A row of one table, whose unique columns say whether it is there already."""

    def __init__(self, mapped: type[Base], gives: str) -> None:
        """Of a table, giving the value of its column `gives`."""
        table: Table = mapped.__table__  # type: ignore[assignment]
        given: ColumnElement[Any] = table.c[gives]
        self._statements: dict[str, Executable] = {
            "sqlite": sqlite.insert(table).on_conflict_do_nothing().returning(given),
            "postgresql": postgresql.insert(table).on_conflict_do_nothing().returning(given),
        }

    def put(self, books: Session, **values: Any) -> Any | None:
        """Insert it; gives the value it was asked to give, or None when the row was there.

        While another transaction inserts the same row, this waits for it to end.
        """
        statement = self._statements[books.get_bind().dialect.name]
        # past the mapper: nobody holds the row as an object yet
        return books.connection().execute(statement, values).scalar_one_or_none()


def updating(
    mapped: type[Base],
    after: Callable[[Columns], Mapping[str, ColumnElement[Any]]],
    where: Callable[[Columns], ColumnElement[bool]] | None = None,
) -> Mapping[str, Executable]:
    """Kind of database -> the statement that inserts a row, or updates the one with its key.

    Args:
        mapped: of which table.
        after: given the columns of the new row, what the columns of the row that is there become.
        where: given the same, whether that row is to change at all; None: it always is.
    """
    table: Table = mapped.__table__  # type: ignore[assignment]
    keys = [key.name for key in table.primary_key]
    rows = (("sqlite", sqlite.insert(table)), ("postgresql", postgresql.insert(table)))
    return {
        kind: row.on_conflict_do_update(
            index_elements=keys,
            set_=after(row.excluded),
            where=None if where is None else where(row.excluded),
        )
        for kind, row in rows
    }


class Overwriting:
    """Rows of one table whose key may be there; then some of their columns are written over."""

    def __init__(self, mapped: type[Base], *columns: str) -> None:
        """Of a table, writing over these columns."""
        self._statements = updating(mapped, lambda new: {column: new[column] for column in columns})

    def put(self, books: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write rows; in the session no object of them is renewed."""
        if rows:
            books.connection().execute(self._statements[books.get_bind().dialect.name], rows)
