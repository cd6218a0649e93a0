"""What is kept of a product, and how many of it there are, as it is shown to whoever asks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import kits, stock
from oms.tables.catalogue import Location, ReorderRule, Sku, Supplier


@dataclass(frozen=True)
class ProductCard:
    """A product as it is shown. Money is in minor units of `currency`; None: it was never said."""

    sku_id: int
    sku: str
    title: str
    option: str
    """Size or colour; may be empty."""
    barcode: str
    is_kit: bool
    price_minor: int | None
    cost_minor: int | None
    currency: str
    supplier: str
    """Who it is bought from first; empty: nobody was named."""
    lead_days: int
    """Days in which that supplier delivers."""
    available: int
    """Units that can be promised, over all places; of a kit, as many as its components make."""
    on_hand: int
    """Units at all places; a kit has none of its own."""
    places: int
    """How many places have some available."""
    points: tuple[tuple[str, int], ...]
    """Place and its reorder point, where there is one."""


def card(books: Session, sku: Sku) -> ProductCard:
    """What is kept of a product, and its stock in total, as the books are now."""
    supplier = books.get(Supplier, sku.supplier_id) if sku.supplier_id is not None else None
    is_kit = sku.kind == kits.KIT
    available, on_hand, places = _of_kit(books, sku.id) if is_kit else _stock(books, sku.id)
    points = (
        select(Location.name, ReorderRule.point)
        .join(Location, Location.id == ReorderRule.location_id)
        .where(ReorderRule.sku_id == sku.id)
        .order_by(Location.rank, Location.id)
    )
    return ProductCard(
        sku_id=sku.id,
        sku=sku.code,
        title=sku.title,
        option=sku.option or "",
        barcode=sku.barcode or "",
        is_kit=is_kit,
        price_minor=sku.price_minor,
        cost_minor=sku.cost_minor,
        currency=sku.currency,
        supplier=supplier.name if supplier else "",
        lead_days=supplier.lead_time_days if supplier else 0,
        available=available,
        on_hand=on_hand,
        places=places,
        points=tuple((str(name), int(point)) for name, point in books.execute(points)),
    )


def _stock(books: Session, sku_id: int) -> tuple[int, int, int]:
    """Available, on hand, and how many places have some available."""
    levels = stock.levels(books, sku_id)
    at = sum(1 for one in levels if one.available > 0)
    return stock.promisable(levels), sum(one.on_hand for one in levels), at


def _of_kit(books: Session, sku_id: int) -> tuple[int, int, int]:
    available, places = kits.available(books, sku_id)
    return available, 0, sum(1 for one in places if one.available > 0)
