"""`backroom ledger check` on the command line: a line for each answer, and what stops it."""

from __future__ import annotations

import json
import signal
import threading

import pytest
from click.testing import CliRunner, Result

from assistant.ledger_check import ledger_check
from assistant.playground import sheets_batch
from assistant.playground.google_sheets import LocalSheets
from assistant.playground.sheets_document import Json
from assistant.playground.sheets_work import Work
from sheets.checks.asking import QUESTIONS


def check(*options: str) -> Result:
    """Run it to its end."""
    return CliRunner().invoke(ledger_check, list(options))


def tabs_of(sheets: LocalSheets) -> list[str]:
    """The tabs that are left."""
    return [tab.title for tab in sheets.document("ledger").tabs]


def test_each_question_is_one_line_and_what_is_a_guess_is_said_to_be(sheets: LocalSheets) -> None:
    ended = check()

    lines = ended.stdout.splitlines()
    assert ended.exit_code == 0, ended.output
    assert lines[0].startswith(f"The local Sheets at {sheets.base_url} answers")
    assert lines[-1] == "All that Backroom relies on is so."
    assert [line.split()[1].rstrip(":") for line in lines[1:-1]] == [one.id for one in QUESTIONS]
    [copied] = [line for line in lines if line.startswith("ok   copy-filtered: ")]
    assert copied.endswith("Backroom relies on it. (Unverified, as the local Sheets takes it to be:"
                           " a.)")  # fmt: skip
    assert tabs_of(sheets) == ["Sheet1"]


def test_a_server_that_does_something_else_ends_it_with_1_and_the_line_says_what_to_do(
    sheets: LocalSheets, monkeypatch: pytest.MonkeyPatch
) -> None:
    straight = sheets_batch.KINDS["copyPaste"]

    def without_filtered_rows(work: Work, body: Json) -> Json | None:
        tab, area = work.document.area(body["source"])
        if tab.filters and area.height > 3:
            body = {**body, "source": {**body["source"], "endRowIndex": 3}}
        return straight(work, body)

    monkeypatch.setitem(sheets_batch.KINDS, "copyPaste", without_filtered_rows)
    spoken, told = check(), check("--json")

    document = json.loads(told.stdout)
    faults = [one for one in document["answers"] if one["relied"] and one["holds"] is False]
    assert (spoken.exit_code, told.exit_code) == (1, 1)
    assert "FAIL copy-filtered: " in spoken.stdout
    assert "Use filter views only, no filter." in spoken.stdout
    assert spoken.stdout.splitlines()[-1].startswith("Not as Backroom relies on: copy-filtered.")
    assert document["holds"] is False
    assert [one["id"] for one in faults] == ["copy-filtered"]
    assert faults[0]["unverified"] == "a"
    assert tabs_of(sheets) == ["Sheet1"]


def test_without_a_key_it_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BACKROOM_LEDGER_ID", "GOOGLE_SERVICE_ACCOUNT_FILE"):
        monkeypatch.delenv(name, raising=False)

    ended = check("--json")

    assert ended.exit_code == 2
    assert json.loads(ended.stdout)["error"] == "no_ledger"


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ("unknown", "Check BACKROOM_LEDGER_ID, and share the spreadsheet with "),
        ("not shared", "Check BACKROOM_LEDGER_ID, and share the spreadsheet with "),
        ("read only", " as an editor, not as a viewer."),
        ("not enabled", "Enable the Google Sheets API and the Google Drive API"),
    ],
)
def test_what_cannot_be_asked_ends_with_2_and_says_what_to_do(
    sheets: LocalSheets, monkeypatch: pytest.MonkeyPatch, trouble: str, said: str
) -> None:
    email = sheets.service_account_info()["client_email"]
    if trouble == "unknown":
        monkeypatch.setenv("BACKROOM_LEDGER_ID", "no-such-spreadsheet-anywhere")
    elif trouble == "not shared":
        monkeypatch.setenv("BACKROOM_LEDGER_ID", sheets.create("Ledger", by="x@example.com"))
    elif trouble == "read only":
        sheets.share("ledger", email, "reader")
    else:
        why = "Google Drive API has not been used in project 1 before or it is disabled."
        sheets.faults.append({"kind": "drive", "status": 403, "message": why})

    ended = check("--json")

    assert ended.exit_code == 2, ended.output
    assert json.loads(ended.stdout)["error"] == "ledger_refused"
    assert said in ended.stderr
    assert email in ended.stderr or trouble == "not enabled"
    assert tabs_of(sheets) == ["Sheet1"]


def test_a_spreadsheet_that_goes_away_meanwhile_is_cleaned_up_by_the_next_check(
    sheets: LocalSheets,
) -> None:
    sheets.faults.append({"skip": 20, "times": 999, "status": 503, "retry_after": 0.001})
    away = check("--json")
    left = tabs_of(sheets)
    sheets.faults.clear()
    again = check("--json")

    assert away.exit_code == 2
    assert json.loads(away.stdout)["error"] == "check_broken_off"
    assert len(left) == 3
    assert again.exit_code == 0
    assert json.loads(again.stdout)["left_over"] == 2
    assert tabs_of(sheets) == ["Sheet1"]


def test_a_check_that_is_told_to_end_takes_its_tabs_out(sheets: LocalSheets) -> None:
    main, calls = threading.main_thread(), iter(range(1000))

    def ended_from_outside(_kind: str, _path: str) -> None:
        if next(calls) == 20:
            signal.pthread_kill(main.ident or 0, signal.SIGTERM)

    sheets.before_request = ended_from_outside
    ended = check()

    assert ended.exit_code == 143
    assert "All that Backroom relies on" not in ended.stdout
    assert tabs_of(sheets) == ["Sheet1"]
