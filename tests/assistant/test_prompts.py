"""What is suggested beside the messages: who is suggested what, and that all of it is answered."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import dialogue, manifest, prompts
from assistant.app import Program
from assistant.dialogue import Heard
from assistant.playground import slack_grants
from assistant.playground.slack import BOT_TOKEN, FLOOR, NOBODY, OLIVE, LocalSlack
from assistant.prompts import Prompt
from assistant.slack_names import PROMPTS
from oms import orders, shipping
from oms.actors import who
from oms.tables.messages import OutboxMessage
from tests.small_shop import OWNER, PICKER, STRANGER

Json = dict[str, Any]


def titles(found: list[Prompt]) -> list[str]:
    return [one["title"] for one in found]


def test_what_is_suggested_is_what_is_worth_asking_now(sqlite_books: Session) -> None:
    assert titles(prompts.suggested(sqlite_books, OWNER)) == [
        "What is late?", "Where is order 1042?", "What is to pick in Leeds?",
        "What is running out?",
    ]  # fmt: skip
    assert titles(prompts.suggested(sqlite_books, STRANGER)) == ["What can I ask?"]

    for number in ("1042", "1043"):
        plan = shipping.plan(sqlite_books, orders.by_number(sqlite_books, number))
        shipping.ship(sqlite_books, plan, by=who(sqlite_books, OWNER), key=number)
    left = titles(prompts.suggested(sqlite_books, PICKER))
    assert "What is late?" not in left
    assert "What can I ask?" in left


@pytest.mark.parametrize("user", [OWNER, PICKER])
def test_everything_that_is_suggested_is_answered(sqlite_books: Session, user: str) -> None:
    always = [{"title": title, "message": words} for title, words in manifest.PROMPTS]
    for one in [*always, *prompts.suggested(sqlite_books, user)]:
        answer = dialogue.answer(sqlite_books, Heard(one["message"], user, "D01", None, "k"))
        assert answer.code == "", one


def test_opening_the_messages_suggests_and_once_for_one_event(
    slack: LocalSlack, program: Program
) -> None:
    slack.open_home(OLIVE, "messages")
    slack.wait_until(lambda: bool(slack.prompts(OLIVE)))
    assert "Where is order 1042?" in [one["message"] for one in slack.prompts(OLIVE)]
    slack.wait_until(lambda: bool(slack.deliveries))
    opened = next(one for one in slack.deliveries if one["kind"] == "events_api")
    slack.on_loop(slack.delivery.event(opened["payload"]))
    slack.open_home(NOBODY, "messages")
    slack.wait_until(lambda: bool(slack.prompts(NOBODY)))

    calls = [one for one in slack.calls if one["method"].endswith("setSuggestedPrompts")]
    assert len(calls) == 2
    assert all("thread_ts" not in one["given"] for one in calls)
    assert slack.home(OLIVE) == {}


def test_where_slack_wants_no_suggestions_nothing_is_amiss(
    slack: LocalSlack, program: Program
) -> None:
    slack.faults.append(
        {"method": "assistant.threads.setSuggestedPrompts", "error": "missing_scope"}
    )
    slack.open_home(OLIVE, "messages")
    slack.dm(OLIVE, "help")
    slack.wait_until(lambda: len(slack.bot_messages()) == 1)

    def is_over() -> bool:
        with program.database.reading() as books:
            kept = books.scalars(select(OutboxMessage.state)
                                 .where(OutboxMessage.kind == PROMPTS))  # fmt: skip
            return list(kept) == ["sent"]

    slack.wait_until(is_over)
    assert slack.prompts(OLIVE) == []


@pytest.mark.parametrize(
    ("wrong", "spoil"),
    [
        ("agent_description", lambda app: app["agent_view"].update(agent_description="x" * 301)),
        ("up to 4 prompts", lambda app: app["agent_view"]["suggested_prompts"].append({})),
        ("of the past", lambda app: app.update(assistant_view={})),
    ],
)
def test_the_local_slack_refuses_an_agent_that_slack_would_not_take(wrong: str, spoil: Any) -> None:
    told = copy.deepcopy(manifest.manifest())
    assert slack_grants.faults(told) == []
    spoil(told["features"])

    assert wrong in " ".join(slack_grants.faults(told))


def test_the_local_slack_shows_suggestions_in_a_direct_message_without_a_thread(
    slack: LocalSlack,
) -> None:
    web, one = WebClient(BOT_TOKEN, base_url=slack.api_url), {"title": "t", "message": "m"}
    dm = slack.workspace.dm(OLIVE).id
    for channel, given in ((dm, []), (dm, [one] * 5), (dm, [{"title": "t"}]), (FLOOR, [one])):
        with pytest.raises(SlackApiError):
            web.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=given)
    web.assistant_threads_setSuggestedPrompts(channel_id=dm, thread_ts="1.1", prompts=[one])
    assert slack.prompts(OLIVE) == []
    web.assistant_threads_setSuggestedPrompts(channel_id=dm, prompts=[one])
    assert slack.prompts(OLIVE) == [one]
