"""Where everything that comes in is answered: once, in one transaction with what it changes."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.orm import Session

from assistant import dialogue, home, papers, render
from assistant.adviser import Adviser
from assistant.dialogue import Heard, Pressed
from assistant.dialogue_running import Answer
from assistant.model import Act, Question
from oms import fills, inbox, ledger_wishes, outbox
from oms.database import Database
from oms.outbox import Claimed
from oms.photos import Picture

log = logging.getLogger(__name__)
SOURCE = "slack"
SAID = frozenset({"message", "slash"})
"""Kinds of what comes in that are sentences."""


class Deliverer(Protocol):
    """Whoever sends what was queued."""

    def deliver(self, message: Claimed) -> None:
        """Send one claimed message now."""

    def settle(self) -> None:
        """Keep now which messages were sent, and as what."""


class Desk:
    """Answers what comes in, and has the answer delivered."""

    def __init__(
        self,
        database: Database,
        deliverer: Deliverer,
        *,
        freed: Callable[[], None] = lambda: None,
        ledger: Callable[[], None] = lambda: None,
        adviser: Adviser | None = None,
    ) -> None:
        """What is called after a commit, and who is asked before one.

        Args:
            database: of the shop.
            deliverer: whoever sends what was queued.
            freed: when it freed stock for which orders may wait.
            ledger: when somebody asked for the ledger to be looked at now.
            adviser: a language model, asked about what is not understood.
        """
        self._database, self._deliverer = database, deliverer
        self._freed, self._ledger, self._adviser = freed, ledger, adviser

    def answer(self, key: str, facts: dict[str, Any]) -> list[Claimed]:
        """Act on something that came in, once; harmless when it comes again.

        What came in, what it changes and what is answered are one transaction: either all of it is
        there, or none is, and then it comes again.

        Returns:
            The queued answers, for `deliver`; none when it was answered before, or is not ours to
            answer.
        """
        try:
            if facts.get("files"):
                # pictures are about what stands above them in their thread
                self._deliverer.settle()
            queued, after = self._written(key, facts)
            if after.frees:
                self._freed()
            if after.asks_for_ledger:
                self._ledger()
        except Exception:
            # an answer ends here: the person gets a number, the log gets the rest
            reference = f"E-{secrets.token_hex(3).upper()}"
            log.exception("Answering failed, reference %s", reference)
            return self._apologise(key, facts, reference)
        return queued

    def deliver(self, queued: list[Claimed]) -> None:
        """Have answers sent now, one after another."""
        for message in queued:
            self._deliverer.deliver(message)

    def _written(self, key: str, facts: dict[str, Any]) -> tuple[list[Claimed], _After]:
        """Act on it; what is not understood first goes to the model, while no books are open."""
        adviser = self._adviser
        if adviser is None or facts["kind"] not in SAID or not adviser.is_ready():
            return self._database.write(lambda books: _answered(books, key, facts))
        try:
            return self._database.write(lambda books: _answered(books, key, facts, None))
        except _Unsure as unsure:
            advice = adviser.acts(unsure.question)
        return self._database.write(lambda books: _answered(books, key, facts, advice))

    def _apologise(self, key: str, facts: dict[str, Any], reference: str) -> list[Claimed]:
        return self._database.write(lambda books: _apologised(books, key, facts, reference))


@dataclass(frozen=True)
class _After:
    """What is worth beginning once an answer is committed."""

    frees: bool = False
    asks_for_ledger: bool = False


class _Unsure(Exception):
    """It is not understood: what is written so far is taken back, and the model is asked."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question


