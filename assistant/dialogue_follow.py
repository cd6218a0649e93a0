"""What is said after something was said: “and in York?”, “no, 3”, “ship it”.

It changes what the last message asked and asks that again, in full: what comes of it is an answer,
or a preview that shows all it will do. Nothing here carries anything out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from assistant import dialogue_reading, frames, loosely, understand
from assistant.dialogue_memory import Recalled
from assistant.frames import Change, Frame
from assistant.understand import Match
from assistant.understanding import beginning, context, openly, taking_in, talk, turning
from assistant.understanding.acts import Understood
from assistant.understanding.parse import Reader
from assistant.understanding.state import State
from assistant.understanding.tag_sheet import DOCUMENTS
from commands.kit import Asked
from oms.records import Order, PurchaseOrder, Return, Sku, Transfer

POINTING = re.compile(
    r"\b(?:it|this|that|them|those|these)(?: one| ones| order| return| parcel| lot)?\b(?!')",
    re.IGNORECASE,
)
"""Words that stand for what was spoken of."""
RETURNING, AWAITED = "start_return", "authorised"
COMING = re.compile(r"\b(?:arrived?|came|come|here|back|turned up|landed)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Followed:
    """What was asked before, as a message changes it."""

    change: Change
    is_about_pending: bool
    """What is changed is the preview that waits."""
    replaces: bool
    """And the message puts it right; “and 3 teapots” asks for more."""
    opens: bool
    """It begins as only what goes on from something does: “and ”, “no, ”."""


@dataclass(frozen=True)
class Heard:
    """A message after those before it, as the understanding reads it: when it is looked at."""

    asked: Asked
    recalled: Recalled
    said: str

    @cached_property
    def state(self) -> State:
        """What was before it."""
        return self.recalled.state

    @cached_property
    def reader(self) -> Reader:
        """The pipeline, which also knows the commands that the message may go on from."""
        before = (self.recalled.focus, self.recalled.pending, self.recalled.question)
        speeches = [frames.speech_of(frame.command) for frame in before if frame is not None]
        more = {one.command: one for one in speeches}
        reader = loosely.reader(self.asked, self.said, more)
        # “just arrived, mint”
        number = _number(self.state, "return") if taking_in.looks_so(self.said) else ""
        if not number and _is_of_a_parcel(reader.read(self.said)):
            number = _number(self.state, "order")  # “all packed, can go out with DPD”
        # it is read with what was spoken of, and knows nothing else
        return loosely.reader(self.asked, f"{self.said} {number}", more) if number else reader

    @cached_property
    def read(self) -> Understood:
        """The message by itself."""
        return self.reader.read(openly.in_figures(self.state, self.said))

    @cached_property
    def with_it(self) -> Understood:
        """The message with what “it” is, where one thing that fits was spoken of."""
        return context.in_context(self.reader, self.state, self.read)

    @cached_property
    def is_turned(self) -> bool:
        """Whether it lets go of the change that waits, and asks for another one instead."""
        if self.state.pending is None:
            return False
        return turning.instead(self.reader, self.state, self.read) is not self.read

    @property
    def is_pointed(self) -> bool:
        """Whether it says “it” of what was spoken of."""
        return self.with_it is not self.read


def _number(state: State, kind: str) -> str:
    """The number of the document that was spoken of last; empty: there is no one such."""
    number = state.focus.slots.get(kind) if state.focus is not None else None
    return number if isinstance(number, str) else ""


def _is_of_a_parcel(read: Understood) -> bool:
    """Whether a message names how something is sent, and neither an order nor a person."""
    kinds = {tag.kind for tag in read.tags}
    return not kinds.isdisjoint({"carrier", "tracking"}) and kinds.isdisjoint(
        {"customer", *DOCUMENTS}
    )


def follow(heard: Heard) -> Followed | None:
    """What a message that goes on changes of what was asked; None: it is its own, or unclear."""
    recalled, state = heard.recalled, heard.state
    if state == State():
        return None
    found = _found(heard)
    if found is None:
        return None
    frame = recalled.focus
    is_about_pending = found.before is state.pending
    if found.before is state.question:
        frame = recalled.question
    elif found.before is state.kept:
        frame = recalled.kept
    elif is_about_pending:
        frame = recalled.pending
    elif frame is not None and not frames.holds_all(frame):
        # part of what was asked would be left out unseen
        return None
    if frame is None:
        return None
    change = frames.changed(frame, found.before, found.act, heard.read)
    if change is None:
        return None
    replaces = is_about_pending and not beginning.adds(heard.read)
    return Followed(change, is_about_pending, replaces, beginning.opens(heard.read))


def _found(heard: Heard) -> talk.Followed | None:
    """What a message goes on from, or puts right, as the understanding says."""
    state, read = heard.state, heard.read
    found = talk.follow(heard.reader, state, read) or talk.begun(heard.reader, state, read)
    found = found or talk.asked_beside(heard.reader, state, read)
    if heard.is_turned or (found is not None and not talk.is_as_before(state, found)):
        return found
    told = openly.told(heard.reader, state, read)
    if told and (asked := state.question or state.kept):
        return talk.Followed(asked, told)
    mended = openly.put_right(heard.reader, state, read)
    return talk.Followed(state.pending, mended) if state.pending and mended else None


def pointed(heard: Heard) -> list[Frame]:
    """The readings of a message in which “it” is what was spoken of.

    Only where every word of it is accounted for, and “it” is the whole of what a slot holds.
    """
    text, focus = understand.clean(heard.said), heard.recalled.focus
    if focus is None or len(POINTING.findall(text)) != 1:
        return []
    found: list[Frame] = []
    for name in _returns_of(heard.asked, focus, text) or _names(focus):
        if name.lower() not in text.lower():
            found += _whole(heard.asked, name.join(POINTING.split(text)), name)
    return found


def _returns_of(asked: Asked, focus: Frame, text: str) -> list[str]:
    """“it arrived”, behind a return that was begun: of the return, and not of its order."""
    order = focus.values.get("order")
    if focus.command.name != RETURNING or not isinstance(order, Order) or not COMING.search(text):
        return []
    wanted = select(Return.number).where(Return.order_id == order.id, Return.state == AWAITED)
    return list(asked.books.scalars(wanted.order_by(Return.id.desc()).limit(1)))


def without_it(asked: Asked, said: str) -> Frame | None:
    """The reading of “ship it” as “ship”, which asks what is meant."""
    text = understand.clean(said)
    if len(POINTING.findall(text)) != 1:
        return None
    bare = " ".join(POINTING.sub("", text).split())
    found = dialogue_reading.commands_of(dialogue_reading.strict(asked, bare).readings)
    return found[0] if len(found) == 1 and not found[0].values else None


def _whole(asked: Asked, text: str, name: str) -> Iterator[Frame]:
    matches = [one for one in understand.understand(text) if _holds(one, name)]
    for match in matches:
        if match.weight == matches[0].weight:
            found = dialogue_reading.read(asked, match)
            if isinstance(found, Frame):
                yield found


def _holds(match: Match, name: str) -> bool:
    return match.weight[0] > 0 and name in match.words.values()


def _names(focus: Frame) -> list[str]:
    """What was spoken of, under names that no sentence has for anything else."""
    named = []
    for value in focus.values.values():
        match value:
            case Order() | Return() | PurchaseOrder() | Transfer():
                named.append(value.number)
            case Sku():
                named.append(value.code)
    return list(dict.fromkeys(named))
