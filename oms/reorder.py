"""At how many units the owner wants to be told."""

from __future__ import annotations

from sqlalchemy.orm import Session

from oms import history, low_stock, touched
from oms.actors import Who
from oms.counts import Where
from oms.history import About
from oms.tables.catalogue import ReorderRule


def point_of(books: Session, where: Where) -> int | None:
    """The reorder point of a SKU at a location; None when there is none."""
    rule = books.get(ReorderRule, (where.sku_id, where.location_id))
    return rule.point if rule else None


def set_point(books: Session, where: Where, point: int | None, *, by: Who) -> None:
    """Set the reorder point of a SKU at a location, or take it away."""
    rule = books.get(ReorderRule, (where.sku_id, where.location_id))
    before = rule.point if rule else None
    if before == point:
        return
    touched.mark(books, where.sku_id, where.location_id)
    if point is None and rule is not None:
        books.delete(rule)
        low_stock.forget(books, where.sku_id, where.location_id)
    elif rule is not None and point is not None:
        rule.point = point
    elif point is not None:
        books.add(ReorderRule(sku_id=where.sku_id, location_id=where.location_id, point=point))
    history.record(
        books,
        by=by,
        what="reorder point",
        about=About("sku", where.sku_id),
        before={"point": before, "location": where.location_id},
        after={"point": point, "location": where.location_id},
    )
    books.flush()
