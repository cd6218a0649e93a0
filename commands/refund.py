"""Give money back for goods that were cancelled or came back.

Said: refund R-12 · refund 1043 · refund 2 blue mugs of 1043 · refund R-12 as store credit
"""

from __future__ import annotations

from commands import refunding
from commands.kit import Asked, MissingWord, Preview, Write, command
from commands.slots import SKU, UNITS
from commands.slots_money import CAME_BACK, CREDIT, SOLD
from oms import refund_wishes
from oms.actors import PROPOSE
from oms.records import Order, Return, Sku
from oms.refund_values import Wish


@command(
    phrases=[
        "refund [return] {came_back}",
        "refund [return] {came_back} (as|to|with|in) {credit}",
        "refund [order] {order}",
        "refund [order] {order} (as|to|with|in) {credit}",
        "refund {units} {sku} (of|from|on|for) [order] {order}",
        "refund {units} {sku} (of|from|on|for) [order] {order} as {credit}",
        "refund [the] {sku} (of|from|on|for) [order] {order}",
        "(refund|make a refund|refund an order|refund a return)",
        "(give|issue) a refund (for|on) [order] {order}",
        "refund the (customer|buyer) (of|for|on) [order] {order}",
        "give [order] {order} (their|the|all their) money back",
        "(give|issue) a refund (for|on) [return] {came_back}",
    ],
    slots=[SOLD, UNITS, SKU, CAME_BACK, CREDIT],
    may=PROPOSE,
    write=Write(refunding.do, refunding.undo),
)
def refund(
    asked: Asked,
    order: Order | None = None,
    came_back: Return | None = None,
    units: int | None = None,
    sku: Sku | None = None,
    credit: str | None = None,
) -> Preview:
    """Refund what was cancelled or came back, once a person agrees to the amount."""
    if units is not None and sku is None:
        # “refund 1043 twenty” is not all of it: it may be units of something, or money
        number = came_back.number if came_back else order.number if order else "1043"
        example = f"refund 2 blue mugs of {number}` or, of money, `refund 20.00 on {number}"
        raise MissingWord("product", example, slot=SKU.name)
    if came_back is not None:
        return refunding.of_return(asked, came_back, as_credit=credit is not None)
    if order is None:
        raise MissingWord("order", "refund 1043")
    if sku is None:
        lines = refund_wishes.left_of_order(asked.books, order)
    else:
        lines = refunding.units_of(asked, order, sku, units or 1, kept=False)
    wish = Wish(refund_wishes.kind_of(asked.books, order), lines, as_credit=credit is not None)
    return refunding.preview(asked, order, wish)
