"""“Not what I meant”: what was shown is dropped, the sentence kept, and other readings offered.

It is a word for any answer, and a button below those that no phrase accounts for word by word.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from assistant import block_limits, loosely, render, understand
from assistant import dialogue_lessons as lessons
from assistant import dialogue_memory as memory
from assistant import dialogue_proposals as proposals
from assistant import dialogue_reading as reading
from assistant.dialogue_follow import Heard
from assistant.dialogue_likely import MOST, wording
from assistant.dialogue_memory import Kept, Recalled
from assistant.dialogue_offers import Offer, one_of
from assistant.dialogue_proposals import Where
from assistant.dialogue_running import HELP, Answer
from assistant.frames import Frame
from assistant.render import Block
from commands.kit import Asked
from oms import catalogue
from oms.errors import NoLongerPossible, ShopError
from oms.records import Sku

ACTION, LABEL = "doubt", "Not what I meant"
SAID = re.compile(
    r"(?:no,? )?(?:(?:that|this|it)(?: is|'s|s| was) )?"
    r"not what i (?:meant|mean|asked(?: for)?|wanted)"
    r"|(?:no,? )?you (?:misunderstood|got (?:me|that) wrong)(?: me)?"
)
NOTHING = Kept({}, None, "")


def is_said(text: str) -> bool:
    """Whether the whole message says so."""
    words = " ".join(understand.clean(text).lower().replace("’", "'").split())
    return SAID.fullmatch(words) is not None


def marked(asked: Asked, where: Where, answer: Answer) -> Answer:
    """An answer with the button, where it has room; not one that is an error, or several."""
    kept = None if answer.code or answer.more else memory.last(asked.books, where)
    if kept is None or not kept.words:
        return answer
    told = {"by": asked.who.id, "w": _sign(kept.words), **({"t": kept.token} if kept.token else {})}
    blocks = _with_button(answer.message.blocks, json.dumps(told))
    if block_limits.faults(blocks):
        return answer
    return replace(answer, message=replace(answer.message, blocks=blocks))


def pressed(asked: Asked, where: Where, told: Mapping[str, Any]) -> Answer:
    """The answer to the button.

    Args:
        asked: who pressed it, and the books.
        where: the conversation.
        told: what the button carries.

    Raises:
        NoLongerPossible: somebody else asked for it, or something else was said since.
    """
    if told.get("by") != asked.who.id:
        raise NoLongerPossible("Somebody else asked for this.", remedy="Ask for it yourself.")
    kept = memory.last(asked.books, where)
    if kept is None or _sign(kept.words) != told.get("w"):
        proposals.drop(asked.books, where, told.get("t"))
        raise NoLongerPossible(
            "You have said something else since.", remedy="Say what you meant in other words."
        )
    return replace(_taken_back(asked, where, kept), instead=True)


def said(asked: Asked, where: Where) -> Answer:
    """The answer to the words.

    Raises:
        NoLongerPossible: nothing was said here lately, or a button asks it again.
    """
    proposals.refuse_again(where)
    kept = memory.last(asked.books, where)
    if kept is None and not _drop_questions(asked, where):
        raise NoLongerPossible(
            "There is nothing here that I could have misunderstood.",
            remedy="Say what you want, for example `where is order 1043?`.",
        )
    return _taken_back(asked, where, kept or NOTHING)


def _drop_questions(asked: Asked, where: Where) -> bool:
    """Let go of what lacks a word; whether anything did."""
    open_ones = [one for one in proposals.waiting(asked.books, where) if proposals.is_question(one)]
    for one in open_ones:
        one.state = "dropped"
    return bool(open_ones)


def _taken_back(asked: Asked, where: Where, kept: Kept) -> Answer:
    is_done = proposals.is_done(asked.books, kept.token)
    proposals.drop(asked.books, where, kept.token)
    _drop_questions(asked, where)
    if kept.words:
        lessons.keep(asked, where, kept.words, "")
    offers = _others(asked, kept)
    mine = [one for one in understand.known().values() if one.is_for(asked.who)]
    facts = {
        "said": kept.words,
        "offers": [*offers, ["Something else", "ask", json.dumps({"c": HELP, "s": {}}), ""]],
        "examples": understand.nearest_examples(kept.words, mine) if kept.words else [],
        "done": is_done,
    }
    memory.forget(asked.books, where)
    return Answer(render.render("replies/not_meant", facts))


def _others(asked: Asked, kept: Kept) -> list[Offer]:
    """Buttons of what the sentence may have meant instead, in words that say so."""
    labelled: dict[str, Frame] = {}
    for frame in _frames(asked, kept) if kept.words else ():
        if memory.carried(frame) != kept.ids and frame.command.is_for(asked.who):
            labelled.setdefault(wording(asked, frame), frame)
    readings = [(label, memory.carried(frame)) for label, frame in labelled.items() if label]
    return one_of(asked, readings[:MOST])


def _frames(asked: Asked, kept: Kept) -> Iterator[Frame]:
    """Other readings of the sentence: by phrases, as a whole, and of products called alike."""
    heard = Heard(asked, Recalled(), kept.words)
    matches = (*understand.understand(kept.words), *loosely.likely(heard.reader, heard.read))
    for match in matches:
        found = reading.read(asked, match)
        if isinstance(found, Frame):
            yield found
    taken = memory.frame_of(asked, kept.ids) if kept.ids else None
    if taken is None:
        return
    for slot, value in taken.values.items():
        for other in _alike(asked, value):
            yield Frame(taken.command, {**taken.values, slot: other}, taken.of_room)


def _alike(asked: Asked, value: object) -> Iterator[Sku]:
    """Products whose names come near."""
    if not isinstance(value, Sku):
        return
    for named in catalogue.nearest(asked.books, value.title, MOST + 1):
        try:
            other = catalogue.sku(asked.books, named.rpartition("(")[2].rstrip(")"))
        except ShopError:
            continue
        if other.id != value.id:
            yield other


def _with_button(blocks: tuple[Block, ...], value: str) -> tuple[Block, ...]:
    text = {"type": "plain_text", "text": LABEL, "emoji": False}
    button = {"type": "button", "action_id": f"{ACTION}:0", "value": value, "text": text}
    if blocks and blocks[-1]["type"] == "actions":
        row = {**blocks[-1], "elements": [*blocks[-1]["elements"], button]}
        return (*blocks[:-1], row)
    return (*blocks, {"type": "actions", "elements": [button]})


def _sign(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:12]
