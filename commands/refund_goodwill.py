"""Give money back out of goodwill: an amount, for nothing that came back.

Said: refund 5.00 goodwill on 1043 · give £5 goodwill on 1043 because the parcel was late
"""

from __future__ import annotations

from commands import refunding
from commands.kit import Asked, MissingWord, Preview, Write, command
from commands.slots import WHY
from commands.slots_money import AMOUNT, CREDIT, SOLD, SUM
from oms import money_words
from oms.actors import GOODWILL
from oms.records import Order
from oms.refund_values import Wish
from oms.refund_wishes import GOODWILL as KIND


@command(
    phrases=[
        "(refund|give) {amount} [as|of|in] goodwill (on|for|to|of) [order] {order}",
        "give [order] {order} {amount} goodwill",
        "{amount} goodwill (on|for|to) [order] {order}",
        "{amount} goodwill (on|for|to) [order] {order} because {why}",
        "(refund|give) {amount} [as|of|in] goodwill (on|for|to|of) [order] {order} because {why}",
        "(refund|give) {amount} [as|of|in] goodwill (on|for|to|of) [order] {order} as {credit}",
        "goodwill [of] {amount} (on|for|to) [order] {order}",
        "goodwill [of] {amount} (on|for|to) [order] {order} [because|for] {why}",
        "(refund|give) {amount} (on|for|to|of) [order] {order} [as] goodwill",
        "(refund|give) {amount} [back] (on|for|to) [order] {order}",
        "(refund|give) {amount} [back] (on|for|to) [order] {order} because {why}",
        "refund [order] {order} {sum_}",
        "refund [order] {order} {sum_} because {why}",
        "(give|refund) goodwill (on|for|to) [order] {order}",
        "(give|refund) goodwill",
    ],
    slots=[SOLD, AMOUNT, SUM, CREDIT, WHY],
    may=GOODWILL,
    write=Write(refunding.do, refunding.undo),
)
def refund_goodwill(
    asked: Asked,
    order: Order | None = None,
    amount: str | None = None,
    sum_: str | None = None,
    credit: str | None = None,
    why: str | None = None,
) -> Preview:
    """Refund an amount out of goodwill, never more than was paid."""
    if order is None:
        raise MissingWord("order", "refund 5.00 goodwill on 1043")
    amount = amount or sum_
    if amount is None:
        raise MissingWord("amount", f"refund 5.00 goodwill on {order.number}")
    minor = money_words.read(amount, order.currency)
    wish = Wish(KIND, amount_minor=minor, reason=why, as_credit=credit is not None)
    return refunding.preview(asked, order, wish)
