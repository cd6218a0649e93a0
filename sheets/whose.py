"""Whose a spreadsheet is: of these books, or of others that must not be mixed with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from oms.database import Database
from oms.errors import ShopError
from sheets import receipts, standing
from sheets.frame import Frame
from sheets.grid import Ledger, Receipt, number_of
from sheets.remember import Memory
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

    def know_ids(self) -> None:
        """Know the tabs by their numbers, where the books know this spreadsheet."""
        with self._database.reading() as books:
            memory = self._memory(books)
            if memory.is_of(self._ledger.spreadsheet):
                self._ledger.ids.update(memory.ids())

    def landed_so_far(self) -> int:
        """The number of the last batch that is known to have landed, before a read."""
        with self._database.reading() as books:
            return receipts.newest_landed(books)

    def refuse_foreign(self, receipt: Receipt, upto: int) -> None:
        """Go on only with a spreadsheet that these books wrote last, or nobody yet.

        Who we are is asked of the books each time: somebody may have taken over the spreadsheet
        for them meanwhile, in another program.

        Args:
            receipt: what stands in the spreadsheet of who wrote it last.
            upto: what `landed_so_far` gave before that was read; another program of the same books
                may have written since.

        Raises:
            ForeignLedger: another database wrote it last.
            LedgerAhead: these books did, and do not know of it.
            LedgerBehind: these books did, and wrote more after that.
        """
        with self._database.reading() as books:
            memory = self._memory(books)
            if receipt.owner not in {"", memory.owner_so_far()}:
                raise ForeignLedger
            if not receipt.batch:
                return
            if not receipts.has_sent(books, receipt.batch):
                is_old = receipts.is_forgotten(books, number_of(receipt))
                raise LedgerBehind if is_old else LedgerAhead
            if receipts.has_landed_after(books, receipt.batch, upto):
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
        self.introduce()
        # what cannot be read is not taken over, and what is known of another stays known
        tables = self._ledger.read([tab.title for tab in self._tabs]).tables

        def take_over(books: Session) -> str:
            memory = self._memory(books)
            frames = [Frame(tab, tables[tab.title], names=memory.names(tab.title))
                      for tab in self._tabs if tab.title in tables]  # fmt: skip
            memory.belongs_to(self._ledger.spreadsheet)
            owner = memory.take_over(self._ledger.ids)
            for frame in frames:
                standing.mark(memory, frame)
            return owner

        self._ledger.adopt(self._database.write(take_over))
        self._is_new = False

    def _memory(self, books: Session) -> Memory:
        return Memory(books, self._tabs)
