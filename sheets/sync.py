"""One pass of the ledger: read once, book what people typed, write once, verify.

What is booked, what is meant to be written and the message to the owner are in one transaction of
the database. The write is one atomic batch that carries a receipt; whoever comes later learns from
the receipt in `_sync!A1` whether it landed. An intention is booked under a key that names the
receipt it was read with, so a cell that is seen again before our answer landed is not booked again.
"""

from __future__ import annotations

import datetime as dt
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, clock, leases, settings, stock
from oms.database import Database
from oms.tables.messages import History
from oms.tables.sheet import LedgerBatch
from sheets import reconcile, remember
from sheets.grid import Batch, Ledger, Snapshot, Write
from sheets.reconcile import Reading
from sheets.remember import Memory
from sheets.settle import settle
from sheets.tab import Row, Tab
from sheets.taking import RowRead, Taken, Taking

LEASE, LEASE_SECONDS = "ledger", 30
MOST_REPAIRS = 8
LOOK_AGAIN = 600


@dataclass
class PassReport:
    """What a pass did."""

    idle: bool = False
    busy: bool = False
    """Another program holds the ledger; nothing was done."""
    booked: int = 0
    written: int = 0
    problems: int = 0
    repairs: int = 0
    paused: list[str] = field(default_factory=list)
    """Tabs whose key column was not found."""


@dataclass
class _Planned:
    """What one transaction decided."""

    batch: Batch
    widths: Mapping[str, int]
    report: PassReport


