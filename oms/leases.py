"""Doing a job alone: who holds its lease, until when. `fence` grows with every new holder."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from oms import clock
from oms.tables.messages import Lease


def acquire(books: Session, name: str, holder: str, seconds: int) -> int | None:
    """Take or prolong a lease; gives its fence, or None while somebody else holds it."""
    now = clock.now()
    until = now + dt.timedelta(seconds=seconds)
    insert = sqlite.insert if books.get_bind().dialect.name == "sqlite" else postgresql.insert
    made = books.execute(
        insert(Lease)
        .values(name=name, holder=holder, fence=1, until=until)
        .on_conflict_do_nothing()
        .returning(Lease.fence)
    ).scalar_one_or_none()
    if made is not None:
        return int(made)
    prolonged = books.execute(
        update(Lease).where(Lease.name == name, Lease.holder == holder).values(until=until)
    )
    if not prolonged.rowcount:  # type: ignore[attr-defined]
        books.execute(
            update(Lease)
            .where(Lease.name == name, Lease.until < now)
            .values(holder=holder, until=until, fence=Lease.fence + 1)
        )
    mine = select(Lease.fence).where(Lease.name == name, Lease.holder == holder)
    return books.scalars(mine).first()


def holds(books: Session, name: str, holder: str, fence: int) -> bool:
    """Whether the lease is still the one that was taken: a paused holder must not write."""
    mine = select(Lease).where(
        Lease.name == name, Lease.holder == holder, Lease.fence == fence, Lease.until >= clock.now()
    )
    return books.scalars(mine).first() is not None


def release(books: Session, name: str, holder: str) -> None:
    """Give a lease back at once, so that the next need not wait for it to run out."""
    past = clock.now() - dt.timedelta(seconds=1)
    mine = (Lease.name == name) & (Lease.holder == holder)
    books.execute(update(Lease).where(mine).values(until=past, holder=""))
