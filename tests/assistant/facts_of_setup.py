"""What the templates of how the shop is set up are given, with any word in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from oms.channel_policies import ChannelPolicy
from oms.location_setup import LocationSetup
from oms.supplier_list import SupplierLine
from oms.supplier_terms import Terms

TOKEN = "t" * 16
Filled = Callable[..., Any]
Facts = Callable[[str], dict[str, Any]]


def changed(word: str) -> dict[str, Any]:
    """Settings that change: many, or one, and a channel."""
    one = {"name": word, "label": word, "before": "", "after": word, "means": word}
    room = {**one, "before": "C012AB3CD", "after": "C012AB3CE", "is_room": True}
    changes = [{**one, "is_room": False}] * (15 if len(word) % 2 else 0) + [room]
    return {"changes": changes, "who": word, "token": TOKEN}


def of_room(word: str) -> dict[str, Any]:
    """A channel that is given a place, or has its place taken back."""
    is_given = len(word) % 2 == 0
    return {"here": "C012AB3CD", "before": None if is_given else word,
            "after": word if is_given else None, "who": word, "token": TOKEN}  # fmt: skip


def of_setup(filled: Filled) -> dict[str, Facts]:
    """Template -> what gives its facts for a word."""

    def suppliers(word: str) -> dict[str, Any]:
        return {"suppliers": [filled(SupplierLine, word)] * 20, "total": 99}

    def supplier(word: str) -> dict[str, Any]:
        return {"name": word, "lead_days": 10, "who": word, "token": TOKEN}

    def bought(word: str) -> dict[str, Any]:
        return {"title": word, "sku": word, "now": word, "then": word, "who": word,
                "token": TOKEN}  # fmt: skip

    def of_location(word: str) -> dict[str, Any]:
        here = dataclasses.replace(filled(LocationSetup, word), tolerance_bps=250)
        parts = [
            "ships_to",
            "slack_channel",
            "address",
            "tolerance",
            "fulfils",
            "accepts_returns",
            "rank",
        ]
        return {"location": word, "parts": parts, "now": here, "then": here, "setup": here,
                "currency": "GBP", "who": word, "token": TOKEN}  # fmt: skip

    def of_channel(word: str) -> dict[str, Any]:
        return {"channel": word, "now": [], "then": [word] * 30, "who": word, "token": TOKEN}

    def how(word: str) -> dict[str, Any]:
        place = {"name": word, "code": word, "setup": of_location(word)["setup"], "sends": True,
                 "takes_returns": True, "supplies": [word] * 30, "currency": "GBP"}  # fmt: skip
        channel = {"name": word, "places": [word] * 30, "ship_within_days": 2, "paid_first": True,
                   "policy": ChannelPolicy("max_parcels", 2, "hold"),
                   "return_window_days": 30}  # fmt: skip
        is_place = len(word) % 2 == 0
        return {"location": place if is_place else None, "channel": None if is_place else channel}

    def place(word: str) -> dict[str, Any]:
        return {"name": word, "kind": "store", "who": word, "token": TOKEN}

    def terms(word: str) -> dict[str, Any]:
        one = filled(Terms, word) if len(word) % 2 else Terms()
        return {"supplier": word, "sku": word, "title": word, "currency": "GBP", "terms": one,
                "parts": list(vars(one)), "now": Terms(), "then": one, "who": word,
                "token": TOKEN}  # fmt: skip

    def delivers(word: str) -> dict[str, Any]:
        return {"supplier": word, "now": 10, "then": 1, "who": word, "token": TOKEN}

    return {
        "replies/supplier_delivers": delivers,
        "replies/supplier_delivers_done": delivers,
        "replies/supplier_delivers_undone": delivers,
        "replies/how_set_up": how,
        "replies/shop_settings": lambda word: {
            "rows": [{"name": word, "value": word, "means": word}] * 16,
            "setting": word,
        },
        "replies/change_setting": changed,
        "replies/change_setting_done": changed,
        "replies/change_setting_undone": changed,
        "forms/change_setting": changed,
        "replies/set_room_place": of_room,
        "replies/set_room_place_done": of_room,
        "replies/set_room_place_undone": of_room,
        "replies/room_place": lambda word: {"here": "C012AB3CD", "place": word},
        "replies/supplier_terms": terms,
        "replies/supplier_terms_done": terms,
        "replies/supplier_terms_undone": terms,
        "replies/add_location": place,
        "replies/add_location_done": place,
        "replies/add_location_undone": place,
        "replies/location_setup": of_location,
        "replies/location_setup_done": of_location,
        "replies/location_setup_undone": of_location,
        "replies/channel_places": of_channel,
        "replies/channel_places_done": of_channel,
        "replies/channel_places_undone": of_channel,
        "replies/add_supplier": supplier,
        "replies/add_supplier_done": supplier,
        "replies/add_supplier_undone": supplier,
        "replies/list_suppliers": suppliers,
        "replies/buy_from": bought,
        "replies/buy_from_done": bought,
        "replies/buy_from_undone": bought,
    }
