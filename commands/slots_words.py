"""Words -> words of the shop and what they mean, and sentences that were not understood."""

from __future__ import annotations

from commands.kit import Asked, Slot
from commands.slot_kinds import words
from oms import misses
from oms.misses import MissTold


def _miss(asked: Asked, said: str) -> MissTold:
    return misses.by_number(asked.books, said)


def _number(miss: MissTold) -> str:
    return miss.number


HEARD = Slot("heard", r'"[^"]+"|[^"\s].*?', words, "big blues")
MEANING = Slot("meaning", r"\S.*?", words, "MUG-BLU")
MISS = Slot("miss", r"m-\d{1,9}", _miss, "M-3", _number)
