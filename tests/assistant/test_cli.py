"""The command line: one JSON document and nothing else, exit status 0, 1 or 2."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant import plain
from assistant.cli import told
from assistant.playground.google_sheets import LocalSheets
from assistant.playground.slack import APP_TOKEN, BOT_TOKEN, DIGEST, LocalSlack
from oms.database import Database
from sheets import limits
from sheets.holding import Holding
from tests.assistant.running import environment
from tests.importing.command import Ended, as_process, backroom
from tests.importing.files import invoices
from tests.small_shop import open_small_shop_now


@pytest.fixture
def url(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the small shop's database, in an environment without other settings."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "BACKROOM_LEDGER_ID"):
        monkeypatch.delenv(name, raising=False)
    database = Database(sqlite_url)
    with database.writing() as books:
        open_small_shop_now(books)
    database.close()
    return sqlite_url


def is_one_document(ended: Ended) -> bool:
    """Whether stdout is one JSON document and one line end."""
    json.loads(ended.stdout)
    return ended.stdout.count("\n") == 1


def test_a_question_is_answered(url: str) -> None:
    ended = as_process(url, "ask", "where is order 1043?", "--json")

    assert ended.status == 0
    assert is_one_document(ended)
    assert "Priya Shah" in ended.told["answer"]
    assert ended.told["error"] in (None, "")


@pytest.mark.parametrize(
    ("question", "error"),
    [
        ("tell me a joke", "not_understood"),
        ("where is order 9999?", "unknown_order"),
        ("how many unicorns?", "unknown_sku"),
    ],
)
def test_a_question_that_cannot_be_answered_ends_with_1(
    url: str, question: str, error: str
) -> None:
    ended = backroom(url, "ask", question, "--json")

    assert ended.status == 1
    assert ended.told["error"] == error


def test_a_shop_without_a_location_has_none_of_anything(sqlite_url: str, tmp_path: Path) -> None:
    backroom(sqlite_url, "staff", "add", "U01OLIVE", "Olive Marsh", "owner")
    past = invoices(tmp_path / "past.csv", [{}])
    backroom(sqlite_url, "import", "orders", past, "--profile", "online_retail")

    ended = backroom(sqlite_url, "ask", "how many white heart holder?")

    assert ended.stdout.endswith("0 WHITE HEART HOLDER (85123A) available in all.\n")


def test_a_change_that_is_asked_for_is_only_shown(url: str) -> None:
    ended = backroom(url, "ask", "ship 1043", "--as", "U02SAM", "--json")

    assert "5 → 2" in ended.told["answer"]
    assert backroom(url, "ask", "where is order 1043?").stdout.count("to pick") == 1


def test_books_that_add_up_end_with_0_and_others_with_1(url: str) -> None:
    assert backroom(url, "verify", "--json").told == {"differences": []}
    database = Database(url)
    with database.writing() as books:
        books.execute(text("UPDATE levels SET units = units + 1 WHERE bucket = 'sellable'"))
    database.close()

    ended = backroom(url, "verify", "--json")

    assert ended.status == 1
    assert is_one_document(ended)
    assert {one["kind"] for one in ended.told["differences"]} == {"on hand", "made from nothing"}


@pytest.mark.parametrize(
    "words",
    [
        ("report", "sales_by_channel", "--json"),
        ("report", "stock_balance", "--json"),
        ("report", "late_orders", "--from", "2026-01-01", "--to", "2026-12-31", "--json"),
        ("digest", "--json"),
        ("digest", "--day", "2026-11-20", "--json"),
    ],
    ids=" ".join,
)
def test_figures_are_one_document(url: str, words: tuple[str, ...]) -> None:
    ended = backroom(url, *words)

    assert ended.status == 0, ended.stderr
    assert is_one_document(ended)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report", "weather"), "There is no report weather."),
        (("report", "late_orders", "--from", "2026-12-01", "--to", "2026-01-01"), "no days"),
        (("digest", "--day", "0001-01-01"), "no days"),
        (("set", "colour", "red"), "no setting colour"),
        (("set", "colour"), "no setting colour"),
        (("set", "digest_time", "7"), "digest_time cannot be"),
        (("set", "zone", "Mars"), "zone cannot be"),
        (("staff", "add", "U1", "Ann", "queen"), "no role"),
        (("staff", "add", "@ann", "Ann", "viewer"), "is not a member id"),
        (("staff", "add", "U1", " ", "viewer"), "it is empty"),
        (("local", "slack", "--port", "99999"), "not in the range"),
        (("sync",), "No spreadsheet is set up."),
        (("serve",), "SLACK_BOT_TOKEN and SLACK_APP_TOKEN"),
        (("history", "9999"), "no order 9999"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
def test_what_cannot_run_ends_with_2_and_says_what_to_do(
    url: str, words: tuple[str, ...], said: str
) -> None:
    ended = backroom(url, *words)

    assert ended.status == 2
    assert ended.stdout == ""
    assert said in ended.stderr
    assert len(ended.stderr.strip().splitlines()) >= 2


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "cannot be opened"),
        ("sqlite:////proc/none/shop.sqlite", "cannot be made"),
        ("oracle://x", "is not sqlite"),
        ("postgresql://[::1/x", "not a database address"),
    ],
)
def test_a_database_that_cannot_be_opened_says_so(address: str, said: str) -> None:
    ended = backroom(address, "verify", "--json")

    assert ended.status == 2
    assert is_one_document(ended)
    assert said in ended.told["message"]
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_of_a_newer_version_is_left_alone(url: str) -> None:
    database = Database(url)
    with database.writing() as books:
        books.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()

    ended = as_process(url, "verify")

    assert ended.status == 2
    assert "newer" in ended.stderr


def test_an_audit_walks_the_history_and_its_mark_holds(url: str) -> None:
    first = json.loads(backroom(url, "verify", "--audit", "--json").stdout)
    backroom(url, "set", "digest_time", "08:15")
    again = backroom(url, "verify", "--mark", first["audit"]["mark"])

    assert (first["differences"], first["audit"]["faults"]) == ([], [])
    assert first["audit"]["mark"].startswith(f"{first['audit']['sealed']}:")
    assert again.status == 0
    assert f"as it was written: {first['audit']['sealed'] + 1} rows" in again.stdout


def test_a_history_that_was_changed_makes_the_audit_fail_and_verify_alone_does_not_look(
    url: str,
) -> None:
    backroom(url, "verify", "--audit")
    database = Database(url)
    with database.writing() as books:
        books.execute(text("DROP TRIGGER history_no_update"))
        books.execute(text("UPDATE history SET reason = 'mine' WHERE id = 1"))
    database.close()

    audited = backroom(url, "verify", "--audit")

    assert audited.status == 1
    assert "history: row 1" in audited.stdout
    assert backroom(url, "verify").status == 0


def test_settings_and_staff_are_shown_and_changed(url: str) -> None:
    assert "→ 08:15" in backroom(url, "set", "digest_time", "08:15").stdout
    assert "digest_time = 08:15" in backroom(url, "set").stdout
    backroom(url, "staff", "add", "U0NEW", "Nina New", "viewer")
    assert "U0NEW  Nina New  viewer" in backroom(url, "staff", "list").stdout
    backroom(url, "staff", "places", "U0NEW", "Leeds")
    assert "U0NEW  Nina New  viewer  only at Leeds" in backroom(url, "staff", "list").stdout
    told = backroom(url, "staff", "limit", "service", "approve_refunds", "75").stdout
    assert told == "service approve_refunds: up to £50.00 → up to £75.00\n"
    shown = backroom(url, "staff", "limits", "service").stdout
    assert "approve_refunds      up to £75.00" in shown
    assert "give_goodwill        with a second person" in shown


def test_every_command_has_a_help_and_the_help_is_quick_to_read() -> None:
    ended = backroom("sqlite://", "--help")

    assert ended.status == 0
    assert max(map(len, ended.stdout.splitlines())) <= 100


def test_a_digest_is_sent_when_asked_for_once_a_day(
    url: str, slack: LocalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_API_URL", slack.api_url)
    monkeypatch.setenv("SLACK_BOT_TOKEN", BOT_TOKEN)

    first, second = backroom(url, "digest", "--send"), backroom(url, "digest", "--send")

    assert first.status == 0
    assert "Not sent" in second.stderr
    said = [one for one in slack.bot_messages() if one["channel"] == DIGEST]
    assert len([one for one in said if "Marsh & Daughters" in str(one)
                or "Marsh &amp; Daughters" in str(one)]) == 1  # fmt: skip


def test_the_doctor_names_what_is_wrong_and_finds_nothing_when_all_is_well(
    url: str, slack: LocalSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = backroom(url, "doctor")
    sheets = LocalSheets().start()
    key = tmp_path / "key.json"
    key.write_text(json.dumps(sheets.service_account_info()), encoding="utf-8")
    for name, value in {
        "SLACK_API_URL": slack.api_url, "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN,
        "GOOGLE_SHEETS_URL": sheets.base_url, "GOOGLE_SERVICE_ACCOUNT_FILE": str(key),
        "BACKROOM_LEDGER_ID": sheets.create("Ledger"),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    bare = backroom(url, "doctor")
    backroom(url, "ledger", "setup")
    well = backroom(url, "doctor")
    sheets.stop()
    away = backroom(url, "doctor")

    assert alone.status == 1
    assert "TODO slack: Slack is not set up." in alone.stdout
    assert "TODO ledger: No spreadsheet is set up." in alone.stdout
    assert "backroom ledger setup" in bare.stdout
    assert well.status == 0, well.stdout
    assert well.stdout.count("ok  ") == 7
    assert "TODO ledger" in away.stdout
    assert "Traceback" not in away.stderr


def test_the_doctor_says_when_slack_does_not_take_the_token(
    url: str, slack: LocalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack.faults.append({"method": "auth.test", "times": 9, "error": "token_revoked"})
    for name, value in environment(url, slack, SLACK_APP_TOKEN=APP_TOKEN).items():
        monkeypatch.setenv(name, value)

    asked = backroom(url, "doctor")

    assert asked.status == 1
    (line,) = (line for line in asked.stdout.splitlines() if " slack:" in line)
    assert "token_revoked" in line


def of_ledger(ended: Ended) -> str:
    """What the doctor says of the ledger."""
    (line,) = (line for line in ended.stdout.splitlines() if " ledger:" in line)
    return line


def copied(url: str, to: Path) -> str:
    """The address of a copy of the books as they are now."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as books:
        books.execute("VACUUM INTO ?", [str(to)])
    return f"sqlite:///{to}"


