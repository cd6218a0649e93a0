"""What the templates of how the shop is set up are given, with any word in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oms.supplier_list import SupplierLine

TOKEN = "t" * 16
Filled = Callable[..., Any]
Facts = Callable[[str], dict[str, Any]]


def of_setup(filled: Filled) -> dict[str, Facts]:
    """Template -> what gives its facts for a word."""

    def suppliers(word: str) -> dict[str, Any]:
        return {"suppliers": [filled(SupplierLine, word)] * 20, "total": 99}

    def supplier(word: str) -> dict[str, Any]:
        return {"name": word, "lead_days": 10, "who": word, "token": TOKEN}

    def bought(word: str) -> dict[str, Any]:
        return {"title": word, "sku": word, "now": word, "then": word, "who": word,
                "token": TOKEN}  # fmt: skip

    return {
        "replies/add_supplier": supplier,
        "replies/add_supplier_done": supplier,
        "replies/add_supplier_undone": supplier,
        "replies/list_suppliers": suppliers,
        "replies/buy_from": bought,
        "replies/buy_from_done": bought,
        "replies/buy_from_undone": bought,
    }
