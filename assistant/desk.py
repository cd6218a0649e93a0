"""Where everything that comes in is answered: once, in one transaction with what it changes."""

from __future__ import annotations

import logging
import secrets
from typing import Any, Protocol

from sqlalchemy.orm import Session

from assistant import dialogue, render
from assistant.dialogue import Answer, Heard, Pressed
from oms import inbox, outbox
from oms.database import Database
from oms.tables.messages import InboxEvent

log = logging.getLogger(__name__)
SOURCE = "slack"


class Deliverer(Protocol):
    """Whoever sends what was queued."""

    def deliver(self, message_id: int) -> None:
        """Send one claimed message now."""


class Desk:
    """Keeps what comes in, answers it, and has the answer delivered."""

    def __init__(self, database: Database, deliverer: Deliverer) -> None:
        self._database, self._deliverer = database, deliverer

    def keep(self, key: str, facts: dict[str, Any]) -> int | None:
        """Keep something that came in; gives its number, or None when it came before."""
        with self._database.writing() as books:
            return inbox.keep(books, SOURCE, key, facts)

    def handle(self, event_id: int) -> None:
        """Answer what was kept; harmless when somebody else does or did."""
        try:
            queued = self._answer(event_id)
        except Exception:
            # a listener ends here: the person gets a number, the log gets the rest
            reference = f"E-{secrets.token_hex(3).upper()}"
            log.exception("Answering failed, reference %s", reference)
            queued = self._apologise(event_id, reference)
        if queued is not None:
            self._deliverer.deliver(queued)

    def replay(self) -> int:
        """After a start: answer what was kept and not answered; gives how many."""
        with self._database.reading() as books:
            left = [event.id for event in inbox.waiting(books, SOURCE)]
        for event_id in left:
            self.handle(event_id)
        return len(left)

    def _answer(self, event_id: int) -> int | None:
        with self._database.writing() as books:
            event = inbox.claim(books, event_id)
            if event is None:
                return None
            given = _given(books, event)
            inbox.done(event)
            return _queue(books, event, given)

    def _apologise(self, event_id: int, reference: str) -> int | None:
        with self._database.writing() as books:
            event = inbox.claim(books, event_id)
            if event is None:
                return None
            inbox.failed(event, reference)
            message = render.render("errors/fault", {"reference": reference})
            return _queue(books, event, Answer(message, private=True))


def _given(books: Session, event: InboxEvent) -> Answer:
    told = event.payload
    if told["kind"] == "press":
        pressed = Pressed(
            action=told["action"],
            value=told["value"],
            user=told["user"],
            target=told["target"],
            thread=told["thread"],
            message=told["message"],
            key=event.key,
        )
        return dialogue.press(books, pressed)
    heard = Heard(
        text=told["text"],
        user=told["user"],
        target=told["target"],
        thread=told["thread"],
        key=event.key,
    )
    return dialogue.answer(books, heard)


def _queue(books: Session, event: InboxEvent, given: Answer) -> int | None:
    told = event.payload
    payload = given.message.payload
    if told.get("response_url"):
        payload |= {"response_url": told["response_url"], "replace": given.instead}
    elif given.instead and told.get("message"):
        payload |= {"update": told["message"]}
    elif given.private:
        payload |= {"only_to": told["user"]}
    return outbox.tell(
        books,
        kind="reply",
        key=f"answer:{SOURCE}:{event.id}",
        target=told["target"],
        thread=told["thread"],
        payload=payload,
        claimed=True,
    )