def test_the_doctor_says_of_the_ledger_what_a_pass_would_say(
    url: str, sheets: LocalSheets, tmp_path: Path
) -> None:
    stranger = copied(url, tmp_path / "stranger.db")
    backroom(url, "ledger", "setup")
    older = copied(url, tmp_path / "older.db")
    backroom(url, "set", "low_stock_days", "9")
    sheets.type(os.environ["BACKROOM_LEDGER_ID"], "Stock", "D2", "9")
    backroom(url, "sync")

    assert of_ledger(backroom(url, "doctor")).startswith("ok ")
    foreign = of_ledger(backroom(stranger, "doctor"))
    assert foreign.startswith("TODO ledger: This spreadsheet is kept by another Backroom")
    assert "--adopt" in foreign
    ahead = of_ledger(backroom(older, "doctor"))
    assert ahead.startswith("TODO ledger: This spreadsheet was written last by a later state")
    for status in (403, 404):
        sheets.faults.append({"path": "drive/", "times": 9, "status": status})
        refused = of_ledger(backroom(url, "doctor"))
        assert refused.startswith("TODO ledger: Google refuses the spreadsheet")
        assert "Share the spreadsheet with" in refused or "share the spreadsheet with" in refused
        sheets.faults.clear()


def test_a_pass_that_another_program_kept_from_the_ledger_ends_with_1(
    url: str, sheets: LocalSheets
) -> None:
    backroom(url, "ledger", "setup")
    other = Database(url)
    holding = Holding(other)
    assert holding.take()

    said, told_so = backroom(url, "sync"), backroom(url, "sync", "--json")
    again = backroom(url, "ledger", "setup")
    holding.give_back()
    other.close()

    assert (said.status, told_so.status, again.status) == (1, 1, 1)
    assert "Another program is keeping the ledger in step just now" in said.stdout
    assert "nothing was done here" in said.stdout
    assert told_so.told["busy"]
    assert "cells written" not in again.stdout
    assert backroom(url, "sync").status == 0


