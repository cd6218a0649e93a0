"""What the templates about orders, their money and customers are given, with any word in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from oms.order_card import OrderCard
from oms.order_lists import OrdersFound

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
Facts = Callable[[str], dict[str, Any]]


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
    return {
        "replies/late_tomorrow": lambda word: {
            "due": list(found(word).orders), "total": 99, "now": NOW,
        },
    }  # fmt: skip
