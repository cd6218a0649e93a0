"""A message or a pressed button -> what to answer: who may, preview, confirm once, undo.

Everything here happens in one transaction of the caller, together with the outbox row of the
answer: either the change and its answer are there, or neither is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from assistant import dialogue_proposals as proposals
from assistant import loosely, render, understand
from assistant.dialogue_offers import Offer, offers, refused, told, values_of
from assistant.dialogue_photos import NoReturnForPhotos
from assistant.dialogue_photos import keep as photos_of
from assistant.dialogue_proposals import QUESTION, Where
from assistant.render import Message
from assistant.understand import Match
from commands.kit import Asked, Command, MissingWord, Preview
from oms import actors, settings
from oms.actors import READ
from oms.catalogue import AmbiguousSku
from oms.errors import (
    NoLongerPossible,
    NotAllowed,
    ShopError,
    Stranger,
    UnknownLocation,
    UnknownOrder,
    UnknownSku,
)
from oms.photos import Picture
from oms.tables.messages import Proposal

YES = frozenset({
    "yes", "y", "yep", "yeah", "confirm", "confirmed", "ok", "okay", "do it", "go ahead", "sure",
})  # fmt: skip
NO = frozenset({
    "no", "n", "nope", "cancel", "stop", "don't", "dont", "no thanks", "forget it", "never mind",
    "nevermind",
})  # fmt: skip
UNDO = frozenset({"undo", "undo that", "undo it", "undo this", "undo last", "undo the last one"})


@dataclass(frozen=True)
class Heard:
    """A message: what was said, by whom, and where."""

    text: str
    user: str
    target: str
    """The channel or DM."""
    thread: str | None
    key: str
    """Unique to this message."""
    ts: str = ""
    """Slack's own time of it, on which a thread can hang."""
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Pressed:
    """A button: which, with what value, by whom, on which message."""

    action: str
    value: str
    user: str
    target: str
    thread: str | None
    message: str
    key: str
    is_private: bool = False
    """The message is one that nobody else sees, so that no thread can hang on it."""


@dataclass(frozen=True)
class Answer:
    """What to show: a new message, or `instead` of the message whose button was pressed."""

    message: Message
    instead: bool = False
    private: bool = False
    """Only the person who asked sees it."""
    code: str = ""
    """The code of the error, when it is one."""


@dataclass(frozen=True)
class _Reading:
    """A sentence whose every word stands for something."""

    command: Command
    values: Mapping[str, Any]


def answer(books: Session, heard: Heard) -> Answer:
    """The answer to a message; it may have proposed a change, or carried out one by “yes”."""
    try:
        root = heard.thread or heard.ts
        asked = _asked(books, heard.user, (heard.target, root) if root else None)
        where = Where(asked.who, heard.target, heard.thread)
        if heard.pictures:
            return _pictured(asked, where, heard)
        return _said(asked, where, heard.text)
    except ShopError as refusal:
        return Answer(refused(refusal), code=refusal.code)


def overhear(books: Session, heard: Heard) -> Answer | None:
    """The answer to pictures in a thread that nobody asked us about; None: it is not our business.

    Somebody unknown to the shop, or a thread that is about no return, is left alone.
    """
    try:
        asked = _asked(books, heard.user)
        kept = photos_of(asked, heard.text, (heard.target, heard.thread), heard.pictures)
    except Stranger:
        return None
    except ShopError as refusal:
        return Answer(refused(refusal), private=True, code=refusal.code)
    if kept is None or not kept.new:
        return None
    return Answer(render.render("replies/photos_kept", {"kept": kept}))


def _pictured(asked: Asked, where: Where, heard: Heard) -> Answer:
    """Keep the pictures first: what is said beside them may stand on them."""
    kept = photos_of(asked, heard.text, (heard.target, heard.thread), heard.pictures)
    text = understand.clean(heard.text)
    if kept is not None and not _asks(asked, where, text):
        return Answer(render.render("replies/photos_kept", {"kept": kept}))
    answered = _said(asked, where, heard.text) if text else None
    if kept is not None and (answered is None or answered.code == "not_understood"):
        return Answer(render.render("replies/photos_kept", {"kept": kept}))
    if answered is None:
        raise NoReturnForPhotos
    return answered


