"""Which SKUs changed at which places in the transaction that is open; kept in its books only."""

from __future__ import annotations

from sqlalchemy.orm import Session

KEPT = "backroom touched"
Pair = tuple[int, int]
"""Id of a SKU, id of a location."""


def mark(books: Session, sku_id: int, location_id: int) -> None:
    """Say that what is available of a SKU at a location may have changed."""
    pairs: set[Pair] = books.info.setdefault(KEPT, set())
    pairs.add((sku_id, location_id))


def take(books: Session) -> list[Pair]:
    """What was marked since this was last asked, in order; forgotten with that."""
    pairs: set[Pair] = books.info.pop(KEPT, set())
    return sorted(pairs)
