"""Several workspaces: each lets Backroom in through Slack's pages, and is heard by its token."""

from __future__ import annotations

import datetime as dt
import http.client
import logging
import random
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from sqlalchemy import select

from assistant import config
from assistant.app import Program
from assistant.config import BadEnvironment
from assistant.manifest import BACK, manifest
from assistant.playground.slack import (
    CLIENT_ID,
    CLIENT_SECRET,
    FLOOR,
    OLIVE,
    SECOND,
    SIGNING_SECRET,
    LocalSlack,
)
from assistant.playground.slack_workspace import TEAM
from assistant.token_keys import TokensUnreadable, new_key
from oms import clock, outbox, settings, staff
from oms.tables.messages import History, InboxEvent, OutboxMessage
from oms.tables.rooms import Look
from oms.tables.stock import Movement
from oms.tables.workspaces import Workspace
from tests.assistant.test_slack_web import ANSWERS, Caller, signed
from tests.assistant.test_slack_web import _sent as stranger

DEPOT = SECOND[0]
ADDRESS = "http://127.0.0.1:1"
THERE = f"{DEPOT}/{OLIVE}"
"""Somebody in the second workspace who has the id that Olive has in the first."""
Headers = dict[str, str]


def named(url: str, slack: LocalSlack, keys: str, **more: str) -> dict[str, str]:
    """The settings of a program that two workspaces may let in."""
    return {
        "BACKROOM_DATABASE_URL": url, "SLACK_API_URL": slack.api_url, "BACKROOM_PORT": "0",
        "SLACK_SIGNING_SECRET": SIGNING_SECRET, "SLACK_CLIENT_ID": CLIENT_ID,
        "SLACK_CLIENT_SECRET": CLIENT_SECRET, "BACKROOM_TOKEN_KEYS": keys,
        "BACKROOM_WORKSPACES": f"{TEAM}, {DEPOT}", "BACKROOM_ADDRESS": ADDRESS, **more,
    }  # fmt: skip


@pytest.fixture(scope="module")
def depot(server: LocalSlack) -> Iterator[LocalSlack]:
    """A second workspace at the same Slack."""
    made = LocalSlack(time_scale=0.02, beside=server).start()
    yield made
    made.stop()


@pytest.fixture
def places(slack: LocalSlack, depot: LocalSlack) -> tuple[LocalSlack, LocalSlack]:
    """Both workspaces; the app is known at Slack, and neither has let it in."""
    app = manifest("https://shop.example.org")
    app["oauth_config"]["redirect_urls"] = [f"{ADDRESS}{BACK}"]
    slack.install(app)
    depot.workspace.clear()
    for place in (slack, depot):
        # nobody hears of it
        place.people.subscribed = set()
        place.take_out()
    slack.installs.clear()
    return slack, depot


@pytest.fixture
def key() -> str:
    """The key of the tokens."""
    return new_key()


def started(environment: dict[str, str], *places: LocalSlack) -> Program:
    """The program, to which the workspaces send their requests."""
    made = Program(config.from_environment(environment, serving=True))
    made.start()
    assert made.web is not None
    for place in places:
        place.delivery.request_url = f"http://127.0.0.1:{made.web.port}/slack/events"
    return made


