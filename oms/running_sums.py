"""Adding to running sums, whether or not their rows are there: one statement, built once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from oms.inserts import updating
from oms.tables.base import Base


class RunningSum:
    """A column of a table that sums what happens to its key, such as levels and promises."""

    def __init__(self, mapped: type[Base], column: str) -> None:
        table: Table = mapped.__table__  # type: ignore[assignment]
        self._keys = [key.name for key in table.primary_key]
        self._statements = updating(mapped, lambda new: {column: table.c[column] + new[column]})

    def add(self, books: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add each row's units to its sum, in the order of the keys; they may be negative."""
        in_order = sorted(rows, key=lambda row: tuple(row[key] for key in self._keys))
        if in_order:
            # past the mapper: nobody holds these rows as objects
            statement = self._statements[books.get_bind().dialect.name]
            books.connection().execute(statement, in_order)
