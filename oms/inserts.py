"""Inserting rows unless they are there, on both databases; the statements are built once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from oms.tables.base import Base


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


class Overwriting:
    """Rows of one table whose key may be there; then some of their columns are written over."""

    def __init__(self, mapped: type[Base], *columns: str) -> None:
        """Of a table, writing over these columns."""
        table: Table = mapped.__table__  # type: ignore[assignment]
        self._statements: dict[str, Executable] = {}
        for kind, row in (
            ("sqlite", sqlite.insert(table)),
            ("postgresql", postgresql.insert(table)),
        ):
            over = {column: row.excluded[column] for column in columns}
            self._statements[kind] = row.on_conflict_do_update(
                index_elements=[key.name for key in table.primary_key], set_=over
            )

    def put(self, books: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write rows; in the session no object of them is renewed."""
        if rows:
            books.connection().execute(self._statements[books.get_bind().dialect.name], rows)
