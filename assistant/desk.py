"""Where everything that comes in is answered: once, in one transaction with what it changes."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.orm import Session

from assistant import dialogue, papers, render
from assistant.dialogue import Heard, Pressed
from assistant.dialogue_running import Answer
from oms import fills, inbox, ledger_wishes, outbox
from oms.database import Database
from oms.outbox import Claimed
from oms.photos import Picture

log = logging.getLogger(__name__)
SOURCE = "slack"


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
    ) -> None:
        """What is called after a commit.

        Args:
            database: of the shop.
            deliverer: whoever sends what was queued.
            freed: when it freed stock for which orders may wait.
            ledger: when somebody asked for the ledger to be looked at now.
        """
        self._database, self._deliverer = database, deliverer
        self._freed, self._ledger = freed, ledger

    def answer(self, key: str, facts: dict[str, Any]) -> Claimed | None:
        """Act on something that came in, once; harmless when it comes again.

        What came in, what it changes and what is answered are one transaction: either all of it is
        there, or none is, and then it comes again.

        Returns:
            The queued answer, for `deliver`; None when it was answered before.
        """
        try:
            if facts.get("files"):
                # pictures are about what stands above them in their thread
                self._deliverer.settle()
            queued, after = self._database.write(lambda books: _answered(books, key, facts))
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

    def deliver(self, queued: Claimed) -> None:
        """Have an answer sent now."""
        self._deliverer.deliver(queued)

    def _apologise(self, key: str, facts: dict[str, Any], reference: str) -> Claimed | None:
        return self._database.write(lambda books: _apologised(books, key, facts, reference))


@dataclass(frozen=True)
class _After:
    """What is worth beginning once an answer is committed."""

    frees: bool = False
    asks_for_ledger: bool = False


def _answered(books: Session, key: str, facts: dict[str, Any]) -> tuple[Claimed | None, _After]:
    """The queued answer, and what follows from it."""
    if (event_id := inbox.keep(books, SOURCE, key, facts)) is None:
        return None, _After()
    given = _given(books, key, facts)
    queued = None if given is None else _queue(books, event_id, facts, given)
    return queued, _After(fills.were_asked(books), ledger_wishes.was_asked(books))


def _apologised(books: Session, key: str, facts: dict[str, Any], reference: str) -> Claimed | None:
    if (event_id := inbox.keep(books, SOURCE, key, facts)) is None:
        return None
    inbox.failed(books, event_id, reference)
    message = render.render("errors/fault", {"reference": reference})
    return _queue(books, event_id, facts, Answer(message, private=True))


def _given(books: Session, key: str, told: dict[str, Any]) -> Answer | None:
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
    heard = Heard(
        text=told["text"],
        user=told["user"],
        target=told["target"],
        thread=told["thread"],
        key=key,
        ts=told.get("ts") or "",
        pictures=tuple(Picture(*one) for one in told.get("files", ())),
    )
    if told["kind"] == "pictures":
        return dialogue.overhear(books, heard)
    return dialogue.answer(books, heard)


def _queue(books: Session, event_id: int, told: dict[str, Any], given: Answer) -> Claimed | None:
    payload = given.message.payload
    if told.get("response_url"):
        payload |= {"response_url": told["response_url"], "replace": given.instead}
    elif given.instead and told.get("message"):
        payload |= {"update": told["message"]}
    elif given.private:
        payload |= {"only_to": told["user"]}
    answer = {
        "kind": "reply",
        "key": f"answer:{SOURCE}:{event_id}",
        "target": told["target"],
        "thread": told["thread"],
        "payload": payload,
    }
    queued = outbox.tell(books, **answer, claimed=True)
    for number, slip in enumerate(given.message.papers, start=1):
        papers.tell(books, slip, f"{answer['key']}:{number}", told["target"], told["thread"])
    return None if queued is None else Claimed(queued, **answer)
