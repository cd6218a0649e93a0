"""Give a customer store credit.

Said: give Priya Shah £5.00 credit · give Priya Shah 5.00 store credit because the parcel was late
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, Plain, Preview, Write, command
from commands.slots import WHY
from commands.slots_money import AMOUNT
from commands.slots_orders import CREDITED
from oms import credit_requests, customers, money_words, settings
from oms import store_credit as credit
from oms.actors import GOODWILL
from oms.records import Customer

UNSAID = "goodwill"


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    wanted = credit_requests.Wanted(**stored)
    done = credit_requests.request(asked.books, wanted, by=asked.who, key=key)
    facts = _facts(asked, stored)
    if done.credit_id is None:
        return Done({**facts, "request": done.request}, None)
    return Done({**facts, "request": ""}, {**stored, "credit": done.credit_id})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    credit.take_back(asked.books, int(stored["credit"]), by=asked.who, key=key)
    return _facts(asked, stored)


@command(
    phrases=[
        "give [customer] {customer} {amount} [of] [store] credit",
        "give [customer] {customer} {amount} [of] [store] credit because {why}",
        "(give|add) {amount} [of] [store] credit (to|for) [customer] {customer}",
        "(give|add) {amount} [of] [store] credit (to|for) [customer] {customer} because {why}",
        "credit [customer] {customer} [with] {amount}",
    ],
    slots=[CREDITED, AMOUNT, WHY],
    may=GOODWILL,
    write=Write(_do, _undo),
)
def give_credit(asked: Asked, customer: Customer, amount: str, why: str | None = None) -> Preview:
    """Give a customer store credit; a second person agrees where you may not alone."""
    currency = settings.value(asked.books, "currency")
    minor = money_words.read(amount, currency)
    stored = {"customer": customer.id, "amount_minor": minor, "currency": currency,
              "note": why or UNSAID}  # fmt: skip
    return Preview(
        {**_facts(asked, stored), "second": not asked.who.alone(GOODWILL, minor)}, stored
    )


def _facts(asked: Asked, stored: Plain) -> Facts:
    known = customers.current(asked.books, int(stored["customer"]))
    return {
        "customer": known.name,
        "amount_minor": stored["amount_minor"],
        "currency": stored["currency"],
        "note": stored["note"],
        "balance_minor": credit.balance(asked.books, known.id).get(stored["currency"], 0),
        "who": asked.who.name,
    }
