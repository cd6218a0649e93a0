"""What was asked for, told: “6412”, “it's for the old mill lot”, “its 6413 she rang about”."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.understanding import around
from assistant.understanding.acts import Act, Understood
from assistant.understanding.beginning import opened
from assistant.understanding.clause import QUESTIONS, SHOWING
from assistant.understanding.fragments import is_fragment
from assistant.understanding.given import AS_TYPED, again
from assistant.understanding.given import given as slots_given
from assistant.understanding.parse import Reader
from assistant.understanding.slots import Slots
from assistant.understanding.tag_sheet import DOCUMENTS
from assistant.understanding.talk_words import AGAINST_WHY, CORRECTING, FOLLOWING, SHORT
from assistant.understanding.turning import spoken
from assistant.understanding.word_lists import listed

WHO = (
    r"(?:(?:i|we|they|it|they're|we're|it's|theyre|those are|no|nah|oh|sorry|actually|wait|those"
    r"|these|you|please|just|can you|let's|should|will|can|must|have to|need to|want to|'ll|'d|'re"
    r"|are|is|to|be|ones?|better|rather|,) )*"
)
GOING = re.compile(
    WHO + r"(?:(?:go|going|goes|send|sent|put|come|belong|move|moved|want|need|take|bring)"
    r"(?: it| them| those)?(?: over| down| up| back)? )?(?:in|to|into|at|over to)(?: the| our)?",
    re.IGNORECASE,
)
"""“they should go to …”, where it was asked to where."""
TAKEN = re.compile(
    WHO + r"(?:(?:take|taken|come|coming|get|use|pull|send|move|bring|grab|taking)"
    r"(?: it| them| those)? )?(?:from|out of|off|at|in)(?: the| our)?",
    re.IGNORECASE,
)
"""“we take them from …”, where it was asked from where."""
BEHIND = listed("please pls thanks ta then now instead . ! ,")
"""What may stand behind such a place."""
MOVING = listed("go going goes send take taken come coming get use pull move bring grab put")
TOLD_OF_NUMBER = 6
"""Words beside a number that was asked for, which tell more of it."""


def answered(reader: Reader, asked: Act, understood: Understood) -> Act | None:
    """The act that lacked one thing, when the message is that thing."""
    is_open = understood.verdict in {"suggest", "none"} or _only_names_days(understood)
    is_typed = asked.asks in AS_TYPED and is_open and "?" not in understood.text.words()
    names_it = _names_what_is_asked(reader, asked, understood)
    is_part = names_it or is_fragment(reader, understood, (*CORRECTING, *FOLLOWING))
    if not is_typed and not is_part:
        return None
    is_number = any(tag.kind in DOCUMENTS and tag.known for tag in understood.tags)
    if asked.asks == "place" and _comes_back(asked, understood):
        return None
    # “gate code 4417”, where it was asked what the note says
    if around.names_another(asked, understood) and (is_number or not is_typed):
        return None
    given = slots_given(reader, asked, understood, asked.asks)
    if asked.asks == "order" and not given:
        given = around.of_channel(reader, asked, understood)
    if asked.asks == "order" and "order" not in given and given.get("product"):
        given = around.with_goods(reader, asked, given["product"]) or given
    if asked.asks == "order" and "order" not in given:
        # “the delivered one”, of somebody's: it counts nothing
        given = around.pointed_out(reader, asked, understood) or given
    if asked.asks not in given and not given:
        return None
    if asked.asks == "order" and "order" in given and "one" in understood.text.words():
        given.pop("product", None)  # “the fungi book one, 5116”: which order it is
    offered = asked.slots.get(asked.asks, ())
    told = replace(again(reader, asked, given), given=asked.asks)
    return replace(told, offered=offered) if isinstance(offered, tuple) else told


def _comes_back(asked: Act, understood: Understood) -> bool:
    """“put them back in York”, of goods that are taken off: not where they are."""
    is_less = "from_place" not in asked.slots and asked.slots.get("units", 0) < 0
    # the back store is a place
    named = {at for tag in understood.tags for at in range(tag.first, tag.past)}
    said = {word for at, word in enumerate(understood.text.words()) if at not in named}
    return is_less and not {"back", "into", "to"}.isdisjoint(said)


def _only_names_days(understood: Understood) -> bool:
    """“saturday, before 3pm”: a note where one was asked for, and elsewhere a question."""
    speaks = QUESTIONS | SHOWING
    return {tag.kind for tag in understood.tags} == {"date"} and speaks.isdisjoint(
        understood.text.words()
    )


def _names_what_is_asked(reader: Reader, asked: Act, understood: Understood) -> bool:
    """“it's for the old mill lot”: the thing that was asked for, and words around its name."""
    words = spoken(understood)
    begun_by = opened(words, (*CORRECTING, *FOLLOWING))
    speaks = AGAINST_WHY | reader.judge.acting | QUESTIONS
    left = [word for word in words[begun_by:] if not word.startswith("<")]
    if asked.asks in {"place", "from_place"} and _goes(asked.asks, understood):
        return True
    names_it = [tag.kind for tag in understood.tags] == [asked.asks]
    # “its 6413 she rang about”: a number that is known leaves less doubt than a name
    is_number = asked.asks in DOCUMENTS and names_it and understood.tags[0].known
    most = TOLD_OF_NUMBER if is_number else SHORT
    begins = begun_by > 0 or (is_number and words[0].startswith("<"))
    is_short = begins and len(left) <= most and speaks.isdisjoint(left)
    return names_it and is_short and understood.verdict in {"suggest", "none"}


def _goes(asks: str, understood: Understood, *, by_verb: bool = False) -> bool:
    """“they should go to the shop”, “we take them from the warehouse”: where, and how it is so."""
    if [tag.kind for tag in understood.tags] != ["place"]:
        return False
    way = TAKEN if asks == "from_place" else GOING
    text = understood.text
    before = text.between(0, understood.tags[0].first)
    if by_verb and MOVING.isdisjoint(text.words()):
        return False
    behind = {*text.words()[understood.tags[0].past :]}
    return behind <= BEHIND and way.fullmatch(before) is not None


def moved(pending: Act, understood: Understood) -> Slots:
    """“nah take them from the stockroom”, of goods that are to be moved: from where, or to."""
    if "from_place" not in pending.slots or understood.verdict == "confirm":
        return {}
    if _goes("from_place", understood, by_verb=True):
        return {"from_place": understood.tags[0].value}
    return {"place": understood.tags[0].value} if _goes("place", understood, by_verb=True) else {}


def completed(reader: Reader, kept: Act, understood: Understood, *, there: Slots) -> Act | None:
    """“take them from there”: what was asked for before a question came between."""
    if there and kept.asks == "from_place":
        return replace(again(reader, kept, there), given="from_place")
    return answered(reader, kept, understood)