def _asks(asked: Asked, where: Where, text: str) -> bool:
    """Whether words beside a picture are more than whose it is: “these are of R-1” asks nothing."""
    is_word = text.lower() in YES | NO | UNDO
    is_awaited = any(map(_is_question, proposals.waiting(asked.books, where)))
    return is_word or is_awaited or bool(understand.understand(text))


def _said(asked: Asked, where: Where, text: str) -> Answer:
    word = understand.clean(text).lower()
    if word in YES | NO | UNDO:
        return _by_word(asked, where, word)
    try:
        answered = _completed(asked, where, text) or _respond(asked, where, text)
    except ShopError:
        _mark_refusal(asked, where)
        raise
    if answered.code and answered.code != MissingWord.code:
        _mark_refusal(asked, where)
    return answered


def _mark_refusal(asked: Asked, where: Where) -> None:
    """Remember that the last words came to nothing: a “yes” after them is no yes to a preview."""
    if proposals.waiting(asked.books, where):
        proposals.propose(asked.books, where, QUESTION, {})


def press(books: Session, pressed: Pressed) -> Answer:
    """The answer to a button: the same permissions and the same commands as words."""
    kind, _, rest = pressed.action.partition(":")
    try:
        root = pressed.thread or ("" if pressed.is_private else pressed.message)
        asked = _asked(books, pressed.user, (pressed.target, root) if root else None)
        where = Where(asked.who, pressed.target, pressed.thread)
        if kind in {"confirm", "cancel", "undo"}:
            return _settled(asked, kind, pressed.value)
        if kind == "ask":
            return Answer(_said_by_button(asked, where, pressed.value), instead=True)
        if kind == "do":
            return Answer(_act(asked, where, rest.split(":")[0], pressed), instead=True)
        raise NoLongerPossible("This button is from an older version.")
    except ShopError as refusal:
        return Answer(refused(refusal), private=True, code=refusal.code)


def _asked(books: Session, user: str, thread: tuple[str, str] | None = None) -> Asked:
    who = actors.who(books, user)
    actors.allow(who, READ)
    return Asked(books, who, settings.today(books), thread)


def _respond(asked: Asked, where: Where, said: str) -> Answer:
    """Read the sentence in the surest way that names only things there are."""
    first: tuple[ShopError, list[Offer]] | None = None
    surest = 0
    readings: list[tuple[Match, _Reading]] = []
    for match in understand.understand(said):
        if readings and match.weight < readings[0][0].weight:
            break
        reading, refusal, choices = _read(asked, match)
        if reading is not None:
            readings.append((match, reading))
        elif isinstance(refusal, AmbiguousSku):
            return Answer(refused(refusal, choices), code=refusal.code)
        elif refusal is not None and (
            first is None or (match.weight[0] == surest and _names_it(refusal, first[0]))
        ):
            first, surest = (refusal, choices), match.weight[0]
    if len({reading.command.name for _, reading in readings}) > 1:
        return Answer(_which(reading for _, reading in readings))
    if readings:
        return _run(asked, where, readings[0][1])
    read, left = understand.partly(said)
    # “where is order 1043 mate”: that “order 1043 mate” is no product is not what went wrong
    swallowed = isinstance(first[0], UnknownSku) and left and len(read) > surest if first else False
    return _loosely(asked, where, said, None if swallowed else first)


