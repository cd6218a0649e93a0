"""Release an order that is held.

Said: release 1043 · take 1043 off hold · release the payment hold of 1043
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import ORDER
from commands.slots_orders import KIND, kinds_released
from oms import holds, releasing
from oms.actors import HOLD
from oms.order_card import card
from oms.records import Order


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    released = releasing.release(
        asked.books, stored["order"], stored["kinds"], by=asked.who, key=key
    )
    order = asked.books.get_one(Order, stored["order"])
    facts = {"order": card(asked.books, order), "who": asked.who.name}
    return Done(facts, {"order": order.id, "holds": released})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    holds.put_back(asked.books, stored["holds"], by=asked.who, key=key)
    order = asked.books.get_one(Order, stored["order"])
    return {"order": card(asked.books, order), "who": asked.who.name}


@command(
    phrases=[
        "(release|unhold|unblock|resume|unfreeze) [the] [hold] [of|on] [order] {order}",
        "(release|lift|remove) [the] {kind} hold (of|on|from) [order] {order}",
        "(lift|remove) [the] hold (of|on|from) [order] {order}",
        "[order] {order} (can|may) (ship|go|be shipped)",
        "[order] {order} is ok to (ship|go)",
        "take [order] {order} off hold",
        "release [an|the] [order]",
    ],
    slots=[ORDER, KIND],
    may=HOLD,
    write=Write(_do, _undo),
)
def release_order(asked: Asked, order: Order | None = None, kind: str | None = None) -> Preview:
    """Release the holds of an order, so that it can be picked and shipped again."""
    if order is None:
        raise MissingWord("order", "release 1043")
    held = holds.of(asked.books, order)
    kinds = kinds_released(held, kind)
    going = [one for one in held if one.kind in kinds]
    if not going:
        raise holds.NotHeld(order.number, kind)
    staying = [one for one in held if one.kind not in kinds]
    facts = {"order": card(asked.books, order), "going": going, "staying": staying}
    return Preview(facts, {"order": order.id, "kinds": kinds})
