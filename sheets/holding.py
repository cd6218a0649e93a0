"""The right to write a ledger: held by one program at a time, renewed while a pass goes on.

Calls may be slow, and a lease runs out by itself. So it is renewed before each call, and in each
transaction that decides something; what was decided from an older read than another program's is
never kept, and never written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from oms import clock, leases
from oms.database import Database
from oms.errors import ShopError

LEASE, LEASE_SECONDS = "ledger", 180
"""Longer than one call to Google may take with all its tries."""
Done = TypeVar("Done")


class LeaseLost(Exception):
    """Another program took the ledger over: nothing more may be decided or written here."""


class LedgerBusy(ShopError):
    """Another program holds the ledger just now."""

    code = "ledger_busy"

    def __init__(self) -> None:
        super().__init__(
            "Another program is at work in the spreadsheet just now, so nothing was done.",
            remedy="Try again in a minute.",
        )


class Holding:
    """One program's hold of the ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._holder = leases.new_holder()
        self._fence = 0
        self._renew_at = clock.now()

    def take(self) -> bool:
        """Take the ledger; False while another program holds it."""

        def take(books: Session) -> int | None:
            return leases.acquire(books, LEASE, self._holder, LEASE_SECONDS)

        self._renewed()
        fence = self._database.write(take)
        self._fence = fence or 0
        return fence is not None

    def write(self, do: Callable[[Session], Done]) -> Done:
        """Decide something in a transaction that ends before another program can take over.

        Raises:
            LeaseLost: another has taken over already; nothing was changed.
        """

        def held(books: Session) -> Done:
            self._renew(books)
            return do(books)

        return self._database.write(held)

    def before_call(self) -> None:
        """Renew the lease when half of it is over.

        Raises:
            LeaseLost: another program has the ledger.
        """
        if clock.now() >= self._renew_at:
            self._database.write(self._renew)

    def give_back(self) -> None:
        """Let the next one in."""
        self._database.write(lambda books: leases.release(books, LEASE, self._holder))

    def _renew(self, books: Session) -> None:
        self._renewed()
        if not leases.renew(books, LEASE, self._holder, self._fence, LEASE_SECONDS):
            raise LeaseLost

    def _renewed(self) -> None:
        self._renew_at = clock.now() + dt.timedelta(seconds=LEASE_SECONDS / 2)
