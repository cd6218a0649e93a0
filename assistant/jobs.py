"""What runs when: the ledger every few seconds, the digest once a day, at the shop's time.

What came in and was left unanswered, in turn. And shortly after each change,
the seal of its row in the history, and the stock it freed given to the orders that wait for it.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from functools import partial
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.orm import Session

from assistant import dialogue_memory
from oms import (
    actors,
    approvals,
    backorders,
    clock,
    exchange_endings,
    fired,
    ledger_lapse,
    ledger_stale,
    pick_notices,
    return_reminders,
    seals,
    settings,
    shipment_outcomes,
)
from oms.database import Database

log = logging.getLogger(__name__)
LEDGER_EVERY = 5
DIGEST_EVERY = 20
LEFT_EVERY, SEALS_EVERY, EXPIRE_EVERY, BACKORDERS_EVERY = 15, 15, 600, 5
PICKS_EVERY = 30
DIGEST, SEALS, BACKORDERS, LEDGER = "digest", "seals", "backorders", "ledger"


class Jobs:
    """The clock of the running program; what was done stands in the database, not here."""

    def __init__(
        self,
        database: Database,
        *,
        left: Callable[[], object],
        ledger: Callable[[], object] | None,
        digest: Callable[[dt.date], object],
    ) -> None:
        self._database, self._left = database, left
        self._ledger, self._digest = ledger, digest
        self._sealed_whole: dt.date | None = None
        self._scheduler = BackgroundScheduler(timezone=dt.UTC)

    def start(self) -> None:
        """Begin: once at the start, then in turn."""
        self._every(LEFT_EVERY, "left", self._left)
        if self._ledger is not None:
            self._every(LEDGER_EVERY, LEDGER, self._ledger)
        self._every(DIGEST_EVERY, DIGEST, self.digest_when_due)
        self._every(SEALS_EVERY, SEALS, self.seal)
        self._every(BACKORDERS_EVERY, BACKORDERS, self.give_out)
        self._every(EXPIRE_EVERY, "approvals", self.expire)
        self._every(EXPIRE_EVERY, "exchanges", self.end_exchanges)
        self._every(PICKS_EVERY, "picks", self.tell_pickers)
        self._every(EXPIRE_EVERY, "returns", self.keep_returns)
        self._every(EXPIRE_EVERY, "stale stock", self.thin_notes)
        self._every(EXPIRE_EVERY, "conversations", self.forget)
        self._every(EXPIRE_EVERY, "ledger problems", self.let_go)
        self._scheduler.start()

    def stop(self) -> None:
        """Let what runs finish, and begin nothing more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def soon(self, name: str) -> None:
        """Run a job now instead of at its next turn; it never runs twice at once."""
        if self._scheduler.running:
            self._scheduler.modify_job(name, next_run_time=clock.now())

    def digest_when_due(self) -> None:
        """Queue today's digest when its time has come and it was not queued before."""
        with self._database.reading() as books:
            zone, at = settings.zone(books), settings.digest_time(books)
            wanted = bool(settings.value(books, "digest_channel"))
            now = clock.now().astimezone(ZoneInfo(zone))
            if not wanted or now.time() < at or fired.done(books, DIGEST, now.date().isoformat()):
                return
        self._digest(now.date())

    def tell_pickers(self) -> None:
        """Tell the pickers of each location which orders are new; looked at before it is locked."""
        with self._database.reading() as books:
            if not pick_notices.wanted(books):
                return
        self._database.write(pick_notices.tell)

    def seal(self) -> None:
        """Seal what was added to the history; once a day, look for what was overlooked."""
        today = clock.now().date()
        seals.keep_sealed(self._database, whole=self._sealed_whole != today)
        self._sealed_whole = today

    def give_out(self) -> None:
        """Give stock that was freed to the orders that wait for it."""
        slot = clock.now().strftime("%Y-%m-%dT%H")
        with self._database.reading() as books:
            asked = fired.done(books, BACKORDERS, slot)
        if not asked:
            self._database.write(partial(_ask_hourly, slot=slot))
        with self._database.reading() as books:
            if not backorders.is_wanted(books):
                return
            program = actors.system(books)
        backorders.drain(self._database, by=program)

    def expire(self) -> None:
        """End what waited too long for a second person, and the cases of parcels paid back."""
        self._database.write(shipment_outcomes.close_paid_back)
        self._database.write(lambda books: approvals.expire(books, by=actors.system(books)))

    def thin_notes(self) -> None:
        """Keep the notes of changed stock few while no pass of a ledger takes them."""
        with self._database.reading() as books:
            if not ledger_stale.is_noted(books):
                return
        self._database.write(ledger_stale.thin)

    def forget(self) -> None:
        """Let go of what people spoke of and cannot go on from any more."""
        with self._database.reading() as books:
            if not dialogue_memory.is_old(books):
                return
        self._database.write(dialogue_memory.forget_old)

    def let_go(self) -> None:
        """Let go of what was wrong in the ledger long ago."""
        with self._database.reading() as books:
            if not ledger_lapse.is_old(books):
                return
        self._database.write(ledger_lapse.let_go)

    def keep_returns(self) -> None:
        """Remind of returns of which nothing came, and end those whose day has passed."""
        with self._database.writing() as books:
            return_reminders.keep(books, settings.today(books), by=actors.system(books))

    def end_exchanges(self) -> None:
        """Cancel or charge for what was to go out for goods that never came back."""
        with self._database.reading() as books:
            ended = exchange_endings.due(books)
        for one in ended:
            self._database.write(partial(_end_exchange, exchange_id=one))

    def _every(self, seconds: int, name: str, job: Callable[[], object]) -> None:
        def run() -> None:
            try:
                job()
            except Exception:
                log.exception("The job %s failed; it runs again", name)

        self._scheduler.add_job(
            run,
            "interval",
            seconds=seconds,
            id=name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=clock.now(),
        )


def _ask_hourly(books: Session, *, slot: str) -> None:
    """Once an hour for all: places and policies change, and nothing is kept for ever."""
    if fired.once(books, BACKORDERS, slot):
        backorders.ask_for_all(books)


def _end_exchange(books: Session, exchange_id: int) -> str:
    by, key = actors.system(books), f"exchange:{exchange_id}:never"
    return exchange_endings.end(books, exchange_id, by=by, key=key)
