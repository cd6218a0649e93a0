"""What one transaction decides: takes in what people typed, and makes the batch that answers.

Everything of a pass that touches the books happens here, all of it or nothing: edits and inputs are
booked, what the ledger showed becomes the new base, and the batch that is to be sent is recorded.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy.orm import Session

from oms import actors, clock, ledger_notices, ledger_questions, locks, settings, stock
from sheets import anew, limits, stamps, structure, troubles
from sheets.frame import Frame
from sheets.grammar import Grammar
from sheets.grid import Batch, Copied, Note, Snapshot, Write, number_of
from sheets.merge import Base
from sheets.notes import numbered
from sheets.preview import Preview, preview
from sheets.remember import Memory
from sheets.requests import FIRST_COPY, SLACK_COLUMNS
from sheets.tab import Tab
from sheets.tab_pass import ABOUT_CELLS, TabPass
from sheets.taking import Taking


@dataclass
class PassReport:
    """What a pass did."""

    idle: bool = False
    busy: bool = False
    """Another program holds the ledger; nothing was done."""
    lost: bool = False
    """Another program took the ledger over meanwhile; nothing was written after that, and what was
    not booked by then is the other's to book."""
    unsettled: bool = False
    """People worked where cells are being put back; nothing was booked, it is tried again."""
    booked: int = 0
    written: int = 0
    problems: int = 0
    repairs: int = 0
    paused: list[str] = field(default_factory=list)
    """Tabs that were not found, or whose key column was not."""
    not_read: list[str] = field(default_factory=list)
    """Of each tab and column that is not there: what is not read because of it, and what to do."""
    asked: int = 0
    """Questions that nobody was asked before."""
    waiting: bool = False
    """Something is to be looked at again although nothing may change: a row that left."""
    later: list[str] = field(default_factory=list)
    """Tabs that are not all written yet, since Google takes no more in one batch; the next pass
    goes on."""
    preview: Preview | None = None
    """Of a dry run: what would be done."""


@dataclass
class Plan:
    """What one transaction decided."""

    batch: Batch | None
    """None: nothing to write."""
    report: PassReport
    preview: Callable[[], Preview]
    """What it would do, for as long as the transaction is open."""
    unmarked: bool = False
    """Whether columns are to be marked."""


