"""What the templates about refunds and store credit are given, with any word in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from oms.exchanges import ExchangePlan
from oms.order_card import OrderCard
from oms.refund_cards import RefundCard
from oms.refund_values import RefundAmount
from oms.resends import Resent
from oms.store_credit import Credit

Facts = Callable[[str], dict[str, Any]]
TODAY = dt.date(2026, 11, 24)
ASKING = ("refund", "refund_less", "refund_without_return", "refund_goodwill", "refund_postage")
RECORDING = ("refund_sent", "refund_settled", "refund_failed", "approve_refund", "decline_refund")


def refund_card(filled: Callable[..., Any], word: str, state: str = "approved") -> RefundCard:
    """A refund whose words are all the word."""
    made: RefundCard = filled(RefundCard, word)
    return replace(made, currency="GBP", state=state, as_credit=False)


def of_money(filled: Callable[..., Any], card: Callable[[str], OrderCard]) -> dict[str, Facts]:
    """The facts by template of refunds and of store credit; the arguments as in `of_refunds`."""
    return of_refunds(filled, card) | of_credit(filled, card) | of_exchanges(filled, card)


def of_refunds(filled: Callable[..., Any], card: Callable[[str], OrderCard]) -> dict[str, Facts]:
    """The facts by template of refunds.

    Args:
        filled: a value of a type in which every text is the word.
        card: an order whose words are all the word.
    """

    def refund(word: str, state: str = "approved") -> RefundCard:
        return refund_card(filled, word, state)

    def preview(word: str) -> dict[str, Any]:
        amount = replace(filled(RefundAmount, word), currency="GBP")
        return {"order": card(word), "amount": amount, "terms": [(7, word)] * 30,
                "second": True, "earlier": word, "as_credit": True,
                "resent": [filled(Resent, word)] * 9, "token": "tok"}  # fmt: skip

    def done(word: str) -> dict[str, Any]:
        return {"refund": refund(word), "order": card(word), "who": word, "token": "tok"}

    def recorded(word: str) -> dict[str, Any]:
        return {"refund": refund(word), "reference": word, "why": word, "who": word,
                "token": "tok"}  # fmt: skip

    facts: dict[str, Facts] = {
        "replies/refund_status": lambda word: {"refund": refund(word, "sent")},
        "replies/refunds": lambda word: {"refunds": [refund(word)] * 10, "total": 99, "order": ""},
    }
    for name in ASKING:
        facts |= {f"replies/{name}": preview, f"replies/{name}_done": done,
                  f"replies/{name}_undone": done}  # fmt: skip

    def of_channel(word: str) -> dict[str, Any]:
        return {"refund": refund(word), "minor": 700, "who": word, "token": "tok"}

    for after in ("", "_done", "_undone"):
        facts[f"replies/channel_refund{after}"] = of_channel
    for name in RECORDING:
        facts |= {f"replies/{name}": recorded, f"replies/{name}_done": recorded}
    return facts


def of_credit(filled: Callable[..., Any], card: Callable[[str], OrderCard]) -> dict[str, Facts]:
    """The facts by template of store credit."""

    def credit(word: str) -> dict[str, Any]:
        return {"customer": word, "amount_minor": 500, "currency": "GBP", "note": word,
                "balance_minor": 700, "second": True, "request": "", "who": word,
                "token": "tok"}  # fmt: skip

    def spent(word: str) -> dict[str, Any]:
        return {"order": card(word), "amount_minor": 500, "balance_minor": 700, "who": word,
                "token": "tok"}  # fmt: skip

    def owned(word: str) -> dict[str, Any]:
        credits_ = [replace(filled(Credit, word), currency="GBP", on=TODAY)] * 30
        return {"customer": word, "balance": [("GBP", 700)], "credits": credits_}

    facts: dict[str, Facts] = {"replies/store_credit": owned}
    for name, told in (("give_credit", credit), ("pay_with_credit", spent)):
        facts |= {f"replies/{name}": told, f"replies/{name}_done": told,
                  f"replies/{name}_undone": told}  # fmt: skip
    return facts


def of_exchanges(filled: Callable[..., Any], card: Callable[[str], OrderCard]) -> dict[str, Facts]:
    """The facts by template of exchanges."""

    def exchange(word: str) -> dict[str, Any]:
        plan = replace(filled(ExchangePlan, word), currency="GBP")
        return {"order": card(word), "child": card(word), "plan": plan, "number": word,
                "who": word, "token": "tok"}  # fmt: skip

    replies = {f"replies/exchange{after}": exchange for after in ("", "_done", "_undone")}
    return {**replies, "forms/exchange": exchange}