def test_a_tab_that_is_gone_is_named_with_what_to_do(url: str, sheets: LocalSheets) -> None:
    backroom(url, "ledger", "setup")
    ledger = os.environ["BACKROOM_LEDGER_ID"]
    gone = sheets.tab(ledger, "Returns").id
    sheets.do(ledger, {"deleteSheet": {"sheetId": gone}})

    for asked in (("sync", "--tab", "Returns"), ("sync",), ("sync", "--dry-run")):
        ended = backroom(url, *asked)
        assert ended.status == 1
        assert "Returns: the tab is not there, so it is neither read nor written." in ended.stdout
        assert "run `backroom ledger setup` for a new one" in ended.stdout


def test_a_dry_run_shows_nothing_of_a_ledger_that_others_keep(
    url: str, sheets: LocalSheets, tmp_path: Path
) -> None:
    stranger = copied(url, tmp_path / "stranger.db")
    backroom(url, "ledger", "setup")

    for asked in (("sync",), ("sync", "--dry-run")):
        ended = backroom(stranger, *asked)
        assert ended.status == 2
        assert "This spreadsheet is kept by another Backroom" in ended.stderr


def test_a_ledger_that_takes_several_batches_is_filled_by_one_command(
    url: str, sheets: LocalSheets, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = backroom(url, "ledger", "setup").stdout
    before = sheets.calls.copy()
    monkeypatch.setenv("BACKROOM_LEDGER_ID", sheets.create("Another"))
    monkeypatch.setattr(limits, "MOST_WRITTEN", 60)

    said = backroom(url, "ledger", "setup", "--adopt").stdout

    assert said == whole
    writes = [call for call in sheets.calls[len(before) :] if call["path"].endswith(":batchUpdate")]
    assert len(writes) > 4


def test_the_ledger_is_brought_in_step_from_the_command_line(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets = LocalSheets().start()
    key = tmp_path / "key.json"
    key.write_text(json.dumps(sheets.service_account_info()), encoding="utf-8")
    monkeypatch.setenv("GOOGLE_SHEETS_URL", sheets.base_url)
    monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT_FILE", str(key))
    monkeypatch.setenv("BACKROOM_LEDGER_ID", ledger := sheets.create("Ledger"))
    backroom(url, "ledger", "setup")

    dry = backroom(url, "sync", "--dry-run", "--json")
    wet = backroom(url, "sync", "--json")
    filled = sheets.rows(ledger, "Stock")
    sheets.type(ledger, "Stock", "D2", "about 12")
    would = backroom(url, "sync", "--dry-run")
    bad = backroom(url, "sync", "--json")
    sheets.stop()
    away = backroom(url, "sync", "--json")

    assert (dry.status, wet.status, bad.status, away.status) == (0, 0, 1, 2), away.stderr
    assert is_one_document(dry)
    assert is_one_document(wet)
    assert len(filled) > 7
    assert "Would not be taken:\n  Stock, " in would.stdout
    assert ", Counted: about 12 → it is not a number" in would.stdout
    assert bad.told["problems"] == 1
    assert away.told["error"] == "ledger_unreachable"
    assert "out of reach" in away.stderr


def test_a_fault_of_the_program_is_shown_whole_and_ends_with_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    @told
    def broken(*, as_json: bool) -> None:
        raise ZeroDivisionError("half a mug")

    with pytest.raises(SystemExit) as ended:
        broken(as_json=True)

    shown = capsys.readouterr()
    assert ended.value.code == 2
    assert json.loads(shown.out)["error"] == "fault"
    assert "Traceback" in shown.err
    assert "half a mug" in shown.err


def test_before_there_is_an_owner_it_says_how_to_become_one(sqlite_url: str) -> None:
    ended = backroom(sqlite_url, "ask", "what is late?", "--json")

    assert ended.status == 2
    assert ended.told["error"] == "no_owner"
    assert "backroom staff add" in ended.told["remedy"]


def test_the_owner_speaks_when_nobody_is_named(url: str) -> None:
    database = Database(url)
    with database.reading() as books:
        assert plain.first_owner(books) == "U01OLIVE"
    database.close()