@pytest.fixture
def program(
    url: str, places: tuple[LocalSlack, LocalSlack], key: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Program]:  # fmt: skip
    """The running program, with its settings in the environment, where Bolt looks for them too."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    settings = named(url, places[0], key)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    made = started(settings, *places)
    yield made
    made.stop()
    assert list(home.glob(".bolt*")) == [], "Bolt would keep tokens in files"


class Browser:
    """A browser: it keeps the cookie, and goes where it is sent to."""

    def __init__(self, program: Program, slack: LocalSlack) -> None:
        assert program.web is not None
        self._port, self._slack = program.web.port, slack
        self.cookie = ""

    def get(self, path: str, **headers: str) -> tuple[int, str, http.client.HTTPMessage]:
        """A page of the program."""
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        line.request("GET", path, headers={"Cookie": self.cookie, **headers})
        answer = line.getresponse()
        words = answer.read().decode()
        line.close()
        return answer.status, words, answer.headers

    def begin(self) -> dict[str, str]:
        """Open the address that begins it; gives what Slack is asked."""
        status, _, headers = self.get("/slack/install")
        assert status == 302
        assert headers["Referrer-Policy"] == "no-referrer"
        self.cookie = str(headers["set-cookie"]).partition(";")[0]
        address = headers["location"]
        assert address.startswith(f"{self._slack.base_url}oauth/v2/authorize?")
        return {name: said[0] for name, said in parse_qs(urlsplit(address).query).items()}

    def agree(self, asked: dict[str, str], team: str, decision: str = "allow") -> str:
        """Agree at Slack; gives the way back."""
        form = {**asked, "team": team, "user": OLIVE, "decision": decision}
        page = f"{self._slack.base_url}oauth/v2/authorize"
        try:
            build_opener(_Stay).open(page, urlencode(form).encode(), timeout=30)
        except OSError as sent_on:
            back = str(sent_on.headers["Location"])  # type: ignore[attr-defined]
        assert back.startswith(f"{ADDRESS}{BACK}?")
        return back.removeprefix(ADDRESS)

    def install(self, team: str) -> tuple[int, str]:
        """All of it."""
        status, words, _ = self.get(self.agree(self.begin(), team))
        return status, words


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_given: Any) -> None:
        """Stay where one is."""


@pytest.fixture
def browser(program: Program, places: tuple[LocalSlack, LocalSlack]) -> Browser:
    """Somebody's browser."""
    return Browser(program, places[0])


def rows(program: Program, what: type[Any]) -> list[Any]:
    with program.database.reading() as books:
        return list(books.scalars(select(what)))


def heard(program: Program) -> int:
    return len(rows(program, InboxEvent))


def test_each_workspace_is_answered_by_its_own_token_where_it_asks(
    program: Program, places: tuple[LocalSlack, LocalSlack], browser: Browser
) -> None:
    home, depot = places
    assert browser.install(TEAM)[0] == 200
    status, page = browser.install(DEPOT)
    assert status == 200
    assert "Marsh Depot" in page

    # Olive of the shop's own workspace is known, whoever has her id in the other is not
    home.dm(OLIVE, "how many blue mugs in Leeds?")
    told = home.wait_message(lambda one: "2 Blue mug" in one["text"])
    assert depot.bot_messages() == []
    depot.dm(OLIVE, "how many blue mugs in Leeds?")
    assert "Blue mug" not in depot.wait_message(bool)["text"]

    with program.database.writing() as books:
        staff.add(books, name="Dora", slack_user_id=THERE, role="owner")
    depot.dm(OLIVE, "where is order 1043?")
    card = depot.wait_message(lambda one: one["text"].startswith("Order 1043"))
    depot.press(OLIVE, card, "Ship…")
    form = depot.wait_modal(OLIVE, bool)
    menu = depot.suggest(OLIVE, form["id"], "slot:location", "lee")
    assert menu["options"][0]["text"]["text"] == "Leeds"
    depot.submit(OLIVE, form["id"], {})
    depot.submit(OLIVE, depot.modal(OLIVE)["id"], {})
    done = depot.wait_message(lambda one: one["text"].startswith("Shipped"))
    assert done["channel"] == depot.workspace.dm(OLIVE).id

    depot.mention(OLIVE, FLOOR, "ship 1042")
    shown = depot.wait_message(lambda one: "Ship order 1042" in one["text"])
    assert shown["channel"] == FLOOR
    assert [one["text"] for one in home.bot_messages()] == [told["text"]]
    depot.press(OLIVE, shown, "Confirm")
    depot.wait_message(lambda one: one["ts"] == shown["ts"] and "Undo" in str(one["blocks"]))
    depot.slash(OLIVE, FLOOR, "/backroom", "where is order 1043?")
    depot.wait_until(lambda: any("Order 1043" in m["text"] for m in depot.messages(FLOOR)))
    # Bolt loses this one, and with it whose workspace it is of
    depot.slash(OLIVE, FLOOR, "/backroom", "how many payloads?")
    depot.wait_until(lambda: any("payload" in m["text"] for m in depot.messages(FLOOR)))
    depot.open_home(OLIVE)
    depot.wait_home(OLIVE, lambda view: bool(view.get("blocks")))
    assert {one.target for one in rows(program, OutboxMessage)} <= {
        "D01OLIVE", f"{DEPOT}/D01OLIVE", f"{DEPOT}/{FLOOR}", THERE,
    }  # fmt: skip


