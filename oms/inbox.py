"""What came in from outside, kept with its effects; a repeat is recognised by its key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, update
from sqlalchemy.orm import Session

from oms import clock
from oms.inserts import NewRow
from oms.tables.messages import InboxEvent

EVENTS: Table = InboxEvent.__table__  # type: ignore[assignment]
EVENT = NewRow(InboxEvent, "id")
MOST_ID = 2**63 - 1
"""What no id is above: more does not fit into the databases' numbers."""


def keep(books: Session, source: str, key: str, payload: dict[str, Any]) -> int | None:
    """Keep an event in the transaction that acts on it; None when it was acted on before.

    While another transaction acts on the same event, this waits for it to end.
    """
    now = clock.now()
    return EVENT.put(
        books,
        source=source,
        key=key,
        payload=payload,
        state="done",
        attempts=1,
        received_at=now,
        done_at=now,
    )


def failed(books: Session, event_id: int, error: str) -> None:
    """Say that acting on the event failed for good, and why; it is not tried again."""
    books.execute(
        update(EVENTS).where(EVENTS.c.id == event_id).values(state="failed", error=error[:500])
    )


def failed_before(books: Session, event_id: object) -> InboxEvent | None:
    """The event of that id on which acting failed for good; None: there is none such."""
    # a bool is an int, too, and no database takes it for one
    if type(event_id) is not int or not 0 < event_id <= MOST_ID:
        return None
    kept = books.get(InboxEvent, event_id)
    return kept if kept is not None and kept.state == "failed" else None
