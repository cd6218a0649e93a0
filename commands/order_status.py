"""Where an order is, and what it is waiting for.

Said: where is order 1043? · status of #1043 · has 1043 shipped?
"""

from __future__ import annotations

from commands.kit import Asked, MissingWord, Reply, command
from commands.slots import ALONE, ORDER
from oms.actors import READ
from oms.order_card import card
from oms.records import Order


@command(
    phrases=[
        "where is [my|the|our] [order] [number] {order}",
        "where's [my|the|our] [order] {order}",
        "wheres [order] {order}",
        "(status|state|progress|news) (of|on|for) [order] {order}",
        "order {order} [status]",
        "[what is|what's|whats] the status (of|on|for) [order] {order}",
        "(track|show|find|open|look up|check) [me] [order] {order}",
        "has [order] {order} (shipped|gone out|gone|left|been shipped|been sent)",
        "did [order] {order} (ship|go out|go|leave)",
        "is [order] {order} (shipped|on its way|ready|late|done)",
        "what (happened|is happening) (to|with) [order] {order}",
        "what is in [order] {order}",
        "when (will|does|is) [order] {order} (ship|leave|go out|due)",
        "{alone}",
    ],
    slots=[ORDER, ALONE],
    may=READ,
)
def order_status(asked: Asked, order: Order | None = None, alone: Order | None = None) -> Reply:
    """Say where an order is: its stage, its parcels, and what it waits for."""
    found = order or alone
    if found is None:
        raise MissingWord("order", "where is order 1043?")
    return Reply({"order": card(asked.books, found)})