def test_what_is_sent_unasked_goes_to_the_workspace_of_its_channel(
    program: Program, places: tuple[LocalSlack, LocalSlack], browser: Browser
) -> None:
    home, depot = places
    browser.install(TEAM)
    browser.install(DEPOT)
    with program.database.writing() as books:
        settings.put(books, "digest_channel", f"{DEPOT}/{FLOOR}")
        today = settings.today(books)
    program._post_digest(today)

    depot.wait_message(lambda one: one["channel"] == FLOOR)
    assert home.bot_messages() == []


def test_in_a_channel_that_both_share_the_channel_says_with_which_token(
    program: Program, places: tuple[LocalSlack, LocalSlack], browser: Browser
) -> None:
    home, depot = places
    browser.install(TEAM)
    browser.install(DEPOT)

    program.sender()._web.chat_postEphemeral(channel=FLOOR, user=THERE, text="Only you see this.")

    assert [one["text"] for one in home.bot_messages()] == ["Only you see this."]
    assert depot.bot_messages() == []


def test_whoever_is_of_another_workspace_there_speaks_and_presses_as_themselves(
    program: Program, places: tuple[LocalSlack, LocalSlack], browser: Browser
) -> None:
    home, _ = places
    browser.install(TEAM)
    browser.install(DEPOT)
    home.mention(OLIVE, FLOOR, "ship 1043")
    shown = home.wait_message(lambda one: "Ship order 1043" in one["text"])
    before = len(rows(program, Movement))

    home.workspace.visitors[OLIVE] = DEPOT
    home.press(OLIVE, shown, "Confirm")
    home.mention(OLIVE, FLOOR, "where is 1042?")
    home.wait_until(lambda: heard(program) == 3)
    menu = {"user": OLIVE, "channel": FLOOR, "ts": shown["ts"], "typed": "1042",
            "action": {"action_id": "find:order_status:order"}}  # fmt: skip
    assert home.on_loop(home.people.suggest(menu))["options"] == []
    assert len(rows(program, Movement)) == before

    # and Dora of the depot, whom the shop knows, presses what she asked for
    with program.database.writing() as books:
        staff.add(books, name="Dora", slack_user_id=THERE, role="owner")
    home.mention(OLIVE, FLOOR, "ship 1042")
    shown = home.wait_message(lambda one: "Ship order 1042" in one["text"])
    home.press(OLIVE, shown, "Confirm")
    home.wait_message(lambda one: one["ts"] == shown["ts"] and "Undo" in str(one["blocks"]))


def is_answered(place: LocalSlack) -> bool:
    """Whether something stands in the channel."""
    return len(place.messages(FLOOR)) == 1


def test_two_workspaces_that_number_a_command_alike_are_both_answered(
    program: Program, places: tuple[LocalSlack, LocalSlack], browser: Browser
) -> None:
    browser.install(TEAM)
    browser.install(DEPOT)
    asked = {"command": "/backroom", "text": "where is 1042?", "user_id": OLIVE,
             "channel_id": FLOOR, "trigger_id": "55.66"}  # fmt: skip
    for place in places:
        hook = place.people._hook(FLOOR, OLIVE, None)
        body = asked | {"team_id": place.workspace.team, "response_url": hook}
        place.on_loop(place.delivery.once("slash_commands", body))

    for place in places:
        place.wait_until(partial(is_answered, place))
    assert heard(program) == 2


