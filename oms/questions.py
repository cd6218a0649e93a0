"""Asking for columns past the mapper: nobody holds them as objects, so it costs half."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVarTuple

from sqlalchemy import Connection, CursorResult
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TypedReturnsRows

Columns = TypeVarTuple("Columns")


def ask(
    books: Session,
    question: TypedReturnsRows[*Columns],
    values: Mapping[str, Any] | None = None,
) -> CursorResult[*Columns]:
    """The rows that a question put together before has now; what was changed is written first.

    Args:
        books: open books.
        question: a select of columns, never of mapped objects.
        values: of its bound parameters.
    """
    return through(books).execute(question, values)


def through(books: Session) -> Connection:
    """The connection of open books, for several questions; what was changed is written first."""
    books.flush()
    return books.connection()
