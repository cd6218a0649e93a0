"""What the templates of the shop's own words are given, with any word in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oms.misses import MissTold

TOKEN = "t" * 16
Filled = Callable[..., Any]
Facts = Callable[[str], dict[str, Any]]


def of_words(filled: Filled) -> dict[str, Facts]:
    """Template -> what gives its facts for a word."""

    def taught(word: str) -> dict[str, Any]:
        return {"said": word, "means": word, "kind": "product", "title": word, "before": word,
                "who": word, "token": TOKEN}  # fmt: skip

    def missed(word: str) -> dict[str, Any]:
        return {"found": [filled(MissTold, word)] * 10, "total": 99,
                "offers": [[word, "ask", '{"c": "remember_word"}', ""]] * 5}  # fmt: skip

    return {
        "replies/remember_word": taught,
        "replies/remember_word_done": taught,
        "replies/remember_word_undone": taught,
        "replies/misses": missed,
    }