def _answered(
    books: Session, key: str, facts: dict[str, Any], advice: Sequence[Act] | None = ()
) -> tuple[list[Claimed], _After]:
    """The queued answers, and what follows from them.

    Args:
        books: open for writing.
        key: of what came in.
        facts: of what came in.
        advice: of the model; None: it was not asked yet.

    Raises:
        _Unsure: it was not asked yet, and could help.
    """
    if (event_id := inbox.keep(books, SOURCE, key, facts)) is None:
        return [], _After()
    if facts["kind"] == home.KIND:
        return _queue_home(books, event_id, facts), _After()
    given = _given(books, key, facts, advice or ())
    if advice is None and given is not None and given.is_unsure:
        question = dialogue.question(books, _heard(key, facts))
        if question is not None:
            raise _Unsure(question)
    queued = [] if given is None else _queue(books, event_id, facts, given)
    return queued, _After(fills.were_asked(books), ledger_wishes.was_asked(books))


def _apologised(books: Session, key: str, facts: dict[str, Any], reference: str) -> list[Claimed]:
    if (event_id := inbox.keep(books, SOURCE, key, facts)) is None:
        return []
    inbox.failed(books, event_id, reference)
    message = render.render("errors/fault", {"reference": reference})
    return _queue(books, event_id, facts, Answer(message, private=True))


def _given(books: Session, key: str, told: dict[str, Any], advice: Sequence[Act]) -> Answer | None:
    if told["kind"] == "press":
        pressed = Pressed(
            action=told["action"],
            value=told["value"],
            user=told["user"],
            target=told["target"],
            thread=told["thread"],
            message=told["message"],
            key=key,
            is_private=bool(told.get("response_url")),
        )
        return dialogue.press(books, pressed)
    heard = _heard(key, told)
    if told["kind"] == "pictures":
        return dialogue.overhear(books, heard)
    if told["kind"] == "about":
        return dialogue.about(books, heard)
    return dialogue.answer(books, heard, advice)


def _heard(key: str, told: dict[str, Any]) -> Heard:
    return Heard(
        text=told["text"],
        user=told["user"],
        target=told["target"],
        thread=told["thread"],
        key=key,
        ts=told.get("ts") or "",
        pictures=tuple(Picture(*one) for one in told.get("files", ())),
    )


def _queue(books: Session, event_id: int, told: dict[str, Any], given: Answer) -> list[Claimed]:
    key = f"answer:{SOURCE}:{event_id}"
    queued = [_queue_one(books, key, told, given.message.payload | _way(told, given))]
    for number, message in enumerate(given.more, start=1):
        # what comes after the first stands beside it, whatever the first stands in place of
        way = _way(told, Answer(message, private=given.private))
        queued.append(_queue_one(books, f"{key}:then:{number}", told, message.payload | way))
    slips = (slip for message in given.messages for slip in message.papers)
    for number, slip in enumerate(slips, start=1):
        papers.tell(books, slip, f"{key}:{number}", told["target"], told["thread"])
    return [one for one in queued if one is not None]


def _queue_home(books: Session, event_id: int, told: dict[str, Any]) -> list[Claimed]:
    """The Home tab of somebody, which is drawn when it is sent."""
    queued = {
        "kind": home.KIND,
        "key": f"{home.KIND}:{SOURCE}:{event_id}",
        "target": told["user"],
        "thread": None,
        "payload": {"text": "Home", "dm": told["target"]},
    }
    message_id = outbox.tell(books, **queued, claimed=True)
    return [] if message_id is None else [Claimed(message_id, **queued)]


def _way(told: dict[str, Any], given: Answer) -> dict[str, Any]:
    """How an answer is sent: as a new message where nothing else is said."""
    if told.get("response_url"):
        return {"response_url": told["response_url"], "replace": given.instead}
    if given.instead and told.get("message"):
        return {"update": told["message"]}
    if told.get("private_url"):
        # the message may stand where we are not; whoever asked can be told all the same
        way = "response_url" if given.private else "else_url"
        return {way: told["private_url"], "replace": False}
    return {"only_to": told["user"]} if given.private else {}


def _queue_one(
    books: Session, key: str, told: dict[str, Any], payload: dict[str, Any]
) -> Claimed | None:
    answer = {
        "kind": "reply",
        "key": key,
        "target": told["target"],
        "thread": told["thread"],
        "payload": payload,
    }
    queued = outbox.tell(books, **answer, claimed=True)
    return None if queued is None else Claimed(queued, **answer)
