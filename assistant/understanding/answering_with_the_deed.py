"""“take them off Ely”, “SHF to YRK”, “4 then, leave them a couple”: where and how many, told.

The answer to what was asked about, said with the deed itself or with why it is so many.
"""

from __future__ import annotations

import re

from assistant.understanding.acts import Act, Understood
from assistant.understanding.gate_words import CONDITIONS, NEGATIONS, SUPPOSING
from assistant.understanding.slots import Slots
from assistant.understanding.word_lists import listed

MOVED = "transfer_stock"
DONE = re.compile(
    r"(?:(?:ok|okay|right|yes|yeah|yep|so|then|well|oh|just|please|pls|can you|could you"
    r"|and)\b,? *)*"
    r"(?:take|put|get|write|knock|remove|add|book|log|do|pull|deduct|drop|count|set|send|move"
    r"|bring)"
    r" (?:it|them|those|these|that|this|all)(?: all)?(?: over| up| down| back)?"
    r" (?P<way>off|from|out of|at|in|into|to|down to|over to|up to|down at)(?: the| our)? *",
    re.IGNORECASE,
)
"""“ok take them off …”, where it was asked where."""
FROM = frozenset({"off", "from", "out of"})
TO = frozenset({"into", "to", "down to", "over to", "up to"})
POLITELY = re.compile(
    r"[ ,]*(?:(?:please|pls|then|now|thanks|ta|instead)[ ,]*)*[.! ]*", re.IGNORECASE
)
A_WAY = re.compile(r"(?:(?:ok|from|move|it|them|its|it's)\b *)*", re.IGNORECASE)
"""What may stand around the two places."""
TAKING_BACK = NEGATIONS | CONDITIONS | SUPPOSING | listed("cancelled cancel forget scrap wrong")
AND_WHY = re.compile(
    r"(?:(?:ok|okay|right|yeah|well|so|then|hm+)\b,? *)*\d+(?: then| please| will do| should do)*"
    r"[,.;]+ (?:so )?(?:that )?(?:will |'ll )?(?:leaves?|keeps?)\b(?!.*(?:\d|\?)).*",
    re.IGNORECASE,
)
"""“4 then, leave them a couple”: how many, and why."""


def told_with_the_deed(asked: Act, understood: Understood) -> Slots:
    """Where, or how many, as a message tells it; nothing: it does not.

    Args:
        asked: what was asked for, and what it lacks.
        understood: the message.
    """
    if asked.asks in {"place", "from_place"}:
        return _both_ways(asked, understood) or _with_the_deed(asked, understood)
    return _many(asked, understood) if asked.asks == "units" else {}


def _with_the_deed(asked: Act, understood: Understood) -> Slots:
    """“take them off Ely”: where it is, said with what is to be done there."""
    tags, text = understood.tags, understood.text
    if [tag.kind for tag in tags] != ["place"] or "?" in text.words():
        return {}
    done = DONE.fullmatch(f"{text.between(0, tags[0].first)} ")
    behind = text.between(tags[0].past, len(text.tokens))
    if done is None or not POLITELY.fullmatch(f" {behind}"):
        return {}
    leaves, comes = done["way"].lower() in FROM, done["way"].lower() in TO
    if asked.command == MOVED:
        # “take them to York” does not say from where
        is_asked = leaves == (asked.asks == "from_place")
    else:
        # “put them back in York” takes nothing off there
        is_less = asked.slots.get("units", 0) < 0
        is_asked = not (comes if is_less else leaves) and "back" not in text.words()
    return {asked.asks: tags[0].value} if is_asked else {}


def _both_ways(asked: Act, understood: Understood) -> Slots:
    """“SHF to YRK”, of goods that are moved: from where, and to where."""
    tags, text = understood.tags, understood.text
    if asked.command != MOVED or [tag.kind for tag in tags] != ["place", "place"]:
        return {}
    first, second = tags
    between = text.between(first.past, second.first).lower()
    before, behind = text.between(0, first.first), text.between(second.past, len(text.tokens))
    is_so = between in {"to", "to the", "to our", "into"}
    is_so = is_so and A_WAY.fullmatch(f"{before} ".lstrip()) is not None
    is_so = is_so and POLITELY.fullmatch(f" {behind}") is not None
    return {"from_place": first.value, "place": second.value} if is_so else {}


def _many(asked: Act, understood: Understood) -> Slots:
    """“4 then, leave them a couple”: the figure at its beginning."""
    tags = understood.tags
    if not AND_WHY.fullmatch(understood.text.clean) or not tags or tags[0].kind != "units":
        return {}
    if tags[0].value <= 0 or not TAKING_BACK.isdisjoint(understood.text.words()):
        return {}
    return {asked.asks: int(tags[0].value)} if {tag.kind for tag in tags} == {"units"} else {}