class DryRun(Exception):
    """Leaves the transaction without keeping anything."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        super().__init__()


def leave(plan: Plan) -> Plan:
    """Leave the transaction in which this was decided.

    Raises:
        DryRun: always.
    """
    plan.report.preview = plan.preview()
    raise DryRun(plan)


class Planning:
    """One pass, from the read to the batch; the transaction around it is the caller's."""

    def __init__(
        self,
        books: Session,
        tabs: Sequence[Tab],
        snapshot: Snapshot,
        bases: Mapping[str, Base],
        names: Mapping[str, Mapping[str, str]],
        *,
        whole: bool,
    ) -> None:
        """Of a read of the ledger.

        Args:
            books: open for writing.
            tabs: to bring in step.
            snapshot: as read.
            bases: title -> what the tab showed when last accounted for.
            names: title -> our heading -> what people call it now.
            whole: compare all rows, also those that nothing is known to have changed in.
        """
        self._whole = whole
        self._books, self._snapshot = books, snapshot
        self._memory = Memory(books, tabs)
        self._report = PassReport()
        currency = settings.value(books, "currency")
        grammar = Grammar.of(snapshot.locale, currency, is_sure=snapshot.is_locale_sure)
        versions = {tab.title: self._memory.tab(tab.title).version for tab in tabs}
        self._taking = Taking(
            books, actors.ledger(books), snapshot.receipt.batch, grammar, versions, snapshot.shown
        )
        self._passes = [
            TabPass(
                self._taking,
                self._memory,
                tab,
                snapshot.tables[tab.title],
                anew.base(books, self._memory, tab, bases.get(tab.title), names.get(tab.title, {})),
                names.get(tab.title, {}),
            )
            for tab in tabs
            if tab.title in snapshot.tables
        ]
        self._missing = [tab for tab in tabs if tab.title not in snapshot.tables]
        missing = [tab.title for tab in self._missing]
        self._report.paused = missing + [one.tab.title for one in self._passes if one.now.paused]

    def plan(self) -> Plan:
        """Decide, and write it down."""
        for one in self._passes:
            one.look()
        self._lock()
        for one in self._passes:
            one.take()
        questions = ledger_questions.by_tab(self._books, ABOUT_CELLS)
        for one in self._passes:
            one.drop_settled(questions.get(one.tab.title, ()))
        notes = self._problems()
        batch = self._batch(notes)
        for one in self._passes:
            one.keep(batch)
        unmarked = [anew.settle(self._memory, one.before, one.now) for one in self._passes
                    if not one.leaving.too_many]  # fmt: skip
        self._pass_over()
        self._tell()
        seen = partial(preview, self._books, self._passes, batch)
        return Plan(batch, self._report, seen, unmarked=any(unmarked))

    def _pass_over(self) -> None:
        """Tabs that are not there will be compared whole: no note of their rows is wanted."""
        for tab in self._missing:
            if tab.stale is not None:
                tab.stale.take(self._books)
                self._memory.keep_step(self._memory.tab(tab.title), None)

    def _lock(self) -> None:
        """Lock the stock of all that is to be booked, before any of it is looked up or booked."""
        wanted: set[int] = set()
        for one in self._passes:
            if one.touched and one.tab.goods is not None:
                wanted |= one.tab.goods(self._taking, one.touched)
        locks.stock(self._books, wanted)

    def _problems(self) -> list[Note]:
        bad = {one.tab.title: one.bad for one in self._passes}
        paused = {one.tab.title: structure.missing_headings(one.now) for one in self._passes}
        paused |= {title: [structure.missing_tab()] for title in self._snapshot.gone}
        self._report.problems = sum(map(len, [*bad.values(), *paused.values()]))
        self._report.not_read = [
            f"{', '.join(filter(None, (title, one.heading)))}: {one.why}. {one.remedy}"
            for title, several in paused.items() for one in several
        ]  # fmt: skip
        frames = {one.tab.title: one.now for one in self._passes}
        new = troubles.bring_pauses_up_to_date(self._books, paused)
        ledger_notices.tell_paused(self._books, new, name=self._taking.receipt)
        before = {one.tab.title: one.before for one in self._passes if one.before is not None}
        return troubles.bring_up_to_date(self._books, bad, frames, before)

    def _tell(self) -> None:
        """Tell in Slack what the pass asks, took and put back; and count it."""
        for one in self._passes:
            new = [*one.new, *one.merged.new]
            self._report.asked += len(new)
            self._report.booked += one.taken.booked + one.merged.taken
            self._report.waiting |= bool(one.leaving.waiting or one.unclaimed)
            ledger_notices.tell_questions(self._books, new)
            name = f"{one.tab.title}:{self._taking.receipt}"
            ledger_notices.tell_put_back(self._books, one.put_back, name=name)
            ledger_notices.tell_rows_back(self._books, one.tab.title, one.back, name=name)
        ids = sorted(edit for one in self._passes for edit in one.edit_ids
                     if edit not in one.merged.untold)  # fmt: skip
        ended = sum(one.ended for one in self._passes)
        ledger_notices.tell_edits(self._books, ids, ended=ended)

    def _batch(self, notes: Sequence[Note]) -> Batch | None:
        """The batch that makes the ledger show what the books say now, recorded."""
        writes: list[Write] = []
        new_rows: dict[str, tuple[int, int]] = {}
        reused: dict[str, Sequence[int]] = {}
        said = stamps.said(clock.now(), settings.zone(self._books))
        # the others are due still, and go with the next batch
        self._report.waiting |= len(notes) > limits.MOST_NOTES
        notes = notes[: limits.MOST_NOTES]
        burnt = self._memory.sent()
        requests = limits.MOST_REQUESTS - limits.OTHERS - len(burnt) - 2 * len(notes)
        room = limits.Room(requests, limits.MOST_WRITTEN)
        for one in self._passes:
            found = one.writes(whole=self._whole)
            if not room.has(found.cells):
                found = one.fewer(found, room)
                self._report.later.append(one.tab.title)
            room = room.without(found.cells)
            if found.new_rows:
                new_rows[one.tab.title] = (one.now.below, found.new_rows)
            if found.reused:
                reused[one.tab.title] = found.reused
            writes += found.cells + one.stamps(found, said)
        self._report.written = len(writes)
        if not writes and not notes:
            return None
        number = max(self._memory.next_number(), number_of(self._snapshot.receipt) + 1)
        frames = {one.tab.title: one.now for one in self._passes}
        self._refuse_crowded(frames, writes, notes, new_rows)
        made = Batch(
            id=new_id(number), number=number, writes=writes, notes=numbered(notes),
            new_rows=new_rows, reused=reused, choices=self._choices(writes, new_rows),
            copied=copied(frames, writes, notes), burnt=burnt, owner=self._memory.owner(),
            after=self._snapshot.receipt.batch,
            left={one.tab: frames[one.tab].table.entered() for one in writes if one.mend},
            twice={title: frame.twice for title, frame in frames.items() if frame.twice},
        )  # fmt: skip
        self._memory.intend(made, position=stock.position(self._books))
        return made

    def _refuse_crowded(
        self,
        frames: Mapping[str, Frame],
        writes: Sequence[Write],
        notes: Sequence[Note],
        new_rows: Mapping[str, tuple[int, int]],
    ) -> None:
        touched = touched_by(writes, notes)
        limits.refuse_crowded(
            [title for title in frames if title in touched],
            lambda titles: copies(frames, titles), self._snapshot, new_rows, len(notes),
        )  # fmt: skip

    def _choices(
        self, writes: Sequence[Write], new_rows: Mapping[str, tuple[int, int]]
    ) -> list[tuple[str, int, int, tuple[str, ...]]]:
        """The cells of new rows that get a list to choose from."""
        lists = {one.tab.title: one.tab.choices for one in self._passes if one.tab.choices}
        return [
            (one.tab, one.row, one.column, words)
            for one in writes
            if one.tab in lists and one.tab in new_rows and one.row >= new_rows[one.tab][0]
            if (words := lists[one.tab](one.key, one.heading))
        ]


def copied(
    frames: Mapping[str, Frame],
    writes: Sequence[Write],
    notes: Sequence[Note] = (),
) -> list[Copied]:
    """Where in `_sync` each tab that is written to is kept beforehand."""
    return copies(frames, touched_by(writes, notes))


def touched_by(writes: Sequence[Write], notes: Sequence[Note]) -> set[str]:
    """The tabs of cells and notes."""
    return {one.tab for one in writes} | {note.tab for note in notes}


def copies(frames: Mapping[str, Frame], titles: Collection[str]) -> list[Copied]:
    """Where in `_sync` each of these tabs is kept, side by side."""
    found, left = [], FIRST_COPY
    for title, frame in frames.items():
        if title in titles:
            heading = frame.table.heading
            keys = tuple(frame.columns[one] for one in frame.tab.key if one in frame.columns)
            width = len(heading) + SLACK_COLUMNS
            found.append(Copied(title, left, left + width, heading, keys))
            left += 2 * width
    return found


def new_id(number: int) -> str:
    """A receipt that tells its number, and is nobody else's."""
    return f"{number}-{secrets.token_hex(6)}"
