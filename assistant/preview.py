"""Every message that Backroom sends, as the example shop would have it.

Nothing is made up for it: the examples of all commands and a few more sentences are said in an
example shop of its own, what they show is confirmed and undone, and of what is sent by itself the
outbox is asked. So a picture shows what the program does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import dialogue, digest, home, plain, preview_forms, render, understand
from assistant.dialogue import Heard, Pressed
from assistant.dialogue_running import Answer
from assistant.render import Message
from oms import actors, backorders, demo, pick_notices, schema, settings
from oms.database import Database
from oms.errors import ShopError
from oms.figures import morning
from oms.tables.messages import OutboxMessage

TALK = Path(__file__).with_name("preview_talk.txt")
DM, NOTICES = "D01PREVIEW", "C01FLOOR"
SETTLING = ("Confirm", "Undo")
SENT = ("replies", "errors", "notices", "digest", "home", "forms")
"""Folders of templates/ whose messages go to Slack; papers are drawn as PDF."""


class UnknownTemplate(ShopError):
    """There is no template of that name."""

    code = "unknown_template"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"There is no template {name}.",
            remedy="Name one as it lies under templates/, such as replies/order_status; without a"
            " name all are drawn.",
        )


@dataclass(frozen=True)
class Seen:
    """A message, and the words or the button that it came of."""

    message: Message
    after: str
    view: Mapping[str, Any] | None = None
    """Of a form, all that Slack shows around the fields."""


def templates() -> list[str]:
    """The templates of messages that go to Slack, by their path under templates/."""
    return sorted(
        f"{folder}/{path.stem}"
        for folder in SENT
        for path in (render.FOLDER / folder).glob("[!_]*.j2")
    )


def collect(database: Database, wanted: str | None = None) -> dict[str, Seen]:
    """The first message of each template that an example shop came to send.

    Args:
        database: an empty one, which becomes the example shop.
        wanted: the only template that is asked for; None: all.

    Raises:
        UnknownTemplate: there is none of that name.
    """
    if wanted is not None and wanted not in templates():
        raise UnknownTemplate(wanted)
    found: dict[str, Seen] = {}
    for seen in _messages(database):
        found.setdefault(seen.message.template, seen)
        if wanted in found:
            break
    return {name: found[name] for name in sorted(found) if wanted in (None, name) and name}


def _messages(database: Database) -> Iterator[Seen]:
    schema.upgrade(database)
    with database.reading() as books:
        today = settings.today(books)
    demo.open_shop(database, None, today=today)
    with database.writing() as books:
        settings.put(books, "notice_channel", NOTICES)
        owner = plain.first_owner(books)
    yield Seen(render.render("errors/fault", {"reference": "E-7F3A21"}), "a fault of the program")
    yield from (Seen(*one) for one in preview_forms.shown(database, owner, DM))
    talk = _Talk(database, owner)
    for words in _sentences():
        yield from talk.say(words)
    yield from _unasked(database, owner)


def _sentences() -> Iterator[str]:
    """What is said: a talk through the days of a shop, then every example of every command."""
    for line in TALK.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line
    for command in understand.known().values():
        yield from command.examples


class _Talk:
    """Says what the talk has, and presses what there is to press."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database, self._owner, self._user = database, owner, owner
        self._numbers = count(1)

    def say(self, line: str) -> Iterator[Seen]:
        """The answers to a line of the talk, or to a sentence."""
        if line.startswith("as "):
            self._user = self._owner if line == "as owner" else line.removeprefix("as ")
            return
        words = line.rstrip(".…")
        answer = self._write(
            lambda books, key: dialogue.answer(books, Heard(words, self._user, DM, None, key))
        )
        yield from (Seen(one, f"“{words}”") for one in answer.messages)
        for label in () if line.endswith("…") else SETTLING[: 1 if line.endswith(".") else 2]:
            button = _button(answer, label)
            if button is None:
                return
            answer = self._press(button)
            yield from (Seen(one, f"“{words}”, {label}") for one in answer.messages)

    def _press(self, button: dict[str, Any]) -> Answer:
        return self._write(lambda books, key: dialogue.press(
            books, Pressed(button["action_id"], button["value"], self._user, DM, None, key, key)
        ))  # fmt: skip

    def _write(self, act: Callable[[Session, str], Answer]) -> Answer:
        key = f"preview-{next(self._numbers)}"
        answer = self._database.write(lambda books: act(books, key))
        with self._database.reading() as books:
            program = actors.system(books)
        backorders.drain(self._database, by=program)
        return answer


def _button(answer: Answer, label: str) -> dict[str, Any] | None:
    elements = (
        button
        for message in answer.messages
        for block in message.blocks
        if block["type"] == "actions"
        for button in block["elements"]
    )
    return next((one for one in elements if one["text"]["text"] == label), None)


def _unasked(database: Database, owner: str) -> Iterator[Seen]:
    """What is sent without being asked for: the digest, notices, the Home tab."""
    database.write(pick_notices.tell)
    with database.reading() as books:
        today = settings.today(books)
        yield Seen(digest.message(morning.collect(books, today)), "every morning")
        yield Seen(_home(books, owner), "the Home tab is opened")
        for told in books.scalars(select(OutboxMessage.payload).order_by(OutboxMessage.id)):
            if "template" in told:
                yield Seen(render.render(told["template"], told["facts"]), "sent by itself")


def _home(books: Session, owner: str) -> Message:
    return render.render("home/home", home.facts(books, actors.who(books, owner), None))
