"""Who did what to an order, and when.

Said: history of 1043 · who changed 1043?
"""

from __future__ import annotations

from commands.kit import Asked, MissingWord, Reply, command
from commands.slots import ORDER
from oms import order_history as told
from oms.actors import READ
from oms.order_card import card
from oms.records import Order

LISTED = 15


@command(
    phrases=[
        "[show] [me] [the] [order] (history|timeline|log|story) [of|for] [order] {order}",
        "[order] {order} (history|timeline|log)",
        "who (changed|edited|touched|cancelled|held|shipped) [order] {order}",
        "(what changed|what was changed) (on|in|with) [order] {order}",
        "(versions|changes) (of|on|to) [order] {order}",
    ],
    slots=[ORDER],
    may=READ,
)
def order_history(asked: Asked, order: Order | None = None) -> Reply:
    """Say who did what to an order and when, the latest first, with what each change was worth."""
    if order is None:
        raise MissingWord("order", "history of 1043")
    events = told.of(asked.books, order)
    return Reply(
        {
            "order": card(asked.books, order),
            "events": events[:LISTED],
            "total": len(events),
        }
    )
