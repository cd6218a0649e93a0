"""Blue mugs of the small shop that are exchanged for other goods."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import exchanges, orders
from oms.actors import Who
from oms.exchanges import Swap
from oms.tables.catalogue import Sku
from oms.tables.money import Exchange, Refund
from tests.oms.came_back import arrive


def sku(books: Session, code: str) -> Sku:
    """A SKU by its code."""
    return books.scalars(select(Sku).where(Sku.code == code)).one()


def swap(books: Session, code: str, units: int = 1, reason: str = "changed_mind") -> Swap:
    """Blue mugs of order 1001 for other goods."""
    order = orders.by_number(books, "1001")
    line = exchanges.line_for(books, order, sku(books, "MUG-BLU").id, units)
    return Swap(line, units, sku(books, code).id, reason)


def promised(books: Session, wanted: Swap, *, by: Who, key: str = "x") -> Exchange:
    """An exchange of order 1001."""
    order = orders.by_number(books, "1001")
    made = exchanges.promise(books, order.id, wanted, by=by, key=key)
    return books.get_one(Exchange, made)


def comes_back(books: Session, exchange: Exchange, units: int = 1) -> Refund:
    """The goods arrive; gives the refund that they became."""
    mug = sku(books, "MUG-BLU").id
    arrive(books, exchange.return_id, {mug: units}, key=f"back-{exchange.id}")
    books.refresh(exchange)
    return books.get_one(Refund, exchange.refund_id)
