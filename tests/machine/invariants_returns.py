"""What must hold of goods that came back, and of what is said of levels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import stock
from oms.tables.catalogue import Location, Sku
from oms.tables.returns import Inspection
from oms.tables.stock import Level, Movement

GOES_TO = {
    "restock": "sellable", "hold": "quarantine", "repair": "refurb", "send_back": "rtv",
    "write_off": "damaged",
}  # fmt: skip


def only_restocked_goods_can_be_sold(books: Session) -> Iterator[str]:
    """I-15: inspected goods are in the bucket that their disposition says."""
    rows = books.execute(
        select(Inspection, Movement)
        .join(Movement, Movement.id == Inspection.movement_id)
        .where(Inspection.undone_at.is_(None), Movement.reason != "reversal")
    )
    for seen, moved in rows:
        wanted = GOES_TO.get(seen.disposition)
        if wanted is not None and moved.to_bucket != wanted:
            yield f"inspection {seen.id}: {seen.disposition} went to {moved.to_bucket}"


def answers_are_the_levels(books: Session) -> Iterator[str]:
    """On hand and held, as they are told, are the sums of the levels, counted one by one."""
    on_hand: Counter[tuple[int, int]] = Counter()
    held: Counter[tuple[int, int]] = Counter()
    for level in books.scalars(select(Level)):
        on_hand[level.sku_id, level.location_id] += level.units
        if level.bucket != stock.SELLABLE:
            held[level.sku_id, level.location_id] += level.units
    physical = list(books.scalars(select(Location).where(Location.active)))
    for sku_id in books.scalars(select(Sku.id)):
        for place in (one for one in physical if one.is_physical):
            told = stock.at(books, sku_id, place.id)
            summed = (on_hand[sku_id, place.id], held[sku_id, place.id])
            if (told.on_hand, told.held) != summed:
                yield f"SKU {sku_id} at {place.code}: told {told}, levels say {summed}"


INVARIANTS = (only_restocked_goods_can_be_sold, answers_are_the_levels)
