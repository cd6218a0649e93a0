"""Pay an order with the store credit of its customer.

Said: pay 1043 with store credit · use 5.00 credit on 1043
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots_money import AMOUNT, SOLD
from oms import credit_payments as credit
from oms import money_words
from oms.actors import PAY
from oms.errors import NoLongerPossible
from oms.order_card import card
from oms.records import Order


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    order = asked.books.get_one(Order, stored["order"])
    if order.version != stored["version"]:
        raise NoLongerPossible(f"Order {order.number} has changed since you were asked.")
    minor = int(stored["amount_minor"])
    payment = credit.pay(asked.books, order.id, minor, by=asked.who, key=key)
    facts = {"order": card(asked.books, order), "amount_minor": minor, "who": asked.who.name}
    return Done(facts, {"payment": payment, "order": order.id, "amount_minor": minor})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    credit.take_payment_back(asked.books, int(stored["payment"]), by=asked.who, key=key)
    order = asked.books.get_one(Order, stored["order"])
    return {"order": card(asked.books, order), "amount_minor": stored["amount_minor"],
            "who": asked.who.name}  # fmt: skip


@command(
    phrases=[
        "pay [order] {order} (with|by|from) [store] credit",
        "pay {amount} of [order] {order} (with|by|from) [store] credit",
        "use [store] credit (on|for) [order] {order}",
        "use {amount} [of] [store] credit (on|for) [order] {order}",
        "(pay|use) (with|by) [store] credit",
    ],
    slots=[SOLD, AMOUNT],
    may=PAY,
    write=Write(_do, _undo),
)
def pay_with_credit(asked: Asked, order: Order | None = None, amount: str | None = None) -> Preview:
    """Pay an order, or part of it, with the store credit of its customer."""
    if order is None:
        raise MissingWord("order", "pay 1043 with store credit")
    wanted = money_words.read(amount, order.currency) if amount else None
    minor, left = credit.would_pay(asked.books, order, wanted)
    stored = {"order": order.id, "version": order.version, "amount_minor": minor}
    facts = {"order": card(asked.books, order), "amount_minor": minor, "balance_minor": left}
    return Preview(facts, stored)
