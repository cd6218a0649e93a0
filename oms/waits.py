"""What an order waits for, after that changed otherwise than by stock: its days and its holds."""

from __future__ import annotations

from sqlalchemy.orm import Session

from oms import actors, holds, incoming, kit_lines, orders
from oms.tables.orders import Order

STOCK = "stock"


def settle(books: Session, order: Order) -> None:
    """Bring up to date by which day an order can leave; holds for stock go when nothing waits.

    After units were cancelled, or a supplier is to send them, or is not. The caller has locked the
    order.
    """
    lines = orders.lines_of(books, order)
    incoming.promise(books, order, lines=lines)
    if not any(line.backordered > 0 for line in kit_lines.physical(lines)):
        holds.clear(books, order, STOCK, by=actors.system(books))
