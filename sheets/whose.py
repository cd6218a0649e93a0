"""Whose a spreadsheet is: of these books, or of others that must not be mixed with them."""

from __future__ import annotations

from oms.errors import ShopError
from sheets.grid import Receipt
from sheets.remember import Memory


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


def refuse_foreign(memory: Memory, receipt: Receipt, owner: str | None) -> None:
    """Go on only with a spreadsheet that these books wrote last, or nobody yet.

    Args:
        memory: what these books know.
        receipt: what stands in the spreadsheet of who wrote it last.
        owner: who we are to it.

    Raises:
        ForeignLedger: another database wrote it last.
        LedgerAhead: these books did, and do not know of it.
    """
    if receipt.owner not in {"", owner}:
        raise ForeignLedger
    if receipt.batch and not memory.has_sent(receipt.batch):
        raise LedgerAhead
