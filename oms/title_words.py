"""The words that count in a title or a question; imports nothing."""

from __future__ import annotations

import re

NOISE = frozenset({"a", "an", "the", "of", "in", "for", "with", "some", "any", "our", "x"})


def words(text: str) -> list[str]:
    """The words that count in a title or a question: lower case, plurals made singular."""
    return [
        _singular(word)
        for word in re.findall(r"[a-z0-9]+", text.lower().replace("'", "").replace("’", ""))
        if word not in NOISE
    ]


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 2 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word
