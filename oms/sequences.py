"""The next number of a kind of document; numbers are never handed out twice."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms.tables.settings import Sequence

# past orders that are imported get numbers of their own, so that the shop's stay short
FIRST = {"order": 1001, "past_order": 100_001, "past_return": 100_001}


def take(books: Session, kind: str, count: int = 1) -> int:
    """Hand out `count` numbers in a row and give the first; the rest follow it.

    The row is locked until the transaction ends, so a number that is rolled back is not lost.
    """
    row = books.scalars(select(Sequence).where(Sequence.kind == kind).with_for_update()).first()
    if row is None:
        row = Sequence(kind=kind, next=FIRST.get(kind, 1))
        books.add(row)
    first = row.next
    row.next = first + count
    books.flush()
    return first


def start_at(books: Session, kind: str, number: int) -> None:
    """Let the next number of `kind` be `number`, unless higher ones were handed out already."""
    row = books.get(Sequence, kind)
    if row is None:
        books.add(Sequence(kind=kind, next=number))
    else:
        row.next = max(row.next, number)
    books.flush()
