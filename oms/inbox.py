"""What came in from outside, kept before it is acted on; a repeat is recognised by its key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from oms import clock
from oms.tables.messages import InboxEvent


def keep(books: Session, source: str, key: str, payload: dict[str, Any]) -> int | None:
    """Keep an event; gives its id, or None when it is known already."""
    insert = sqlite.insert if books.get_bind().dialect.name == "sqlite" else postgresql.insert
    kept = books.execute(
        insert(InboxEvent)
        .values(
            source=source,
            key=key,
            payload=payload,
            state="received",
            attempts=0,
            received_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(InboxEvent.id)
    )
    return kept.scalar_one_or_none()


def waiting(books: Session, source: str) -> list[InboxEvent]:
    """Events that were kept and not yet acted on, oldest first."""
    wanted = select(InboxEvent).where(InboxEvent.source == source, InboxEvent.state == "received")
    return list(books.scalars(wanted.order_by(InboxEvent.id)))


def claim(books: Session, event_id: int) -> InboxEvent | None:
    """The event, locked, if nobody has acted on it yet; None when somebody has or is about to."""
    wanted = select(InboxEvent).where(InboxEvent.id == event_id, InboxEvent.state == "received")
    return books.scalars(wanted.with_for_update(skip_locked=True)).first()


def done(event: InboxEvent) -> None:
    """Say that the event was acted on, in the transaction of its effects."""
    event.state, event.done_at = "done", clock.now()
    event.attempts += 1


def failed(event: InboxEvent, error: str) -> None:
    """Say that acting on the event failed for good, and why; it is not tried again."""
    event.state, event.done_at, event.error = "failed", clock.now(), error[:500]
    event.attempts += 1
