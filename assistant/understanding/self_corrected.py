"""“move 6, no sorry 8 red mugs”: what somebody puts right before they have said all of it.

The second takes the place of the first, where both are of one kind and nothing but words of putting
right stands between them; so it is read as if the first had not been said. All else stays as it is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.understanding.index import Known
from assistant.understanding.tag_sheet import DOCUMENTS, Tag
from assistant.understanding.tags import tags
from assistant.understanding.tokens import Text, read
from assistant.understanding.word_lists import listed

KINDS = listed("""
units money place order return purchase product customer carrier channel supplier date
""")
RIGHTING = re.compile(
    # no word stands in two of these parts: a long row of them would be parted in every way
    r"\W*(?:(?:in|at|from|to|into|onto|for|on|by|with|via|the|a|an|of)\b\W*)*"
    r"(?P<righting>(?:(?:or rather|hang on|hold on|i (?:mean|meant)|make (?:that|it)|no|nope|nah"
    r"|sorry|wait|actually|rather|correction|oops|should be|it's|its|it is|that's|um|er|oh|well"
    r"|please)\b\W*)+)"
    r"(?P<prep>(?:in|at|from|to|into|onto|for|on|by|with|via)\b\W*)?(?:(?:the|a|an|my|our)\b\W*)?",
    re.IGNORECASE,
)
"""What stands between the two: “no sorry”, “to the … no, from the”."""
SAYING_SO = re.compile(
    r"\b(?:no|nope|nah|sorry|wait|actually|rather|correction|oops|i (?:mean|meant)|hang on|hold on"
    r"|make (?:that|it))\b"
)
SURELY = re.compile(r"\b(?:no|nope|sorry|wait|actually|correction|oops)\b")
"""Of an order nothing less will do: of “cancel 1043, I mean 1044” it is asked."""
COUNTED = frozenset({"product"})
"""Of these a bare “no” may say that there are none: “no red ones”."""
AMOUNTS = frozenset({"units", "money"})
"""Behind these stands what there is so much of."""
BEHIND = listed(", . ! ? ; please pls thanks ta cheers mate instead then now because as since")
LEADING = listed("with via from in at on for by to into")
"""What may stand behind the second: anything else tells something of it, which then is no other."""
DEEDS = r"hold|cancel|ship|send|release|refund"
ANOTHER_DEED = re.compile(
    rf"(?P<lead>(?:(?:please|pls|can you|could you|ok)\b,? )*)(?:{DEEDS})\b"
    r"(?P<what> [^,.;]{3,25}?)(?:[,.;-]+ *| )(?:oh,? )?(?:no|actually|wait|sorry|hang on)\b[, ]+"
    r"(?:(?:no|oh|actually|wait|sorry|hang on|just|please)\b[, ]+)*"
    rf"(?P<deed>{DEEDS}) (?:it|that|that one)\b"
    r"(?P<rest>(?: (?:instead|please|pls|for now|then))*[.!]*)",
    re.IGNORECASE,
)
"""“cancel 1043, actually hold it”: what is to be done with it is put right."""
NOT = (("not",), (",", "not"), ("rather", "than"), ("instead", "of"))
"""Between two amounts: the second is not the one."""


def named(text: Text, known: Known, today: dt.date) -> tuple[Text, list[Tag]]:
    """A message without what was put right in it, and everything that it then names.

    Args:
        text: the message.
        known: the shop's names.
        today: what day it is there.
    """
    if other := ANOTHER_DEED.fullmatch(text.clean.strip()):
        text = _as(f"{other['lead']}{other['deed']}{other['what']}{other['rest']}", text)
    while True:
        found = tags(text, known, today)
        righted = _without_first(text, found)
        if righted is text:
            return text, found
        text = righted


def righted(said: str, known: Known, today: dt.date) -> str:
    """A message as it is once what was put right in it is left out; as it was, where nothing was.

    Args:
        said: as typed; a phrase that takes any words would take what was put right, too.
        known: the shop's names.
        today: what day it is there.
    """
    if not SAYING_SO.search(said.lower()):
        return said
    text = read(said)
    other, _ = named(text, known, today)
    return said if other is text else other.clean


def _without_first(text: Text, found: Sequence[Tag]) -> Text:
    for one, other in pairwise(found):
        if one.kind != other.kind or one.kind not in KINDS:
            continue
        if _is_for_the_first(text, found, one, other):
            return _less(text, one.first, other.first)
        if one.kind == "money" and text.words()[one.past : other.first] in NOT:
            # “should be 8.95, not 9.95”
            return _less(text, one.past, other.past)
    return text


def _is_for_the_first(text: Text, found: Sequence[Tag], one: Tag, other: Tag) -> bool:
    """Whether one name takes the place of another before it.

    Args:
        text: the message.
        found: everything that it names, in order.
        one: what was said first.
        other: the next that is named, of the same kind.
    """
    words = text.words()
    between = " ".join(words[one.past : other.first])
    said = RIGHTING.fullmatch(between)
    so = SURELY if one.kind in DOCUMENTS else SAYING_SO
    if said is None or not so.search(said["righting"]) or other.value == one.value:
        return False
    # “from the shop, no, from the unit”; “wait on 3106” leaves that one
    before = [word for word in words[: one.first] if word not in {"the", "a", "an"}][-1:]
    prep = (said["prep"] or "").strip(" ,.-")
    is_bare = said["righting"].strip() == "no"
    if (prep and [prep] != before) or (is_bare and one.kind in COUNTED):
        return False
    if one.kind in AMOUNTS:
        return True
    # “3105, 3106, no 3109” may be of the last, or of both
    is_pair = sum(tag.kind == one.kind for tag in found) == 2 or one.kind == "place"
    return is_pair and _ends_there(words, found, other)


def _ends_there(words: Sequence[str], found: Sequence[Tag], other: Tag) -> bool:
    """Whether what stands behind the second says nothing of it: not “3106 as well”, “3106 keep”."""
    following, after = (*words[other.past : other.past + 2], "", "")[:2]
    if following in {"", *BEHIND}:
        return (following, after) != ("as", "well")
    is_named = any(tag.first in {other.past + 1, other.past + 2} for tag in found)
    return following in LEADING and is_named


def _less(text: Text, first: int, past: int) -> Text:
    """A message without some of its tokens."""
    start = text.tokens[first].start
    end = text.tokens[past].start if past < len(text.tokens) else len(text.clean)
    return _as(text.clean[:start] + text.clean[end:], text)


def _as(clean: str, text: Text) -> Text:
    """Another wording of a message, with the pictures that it had."""
    return replace(read(clean), pictures=text.pictures)
