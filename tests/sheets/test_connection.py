"""How Google is called: at its pace, with patience that ends, and never in a way that parses."""

from __future__ import annotations

import datetime as dt
import email.utils
from typing import Any

import pytest
from google.auth.exceptions import RefreshError
from gspread.http_client import HTTPClient
from requests import Response

from assistant.playground.google_sheets import LocalSheets
from oms import clock
from sheets.connection import GOOGLE_SHEETS, Connection, LedgerRefused, LedgerUnreachable
from sheets.google import GoogleLedger
from sheets.pace import Pace
from tests.conftest import NOON
from tests.sheets.conftest import Ledger, tabs
from tests.sheets.test_sync import changed_in_books
from tests.small_shop import SmallShop


class Clock:
    """Seconds that pass only while something waits."""

    def __init__(self) -> None:
        self.at, self.waited = 0.0, list[float]()

    def pause(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.at += seconds

    def now(self) -> float:
        return self.at


@pytest.fixture
def time() -> Clock:
    return Clock()


@pytest.fixture
def book(local_sheets: LocalSheets) -> str:
    local_sheets.faults.clear()
    return local_sheets.create("Book")


def connection(server: LocalSheets, time: Clock) -> Connection:
    key = server.service_account_info()
    return Connection(key, server.base_url, pause=time.pause, now=time.now)


def looked(server: LocalSheets, time: Clock, book: str) -> Response:
    address = f"{GOOGLE_SHEETS}v4/spreadsheets/{book}"
    return connection(server, time).call("read", "get", address)


def test_a_google_that_takes_a_call_and_never_answers_is_waited_for_only_so_long(
    local_sheets: LocalSheets, time: Clock, book: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sheets.connection.TIMEOUTS", (5.0, 0.1))
    local_sheets.faults.append({"path": f"/v4/spreadsheets/{book}", "delay": 0.5, "times": 99})
    with pytest.raises(LedgerUnreachable, match="ReadTimeout"):
        looked(local_sheets, time, book)
    local_sheets.faults.clear()


def test_calls_never_come_faster_than_google_lets_one_user_call(time: Clock) -> None:
    pace, went = Pace(pause=time.pause, now=time.now), []
    time.at = 3600.0
    for _ in range(300):
        pace.wait("read")
        went.append(time.at)

    assert max(sum(1 for other in went if one <= other < one + 60) for one in went) <= 60
    assert went[-1] - went[0] == pytest.approx(290 * 60 / 50)


def test_each_kind_of_call_has_a_pace_of_its_own(time: Clock) -> None:
    pace = Pace(burst=1, pause=time.pause, now=time.now)
    for kind in ("read", "write", "drive"):
        pace.wait(kind)
    assert time.waited == []
    pace.wait("read")
    assert time.waited == [pytest.approx(1.2)]


def test_a_server_of_our_own_is_called_as_fast_as_it_answers(
    local_sheets: LocalSheets, time: Clock, book: str
) -> None:
    address, ours = f"{GOOGLE_SHEETS}v4/spreadsheets/{book}", connection(local_sheets, time)
    for _ in range(100):
        ours.call("read", "get", address, params={"fields": "spreadsheetId"})

    assert time.waited == []


def test_google_says_how_long_to_wait(local_sheets: LocalSheets, time: Clock, book: str) -> None:
    local_sheets.faults.append({"path": book, "status": 429, "retry_after": 7})
    assert looked(local_sheets, time, book).status_code == 200
    assert time.waited == [7.0]


def test_the_time_to_wait_may_be_told_as_a_date(
    local_sheets: LocalSheets, time: Clock, book: str
) -> None:
    clock.set_source(lambda: NOON)
    when = email.utils.format_datetime(NOON.astimezone(dt.UTC) + dt.timedelta(seconds=30), True)
    local_sheets.faults.append({"path": book, "status": 503, "retry_after": when})
    looked(local_sheets, time, book)
    assert time.waited == [30.0]


@pytest.mark.parametrize("told", ["soon", "-5", "Wed, 99 Oct 2026 07:28:00 GMT", "nan"])
def test_a_time_to_wait_that_makes_no_sense_is_none(
    local_sheets: LocalSheets, time: Clock, book: str, told: str
) -> None:
    local_sheets.faults.append({"path": book, "status": 503, "retry_after": told})
    looked(local_sheets, time, book)
    assert len(time.waited) == 1
    assert 0 <= time.waited[0] <= 0.25


def test_nobody_waits_longer_than_a_minute_and_a_half(
    local_sheets: LocalSheets, time: Clock, book: str
) -> None:
    local_sheets.faults.append({"path": book, "status": 429, "retry_after": 40, "times": 5})
    with pytest.raises(LedgerUnreachable):
        looked(local_sheets, time, book)
    assert time.waited == [40.0, 40.0]
    local_sheets.faults[:] = [{"path": book, "status": 429, "retry_after": 86400}]
    with pytest.raises(LedgerUnreachable):
        looked(local_sheets, time, book)
    assert time.waited == [40.0, 40.0]


@pytest.mark.parametrize(("retryable", "tries"), [(True, 2), (False, 1)])
def test_a_sign_in_that_fails_is_tried_again_where_that_may_help(
    local_sheets: LocalSheets,
    time: Clock,
    book: str,
    monkeypatch: pytest.MonkeyPatch,
    *,
    retryable: bool,
    tries: int,
) -> None:
    request, tried = HTTPClient.request, []

    def once_refused(self: HTTPClient, *given: Any, **named: Any) -> Response:
        tried.append(1)
        if len(tried) == 1:
            raise RefreshError("no token", retryable=retryable)  # type: ignore[no-untyped-call]
        return request(self, *given, **named)

    monkeypatch.setattr(HTTPClient, "request", once_refused)
    if retryable:
        assert looked(local_sheets, time, book).status_code == 200
    else:
        with pytest.raises(LedgerRefused, match="no token"):
            looked(local_sheets, time, book)
    assert len(tried) == tries


def test_a_setup_of_which_only_the_answer_was_lost_goes_on(
    local_sheets: LocalSheets, book: str
) -> None:
    key = local_sheets.service_account_info()
    ledger = GoogleLedger(key, book, local_sheets.base_url, pause=lambda _: None)
    local_sheets.faults.append({"path": ":batchUpdate", "drop": "after"})

    made = ledger.prepare(tabs())

    assert set(made) == {tab.title for tab in tabs()} | {"_sync"}
    assert ledger.prepare(tabs()) == []
    assert set(ledger.read(["Stock"]).tables) == {"Stock"}


def test_what_google_takes_for_wrong_is_not_mended_by_sharing(
    local_sheets: LocalSheets, book: str
) -> None:
    key = local_sheets.service_account_info()
    ledger = GoogleLedger(key, book, local_sheets.base_url, pause=lambda _: None)
    local_sheets.faults.append({"path": ":batchUpdate", "status": 400})
    with pytest.raises(LedgerRefused) as refused:
        ledger.prepare(tabs())
    assert "hare the spreadsheet" not in (refused.value.remedy or "")


def test_a_ledger_in_the_bin_is_refused(ledger: Ledger) -> None:
    ledger.server.document(ledger.id).trashed = True
    with pytest.raises(LedgerRefused, match="it is in the bin") as refused:
        ledger.sync.pass_once()
    assert refused.value.remedy == "Take it out of the bin in Google Drive."


def test_all_of_a_story_is_written_in_typed_batches_and_nothing_is_pretty_printed(
    local_sheets: LocalSheets, sqlite_shop: SmallShop
) -> None:
    local_sheets.calls.clear()
    ledger = Ledger(local_sheets, local_sheets.create("Story"), sqlite_shop)
    ledger.settle()
    ledger.type("MUG-BLU", "Leeds", "Counted", "7")
    ledger.type("TEAPOT", "York", "Counted", "twelve")
    changed_in_books(ledger, 3)
    ledger.server.type(ledger.id, "Stock", "A1", "Article")
    ledger.server.before_request = ledger.sort_before_write
    ledger.settle()
    ledger.sync.adopt()
    ledger.settle()

    writes = {call["path"] for call in local_sheets.calls if call["kind"] == "write"}
    assert writes == {f"/v4/spreadsheets/{ledger.id}:batchUpdate"}
    assert {call["query"].get("prettyPrint") for call in local_sheets.calls} == {"false"}
    reads = {call["path"].removeprefix(f"/v4/spreadsheets/{ledger.id}")
             for call in local_sheets.calls if call["kind"] == "read"}  # fmt: skip
    assert reads <= {
        "", ":getByDataFilter", "/values:batchGetByDataFilter", "/developerMetadata:search",
    }  # fmt: skip
