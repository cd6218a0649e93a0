"""The program as it runs, between a local Slack and its own database."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
from typing import Any

import pytest
from sqlalchemy import func, select, update

from assistant import config
from assistant.app import Program
from assistant.came import SOURCE
from assistant.desk import Desk
from assistant.intake import Intake
from assistant.playground.slack import (
    APP_TOKEN,
    DIGEST,
    FLOOR,
    NOBODY,
    OLIVE,
    SAM,
    SIGNING_SECRET,
    LocalSlack,
)
from assistant.ports import PortTaken
from oms import clock, inbox, outbox, settings
from oms.database import Database
from oms.tables.messages import ExceptionCase, InboxEvent, OutboxMessage
from oms.tables.orders import Shipment
from tests.assistant.running import ended, environment, program_of, sent


def count(program: Program, table: type) -> int:
    with program.database.reading() as books:
        return books.scalars(select(func.count()).select_from(table)).one()


def test_a_question_is_answered_where_it_was_asked(slack: LocalSlack, program: Program) -> None:
    slack.dm(OLIVE, "where is order 1043?")
    asked = slack.mention(SAM, FLOOR, "how many blue mugs in York?")
    slack.slash(SAM, FLOOR, "/backroom", "how many payloads?")

    in_dm = slack.wait_message(lambda one: "1043" in one["text"])
    in_thread = slack.wait_message(lambda one: "York" in one["text"] and "9" in one["text"])
    private = slack.wait_message(lambda one: "payload" in one["text"])
    assert in_dm.get("thread_ts") is None
    assert in_thread["thread_ts"] == asked
    assert private["only_to"] == SAM


def test_shipping_is_previewed_confirmed_once_and_undone(
    slack: LocalSlack, program: Program
) -> None:
    before = count(program, Shipment)
    slack.dm(SAM, "ship 1043")
    preview = slack.wait_message(lambda one: "5 → 2" in one["text"])
    assert count(program, Shipment) == before

    slack.press(SAM, preview, "Confirm")
    slack.press(SAM, preview, "Confirm")

    slack.wait_until(lambda: "Undo" in str(shown(slack, preview)))
    assert count(program, Shipment) == before + 1
    slack.press(SAM, shown(slack, preview), "Undo")
    slack.wait_until(lambda: "undone" in shown(slack, preview)["text"].lower())


def shown(slack: LocalSlack, message: dict[str, Any]) -> dict[str, Any]:
    """A message as it stands now."""
    return next(one for one in slack.all_messages() if one["ts"] == message["ts"])


def test_somebody_unknown_learns_nothing(slack: LocalSlack, program: Program) -> None:
    slack.dm(NOBODY, "where is order 1043?")

    answer = slack.wait_message(lambda one: one["channel"] == f"D{NOBODY[1:]}")

    assert "Priya" not in answer["text"]
    assert "owner" in answer["text"]


def test_an_event_that_comes_twice_is_answered_once(slack: LocalSlack, program: Program) -> None:
    slack.dm(OLIVE, "where is order 1043?")
    slack.wait_message(lambda one: "1043" in one["text"])
    # over HTTP the answer may be there before the delivery that it answers has ended
    slack.wait_until(lambda: any(one["kind"] == "events_api" for one in slack.deliveries))
    delivered = next(one for one in slack.deliveries if one["kind"] == "events_api")

    slack.on_loop(slack.delivery.event(delivered["payload"]))
    slack.dm(OLIVE, "what is late?")
    slack.wait_message(lambda one: "1042" in one["text"])

    assert len(slack.bot_messages()) == 2
    assert count(program, InboxEvent) == 2


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"error": "ratelimited", "status": 429, "retry_after": 1},
        {"error": "internal_error"},
        {"drop": "before"},
        {"drop": "after"},
    ],
    ids=str,
)
def test_whatever_slack_does_to_an_answer_it_arrives_once(
    slack: LocalSlack, program: Program, fault: dict[str, object]
) -> None:
    slack.faults.append({"method": "chat.postMessage", "times": 1, **fault})

    slack.dm(OLIVE, "where is order 1043?")

    slack.wait_until(lambda: sent(program) == ["sent"])
    assert len(slack.bot_messages()) == 1


def test_an_answer_that_slack_never_takes_is_given_up_and_shown(
    slack: LocalSlack, program: Program
) -> None:
    with program.database.writing() as books:
        outbox.tell(books, kind="notice", key="lost", target="C404", payload={"text": "x"})
    program.sender().wake()

    slack.wait_until(lambda: sent(program) == ["dead"])
    with program.database.reading() as books:
        lost = select(ExceptionCase).where(ExceptionCase.detail.contains("C404"))
        case = books.scalars(lost).one()
    assert case.state == "open"


def test_a_channel_gets_its_messages_in_order_and_not_faster_than_slack_allows(
    slack: LocalSlack, program: Program
) -> None:
    slack.enforce_rates = True
    with program.database.writing() as books:
        for number in range(6):
            payload = {"text": f"notice {number}"}
            outbox.tell(books, kind="notice", key=str(number), target=FLOOR, payload=payload)
    program.sender().wake()

    slack.wait_until(lambda: sent(program) == ["sent"] * 6)
    slack.enforce_rates = False
    assert [one["text"] for one in slack.bot_messages()] == [f"notice {n}" for n in range(6)]
    # Slack's clock and ours are not one: a message may come a moment too early, not each of them
    assert sum(not one["answer"]["ok"] for one in slack.calls) <= 1


def test_with_slack_away_the_program_starts_and_answers_when_it_is_back(
    url: str, slack: LocalSlack
) -> None:
    slack.down = True
    made = program_of(url, slack)
    made.start()
    with made.database.writing() as books:
        outbox.tell(books, kind="notice", key="n", target=FLOOR, payload={"text": "still here"})
    made.sender().wake()

    slack.down = False

    slack.wait_connected()
    slack.wait_message(lambda one: one["text"] == "still here")
    made.stop()


def test_a_program_that_is_stopped_while_it_connects_leaves_no_connection(
    url: str, slack: LocalSlack
) -> None:
    slack.wait_until(lambda: slack.delivery.connected == 0)
    made = program_of(url, slack)

    slow = {"method": "apps.connections.open", "times": 1, "delay": 0.3}
    slack.faults.append(slow)

    made.start()
    slack.wait_until(lambda: slow["times"] == 0)
    made.stop()

    made._connector.join()
    slack.wait_until(lambda: slack.delivery.connected == 0)


def test_the_digest_is_posted_once_a_day_also_after_a_restart(url: str, slack: LocalSlack) -> None:
    database = Database(url)
    with database.writing() as books:
        settings.put(books, "digest_channel", DIGEST)
    for _ in range(2):
        made = program_of(url, slack)
        made.start()
        slack.wait_message(lambda one: one["channel"] == DIGEST)
        made.jobs().digest_when_due()
        made.stop()

    said = [one for one in slack.bot_messages() if one["channel"] == DIGEST]
    pictures = [one for one in said if one.get("files")]
    assert all(one["alt_txt"] for one in slack.workspace.files.values())
    # the picture comes first, and is there when the words are
    assert [one in pictures for one in said] == [True, False]
    database.close()


def test_a_message_claimed_by_a_program_that_died_is_looked_for_and_not_sent_twice(
    url: str, slack: LocalSlack
) -> None:
    database = Database(url)
    with database.writing() as books:
        outbox.tell(books, kind="reply", key="arrived", target=FLOOR, payload={"text": "once"},
                    claimed=True)  # fmt: skip
        outbox.tell(books, kind="reply", key="lost", target=FLOOR, payload={"text": "lost"},
                    claimed=True)  # fmt: skip
    slack.methods.call(
        "chat.postMessage",
        {"channel": FLOOR, "text": "once",
         "metadata": {"event_type": "backroom_message", "event_payload": {"key": "arrived"}}},
    )  # fmt: skip
    database.close()

    made = program_of(url, slack)
    made.start()

    slack.wait_until(lambda: sent(made) == ["sent", "sent"])
    made.stop()
    assert sorted(one["text"] for one in slack.bot_messages()) == ["lost", "once"]


def test_a_port_that_is_taken_is_said_with_what_to_do(url: str, slack: LocalSlack) -> None:
    port = slack.base_url.rstrip("/").rsplit(":", 1)[1]
    named = environment(url, slack, SLACK_SIGNING_SECRET=SIGNING_SECRET, BACKROOM_PORT=port)

    with pytest.raises(PortTaken, match=port) as refused:
        Program(config.from_environment(named))

    assert "BACKROOM_PORT" in refused.value.remedy


def test_an_attempt_that_was_cut_short_counts_as_one_that_may_have_arrived(
    url: str, slack: LocalSlack
) -> None:
    database = Database(url)
    with database.writing() as books:
        outbox.tell(books, kind="reply", key="k", target=FLOOR, payload={"text": "x"})
        books.execute(update(OutboxMessage).values(error="waiting for its turn", attempts=1))

        first = outbox.claim(books)
        books.execute(update(OutboxMessage).values(not_before=clock.now() - dt.timedelta(1)))
        second = outbox.claim(books)

    assert [one.error for one in (*first, *second)] == ["waiting for its turn", None]
    database.close()


def test_without_a_ledger_nothing_of_googles_is_loaded() -> None:
    loaded = "import sys, assistant.app; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", loaded], check=True, capture_output=True, text=True
    )

    modules = told.stdout.split()

    assert "assistant.app" in modules
    assert not {"gspread", "google", "sheets"}.intersection(modules)


def test_what_takes_in_loads_nothing_of_what_answers() -> None:
    asked = "import sys, assistant.app; print(*sys.modules)"

    told = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)

    loaded = set(told.stdout.split())
    assert "assistant.intake" in loaded
    assert not loaded & {"assistant.desk", "assistant.understand", "assistant.render", "jinja2"}


def test_what_comes_in_before_anything_can_answer_is_kept_and_then_answered(
    url: str, slack: LocalSlack
) -> None:
    made = program_of(url, slack)
    goes, desk = threading.Event(), made.desk

    def slowly() -> Desk:
        goes.wait(30)
        return desk()

    made.intake = Intake(made.database, slowly)
    made.start()
    try:
        slack.wait_connected()
        slack.dm(OLIVE, "where is order 1043?")
        slack.wait_until(lambda: count(made, InboxEvent) == 1)
        assert slack.bot_messages() == []
        goes.set()
        slack.wait_message(lambda one: "1043" in one["text"])
    finally:
        goes.set()
        ended(made, slack)


@pytest.mark.parametrize(
    ("lacked", "states"),
    [("apscheduler", {"received", "failed"}), ("jinja2", {"received"}),
     ("assistant.forms", {"received"})],
)  # fmt: skip
def test_a_program_that_cannot_answer_ends_says_why_and_loses_nothing(
    url: str, slack: LocalSlack, lacked: str, states: set[str]
) -> None:
    """What is too old to be done is told as such where there is a desk, and else waits for one."""
    lacks = f"import sys; sys.modules[{lacked!r}] = None; sys.argv = ['backroom', 'serve']"
    program = f"{lacks}; from assistant.cli import main; main()"
    long_ago = clock.now() - dt.timedelta(hours=3)
    with Database(url).writing() as books:
        facts = {"kind": "message", "text": "help", "user": OLIVE, "target": "D1", "thread": None}
        inbox.keep(books, SOURCE, "left", facts)
        books.execute(update(InboxEvent).values(received_at=long_ago))

    ended_so = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True, timeout=60,
        env={**os.environ, **environment(url, slack, SLACK_APP_TOKEN=APP_TOKEN)},
    )  # fmt: skip

    assert (ended_so.returncode, lacked in ended_so.stderr) == (2, True)
    assert slack.delivery.connected == 0
    with Database(url).reading() as books:
        [left] = books.scalars(select(InboxEvent))
        assert left.state in states
        assert (left.attempts == 0) is (left.state == "received")
