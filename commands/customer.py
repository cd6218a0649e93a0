"""Who a customer is, what they ordered and what came back.

Said: what did Ann Lee order? · customer Ann Lee · who is ann@example.org?
"""

from __future__ import annotations

from commands.kit import Asked, MissingWord, Reply, command
from commands.slots_orders import KNOWN
from oms import clock, customer_card
from oms.actors import READ
from oms.records import Customer


@command(
    phrases=[
        "[show|find|look up|open] [me] [the] customer [number|no] {known}",
        "(what did|what has) {known} (order|ordered|buy|bought)",
        "(who is|who's) [customer] {known}",
        "(look up|tell me about) {known}",
        "[find|look up|show] [me] [a|the] (customer|customers)",
    ],
    slots=[KNOWN],
    may=READ,
)
def customer(asked: Asked, known: Customer | None = None) -> Reply:
    """Say who a customer is: what they ordered, for how much, and what came back."""
    if known is None:
        raise MissingWord("customer", "customer Ann Lee")
    card = customer_card.card(asked.books, known)
    return Reply(
        {"customer": card, "now": clock.now()},
        listed=tuple(one.id for one in card.orders),
        is_cut=card.count > len(card.orders),
    )
