"""A yes to several changes that were shown together: “yes, both”; none that is to one of them."""

from __future__ import annotations

import re

from assistant.understanding.settling import LONGEST, agrees_politely, bare, is_doubtful
from assistant.understanding.tokens import Text
from assistant.understanding.word_lists import listed

ALL_OF = re.compile(
    r"\b(?:all (?P<many>three|four|five|3|4|5)(?: of (?:them|those|these))?"
    r"|all of (?:them|those|these|it)|them all|to all|do all|the lot"
    r"|yes all(?! (?:three|four|five|[345])\b))\b"
)
OF_SEVERAL = listed("both all of them those to for these two the")
"""Beside a yes these say that it is to each of several that were shown."""
THE_ONE = re.compile(
    r"\b(?:the|that|this) (?:order|return|refund|transfer|move|parcel|shipment|hold|cancellation"
    r"|release|change|note|count)\b(?! s\b)",
    re.IGNORECASE,
)
AT_ONE = frozenset({"one", "just", "only", "first", "second", "last", "other"})
HOW_MANY = {"both": 2, "three": 3, "four": 4, "five": 5, "3": 3, "4": 4, "5": 5}
"""What a yes to several may say of how many they are."""


def settles_several(text: Text) -> str:
    """“yes, both”, “do all of them”: a yes to several that were shown.

    Returns:
        “both”, “all”, or how many: “three”; nothing where it is no such yes.
    """
    words = bare(text)
    if not words or len(words) > LONGEST or "?" in text.words() or is_doubtful(text):
        return ""
    said = " ".join(words)
    found = None if "both" in words else ALL_OF.search(said)
    word = "both" if "both" in words else (found["many"] or "all") if found else ""
    rest = f"{said[: found.start()]} {said[found.end() :]}" if found else said
    left = [one for one in rest.split() if one not in OF_SEVERAL]
    agrees = not left or left == ["do"] or agrees_politely(left)
    return word if agrees else ""


def points_at_one(text: Text, doing: frozenset[str]) -> bool:
    """“yes that one”, “yes, just that”, “yes, ship it”: a yes to one, where several are shown.

    Args:
        text: the message, a yes.
        doing: the verbs of what is shown.
    """
    words = text.words()
    last = next((word for word in reversed(words) if word[0].isalnum()), "")
    ships_it = "it" in words and not ({"with", "ahead"} | doing).isdisjoint(words)
    names_one = THE_ONE.search(text.clean) is not None
    return not AT_ONE.isdisjoint(words) or last in {"that", "this"} or ships_it or names_one


def is_of_so_many(word: str, shown: int) -> bool:
    """Whether a yes to several is to just as many as were shown.

    Args:
        word: as `settles_several` gives it.
        shown: how many they are.
    """
    return bool(word) and HOW_MANY.get(word, shown) == shown
