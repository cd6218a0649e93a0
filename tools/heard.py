"""Sentences that people wrote for each command -> canonical words, as the program would read them.

`commands/heard/<command>.txt` holds them, one a line, with {order}, {product} ... for what they
name. They are filled with names of the shop in tests/speech/shop.json by fixed dice, and read: what
is learnt from is what the program sees of them, misread names and all.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.evaluation_names import names_of
from assistant.understanding import speech, tokens
from assistant.understanding.clause import Clause
from assistant.understanding.index import Known
from assistant.understanding.respelling import Respelling, respelling
from assistant.understanding.scoring import HEARD, SPEECH
from assistant.understanding.tags import tags

SHOP = Path(__file__).parent.parent / "tests" / "speech" / "shop.json"
Shop = dict[str, Any]
FILLS = 2
"""So often a sentence is filled, each time with other names."""
SAID: Mapping[str, Sequence[str]] = {
    "tracking": ("JD0002233445566", "RM123456785GB", "1Z999AA10123456784"),
    "units": ("3", "two", "12", "6", "a dozen", "40"),
    "money": ("£5", "12.50", "£20", "4 quid"),
    "date": ("yesterday", "last week", "friday", "this week", "monday", "in may", "today"),
    "address": ("14 Mill Lane, York YO1 7AB", "3 Park Road, Leeds LS1 4AB"),
    "text": ("leave by the back door", "fragile, two boxes", "call first", "gift wrap it"),
    "reason": ("damaged", "faulty", "wrong item", "broken"),
    "stage": ("late", "unpaid", "on hold", "unshipped"),
}
"""What any shop says."""


def sentences() -> Iterator[tuple[str, list[str]]]:
    """Command and canonical words of each sentence, as often as it is filled."""
    reading = Reading(_shop())
    for command, words in said(FILLS):
        read = reading.words(words)
        if read:
            yield command, read


def said(fills: int = 1) -> Iterator[tuple[str, str]]:
    """Command and words of each sentence, filled so often with names of the shop."""
    names = _names(_shop())
    for path in sorted(HEARD.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            dice = random.Random(f"heard {path.stem} {number}")
            for _ in range(fills):
                yield path.stem, _filled(line, names, dice)


class Reading:
    """The pipeline up to the words by which a command is chosen, in one shop."""

    def __init__(self, shop: Shop) -> None:
        """Of a shop in the form of the evaluation's catalogues."""
        self._known = Known(names_of(shop))
        self._today = dt.datetime.fromisoformat(shop["now"]).date()
        told = speech.load(SPEECH, {})
        self._respelling: Respelling = respelling(tuple(one.phrases for one in told.values()))

    def words(self, said: str) -> list[str]:
        """The canonical words of a sentence that is one request."""
        text = tokens.read(said)
        found = tags(text, self._known, self._today)
        mended = self._respelling.of(text, found, self._known)
        if mended is not text:
            text, found = mended, tags(mended, self._known, self._today)
        return list(Clause.of(text, 0, len(text.tokens), found).words)


def _filled(line: str, names: Mapping[str, Sequence[str]], dice: random.Random) -> str:
    return re.sub(r"\{(\w+)\}", lambda slot: dice.choice(names[slot[1]]), line)


def _shop() -> Shop:
    shop: Shop = json.loads(SHOP.read_text(encoding="utf-8"))
    return shop


def _names(shop: Shop) -> dict[str, Sequence[str]]:
    """Placeholder -> what may stand for it in the shop."""
    return {
        **SAID,
        "order": [one["number"] for one in shop["orders"]],
        "return": [one["number"] for one in shop["returns"]],
        "po": [one["number"] for one in shop["purchase_orders"]],
        "product": [name for one in shop["products"] for name in [one["name"], *one["aliases"]]],
        "customer": [one["name"] for one in shop["customers"]],
        "supplier": [one["name"] for one in shop["suppliers"]],
        "place": [one["name"] for one in shop["warehouses"]],
        "channel": [one["name"] for one in shop["channels"]],
        "carrier": [name for one in shop["carriers"] for name in one["aliases"]],
    }
