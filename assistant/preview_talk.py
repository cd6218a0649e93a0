"""The talk of an example shop for `backroom preview`: line by line, with all that comes of it.

`preview_talk.txt` holds the lines. What people say, press, type and post goes the way that it goes
in a shop; what is sent by itself is what the outbox holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import dialogue, papers, render
from assistant.dialogue import Heard, Pressed
from assistant.dialogue_running import Answer
from assistant.model import Act
from assistant.preview_ledger import ExampleLedger
from assistant.render import Message
from oms import (
    actors,
    backorders,
    catalogue,
    clock,
    looks,
    pick_notices,
    return_reminders,
    settings,
    staff,
    taking,
)
from oms.customers import Buyer
from oms.database import Database
from oms.photos import Picture
from oms.slips import Slip
from oms.tables.catalogue import Channel
from oms.tables.messages import OutboxMessage

TALK = Path(__file__).with_name("preview_talk.txt")
DM = "D01PREVIEW"
ROOM = "C01LEEDS"
CONFIRM, UNDO = "Confirm", "Undo"
AS, OWNER = "as ", "owner"
NEW = "U04NIA"
"""Whoever is added at the terminal."""
PRESSED, PHOTOGRAPHED, MODEL = "press", "with a photo", "a model reads "
PHOTO = Picture("F01PREVIEW", "box.jpg", "https://marsh.example/files/box.jpg")
POSTAGE_MINOR = 395


@dataclass(frozen=True)
class Seen:
    """A message, and the words or the button that it came of."""

    message: Message
    after: str
    view: Mapping[str, Any] | None = None
    """Of a form, all that Slack shows around the fields."""
    paper: Slip | None = None
    """Of the title of a paper, what stands on it."""


@dataclass(frozen=True)
class _Line:
    """A line of the talk, or a sentence."""

    begins: str
    """What it begins with before a colon, where that is more than a part of a sentence."""
    words: str
    presses: tuple[str, ...] = (CONFIRM, UNDO)
    """The buttons that are pressed after it."""

    @classmethod
    def read(cls, line: str) -> _Line:
        """As the top of the talk says."""
        presses = {"…": (), ".": (CONFIRM,)}.get(line[-1], cls.presses)
        words = line.rstrip(".…")
        begins, colon, rest = words.partition(": ")
        known = begins in {PRESSED, PHOTOGRAPHED, *Talk.EVENTS} or begins.startswith(MODEL)
        return cls(begins, rest, presses) if colon and known else cls("", words, presses)

    @property
    def told(self) -> str:
        """What is said of it beside the message that it led to."""
        if self.begins in Talk.EVENTS:
            return self.words
        if self.begins == PRESSED:
            return f"the button “{self.words}”"
        more = {"": "", PHOTOGRAPHED: " with a photo"}.get(self.begins, ", which a model reads")
        return f"“{self.words}”{more}"


@dataclass
class Talk:
    """Says what the talk has, presses what there is to press, and shows what is sent by itself."""

    database: Database
    owner: str
    """Slack's id of whoever talks, unless somebody else does."""
    home: Path
    """Of the ledger's files."""
    _ledger: ExampleLedger | None = None
    _shown: list[Message] = field(default_factory=list)
    _told: int = 0
    """The last message of the outbox that was shown."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self._user = self.owner

    def close(self) -> None:
        """End what was begun for the ledger."""
        if self._ledger is not None:
            self._ledger.close()

    def go_on(self, line: str) -> Iterator[Seen]:
        """What comes of a line of the talk, or of a sentence."""
        if line.startswith(AS):
            user = line.removeprefix(AS)
            self._user = self.owner if user == OWNER else user
            return
        read = _Line.read(line)
        if read.begins in self.EVENTS:
            self.EVENTS[read.begins](self, read.words)
        else:
            yield from self._talked(read)
        yield from self._sent(read.told)

    def let_days_go_by(self) -> Iterator[Seen]:
        """What is done by itself until the returns of today have run out."""
        self.database.write(pick_notices.tell)
        yield from self._sent("new orders came in")
        with self.database.reading() as books:
            today = settings.today(books)
            days = int(settings.value(books, "return_expires_days"))
        for then in (today + dt.timedelta(days=passed) for passed in range(days + 2)):
            self.database.write(partial(_keep_returns, day=then))
        yield from self._sent("some weeks")

    def _talked(self, line: _Line) -> Iterator[Seen]:
        answer = self._answer(line)
        yield from self._answered(answer, line.told)
        for label in line.presses:
            button = _button(answer.messages, label)
            if button is not None:
                answer = self._press(button)
                yield from self._answered(answer, f"{line.told}, {label}")

    def _answer(self, line: _Line) -> Answer:
        if line.begins == PRESSED:
            return self._press(self._newest(line.words))
        if line.begins == PHOTOGRAPHED:
            return self._say(line.words, pictures=(PHOTO,))
        if line.begins:
            return self._say(line.words, advice=(_act(line.begins.removeprefix(MODEL)),))
        return self._say(line.words)

    def _answered(self, answer: Answer, after: str) -> Iterator[Seen]:
        for message in answer.messages:
            self._shown.append(message)
            yield Seen(message, after)
            for slip in message.papers:
                yield Seen(papers.title(slip), after, paper=slip)

    def _sent(self, after: str) -> Iterator[Seen]:
        """What was queued since, rendered as it is when it is sent."""
        wanted = select(OutboxMessage).where(OutboxMessage.id > self._told)
        with self.database.reading() as books:
            queued = [(one.id, one.payload)
                      for one in books.scalars(wanted.order_by(OutboxMessage.id))]  # fmt: skip
        for number, payload in queued:
            self._told = number
            if "template" in payload:
                message = render.render(payload["template"], payload["facts"])
                self._shown.append(message)
                yield Seen(message, after)

    def _in_the_ledger(self, what: str) -> None:
        if self._ledger is None:
            self._ledger = ExampleLedger(self.database, self.owner, self.home)
        self._ledger.happens(what)

    def _in_the_webshop(self, _what: str) -> None:
        self.database.write(_order_with_postage)

    def _at_the_terminal(self, _what: str) -> None:
        self.database.write(_one_more_manager)

    def _looked(self, _at: str) -> None:
        self.database.write(lambda books: looks.keep(books, self._user, ROOM, clock.now()))

    EVENTS: ClassVar[Mapping[str, Callable[[Talk, str], None]]] = {
        "in the ledger": _in_the_ledger,
        "in the webshop": _in_the_webshop,
        "at the terminal": _at_the_terminal,
        "looking at": _looked,
    }
    """What a line begins with that tells what happens outside Slack."""

    def _newest(self, label: str) -> dict[str, Any]:
        """The button whose label begins like that, in what was shown last that has one.

        Raises:
            LookupError: there is none.
        """
        buttons = (_button([one], label) for one in reversed(self._shown))
        found = next((one for one in buttons if one is not None), None)
        if found is None:
            raise LookupError(label)
        return found

    def _say(
        self, words: str, pictures: tuple[Picture, ...] = (), advice: tuple[Act, ...] = ()
    ) -> Answer:
        def say(books: Session, key: str) -> Answer:
            heard = Heard(words, self._user, DM, None, key, key, pictures)
            return dialogue.answer(books, heard, advice)

        return self._write(say)

    def _press(self, button: Mapping[str, Any]) -> Answer:
        return self._write(lambda books, key: dialogue.press(
            books, Pressed(button["action_id"], button["value"], self._user, DM, None, key, key)
        ))  # fmt: skip

    def _write(self, act: Callable[[Session, str], Answer]) -> Answer:
        key = f"preview-{next(self._numbers)}"
        answer = self.database.write(lambda books: act(books, key))
        with self.database.reading() as books:
            program = actors.system(books)
        backorders.drain(self.database, by=program)
        return answer


def _keep_returns(books: Session, day: dt.date) -> None:
    return_reminders.keep(books, day, by=actors.system(books))


def _one_more_manager(books: Session) -> None:
    """A third person who may count: who approves a count has not counted."""
    staff.add(books, name="Nia Holt", slack_user_id=NEW, role="manager")


def _act(told: str) -> Act:
    """What a model answers: “order_status order=1043”."""
    command, *words = told.split()
    return Act(command, dict(one.split("=", 1) for one in words))


def _order_with_postage(books: Session) -> None:
    """An order of the webshop; none of the example shop's has postage."""
    website = books.scalars(select(Channel).where(Channel.code == "website")).one()
    card = catalogue.exactly(books, "CARD-XMAS")
    wanted = taking.NewOrder(
        channel_id=website.id,
        their_id="preview-postage",
        their_number="W72001",
        buyer=Buyer(name="Ruth Costa", town="Whitby", country="GB"),
        lines=(taking.WantedLine(card.id, 2, catalogue.price(card, website.currency)),),
        placed_at=clock.now(),
        charges=(taking.WantedCharge("shipping", POSTAGE_MINOR),),
    )
    taking.take(books, wanted, by=actors.system(books))


def _button(messages: Sequence[Message], label: str) -> dict[str, Any] | None:
    """The first button whose label begins like that."""
    elements = (
        button
        for message in messages
        for block in message.blocks
        if block["type"] == "actions"
        for button in block["elements"]
    )
    shown = (one for one in elements if "text" in one)
    return next((one for one in shown if one["text"]["text"].startswith(label)), None)
