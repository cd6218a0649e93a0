"""How much store credit a customer has.

Said: store credit of Priya Shah · how much credit has Priya Shah?
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from commands.slots import CUSTOMER
from oms import customers
from oms import store_credit as credit
from oms.actors import READ


@command(
    phrases=[
        "[store] credit (of|for) [customer] {customer}",
        "(how much|what) [store] credit (has|does) [customer] {customer} [have|got]",
        "(has|does) [customer] {customer} (any|have any|have) [store] credit",
        "[show] [the] [store] credit balance (of|for) [customer] {customer}",
    ],
    slots=[CUSTOMER],
    may=READ,
)
def store_credit(asked: Asked, customer: str) -> Reply:
    """Say how much store credit a customer has, and where it came from."""
    found = customers.find(asked.books, customer)
    facts = {
        "customer": found.name,
        "balance": sorted(credit.balance(asked.books, found.id).items()),
        "credits": credit.credits_of(asked.books, found.id),
    }
    return Reply(facts)
