"""Asking that freed stock of a SKU be given to the orders that wait for it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from oms import clock
from oms.tables.stock import FillWanted

ASKED = "backroom fill asked"


def ask(books: Session, sku_ids: Iterable[int]) -> None:
    """Ask once more for each SKU; whoever drains the asked gives out what there is."""
    books.info[ASKED] = True
    insert = sqlite.insert if books.get_bind().dialect.name == "sqlite" else postgresql.insert
    # sorted, so that two who ask for the same SKUs never wait for each other
    for sku_id in sorted(set(sku_ids)):
        row = insert(FillWanted).values(sku_id=sku_id, asked_at=clock.now(), asked=1)
        books.execute(
            row.on_conflict_do_update(
                index_elements=["sku_id"], set_={"asked": FillWanted.asked + 1}
            )
        )


def were_asked(books: Session) -> bool:
    """Whether these books asked for any, so that it is worth draining once they are closed."""
    return bool(books.info.get(ASKED))
