"""What a language model takes a sentence to ask for -> an answer, or buttons; never a change.

A question it names is answered, from words of the sentence, by the shop. A change it names is only
offered, as “Did you mean …?”, in words that would be understood; the model says which command, and
the sentence itself says of what. Whoever presses it is shown the change first, like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant import dialogue_memory as memory
from assistant import dialogue_proposals as proposals
from assistant import dialogue_reading as reading
from assistant import frames, loosely, render, understand
from assistant.dialogue_follow import Heard
from assistant.dialogue_likely import wording
from assistant.dialogue_proposals import Where
from assistant.dialogue_running import Answer
from assistant.dialogue_several import run_all
from assistant.dialogue_words import not_understood
from assistant.frames import Frame
from assistant.model import Act, Question, masked
from assistant.model_tools import changes, may_call, tools
from assistant.understand import Match
from commands.kit import Asked
from commands.slots_days import MORNING, PAST_DAY, TOLD_DAY, WHEN
from oms.errors import ShopError

DAYS = frozenset(slot.name for slot in (WHEN, PAST_DAY, MORNING, TOLD_DAY))
"""Slots that hold days, which a model may write as dates."""
NUMBERED = re.compile(r"[^\s,;:!?()]*\d[^\s,;:!?()]*")
"""A word with a digit in it."""


class _Unfit(Exception):
    """What was begun has to be taken back."""


def asking_model(asked: Asked, said: str) -> Question | None:
    """What a language model is told of a sentence; None: there is nothing to ask."""
    text, private = masked(understand.clean(said))
    if not text:
        return None
    return Question(text, tools(asked), asked.today.isoformat(), private)


def advised(asked: Asked, where: Where, said: str, advice: Sequence[Act]) -> Answer | None:
    """The answer to a sentence that was not understood, by what a model takes it for.

    Args:
        asked: who asks, and the books.
        where: the conversation.
        said: the sentence.
        advice: at least one act.

    Returns:
        None where the advice is of no use: it names what was not said, or finds nothing.
    """
    heard = Heard(asked, memory.recall(asked, where), said)
    text = understand.clean(said)
    if not all(_is_of(asked, act, text) for act in advice):
        return None
    if any(changes(understand.known()[act.command]) for act in advice):
        likely = _offered(heard, advice)
        return not_understood(heard, likely) if likely else None
    found = [_frame(asked, act) for act in advice]
    readings = [one for one in found if one is not None]
    return _answered(asked, where, readings) if len(readings) == len(found) else None


def _is_of(asked: Asked, act: Act, text: str) -> bool:
    """Whether an act is one that a model may name, and all its numbers stand in the sentence."""
    command = understand.known().get(act.command)
    if (
        command is None
        or not may_call(asked, command)
        or not act.words.keys() <= command.slots.keys()
    ):
        return False
    told = [words for slot, words in act.words.items() if slot not in DAYS]
    return all(_numbers(words) <= _numbers(text) for words in told)


def _numbers(text: str) -> set[str]:
    return {word.strip("#.'\"").lower() for word in NUMBERED.findall(text)}


def _offered(heard: Heard, advice: Sequence[Act]) -> list[Frame]:
    """The changes that the sentence itself asks for, of those that a model names."""
    names = {act.command for act in advice if changes(understand.known()[act.command])}
    matches = loosely.meant(heard.reader, heard.read, names)
    found = [reading.read(heard.asked, match) for match in matches]
    return [one for one in found if isinstance(one, Frame) and wording(heard.asked, one)]


def _frame(asked: Asked, act: Act) -> Frame | None:
    """A question as its slots read it; None where they do not, or do not stand together."""
    command = understand.known()[act.command]
    for slot, words in act.words.items():
        if not re.fullmatch(command.slots[slot].pattern, words, re.IGNORECASE):
            return None
    if frozenset(act.words) not in frames.combinations(command.name):
        return None
    found = reading.read(asked, Match(command, act.words, loosely.UNSURE))
    return found if isinstance(found, Frame) else None


def _answered(asked: Asked, where: Where, readings: Sequence[Frame]) -> Answer | None:
    def all_of_it() -> Answer:
        answer = run_all(asked, where, readings)
        if answer.code:
            raise _Unfit
        return answer

    try:
        answer = proposals.all_or_nothing(asked.books, all_of_it)
    except (ShopError, _Unfit):
        return None
    meanings = [wording(asked, one) or one.command.help for one in readings]
    told = render.render("replies/read_by_model", {"meanings": meanings})
    return Answer(told.before(answer.message), more=answer.more)
