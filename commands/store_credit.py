"""How much store credit a customer has.

Said: store credit of Priya Shah · how much credit has Priya Shah?
"""

from __future__ import annotations

from commands.kit import Asked, MissingWord, Reply, command
from commands.slots_orders import CREDITED, OWNER
from oms import store_credit as credit
from oms.actors import READ
from oms.records import Customer


@command(
    phrases=[
        "[store] credit (of|for) [customer] {customer}",
        "store credit {customer}",
        "{owner} [store] credit",
        "(how much|what) [store] credit (has|does) [customer] {customer} [have|got]",
        "(has|does) [customer] {customer} (any|have any|have) [store] credit",
        "[show] [the] [store] credit balance (of|for) [customer] {customer}",
    ],
    slots=[CREDITED, OWNER],
    may=READ,
)
def store_credit(
    asked: Asked, customer: Customer | None = None, owner: Customer | None = None
) -> Reply:
    """Say how much store credit a customer has, and where it came from."""
    customer = customer or owner
    if customer is None:
        raise MissingWord("customer", "store credit of Priya Shah")
    facts = {
        "customer": customer.name,
        "balance": sorted(credit.balance(asked.books, customer.id).items()),
        "credits": credit.credits_of(asked.books, customer.id),
    }
    return Reply(facts)
