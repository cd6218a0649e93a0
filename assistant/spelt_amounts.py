"""“four hundred and twenty five quid” -> “425 quid”: an amount in words, for phrases to read.

All of the number or none of it: where a word beside it may belong to it, nothing is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.understanding import numbers, tokens
from assistant.understanding.numbers import Figure
from assistant.understanding.word_lists import listed

BY_NAME = re.compile(
    r"\b(?:pounds?|quid|euros?|dollars?|bucks|pence|fiver|tenner)\b", re.IGNORECASE
)
CALLED = {"bucks": "dollars", "fiver": "pounds", "tenner": "pounds"}
NUMBERS = frozenset({*numbers.UNITS, *numbers.TENS, *numbers.GROUPS})
PARTS = NUMBERS | listed("oh million billion grand point half quarter couple pair")
"""Of a number that is not read as a whole."""
BEFORE = PARTS | listed("and & - minus less plus about than over under nearly almost roughly")
"""After one of these it is part of another number, or no exact one."""
BEHIND = PARTS | listed("pence p or odd ish each off more less")
"""Before one of these, too."""


def in_figures(text: str) -> Iterator[tuple[str, str]]:
    """Each amount in words: the text with it in figures, and the figures.

    Args:
        text: a message without Slack's markup.
    """
    if not BY_NAME.search(text):
        return
    read = tokens.read(text)
    words = read.words()
    for one in numbers.figures(words):
        said = words[one.first : one.past]
        if one.kind != "money" or (NUMBERS.isdisjoint(said) and not _is_note(said)):
            continue
        if _stands_alone(words, one):
            figure = _figure(one.value, said)
            first, last = read.tokens[one.first], read.tokens[one.past - 1]
            yield f"{read.clean[: first.start]}{figure}{read.clean[last.end :]}", figure


def _stands_alone(words: tuple[str, ...], one: Figure) -> bool:
    before, behind = words[max(0, one.first - 1) : one.first], words[one.past : one.past + 2]
    goes_on = behind[:1] in {("and",), ("&",)} and not BEHIND.isdisjoint(behind[1:])
    return BEFORE.isdisjoint(before) and BEHIND.isdisjoint(behind[:1]) and not goes_on


def _is_note(said: tuple[str, ...]) -> bool:
    return not numbers.NOTES.keys().isdisjoint(said)


def _figure(value: Decimal, said: tuple[str, ...]) -> str:
    name = next(word for word in said if BY_NAME.fullmatch(word))
    # “fifty pence” is half a pound or half a euro: the order says of what
    if name == "pence":
        return f"{value * 100:.0f} pence"
    figure = f"{value:.0f}" if value == value.to_integral_value() else f"{value:.2f}"
    return f"{figure} {CALLED.get(name, name)}"