def test_a_workspace_that_the_owner_did_not_name_is_refused_and_left_again(
    url: str, places: tuple[LocalSlack, LocalSlack], key: str
) -> None:
    home, depot = places
    program = started(named(url, home, key, BACKROOM_WORKSPACES=TEAM), *places)
    try:
        status, page = Browser(program, home).install(DEPOT)

        assert status == 403
        assert f"“Marsh Depot” ({DEPOT}) may not see the books of this shop" in page
        assert rows(program, Workspace) == []
        assert [one["method"] for one in depot.calls][-1] == "apps.uninstall"
        assert depot.people.subscribed == set()
    finally:
        program.stop()


def test_one_that_was_named_and_is_no_more_hears_and_sees_nothing(
    url: str, program: Program, places: tuple[LocalSlack, LocalSlack], browser: Browser, key: str
) -> None:
    home, depot = places
    browser.install(DEPOT)
    with program.database.writing() as books:
        staff.add(books, name="Dora", slack_user_id=THERE, role="owner")
    less = started(named(url, home, key, BACKROOM_WORKSPACES=TEAM), *places)
    try:
        seen = depot.slash(OLIVE, FLOOR, "/backroom", "where is order 1043?")
        depot.dm(OLIVE, "where is order 1043?")
        depot.wait_until(lambda: len(depot.deliveries) == 2)

        assert seen["outcome"] == "acked"
        assert "not connected with this workspace" in str(depot.messages(FLOOR))
        assert heard(program) == 0
        assert depot.bot_messages() == [
            one for one in depot.bot_messages() if "not connected" in one["text"]
        ]
    finally:
        less.stop()


def test_a_way_back_is_good_once_in_one_browser_and_signed(
    program: Program, browser: Browser, places: tuple[LocalSlack, LocalSlack]
) -> None:
    asked = browser.begin()
    back = browser.agree(asked, TEAM)

    assert Browser(program, places[0]).get(back)[0] == 400
    assert browser.get(back)[0] == 200
    status, page, _ = browser.get(back)
    assert status == 401
    assert "way back was used before" in page
    assert [one["method"] for one in places[0].calls].count("oauth.v2.access") == 1

    for state in ("x", "", asked["state"][:-1] + "0", f"{asked['state']}a", "é" * 30):
        browser.cookie = f"slack-app-oauth-state={state.encode('utf-8').decode('latin-1')}"
        answered = browser.get(f"{BACK}?{urlencode({'state': state, 'code': '1'})}")
        assert answered[0] in {400, 401}, state
    assert len(rows(program, Workspace)) == 1


