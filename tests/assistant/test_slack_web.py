"""Over HTTP: only what Slack signed is heard, and nothing that is sent can break or fool us."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import logging
import random
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from assistant import config
from assistant.app import Program
from assistant.manifest import PATH
from assistant.playground.slack import SIGNING_SECRET, LocalSlack
from assistant.slack_signature import is_slacks
from oms.tables.messages import InboxEvent
from oms.tables.stock import Movement
from tests.assistant.running import environment
from tests.assistant.strangers import action, event, form, message, noise, slash

OLIVE = "U01OLIVE"
ORDINARY, LONG = 1_000, 10_000
STAMPS = ("abc", "", "1e9", "nan", "9" * 400, "-1", "١٢٣٤", "0x10", " 1", "1.5")
ANSWERS = {200, 400, 401, 413}


@pytest.fixture
def web(url: str, slack: LocalSlack) -> Iterator[Program]:
    """The program as Slack reaches it over HTTP."""
    named = environment(url, slack, SLACK_SIGNING_SECRET=SIGNING_SECRET, BACKROOM_PORT="0")
    made = Program(config.from_environment(named))
    made.start()
    yield made
    made.stop()


def signed(body: bytes, stamp: str | None = None) -> dict[str, str]:
    """The headers with which Slack sends a body."""
    when = stamp or str(int(time.time()))
    made = hmac.new(SIGNING_SECRET.encode(), f"v0:{when}:".encode() + body, hashlib.sha256)
    return {"x-slack-request-timestamp": when, "x-slack-signature": f"v0={made.hexdigest()}",
            "content-type": "application/json"}  # fmt: skip


class Caller:
    """Somebody who sends requests to the program."""

    def __init__(self, program: Program) -> None:
        assert program.web is not None
        self._port = program.web.port
        self._line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)

    def post(self, body: bytes, headers: dict[str, str], path: str = PATH) -> int:
        """Send one request; gives the status of the answer."""
        self._line.request("POST", path, body, headers)
        answer = self._line.getresponse()
        said = answer.read().decode()
        assert SIGNING_SECRET not in said
        assert "Traceback" not in said
        if answer.will_close:
            self._line.close()
        return answer.status

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def get(self, path: str) -> tuple[int, bytes]:
        """Ask for something."""
        self._line.request("GET", path)
        answer = self._line.getresponse()
        return answer.status, answer.read()


@pytest.fixture
def caller(web: Program) -> Iterator[Caller]:
    """Somebody who sends requests to it."""
    made = Caller(web)
    yield made
    made.close()


def count(program: Program, what: type) -> int:
    """How many rows of a table there are."""
    with program.database.reading() as books:
        return books.scalars(select(func.count()).select_from(what)).one()


def test_what_slack_signed_is_answered_and_what_it_did_not_is_not_heard(
    web: Program, caller: Caller
) -> None:
    body = json.dumps(message("where is order 1043?", "1.1")).encode()

    forged = signed(body) | {"x-slack-signature": "v0=" + "0" * 64}
    assert caller.post(body, forged) == 401
    assert caller.post(body + b" ", signed(body)) == 401
    assert caller.post(body, signed(body, str(int(time.time()) - 301))) == 401
    assert caller.post(body, {"content-type": "application/json"}) == 401
    assert count(web, InboxEvent) == 0

    assert caller.post(body, signed(body)) == 200
    assert caller.post(body, signed(body)) == 200
    assert count(web, InboxEvent) == 1


@pytest.mark.parametrize("off", [-301, -299, 299, 301])
def test_a_clock_that_is_wrong_is_told_of(off: int, caplog: pytest.LogCaptureFixture) -> None:
    headers = signed(b"{}", str(int(time.time()) + off))

    assert is_slacks(SIGNING_SECRET, headers, b"{}") == (abs(off) < 300)
    assert ("clock is wrong" in caplog.text) == (abs(off) > 300)


@pytest.mark.parametrize("stamp", STAMPS)
def test_headers_that_are_no_numbers_or_not_ascii_are_not_slacks(stamp: str) -> None:
    for signature in ("v0=" + "a" * 64, "v0=" + "é" * 64, "", "v0=", "x" * 10_000):
        headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": signature}
        assert not is_slacks("secret", headers, b"{}")
    now = signed(b"{}")
    for signature in ("v0=" + "a" * 64, "v0=" + "é" * 64, "", "v0=", "x" * 10_000):
        assert not is_slacks(SIGNING_SECRET, now | {"x-slack-signature": signature}, b"{}")
    # signed over what stands there, and no moment all the same
    assert not is_slacks(SIGNING_SECRET, signed(b"{}", stamp or "x"), b"{}")


@pytest.mark.parametrize("view", [None, [], "v", 7, {}, {"type": 7, "callback_id": "x"}])
def test_a_form_that_is_none_is_sent_away(caller: Caller, view: object) -> None:
    body = json.dumps({"type": "view_closed", "user": {"id": OLIVE}, "view": view}).encode()

    assert caller.post(body, signed(body)) == 400


@pytest.mark.parametrize("kind", ["", "\x00", "event_callback", "block_suggestion"])
@pytest.mark.parametrize("part", ["event", "view"])
@pytest.mark.parametrize("held", [None, [], "v", 7])
def test_an_event_or_a_form_that_is_none_is_sent_away_whatever_it_comes_with(
    caller: Caller, kind: str, part: str, held: object
) -> None:
    body = json.dumps({"type": kind, "user": {"id": OLIVE}, part: held}).encode()

    assert caller.post(body, signed(body)) == 400


def test_it_says_whether_it_is_well(caller: Caller) -> None:
    assert caller.get("/healthz") == (200, b'{"well":true}')
    assert caller.get("/")[0] == 404


def test_what_is_too_large_is_sent_away(caller: Caller) -> None:
    body = b"x" * 1_000_001
    assert caller.post(body, signed(body)) == 413


@pytest.mark.parametrize(
    "times", [ORDINARY, pytest.param(LONG, marks=pytest.mark.soak)], ids=["ordinary", "soak"]
)
def test_whatever_is_sent_there_is_no_fault_no_change_and_no_leak(
    web: Program, caller: Caller, times: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    moved = count(web, Movement)
    draw = random.Random(times)  # noqa: S311  a repeatable stranger

    for number in range(times):
        body, headers, heard = _sent(draw, number)
        status = caller.post(body, headers)
        assert status in ANSWERS, (status, body[:500], headers)
        if not heard:
            assert status != 200, (body[:500], headers)

    assert count(web, Movement) == moved
    assert caller.get("/healthz")[0] == 200
    said = caplog.text
    assert "Traceback" not in said
    assert SIGNING_SECRET not in said


def _sent(draw: random.Random, number: int) -> tuple[bytes, dict[str, str], bool]:
    """A request, and whether it is one that Slack signed just now."""
    kind = draw.randrange(10)
    body = _body(draw, number)
    headers = signed(body)
    if kind < 3:
        headers["x-slack-request-timestamp"] = draw.choice([*STAMPS[:6], "1", str(2**40)])
        return body, headers, False
    if kind == 3:
        headers["x-slack-signature"] = draw.choice(["", "v0=" + "0" * 64, "v1=" + "a" * 64, "é"])
        return body, headers, False
    if kind == 4:
        return body, signed(body, str(int(time.time()) - draw.choice([301, 9_999, 10**9]))), False
    if kind == 5:
        headers["content-type"] = draw.choice(
            ["application/x-www-form-urlencoded", "text/plain", "", "multipart/form-data", "é"]
        )
    return body, headers, True


def _body(draw: random.Random, number: int) -> bytes:
    """Something that looks like what Slack sends, with something odd somewhere."""
    made = draw.choice([event, action, slash, form, noise])(draw, number)
    return made if isinstance(made, bytes) else json.dumps(made).encode()
