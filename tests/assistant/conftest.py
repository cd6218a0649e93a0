"""What the tests of the running program share: a local Slack, and the small shop as of now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import config
from assistant.app import Program
from assistant.manifest import manifest
from assistant.playground.google_sheets import LocalSheets
from assistant.playground.slack import SIGNING_SECRET, LocalSlack
from tests.assistant.chaos import Shop, address, books_of_a_file, over_http
from tests.assistant.running import ended, environment, mistakes, program_of, small_shop_at


@pytest.fixture(scope="module")
def server() -> Iterator[LocalSlack]:
    """One local Slack for the tests of a file."""
    made = LocalSlack(time_scale=0.02).start()
    yield made
    made.stop()


@pytest.fixture
def slack(server: LocalSlack) -> Iterator[LocalSlack]:
    """The local Slack, with nothing said in it yet, in which the app may do what it asked for."""
    server.reset()
    server.install(manifest())
    server.delivery.request_url = None
    yield server
    assert mistakes(server) == []


@pytest.fixture
def url(sqlite_url: str) -> str:
    """The address of the small shop's database, as of now, without a digest of its own accord."""
    return small_shop_at(sqlite_url)


@pytest.fixture(params=["socket", "http"])
def program(request: pytest.FixtureRequest, url: str, slack: LocalSlack) -> Iterator[Program]:
    """The running program, reached over a socket or by signed requests."""
    if request.param == "socket":
        made = program_of(url, slack)
        made.start()
        slack.wait_connected()
    else:
        named = environment(url, slack, SLACK_SIGNING_SECRET=SIGNING_SECRET, BACKROOM_PORT="0")
        made = Program(config.from_environment(named))
        made.start()
        assert made.web is not None
        slack.delivery.request_url = f"http://127.0.0.1:{made.web.port}/slack/events"
    yield made
    ended(made, slack)


@pytest.fixture(scope="module", params=["socket", "http"])
def running(request: pytest.FixtureRequest, server: LocalSlack) -> Iterator[Shop]:
    """One program for all tests of one way: what they change adds up."""
    server.reset()
    is_http = request.param == "http"
    with books_of_a_file(request, over_http=is_http) as url:
        program = over_http(url, server) if is_http else program_of(url, server)
        program.start()
        if not is_http:
            server.wait_connected()
        yield Shop(server, program, url)
        ended(program, server)
    server.delivery.request_url = None


@pytest.fixture
def quiet(running: Shop) -> Iterator[Shop]:
    """The running program, in a Slack in which nothing was said yet."""
    slack = running.slack
    slack.reset()
    slack.install(manifest())
    slack.delivery.request_url = address(running.program) if running.over_http else None
    yield running
    running.settled()
    assert mistakes(slack) == []


@pytest.fixture
def sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalSheets]:
    """A local Sheets with a shared spreadsheet, set up as the ledger of a program."""
    server = LocalSheets().start()
    key = tmp_path / "key.json"
    key.write_text(json.dumps(server.service_account_info()), encoding="utf-8")
    monkeypatch.setenv("GOOGLE_SHEETS_URL", server.base_url)
    monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT_FILE", str(key))
    monkeypatch.setenv("BACKROOM_LEDGER_ID", server.create("Ledger", "ledger"))
    yield server
    server.stop()
