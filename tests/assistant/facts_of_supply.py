"""What the templates of routing, suppliers and kits are given, with any word in it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

from oms.channel_policies import ChannelPolicy
from oms.dropship import Wish
from oms.dropship_cards import Instead, Line, PurchaseCard
from oms.kits import Component, KitAt
from oms.order_card import OrderCard
from oms.priorities import Turn
from oms.rerouting import Reroute
from oms.route_cards import Eta, RouteCard, SkuEta

TOKEN = "t" * 16
Filled = Callable[..., Any]
Facts = Callable[[str], dict[str, Any]]


def of_supply(filled: Filled, order_card: Callable[[str], Any]) -> dict[str, Facts]:
    """Template -> what gives its facts for a word."""

    def rerouted(word: str) -> dict[str, Any]:
        return {"plan": filled(Reroute, word), "why": word or "–", "order": order_card(word),
                "units": 3, "who": word, "token": TOKEN}  # fmt: skip

    def turn(word: str) -> dict[str, Any]:
        return {"turn": filled(Turn, word), "title": word, "why": word or "–", "number": word,
                "who": word, "token": TOKEN}  # fmt: skip

    def dropshipped(word: str) -> dict[str, Any]:
        return {"order": word, "wishes": [filled(Wish, word)] * 30, "units": 3,
                "purchases": [(word, word)] * 5, "who": word, "token": TOKEN}  # fmt: skip

    def of_supplier(word: str) -> dict[str, Any]:
        return {"purchase": filled(PurchaseCard, word), "lines": [filled(Line, word)] * 30,
                "instead": [filled(Instead, word, 5)] * 30, "carrier": word, "tracking": word,
                "order": order_card(word), "units": 3, "number": word, "state": "draft",
                "text": word, "title": word, "sku": word, "supplier": word, "on": True,
                "before": False, "who": word, "token": TOKEN}  # fmt: skip

    def kit(word: str) -> dict[str, Any]:
        return {"sku": word, "title": word, "parts": [filled(Component, word)] * 30,
                "before": [filled(Component, word)] * 30, "available": 3, "who": word,
                "places": [filled(KitAt, word)] * 30, "kits": [(word, word)] * 30,
                "token": TOKEN}  # fmt: skip

    def policy(word: str) -> dict[str, Any]:
        words = ChannelPolicy("max_parcels", 2, "hold")
        return {"channel": word, "before": words, "policy": words, "who": word, "token": TOKEN}

    def expected(word: str) -> dict[str, Any]:
        on = dt.date(2026, 12, 5)
        return {"number": word, "before": None, "on": on, "orders": [word] * 30, "who": word,
                "token": TOKEN}  # fmt: skip

    def why(word: str) -> dict[str, Any]:
        reason = f"Fewest parcels: {word}."  # a reason has words of ours about the names in it
        route = dataclasses.replace(filled(RouteCard, word, 5), why=reason)
        return {"route": route, "location": word, "there": False}

    def when(word: str) -> dict[str, Any]:
        asked_of_an_order = len(word) % 2 == 0
        waits_for_nothing = asked_of_an_order and len(word) % 4 == 0
        return {"eta": filled(Eta, word) if asked_of_an_order else None,
                "order": filled(OrderCard, word) if waits_for_nothing else None,
                "product": None if asked_of_an_order else filled(SkuEta, word)}  # fmt: skip

    return {
        "replies/why_here": why,
        "replies/when_it_comes": when,
        "replies/move_order": rerouted,
        "replies/move_order_done": rerouted,
        "replies/move_order_undone": rerouted,
        "replies/put_first": turn,
        "replies/put_first_done": turn,
        "replies/put_first_undone": turn,
        "replies/dropship_order": dropshipped,
        "replies/dropship_order_done": dropshipped,
        "replies/dropship_order_undone": dropshipped,
        "replies/supplier_order": of_supplier,
        "replies/supplier_order_done": of_supplier,
        "replies/supplier_shipped": of_supplier,
        "replies/supplier_shipped_done": of_supplier,
        "replies/supplier_shipped_undone": of_supplier,
        "replies/supplier_cannot": of_supplier,
        "replies/supplier_cannot_done": of_supplier,
        "replies/supplier_dropships": of_supplier,
        "replies/supplier_dropships_done": of_supplier,
        "replies/supplier_dropships_undone": of_supplier,
        "replies/channel_policy": policy,
        "replies/channel_policy_done": policy,
        "replies/channel_policy_undone": policy,
        "replies/supply_expected": expected,
        "replies/supply_expected_done": expected,
        "replies/supply_expected_undone": expected,
        "replies/kit_contents": kit,
        "replies/define_kit": lambda word: {**kit(word), "parts": [(word, word, 2)] * 30},
        "replies/define_kit_done": kit,
        "replies/define_kit_undone": kit,
    }


def stock_of_kit(filled: Filled, word: str) -> dict[str, Any]:
    """What there is of a kit."""
    here = dataclasses.replace(filled(KitAt, word), available=2)
    return {"kit": True, "sku": word, "title": word, "here": here if len(word) % 3 else None,
            "places": [here] * 30, "available": 3,
            "parts": [filled(Component, word)] * 30}  # fmt: skip
