"""What one transaction decides: takes in what people typed, and makes the batch that answers.

Everything of a pass that touches the books happens here, all of it or nothing: edits and inputs are
booked, what the ledger showed becomes the new base, and the batch that is to be sent is recorded.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from oms import actors, clock, locks, settings, stock
from oms.tables.sheet import LedgerRow, LedgerTab
from sheets import applying, leaving, merge, noticing, troubles
from sheets.applying import Merged
from sheets.applying import merge as merged_in
from sheets.cells import Cell
from sheets.frame import Frame
from sheets.grammar import Grammar
from sheets.grid import Batch, Copied, Receipt, Snapshot, Write
from sheets.merge import Base, Edit, Wanted
from sheets.remember import Memory, memo_of
from sheets.requests import SLACK_COLUMNS
from sheets.tab import Owner, Rows, Tab
from sheets.taking import RowRead, Taken, Taking


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
    """Tabs that were not found, or whose key column was not."""
    waiting: bool = False
    """Something is to be looked at again although nothing may change: a row that left."""


@dataclass
class Plan:
    """What one transaction decided."""

    batch: Batch | None
    """None: nothing to write."""
    report: PassReport


@dataclass
class _TabPlan:
    """One tab on its way through the transaction."""

    tab: Tab
    known: LedgerTab
    now: Frame
    base: Base | None
    merged: Merged = field(default_factory=Merged)
    taken: Taken = field(default_factory=Taken)
    leaving: leaving.Leaving = field(default_factory=leaving.Leaving)
    edits: list[Edit] = field(default_factory=list)
    typed: set[str] = field(default_factory=set)
    """Keys of rows with an input in which something stands or waits."""
    rows: dict[str, LedgerRow] = field(default_factory=dict)


class Planning:
    """One pass, from the read to the batch; the transaction around it is the caller's."""

    def __init__(
        self,
        books: Session,
        tabs: Sequence[Tab],
        snapshot: Snapshot,
        bases: Mapping[str, Base],
        names: Mapping[str, Mapping[str, str]],
    ) -> None:
        """Of a read of the ledger.

        Args:
            books: open for writing.
            tabs: to bring in step.
            snapshot: as read.
            bases: title -> what the tab showed when last accounted for.
            names: title -> our heading -> what people call it now.
        """
        self._books, self._snapshot = books, snapshot
        self._memory = Memory(books, tabs)
        self._report = PassReport()
        grammar = Grammar.of(snapshot.locale, settings.value(books, "currency"))
        self._taking = Taking(books, actors.ledger(books), snapshot.receipt.batch, grammar)
        self._plans = [
            self._frame(tab, bases.get(tab.title), names.get(tab.title, {}))
            for tab in tabs
            if tab.title in snapshot.tables
        ]
        self._report.paused = [tab.title for tab in tabs if tab.title not in snapshot.tables] + [
            one.tab.title for one in self._plans if one.now.paused
        ]

    def plan(self) -> Plan:
        """Decide, and write it down."""
        for one in self._plans:
            if not one.now.paused:
                self._look(one)
        self._lock()
        for one in self._plans:
            self._take(one)
        notes = self._problems()
        batch = self._batch(notes)
        for one in self._plans:
            if not one.now.paused:
                self._keep(one)
        noticing.tell(self._books, {one.tab.title: one.merged.applied for one in self._plans})
        return Plan(batch, self._report)

    def _frame(self, tab: Tab, base: Base | None, names: Mapping[str, str]) -> _TabPlan:
        table = self._snapshot.tables[tab.title]
        now = Frame(tab, table, names=names, like=base.frame if base else None)
        known = self._memory.tab(tab.title)
        if dict(known.names) != dict(names):
            known.names = dict(names)
        return _TabPlan(tab, known, now, base)

    def _look(self, one: _TabPlan) -> None:
        """See what people did in one tab."""
        self._leave(one)
        if not one.leaving.too_many:
            one.edits = merge.edits(one.base, one.now)
            one.typed = self._typed(one) if one.tab.take is not None else set()

    def _lock(self) -> None:
        """Lock the stock of all that is to be booked, before any of it is looked up or booked."""
        wanted: set[int] = set()
        for one in self._plans:
            keys = {edit.key for edit in one.edits} | one.typed
            if keys and one.tab.goods is not None:
                wanted |= one.tab.goods(self._taking, keys)
        locks.stock(self._books, wanted)

    def _take(self, one: _TabPlan) -> None:
        """Book what people typed into one tab."""
        if one.edits:
            books = one.tab.rows(self._books, {edit.key for edit in one.edits})
            one.merged = merged_in(self._taking, one.now, one.edits, books)
        for edit in one.merged.put_back:
            told = one.tab.overtyped or noticing.put_back
            told(self._taking, edit.key, edit.heading, edit.now)
        with_formulas = {key for keys in merge.formulas(one.now).values() for key in keys}
        if with_formulas:
            books = one.tab.rows(self._books, with_formulas)
            held = {(bad.key, bad.heading) for bad in one.merged.bad}
            one.merged.bad += [bad for bad in applying.formulas(one.now, books)
                               if (bad.key, bad.heading) not in held]  # fmt: skip
        if one.typed and one.tab.take is not None:
            in_order = sorted(one.typed, key=one.now.places.__getitem__)
            one.rows = self._memory.of(one.tab.title, one.typed)
            rows = [self._row_read(one, key) for key in in_order]
            one.taken = one.tab.take(self._taking, rows)
            self._memory.keep(one.tab.title, rows, one.rows)
        self._report.booked += one.taken.booked + len(one.merged.applied)
        self._report.problems += len(one.taken.bad) + len(one.merged.bad)

    def _leave(self, one: _TabPlan) -> None:
        left = merge.gone(one.base, one.now)
        shown = {key: _ours(one.base, key) for key in left} if one.base else {}
        found = leaving.look(one.known.gone, shown, set(one.now.keys), clock.now())
        one.leaving = found
        if found.back and one.base is not None:
            patches = {**one.base.patches, **found.back}
            one.base = Base(one.base.frame, patches)
        for key in found.due:
            if one.tab.leaves is not None and one.tab.leaves(self._taking, key):
                found.gone[key]["archived"] = True
            else:
                del found.gone[key]
        self._report.waiting |= any(not told["archived"] for told in found.gone.values())

    def _typed(self, one: _TabPlan) -> set[str]:
        """Keys of the rows in which an input holds something, or is remembered."""
        waiting = self._memory.rows_with_memo(one.tab.title)
        found = {key for key in waiting if key in one.now.places}
        for column in one.tab.columns:
            if column.is_input and column.heading in one.now.columns:
                cells = zip(one.now.keys, one.now.cells(column.heading), strict=False)
                found |= {key for key, cell in cells if cell != "" and key in one.now.places}
        return found

    @staticmethod
    def _row_read(one: _TabPlan, key: str) -> RowRead:
        known = one.rows.get(key)
        memo = memo_of(known.shown) if known else {}
        cells = one.now.row(one.now.places[key])
        return RowRead(key, cells, memo, known.position if known else 0)

    def _problems(self) -> list[tuple[str, int, int, str]]:
        bad = {one.tab.title: [*one.taken.bad, *one.merged.bad] for one in self._plans}
        return troubles.bring_up_to_date(
            self._books, bad, {one.tab.title: one.now for one in self._plans}
        )

    def _batch(self, notes: Sequence[tuple[str, int, int, str]]) -> Batch | None:
        """The batch that makes the ledger show what the books say now, recorded."""
        writes: list[Write] = []
        new_rows: dict[str, tuple[int, int]] = {}
        said = _said(clock.now(), settings.zone(self._books))
        for one in self._plans:
            found = self._writes(one)
            if found.new_rows:
                new_rows[one.tab.title] = (one.now.table.height, found.new_rows)
            writes += found.cells + merge.stamps(one.now, found.cells, said)
        self._report.written = len(writes)
        if not writes and not notes:
            return None
        unsettled = [batch.order for batch in self._memory.unsettled()]
        number = max(self._memory.next_number(), number_of(self._snapshot.receipt) + 1)
        frames = {one.tab.title: one.now for one in self._plans}
        made = Batch(
            id=new_id(number), number=number, writes=writes, notes=list(notes), new_rows=new_rows,
            copied=copied(frames, writes, notes), burnt=unsettled, owner=self._memory.owner(),
        )  # fmt: skip
        self._memory.intend(made, position=stock.position(self._books))
        return made

    def _writes(self, one: _TabPlan) -> merge.Writes:
        if one.leaving.too_many or one.now.paused:
            return merge.Writes()
        rows = with_notes(one.tab.rows(self._books, None), one.taken)
        needed = one.tab.needed
        for key, told in list(one.leaving.gone.items()):
            if told["archived"] and key in rows.places and (needed is None or needed(rows, key)):
                del one.leaving.gone[key]
        wanted = Wanted(one.taken.blank, set(one.merged.held), one.leaving.absent)
        return merge.writes(one.now, rows, wanted)

    def _keep(self, one: _TabPlan) -> None:
        """What was read is the new base, but for what is held."""
        patches: dict[str, dict[str, Cell]] = {}
        for (key, heading), base in one.merged.held.items():
            patches.setdefault(key, {})[heading] = base
        for key in one.now.twice:
            if one.base is not None and one.base.frame.keys:
                patches[key] = dict(_ours(one.base, key))
        if one.leaving.too_many:
            one.known.gone = one.leaving.gone
            return
        whole = one.base is None or set(one.base.frame.columns) <= set(one.now.columns)
        if one.known.gone != one.leaving.gone:
            one.known.gone = one.leaving.gone
        if self._unchanged(one, patches):
            return
        self._memory.keep_tab(one.known, one.now.table if whole else None, patches)

    @staticmethod
    def _unchanged(one: _TabPlan, patches: Mapping[str, Mapping[str, Cell]]) -> bool:
        return (
            one.base is not None
            and one.base.frame.table.raw == one.now.table.raw
            and dict(one.known.patches) == dict(patches)
        )