def _loosely(
    asked: Asked, where: Where, said: str, strict: tuple[ShopError, list[Offer]] | None
) -> Answer:
    """Answer what no phrase accounts for word by word, when it is sure what is meant.

    Args:
        asked: who asks, and the books.
        where: the conversation.
        said: the sentence.
        strict: why the phrase that fits word by word could not be read, and what may have been
            meant. “any movement on 1043” names no product called “movement on 1043”.
    """
    is_vague = strict is None or isinstance(strict[0], UnknownSku)
    match = loosely.match(asked, said) if is_vague else None
    reading, refusal, choices = _read(asked, match) if match else (None, None, [])
    if reading is not None:
        return _run(asked, where, reading)
    if strict is not None:
        refusal, choices = strict
    if refusal is None:
        return Answer(_not_understood(asked, said), code="not_understood")
    return Answer(refused(refusal, choices), code=refusal.code)


def _names_it(refusal: ShopError, first: ShopError) -> bool:
    """Whether a refusal knows what kind of thing was meant, where the first took it for an order.

    An order's number may look like anything; “T-4” can be the number of a transfer only.
    """
    vague = (UnknownOrder, UnknownSku, UnknownLocation, NotAllowed)
    return isinstance(first, UnknownOrder) and not isinstance(refusal, vague)


def _read(asked: Asked, match: Match) -> tuple[_Reading | None, ShopError | None, list[Offer]]:
    """What the words of a match stand for; or why not, and what may have been meant."""
    command, values = match.command, {}
    failed: list[tuple[str, ShopError]] = []
    if not asked.who.may(command.may):
        return None, NotAllowed(asked.who.name, actors.ACTIONS[command.may]), []
    for name, words in match.words.items():
        try:
            values[name] = command.slots[name].read(asked, words)
        except ShopError as fault:
            failed.append((name, fault))
    if not failed:
        return _Reading(command, values), None, []
    name, refusal = failed[0]
    if len(failed) > 1:
        return None, refusal, []
    return None, refusal, offers(asked, command, _ids(command, values), name, refusal)


def _run(asked: Asked, where: Where, reading: _Reading) -> Answer:
    command = reading.command
    try:
        result = command.run(asked, **reading.values)
    except MissingWord as missing:
        return Answer(_ask_for(asked, where, reading, missing), code=missing.code)
    if not isinstance(result, Preview):
        return Answer(render.render(command.template, result.facts, result.papers))
    proposals.try_out(asked, command, result.stored)
    made = proposals.propose(asked.books, where, command.name, result.stored)
    return Answer(render.render(command.template, {**result.facts, "token": made.token}))


def _ask_for(asked: Asked, where: Where, reading: _Reading, missing: MissingWord) -> Message:
    """Ask for the one word that is missing, and remember what it is for."""
    command, ids = reading.command, _ids(reading.command, reading.values)
    if missing.what not in command.slots:
        return refused(missing)
    waits = {"slot": missing.what, "ids": ids}
    proposals.propose(asked.books, where, QUESTION + command.name, waits)
    return refused(missing, offers(asked, command, ids, missing.what, missing))


def _completed(asked: Asked, where: Where, said: str) -> Answer | None:
    """The answer to a sentence that was one word short, when `said` is that word and no more."""
    question = next(
        (one for one in proposals.waiting(asked.books, where) if _is_question(one)), None
    )
    if question is None:
        return None
    question.state = "dropped"
    if question.command == QUESTION:
        return None
    command = understand.known()[question.command.removeprefix(QUESTION)]
    slot = command.slots[question.slots["slot"]]
    means_more = any(match.weight[0] > 0 for match in understand.understand(said))
    if means_more or not re.fullmatch(slot.pattern, understand.clean(said), re.IGNORECASE):
        return None
    actors.allow(asked.who, command.may)
    values = values_of(asked, command, question.slots["ids"])
    try:
        word = slot.read(asked, understand.clean(said))
    except ShopError:
        match = loosely.match(asked, said)
        if match is None or _read(asked, match)[0] is None:
            raise
        return None  # it was no answer but the next thing to ask
    return _run(asked, where, _Reading(command, {**values, slot.name: word}))