def test_a_way_back_grows_old(browser: Browser, noon: dt.datetime) -> None:
    back = browser.agree(browser.begin(), TEAM)
    clock.set_source(lambda: noon + dt.timedelta(minutes=11))

    assert browser.get(back)[0] == 401


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"error": "access_denied"}, "cancelled at Slack"),
        ({"error": "<script>alert(1)</script>"}, "&lt;script&gt;"),
        ({}, "not the browser"),
        ({"code": "1"}, "not the browser"),
    ],
)
def test_what_went_wrong_at_slack_is_said_in_words(
    browser: Browser, query: dict[str, str], said: str
) -> None:
    status, page, headers = browser.get(f"{BACK}?{urlencode(query)}")

    assert status in {200, 400}
    assert said in page
    assert "<script>" not in page
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_a_code_that_slack_refuses_is_said_and_not_written_down(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    asked = browser.begin()
    status, page, _ = browser.get(f"{BACK}?{urlencode({'state': asked['state'], 'code': 'odd'})}")

    assert status == 401
    assert "does not take the code" in page
    assert "invalid_code" in caplog.text
    assert "code: odd" not in caplog.text


def test_a_slack_that_is_away_is_said(url: str, slack: LocalSlack, key: str) -> None:
    away = started(named(url, slack, key, SLACK_API_URL="http://127.0.0.1:1/api/"))
    try:
        browser = Browser(away, slack)
        browser.cookie = str(browser.get("/slack/install")[2]["set-cookie"]).partition(";")[0]
        state = browser.cookie.partition("=")[2]
        status, page, _ = browser.get(f"{BACK}?{urlencode({'state': state, 'code': '1'})}")
        assert status == 502
        assert "out of reach" in page
    finally:
        away.stop()


def test_whatever_strangers_send_from_connected_workspaces_and_others(
    program: Program, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    browser.install(TEAM)
    moved = len(rows(program, Movement))
    caller = Caller(program)
    draw = random.Random(53)  # noqa: S311  a repeatable stranger

    for number in range(300):
        body, headers, _ = stranger(draw, number)
        team = draw.choice([TEAM.encode(), DEPOT.encode(), b"T01"])
        sent = body.replace(TEAM.encode(), team)
        fresh = headers if sent == body else {**headers, **signed(sent)}
        assert caller.post(sent, fresh) in ANSWERS, sent[:300]
    caller.close()

    assert len(rows(program, Movement)) == moved
    assert "Traceback" not in caplog.text


def test_who_takes_it_out_is_forgotten_and_may_let_it_in_again(
    program: Program, places: tuple[LocalSlack, LocalSlack], browser: Browser
) -> None:
    home, depot = places
    browser.install(TEAM)
    browser.install(DEPOT)
    browser.install(DEPOT)
    assert [one.team for one in rows(program, Workspace)] == [TEAM, DEPOT]

    depot.uninstall()
    depot.wait_until(lambda: len(rows(program, Workspace)) == 1)
    program.database.write(
        lambda books: outbox.tell(
            books, kind="notice", key="n", target=f"{DEPOT}/{FLOOR}", payload={"text": "Late."}
        )
    )
    program.sender().wake()
    depot.wait_until(
        lambda: [one.error for one in rows(program, OutboxMessage)][-1:] == ["not_installed"]
    )
    home.dm(OLIVE, "where is order 1043?")
    home.wait_message(lambda one: "Order 1043" in one["text"])

    assert browser.install(DEPOT)[0] == 200
    depot.dm(OLIVE, "hello")
    depot.wait_message(bool)
    whats = [one.what for one in rows(program, History) if one.about_kind == "workspace"]
    assert whats == ["let in", "let in", "let in again", "taken out", "let in"]


def test_what_is_looked_at_is_of_its_workspace_and_forgotten_with_it(
    program: Program, places: tuple[LocalSlack, LocalSlack], browser: Browser
) -> None:
    home, depot = places
    browser.install(TEAM)
    browser.install(DEPOT)
    with program.database.writing() as books:
        staff.add(books, name="Dora", slack_user_id=THERE, role="owner")
    home.look(OLIVE, FLOOR)
    depot.look(OLIVE, FLOOR)
    home.wait_until(lambda: len(rows(program, Look)) == 2)
    assert {one.room for one in rows(program, Look)} == {FLOOR, f"{DEPOT}/{FLOOR}"}
    depot.mention(OLIVE, FLOOR, "this channel is for Leeds")
    shown = depot.wait_message(lambda one: "This channel is for Leeds" in one["text"])
    depot.press(OLIVE, shown, "Confirm")
    depot.wait_message(lambda one: one["ts"] == shown["ts"] and "Undo" in str(one["blocks"]))
    assert f"'channel_id': '{FLOOR}'" in str(shown["blocks"])
    depot.dm(OLIVE, "how many blue mugs?")
    depot.wait_message(lambda one: "2 Blue mug (MUG-BLU) available in Leeds" in one["text"])
    home.dm(OLIVE, "how many blue mugs?")
    home.wait_message(lambda one: "11 Blue mug (MUG-BLU) available in all" in one["text"])

    depot.uninstall()
    depot.wait_until(lambda: len(rows(program, Workspace)) == 1)
    assert [one.room for one in rows(program, Look)] == [FLOOR]
    home.uninstall()
    home.wait_until(lambda: rows(program, Workspace) == [])
    assert rows(program, Look) == []


@pytest.mark.parametrize(("bots", "left"), [(["U00BACKROOM"], 0), (["U99OTHER"], 1), ([], 1)])
def test_a_token_that_is_revoked_is_forgotten_and_nobody_elses(
    program: Program, places: tuple[LocalSlack, LocalSlack], browser: Browser,
    bots: list[str], left: int,
) -> None:  # fmt: skip
    _, depot = places
    browser.install(DEPOT)
    told = {"type": "tokens_revoked", "event_ts": "1", "tokens": {"oauth": [OLIVE], "bot": bots}}
    revoked = {"token": "local", "team_id": DEPOT, "api_app_id": "A01BACKROOM", "event": told,
               "type": "event_callback", "event_id": "Ev1",
               "event_time": int(time.time()) + 5}  # fmt: skip

    depot.on_loop(depot.delivery.event(revoked))
    depot.wait_until(lambda: bool(depot.deliveries))
    depot.wait_until(lambda: len(rows(program, Workspace)) == left)


def test_what_comes_late_takes_nothing_out(
    program: Program, places: tuple[LocalSlack, LocalSlack], browser: Browser
) -> None:
    _, depot = places
    browser.install(DEPOT)
    row = rows(program, Workspace)[0]
    told = {"type": "app_uninstalled", "event_ts": "1"}
    old = {"token": "local", "team_id": DEPOT, "api_app_id": "A01BACKROOM", "event": told,
           "type": "event_callback", "event_id": "Ev1",
           "event_time": int(row.installed_at.timestamp()) - 60}  # fmt: skip

    depot.on_loop(depot.delivery.event(old))
    depot.dm(OLIVE, "hello")
    depot.wait_message(bool)

    assert len(rows(program, Workspace)) == 1


def test_a_token_stands_nowhere_in_clear(
    program: Program, places: tuple[LocalSlack, LocalSlack], browser: Browser, url: str,
    caplog: pytest.LogCaptureFixture, key: str,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    home, _ = places
    _, page = browser.install(TEAM)
    home.dm(OLIVE, "where is order 1043?")
    home.wait_message(lambda one: "Order 1043" in one["text"])
    home.uninstall()
    token = next(iter(home.installs._over))

    path = Path(url.removeprefix("sqlite:///"))
    kept = b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
    assert b"Order 1043" in kept
    ours = "\n".join(one.getMessage() for one in caplog.records)
    for secret in (token, CLIENT_SECRET, key):
        assert secret.encode() not in kept
        assert secret not in page
        assert secret not in repr(program.config)
        assert secret not in repr(program.config.install)
        assert secret not in ours


def test_with_another_key_it_does_not_start_and_says_what_to_do(
    program: Program, browser: Browser, places: tuple[LocalSlack, LocalSlack], url: str, key: str
) -> None:
    browser.install(DEPOT)
    other = new_key()

    with pytest.raises(TokensUnreadable, match=f"workspace {DEPOT} cannot be read") as refused:
        Program(config.from_environment(named(url, places[0], other)))
    assert "BACKROOM_TOKEN_KEYS" in str(refused.value)

    started(named(url, places[0], f"{other},{key}")).stop()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BACKROOM_TOKEN_KEYS", "", "BACKROOM_TOKEN_KEYS: Have one made"),
        ("BACKROOM_TOKEN_KEYS", "short", "a key there is none"),
        ("BACKROOM_WORKSPACES", "", "BACKROOM_WORKSPACES: it is missing"),
        ("BACKROOM_WORKSPACES", "Marsh", "“Marsh” is no id of a workspace"),
        ("BACKROOM_ADDRESS", "", "BACKROOM_ADDRESS: it is missing"),
        ("BACKROOM_ADDRESS", "http://shop.example.org", "is not an https address"),
        ("SLACK_CLIENT_SECRET", "", "SLACK_CLIENT_SECRET: it is missing"),
        ("SLACK_SIGNING_SECRET", "", "SLACK_SIGNING_SECRET: it is missing"),
        ("SLACK_BOT_TOKEN", "xoxb-1", "each workspace brings its own token"),
    ],
)
def test_what_is_missing_for_several_workspaces_is_named(
    slack: LocalSlack, key: str, name: str, value: str, said: str
) -> None:
    with pytest.raises(BadEnvironment) as fault:
        config.from_environment(named("sqlite:///x", slack, key) | {name: value})

    assert said in fault.value.message
    assert key not in fault.value.message
