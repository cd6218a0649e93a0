"""A number said in one go: booked at once, or the beginning of a count that somebody else checks.

The same rules hold as for a count that was asked for: within the tolerance of the place, or said by
somebody who may approve counts and write off as much, it is booked; else another person looks.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from oms import actors, counts, stock, stock_counts, write_offs
from oms.actors import Who
from oms.count_closeness import is_close
from oms.counts import StockChange, Where
from oms.errors import BadQuantity
from oms.stock_counts import Wanted
from oms.tables.stock import StockCount


def is_booked_at_once(books: Session, where: Where, counted: int, *, by: Who) -> bool:
    """Whether a number needs nobody else to look at it.

    Args:
        books: open.
        where: the SKU and the location.
        counted: units seen, all buckets together.
        by: who counted.
    """
    level = stock.at(books, where.sku_id, where.location_id)
    each = counts.value_of(books, where.sku_id, 1)
    shelf, book = counted - level.held, level.on_hand - level.held
    if is_close(books, where, shelf, book, by=by):
        return True
    lost, earlier = max(0, book - shelf) * each, write_offs.lost_alone(books, where, by=by)
    return by.may(actors.APPROVE_COUNTS) and by.alone(actors.WRITE_OFF, lost, earlier_minor=earlier)


def take(
    books: Session, where: Where, counted: int, *, base: int, by: Who, key: str
) -> StockChange | StockCount:
    """Book a number, or open a count that holds it and waits for another person.

    Args:
        books: open for writing.
        where: the SKU and the location.
        counted: units seen, all buckets together, 0 or more.
        base: on hand as it stood when the units were counted.
        by: who counted.
        key: idempotency key.

    Raises:
        NotAllowed, NotHere, BadQuantity: as `counts.count` and `stock_counts.answer`.
    """
    if is_booked_at_once(books, where, counted, by=by):
        return counts.count(books, where, counted, base=base, by=by, key=key)
    held = stock.at(books, where.sku_id, where.location_id).held
    if counted < held:
        raise BadQuantity(counted)
    wanted = Wanted(where.location_id, (where.sku_id,))
    made = stock_counts.draft(books, wanted, by=by, key=f"{key}:draft")
    stock_counts.start(books, made, by=by, key=f"{key}:start")
    (line,) = stock_counts.lines_of(books, made)
    stock_counts.answer(books, line.id, counted - held, by=by, key=f"{key}:answer")
    return books.get_one(StockCount, made)
