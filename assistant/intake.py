"""What Slack brings is kept, and so acknowledged at once; threads of our own then answer it.

From then on Slack does not bring it again, so that whatever a crash left unanswered is taken up
after the next start, or here after a while: docs/decisions/0102.
"""

from __future__ import annotations

import datetime as dt
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from assistant.desk import SOURCE, Came, Desk
from oms import clock, inbox
from oms.database import Database
from oms.tables.messages import InboxEvent

log = logging.getLogger(__name__)
ANSWERERS = 32
"""How many are answered at once; the others wait their turn."""
LEFT_AFTER = dt.timedelta(seconds=30)
"""Whoever was to answer it is not at it any more."""
PATIENCE = dt.timedelta(hours=1)
"""After which “it” may be anything, and nobody waits for the answer any more."""
MOST_TRIES = 3
"""What was taken up so often in vain may be what ends the program."""


class Intake:
    """Takes in what comes, and sees to it that all of it is answered."""

    def __init__(self, database: Database, desk: Desk) -> None:
        self._database, self._desk = database, desk
        self._began = clock.now()
        self._answering = ThreadPoolExecutor(ANSWERERS, thread_name_prefix="answering")

    def take_in(self, key: str, facts: dict[str, Any]) -> None:
        """Keep something that came in and have it answered soon; harmless when it comes again.

        Once this returns it may be acknowledged; where it raises, it has to come again.
        """
        event_id = self._database.write(
            lambda books: inbox.keep(books, SOURCE, key, facts), queues=False
        )
        if event_id is not None:
            self._answering.submit(self._answer, Came(event_id, key, facts))

    def take_up(self) -> None:
        """Answer what was kept, and what those who were to answer it left: oldest first."""
        # before the start nobody of this program can have been at it
        before = max(self._began, clock.now() - LEFT_AFTER)
        with self._database.reading() as books:
            left = inbox.left(books, SOURCE, before)
        for event in left:
            self._take_up(event)

    def stop(self) -> None:
        """Finish what is being answered; the rest is taken up after the next start."""
        self._answering.shutdown(wait=True, cancel_futures=True)

    def _take_up(self, event: InboxEvent) -> None:
        came = Came(event.id, event.key, event.payload)
        tries = self._database.write(lambda books: inbox.tried(books, came.id))
        if tries > MOST_TRIES:
            self._give_up(came, f"taken up {MOST_TRIES} times in vain")
        elif event.received_at < clock.now() - PATIENCE:
            self._give_up(came, "it came too long ago")
        else:
            self._answer(came)

    def _give_up(self, came: Came, why: str) -> None:
        try:
            self._desk.deliver(self._desk.give_up(came, why))
        except Exception:
            # it must not be taken up for ever, and what came after it has its turn
            log.exception("%s could not even be told of", came.key)
            self._database.write(lambda books: inbox.failed(books, came.id, why))

    def _answer(self, came: Came) -> None:
        try:
            self._desk.deliver(self._desk.answer(came))
        except Exception:
            # the thread ends here, and what came in stands there as it did
            log.exception("%s is not answered; it is taken up again", came.key)
