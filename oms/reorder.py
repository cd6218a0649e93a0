"""At how many units the owner wants to be told."""

from __future__ import annotations

from sqlalchemy.orm import Session

from oms import actors, history, kits, low_stock, touched
from oms.actors import Who
from oms.counts import Where
from oms.errors import ShopError
from oms.history import About
from oms.tables.catalogue import ReorderRule
from oms.values import MOST_UNITS

WHAT = "reorder point"


class BadPoint(ShopError):
    """A number of units cannot be a reorder point."""

    code = "bad_reorder_point"

    def __init__(self, said: int) -> None:
        super().__init__(
            f"{said:,} units cannot be a reorder point.",
            remedy=f"Give a whole number from 0 to {MOST_UNITS:,}, or nothing.",
        )


def point_of(books: Session, where: Where) -> int | None:
    """The reorder point of a SKU at a location; None when there is none."""
    rule = books.get(ReorderRule, (where.sku_id, where.location_id))
    return rule.point if rule else None


def check(books: Session, sku_id: int, point: int | None) -> None:
    """Refuse what is no reorder point of a SKU; none at all may always be wished.

    Raises:
        BadPoint: below 0, or more than there ever is.
        NotAKit: it is a kit, of which nothing runs low but its parts.
    """
    if point is None:
        return
    kits.refuse(books, sku_id)
    if not 0 <= point <= MOST_UNITS:
        raise BadPoint(point)


def set_point(books: Session, where: Where, point: int | None, *, by: Who) -> int | None:
    """Set the reorder point of a SKU at a location, or (None) take it away.

    Returns:
        The row of the history; None when it was so already.

    Raises:
        NotAllowed: the role does not change products.
        BadPoint, NotAKit: as `check`.
    """
    actors.allow(by, actors.CATALOGUE)
    check(books, where.sku_id, point)
    rule = books.get(ReorderRule, (where.sku_id, where.location_id))
    before = rule.point if rule else None
    if before == point:
        return None
    touched.mark(books, where.sku_id, where.location_id)
    if point is None and rule is not None:
        books.delete(rule)
        low_stock.forget(books, where.sku_id, where.location_id)
    elif rule is not None and point is not None:
        rule.point = point
    elif point is not None:
        books.add(ReorderRule(sku_id=where.sku_id, location_id=where.location_id, point=point))
    books.flush()
    return history.record(
        books,
        by=by,
        what=WHAT,
        about=About("sku", where.sku_id),
        before={"point": before, "location": where.location_id},
        after={"point": point, "location": where.location_id},
    )
