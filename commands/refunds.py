"""Refunds with which somebody has something to do, or those of an order.

Said: open refunds · what refunds are waiting? · refunds of 1043
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from commands.slots_money import SOLD
from oms import refund_cards
from oms.actors import READ
from oms.records import Order

LISTED = 10


@command(
    phrases=[
        "[show|list] [me] [the|all] (open|waiting|pending|unpaid|outstanding) refunds",
        "(what|which) refunds (are|are still) (waiting|open|to pay|to approve|outstanding)",
        "(what|which) refunds (have to|need to|must) be (paid|approved)",
        "(what|which) refunds need (approval|approving|paying)",
        "refunds to (pay|approve)",
        "(who|which customers|which orders) (is|are) [still] waiting for [a|their] refund",
        "(who|which customers) (is|are) [still] waiting for (their|the) money [back]",
        "refunds [waiting]",
        "[show|list] [me] [the|all] refunds (of|for|on) [order] {order}",
    ],
    slots=[SOLD],
    may=READ,
)
def refunds(asked: Asked, order: Order | None = None) -> Reply:
    """List the refunds that wait to be approved, paid or recorded, oldest first."""
    if order is None:
        found = refund_cards.waiting(asked.books)
    else:
        found = refund_cards.of_order(asked.books, order)
    number = order.number if order is not None else ""
    return Reply({"refunds": found[:LISTED], "total": len(found), "order": number})
