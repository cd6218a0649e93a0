"""What came in from outside: kept before it is acted on, once; a repeat is recognised by its key.

Who brought it is told that it is here as soon as it is kept, and need not bring it again: whatever
happens then, it is still to be acted on. Whoever does so takes it in the same transaction.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Table, literal_column, select, update
from sqlalchemy.orm import Session

from oms import clock
from oms.inserts import NewRow
from oms.tables.messages import InboxEvent

EVENTS: Table = InboxEvent.__table__  # type: ignore[assignment]
EVENT = NewRow(InboxEvent, "id")
LEFT = "received"
IS_LEFT = EVENTS.c.state == literal_column(f"'{LEFT}'")
"""Written out, as the index of what is left has it."""
MOST_ID = 2**63 - 1
"""What no id is above: more does not fit into the databases' numbers."""


def keep(books: Session, source: str, key: str, payload: dict[str, Any]) -> int | None:
    """Keep an event that is to be acted on; None when it was kept before.

    While another transaction keeps the same event, this waits for it to end.
    """
    return EVENT.put(
        books,
        source=source,
        key=key,
        payload=payload,
        state=LEFT,
        attempts=0,
        received_at=clock.now(),
    )


def take(books: Session, event_id: int) -> bool:
    """Take an event in the transaction that acts on it; False when it was acted on before.

    While another transaction acts on the same event, this waits for it to end.
    """
    taken = update(EVENTS).where(EVENTS.c.id == event_id, IS_LEFT)
    done = books.execute(taken.values(state="done", done_at=clock.now()).returning(EVENTS.c.id))
    return done.one_or_none() is not None


def left(books: Session, source: str, before: dt.datetime) -> list[InboxEvent]:
    """Events of a source that came before a moment and that nobody acted on, oldest first."""
    came = select(InboxEvent).where(IS_LEFT, InboxEvent.received_at < before)
    # by the index of what is left: one by source would walk through all that ever came
    oldest = books.scalars(came.order_by(InboxEvent.received_at, InboxEvent.id))
    return [one for one in oldest if one.source == source]


def left_as(books: Session, source: str, key: str) -> int | None:
    """The event with that key, where nobody acted on it; None: somebody did."""
    of_it = select(EVENTS.c.id).where(EVENTS.c.source == source, EVENTS.c.key == key, IS_LEFT)
    return books.scalar(of_it)


def acted_on_since(books: Session, source: str, event_id: int) -> list[dict[str, Any]]:
    """What came after an event and was acted on before it."""
    later = select(EVENTS.c.payload).where(EVENTS.c.source == source, EVENTS.c.id > event_id)
    return list(books.scalars(later.where(EVENTS.c.state != LEFT)))


def tried(books: Session, event_id: int, times: int) -> int:
    """Count before it is tried once more, or take that back; gives how often it was by now."""
    once_more = update(EVENTS).where(EVENTS.c.id == event_id)
    counted = once_more.values(attempts=EVENTS.c.attempts + times).returning(EVENTS.c.attempts)
    return int(books.execute(counted).scalar_one())


def drop(books: Session, event_id: int, why: str) -> None:
    """Let go of what nobody can act on, nor tell anybody of."""
    dropped = update(EVENTS).where(EVENTS.c.id == event_id, IS_LEFT)
    books.execute(dropped.values(state="failed", error=why))


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
