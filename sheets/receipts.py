"""What the receipt in `_sync` proves: which batches of these books are known, and which landed."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from oms.tables.sheet import LedgerBatch


def newest_landed(books: Session) -> int:
    """The number of the last batch that is known to have landed; 0: none is."""
    landed = select(func.max(LedgerBatch.order)).where(LedgerBatch.state == "landed")
    return books.scalar(landed) or 0


def has_sent(books: Session, batch: str) -> bool:
    """Whether a batch is one of these books, as far back as they remember."""
    # its id alone: what a batch wrote may be as large as a tab
    known = select(LedgerBatch.id).where(LedgerBatch.id == batch)
    return books.scalars(known).first() is not None


def has_landed_after(books: Session, batch: str, upto: int) -> bool:
    """Whether a batch that was sent after this one had landed in the same spreadsheet.

    Args:
        books: an open transaction.
        batch: that stands in the spreadsheet as the last one.
        upto: the number of the last that was known to have landed when that was read.
    """
    sent = aliased(LedgerBatch)
    later = select(LedgerBatch.id).where(
        sent.id == batch, LedgerBatch.order > sent.order, LedgerBatch.order <= upto,
        LedgerBatch.spreadsheet == sent.spreadsheet, LedgerBatch.state == "landed",
    )  # fmt: skip
    return books.scalars(later.limit(1)).first() is not None


def is_forgotten(books: Session, number: int) -> bool:
    """Whether a batch is older than all that these books remember to have sent."""
    oldest = books.scalar(select(func.min(LedgerBatch.order)))
    return oldest is not None and 0 < number < oldest
