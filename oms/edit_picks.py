"""Which lines of an order somebody means who names a product of it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from oms import kit_lines, orders
from oms.cancelling import NotCancellable
from oms.errors import ShopError
from oms.tables.catalogue import Sku
from oms.tables.orders import Order, OrderLine


class NotInOrder(ShopError):
    """The order has no line of that product."""

    code = "not_in_order"

    def __init__(self, number: str, title: str) -> None:
        self.number, self.title = number, title
        super().__init__(
            f"Order {number} has no {title} that could be changed.",
            remedy=f"Add it: `add 1 {title.lower()} to {number}`.",
        )


def lines_of(books: Session, order: Order, sku_id: int) -> list[OrderLine]:
    """The lines of a product that still stand, the oldest first: kits, or goods in no kit.

    Raises:
        NotInOrder: there is none.
    """
    found = [
        line
        for line in orders.lines_of(books, order)
        if line.sku_id == sku_id and line.parent_line_id is None
        and line.ordered > line.cancelled
    ]  # fmt: skip
    if not found:
        raise NotInOrder(order.number, books.get_one(Sku, sku_id).title)
    return found


def cancelled(books: Session, order: Order, sku_id: int, units: int | None) -> dict[int, int]:
    """Units to cancel by line, the newest line first; None: all that has not left.

    Raises:
        NotInOrder: no such line.
        NotCancellable: there are not so many that have not left.
    """
    lines = lines_of(books, order, sku_id)
    kit_lines.follow(orders.lines_of(books, order))
    open_units = sum(line.open_units for line in lines)
    wanted = open_units if units is None else units
    if not 1 <= wanted <= open_units:
        title = lines[0].title
        raise NotCancellable(
            order.number,
            f"{open_units} × {title} have not left and {wanted} are meant",
            remedy=f"Cancel {open_units} or fewer." if open_units else "There is nothing to do.",
        )
    picked: dict[int, int] = {}
    for line in reversed(lines):
        part = min(wanted, line.open_units)
        if part > 0:
            picked[line.id] = part
            wanted -= part
    return picked


def all_but(books: Session, order: Order, sku_id: int) -> dict[int, int]:
    """Units to cancel by line, so that of what has not left one product stays.

    Raises:
        NotInOrder: no such line.
        NotCancellable: nothing else is left to cancel.
    """
    kept = {line.id for line in lines_of(books, order, sku_id)}
    lines = orders.lines_of(books, order)
    kit_lines.follow(lines)
    picked = {
        line.id: line.open_units
        for line in lines
        if line.parent_line_id is None and line.id not in kept and line.open_units > 0
    }
    if not picked:
        title = books.get_one(Sku, sku_id).title
        reason = f"nothing but {title} is left"
        raise NotCancellable(order.number, reason, remedy="There is nothing to do.")
    return picked


def counted(books: Session, order: Order, sku_id: int, units: int) -> dict[int, int]:
    """Units wanted by line so that there are `units` of a product in all.

    More go onto the last line, fewer come off the newest first.

    Raises:
        NotInOrder: no such line.
    """
    lines = lines_of(books, order, sku_id)
    more = units - sum(line.ordered - line.cancelled for line in lines)
    last = lines[-1]
    if more >= 0:
        return {last.id: last.ordered - last.cancelled + more}
    off = cancelled(books, order, sku_id, -more)
    return {
        line.id: line.ordered - line.cancelled - off[line.id] for line in lines if line.id in off
    }
