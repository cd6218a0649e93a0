"""Asks the language model within bounds: two seconds, so many a day, and not while it is failing.

It never raises: without an answer the shop's own understanding has to do.
"""

from __future__ import annotations

import datetime as dt
import logging
import queue
import threading
import time
from collections.abc import Callable

from assistant.model import Act, Model, NoAnswer, Question
from oms import clock

log = logging.getLogger(__name__)
SECONDS = 2.0
"""Somebody waits for the answer, and the books take their part."""
AT_ONCE = 4
FAILURES, REST = 3, 60.0
"""After so many failures in a row it is left alone for so many seconds, then tried once."""


class Breaker:
    """Whether somebody who fails may be asked again; safe to use from any thread."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._lock = now, threading.Lock()
        self._failures, self._until = 0, 0.0

    def is_open(self) -> bool:
        """Whether it is left alone just now."""
        with self._lock:
            return self._now() < self._until

    def take(self) -> bool:
        """Whether it may be asked; after a rest only one may, until that one was answered."""
        with self._lock:
            if self._now() < self._until:
                return False
            if self._failures >= FAILURES:
                self._until = self._now() + REST
            return True

    def failed(self) -> None:
        """It did not answer."""
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES:
                self._until = self._now() + REST

    def answered(self) -> None:
        """It did."""
        with self._lock:
            self._failures, self._until = 0, 0.0


class Allowance:
    """So many questions a day, counted by this program."""

    def __init__(self, a_day: int, today: Callable[[], dt.date] | None = None) -> None:
        self._a_day = a_day
        self._today = today or (lambda: clock.now().date())
        self._lock = threading.Lock()
        self._day, self._asked = self._today(), 0

    def is_left(self) -> bool:
        """Whether one more may be asked today."""
        with self._lock:
            return self._today() != self._day or self._asked < self._a_day

    def take(self) -> bool:
        """Take one of today's; False: none is left."""
        with self._lock:
            if self._today() != self._day:
                self._day, self._asked = self._today(), 0
            if self._asked >= self._a_day:
                return False
            self._asked += 1
            return True


class Adviser:
    """A model, and how it may be asked."""

    def __init__(
        self, model: Model, a_day: int, *, seconds: float = SECONDS, breaker: Breaker | None = None
    ) -> None:
        """With bounds.

        Args:
            model: whoever answers.
            a_day: the most questions a day.
            seconds: the longest that an answer is waited for, whatever the model does.
            breaker: that leaves it alone while it fails.
        """
        self._model, self._seconds = model, seconds
        self._breaker = breaker or Breaker()
        self._allowance = Allowance(a_day)
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def is_ready(self) -> bool:
        """Whether it is worth asking just now."""
        return not self._breaker.is_open() and self._allowance.is_left()

    def acts(self, question: Question) -> list[Act]:
        """What the model takes a sentence to ask for; nothing where it does not answer."""
        if not self._breaker.take() or not self._allowance.take():
            return []
        began = time.monotonic()
        try:
            found = self._within(question)
        except NoAnswer as why:
            self._breaker.failed()
            log.warning("The language model gave no answer: %s", why)
            return []
        self._breaker.answered()
        log.info("The language model named %d in %.1f s", len(found), time.monotonic() - began)
        return [question.restored(one) for one in found]

    def _within(self, question: Question) -> list[Act]:
        """Its answer, or none when the time is over: a line can be held open at any point of it.

        Raises:
            NoAnswer: there is none, or too many are waited for.
        """
        if not self._places.acquire(blocking=False):
            raise NoAnswer("it has not answered those before")
        answer: queue.SimpleQueue[list[Act] | NoAnswer] = queue.SimpleQueue()
        threading.Thread(
            target=self._ask, args=(question, answer), name="language model", daemon=True
        ).start()
        try:
            found = answer.get(timeout=self._seconds)
        except queue.Empty:
            raise NoAnswer("it takes too long") from None
        if isinstance(found, NoAnswer):
            raise found
        return found

    def _ask(self, question: Question, answer: queue.SimpleQueue[list[Act] | NoAnswer]) -> None:
        try:
            answer.put(self._model.ask(question, self._seconds))
        except NoAnswer as why:
            answer.put(why)
        except Exception as fault:  # noqa: BLE001  a thread: whoever waits is told at once
            answer.put(NoAnswer(type(fault).__name__))
        finally:
            self._places.release()
