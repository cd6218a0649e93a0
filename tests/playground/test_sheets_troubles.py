"""Quotas, errors, slow answers, cut connections, late requests, and many at once."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import gspread
import pytest
import requests
from google.auth.transport.requests import AuthorizedSession
from google.oauth2 import service_account
from gspread.exceptions import APIError

from assistant.playground.google_sheets import LocalSheets
from tests.playground.sheets_client import Raw, client

ROOT = Path(__file__).parents[2]


class Clock:
    """A time that moves when it is told to."""

    def __init__(self) -> None:
        self.time = dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        """What time it is."""
        return self.time

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.time += dt.timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    """A clock of one's own."""
    return Clock()


@pytest.fixture
def limited(clock: Clock) -> Iterator[LocalSheets]:
    """A server that holds programs to Google's limits."""
    server = LocalSheets(quotas=True, clock=clock).start()
    yield server
    server.stop()


def ask(server: LocalSheets, book: str, times: int, email: str | None = None) -> list[int]:
    asking = Raw(server, email)
    found = [asking("GET", f"v4/spreadsheets/{book}/values/A1").status_code for _ in range(times)]
    asking.close()
    return found


def test_the_sixty_first_read_of_a_minute_is_refused_as_google_refuses_it(
    limited: LocalSheets, clock: Clock
) -> None:
    book = limited.create("Ledger")
    assert ask(limited, book, 60) == [200] * 60
    asking = Raw(limited)
    answer = asking("GET", f"v4/spreadsheets/{book}")

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")
    error = answer.json()["error"]
    assert (error["code"], error["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert error["message"] == (
        "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per"
        " user' of service 'sheets.googleapis.com' for consumer 'project_number:100000000001'."
    )
    assert error["details"][0]["reason"] == "RATE_LIMIT_EXCEEDED"
    assert error["details"][0]["metadata"] == {
        "service": "sheets.googleapis.com", "consumer": "projects/100000000001",
        "quota_metric": "sheets.googleapis.com/read_requests", "quota_limit_value": "60",
        "quota_limit": "ReadRequestsPerMinutePerUser", "quota_location": "global",
        "quota_unit": "1/min/{project}/{user}",
    }  # fmt: skip
    clock.wait(59)
    assert ask(limited, book, 1) == [429]
    clock.wait(1)
    assert ask(limited, book, 61) == [200] * 60 + [429]
    asking.close()


def test_writes_and_drive_are_counted_apart_and_a_batch_is_one(limited: LocalSheets) -> None:
    book = limited.create("Ledger")
    ask(limited, book, 61)
    writing = Raw(limited)
    cell = {"range": "A1", "values": [["x"]]}
    body = {"valueInputOption": "RAW", "data": [cell] * 100}
    found = [writing("POST", f"v4/spreadsheets/{book}/values:batchUpdate", json=body).status_code
             for _ in range(61)]  # fmt: skip
    drive = [writing("GET", f"drive/v3/files/{book}").status_code for _ in range(70)]
    error = writing.error("POST", f"v4/spreadsheets/{book}/values/A1:clear")

    assert (found, set(drive)) == ([200] * 60 + [429], {200})
    assert "Write requests per minute per user" in error["message"]
    writing.close()


def test_each_user_has_a_quota_and_the_project_has_one_for_all(limited: LocalSheets) -> None:
    book = limited.create("Ledger")
    users = [f"u{number}@example.com" for number in range(6)]
    for user in users:
        limited.share(book, user)
    for user in users[:5]:
        assert ask(limited, book, 60, user) == [200] * 60

    asking = Raw(limited, users[5])
    error = asking.error("GET", f"v4/spreadsheets/{book}")
    asking.close()
    assert "'Read requests per minute' of service" in error["message"]
    assert error["details"][0]["metadata"]["quota_limit_value"] == "300"


def test_the_command_serves_with_quotas_where_told() -> None:
    command = [sys.executable, "-m", "assistant", "local", "sheets", "--quotas"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        asking = {"authorization": "Bearer local-token"}
        path = f"{url}v4/spreadsheets/ledger"
        found = [requests.get(path, headers=asking, timeout=20).status_code for _ in range(61)]
        server.terminate()

    assert found == [200] * 60 + [429]


def test_the_command_writes_a_key_with_which_programs_sign_in(tmp_path: Path) -> None:
    key = tmp_path / "key.json"
    command = [sys.executable, "-m", "assistant", "local", "sheets", "--key", str(key)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        signed = service_account.Credentials.from_service_account_file(  # type: ignore[no-untyped-call]
            str(key), scopes=gspread.auth.DEFAULT_SCOPES
        )
        with AuthorizedSession(signed) as asking:  # type: ignore[no-untyped-call]
            answer = asking.get(f"{url}v4/spreadsheets/ledger", timeout=20)
        server.terminate()

    assert answer.json()["properties"]["title"] == "Ledger"
    assert key.stat().st_mode & 0o077 == 0


def test_gspread_works_with_that_key_as_the_page_says(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "local-sheets.md").read_text(encoding="utf-8")
    _, _, told = page.partition("gspread so:\n\n")
    lines = told.partition("\n\nand Backroom itself")[0]
    key = tmp_path / "key.json"
    command = [sys.executable, "-m", "assistant", "local", "sheets", "--key", str(key)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        program = dedent(lines).replace("http://127.0.0.1:8095/", url)
        program = program.replace("key.json", str(key))
        program += """
ledger.sheet1.update([["MUG-BLU", 5]], "A1")
print(ledger.title, ledger.sheet1.get_all_values())
"""
        ended = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=False
        )
        server.terminate()

    assert ended.stdout == "Ledger [['MUG-BLU', '5']]\n", ended.stderr


def test_without_quotas_nobody_is_counted(sheets: LocalSheets) -> None:
    assert set(ask(sheets, sheets.create("Ledger"), 70)) == {200}


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (429, "RESOURCE_EXHAUSTED"),
        (500, "INTERNAL"),
        (503, "UNAVAILABLE"),
        (403, "PERMISSION_DENIED"),
    ],
)
def test_errors_can_be_scripted_with_googles_bodies(
    sheets: LocalSheets, book: gspread.Spreadsheet, status: int, name: str
) -> None:
    tab = book.sheet1
    sheets.faults.append({"path": "/values/", "status": status, "retry_after": 7, "times": 2})
    for _ in range(2):
        with pytest.raises(APIError) as refused:
            tab.update_acell("A1", "x")
        assert (refused.value.code, refused.value.error["status"]) == (status, name)
        assert refused.value.response.headers["retry-after"] == "7"

    tab.update_acell("A1", "y")
    assert [call["status"] for call in sheets.calls[-3:]] == [status, status, 200]


def test_troubles_can_be_narrowed_to_a_kind_and_begin_later(
    sheets: LocalSheets, book: gspread.Spreadsheet
) -> None:
    sheets.faults.append({"kind": "write", "status": 503, "skip": 1, "message": "Not now."})
    tab = book.sheet1
    tab.update_acell("A1", "first")
    tab.get_values()

    with pytest.raises(APIError, match=r"Not now\."):
        tab.update_acell("A1", "second")
    assert tab.acell("A1").value == "first"


@pytest.mark.parametrize(("moment", "left"), [("before", "old"), ("after", "new"), ("late", "old")])
def test_a_cut_connection_tells_the_program_nothing(
    sheets: LocalSheets, book: gspread.Spreadsheet, moment: str, left: str
) -> None:
    book.sheet1.update_acell("A1", "old")
    sheets.faults.append({"path": "/values/", "drop": moment})

    with pytest.raises(requests.ConnectionError):
        book.sheet1.update_acell("A1", "new")

    assert sheets.cell(book.id, "Sheet1", "A1").value == left
    assert sheets.calls[-1]["status"] == 0
    assert book.sheet1.acell("A1").value == left


def test_a_late_request_lands_when_it_is_let(
    sheets: LocalSheets, book: gspread.Spreadsheet
) -> None:
    sheets.faults.append({"path": "/values/", "drop": "late"})
    with pytest.raises(requests.ConnectionError):
        book.sheet1.update_acell("A1", "late")
    book.sheet1.update_acell("A1", "meanwhile")

    assert sheets.land() == 1

    assert book.sheet1.acell("A1").value == "late"
    assert sheets.land() == 0


def test_a_late_request_lands_just_before_a_later_one(
    sheets: LocalSheets, book: gspread.Spreadsheet
) -> None:
    sheets.faults.append({"path": ":batchUpdate", "drop": "late", "after": 2})
    with pytest.raises(requests.ConnectionError):
        book.sheet1.insert_row(["new"], 1)

    seen = [book.get_worksheet(0).row_count for _ in range(3)]

    assert seen == [1000, 1001, 1001]


def test_a_late_request_that_is_refused_reaches_nobody(
    sheets: LocalSheets, book: gspread.Spreadsheet
) -> None:
    other = book.add_worksheet("Other", 1, 1)
    sheets.faults.append({"path": ":batchUpdate", "drop": "late"})
    with pytest.raises(requests.ConnectionError):
        other.update_title("Renamed")
    book.del_worksheet(other)

    assert sheets.land() == 1
    assert [tab.title for tab in book.worksheets()] == ["Sheet1"]


def test_a_slow_answer_is_given_up_by_the_program_and_applied_all_the_same(
    sheets: LocalSheets, book: gspread.Spreadsheet
) -> None:
    impatient = client(sheets)
    tab = impatient.open_by_key(book.id).sheet1
    impatient.set_timeout(0.05)
    done = threading.Event()
    sheets.listeners.append(lambda _: done.set())
    sheets.faults.append({"path": "/values/", "delay": 0.2})

    with pytest.raises(requests.Timeout):
        tab.update_acell("A1", "slow")
    assert done.wait(10)
    sheets.listeners.clear()
    assert sheets.cell(book.id, "Sheet1", "A1").value == "slow"


def test_a_server_that_is_down_refuses_everything(
    sheets: LocalSheets, book: gspread.Spreadsheet
) -> None:
    sheets.down = True
    with pytest.raises(APIError) as refused:
        book.fetch_sheet_metadata()
    sheets.down = False

    assert (refused.value.code, refused.value.error["status"]) == (503, "UNAVAILABLE")


def test_a_person_can_act_just_before_a_request(
    sheets: LocalSheets, book: gspread.Spreadsheet
) -> None:
    heard: list[tuple[str, str]] = []

    def act(kind: str, path: str) -> None:
        heard.append((kind, path.rpartition("/")[2]))
        sheets.before_request = None
        sheets.type(book.id, "Sheet1", "B1", "first")

    tab = book.sheet1
    sheets.before_request = act
    tab.append_row(["second"], table_range="B1")

    assert tab.col_values(2) == ["first", "second"]
    assert heard == [("write", "'Sheet1'!B1:append")]


def test_many_programs_at_once_lose_nothing(sheets: LocalSheets, book: gspread.Spreadsheet) -> None:
    def add(number: int) -> None:
        asking = Raw(sheets)
        for at in range(10):
            asking.json("POST", f"v4/spreadsheets/{book.id}/values/A1:append?valueInputOption=RAW",
                        json={"values": [[f"{number}-{at}"]]})  # fmt: skip
        asking.close()

    threads = [threading.Thread(target=add, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found: list[Any] = book.sheet1.col_values(1)
    assert sorted(found) == sorted(f"{number}-{at}" for number in range(6) for at in range(10))
    for number in range(6):
        own = [one for one in found if one.startswith(f"{number}-")]
        assert own == [f"{number}-{at}" for at in range(10)]


def test_a_request_waits_until_the_one_before_is_done(
    sheets: LocalSheets, book: gspread.Spreadsheet
) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def hold(_: object) -> None:
        sheets.listeners.clear()
        inside.set()
        go_on.wait(20)

    first, second = book.sheet1, client(sheets).open_by_key(book.id).sheet1
    sheets.listeners.append(hold)
    threads = [threading.Thread(target=tab.update_acell, args=("A1", text))
               for tab, text in ((first, "first"), (second, "second"))]  # fmt: skip
    threads[0].start()
    assert inside.wait(20)
    threads[1].start()
    threads[1].join(0.3)

    # the first is not yet noted, so the second must not have begun
    assert threads[1].is_alive()
    assert sheets.tab(book.id, "Sheet1").values.get(0, 0) == "first"
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert sheets.cell(book.id, "Sheet1", "A1").value == "second"


def test_troubles_can_be_scripted_from_another_process(
    sheets: LocalSheets, book: gspread.Spreadsheet, raw: Raw
) -> None:
    raw.json("POST", "client/faults", json={"path": "/values/", "status": 503})
    assert raw.json("GET", "client/faults") == [{"path": "/values/", "status": 503}]
    with pytest.raises(APIError):
        book.sheet1.update_acell("A1", "x")

    raw.json("POST", "client/faults", json={"path": "/values/", "status": 503})
    raw.json("DELETE", "client/faults")
    book.sheet1.update_acell("A1", "x")


def test_what_google_has_not_is_not_found_here(raw: Raw) -> None:
    error = raw.error("GET", "v4/nothing/here")

    assert (error["code"], error["status"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"x"', b'{"requests": {"a": 1}}'])
def test_json_that_is_none_is_refused(book: gspread.Spreadsheet, raw: Raw, body: bytes) -> None:
    error = raw.error("POST", f"v4/spreadsheets/{book.id}:batchUpdate", data=body)

    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert error["message"].startswith("Invalid JSON payload received.")
