"""“ship 2 of 1043”: of which product of an order, where only how many is said."""

from __future__ import annotations

from commands.kit import Asked, MissingWord
from commands.slots import SKU
from oms import orders
from oms.records import Order, Sku


def of_order(
    asked: Asked, order: Order, sku: Sku | None, units: int | None, *, verb: str
) -> Sku | None:
    """The product of which so many units are meant; None: all of the order.

    Args:
        asked: who asks, and the books.
        order: of which.
        sku: as it was said.
        units: as was said.
        verb: what is to be done, as the example says it.

    Raises:
        MissingWord: only how many was said, and different goods have not left.
    """
    if units is None or sku is not None:
        return sku
    lines = (one for one in orders.lines_of(asked.books, order) if one.parent_line_id is None)
    left = [one for one in lines if one.ordered > one.cancelled + one.shipped]
    if not left:
        return None  # what has left, or was cancelled, the command itself refuses
    ids = {line.sku_id for line in left}
    if len(ids) == 1 and None not in ids:
        return asked.books.get_one(Sku, left[0].sku_id)
    raise MissingWord("product", f"{verb} {units} {left[0].title} of {order.number}", slot=SKU.name)
