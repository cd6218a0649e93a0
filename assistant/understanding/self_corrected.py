"""“move 6, no sorry 8 red mugs”: what somebody puts right before they have said all of it.

The second takes the place of the first, where both are of one kind and nothing but words of putting
right stands between them; so it is read as if the first had not been said. All else stays as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from assistant.understanding.index import Known
from assistant.understanding.tag_sheet import Tag
from assistant.understanding.tags import tags
from assistant.understanding.tokens import Text, read
from assistant.understanding.word_lists import listed

KINDS = listed("""
units money place order return purchase product customer carrier channel supplier date
""")
RIGHTING = listed(
    "no nope sorry wait actually rather correction oops nah hang on hold i mean meant"
)
"""Words of putting right; “hang on” and “I mean” are two each."""
STRONG = listed("no nope sorry wait actually rather correction oops nah mean meant hang")
WEAK = frozenset({"no"})
"""Alone before goods or a date it may say that there are none, or none then: “no red ones”."""
MARKS = frozenset({",", ".", "-", ";", "!", "?"})
FILLING = listed("make it that its it's 's is should be well um er oh so please the a an of")
PLACING = listed("in at from to into onto for on by with via out")
"""Before what is put right these stand again, or not at all."""
SAYING = listed("""
is was are were has had have 's isn't wasn't can can't will won't should goes needs came arrived
went stays did does didn't doesn't first and too also
""")
"""Behind the second they tell something of it, which then is no other for the first."""
COUNTED = frozenset({"product", "date"})


def named(text: Text, known: Known, today: dt.date) -> tuple[Text, list[Tag]]:
    """A message without what was put right in it, and everything that it then names.

    Args:
        text: the message.
        known: the shop's names.
        today: what day it is there.
    """
    while True:
        found = tags(text, known, today)
        righted = _without_first(text, found)
        if righted is text:
            return text, found
        text = righted


def _without_first(text: Text, found: Sequence[Tag]) -> Text:
    for one, other in pairwise(found):
        if one.kind != other.kind or one.kind not in KINDS:
            continue
        if is_for_the_first(text.words(), one, other):
            return _without(text, one.first, other.first)
        if one.kind == "money" and text.words()[one.past : other.first] in NOT:
            # “should be 8.95, not 9.95”
            return _without(text, one.past, other.past)
    return text


NOT = (("not",), (",", "not"), ("rather", "than"), ("instead", "of"))


def is_for_the_first(words: Sequence[str], one: Tag, other: Tag) -> bool:
    """Whether one name takes the place of another before it."""
    between = words[one.past : other.first]
    if not between or STRONG.isdisjoint(between) or other.value == one.value:
        return False
    at = next(place for place, word in enumerate(between) if word in STRONG)
    # “from the shop to the … no, from the unit to the shop”
    begun, righting = between[:at], between[at:]
    said = [word for word in begun if word not in MARKS | PLACING | FILLING]
    rest = [word for word in righting if word not in MARKS | RIGHTING | FILLING]
    before = [word for word in words[: one.first] if word not in FILLING][-1:]
    alone = set(righting) & STRONG <= WEAK and one.kind in COUNTED and "," not in righting
    following = words[other.past : other.past + 1]
    return not (
        said
        or (rest and (rest != before or rest[0] not in PLACING))
        or alone
        or (following and following[0] in SAYING and other.kind not in {"units", "money"})
    )


def _without(text: Text, first: int, past: int) -> Text:
    """A message without some of its tokens."""
    start = text.tokens[first].start
    end = text.tokens[past].start if past < len(text.tokens) else len(text.clean)
    return read(text.clean[:start] + text.clean[end:])
