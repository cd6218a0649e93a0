"""How many units of a SKU are promised at a location: a running sum, kept past the mapper.

The caller has locked the SKUs, and keeps the promises themselves (`reservations`).
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Table, bindparam, update
from sqlalchemy.orm import Session

from oms import touched
from oms.running_sums import RunningSum
from oms.tables.stock import Promise

Promised = Mapping[tuple[int, int], int]
"""(id of a SKU, id of a location) -> units."""
SUM = RunningSum(Promise, "reserved")
ROWS: Table = Promise.__table__  # type: ignore[assignment]
LESS = (
    update(ROWS)
    .where(ROWS.c.sku_id == bindparam("sku"), ROWS.c.location_id == bindparam("place"))
    .values(reserved=ROWS.c.reserved - bindparam("less"))
)


def more(books: Session, units: Promised) -> None:
    """Add units to what is promised of SKUs at locations."""
    for sku_id, location_id in units:
        touched.mark(books, sku_id, location_id)
    SUM.add(
        books,
        [
            {"sku_id": sku_id, "location_id": location_id, "reserved": more}
            for (sku_id, location_id), more in units.items()
        ],
    )


def less(books: Session, units: Promised) -> None:
    """Take units off what is promised of SKUs at locations; their rows are there."""
    for sku_id, location_id in units:
        touched.mark(books, sku_id, location_id)
    books.connection().execute(
        LESS,
        [
            {"sku": sku_id, "place": location_id, "less": less}
            for (sku_id, location_id), less in sorted(units.items())
        ],
    )
