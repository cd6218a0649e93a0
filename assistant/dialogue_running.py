"""A command and what it was told -> its answer, or the preview of what it would change.

Nothing is carried out here. What was answered or shown is remembered, for what is said next.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant import dialogue_lessons as lessons
from assistant import dialogue_memory as memory
from assistant import dialogue_proposals as proposals
from assistant import dialogue_reading as reading
from assistant import frames, loosely, render, understand
from assistant.dialogue_memory import Listed
from assistant.dialogue_offers import ids_of, offers, one_of, refused
from assistant.dialogue_proposals import QUESTION, Change, Where
from assistant.dialogue_reading import Refused
from assistant.dialogue_shown import kept
from assistant.form_offer import offered
from assistant.frames import Frame
from assistant.render import Message
from assistant.understanding import talk_words
from commands.kit import Asked, MissingWord, Preview, Reply
from oms import orders
from oms.errors import ShopError
from oms.tables.messages import Proposal

HELP = "help"
"""What nobody goes on from."""
UNDOING = re.compile(
    r"\b(?:undo|revert|reverse|last (?:thing|one|change|bit)|(?:put|take) (?:it|that) back)\b",
    re.IGNORECASE,
)
"""Without any of these nothing is to be undone."""
ABOUT = "order_status"
"""What is asked about an order that was only named."""
OF_ROOM = "set_room_place"
"""Says which place a channel is for, so that no change takes it from there."""
REFUSED_OF = ("order", "return_", "sku", "purchase")
"""Slots of what goes on being spoken of where a change of it was refused."""


@dataclass(frozen=True)
class Answer:
    """What to show: a new message, or `instead` of the message whose button was pressed."""

    message: Message
    instead: bool = False
    private: bool = False
    """Only the person who asked sees it."""
    code: str = ""
    """The code of the error, when it is one."""
    unknown: str = ""
    """The words that name nothing, where that is the error."""
    more: tuple[Message, ...] = ()
    """What is sent after it: the answers to what else was asked in the same sentence."""
    shared: bool = False
    """What only one person saw is shown to all in its place."""

    @property
    def is_unsure(self) -> bool:
        """Whether it was not understood, or a name in it is not known."""
        return self.code == lessons.NOT_UNDERSTOOD or bool(self.unknown)

    @property
    def messages(self) -> tuple[Message, ...]:
        """All that is sent, in order."""
        return (self.message, *self.more)


def run(
    asked: Asked, where: Where, frame: Frame, *, again: bool = False,
    replaced: Proposal | None = None,
) -> Answer:  # fmt: skip
    """Answer a question, or show a change before it is made; nothing is carried out.

    Args:
        asked: who asks, and the books.
        where: the conversation.
        frame: what is asked.
        again: it was said about what was shown before, so the same preview is not a second one.
        replaced: the preview that it changes.
    """
    command, ids = frame.command, memory.carried(frame)
    try:
        result = _result(asked, frame)
    except MissingWord as missing:
        if (there := _where_it_was(asked, where, frame, missing)) is not None:
            return run(asked, where, there, again=again, replaced=replaced)
        if replaced is not None:
            # what is put right waits for a word now, and is not agreed to by a yes
            proposals.drop(asked.books, where, replaced.token)
        return Answer(_ask_for(asked, where, frame, missing), code=missing.code)
    except ShopError:
        if replaced is None:
            _keep_refused(asked, where, frame)
        raise
    if not isinstance(result, Preview):
        return _answered(asked, where, frame, result)
    change = Change(command.name, result.stored, kept(command, ids, result))
    stays = again and proposals.same_waiting(asked.books, where, change)
    if again:
        made = proposals.show_again(asked.books, where, change, replaced)
    else:
        made = proposals.propose(asked.books, where, change)
    memory.remember(asked.books, where, ids, made.token, place=_place_of(frame))
    shown = render.render(command.template, {**result.facts, "token": made.token})
    shown = offered(shown, frame, made.token)
    if stays and stays.token == made.token:
        return Answer(render.render("replies/still_waits", {}).before(shown))
    if replaced is None or replaced.replaced_at is None:
        return Answer(shown)
    return Answer(render.render("replies/replacing", {}).before(shown))


def _answered(asked: Asked, where: Where, frame: Frame, reply: Reply) -> Answer:
    """The answer to a question, which is spoken of from now on."""
    if frame.command.name != HELP:
        ids, place, listed = memory.carried(frame), _place_of(frame), _listed(reply)
        memory.remember(asked.books, where, ids, place=place, listed=listed)
    return Answer(render.render(frame.command.template, reply.facts, reply.papers))


def _result(asked: Asked, frame: Frame) -> Reply | Preview:
    """What a command answers or would change; a change that would be refused is refused now."""
    result = frame.command.run(asked, **frame.values)
    if isinstance(result, Preview):
        proposals.try_out(asked, frame.command, result.stored)
    return result


def _keep_refused(asked: Asked, where: Where, frame: Frame) -> None:
    """Remember what was refused as spoken of: “hold 1001”, and then “where is it”."""
    if any(frame.values.get(name) is not None for name in REFUSED_OF):
        memory.remember(asked.books, where, memory.carried(frame), place=_place_of(frame))


def _where_it_was(asked: Asked, where: Where, frame: Frame, missing: MissingWord) -> Frame | None:
    """A question that lacks its place, of a product that was just spoken of in one; else None."""
    if missing.what != "location" or frame.command.write is not None:
        return None
    focus = memory.recall(asked, where).focus
    told = focus.values if focus is not None else {}
    sku, place = told.get("sku"), told.get("location")
    if sku is None or place is None or frame.values.get("sku") is not sku:
        return None
    of_room = focus.of_room if focus is not None else ""
    return Frame(frame.command, {**frame.values, "location": place}, of_room)


def undoes(asked: Asked, said: str) -> bool:
    """Whether a message asks to undo what was done last, in words of its own."""
    if not UNDOING.search(said) or any(one.weight[0] > 0 for one in understand.understand(said)):
        return False  # “undo the shipment of 1043” is a command
    acts = loosely.understood(asked, said).acts
    return [(act.command, act.verdict) for act in acts] == [(talk_words.UNDO, "confirm")]


def keep_named(asked: Asked, where: Where, said: str) -> None:
    """Remember the one order that a message names as spoken of, whatever may be done to it."""
    named = {tag.value for tag in loosely.understood(asked, said).tags if tag.kind == "order"}
    if len(named) != 1:
        return
    try:
        order = orders.by_number(asked.books, named.pop())
    except ShopError:
        return
    frame = Frame(understand.known()[ABOUT], {"order": order})
    memory.remember(asked.books, where, memory.carried(frame))


def _place_of(frame: Frame) -> str | None:
    """Code of the place that a command was told; None: it is a channel's, which nobody spoke of."""
    if frame.command.name == OF_ROOM or frame.of_room:
        return None
    place = frames.act_of(frame, "answer").slots.get("place")
    return place if isinstance(place, str) else ""


