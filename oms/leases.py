"""Doing a job alone: who holds its lease, until when. `fence` grows with every new holder.

A lease runs out by itself. That of a process which ran here and is gone, killed as may be, is free
at once.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import socket
from functools import cache
from pathlib import Path

from sqlalchemy import Table, bindparam, false, select, update
from sqlalchemy.orm import Session

from oms import clock, questions
from oms.inserts import NewRow
from oms.tables.messages import Lease

LEASE = NewRow(Lease, "fence")
ROWS: Table = Lease.__table__  # type: ignore[assignment]
NAMED = ROWS.c.name == bindparam("its_name")
MINE = NAMED & (ROWS.c.holder == bindparam("its_holder"))
PROLONG = update(ROWS).where(MINE).values(until=bindparam("its_until")).returning(ROWS.c.fence)
RENEW = PROLONG.where(ROWS.c.fence == bindparam("its_fence"))
RELEASE = update(ROWS).where(MINE).values(until=bindparam("its_until"), holder="")
"""Every pass over the ledger asks these, some of them at each of its steps."""


def acquire(books: Session, name: str, holder: str, seconds: int) -> int | None:
    """Take or prolong a lease; gives its fence, or None while somebody else holds it."""
    now = clock.now()
    until = now + dt.timedelta(seconds=seconds)
    made = LEASE.put(books, name=name, holder=holder, fence=1, until=until)
    if made is not None:
        return int(made)
    mine = {"its_name": name, "its_holder": holder, "its_until": until}
    rows = questions.through(books)
    if (prolonged := rows.execute(PROLONG, mine).scalar()) is not None:
        return int(prolonged)
    held_by = rows.execute(select(ROWS.c.holder).where(ROWS.c.name == name)).scalar_one()
    free = (ROWS.c.until < now) | (ROWS.c.holder == held_by if is_gone(held_by) else false())
    taken = (
        update(ROWS)
        .where(ROWS.c.name == name, free)
        .values(holder=holder, until=until, fence=ROWS.c.fence + 1)
        .returning(ROWS.c.fence)
    )
    fence = rows.execute(taken).scalar()
    return None if fence is None else int(fence)


def renew(books: Session, name: str, holder: str, fence: int, seconds: int) -> bool:
    """Prolong a lease that was taken with this fence; False: somebody else has had it since."""
    until = clock.now() + dt.timedelta(seconds=seconds)
    mine = {"its_name": name, "its_holder": holder, "its_fence": fence, "its_until": until}
    return questions.through(books).execute(RENEW, mine).scalar() is not None


def new_holder() -> str:
    """A name for a holder in this process, by which others can tell when the process is gone."""
    return f"{_here()} {os.getpid()} {secrets.token_hex(4)}"


def is_gone(holder: str) -> bool:
    """Whether a holder's process ran here and has ended; of other machines nobody can say."""
    here, _, rest = holder.partition(" ")
    pid = rest.partition(" ")[0]
    if here != _here() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


@cache
def _here() -> str:
    """Where a process id means something: this machine, and in Linux this namespace of ids."""
    try:
        space = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        space = 0
    return f"{socket.gethostname()}/{space}".replace(" ", "_")


def release(books: Session, name: str, holder: str) -> None:
    """Give a lease back at once, so that the next need not wait for it to run out."""
    past = clock.now() - dt.timedelta(seconds=1)
    mine = {"its_name": name, "its_holder": holder, "its_until": past}
    questions.through(books).execute(RELEASE, mine)
