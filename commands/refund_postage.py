"""Give the postage of an order back, or part of it.

Said: refund the postage of 1043 · refund 2.00 postage of 1043
"""

from __future__ import annotations

from commands import refunding
from commands.kit import Asked, MissingWord, Preview, Write, command
from commands.slots import WHY
from commands.slots_money import AMOUNT, SOLD
from oms import money_words, refund_money
from oms.actors import PROPOSE
from oms.records import Order
from oms.refund_values import Wish
from oms.refund_wishes import SHIPPING
from oms.refunds import NothingToRefund


@command(
    phrases=[
        "refund [the] (postage|shipping|delivery) [of|on|for|from] [order] {order}",
        "refund [the] (postage|shipping|delivery) (of|on|for|from) [order] {order} because {why}",
        "refund {amount} [of] [the] (postage|shipping|delivery) (of|on|for|from) [order] {order}",
        "refund [the] (postage|shipping|delivery)",
    ],
    slots=[SOLD, AMOUNT, WHY],
    may=PROPOSE,
    write=Write(refunding.do, refunding.undo),
)
def refund_postage(
    asked: Asked, order: Order | None = None, amount: str | None = None, why: str | None = None
) -> Preview:
    """Refund the postage of an order, never more of it than was paid."""
    if order is None:
        raise MissingWord("order", "refund the postage of 1043")
    left = refund_money.read_order(asked.books, order).postage.left_minor
    if not left:
        what = f"the postage of order {order.number}"
        raise NothingToRefund(what, remedy="None was paid, or all of it went back already.")
    minor = money_words.read(amount, order.currency) if amount else left
    return refunding.preview(asked, order, Wish(SHIPPING, amount_minor=minor, reason=why))
