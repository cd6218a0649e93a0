"""The tab Orders: the open ones and those of the last ninety days; the notes are the owner's."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from oms import ledger_documents
from oms.ledger_edits import Ref
from sheets.tab import Column, Owner, Row, Rows, Tab, fold
from sheets.taking import Taking


def rows(books: Session, only: Collection[str] | None) -> Rows:
    """A row an order, the newest first."""
    found: dict[str, Row] = {
        fold(one.number): {
            "Order": one.number,
            "Channel": one.channel,
            "Their number": one.their_number,
            "Customer": one.customer,
            "Town": one.town,
            "Placed": one.placed_on.isoformat(),
            "Ship by": one.ship_by.isoformat() if one.ship_by else "",
            "Stage": one.stage,
            "Units": one.units,
            "Total": one.total,
            "Parcels": one.parcels,
            "Notes": one.note,
        }
        for one in ledger_documents.order_rows(books, only)
    }
    return Rows.of(found)


def ref(taking: Taking, key: str) -> Ref:
    """The order of a row."""
    (one,) = ledger_documents.order_rows(taking.books, [key])
    return {"order": one.id}


TAB = Tab(
    title="Orders",
    columns=(
        Column("Order", is_text=True),
        Column("Channel"),
        Column("Their number", is_text=True),
        Column("Customer"),
        Column("Town"),
        Column("Placed"),
        Column("Ship by"),
        Column("Stage"),
        Column("Units"),
        Column("Total"),
        Column("Parcels"),
        Column("Notes", Owner.BOTH, is_text=True),
    ),
    key=("Order",),
    rows=rows,
    ref=ref,
)
