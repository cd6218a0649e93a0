"""Words that ask for all places together, where one of them would be told first."""

from __future__ import annotations

import re

PLACES = ("places", "locations", "warehouses", "shops", "stores", "sites")
IN_ALL = "|".join(
    [
        "in all", "in total", "altogether", "overall", "all told", "everywhere",
        *(f"{at} {every} {places}" for at in ("in", "at", "across")
          for every in ("all", "all the", "all our") for places in PLACES),
        *(f"{at} every {places[:-1]}" for at in ("in", "at") for places in PLACES),
    ]
)  # fmt: skip
"""What can stand behind the product, as a choice of a phrase."""
_PLACE = r"(?:places?|locations?|warehouses?|shops?|stores?|sites?|depots?|branch(?:es)?)"
_ALL = re.compile(
    rf"\b(?:in all|total|altogether|overall|all told|combined|across|where|by {_PLACE}"
    r"|(?:every|any|some|else) ?where|company[- ]?wide|who has|who's got"
    r"|(?:all|every|each|any|both|other|which|what)(?: of)?(?: the| our)?(?: other)?"
    rf" {_PLACE})\b",
    re.IGNORECASE,
)
_ONLY = re.compile(
    rf"(?:and |but |no,? |what about |how about |i meant? )*(?:{IN_ALL})(?: then| please)?[?.!]*",
    re.IGNORECASE,
)


def asks_for_all(said: str) -> bool:
    """Whether a question is about all places, or about which of them: “in all”, “where are …”."""
    return _ALL.search(said) is not None


def is_all(said: str) -> bool:
    """Whether a message says no more than that all places are meant: “and in total?”."""
    return _ONLY.fullmatch(said.strip()) is not None
