"""Asking that freed stock of a SKU be given to the orders that wait for it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from oms import clock
from oms.running_sums import RunningSum
from oms.tables.stock import FillWanted

WANTED = RunningSum(FillWanted, "asked")
ASKED = "backroom fill asked"


def ask(books: Session, sku_ids: Iterable[int]) -> None:
    """Ask once more for each SKU; whoever drains the asked gives out what there is."""
    books.info[ASKED] = True
    now = clock.now()
    WANTED.add(books, [{"sku_id": one, "asked_at": now, "asked": 1} for one in set(sku_ids)])


def were_asked(books: Session) -> bool:
    """Whether these books asked for any, so that it is worth draining once they are closed."""
    return bool(books.info.get(ASKED))
