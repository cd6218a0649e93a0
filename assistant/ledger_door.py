"""The ledger as the running program uses it: a pass at a time, and a notice when it is away."""

from __future__ import annotations

import datetime as dt
import json
import logging
from functools import cached_property

from sqlalchemy.orm import Session

import sheets.tabs
from assistant.config import BadEnvironment, Config
from oms import clock, discovery, exceptions, ledger_notices, ledger_questions, ledger_wishes
from oms.database import Database
from oms.errors import ShopError
from oms.exceptions import LEDGER_AWAY
from sheets.connection import LedgerRefused, LedgerUnreachable
from sheets.google import GoogleLedger
from sheets.sync import PassReport, Sync
from sheets.tab import Tab
from sheets.whose import ForeignLedger, LedgerAhead, LedgerBehind

log = logging.getLogger(__name__)
AWAY = (
    LedgerUnreachable, LedgerRefused, ForeignLedger, LedgerAhead, LedgerBehind, BadEnvironment,
)  # fmt: skip
ORDER = ("Read me", "Products", "Stock", "Orders", "Returns", "Settings", "Words", "Problems")
SPREADSHEET, PASS = "ledger", "pass"
"""Subjects of a case: the spreadsheet is out of reach, or a pass ended as nobody foresaw."""
TWICE, WORDS = 2, 250
IN_LOG = "It is tried again every few seconds; the whole error is in the log of the program."


class NoLedger(ShopError):
    """The spreadsheet is not set up."""

    code = "no_ledger"

    def __init__(self) -> None:
        super().__init__(
            "No spreadsheet is set up.",
            remedy="Set BACKROOM_LEDGER_ID and GOOGLE_SERVICE_ACCOUNT_FILE.",
        )


def tabs(only: str | None = None) -> list[Tab]:
    """The tabs of the ledger, in their order."""
    found = discovery.declared(sheets.tabs, Tab, lambda tab: tab.title)
    in_order = sorted(found.values(), key=lambda tab: (*ORDER, tab.title).index(tab.title))
    return [tab for tab in in_order if only in (None, tab.title)]


def ledger_of(config: Config) -> GoogleLedger:
    """The spreadsheet that is set up; nothing is asked of it yet.

    Raises:
        NoLedger: none is.
        BadEnvironment: the key is none that works.
    """
    if not config.has_ledger:
        raise NoLedger
    path = config.google_key_file
    key = json.loads(path.read_text(encoding="utf-8")) if path else {}
    try:
        return GoogleLedger(key, config.ledger_id, config.sheets_url)
    except ValueError as fault:
        # all fields are there, and the private key itself is none
        raise BadEnvironment(
            [f"GOOGLE_SERVICE_ACCOUNT_FILE: {path} holds no key that works ({fault})."]
        ) from fault


class Door:
    """One ledger, opened when it is first needed."""

    def __init__(self, config: Config, database: Database, only: str | None = None) -> None:
        if not config.has_ledger:
            raise NoLedger
        self._config, self._database, self._only = config, database, only
        self._why = ""
        self._in_a_row = 0
        self._may_be_away = True
        """Whether a case may be open: of a former program, or of an earlier pass."""
        self.seen_at: dt.datetime | None = None
        """When a pass last looked at it, whether or not there was anything to do."""

    @cached_property
    def ledger(self) -> GoogleLedger:
        """The spreadsheet."""
        return ledger_of(self._config)

    @cached_property
    def sync(self) -> Sync:
        """What keeps it in step."""
        return Sync(self._database, self.ledger, tabs(), only=self._only)

    def set_up(self, *, adopts: bool = False) -> None:
        """Make the tabs that are missing; `adopts`: of a spreadsheet that is taken over then."""
        self.sync.prepare(adopts=adopts)

    def pass_and_tell(self) -> None:
        """A pass; those who asked for one are told where they asked what it did."""
        with self._database.reading() as books:
            until = ledger_wishes.last(books)
        report = self.pass_once(force=until > 0)
        if until:
            _settle(self._database, until, report, self._why)

    def pass_once(self, *, force: bool = False) -> PassReport | None:
        """A pass of the running program; None when the spreadsheet is out of reach.

        That is logged, shown in the digest, and closes by itself. Where somebody has to see to it,
        the owner is told once. `force`: look although nothing seems to have changed.
        """
        try:
            report = self.sync.pass_once(force=force)
        except AWAY as fault:
            self._away(fault)
            return None
        except Exception as fault:
            log.exception("The pass of the ledger failed; it runs again")
            self._failed(fault)
            return None
        self.seen_at, self._in_a_row = clock.now(), 0
        if self._may_be_away or not report.idle:
            self._may_be_away = False
            with self._database.writing() as books:
                for subject in (SPREADSHEET, PASS):
                    exceptions.resolve(books, LEDGER_AWAY, subject)
        return report

    def _away(self, fault: ShopError) -> None:
        self._why, self._may_be_away = str(fault), True
        log.warning("%s", fault)
        with self._database.writing() as books:
            exceptions.open_case(books, LEDGER_AWAY, SPREADSHEET, fault.message)
            if not isinstance(fault, LedgerUnreachable):
                # another trouble in the same case is told too, each of them once
                _tell_stopped(books, fault.message, fault.remedy, kind=fault.code)

    def _failed(self, fault: Exception) -> None:
        """Tell of what nobody foresaw, once it came twice in a row: once may be by chance."""
        self._why, self._may_be_away = _in_words(fault), True
        self._in_a_row += 1
        if self._in_a_row < TWICE:
            return
        with self._database.writing() as books:
            if exceptions.open_case(books, LEDGER_AWAY, PASS, self._why):
                _tell_stopped(books, self._why, IN_LOG)


def _tell_stopped(books: Session, why: str, remedy: str, *, kind: str = PASS) -> None:
    case = exceptions.newest(books, LEDGER_AWAY)
    ledger_notices.tell_stopped(books, why, remedy, name=f"{case}:{kind}")


def _in_words(fault: Exception) -> str:
    """What went wrong, on one line."""
    first = (str(fault).splitlines() or [""])[0]
    return f"{type(fault).__name__}: {first}"[:WORDS].rstrip(": ") + "."


def tell_away(database: Database, fault: ShopError) -> None:
    """Tell those who asked for a pass why there is none."""
    with database.reading() as books:
        until = ledger_wishes.last(books)
    _settle(database, until, None, str(fault))


def _settle(database: Database, until: int, report: PassReport | None, why: str) -> None:
    did = report or PassReport()
    facts = {"away": "" if report is not None else why, "busy": did.busy or did.lost,
             "booked": did.booked,
             "written": did.written, "problems": did.problems, "paused": did.paused}  # fmt: skip

    def settle(books: Session) -> None:
        waiting = len(ledger_questions.waiting(books))
        ledger_wishes.settle(books, until, {**facts, "waiting": waiting})

    database.write(settle)
