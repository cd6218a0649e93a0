"""What Slack brings is kept, and so acknowledged at once; threads of our own then answer it.

From then on Slack does not bring it again, so that whatever a crash left unanswered is taken up at
the next start, or here after a while: docs/decisions/0102. What somebody says in one place is
answered in the order in which it came.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from assistant.came import SAID, SOURCE, Came
from assistant.lines import Lines
from assistant.slack_looking import Looked
from assistant.slack_names import DRAWN
from oms import clock, inbox, looks
from oms.database import Database
from oms.errors import Busy
from oms.outbox import Claimed

if TYPE_CHECKING:
    from assistant.desk import Desk

log = logging.getLogger(__name__)
ANSWERERS, MESSENGERS = 32, 32
"""Of so many conversations something is answered, and sent, at once; the others wait."""
LEFT_AFTER = dt.timedelta(seconds=30)
"""Whoever was to answer it is not at it any more."""
PATIENCE = dt.timedelta(hours=1)
"""After which “it” may be anything, and nobody waits for the answer any more."""
MOST_TRIES = 3
"""What was taken up so often, and ended the program each time, is not tried again."""


class Intake:
    """Takes in what comes, and sees to it that all of it is answered."""

    def __init__(self, database: Database, desk: Callable[[], Desk]) -> None:
        """Where it is kept, and who answers it: loaded when the first is to be answered."""
        self._database, self._desk = database, desk
        self._answering = Lines(ANSWERERS, "answering")
        self._sending = Lines(MESSENGERS, "sending")
        self._looking = threading.Lock()
        self._at: set[int] = set()
        """What somebody here is at, or will be."""

    def start(self) -> None:
        """Have answered what was left, before anything new comes in."""
        try:
            self._take_up(clock.now())
        except (SQLAlchemyError, Busy):
            log.warning("The database is out of reach; what was left is taken up later")

    def take_in(self, key: str, facts: dict[str, Any]) -> None:
        """Keep something that came in and have it answered soon; harmless when it comes again.

        Once this returns it may be acknowledged; where it raises, it has to come again.
        """
        event_id = self._database.write(
            lambda books: inbox.keep(books, SOURCE, key, facts), queues=False
        )
        if event_id is None:
            # it may have been kept by a commit that was not confirmed, and nobody is at it
            with self._database.reading() as books:
                event_id = inbox.left_as(books, SOURCE, key)
        if event_id is not None:
            self._have_answered(Came(event_id, key, facts, clock.now()))

    def looks(self, looked: Looked) -> None:
        """Keep where somebody looks, past the inbox, which would keep where everybody was.

        What comes again changes nothing; that it was not kept is no reason to leave what came.
        """
        try:
            self._database.write(
                lambda books: looks.keep(books, looked.user, looked.room, looked.at),
                queues=False,
            )
        except Exception:
            log.exception("Where somebody looks was not kept")

    def take_up(self) -> None:
        """Have answered what those who were to answer it left."""
        self._take_up(clock.now() - LEFT_AFTER)

    def stop(self) -> None:
        """Finish what is being done; the rest is taken up after the next start."""
        self._answering.end()
        self._sending.end()

    def _take_up(self, before: dt.datetime) -> None:
        with self._database.reading() as books:
            left = inbox.left(books, SOURCE, before)
        for event in left:
            came = Came(event.id, event.key, event.payload, event.received_at)
            self._have_answered(came, is_left=True)

    def _have_answered(self, came: Came, *, is_left: bool = False) -> None:
        with self._looking:
            if came.id in self._at:
                return
            self._at.add(came.id)
        self._answering.add(_place(came.facts), lambda: self._answer(came, is_left=is_left))

    def _answer(self, came: Came, *, is_left: bool) -> None:
        try:
            # where this fails, what came in stands there as it did, and is taken up again
            desk = self._desk()
            queued = self._answer_left(desk, came) if is_left else desk.answer(came)
        finally:
            with self._looking:
                self._at.discard(came.id)
        if queued:
            self._sending.add(_place(came.facts), lambda: desk.deliver(queued))

    def _answer_left(self, desk: Desk, came: Came) -> list[Claimed]:
        """Answer what was left, or tell that it was not done: it may end the program each time."""
        tries = self._database.write(lambda books: inbox.tried(books, came.id, 1))
        try:
            if tries > MOST_TRIES:
                return desk.give_up(came)
            if came.facts["kind"] not in DRAWN and self._is_too_late(came):
                return desk.let_go(came)
            return desk.answer(came)
        except Exception:
            # the program lives: it was no fault of what came in
            self._database.write(lambda books: inbox.tried(books, came.id, -1))
            if came.at < clock.now() - 2 * PATIENCE:
                self._database.write(lambda books: inbox.drop(books, came.id, "nobody can say so"))
            raise

    def _is_too_late(self, came: Came) -> bool:
        """Whether words may be of something else by now: a yes, “it”, “the second one”."""
        if came.at < clock.now() - PATIENCE:
            return True
        if came.facts["kind"] not in SAID:
            return False  # a button says itself what it is of
        with self._database.reading() as books:
            later = inbox.acted_on_since(books, SOURCE, came.id)
        return any(_place(facts) == _place(came.facts) for facts in later
                   if facts.get("kind") not in DRAWN)  # fmt: skip


def _place(facts: dict[str, Any]) -> tuple[object, object]:
    """Who speaks, and where: what one says there goes on from what they said there before."""
    return facts.get("user"), facts.get("target")
