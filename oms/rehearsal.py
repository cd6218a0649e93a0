"""What something would come to: done, looked at and taken back, so that no preview differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

Outcome = TypeVar("Outcome")
REHEARSED = "backroom rehearsal"


def rehearse(books: Session, do: Callable[[], Outcome]) -> Outcome:
    """Do something, keep what it gives, and take back all that it wrote.

    Args:
        books: open for writing.
        do: gives plain values; rows that it read are out of date afterwards.

    Raises:
        Whatever `do` raises; nothing is written then either.
    """
    savepoint = books.begin_nested()
    outer = books.info.get(REHEARSED, False)
    books.info[REHEARSED] = True
    try:
        return do()
    finally:
        books.info[REHEARSED] = outer
        savepoint.rollback()


def is_rehearsed(books: Session) -> bool:
    """Whether what happens now is taken back in any case."""
    return bool(books.info.get(REHEARSED))
