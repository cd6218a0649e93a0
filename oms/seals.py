"""The chain of seals over the history: whoever changes, removes or adds a row later is found out.

Each seal holds the SHA-256 of its row and of the seal before it. Rows are sealed shortly after they
were committed, in an order of their own (docs/decisions/0011-sealed-history.md says why).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Select, exists, func, insert, select
from sqlalchemy.orm import Session

from oms import clock, leases
from oms.database import Database
from oms.tables.messages import History, HistorySeal

LEASE, LEASE_SECONDS = "seals", 60
BATCH = 2_000
LOOK_BACK = 5_000
"""Ids below the newest sealed row in which a transaction that was slow to commit is looked for."""
START = "0" * 64
"""What stands before the first seal."""
PATIENCE = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Fault:
    """Something wrong with the chain.

    `kind` is broken (a link), gap (a seal), missing or changed (a row), unsealed (a row that waits
    too long) or mark (the chain is not the one that was noted).
    """

    kind: str
    seal: int | None
    row: int | None
    words: str


@dataclass
class Audit:
    """What a walk along the chain found."""

    sealed: int = 0
    head: str = START
    faults: list[Fault] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """The number and hash of the last seal: noted elsewhere, it proves the chain up to it."""
        return f"{self.sealed}:{self.head}"


def seal(books: Session, holder: str, *, whole: bool = False) -> int:
    """Seal rows of the history that are not sealed yet, at most `BATCH`, by lease.

    Args:
        books: open for writing.
        holder: who seals, as `leases.new_holder` names it.
        whole: look for them in the whole history, not only near its end.

    Returns:
        How many were sealed; 0 also while somebody else seals.
    """
    if leases.acquire(books, LEASE, holder, LEASE_SECONDS) is None:
        return 0
    last = books.scalars(select(HistorySeal).order_by(HistorySeal.number.desc()).limit(1)).first()
    number, before = (last.number, last.hash) if last else (0, START)
    rows = books.scalars(_unsealed(books, whole=whole).order_by(History.id).limit(BATCH)).all()
    made = []
    for row in rows:
        number += 1
        after = hash_of(number, before, row)
        made.append({"number": number, "history_id": row.id, "before": before, "hash": after})
        before = after
    if made:
        books.execute(insert(HistorySeal), made)
    leases.release(books, LEASE, holder)
    return len(made)


def keep_sealed(database: Database, *, whole: bool = False) -> int:
    """Seal all that waits, a transaction a batch; gives how many rows that were."""
    with database.reading() as books:
        if books.scalars(_unsealed(books, whole=whole).limit(1)).first() is None:
            return 0
    holder, total = leases.new_holder(), 0
    while True:
        sealed = database.write(lambda books: seal(books, holder, whole=whole))
        total += sealed
        if sealed < BATCH:
            return total


def audit(database: Database, *, mark: str | None = None) -> Audit:
    """Walk along the whole chain, after sealing what is not sealed yet.

    Args:
        database: the shop's.
        mark: a former `Audit.mark` (the hash may be cut short); the chain must still hold it.

    Returns:
        What was found; without faults, no row was changed or removed since it was sealed.
    """
    with database.reading() as books:
        overdue = list(_overdue(books))
    keep_sealed(database, whole=True)
    with database.reading() as books:
        found = _walked(books)
        found.faults += overdue
        if mark is not None and not _holds(books, mark):
            words = f"the chain no longer holds {mark}: it was cut off or made anew"
            found.faults.append(Fault("mark", None, None, words))
    return found


def canonical(row: History) -> bytes:
    """A row as it is hashed: compact JSON of its fields, keys sorted, the time in UTC."""
    told = [
        row.id, row.at.astimezone(dt.UTC).isoformat(timespec="microseconds"), row.by_id, row.source,
        row.what, row.about_kind, row.about_id, row.before, row.after, row.reason,
    ]  # fmt: skip
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def hash_of(number: int, before: str, row: History) -> str:
    """The hash that seal `number` of a row has, after a seal whose hash is `before`."""
    return hashlib.sha256(f"{number}\n{before}\n".encode() + canonical(row)).hexdigest()


def _unsealed(books: Session, *, whole: bool) -> Select[History]:
    sealed = exists().where(HistorySeal.history_id == History.id)
    wanted = select(History).where(~sealed)
    if whole:
        return wanted
    newest = books.scalars(select(func.max(HistorySeal.history_id))).one() or 0
    return wanted.where(History.id > newest - LOOK_BACK)


def _overdue(books: Session) -> Iterator[Fault]:
    """Rows that the running program should have sealed long ago."""
    late = _unsealed(books, whole=True).where(History.at < clock.now() - PATIENCE)
    for row in books.scalars(late.order_by(History.id)):
        words = f"“{row.what}” of {row.at:%Y-%m-%d %H:%M} UTC waited too long to be sealed"
        yield Fault("unsealed", None, row.id, words)


def _walked(books: Session) -> Audit:
    found, broken = Audit(), False
    pairs = (
        select(HistorySeal, History)
        .outerjoin(History, History.id == HistorySeal.history_id)
        .order_by(HistorySeal.number)
        .execution_options(yield_per=BATCH)
    )
    for link, row in books.execute(pairs):
        if not broken and (fault := _broken(found, link)):
            found.faults.append(fault)
            broken = True
        if fault := _differs(link, row):
            found.faults.append(fault)
        found.sealed, found.head = link.number, link.hash
    return found


def _broken(before: Audit, link: HistorySeal) -> Fault | None:
    """What is wrong between a seal and the one before it."""
    if link.number != before.sealed + 1:
        words = f"seals {before.sealed + 1} to {link.number - 1} are gone"
        return Fault("gap", link.number, link.history_id, words)
    if link.before != before.head:
        words = f"seal {link.number} does not follow from seal {before.sealed}"
        return Fault("broken", link.number, link.history_id, words)
    return None


def _differs(link: HistorySeal, row: History | None) -> Fault | None:
    """What is wrong with the row that a seal was put on."""
    if row is None:
        words = f"row {link.history_id} of the history is gone"
        return Fault("missing", link.number, link.history_id, words)
    if hash_of(link.number, link.before, row) != link.hash:
        words = f"row {row.id} (“{row.what}”) is not what was sealed"
        return Fault("changed", link.number, row.id, words)
    return None


def _holds(books: Session, mark: str) -> bool:
    number, _, wanted = mark.partition(":")
    if number == "0":
        return True
    link = books.get(HistorySeal, int(number)) if number.isdecimal() else None
    return link is not None and bool(wanted) and link.hash.startswith(wanted)
