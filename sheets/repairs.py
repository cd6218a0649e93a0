"""What follows once a batch has landed: it is accounted for, and what is somebody's is put back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy.orm import Session

from oms import actors, ledger_notices, settings
from oms.database import Database
from oms.tables.sheet import LedgerBatch
from sheets import settle, stamps, troubles
from sheets.cells import as_seen
from sheets.frame import Frame
from sheets.grammar import Grammar
from sheets.grid import Batch, Ledger, Snapshot, Write
from sheets.planning import copied, new_id
from sheets.remember import Memory, batch_of
from sheets.tab import Owner, Tab
from sheets.tab_pass import record_overtyped
from sheets.table import Table
from sheets.taking import Taking
from sheets.trail import Displaced

MOST_REPAIRS = 8
Framed = Callable[[Session, Mapping[str, Table]], dict[str, Frame]]
"""Finds the rows and columns of tabs as read."""


class Repairs:
    """Accounts for batches, and mends what they hit."""

    def __init__(
        self, database: Database, ledger: Ledger, tabs: Sequence[Tab], framed: Framed
    ) -> None:
        """Of a spreadsheet with these tabs."""
        self._database, self._ledger, self._tabs = database, ledger, tabs
        self._frames = framed

    def again(self, lost: Sequence[str], snapshot: Snapshot) -> int:
        """Put back what a batch was to put back that never landed, where it stands now."""

        def again(books: Session) -> Batch | None:
            memory = Memory(books, self._tabs)
            rows = [books.get_one(LedgerBatch, one) for one in lost]
            frames = self._frames(books, snapshot.tables)
            left = {title: frame.table.entered() for title, frame in frames.items()}
            found = [settle.renewed(batch_of(row, ""), frames) for row in rows]
            back = [one for several, _ in found for one in several]
            for row, (_, displaced) in zip(rows, found, strict=True):
                self._tell_displaced(books, displaced, name=row.id)
            made = self._mending(memory, back, frames, left)
            if made is None:
                memory.give_up(rows)
            return made

        batch = self._database.write(again)
        if batch is None:
            return 0
        self._ledger.write(batch)
        return len(batch.writes) + self.verify(batch)

    def verify(self, batch: Batch) -> int:
        """See what a batch hit, account for it, and put back what was somebody's.

        Returns:
            How many cells were put back.
        """
        repairs = 0
        for _ in range(MOST_REPAIRS):
            mending = self._look(batch)
            if mending is None:
                break
            repairs += len(mending.writes)
            self._ledger.write(mending)
            batch = mending
        return repairs

    def _look(self, batch: Batch) -> Batch | None:
        """Account for what a batch hit; gives the batch that mends it, recorded, where needed."""
        whole = any(one.mend for one in batch.writes)
        before = self._ledger.pre_image(batch, whole=whole)
        if before.receipt.batch != batch.id:
            # another batch has landed since; the next pass finds out which
            return None
        with self._database.reading() as books:
            frames = self._frames(books, before.tables)
        if not whole and not settle.settle(batch, frames).undisturbed:
            before = self._ledger.pre_image(batch, whole=True)
            if before.receipt.batch != batch.id:
                return None
        return self._database.write(lambda books: self._account(books, batch, before.tables))

    def _account(self, books: Session, batch: Batch, tables: Mapping[str, Table]) -> Batch | None:
        frames = self._frames(books, tables)
        settled = settle.settle(batch, frames)
        memory = Memory(books, self._tabs)
        memory.account(batch, settled)
        self._tell_overtyped(books, batch, settled)
        self._tell_displaced(books, settled.displaced, name=batch.id)
        return self._mending(memory, settled.back, frames, settled.left)

    def _tell_overtyped(self, books: Session, batch: Batch, settled: settle.Settled) -> None:
        """Somebody typed into a cell of the books just before it was written: that is told too."""
        grammar = Grammar.of("", settings.value(books, "currency"))
        taking = Taking(books, actors.ledger(books), batch.id, grammar)
        by_title = {tab.title: tab for tab in self._tabs}
        cells = [
            record_overtyped(taking, by_title[title], edit, str(after))
            for title, edit, after in settled.overtyped
        ]
        told = [one for one in cells if one is not None]
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
        back: Sequence[Write],
        frames: Mapping[str, Frame],
        left: Mapping[str, Table],
    ) -> Batch | None:
        """The batch that puts back what is somebody's, recorded; None: there is nothing.

        Args:
            memory: where it is recorded.
            back: what it writes.
            frames: the tabs, as far as they were looked at.
            left: the tabs as they stand, as far as is known.
        """
        if not back:
            return None
        number = memory.next_number()
        made = Batch(
            id=new_id(number), number=number, writes=list(back), copied=copied(frames, back),
            burnt=[one.order for one in memory.unsettled()], owner=memory.owner(),
            left={title: left[title] for title in {one.tab for one in back}},
        )  # fmt: skip
        memory.intend(made, position=0)
        return made