def _listed(reply: Reply) -> Listed | None:
    return None if reply.listed is None else Listed(reply.listed, reply.is_cut)


def asking(asked: Asked, where: Where, frame: Frame) -> Answer | None:
    """The question that a command has of its own when nothing is told to it."""
    try:
        frame.command.run(asked)
    except MissingWord as missing:
        return Answer(_ask_for(asked, where, frame, missing), code=missing.code)
    return None


def _ask_for(asked: Asked, where: Where, frame: Frame, missing: MissingWord) -> Message:
    """Ask for the one word that is missing, and remember what it is for."""
    command, ids = frame.command, ids_of(frame.command, frame.values)
    if missing.what not in command.slots:
        return refused(missing)
    waits = {"slot": missing.what, "ids": ids}
    proposals.propose(asked.books, where, Change(QUESTION + command.name, waits))
    return refused(missing, offers(asked, command, ids, missing.what, missing))


def refusing(why: Refused) -> Answer:
    """The words of why something could not be read, with what may have been meant."""
    message = refused(why.refusal, why.offers)
    return Answer(message, code=why.refusal.code, unknown=lessons.unknown(why.refusal))


def _which(asked: Asked, readings: Sequence[Frame]) -> Message:
    """Two commands account for the words equally well: the person says which."""
    choices = one_of(asked, [(one.command.help, memory.carried(one)) for one in readings])
    return render.render("replies/which_command", {"offers": choices})


def run_one(
    asked: Asked, where: Where, readings: Sequence[Frame], *, again: bool = False
) -> Answer:
    """Run what was read, where it is one command; else the person says which."""
    found = reading.commands_of(readings)
    if len(found) > 1:
        return Answer(_which(asked, found))
    return run(asked, where, readings[0], again=again)
