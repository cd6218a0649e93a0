"""Keeping which messages were sent: several in one transaction, and nobody waits for it.

Who asks next is answered before the last answer is marked. Should we die in between, the message
is found again in Slack by its key, as one whose send ended without an answer.
"""

from __future__ import annotations

import logging
import threading

from oms import outbox
from oms.database import Database

log = logging.getLogger(__name__)
TOGETHER = 0.05
"""Seconds for which a mark waits for others."""


class Marks:
    """Messages that were sent and are not kept as such yet."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open: dict[int, str] = {}
        self._writing = threading.Lock()
        self._some = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="marks", daemon=True)

    def start(self) -> None:
        """Begin to keep them."""
        self._thread.start()

    def stop(self) -> None:
        """Keep what is left, and end."""
        self._stop.set()
        self._some.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        self.settle()

    def add(self, message_id: int, sent_as: str) -> None:
        """A message arrived, and has that id where it did."""
        self._open[message_id] = sent_as
        self._some.set()

    def settle(self) -> None:
        """Keep all of them now: what is asked for next may hang on one of them."""
        with self._writing:
            sent = dict(self._open)
            if not sent:
                return
            self._database.write(lambda books: outbox.sent(books, sent))
            for message_id in sent:
                del self._open[message_id]

    def _run(self) -> None:
        while not self._stop.is_set():
            self._some.wait()
            self._some.clear()
            self._stop.wait(TOGETHER)
            try:
                self.settle()
            except Exception:
                log.exception("What was sent could not be kept; it is tried again")
                self._stop.wait(1)
                self._some.set()
