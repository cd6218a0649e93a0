"""What returned goods are worth that are written off, and who may write off so much alone."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from oms import actors, counts
from oms.actors import WRITE_OFF, Who

DISPOSITION = "write_off"


def worth(books: Session, goods: Iterable[tuple[int, int]]) -> int:
    """What goods are worth in minor units of the shop's currency: SKU id and units of each part."""
    return sum(counts.value_of(books, sku_id, units) for sku_id, units in goods)


def allow(books: Session, goods: Iterable[tuple[int, int]], *, by: Who) -> None:
    """Refuse to write off goods that are worth more than somebody may write off alone.

    Raises:
        NotAllowed: the role does not write off stock.
        OverLimit: with the worth and the limit (`oms.return_write_offs` asks).
    """
    lost = list(goods)
    if lost:
        actors.allow(by, WRITE_OFF, amount_minor=worth(books, lost))
