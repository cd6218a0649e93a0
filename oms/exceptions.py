"""What does not add up and waits for a person: one open case for each kind and subject."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import clock
from oms.tables.messages import ExceptionCase


def open_case(books: Session, kind: str, subject: str, detail: str) -> bool:
    """Open a case, or bring the words of an open one up to date; True when it is new."""
    found = _open(books, kind, subject)
    if found is not None:
        found.detail = detail
        return False
    books.add(ExceptionCase(kind=kind, subject=subject, detail=detail, opened_at=clock.now()))
    books.flush()
    return True


def resolve(books: Session, kind: str, subject: str) -> bool:
    """Close the open case, if there is one; it opens again when the same thing comes back."""
    found = _open(books, kind, subject)
    if found is None:
        return False
    found.state, found.resolved_at = "resolved", clock.now()
    books.flush()
    return True


def waiting(books: Session) -> list[ExceptionCase]:
    """All open cases, the oldest first."""
    wanted = select(ExceptionCase).where(ExceptionCase.state == "open")
    return list(books.scalars(wanted.order_by(ExceptionCase.opened_at, ExceptionCase.id)))


def _open(books: Session, kind: str, subject: str) -> ExceptionCase | None:
    wanted = select(ExceptionCase).where(
        ExceptionCase.kind == kind, ExceptionCase.subject == subject, ExceptionCase.state == "open"
    )
    return books.scalars(wanted).first()
