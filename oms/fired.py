"""Scheduled things that are done once for each slot, also after a restart."""

from __future__ import annotations

from sqlalchemy.orm import Session

from oms import clock
from oms.inserts import NewRow
from oms.tables.messages import Fired

SLOT = NewRow(Fired, "slot")


def once(books: Session, name: str, slot: str) -> bool:
    """Claim a slot (a local date) for this transaction; False when it was done before."""
    return SLOT.put(books, name=name, slot=slot, fired_at=clock.now()) is not None


def done(books: Session, name: str, slot: str) -> bool:
    """Whether the slot was done."""
    return books.get(Fired, (name, slot)) is not None
