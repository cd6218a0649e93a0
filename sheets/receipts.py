"""What the receipt in `_sync` proves: which batches of these books are known, and which landed."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from oms import questions
from oms.tables.sheet import LedgerBatch

SENT = aliased(LedgerBatch)
LANDED_AFTER = (
    select(LedgerBatch.id)
    .where(
        SENT.id == bindparam("sent"),
        LedgerBatch.order > SENT.order,
        LedgerBatch.order <= bindparam("upto"),
        LedgerBatch.spreadsheet == SENT.spreadsheet,
        LedgerBatch.state == "landed",
    )
    .limit(1)
)


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
    return questions.ask(books, LANDED_AFTER, {"sent": batch, "upto": upto}).first() is not None


def is_forgotten(books: Session, number: int) -> bool:
    """Whether a batch is older than all that these books remember to have sent."""
    oldest = books.scalar(select(func.min(LedgerBatch.order)))
    return oldest is not None and 0 < number < oldest