class Sync:
    """Keeps one spreadsheet in step; remembers between passes only what saves a read."""

    def __init__(self, database: Database, ledger: Ledger, tabs: Sequence[Tab]) -> None:
        self._database, self._ledger, self._tabs = database, ledger, tabs
        self._holder = leases.new_holder()
        self._seen: tuple[str, tuple[int, int]] | None = None
        self._looked_at = 0.0

    def pass_once(self, *, force: bool = False, dry_run: bool = False) -> PassReport:
        """One pass.

        Raises:
            LedgerUnreachable, LedgerRefused: nothing is lost; the next pass settles it.
        """
        version = self._ledger.version()
        stamp = self._stamp()
        if not force and not dry_run and self._seen == (version, stamp) and not self._is_long_ago():
            return PassReport(idle=True)
        self._looked_at = time.monotonic()
        snapshot = self._read_settled(dry_run=dry_run)
        if snapshot is None:
            return PassReport(busy=True)
        planned = self._decide(snapshot, dry_run=dry_run)
        if planned is None:
            return PassReport(busy=True)
        if dry_run:
            return planned.report
        try:
            if planned.batch.writes or planned.batch.notes:
                self._ledger.write(planned.batch, planned.widths)
                planned.report.repairs = self._verify(planned.batch.id, planned.widths)
        finally:
            self._database.write(lambda books: leases.release(books, LEASE, self._holder))
        # what somebody typed since our read is in no version that we asked for before it
        changed = planned.report.written or planned.report.booked or planned.report.repairs
        self._seen = None if changed else (version, stamp)
        return planned.report

    def _is_long_ago(self) -> bool:
        """Whether to look although nothing seems to have changed: Drive may be late to say."""
        return time.monotonic() - self._looked_at > LOOK_AGAIN

    def _read_settled(self, *, dry_run: bool) -> Snapshot | None:
        """A read of the ledger whose last batch is accounted for; None while another has it."""
        titles = [tab.title for tab in self._tabs]
        snapshot = self._ledger.read(titles)
        with self._database.reading() as books:
            left = self._memory(books).on_its_way(snapshot.receipt)
        if left is None or dry_run:
            return snapshot
        with self._database.writing() as books:
            if leases.acquire(books, LEASE, self._holder, LEASE_SECONDS) is None:
                return None
        # a former program wrote this batch and did not live to see what it hit
        self._verify(snapshot.receipt, _widths(self._tabs, snapshot))
        return self._ledger.read(titles)

    def _verify(self, batch_id: str, widths: Mapping[str, int]) -> int:
        """See what a batch hit, account for it, and put back what was somebody's.

        Returns:
            How many cells were put back.
        """
        repairs = 0
        for _ in range(MOST_REPAIRS):
            before = self._ledger.pre_image(widths)
            if before.receipt != batch_id:
                break
            mending = self._account(batch_id, before, widths)
            if mending is None:
                break
            repairs += len(mending.writes)
            self._ledger.write(mending, widths)
            batch_id = mending.id
        return repairs

    def _account(self, batch_id: str, before: Snapshot, widths: Mapping[str, int]) -> Batch | None:
        """Book what a batch hit; gives the batch that mends it, recorded, when one is needed."""

        def account(books: Session) -> Batch | None:
            memory = self._memory(books)
            batch = books.get_one(LedgerBatch, batch_id)
            writes = [Write(*intent) for intent in batch.intents]
            settled = settle(self._tabs, writes, before.tables)
            memory.account(batch_id, settled)
            if not settled.back:
                return None
            self._seen = None
            mending = Batch(
                secrets.token_hex(8),
                settled.back,
                (),
                {title: before.tables[title].height for title in widths},
            )
            memory.intend(mending.id, settled.back, position=batch.position)
            return mending

        return self._database.write(account)

    def _memory(self, books: Session) -> Memory:
        return Memory(books, {tab.title: tab.remembered for tab in self._tabs})

    def _decide(self, snapshot: Snapshot, *, dry_run: bool) -> _Planned | None:
        def decide(books: Session) -> _Planned | None:
            if leases.acquire(books, LEASE, self._holder, LEASE_SECONDS) is None:
                return None
            planned = self._plan(books, snapshot)
            if dry_run:
                raise _DryRun(planned)
            return planned

        try:
            return self._database.write(decide)
        except _DryRun as done:
            return done.planned

    def _plan(self, books: Session, snapshot: Snapshot) -> _Planned:
        memory = self._memory(books)
        report = PassReport()
        taking = Taking(books, actors.ledger(books), snapshot.receipt)
        taken: dict[str, Taken] = {}
        readings: dict[str, Reading] = {}
        for tab in self._tabs:
            table = snapshot.tables[tab.title]
            readings[tab.title] = reading = reconcile.read(tab, table)
            if reading.paused:
                report.paused.append(tab.title)
            rows = [
                RowRead(key, reconcile.row_of(table, reading, place), *memory.of(tab.title, key))
                for key, place in reading.places.items()
            ]
            taken[tab.title] = tab.take(taking, rows) if tab.take else Taken()
            memory.keep(tab.title, rows)
            report.booked += taken[tab.title].booked
        bad = {title: one.bad for title, one in taken.items()}
        notes = remember.problems(books, bad, readings)
        report.problems = sum(len(one) for one in bad.values())
        return self._batch(books, snapshot, readings, taken, memory, report, notes)

    def _batch(  # noqa: PLR0913, PLR0917  everything the batch is made of
        self,
        books: Session,
        snapshot: Snapshot,
        readings: Mapping[str, Reading],
        taken: Mapping[str, Taken],
        memory: Memory,
        report: PassReport,
        notes: Sequence[tuple[str, int, int, str]],
    ) -> _Planned:
        writes: dict[str, list[Write]] = {}
        heights: dict[str, int] = {}
        now = _said(clock.now(), settings.zone(books))
        for tab in self._tabs:
            table, reading = snapshot.tables[tab.title], readings[tab.title]
            rows = _with_notes(tab.rows(books), taken[tab.title])
            absent = memory.absent(tab.title, set(rows) - set(reading.places))
            writes[tab.title] = reconcile.writes(
                tab, table, reading, rows, blank=taken[tab.title].blank, absent=absent
            )
            writes[tab.title] += reconcile.stamps(tab, table, reading, writes[tab.title], now)
            deepest = max((write.row + 1 for write in writes[tab.title]), default=0)
            heights[tab.title] = max(table.height, deepest)
        batch_id = secrets.token_hex(8)
        flat = [write for one in writes.values() for write in one]
        report.written = len(flat)
        if flat or notes:
            memory.intend(batch_id, flat, position=stock.position(books))
        widths = _widths(self._tabs, snapshot)
        return _Planned(Batch(batch_id, flat, notes, heights), widths, report)

    def _stamp(self) -> tuple[int, int]:
        """Changes whenever the books have something new to show."""
        with self._database.reading() as books:
            last = books.scalars(select(History.id).order_by(History.id.desc()).limit(1)).first()
            return stock.position(books), last or 0


def _said(moment: dt.datetime, zone: str) -> str:
    """A moment as the shop's wall clock shows it: Tue 24 Nov 14:00."""
    return f"{moment.astimezone(ZoneInfo(zone)):%a %-d %b %H:%M}"


def _widths(tabs: Sequence[Tab], snapshot: Snapshot) -> dict[str, int]:
    """How many columns of each tab the pre-image holds."""
    return {tab.title: max(len(snapshot.tables[tab.title].heading), 1) for tab in tabs}


class _DryRun(Exception):
    """Leaves the transaction without keeping anything."""

    def __init__(self, planned: _Planned) -> None:
        self.planned = planned
        super().__init__()


def _with_notes(rows: Mapping[str, Row], taken: Taken) -> Mapping[str, Row]:
    """The rows of the books with what is to be said beside them."""
    if not taken.say:
        return rows
    noted = dict(rows)
    for key, words in taken.say.items():
        if key in noted:
            noted[key] = {**noted[key], "Note from assistant": words}
    return noted
