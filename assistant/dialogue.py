"""A message or a pressed button -> what to answer: who may, preview, confirm once, undo.

Everything here happens in one transaction of the caller, together with the outbox row of the
answer: either the change and its answer are there, or neither is.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import render, understand
from assistant.render import Message
from commands.kit import Asked, Command, Done, Preview
from oms import actors, clock, settings
from oms.actors import READ, Who
from oms.catalogue import AmbiguousSku
from oms.errors import NoLongerPossible, NotAllowed, ShopError
from oms.tables.messages import Proposal

PATIENCE = dt.timedelta(minutes=10)
YES = frozenset({"yes", "y", "confirm", "ok", "okay", "do it", "go ahead", "yes please"})
NO = frozenset({"no", "n", "cancel", "stop", "don't", "no thanks", "forget it"})


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


@dataclass(frozen=True)
class Answer:
    """What to show: a new message, or `instead` of the message whose button was pressed."""

    message: Message
    instead: bool = False
    private: bool = False
    """Only the person who asked sees it."""
    code: str = ""
    """The code of the error, when it is one."""


def answer(books: Session, heard: Heard) -> Answer:
    """The answer to a message; it may have proposed a change, or carried out one by “yes”."""
    try:
        asked = _asked(books, heard.user)
        actors.allow(asked.who, READ)
        settled = _settled_by_word(asked, heard)
        return settled or Answer(_respond(asked, heard))
    except ShopError as refusal:
        return Answer(refused(refusal), code=refusal.code)


def press(books: Session, pressed: Pressed) -> Answer:
    """The answer to a button: the same permissions and the same commands as words."""
    try:
        asked = _asked(books, pressed.user)
        kind = pressed.action.split(":", maxsplit=1)[0]
        if kind in {"confirm", "cancel", "undo"}:
            return Answer(_settle(asked, kind, pressed.value), instead=True)
        if kind == "ask":
            return Answer(_ask_again(asked, pressed), instead=True)
        if kind == "do":
            return Answer(_act(asked, pressed), instead=True)
    except ShopError as refusal:
        return Answer(refused(refusal), private=True, code=refusal.code)
    old = NoLongerPossible("This button is from an older version.")
    return Answer(refused(old), private=True, code=old.code)


def refused(refusal: ShopError, offers: list[list[str]] | None = None) -> Message:
    """The words of an error."""
    template = f"errors/{refusal.code}"
    if not render.exists(template):
        template = "errors/shop_error"
    facts = {"message": refusal.message, "remedy": refusal.remedy, "offers": offers or []}
    return render.render(template, facts)


def _asked(books: Session, user: str) -> Asked:
    return Asked(books, actors.who(books, user), settings.today(books))


def _respond(asked: Asked, heard: Heard) -> Message:
    matches = understand.understand(heard.text)
    first_refusal: ShopError | None = None
    for match in matches:
        try:
            actors.allow(asked.who, match.command.may)
            values = {
                name: match.command.slots[name].read(asked, words)
                for name, words in match.words.items()
            }
        except NotAllowed:
            raise
        except AmbiguousSku as unclear:
            return _which(asked, match, unclear)
        except ShopError as refusal:
            first_refusal = first_refusal or refusal
            continue
        return _run(asked, match.command, values, heard.target, heard.thread)
    if first_refusal is not None:
        raise first_refusal
    mine = [one for one in understand.known().values() if asked.who.may(one.may)]
    examples = understand.nearest_examples(heard.text, mine)
    facts = {"said": understand.clean(heard.text) or "nothing", "examples": examples}
    return render.render("replies/not_understood", facts)


def _run(
    asked: Asked, command: Command, values: dict[str, Any], target: str, thread: str | None
) -> Message:
    result = command.run(asked, **values)
    if not isinstance(result, Preview):
        return render.render(command.template, result.facts)
    token = _propose(asked, command, result, target, thread)
    return render.render(command.template, {**result.facts, "token": token})


def _which(asked: Asked, match: understand.Match, unclear: AmbiguousSku) -> Message:
    """Offer the products that were meant, as buttons that carry ids only."""
    others: dict[str, Any] = {}
    for name, words in match.words.items():
        slot = match.command.slots[name]
        if name != "sku":
            others[name] = slot.to_id(slot.read(asked, words))
    offers = [
        [
            f"{found.title} ({found.code})",
            "ask",
            json.dumps({"c": match.command.name, "s": others | {"sku": found.sku_id}}),
            "",
        ]
        for found in unclear.candidates
    ]
    return refused(unclear, offers)


def _ask_again(asked: Asked, pressed: Pressed) -> Message:
    told = _told(pressed.value)
    command = understand.known().get(str(told.get("c")))
    if command is None:
        raise NoLongerPossible("This button is from an older version.")
    actors.allow(asked.who, command.may)
    values = {}
    for name, carried in dict(told.get("s", {})).items():
        slot = command.slots[name]
        read = slot.from_id or slot.read
        values[name] = read(asked, carried if slot.from_id else str(carried))
    return _run(asked, command, values, pressed.target, pressed.thread)


def _act(asked: Asked, pressed: Pressed) -> Message:
    """A button of a notice: it acts at once, since the notice printed what it does."""
    name = pressed.action.split(":")[1]
    command = understand.known().get(name)
    if command is None or not command.on_button or command.write is None:
        raise NoLongerPossible("This button is from an older version.")
    actors.allow(asked.who, command.may)
    told = _told(pressed.value)
    key = f"button:{pressed.target}:{pressed.message}:{name}:{pressed.value}"
    done = command.write.do(asked, told, key)
    return _done_message(asked, command, done, pressed.target, pressed.thread)


def _told(value: str) -> dict[str, Any]:
    try:
        told = json.loads(value)
    except json.JSONDecodeError:
        told = None
    if not isinstance(told, dict):
        raise NoLongerPossible("This button is from an older version.")
    return told


def _propose(
    asked: Asked, command: Command, preview: Preview, target: str, thread: str | None
) -> str:
    token = secrets.token_urlsafe(12)
    asked.books.add(
        Proposal(
            token=token,
            command=command.name,
            slots=preview.stored,
            by_id=asked.who.id,
            target=target,
            thread=thread,
            made_at=clock.now(),
            until=clock.now() + PATIENCE,
        )
    )
    asked.books.flush()
    return token


def _settle(asked: Asked, kind: str, token: str) -> Message:
    wanted = select(Proposal).where(Proposal.token == token).with_for_update()
    proposal = asked.books.scalars(wanted).first()
    if proposal is None:
        raise NoLongerPossible("This button is from an older version.")
    command = understand.known()[proposal.command]
    _refuse_other(asked.who, proposal, command)
    if kind == "undo":
        return _undo(asked, command, proposal)
    if proposal.state != "open":
        raise NoLongerPossible(f"That was {_past(proposal.state)} before.")
    if proposal.until < clock.now():
        proposal.state = "expired"
        raise NoLongerPossible("That was more than ten minutes ago; stock may have moved.")
    if kind == "cancel":
        proposal.state = "dropped"
        return render.render("replies/cancelled", {})
    return _confirm(asked, command, proposal)


def _confirm(asked: Asked, command: Command, proposal: Proposal) -> Message:
    assert command.write is not None  # noqa: S101  only writes are proposed
    done = command.write.do(asked, proposal.slots, f"proposal:{proposal.token}")
    proposal.state = "done"
    proposal.undo = done.undo
    proposal.until = clock.now() + PATIENCE
    undoable = proposal.token if done.undo and command.write.undo else ""
    return render.render(f"{command.template}_done", {**done.facts, "token": undoable})


def _done_message(
    asked: Asked, command: Command, done: Done, target: str, thread: str | None
) -> Message:
    token = ""
    if done.undo and command.write and command.write.undo:
        token = _propose(asked, command, Preview({}, {}), target, thread)
        made = asked.books.scalars(select(Proposal).where(Proposal.token == token)).one()
        made.state, made.undo = "done", done.undo
    return render.render(f"{command.template}_done", {**done.facts, "token": token})


def _undo(asked: Asked, command: Command, proposal: Proposal) -> Message:
    if proposal.state != "done" or proposal.undo is None:
        raise NoLongerPossible(f"That was {_past(proposal.state)} before.")
    if proposal.until < clock.now():
        raise NoLongerPossible(
            "That was more than ten minutes ago.", remedy="Say what to change instead."
        )
    if command.write is None or command.write.undo is None:
        raise NoLongerPossible("That cannot be undone.")
    facts = command.write.undo(asked, proposal.undo, f"undo:{proposal.token}")
    proposal.state = "undone"
    return render.render(f"{command.template}_undone", facts)


def _refuse_other(who: Who, proposal: Proposal, command: Command) -> None:
    """The role is asked again now: it may have changed since the preview."""
    actors.allow(who, command.may)
    if proposal.by_id != who.id and not who.may(actors.MANAGE):
        raise NoLongerPossible(
            "Somebody else asked for this.", remedy="Ask for it yourself, then confirm."
        )


def _settled_by_word(asked: Asked, heard: Heard) -> Answer | None:
    """“yes” or “no”, typed where this person's newest preview waits."""
    word = understand.clean(heard.text).lower()
    if word not in YES | NO:
        return None
    wanted = (
        select(Proposal)
        .where(
            Proposal.by_id == asked.who.id,
            Proposal.target == heard.target,
            Proposal.state == "open",
            Proposal.until >= clock.now(),
        )
        .order_by(Proposal.id.desc())
    )
    waiting = [one for one in asked.books.scalars(wanted) if one.thread == heard.thread]
    if not waiting:
        return None
    kind = "confirm" if word in YES else "cancel"
    return Answer(_settle(asked, kind, waiting[0].token))


def _past(state: str) -> str:
    words = {"done": "done", "dropped": "cancelled", "undone": "undone", "expired": "dropped"}
    return words.get(state, "settled")
