"""Whose a spreadsheet is: of these books, or of others that must not be mixed with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from oms.database import Database
from oms.errors import ShopError
from sheets.frame import Frame
from sheets.grid import Ledger, Receipt
from sheets.reading import Kind
from sheets.remember import STOOD, Memory
from sheets.tab import Tab


class ForeignLedger(ShopError):
    """Another database writes this spreadsheet: one of the two is a copy."""

    code = "foreign_ledger"

    def __init__(self) -> None:
        super().__init__(
            "This spreadsheet is kept by another Backroom, so nothing is written to it.",
            remedy="If it is a copy, run `backroom ledger setup --adopt` once; if the database is,"
            " give it a spreadsheet of its own.",
        )


class LedgerAhead(ShopError):
    """What was written last is not known: the books are older than the spreadsheet, or a copy."""

    code = "ledger_ahead"

    def __init__(self) -> None:
        super().__init__(
            "This spreadsheet was written last by a later state of these books or by a copy of"
            " them, so nothing is taken from it or written to it.",
            remedy="If the books were restored from a backup, run `backroom ledger setup --adopt`"
            " once: what differs is asked about. If another copy runs, stop it first.",
        )


class LedgerBehind(ShopError):
    """A later batch had landed than the one that the spreadsheet says: it went back in time."""

    code = "ledger_behind"

    def __init__(self) -> None:
        super().__init__(
            "This spreadsheet was put back to an earlier version, so nothing is taken from it or"
            " written to it.",
            remedy="Put back the newest version (File, Version history). Or keep this one: run"
            " `backroom ledger setup --adopt` once, and what differs is asked about.",
        )


class Whose:
    """A spreadsheet to these books: whether what they know is of it, and whether it is theirs."""

    def __init__(self, database: Database, ledger: Ledger, tabs: Sequence[Tab]) -> None:
        self._database, self._ledger, self._tabs = database, ledger, tabs
        self._is_introduced = False
        self._is_new = False
        """Whether what is known is of another spreadsheet, and this one was not accepted yet."""

    def introduce(self) -> None:
        """Learn whether what we know is of this spreadsheet, once; and be somebody to it.

        What is known of another one is not forgotten yet: it may be that the wrong one was named.
        """
        if self._is_introduced:
            return

        def learn(books: Session) -> None:
            memory = self._memory(books)
            self._is_new = not memory.is_of(self._ledger.spreadsheet)
            if not self._is_new:
                memory.belongs_to(self._ledger.spreadsheet)
                self._ledger.ids.update(memory.ids())
            memory.owner()

        self._database.write(learn)
        self._is_introduced = True

    def refuse_foreign(self, receipt: Receipt) -> None:
        """Go on only with a spreadsheet that these books wrote last, or nobody yet.

        Who we are is asked of the books each time: somebody may have taken over the spreadsheet
        for them meanwhile, in another program.

        Args:
            receipt: what stands in the spreadsheet of who wrote it last.

        Raises:
            ForeignLedger: another database wrote it last.
            LedgerAhead: these books did, and do not know of it.
            LedgerBehind: these books did, and wrote more after that.
        """
        with self._database.reading() as books:
            memory = self._memory(books)
            if receipt.owner not in {"", memory.owner_so_far()}:
                raise ForeignLedger
            if receipt.batch and not memory.has_sent(receipt.batch):
                raise LedgerAhead
            if receipt.batch and memory.has_landed_after(receipt.batch):
                raise LedgerBehind

    def take_on(self, write: Callable[[Callable[[Session], None]], None]) -> bool:
        """Forget the spreadsheet of before, now that this one was read and is nobody else's.

        Args:
            write: opens the books for writing.

        Returns:
            Whether there was one.
        """
        was_new = self._is_new
        if was_new:
            write(self.forget_another)
            self._is_new = False
        return was_new

    def forget_another(self, books: Session) -> None:
        """Forget what is known, where that is of another spreadsheet."""
        if self._is_new:
            self._memory(books).belongs_to(self._ledger.spreadsheet)

    def adopt(self) -> None:
        """Take over the spreadsheet from whoever kept it; nothing of it is known then."""
        # what cannot be read is not taken over, and what is known of another stays known
        tables = self._ledger.read([tab.title for tab in self._tabs]).tables

        def take_over(books: Session) -> str:
            memory = self._memory(books)
            frames = [Frame(tab, tables[tab.title], names=memory.names(tab.title))
                      for tab in self._tabs if tab.title in tables]  # fmt: skip
            memory.belongs_to(self._ledger.spreadsheet)
            owner = memory.take_over()
            for frame in frames:
                _keep_standing(memory, frame)
            return owner

        self._ledger.adopt(self._database.write(take_over))
        self._is_introduced, self._is_new = True, False

    def _memory(self, books: Session) -> Memory:
        return Memory(books, self._tabs)


def _keep_standing(memory: Memory, frame: Frame) -> None:
    """Keep what stands in a tab to be booked: whoever had the ledger until now may have done it."""
    for column in frame.tab.columns:
        if not column.is_input or column.kind is not Kind.QUANTITY:
            continue
        if column.heading in frame.columns:
            cells = frame.cells(column.heading)
            for key, row in frame.places.items():
                if row < len(cells) and cells[row] != "":
                    memory.mark(frame.tab.title, key, f"{STOOD}{column.heading}", cells[row])
