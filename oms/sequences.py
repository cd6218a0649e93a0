"""The next number of a kind of document; numbers are never handed out twice.

On PostgreSQL the numbers of documents come from sequences of the database, so that two who ship at
the same moment do not wait for each other; a transaction that fails leaves a gap, and a rehearsal
none. On SQLite, with its one writer, they stand in a table, and so does whatever is counted rarely
on both.
"""

from __future__ import annotations

import secrets
from functools import cache

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from oms import questions
from oms.rehearsal import is_rehearsed
from oms.tables.settings import NUMBERED, Sequence

# past orders that are imported get numbers of their own, so that the shop's stay short
FIRST = {"order": 1001, "past_order": 100_001, "past_return": 100_001}


MORE = text(
    "INSERT INTO sequences (kind, next) VALUES (:kind, :after)"
    " ON CONFLICT (kind) DO UPDATE SET next = sequences.next + :count RETURNING next"
)


def take(books: Session, kind: str) -> int:
    """Hand out one number."""
    return several(books, kind, 1)[0]


def several(books: Session, kind: str, count: int) -> list[int]:
    """Hand out `count` numbers, each higher than the one before."""
    if is_rehearsed(books):
        return for_a_moment(count)
    if _is_sequence(books, kind):
        return list(questions.through(books).execute(_next(kind), {"count": count}).scalars())
    told = {"kind": kind, "after": FIRST.get(kind, 1) + count, "count": count}
    after: int = questions.through(books).execute(MORE, told).scalar_one()
    return list(range(after - count, after))


def for_a_moment(count: int) -> list[int]:
    """Numbers that no document keeps: a sequence does not take back what it handed out.

    Below zero and at random, so that nobody who writes at the same moment has them.
    """
    lowest = -count - secrets.randbelow(10**9)
    return list(range(lowest, lowest + count))


def start_at(books: Session, kind: str, number: int) -> None:
    """Let the next number of `kind` be `number`, unless higher ones were handed out already."""
    if _is_sequence(books, kind):
        moved = f"""
            SELECT setval('numbers_{kind}', CASE WHEN NOT is_called AND last_value = :first
                THEN :number ELSE GREATEST(:number, last_value + is_called::int) END, false)
            FROM numbers_{kind}"""  # noqa: S608
        books.execute(text(moved), {"number": number, "first": FIRST.get(kind, 1)})
        return
    row = books.get(Sequence, kind, populate_existing=True)
    if row is None:
        books.add(Sequence(kind=kind, next=number))
    else:
        row.next = max(row.next, number)
    books.flush()


@cache
def _next(kind: str) -> TextClause:
    return text(f"SELECT nextval('numbers_{kind}') FROM generate_series(1, :count)")  # noqa: S608


def _is_sequence(books: Session, kind: str) -> bool:
    return kind in NUMBERED and books.get_bind().dialect.name == "postgresql"
