"""What follows once a batch has landed: it is accounted for, and what is somebody's is put back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from oms import actors, ledger_notices, settings
from oms.database import Database
from oms.tables.sheet import LedgerBatch
from sheets import limits, notes, settle, stamps, troubles
from sheets.cells import as_seen
from sheets.connection import LedgerRefused
from sheets.frame import Frame
from sheets.grammar import Grammar
from sheets.grid import Batch, KeptNotes, Ledger, Note, Place, Snapshot, Write
from sheets.holding import Holding
from sheets.overtyped import record_overtyped
from sheets.planning import copied, new_id, touched_by
from sheets.recorded import batch_of
from sheets.remember import Memory
from sheets.tab import Owner, Tab
from sheets.table import Table
from sheets.taking import Taking
from sheets.trail import Displaced
from sheets.whose import LedgerBehind

MOST_REPAIRS = 8
Framed = Callable[[Session, Mapping[str, Table]], dict[str, Frame]]
"""Finds the rows and columns of tabs as read."""


class Repairs:
    """Accounts for batches, and mends what they hit."""

    def __init__(
        self,
        database: Database,
        holding: Holding,
        ledger: Ledger,
        tabs: Sequence[Tab],
        framed: Framed,
    ) -> None:
        """Of a spreadsheet with these tabs, while it is held."""
        self._database, self._holding = database, holding
        self._ledger, self._tabs = ledger, tabs
        self._frames = framed

    def again(self, lost: Sequence[str], snapshot: Snapshot) -> int:
        """Put back what a batch was to put back that never landed, where it stands now."""
        with self._database.reading() as books:
            batches = [batch_of(books.get_one(LedgerBatch, one), "") for one in lost]
            frames = self._frames(books, snapshot.tables)
        columns = [notes.Landed(batch, frames).looked_for_in() for batch in batches]
        there = self._noted(set().union(*columns))

        def again(books: Session) -> Batch | None:
            memory = Memory(books, self._tabs)
            rows = [books.get_one(LedgerBatch, one) for one in lost]
            frames = self._frames(books, snapshot.tables)
            left = {title: frame.table.entered() for title, frame in frames.items()}
            found = [settle.renewed(batch, frames) for batch in batches]
            given = [one for batch in batches for one in notes.Landed(batch, frames).again(there)]
            back = [one for several, _ in found for one in several]
            for batch, (_, displaced) in zip(batches, found, strict=True):
                self._tell_displaced(books, displaced, name=batch.id)
            for batch in memory.take_up(rows):
                mends = [one for one in batch.writes if one.mend]
                owed = [one for one in batch.notes if one.left is not None]
                self._put_aside(memory, (mends, owed), frames, batch.left)
            made = self._mending(
                memory, (back, given), frames, left, after=snapshot.receipt.batch
            )  # fmt: skip
            if made is None:
                memory.give_up(rows)
            return made

        made = self._holding.write(again)
        if made is None:
            return 0
        return len(made.writes) + len(made.notes) + self.send(made)

    def send(self, batch: Batch) -> int:
        """Write a batch, see what it hit, and put back what was somebody's.

        Returns:
            How many cells were put back.

        Raises:
            LeaseLost: another program has the ledger, and does it.
            LedgerRefused: Google does not take it.
        """
        return self.verify(batch, self._write(batch))

    def _write(self, batch: Batch) -> KeptNotes | None:
        self._holding.before_call()
        try:
            return self._ledger.write(batch)
        except LedgerRefused as fault:
            if fault.is_sure:
                self._holding.write(lambda books: Memory(books, self._tabs).refused(batch.id))
            raise

    def _noted(self, columns: Collection[tuple[str, int]]) -> Mapping[Place, str]:
        """The notes that stand now in columns of tabs."""
        return self._ledger.notes(sorted(columns)) if columns else {}

    def verify(self, batch: Batch, kept: KeptNotes | None) -> int:
        """See what a batch hit, account for it, and put back what was somebody's.

        Args:
            batch: that landed.
            kept: what stood on the cells of its notes, as far as its answer told.

        Returns:
            How many cells were put back.

        Raises:
            LeaseLost: another program has the ledger, and does it.
            LedgerBehind: it landed in an earlier version of the spreadsheet.
        """
        repairs = 0
        for _ in range(MOST_REPAIRS):
            mending = self._look(batch, kept)
            if mending is None:
                break
            repairs += len(mending.writes) + len(mending.notes)
            batch, kept = mending, self._write(mending)
        return repairs

    def _look(self, batch: Batch, told: KeptNotes | None) -> Batch | None:
        """Account for what a batch hit; gives the batch that mends it, recorded, where needed."""
        kept = self._ledger.kept_notes(batch) if told is None and batch.notes else told or {}
        whole = any(one.mend for one in batch.writes) or notes.wants_whole(batch.notes, kept)
        before = self._ledger.pre_image(batch, whole=whole)
        if before.receipt.batch != batch.id:
            # another batch has landed since; the next pass finds out which
            return None
        if batch.after is not None and before.receipt.before != batch.after:
            # it landed in another state of the spreadsheet than the one that was read
            raise LedgerBehind
        frames = self._framed(before)
        settled = settle.settle(batch, frames)
        if not whole and not self._is_undisturbed(batch, frames, settled):
            before = self._ledger.pre_image(batch, whole=True)
            if before.receipt.batch != batch.id:
                return None
            frames = self._framed(before)
            settled = settle.settle(batch, frames)
        there = self._noted(notes.Landed(batch, self._standing(frames)).looked_for_in(kept))

        def account(books: Session) -> Batch | None:
            landed = notes.Landed(batch, frames)
            troubles.keep_noted(books, landed.settled(kept))
            given = landed.given_back(kept, there)
            return self._account(books, batch, frames, settled, given)

        return self._holding.write(account)

    def _framed(self, read: Snapshot) -> dict[str, Frame]:
        with self._database.reading() as books:
            return self._frames(books, read.tables)

    def _is_undisturbed(
        self, batch: Batch, frames: Mapping[str, Frame], settled: settle.Settled
    ) -> bool:
        """Whether nobody did anything in between that a batch touched."""
        return settled.undisturbed and notes.Landed(batch, frames).is_undisturbed

    def _standing(self, frames: Mapping[str, Frame]) -> dict[str, Frame]:
        """The tabs that are still there, as far as is known: in no other can anything be read."""
        return {title: frame for title, frame in frames.items() if title in self._ledger.ids}

    def _account(
        self,
        books: Session,
        batch: Batch,
        frames: Mapping[str, Frame],
        settled: settle.Settled,
        given: Sequence[Note],
    ) -> Batch | None:
        memory = Memory(books, self._tabs)
        memory.account(batch, settled)
        self._tell_overtyped(books, batch, settled)
        self._tell_displaced(books, settled.displaced, name=batch.id)
        titles = touched_by(settled.back, given)
        left = {title: settle.left_by(batch, frames[title]) for title in titles}
        there = self._standing(frames)
        self._put_aside(memory, (settled.back, given), there, left)
        back = [one for one in settled.back if one.tab in there]
        given = [one for one in given if one.tab in there]
        return self._mending(memory, (back, given), there, left, after=batch.id)

    def _tell_overtyped(self, books: Session, batch: Batch, settled: settle.Settled) -> None:
        """Somebody typed into a cell of the books just before it was written: that is told too."""
        grammar = Grammar.of("", settings.value(books, "currency"))
        taking = Taking(books, actors.ledger(books), batch.id, grammar)
        by_title = {tab.title: tab for tab in self._tabs}
        told = [
            record_overtyped(taking, by_title[title], edit, str(after))
            for title, edit, after in settled.overtyped
        ]
        ledger_notices.tell_put_back(books, told, name=batch.id)

    def _tell_displaced(self, books: Session, displaced: Sequence[Displaced], *, name: str) -> None:
        """Tell what may not stand where it was typed; what the books say themselves comes back."""
        typed = [one for one in displaced if not self._is_of_books(books, one)]
        troubles.tell_displaced(books, typed, name=name)

    def _is_of_books(self, books: Session, one: Displaced) -> bool:
        tab = next(tab for tab in self._tabs if tab.title == one.tab)
        if one.heading not in tab.headings or tab.column(one.heading).owner is not Owner.BOOKS:
            return False
        if tab.column(one.heading).is_stamp:
            return stamps.is_said(one.typed)
        rows = tab.rows(books, {one.key} if one.key else set())
        is_there = one.key in rows.places and one.heading in rows.columns
        return is_there and as_seen(rows.cell(one.key, one.heading)) == one.typed

    def _mending(
        self,
        memory: Memory,
        back: tuple[Sequence[Write], Sequence[Note]],
        frames: Mapping[str, Frame],
        left: Mapping[str, Table],
        *,
        after: str,
    ) -> Batch | None:
        """The batch that puts back what is somebody's, recorded; None: there is nothing.

        Args:
            memory: where it is recorded.
            back: the cells and the notes that it writes.
            frames: the tabs, as far as they were looked at.
            left: the tabs as they stand, as far as is known.
            after: the batch that landed last.
        """
        cells, given = back
        if not cells and not given:
            return None
        number, burnt = memory.next_number(), memory.sent()
        requests = limits.MOST_REQUESTS - limits.OTHERS - len(burnt) - 2 * len(given)
        cells, later = limits.parted(cells, limits.Room(requests, limits.MOST_WRITTEN))
        made = Batch(
            id=new_id(number), number=number, writes=cells, notes=notes.numbered(given),
            copied=copied(frames, cells, given), burnt=burnt, owner=memory.owner(), after=after,
            left={title: left[title] for title in touched_by(cells, given)},
        )  # fmt: skip
        memory.intend(made, position=0)
        # what had no room comes where the cells are once these are written
        stand = {title: settle.written(left[title], [one for one in cells if one.tab == title])
                 for title in touched_by(later, ())}  # fmt: skip
        self._keep(memory, later, (), stand)
        return made

    def _put_aside(
        self,
        memory: Memory,
        back: tuple[Sequence[Write], Sequence[Note]],
        there: Collection[str],
        left: Mapping[str, Table],
    ) -> None:
        """Record what belongs in tabs that are not there: whoever took one out may undo it.

        Args:
            memory: where it is recorded, as a batch that is not sent.
            back: the cells and the notes to write.
            there: titles of the tabs that are there.
            left: the tabs that these cells and notes were found in.
        """
        cells = [one for one in back[0] if one.tab not in there]
        self._keep(memory, cells, [one for one in back[1] if one.tab not in there], left)

    def _keep(
        self,
        memory: Memory,
        cells: Sequence[Write],
        given: Sequence[Note],
        left: Mapping[str, Table],
    ) -> None:
        """Record what is written later, for the next mending: as a batch that is not sent."""
        if not cells and not given:
            return
        number, touched = memory.next_number(), touched_by(cells, given)
        kept = Batch(
            id=new_id(number), number=number, writes=cells, notes=given,
            left={title: left[title] for title in touched if title in left},
        )  # fmt: skip
        memory.intend(kept, position=0, waits=True)
