"""Inserting a row unless it is there, on both databases; the statement is built once."""

from __future__ import annotations

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
