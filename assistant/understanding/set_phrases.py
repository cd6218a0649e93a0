"""Words that belong together and name nothing, whatever a shop sells: “lead time”, “cut loose”."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.understanding.english import FUNCTION
from assistant.understanding.word_lists import listed

TOGETHER = frozenset({("lead", "time"), ("lead", "times")})
MAKING = listed("cut let set turn break shake get hold keep leave hang run stand lay pull")
BECOMING = listed("""
loose free straight right open shut closed flat tight short clear clean dry even still aside apart
alone fast steady cold
""")
"""What something is made by such a verb: a part of the verb, and no goods of that name."""
MADE_SO = listed("it this that them these those him her one order orders parcel parcels return")
"""What it can be made of, beside a number of ours."""
LEAST_DIGITS, MOST_BETWEEN = 3, 4
GOING_ON = (FUNCTION | listed("please pls plz thanks ta mate today yesterday already")) - {"to"}


def spans(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Tokens that name nothing, each from one up to another."""
    for at, (word, following) in enumerate(pairwise(words)):
        if (word, following) in TOGETHER:
            yield at, at + 2
        if following not in BECOMING:
            continue
        # “cut 1043 loose”, and “cut loose 1043”
        is_whole = _ends(words, at + 2) and _is_made_so(word) and _is_made(words, at)
        if is_whole or (word in MAKING and any(map(_is_made_so, words[at + 2 : at + 3]))):
            yield at + 1, at + 2


def _ends(words: Sequence[str], at: int) -> bool:
    """Whether a part ends there; “set 1043 loose leaf to 2” goes on with goods."""
    return at >= len(words) or words[at] in GOING_ON or not words[at][:1].isalnum()


def _is_made_so(word: str) -> bool:
    return word in MADE_SO or (word.isdigit() and len(word) >= LEAST_DIGITS)


def _is_made(words: Sequence[str], past: int) -> bool:
    """Whether the verb stands before what ends there: “cut Priya's order”."""
    before = words[max(0, past - MOST_BETWEEN) : past]
    return any(word in MAKING for word in before)
