"""Stock that changed since the ledger was last brought in step with it.

The database itself notes it (`StaleStock`); here is what is done with the notes.
"""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from oms import questions
from oms.tables.sheet import StaleStock

NOTED = select(StaleStock.id).limit(1)
TAKEN = delete(StaleStock).returning(StaleStock.sku_id)
LAST = select(func.max(StaleStock.id)).group_by(StaleStock.sku_id)
REPEATED = delete(StaleStock).where(StaleStock.id.not_in(LAST))


def is_noted(books: Session) -> bool:
    """Whether any stock changed."""
    return questions.ask(books, NOTED).first() is not None


def take(books: Session) -> set[int] | None:
    """The SKUs whose stock changed, noted no more; None: it may be of all.

    Whoever takes them looks at them in the same transaction, after this: what changes later is
    noted again.
    """
    taken = set(questions.through(books).execute(TAKEN).scalars())
    return None if None in taken else {sku_id for sku_id in taken if sku_id is not None}


def thin(books: Session) -> None:
    """Note each SKU once, so that the notes of a shop without a ledger are never many."""
    questions.through(books).execute(REPEATED)
