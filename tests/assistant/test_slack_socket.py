"""Over a socket: whatever Slack hands on is acknowledged, and nothing odd can break or fool us."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from sqlalchemy import func, select

from assistant import config
from assistant.app import Program
from assistant.playground.slack import APP_TOKEN, BOT_TOKEN, FLOOR, OLIVE, LocalSlack
from assistant.slack import close, connect, connection
from oms.tables.stock import Movement
from tests.assistant.running import ended, environment, program_of
from tests.assistant.strangers import event, form, press, slash

ORDINARY, LONG = 500, 10_000
KINDS = {event: "events_api", press: "interactive", form: "interactive", slash: "slash_commands"}
BARE: tuple[dict[str, Any], ...] = ({}, {"type": 7}, {"type": "event_callback", "event": []},
                                    {"actions": 3, "type": "x"}, {"command": []})  # fmt: skip


@pytest.fixture
def connected(url: str, slack: LocalSlack) -> Iterator[Program]:
    """The program as it is reached over a socket."""
    made = program_of(url, slack)
    made.start()
    slack.wait_connected()
    yield made
    ended(made, slack)


def moved(program: Program) -> int:
    """How many movements there are."""
    with program.database.reading() as books:
        return books.scalars(select(func.count()).select_from(Movement)).one()


def test_with_one_workspace_whoever_is_of_another_is_nobody_of_the_shop(
    slack: LocalSlack, connected: Program
) -> None:
    slack.mention(OLIVE, FLOOR, "ship 1043")
    shown = slack.wait_message(lambda one: "Ship order 1043" in one["text"])
    before = moved(connected)

    slack.workspace.visitors[OLIVE] = "T02DEPOT"
    slack.press(OLIVE, shown, "Confirm")
    slack.mention(OLIVE, FLOOR, "where is 1042?")
    slack.wait_until(lambda: len(unknown(slack)) == 2)
    # the press is answered as Slack names them, to nobody else
    assert OLIVE in [one.get("only_to") for one in unknown(slack)]
    del slack.workspace.visitors[OLIVE]
    said = {"type": "app_mention", "user": OLIVE, "channel": FLOOR, "ts": "1.1",
            "text": "where is 1042?"}  # fmt: skip
    elsewhere = {"type": "event_callback", "team_id": "T02DEPOT", "event_id": "Ev1", "event": said}
    slack.on_loop(slack.delivery.once("events_api", elsewhere))
    slack.press(OLIVE, shown, "Confirm")
    slack.wait_message(lambda one: one["ts"] == shown["ts"] and "Undo" in str(one["blocks"]))

    assert moved(connected) > before
    assert not any("Order 1042" in one["text"] for one in slack.all_messages())
    assert len(unknown(slack)) == 2


def unknown(slack: LocalSlack) -> list[dict[str, Any]]:
    """What was answered to whom nobody knows."""
    return [one for one in slack.messages(FLOOR) if "do not know you" in one["text"]]


class Held(logging.Filter):
    """Holds a connection that begins to receive until it was told to end."""

    def __init__(self, client: Any) -> None:
        super().__init__()
        self._client = client
        self.begun = threading.Event()

    def filter(self, record: logging.LogRecord) -> bool:
        """Wait, in the moment in which the SDK is about to take back that it ends."""
        if record.msg.startswith("Starting to receive") and not self.begun.is_set():
            self.begun.set()
            deadline = time.monotonic() + 10
            while not self._client.current_session_state.terminated and time.monotonic() < deadline:
                time.sleep(0.01)
        return True


def test_a_program_that_stops_while_it_begins_to_receive_ends(slack: LocalSlack, url: str) -> None:
    settings = config.from_environment(environment(url, slack, SLACK_APP_TOKEN=APP_TOKEN))
    app = App(client=WebClient(BOT_TOKEN, slack.api_url), token_verification_enabled=False)
    handler = connection(app, settings)
    client = handler.client
    held = Held(client)
    client.logger.addFilter(held)
    level = client.logger.level
    client.logger.setLevel(logging.INFO)
    try:
        connect(handler)
        assert held.begun.wait(10)
        closing = threading.Thread(target=close, args=[handler], daemon=True)
        closing.start()
        closing.join(20)
    finally:
        client.logger.removeFilter(held)
        client.logger.setLevel(level)

    assert not closing.is_alive()
    slack.wait_until(lambda: slack.delivery.connected == 0)


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "\x00", "team_id": "T01", "event": None},
        {"type": "", "user": {"id": "U01OLIVE"}, "view": None},
        {"type": "view_closed", "user": {"id": "U01OLIVE"}, "view": {"callback_id": "x"}},
    ],
    ids=["no event", "no form", "a form of no type"],
)
def test_what_bolt_would_trip_over_is_acknowledged_and_does_not_come_again(
    connected: Program, slack: LocalSlack, payload: dict[str, Any]
) -> None:
    before = moved(connected)
    outcome, _ = slack.on_loop(slack.delivery.once("interactive", payload))

    assert outcome == "acked"
    assert moved(connected) == before


@pytest.mark.parametrize(
    "times", [ORDINARY, pytest.param(LONG, marks=pytest.mark.soak)], ids=["ordinary", "soak"]
)
def test_whatever_comes_over_it_is_acknowledged_without_a_fault_a_change_or_a_leak(
    connected: Program, slack: LocalSlack, times: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before, draw = moved(connected), random.Random(times)  # noqa: S311  a repeatable stranger

    for number in range(times):
        made = draw.choice([*KINDS])
        payload = draw.choice(BARE) if draw.random() < 0.02 else made(draw, number)
        outcome, answer = slack.on_loop(slack.delivery.once(KINDS[made], payload))
        assert outcome == "acked", payload
        assert BOT_TOKEN not in str(answer)

    assert moved(connected) == before
    assert "Traceback" not in caplog.text
    assert BOT_TOKEN not in caplog.text
    assert APP_TOKEN not in caplog.text
