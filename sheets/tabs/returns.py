"""The tab Returns: the open ones and those of the last ninety days; the notes are the owner's."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from oms import ledger_documents
from oms.ledger_edits import Ref
from sheets.reading import Kind
from sheets.tab import Column, Owner, Row, Rows, Tab, fold
from sheets.taking import Taking

TITLE = "Returns"


def rows(books: Session, only: Collection[str] | None) -> Rows:
    """A row a return, the newest first."""
    found: dict[str, Row] = {
        fold(one.number): {
            "Return": one.number,
            "Order": one.order,
            "Customer": one.customer,
            "State": one.state,
            "Goods": one.goods,
            "Units": one.units,
            "Received": one.received,
            "Asked for": one.asked_on.isoformat(),
            "Refund": one.refund,
            "Amount": "" if one.amount is None else one.amount,
            "Notes": one.note,
        }
        for one in ledger_documents.return_rows(books, only)
    }
    return Rows.of(found)


def ref(taking: Taking, key: str) -> Ref:
    """The return of a row."""
    (one,) = ledger_documents.return_rows(taking.books, [key])
    return {"return": one.id}


TAB = Tab(
    title=TITLE,
    columns=(
        Column("Return", is_text=True),
        Column("Order", is_text=True),
        Column("Customer"),
        Column("State"),
        Column("Goods"),
        Column("Units", kind=Kind.QUANTITY),
        Column("Received", kind=Kind.QUANTITY),
        Column("Asked for"),
        Column("Refund"),
        Column("Amount"),
        Column("Notes", Owner.BOTH, is_text=True),
    ),
    key=("Return",),
    rows=rows,
    ref=ref,
)
