"""Scheduled things that are done once for each slot, also after a restart."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from oms import clock
from oms.tables.messages import Fired


def once(books: Session, name: str, slot: str) -> bool:
    """Claim a slot (a local date) for this transaction; False when it was done before."""
    insert = sqlite.insert if books.get_bind().dialect.name == "sqlite" else postgresql.insert
    claimed = books.execute(
        insert(Fired)
        .values(name=name, slot=slot, fired_at=clock.now())
        .on_conflict_do_nothing()
        .returning(Fired.slot)
    )
    return claimed.first() is not None


def done(books: Session, name: str, slot: str) -> bool:
    """Whether the slot was done."""
    return books.get(Fired, (name, slot)) is not None