def _ours(base: Base | None, key: str) -> dict[str, Cell]:
    """What a row showed in columns that are not a person's alone."""
    if base is None:
        return {}
    return {
        column.heading: base.cell(key, column.heading)
        for column in base.frame.tab.columns
        if column.owner is not Owner.PERSON and column.heading in base.frame.columns
    }


def copied(
    frames: Mapping[str, Frame],
    writes: Sequence[Write],
    notes: Sequence[tuple[str, int, int, str]] = (),
) -> list[Copied]:
    """Where in `_sync` each tab that is written to is kept beforehand."""
    touched = {one.tab for one in writes} | {note[0] for note in notes}
    found, left = [], 0
    for title, frame in frames.items():
        if title in touched:
            heading = frame.table.heading
            keys = tuple(frame.columns[one] for one in frame.tab.key if one in frame.columns)
            found.append(Copied(title, left, heading, keys))
            left += len(heading) + SLACK_COLUMNS
    return found


def new_id(number: int) -> str:
    """A receipt that tells its number, and is nobody else's."""
    return f"{number}-{secrets.token_hex(6)}"


def number_of(receipt: Receipt) -> int:
    """The number of the batch that landed last; 0 when none did."""
    number = receipt.batch.partition("-")[0]
    return int(number) if number.isdecimal() else 0


def with_notes(rows: Rows, taken: Taken) -> Rows:
    """The rows of the books with what is to be said beside them."""
    if not taken.say:
        return rows
    notes = list(rows.columns["Note from assistant"])
    for key, words in taken.say.items():
        if key in rows.places:
            notes[rows.places[key]] = words
    return Rows(rows.keys, {**rows.columns, "Note from assistant": notes})


def _said(moment: dt.datetime, zone: str) -> str:
    """A moment as the shop's wall clock shows it: Tue 24 Nov 14:00."""
    return f"{moment.astimezone(ZoneInfo(zone)):%a %-d %b %H:%M}"
