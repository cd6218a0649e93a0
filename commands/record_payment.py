"""Record money that came in for an order.

Said: 1043 paid 25.50 by bank ref 12 · 1043 paid £25.50 cash
"""

from __future__ import annotations

from dataclasses import replace

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import ORDER
from commands.slots_orders import METHOD, MONEY, PAID_REF
from oms import money_words, paying, payments
from oms.actors import PAY
from oms.order_card import card
from oms.paying import Money
from oms.records import Order


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    paid_in = Money(stored["amount"], stored["method"], stored["reference"])
    made = paying.record(asked.books, stored["order"], paid_in, by=asked.who, key=key)
    order = asked.books.get_one(Order, stored["order"])
    facts = {"order": card(asked.books, order), "money": paid_in, "who": asked.who.name}
    return Done(facts, {"order": order.id, "payment": made})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    paying.undo(asked.books, stored["payment"], by=asked.who, key=key)
    order = asked.books.get_one(Order, stored["order"])
    return {"order": card(asked.books, order), "who": asked.who.name}


@command(
    phrases=[
        "[order] {order} [has] paid {money} [by|with|via] {method} [ref|reference|no] {reference}",
        "[order] {order} [has|was|is] paid {money} [by|with|in|via] {method}",
        "[order] {order} [has|was|is] paid {money}",
        "[order] {order} [has been|has|was|is] paid",
        "mark [order] {order} [as] paid",
        "(received|got) {money} (for|on|from) [order] {order} [by|in] {method}",
        "(received|got) {money} (for|on|from) [order] {order} [by] {method} [ref] {reference}",
        "[record|book] [a] payment of {money} (for|on) {order} [by] {method} [ref] {reference}",
        "[record|book] [a] payment of {money} (for|on) {order} [by|in] {method}",
        "(record|book|enter) [a|the] payment",
    ],
    slots=[ORDER, MONEY, METHOD, PAID_REF],
    may=PAY,
    write=Write(_do, _undo),
)
def record_payment(
    asked: Asked,
    order: Order | None = None,
    money: str | None = None,
    method: str | None = None,
    reference: str | None = None,
) -> Preview:
    """Record what a customer paid for an order, how, and under which reference."""
    if order is None or money is None:
        raise MissingWord("payment", "1043 paid 25.50 by bank ref 12")
    if method is None:
        raise MissingWord("method", f"{order.number} paid {money} by card 8812")
    if reference is None and method != "cash":
        raise MissingWord("reference", f"{order.number} paid {money} by {method} 8812")
    minor = money_words.read(money, order.currency)
    known_by = reference or paying.cash_reference(asked.books, order)
    paid_in = Money(minor, method, known_by)
    paying.check(asked.books, order, paid_in)
    before = payments.of(asked.books, order)
    after = replace(before, captured_minor=before.captured_minor + minor)
    stored = {"order": order.id, "amount": minor, "method": method, "reference": known_by}
    facts = {"order": card(asked.books, order), "money": paid_in, "before": before, "after": after}
    return Preview(facts, stored)
