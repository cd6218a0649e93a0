"""What the templates about orders, their money and customers are given, with any word in it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

from oms.cancelling import CancelPlan
from oms.customer_card import CustomerCard
from oms.customer_merges import Merged
from oms.edit_cards import EditCard, MoneyBack
from oms.holds import Held
from oms.order_card import OrderCard
from oms.order_history import Event
from oms.order_lists import OrdersFound
from oms.paying import Money
from oms.payments import Paid
from oms.set_aside import SetAside

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
TOKEN = "t" * 16
Facts = Callable[[str], dict[str, Any]]
CHANGES = ("change_order", "change_price", "change_address", "note_order")


def of_orders(
    filled: Callable[..., Any],
    card: Callable[[str], OrderCard],
    found: Callable[[str], OrdersFound],
) -> dict[str, Facts]:
    """The facts by template.

    Args:
        filled: a value of a type in which every text is the word.
        card: an order whose words are all the word.
        found: a list of such orders.
    """

    def about(word: str) -> dict[str, Any]:
        return {"order": card(word), "who": word, "token": TOKEN}

    def shown(word: str) -> EditCard:
        made: EditCard = filled(EditCard, word)
        return dataclasses.replace(made, after=card(word))

    def paid(word: str) -> dict[str, Any]:
        return {**about(word), "money": filled(Money, word), "before": filled(Paid, word),
                "after": filled(Paid, word)}  # fmt: skip

    def customer(word: str) -> dict[str, Any]:
        made: CustomerCard = filled(CustomerCard, word)
        in_pounds = (("GBP", 7),) * 5
        listed = found(word).orders
        told = dataclasses.replace(
            made, spent=in_pounds, refunded=in_pounds, credit=in_pounds, orders=listed,
            bought=tuple(word for _ in listed),
        )  # fmt: skip
        return {"customer": told, "now": NOW}

    def written(word: str) -> dict[str, Any]:
        line = {"sku": word, "title": word, "units": 2, "worth": 850, "currency": "GBP",
                "available": 3}  # fmt: skip
        known = "" if len(word) % 2 else word or "–"  # a new customer has a block more
        return {"lines": [line] * 30, "total_minor": 850, "currency": "GBP", "customer": known,
                "name": word, "draft": len(word) % 2 == 0, "token": TOKEN,
                "aside": [filled(SetAside, word, 5)] * 30}  # fmt: skip

    held = [filled(Held, "x")] * 3
    facts: dict[str, Facts] = {
        "late_tomorrow": lambda word: {
            "due": list(found(word).orders), "total": 99, "late": [word], "late_total": 12,
            "now": NOW,
        },
        "hold_order": lambda word: {**about(word), "why": word, "owner": word,
                                    "names_a_day": True},
        "release_order": lambda word: {
            **about(word), "going": [filled(Held, word)] * 9, "staying": held,
        },
        "record_payment": paid,
        "record_payment_done": paid,
        "new_order": written,
        "confirm_order": lambda word: {**about(word), "after": card(word)},
        "cancel_order": lambda word: {
            **about(word), "plan": filled(CancelPlan, word), "back": filled(MoneyBack, word),
            "after": card(word), "reason": word, "without_refund": word if len(word) % 2 else "",
        },
        "cancel_order_done": lambda word: {
            **about(word), "units": 3, "back": filled(MoneyBack, word),
        },
        "order_history": lambda word: {
            **about(word), "events": [filled(Event, word)] * 15, "total": 99,
        },
        "customer": customer,
        "merge_customers": lambda word: {
            "plan": filled(Merged, word), "second": True, "token": TOKEN,
        },
        "merge_customers_done": lambda word: {
            "plan": filled(Merged, word), "request": "", "who": word, "token": TOKEN,
        },
        "merge_customers_undone": lambda word: {"kept": word, "merged": word, "who": word},
    }  # fmt: skip
    for name in CHANGES:
        facts[name] = lambda word: {
            **about(word), "shown": shown(word), "why": word, "second": True,
        }  # fmt: skip
        facts[f"{name}_done"] = lambda word: {
            **about(word), "shown": shown(word), "request": "",
        }  # fmt: skip
        facts[f"{name}_undone"] = about
    for name in ("hold_order", "release_order", "new_order", "confirm_order"):
        facts[f"{name}_done"] = facts[f"{name}_undone"] = about
    for name in ("record_payment", "cancel_order"):
        facts[f"{name}_undone"] = about
    return {f"replies/{name}": given for name, given in facts.items()}
