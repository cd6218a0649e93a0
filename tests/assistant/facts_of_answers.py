"""What the templates of products and figures that are asked for are given, with any word in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from oms.product_card import ProductCard

Filled = Callable[..., Any]
Facts = Callable[[str], dict[str, Any]]


def of_answers(filled: Filled) -> dict[str, Facts]:
    """Template -> what gives its facts for a word."""

    def product(word: str) -> dict[str, Any]:
        one = dataclasses.replace(filled(ProductCard, word), currency="GBP")
        return {"product": one, "cost": len(word) % 2 == 0}

    return {"replies/product_info": product}
