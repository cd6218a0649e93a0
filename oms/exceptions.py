"""What does not add up and waits for a person: one open case for each kind and subject."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import clock
from oms.inserts import NewRow
from oms.tables.messages import ExceptionCase

CASE = NewRow(ExceptionCase, "id")
LOW_STOCK = "low_stock"
LEDGER_AWAY = "ledger_out_of_reach"


def open_case(books: Session, kind: str, subject: str, detail: str) -> bool:
    """Open a case, or bring the words of an open one up to date; True when it is new."""
    found = _open(books, kind, subject)
    if found is not None:
        found.detail = detail
        return False
    # somebody else may open the same case at this moment: then it is theirs that is new
    opened = CASE.put(
        books, kind=kind, subject=subject, detail=detail, state="open", opened_at=clock.now()
    )
    return opened is not None


def resolve(books: Session, kind: str, subject: str) -> bool:
    """Close the open case, if there is one; it opens again when the same thing comes back."""
    found = _open(books, kind, subject)
    if found is None:
        return False
    found.state, found.resolved_at = "resolved", clock.now()
    books.flush()
    return True


def rename(books: Session, kinds: Iterable[str], was: str, subject: str) -> None:
    """Let open cases of these kinds go on under another subject: what they are about is renamed."""
    for kind in kinds:
        found = _open(books, kind, was)
        if found is not None:
            found.subject, found.detail = subject, found.detail.replace(was, subject)
    books.flush()


def waiting(books: Session) -> list[ExceptionCase]:
    """All open cases of what does not add up, the oldest first.

    That a product runs low adds up; its open alert (`oms.low_stock`) is only kept beside them.
    """
    wanted = select(ExceptionCase).where(
        ExceptionCase.state == "open", ExceptionCase.kind != LOW_STOCK
    )
    return list(books.scalars(wanted.order_by(ExceptionCase.opened_at, ExceptionCase.id)))


def subjects(books: Session, kind: str) -> list[str]:
    """The subjects of the open cases of a kind, the oldest first."""
    wanted = select(ExceptionCase.subject).where(
        ExceptionCase.state == "open", ExceptionCase.kind == kind
    )
    return list(books.scalars(wanted.order_by(ExceptionCase.id)))


def newest(books: Session, kind: str) -> int:
    """The id of the newest case of a kind, open or not; 0 when there never was one."""
    wanted = select(func.coalesce(func.max(ExceptionCase.id), 0)).where(ExceptionCase.kind == kind)
    return books.scalars(wanted).one()


def _open(books: Session, kind: str, subject: str) -> ExceptionCase | None:
    wanted = select(ExceptionCase).where(
        ExceptionCase.kind == kind, ExceptionCase.subject == subject, ExceptionCase.state == "open"
    )
    return books.scalars(wanted).first()
