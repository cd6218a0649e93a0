"""Whether a counted number is so close to the books that nobody else has to look."""

from __future__ import annotations

from sqlalchemy.orm import Session

from oms import count_lines, count_rules, counts, write_offs
from oms.actors import Who
from oms.counts import Where
from oms.tables.catalogue import Location


def is_close(books: Session, where: Where, counted: int, book: int, *, by: Who) -> bool:
    """Whether a number is within the tolerance of its place.

    One less and one less again is no closer than all of it at once: what `by` counted away there
    today, and nobody else looked at, counts along.

    Args:
        books: open.
        where: the SKU and the location.
        counted: units seen.
        book: units by the books at that moment.
        by: who counted.
    """
    tolerance = count_lines.tolerance_of(books.get_one(Location, where.location_id))
    each = counts.value_of(books, where.sku_id, 1)
    before = book + write_offs.units_counted_away(books, where, by=by) if counted < book else book
    return count_rules.within(counted, before, each, tolerance)
