"""Make an order of a draft.

Said: confirm order 1044 · place draft 1044
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import ORDER
from oms import drafts
from oms.actors import TAKE
from oms.order_card import card
from oms.records import Order
from oms.rehearsal import rehearse


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    drafts.confirm(asked.books, stored["order"], by=asked.who, key=key)
    order = asked.books.get_one(Order, stored["order"])
    facts = {"order": card(asked.books, order), "who": asked.who.name}
    return Done(facts, {"order": order.id, "version": order.version})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    drafts.unconfirm(asked.books, stored["order"], stored["version"], by=asked.who, key=key)
    order = asked.books.get_one(Order, stored["order"])
    return {"order": card(asked.books, order), "who": asked.who.name}


@command(
    phrases=[
        "(confirm|place) [the] [draft] [order] {order}",
        "draft [order] {order} is (confirmed|an order|ordered)",
        "(confirm|place) (a|the) draft",
    ],
    slots=[ORDER],
    may=TAKE,
    write=Write(_do, _undo),
)
def confirm_order(asked: Asked, order: Order | None = None) -> Preview:
    """Make an order of a draft: it gets its day, and its stock is reserved."""
    if order is None:
        raise MissingWord("order", "confirm order 1044")
    drafts.check(order)
    order_id = order.id

    def do() -> object:
        key = f"rehearsal:{order_id}"
        drafts.confirm(asked.books, order_id, by=asked.who, key=key)
        return card(asked.books, asked.books.get_one(Order, order_id))

    after = rehearse(asked.books, do)
    now = card(asked.books, asked.books.get_one(Order, order_id))
    return Preview({"order": now, "after": after}, {"order": order_id})
