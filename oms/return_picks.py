"""Which goods may still come back, and those that were chosen of them line by line."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from oms import orders
from oms.errors import TooManyReturned
from oms.return_errors import NothingToReturn
from oms.return_policy import Announced
from oms.tables.catalogue import Sku
from oms.tables.orders import Order, OrderLine


def returnable(books: Session, order: Order) -> list[OrderLine]:
    """The lines of an order of which something may come back; of kits, those of their parts.

    Raises:
        NothingToReturn: there is none.
    """
    every = orders.lines_of(books, order)
    kits = {line.parent_line_id for line in every if line.parent_line_id is not None}
    own = [line for line in every if line.id not in kits]
    lines = [line for line in own if line.returnable > 0 and line.sku_id is not None]
    if not lines:
        lost, kept = sum(line.lost for line in own), sum(line.returnless for line in own)
        raise NothingToReturn(order.number, lost=lost, kept=kept)
    return lines


def pick(
    books: Session, order: Order, picked: Mapping[int, int], *, reason: str, wanted: str = "refund"
) -> list[Announced]:
    """What is announced when units were chosen line by line.

    Args:
        books: open books.
        order: whose goods come back.
        picked: order line id -> units, 1 or more.
        reason: why, of all of them.
        wanted: what the customer wants for them.

    Raises:
        NothingToReturn: nothing may come back, or nothing of such a line.
        TooManyReturned: more units of a line than may still come back.
    """
    known = {line.id: line for line in returnable(books, order)}
    for line_id, units in picked.items():
        if line_id not in known:
            raise NothingToReturn(order.number)
        line = known[line_id]
        if not 1 <= units <= line.returnable:
            code = books.get_one(Sku, line.sku_id).code
            raise TooManyReturned(
                code,
                number=order.number,
                wanted=units,
                returnable=line.returnable,
                line_id=line_id,
            )
    return [Announced(line_id, units, reason, wanted) for line_id, units in picked.items()]
