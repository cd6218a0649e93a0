"""One pass of the ledger: read once, book what people typed, write once, verify.

What is booked, what is meant to be written and the message to the owner are in one transaction of
the database. The write is one atomic batch that carries a receipt and a number that lands once;
whoever comes later learns from the receipt in `_sync` whether it landed, and from the pre-image
beside it what it hit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import questions, stock
from oms.database import Database
from oms.tables.messages import History
from sheets import as_shown, headings, merge
from sheets.as_shown import ShownWanted
from sheets.column_marks import ColumnMarks
from sheets.connection import LedgerRefused
from sheets.frame import Frame
from sheets.grammar import LocaleWanted
from sheets.grid import SYNC, Batch, Ledger, Snapshot
from sheets.holding import Holding, LeaseLost, LedgerBusy
from sheets.limits import Crowded
from sheets.merge import Base
from sheets.planning import DryRun, PassReport, Plan, Planning, leave
from sheets.recorded import batch_of, is_mending
from sheets.remember import Memory, table_of
from sheets.repairs import MOST_REPAIRS, Repairs
from sheets.seeing_merges import with_merges
from sheets.tab import Tab
from sheets.table import Table, is_same_but_formulas
from sheets.under_merges import MergesWanted
from sheets.whose import ForeignLedger, LedgerAhead, LedgerBehind, Whose

__all__ = ["PassReport", "Sync"]

LOOK_AGAIN = 600
WAIT_AGAIN = 30
READS = 3


NEWEST_HISTORY = select(History.id).order_by(History.id.desc()).limit(1)


class Stamp(NamedTuple):
    """How far the books have come."""

    movement: int
    history: int
    """The last row of each; 0 when there is none."""
    noted: bool
    """Whether the books noted rows that may show old figures."""


class Sync:
    """Keeps one spreadsheet in step; remembers between passes only what saves a read."""

    def __init__(
        self,
        database: Database,
        ledger: Ledger,
        tabs: Sequence[Tab],
        *,
        only: str | None = None,
    ) -> None:
        """Of a spreadsheet with these tabs; `only`: the title of the one that is looked at."""
        self._database, self._ledger, self._tabs = database, ledger, tabs
        self._wanted = [tab for tab in tabs if only in {None, tab.title}]
        self._holding = Holding(database)
        self._seen: tuple[str, Stamp] | None = None
        self._look_at = self._compare_at = 0.0
        self._bases: dict[str, tuple[int, Base]] = {}
        self._marks = ColumnMarks(database, ledger, self._tabs)
        self._whose = Whose(database, ledger, tabs)
        self._turn: tuple[str, ...] = ()
        """Titles of the tabs for which there was no room in the last batch."""
        self._repairs = Repairs(database, self._holding, ledger, tabs, self._frames)

    def pass_once(self, *, force: bool = False, dry_run: bool = False) -> PassReport:
        """One pass.

        Raises:
            LedgerUnreachable, LedgerRefused, ForeignLedger: nothing is lost; the next pass settles
                what is open.
        """
        version = self._ledger.version()
        stamp = self._stamp()
        if not force and not dry_run and self._seen == (version, stamp) and not self._is_due():
            return PassReport(idle=True)
        whole = self._is_whole(force=force)
        if dry_run:
            return self._dry_run()
        if not self._holding.take():
            return PassReport(busy=True)
        # should it end half way, the next pass looks again
        self._seen = None
        try:
            report = self._in_step(whole=whole)
        except LeaseLost:
            self._seen = None
            return PassReport(lost=True)
        finally:
            self._holding.give_back()
        if whole and not report.unsettled and not report.lost and not report.later:
            self._compare_at = time.monotonic() + LOOK_AGAIN
        # what somebody typed since our read is in no version that we asked for before it
        changed = report.written or report.booked or report.repairs or report.lost
        self._seen = None if changed else (version, stamp._replace(noted=False))
        self._look_at = time.monotonic() + (WAIT_AGAIN if report.waiting else LOOK_AGAIN)
        return report

    def check(self) -> None:
        """Ask what a pass needs of the spreadsheet, and change nothing on either side.

        Raises:
            LedgerUnreachable, LedgerRefused, ForeignLedger, LedgerAhead, LedgerBehind: what a pass
                would say.
        """
        self._ledger.version()
        upto = self._whose.landed_so_far()
        self._whose.refuse_foreign(self._ledger.read([]).receipt, upto)

    def titles(self) -> set[str]:
        """Our titles of the tabs that are there, `_sync` among them, however they are called."""
        self._whose.know_ids()
        return self._ledger.titles(self._tabs)

    def prepare(self, *, adopts: bool = False) -> list[str]:
        """Make the tabs that are missing.

        Args:
            adopts: the spreadsheet is about to be taken over, whosever it is.

        Returns:
            The titles of what was made.

        Raises:
            LedgerUnreachable, LedgerRefused, ForeignLedger, LedgerAhead, LedgerBehind: nothing was
                made.
        """
        if SYNC in self.titles() and not adopts:
            self.check()
        return self._ledger.prepare(self._tabs)

    def adopt(self) -> None:
        """Take over a spreadsheet that another database kept.

        Nothing of it is known then: what is the same on both sides is taken as agreed, and what is
        not is asked about.

        Raises:
            LedgerBusy: another program is at work in it.
        """
        if not self._holding.take():
            raise LedgerBusy
        try:
            # what is owed to cells of ours is put back first, while it is known where
            with suppress(ForeignLedger, LedgerAhead, LedgerBehind, LedgerRefused):
                self._settled_read()
            self._whose.adopt()
        finally:
            self._holding.give_back()
        self._bases, self._seen = {}, None
        self._marks.forget()

    def _is_due(self) -> bool:
        """Whether to look although nothing seems to have changed: Drive may be late to say."""
        return time.monotonic() > self._look_at

    def _is_whole(self, *, force: bool) -> bool:
        """Whether to compare all rows: when told to, at the start, and again after a while.

        No other pass needs it; should one have missed anything, this mends it.
        """
        return force or time.monotonic() > self._compare_at

    def _in_step(self, *, whole: bool) -> PassReport:
        snapshot, repairs = self._settled_read()
        if snapshot is None:
            # nothing may be booked while something of ours may stand where it does not belong
            return PassReport(repairs=repairs, unsettled=True, waiting=True)
        plan = self._decide(snapshot, whole=whole, write=self._holding.write)
        plan.report.repairs = repairs
        if plan.batch is not None:
            try:
                self._write(plan.batch, plan.report)
            except LeaseLost:
                # what was booked is; who has the ledger now settles what was to be written
                plan.report.lost, plan.report.written = True, 0
                return plan.report
        if plan.unmarked:
            self._holding.before_call()
            self._marks.put(snapshot, self._holding.write)
        return plan.report

    def _write(self, batch: Batch, report: PassReport) -> None:
        report.repairs += self._repairs.send(batch)

    def _dry_run(self) -> PassReport:
        def write(do: Callable[[Session], Plan]) -> Plan:
            def undone(books: Session) -> Plan:
                self._whose.forget_another(books)
                return do(books)

            return self._database.write(undone)

        upto = self._whose.landed_so_far()
        snapshot = self._read()
        self._whose.refuse_foreign(snapshot.receipt, upto)
        try:
            self._decide(snapshot, whole=True, then=leave, write=write)
        except DryRun as done:
            return done.plan.report
        raise AssertionError

    def _settled_read(self) -> tuple[Snapshot | None, int]:
        """A read of the ledger whose batches are accounted for, and how many cells were put back.

        None where people are too busy in it just now.

        A former program may have written a batch and not lived to see what it hit, or recorded what
        it was to put back and not lived to do it.
        """
        repairs = 0
        for _ in range(MOST_REPAIRS):
            self._holding.before_call()
            upto = self._whose.landed_so_far()
            snapshot = self._read()
            self._whose.refuse_foreign(snapshot.receipt, upto)
            if self._whose.take_on(self._holding.write):
                continue
            with self._database.reading() as books:
                open_batches = self._memory(books).unsettled()
                landed = [one for one in open_batches if one.id == snapshot.receipt.batch]
                mends = [one for one in open_batches
                         if one not in landed and is_mending(one, snapshot.tables)]  # fmt: skip
                owner = snapshot.receipt.owner
                if landed:
                    batch = batch_of(landed[0], owner)
                elif not mends:
                    return snapshot, repairs
            if landed:
                repairs += self._repairs.verify(batch, None)
            else:
                repairs += self._repairs.again([one.id for one in mends], snapshot)
        self._seen = None
        return None, repairs

    def _read(self) -> Snapshot:
        """One read; one more of columns in which people put formulas that both sides may change."""
        self._whose.introduce()
        for _ in range(READS):
            snapshot = self._ledger.read([tab.title for tab in self._wanted])
            with self._database.reading() as books:
                frames = self._frames(books, snapshot.tables)
            evaluated = {title: self._evaluated(frame) for title, frame in frames.items()}
            if None not in evaluated.values():
                break
        # rows that move about all the time are looked at the next time
        tables = {title: table for title, table in evaluated.items() if table is not None}
        return replace(snapshot, tables=tables)

    def _evaluated(self, frame: Frame) -> Table | None:
        """A tab with what the formulas come to that both sides may change; None: it moved."""
        columns = merge.with_formulas(frame)
        if not columns:
            return frame.table
        keys = [frame.columns[heading] for heading in frame.tab.key if heading in frame.columns]
        found = self._ledger.evaluated(frame.tab.title, [*columns, *keys])
        # the two reads are of one state only where all but the formulas stand as they did
        if not all(is_same_but_formulas(frame.table.raw[one], found[one]) for one in found):
            return None
        return frame.table.evaluated({place: found[place] for place in columns})

    def _frames(self, books: Session, tables: Mapping[str, Table]) -> dict[str, Frame]:
        memory = self._memory(books)
        bases = {title: base.frame for title, (_, base) in self._bases.items()}
        return {
            tab.title: Frame(
                tab, tables[tab.title], names=memory.names(tab.title), like=bases.get(tab.title)
            )
            for tab in self._tabs
            if tab.title in tables
        }

    def _memory(self, books: Session) -> Memory:
        return Memory(books, self._tabs)

    def _decide(
        self,
        snapshot: Snapshot,
        *,
        whole: bool,
        write: Callable[[Callable[[Session], Plan]], Plan],
        then: Callable[[Plan], Plan] = lambda plan: plan,
    ) -> Plan:
        """Plan the pass; where something went blank, knowing which cells are merged.

        And where something is read that is another number in another country, knowing of which
        the spreadsheet is now; where a number stands for a text, knowing how it is shown.

        Args:
            snapshot: as read.
            whole: compare all rows.
            write: opens the books for writing.
            then: what is done with the plan in the same transaction.
        """

        def planned(seen: Snapshot) -> Plan:
            kept = {title: base for title, (_, base) in self._bases.items()}
            called = self._marks.names(seen, kept, self._base)

            def of(tabs: Sequence[Tab]) -> Plan:
                return write(lambda books: then(self._plan(books, tabs, seen, called, whole=whole)))

            plan = self._fitting(of)
            self._marks.saw(seen.tables, called, plan.report.later)
            return plan

        seen = snapshot
        while True:
            try:
                return planned(seen)
            except MergesWanted:
                seen = with_merges(self._ledger, seen, self._read)
            except ShownWanted as wanted:
                seen = self._with_shown(seen, wanted.tab)
            except LocaleWanted:
                seen = replace(seen, locale=self._ledger.locale(), is_locale_sure=True)

    def _with_shown(self, seen: Snapshot, title: str) -> Snapshot:
        """A read that knows how the numbers are shown in the columns of text of a tab."""
        with self._database.reading() as books:
            columns = as_shown.looked_at(self._frames(books, seen.tables)[title])
        wanted = [one for one in columns.values() if one is not None]
        told = self._ledger.shown(title, wanted) if wanted else {}
        shown = {(title, heading): told.get(-1 if one is None else one, {})
                 for heading, one in columns.items()}  # fmt: skip
        return replace(seen, shown={**seen.shown, **shown})

    def _fitting(self, plan_of: Callable[[Sequence[Tab]], Plan]) -> Plan:
        """Plan for as many tabs as one batch has room for; the others have the next turn."""
        tabs = sorted(self._wanted, key=lambda tab: tab.title not in self._turn)
        left: list[str] = []
        while True:
            try:
                plan = plan_of(tabs)
                break
            except Crowded as crowded:
                left += crowded.left
                tabs = [tab for tab in tabs if tab.title not in crowded.left]
        self._turn = tuple(left)
        plan.report.later += left
        return plan

    def _plan(
        self,
        books: Session,
        tabs: Sequence[Tab],
        snapshot: Snapshot,
        called: Mapping[str, Mapping[str, str]],
        *,
        whole: bool,
    ) -> Plan:
        memory = self._memory(books)
        memory.know([tab.title for tab in tabs])
        memory.keep_ids(self._ledger.ids)
        bases = {}
        for tab in tabs:
            base = self._base(memory, tab)
            if base is not None:
                bases[tab.title] = base
        return Planning(books, tabs, snapshot, bases, called, whole=whole).plan()

    def _base(self, memory: Memory, tab: Tab) -> Base | None:
        """What a tab showed when last accounted for, unpacked once."""
        known = memory.seen(tab.title)
        if known is None:
            return None
        kept = self._bases.get(tab.title)
        if kept is None or kept[0] != known.version:
            table = table_of(known)
            if table is None:
                return None
            # where keys stand twice, a pass notes which is the original: that is found out anew
            like = kept[1].frame if kept is not None and not kept[1].frame.twice else None
            # headings that stand over other columns now did not when this was read
            names = headings.of_body(known.names, tab.key)
            base = Base(Frame(tab, table, names=names, like=like), known.patches)
            kept = self._bases[tab.title] = (known.version, base)
        return kept[1]

    def _stamp(self) -> Stamp:
        """Changes whenever the books have something new to show."""
        with self._database.reading() as books:
            last = questions.ask(books, NEWEST_HISTORY).scalar()
            noted = any(tab.stale is not None and tab.stale.is_noted(books) for tab in self._wanted)
            return Stamp(stock.position(books), last or 0, noted)
