"""Dropship orders as they are shown: what is to come, from whom, and what else could be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from oms import purchases, stock, suppliers
from oms.tables.catalogue import Sku, Supplier
from oms.tables.orders import Order
from oms.tables.purchasing import PurchaseLine, PurchaseOrder


@dataclass(frozen=True)
class PurchaseCard:
    """A dropship order: whose, for which order, how far."""

    number: str
    state: str
    supplier: str
    order_id: int
    order: str
    to_come: int


@dataclass(frozen=True)
class Line:
    """Units of a product on a purchase order."""

    sku: str
    title: str
    units: int


@dataclass(frozen=True)
class Instead:
    """What else could be done for units that a supplier cannot send."""

    title: str
    units: int
    own: int
    """Free on our own shelves."""
    others: tuple[str, ...]
    """Other suppliers that send it."""


def card(books: Session, purchase: PurchaseOrder) -> PurchaseCard:
    """A dropship order, as it stands."""
    order = books.get_one(Order, purchase.order_id)
    return PurchaseCard(
        purchase.number,
        purchase.state,
        books.get_one(Supplier, purchase.supplier_id).name,
        order.id,
        order.number,
        sum(purchases.to_come(books, purchase).values()),
    )


def lines(books: Session, units: Mapping[int, int]) -> list[Line]:
    """The products behind purchase lines: purchase line id -> units."""
    found = []
    for line_id, count in units.items():
        sku = books.get_one(Sku, books.get_one(PurchaseLine, line_id).sku_id)
        found.append(Line(sku.code, sku.title, count))
    return found


def instead(books: Session, purchase: PurchaseOrder, units: Mapping[int, int]) -> list[Instead]:
    """What else could be done for these units: own stock, or another supplier."""
    found = []
    for line_id, count in units.items():
        sku = books.get_one(Sku, books.get_one(PurchaseLine, line_id).sku_id)
        own = stock.promisable(stock.levels(books, sku.id))
        others = tuple(
            one.supplier
            for one in suppliers.offers(books, sku.id)
            if one.supplier_id != purchase.supplier_id
        )
        found.append(Instead(sku.title, count, own, others))
    return found
