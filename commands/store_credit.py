"""How much store credit a customer has.

Said: store credit of Priya Shah · how much credit has Priya Shah?
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from commands.slots_orders import CREDITED
from oms import store_credit as credit
from oms.actors import READ
from oms.records import Customer


@command(
    phrases=[
        "[store] credit (of|for) [customer] {customer}",
        "store credit {customer}",
        "(how much|what) [store] credit (has|does) [customer] {customer} [have|got]",
        "(has|does) [customer] {customer} (any|have any|have) [store] credit",
        "[show] [the] [store] credit balance (of|for) [customer] {customer}",
    ],
    slots=[CREDITED],
    may=READ,
)
def store_credit(asked: Asked, customer: Customer) -> Reply:
    """Say how much store credit a customer has, and where it came from."""
    facts = {
        "customer": customer.name,
        "balance": sorted(credit.balance(asked.books, customer.id).items()),
        "credits": credit.credits_of(asked.books, customer.id),
    }
    return Reply(facts)