def _is_question(proposal: Proposal) -> bool:
    return proposal.command.startswith(QUESTION)


def _by_word(asked: Asked, where: Where, word: str) -> Answer:
    """“yes”, “no” or “undo”, as a whole message."""
    if word in UNDO:
        return Answer(_offer_undo(asked, where))
    waiting = proposals.waiting(asked.books, where)
    if waiting and waiting[0].command == QUESTION:
        if word in YES:
            raise NoLongerPossible(
                "What you said last was refused, so it is not clear what the yes is to.",
                remedy="Press Confirm on what is meant.",
            )
        waiting.pop(0).state = "dropped"
    if not waiting or (word in YES and _is_question(waiting[0])):
        raise NoLongerPossible(
            "Nothing waits for a yes or no here.", remedy="Say what to do, for example `ship 1043`."
        )
    if _is_question(waiting[0]):
        waiting[0].state = "dropped"
        return Answer(render.render("replies/cancelled", {}))
    previews = [one for one in waiting if not _is_question(one)]
    if word in YES:
        previews = proposals.without_repeats(previews)
    if len(previews) > 1 and word in YES:
        raise NoLongerPossible(
            f"{len(previews)} changes wait for you here.", remedy="Press Confirm on the one meant."
        )
    settled = _settled(asked, "confirm" if word in YES else "cancel", previews[0].token)
    return Answer(settled.message, code=settled.code)


def _offer_undo(asked: Asked, where: Where) -> Message:
    done = proposals.last_done(asked.books, where)
    if done is None or done.undo is None:
        raise NoLongerPossible(
            "There is nothing of yours here to undo.",
            remedy="A change can be undone for ten minutes.",
        )
    return render.render("replies/undo", {"told": done.undo["told"], "token": done.token})


def _settled(asked: Asked, kind: str, token: str) -> Answer:
    settled = proposals.settle(asked, kind, token)
    code = settled.refusal.code if settled.refusal else ""
    return Answer(settled.message, instead=True, code=code)


def _said_by_button(asked: Asked, where: Where, value: str) -> Message:
    carried = told(value)
    command = understand.known().get(str(carried.get("c")))
    ids = carried.get("s")
    if command is None or not isinstance(ids, dict) or command.on_button:
        raise NoLongerPossible("This button is from an older version.")
    actors.allow(asked.who, command.may)
    return _run(asked, where, _Reading(command, values_of(asked, command, ids))).message


def _act(asked: Asked, where: Where, name: str, pressed: Pressed) -> Message:
    """A button of a notice: it acts at once, since the notice printed what it does."""
    command = understand.known().get(name)
    if command is None or not command.on_button:
        raise NoLongerPossible("This button is from an older version.")
    actors.allow(asked.who, command.may)
    key = f"button:{pressed.target}:{pressed.message}:{name}:{pressed.value}"
    return proposals.act(asked, where, command, told(pressed.value), key)


def _which(readings: Iterable[_Reading]) -> Message:
    """Two commands account for the words equally well: the person says which."""
    choices = {
        reading.command.name: [
            reading.command.help,
            "ask",
            json.dumps({"c": reading.command.name, "s": _ids(reading.command, reading.values)}),
            "",
        ]
        for reading in readings
    }
    return render.render("replies/which_command", {"offers": list(choices.values())})


def _not_understood(asked: Asked, said: str) -> Message:
    mine = [one for one in understand.known().values() if one.is_for(asked.who)]
    read, left = understand.partly(said)
    if left.lower() in understand.NEGATIONS:
        # who says not to do it is not offered the doing of it
        mine = [one for one in mine if one.name == "hold_order"] or mine
    facts = {
        "said": understand.clean(said) or "nothing",
        "read": read,
        "left": left,
        "examples": understand.nearest_examples(said, mine),
    }
    return render.render("replies/not_understood", facts)


def _ids(command: Command, values: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values as a button carries them."""
    return {name: command.slots[name].to_id(value) for name, value in values.items()}
