"""“Share in channel”: a private answer is shown to everybody, once, as things are then."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.app import Program
from assistant.playground.slack import FLOOR, OLIVE, ORDERS, PRIYA, SAM, LocalSlack

Json = dict[str, Any]
LABEL = "Share in channel"


@pytest.fixture
def asked(slack: LocalSlack, program: Program) -> Json:
    """What Sam alone was answered to a command."""
    slack.slash(SAM, FLOOR, "/backroom", "how many red mugs in York?")
    return slack.wait_message(lambda one: "York" in one["text"])


def shared(slack: LocalSlack, channel: str = FLOOR) -> list[Json]:
    """What all in a channel see of us."""
    return [one for one in slack.messages(channel) if one.get("bot_id") and not one.get("only_to")]


@pytest.mark.parametrize("program", ["socket"], indirect=True)
def test_it_stands_in_the_channel_in_place_of_what_one_person_saw(
    slack: LocalSlack, asked: Json
) -> None:
    assert asked["only_to"] == SAM
    slack.press(SAM, asked, LABEL)
    slack.wait_until(lambda: bool(shared(slack)))
    slack.wait_until(lambda: asked not in slack.bot_messages())

    (told,) = shared(slack)
    assert "York" in told["text"]
    assert LABEL not in json.dumps(told["blocks"])


@pytest.mark.parametrize("program", ["socket"], indirect=True)
def test_it_is_shared_once_and_by_who_asked(slack: LocalSlack, asked: Json) -> None:
    slack.press(SAM, asked, LABEL)
    slack.wait_until(lambda: bool(shared(slack)))
    (first,) = [one["payload"] for one in slack.deliveries if one["kind"] == "interactive"]
    action = {**first["actions"][0], "action_ts": "9.9"}
    slack.on_loop(slack.delivery.once("interactive", {**first, "actions": [action]}))
    slack.wait_message(lambda one: "pressed before" in one["text"])

    slack.slash(SAM, FLOOR, "/backroom", "how many red mugs in Leeds?")
    mine = slack.wait_message(lambda one: "available in Leeds" in one["text"])
    slack.press(SAM, mine, LABEL)
    slack.wait_until(lambda: len(shared(slack)) == 2)
    theirs = [one["payload"] for one in slack.deliveries if one["kind"] == "interactive"][-1]
    user = {**theirs["user"], "id": PRIYA}
    slack.on_loop(slack.delivery.once("interactive", {**theirs, "user": user}))
    slack.wait_message(lambda one: "Somebody else asked" in one["text"])
    assert len(shared(slack)) == 2


@pytest.mark.parametrize("program", ["socket"], indirect=True)
def test_where_its_address_has_ended_it_is_posted_in_the_channel(
    slack: LocalSlack, asked: Json
) -> None:
    slack.faults.append({"method": "response_url", "times": 1, "status": 404})
    slack.press(SAM, asked, LABEL)

    slack.wait_until(lambda: bool(shared(slack)))


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (f"D{OLIVE[1:]}", "how many red mugs in York?"),
        (ORDERS, "add 2 red mugs in Leeds found"),
        (ORDERS, "help"),
        (ORDERS, "how many flying carpets?"),
        (ORDERS, "where is order 1043? and what is late?"),
    ],
)
@pytest.mark.parametrize("program", ["socket"], indirect=True)
def test_what_is_no_answer_to_a_question_in_a_channel_is_not_offered_to_all(
    slack: LocalSlack, program: Program, place: str, words: str
) -> None:
    slack.slash(OLIVE, ORDERS, "/backroom", "what is late?")
    slack.wait_message(lambda one: LABEL in json.dumps(one.get("blocks")))
    slack.slash(OLIVE, place, "/backroom", words)
    slack.wait_until(lambda: len(slack.bot_messages()) >= 2)

    assert LABEL not in json.dumps(slack.bot_messages()[-1].get("blocks"))
