"""One pass of the ledger: read once, book what people typed, write once, verify.

What is booked, what is meant to be written and the message to the owner are in one transaction of
the database. The write is one atomic batch that carries a receipt; whoever comes later learns from
the receipt in `_sync!A1` whether it landed. An intention is booked under a key that names the
receipt it was read with, so a cell that is seen again before our answer landed is not booked again.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from oms import actors, clock, leases, stock
from oms.database import Database
from oms.errors import ShopError
from oms.tables.messages import History
from oms.tables.sheet import LedgerBatch
from sheets import reconcile, remember
from sheets.grid import Batch, Ledger, Snapshot, Write
from sheets.reconcile import PutBack, Reading
from sheets.remember import Memory
from sheets.tab import Row, Tab
from sheets.taking import RowRead, Taken, Taking

LEASE, LEASE_SECONDS = "ledger", 30
MOST_REPAIRS = 8


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
    writes: Mapping[str, Sequence[Write]]
    widths: Mapping[str, int]
    report: PassReport


class Sync:
    """Keeps one spreadsheet in step; remembers between passes only what saves a read."""

    def __init__(self, database: Database, ledger: Ledger, tabs: Sequence[Tab]) -> None:
        self._database, self._ledger, self._tabs = database, ledger, tabs
        self._holder = secrets.token_hex(8)
        self._seen: tuple[str, tuple[int, int]] | None = None

    def pass_once(self, *, force: bool = False, dry_run: bool = False) -> PassReport:
        """One pass.

        Raises:
            LedgerUnreachable, LedgerRefused: nothing is lost; the next pass settles it.
        """
        version = self._ledger.version()
        stamp = self._stamp()
        if not force and not dry_run and self._seen == (version, stamp):
            return PassReport(idle=True)
        snapshot = self._ledger.read([tab.title for tab in self._tabs])
        planned = self._decide(snapshot, dry_run=dry_run)
        if planned is None:
            return PassReport(busy=True)
        if dry_run:
            return planned.report
        try:
            if planned.batch.writes or planned.batch.notes:
                self._send(planned)
        finally:
            with self._database.writing() as books:
                leases.release(books, LEASE, self._holder)
        if not planned.report.booked and not planned.report.repairs:
            self._seen = (self._ledger.version(), stamp) if planned.report.written else (
                version, stamp,
            )  # fmt: skip
        return planned.report

    def _decide(self, snapshot: Snapshot, *, dry_run: bool) -> _Planned | None:
        try:
            with self._database.writing() as books:
                if leases.acquire(books, LEASE, self._holder, LEASE_SECONDS) is None:
                    return None
                planned = self._plan(books, snapshot)
                if dry_run:
                    raise _DryRun(planned)
                return planned
        except _DryRun as done:
            return done.planned

    def _plan(self, books: Session, snapshot: Snapshot) -> _Planned:
        memory = Memory(books, {tab.title: tab.remembered for tab in self._tabs})
        memory.account(snapshot.receipt)
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
        for tab in self._tabs:
            table, reading = snapshot.tables[tab.title], readings[tab.title]
            rows = _with_notes(tab.rows(books), taken[tab.title])
            absent = memory.absent(tab.title, set(rows) - set(reading.places))
            writes[tab.title] = reconcile.writes(
                tab, table, reading, rows, blank=taken[tab.title].blank, absent=absent
            )
            deepest = max((write.row + 1 for write in writes[tab.title]), default=0)
            heights[tab.title] = max(table.height, deepest)
        batch_id = secrets.token_hex(8)
        flat = [write for one in writes.values() for write in one]
        report.written = len(flat)
        if flat or notes:
            memory.intend(batch_id, flat, position=stock.position(books))
        widths = {tab.title: max(len(snapshot.tables[tab.title].heading), 1) for tab in self._tabs}
        return _Planned(Batch(batch_id, flat, notes, heights), writes, widths, report)

    def _send(self, planned: _Planned) -> None:
        """Write the batch; then look what was there just before, and mend what we hit wrongly."""
        batch = planned.batch
        written: Mapping[str, Sequence[Write]] = planned.writes
        self._ledger.write(batch, planned.widths)
        for _ in range(MOST_REPAIRS):
            before = self._ledger.pre_image(planned.widths)
            if before.receipt != batch.id:
                # somebody else's batch landed after ours; the next pass reads and settles
                return
            back = [
                one
                for tab in self._tabs
                for one in reconcile.disturbed(tab, written[tab.title], before.tables[tab.title])
            ]
            if not back:
                return
            planned.report.repairs += len(back)
            batch, written = self._mend(planned, before, back)

    def _mend(
        self, planned: _Planned, before: Snapshot, back: Sequence[PutBack]
    ) -> tuple[Batch, Mapping[str, Sequence[Write]]]:
        """Put back what a person had there; the next pass looks at it afresh."""
        keys = {
            tab.title: {
                row: key
                for key, row in reconcile.read(tab, before.tables[tab.title]).places.items()
            }
            for tab in self._tabs
        }
        landed = {(w.tab, w.row, w.column): w.after for one in planned.writes.values() for w in one}
        writes: dict[str, list[Write]] = {tab.title: [] for tab in self._tabs}
        for one in back:
            heading = before.tables[one.tab].heading[one.column]
            key = keys[one.tab].get(one.row, "")
            ours = landed.get((one.tab, one.row, one.column), "")
            writes[one.tab].append(
                Write(one.tab, key, heading, one.row, one.column, ours, one.value)
            )
        flat = [write for one in writes.values() for write in one]
        batch = Batch(secrets.token_hex(8), flat, (), planned.batch.heights)
        with self._database.writing() as books:
            books.execute(
                update(LedgerBatch)
                .where(LedgerBatch.id == planned.batch.id)
                .values(state="landed", landed_at=clock.now())
            )
            Memory(books, {tab.title: tab.remembered for tab in self._tabs}).follow(
                planned.batch.id, batch.id
            )
        self._ledger.write(batch, planned.widths)
        return batch, writes

    def _stamp(self) -> tuple[int, int]:
        """Changes whenever the books have something new to show."""
        with self._database.reading() as books:
            last = books.scalars(select(History.id).order_by(History.id.desc()).limit(1)).first()
            return stock.position(books), last or 0


class _DryRun(ShopError):
    """Leaves the transaction without keeping anything."""

    code = "dry_run"

    def __init__(self, planned: _Planned) -> None:
        self.planned = planned
        super().__init__("Dry run.", remedy="Nothing was changed.")


def _with_notes(rows: Mapping[str, Row], taken: Taken) -> Mapping[str, Row]:
    """The rows of the books with what is to be said beside them."""
    if not taken.say:
        return rows
    noted = dict(rows)
    for key, words in taken.say.items():
        if key in noted:
            noted[key] = {**noted[key], "Note from assistant": words}
    return noted
