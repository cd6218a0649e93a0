"""Give money back for goods that the customer keeps.

Said: refund 1 blue mug of 1043 without return · refund 1043 without return
"""

from __future__ import annotations

from commands import refunding
from commands.kit import Asked, MissingWord, Preview, Write, command
from commands.slots import SKU, UNITS
from commands.slots_money import CREDIT, SOLD
from oms import orders
from oms.actors import PROPOSE
from oms.records import Order, Sku
from oms.refund_values import Wish
from oms.refund_wishes import RETURNLESS
from oms.refunds import NothingToRefund


@command(
    phrases=[
        "refund {units} {sku} (of|from|on|for) [order] {order} without [a|the] return",
        "refund {units} {sku} (of|from|on|for) [order] {order} without [a|the] return as {credit}",
        "refund [the] {sku} (of|from|on|for) [order] {order} without [a|the] return",
        "refund [order] {order} without [a|the] return",
        "refund without [a|the] return",
    ],
    slots=[SOLD, UNITS, SKU, CREDIT],
    may=PROPOSE,
    write=Write(refunding.do, refunding.undo),
)
def refund_without_return(
    asked: Asked,
    order: Order | None = None,
    units: int | None = None,
    sku: Sku | None = None,
    credit: str | None = None,
) -> Preview:
    """Refund goods that went out and that the customer keeps."""
    if order is None:
        raise MissingWord("order", "refund 1 blue mug of 1043 without return")
    if sku is None:
        every = orders.lines_of(asked.books, order)
        lines = {line.id: line.keepable for line in every if line.keepable > 0}
    else:
        lines = refunding.units_of(asked, order, sku, units or 1, kept=True)
    if not lines:
        raise NothingToRefund(f"order {order.number}")
    return refunding.preview(asked, order, Wish(RETURNLESS, lines, as_credit=credit is not None))
