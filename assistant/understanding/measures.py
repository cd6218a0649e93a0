"""“24 rolls of the film”, “200m of rope”: in what a product is counted, between number and name.

“Rolls” is then no product of its own, such as a roll of bags. Words for what holds several,
as “boxes”, are left out: two boxes of pens may be many pens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.understanding import numbers, product_spans
from assistant.understanding.english import singular
from assistant.understanding.index import Known
from assistant.understanding.word_lists import listed

MEASURES = listed("""
roll reel coil spool tin jar bottle tub tube can sheet length metre meter m mtr bag sack pot bar
slab skein ball hank drum
""")
LENGTH = re.compile(r"(\d{1,5})(?:m|mtrs?|metres?|meters?)")
LENGTHS = frozenset({"metre", "meter", "m", "mtr"})
SOLD_WHOLE = re.compile(
    r"\d ?(?:m|mtrs?|metres?|meters?)\b|\b(?:roll|reel|coil|spool)s?\b", re.IGNORECASE
)
"""In a title: it is sold by so many metres at once, and “200m” may be one of it."""
ARTICLES = frozenset({"the", "our", "those", "these", "that"})
ENDS = frozenset({*numbers.UNITS, *numbers.TENS, *numbers.GROUPS, "couple"})


@dataclass(frozen=True)
class Measure:
    """A token that says in what is counted; and how many, where the number is part of it."""

    at: int
    units: int | None = None


def measures(words: Sequence[str], taken: Sequence[bool], known: Known) -> Iterator[Measure]:
    """Those of a sentence that stand before “of” and a product, and are no part of its name.

    A length may stand before the product itself: “10m red gingham”.

    Args:
        words: the tokens, in lower case.
        taken: which of them name something already.
        known: the names of the shop.
    """
    for at, word in enumerate(words[:-1]):
        length, is_of = LENGTH.fullmatch(word), words[at + 1] == "of"
        first = at + 1 + is_of
        if not (is_of or length) or any(taken[max(0, at - 1) : first + 1]) or first == len(words):
            continue
        counted = at > 0 and (words[at - 1].isdigit() or words[at - 1] in ENDS)
        if not length and not (counted and singular(word) in MEASURES):
            continue
        goods = _goods(words, taken, known, at, first)
        by_length = length is not None or singular(word) in LENGTHS
        if goods and not (by_length and any(map(SOLD_WHOLE.search, known.titles(goods)))):
            yield Measure(at, int(length[1]) if length else None)


def _goods(
    words: Sequence[str], taken: Sequence[bool], known: Known, at: int, first: int
) -> tuple[str, ...]:
    """The product that is named behind a measure, where the measure is no part of its name."""
    first += words[first] in ARTICLES
    whole = product_spans.spans(known.products, words, taken)
    if any(one.first <= at and one.past > first for one in whole):
        return ()
    without = [is_taken or place == at for place, is_taken in enumerate(taken)]
    behind = product_spans.spans(known.products, words, without)
    return next((one.link.codes for one in behind if one.first == first), ())
