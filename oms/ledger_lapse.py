"""What nobody needs of the ledger any more: problems that were mended, and what only told."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from oms import clock
from oms.ledger_questions import PUT_BACK
from oms.tables.sheet import LedgerProblem, LedgerQuestion

KEPT = dt.timedelta(days=30)
"""So long a problem that was mended is known, should the same be typed again."""
TOLD = dt.timedelta(days=7)
"""So long what was typed over a cell of the books, and put back, stays open."""


def is_old(books: Session) -> bool:
    """Whether there is anything to let go of."""
    mended = select(LedgerProblem.id).where(_mended())
    told = select(LedgerQuestion.id).where(_told())
    return any(books.scalars(one.limit(1)).first() is not None for one in (mended, told))


def let_go(books: Session) -> None:
    """Let go of problems that were mended long ago, and of what needs no answer."""
    books.execute(delete(LedgerProblem).where(_mended()))
    books.execute(update(LedgerQuestion).where(_told()).values(state="dropped"))


def _mended() -> ColumnElement[bool]:
    return LedgerProblem.cleared_at < clock.now() - KEPT


def _told() -> ColumnElement[bool]:
    is_open = (LedgerQuestion.kind == PUT_BACK) & (LedgerQuestion.state == "open")
    return is_open & (LedgerQuestion.asked_at < clock.now() - TOLD)
