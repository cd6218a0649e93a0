"""What a movement belongs to, in words that a person can ask about: order 1043, R-1, T-7, C-3."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms.tables.orders import Order, Shipment
from oms.tables.returns import Return
from oms.tables.stock import StockCount, Transfer

About = tuple[str, int]
"""Kind and id of a document."""


def names(books: Session, wanted: Iterable[About]) -> Mapping[About, str]:
    """What each of these documents is called, in one question a kind; unknown ones are left out."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for kind, document_id in wanted:
        by_kind[kind].add(document_id)
    return {
        (kind, document_id): name
        for kind, ids in by_kind.items()
        if kind in READERS
        for document_id, name in READERS[kind](books, sorted(ids)).items()
    }


def _orders(books: Session, ids: list[int]) -> dict[int, str]:
    rows = books.execute(select(Order.id, Order.number).where(Order.id.in_(ids)))
    return {row.id: f"order {row.number}" for row in rows}


def _shipments(books: Session, ids: list[int]) -> dict[int, str]:
    rows = books.execute(
        select(Shipment.id, Order.number)
        .join(Order, Order.id == Shipment.order_id)
        .where(Shipment.id.in_(ids))
    )
    return {row.id: f"order {row.number}" for row in rows}


def _returns(books: Session, ids: list[int]) -> dict[int, str]:
    rows = books.execute(select(Return.id, Return.number).where(Return.id.in_(ids)))
    return {row.id: row.number for row in rows}


def _transfers(books: Session, ids: list[int]) -> dict[int, str]:
    rows = books.execute(select(Transfer.id, Transfer.number).where(Transfer.id.in_(ids)))
    return {row.id: row.number for row in rows}


def _counts(books: Session, ids: list[int]) -> dict[int, str]:
    rows = books.execute(select(StockCount.id, StockCount.number).where(StockCount.id.in_(ids)))
    return {row.id: row.number for row in rows}


READERS: Mapping[str, Callable[[Session, list[int]], dict[int, str]]] = {
    "order": _orders,
    "shipment": _shipments,
    "return": _returns,
    "transfer": _transfers,
    "count": _counts,
}
