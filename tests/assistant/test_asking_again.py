"""“Ask again” below a fault: one press, one answer, and nothing carried out by it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from sqlalchemy import select, update

from assistant.playground.slack import FLOOR, PRIYA, SAM
from oms import clock
from oms.tables.messages import InboxEvent
from tests.assistant.chaos import ADDED, Shop, broken, pressed
from tests.assistant.running import answered

Json = dict[str, Any]
LABEL = "Ask again"
WORDS = "how many red mugs in York?"
GAVE_WAY = "40001"
"""What PostgreSQL says of another transaction that went first."""


@pytest.fixture
def shop(quiet: Shop) -> Shop:
    """The running program, in a Slack in which nothing was said yet."""
    return quiet


def apology(shop: Shop) -> Json:
    """The words of the fault that Sam alone sees."""
    return shop.slack.wait_message(lambda one: "went wrong on my side" in one["text"])


def failed(shop: Shop, words: str = WORDS) -> Json:
    """What was said to Sam when his words came to a fault in a thread of the shop floor."""
    with broken(shop.program.database):
        shop.slack.mention(SAM, FLOOR, words)
        return apology(shop)


def again(shop: Shop, message: Json, **other: Any) -> None:
    """Press the button once more, or as somebody else, as Slack would bring it."""
    told = {**pressed(message, LABEL), **other}
    assert shop.slack.on_loop(shop.slack.people.press(told))["outcome"] == "acked"


def said(shop: Shop, words: str) -> Json:
    """What Sam is told in return."""
    return shop.slack.wait_message(lambda one: words in one["text"])


def test_the_same_is_asked_again_where_it_was_asked_and_answered_once(shop: Shop) -> None:
    fault = failed(shop)
    assert fault["only_to"] == SAM
    (button,) = fault["blocks"][-1]["elements"]
    assert WORDS not in json.dumps(fault)
    assert json.loads(button["value"]).keys() == {"e"}

    shop.slack.press(SAM, fault, LABEL)

    answer = said(shop, "York")
    assert (answer["thread_ts"], answer.get("only_to")) == (fault["thread_ts"], None)
    said(shop, "Asked again.")
    assert fault not in shop.slack.bot_messages()
    again(shop, fault)
    said(shop, "asked again before")
    shop.settled()
    assert sum("York" in one["text"] for one in shop.slack.bot_messages()) == 1


def test_what_only_one_person_saw_is_answered_in_its_place(shop: Shop) -> None:
    with broken(shop.program.database):
        shop.slack.slash(SAM, FLOOR, "/backroom", WORDS)
        fault = apology(shop)

    shop.slack.press(SAM, fault, LABEL)

    answer = said(shop, "York")
    shop.settled()
    assert answer["only_to"] == SAM
    assert shop.slack.bot_messages() == [answer]


def test_a_change_is_shown_again_and_needs_its_own_confirm(shop: Shop) -> None:
    before = shop.on_hand()
    fault = failed(shop, "add 2 red mugs in Leeds found")

    shop.slack.press(SAM, fault, LABEL)

    preview = said(shop, "Confirm or cancel")
    shop.settled()
    assert shop.on_hand() == before
    shop.slack.press(SAM, preview, "Confirm")
    shop.slack.wait_until(lambda: shop.on_hand() == before + ADDED)


def test_a_yes_that_failed_is_not_said_again_by_a_button(shop: Shop) -> None:
    before, other = shop.on_hand(), failed(shop)
    thread = shop.asked()
    with broken(shop.program.database, "movements"):
        shop.say(thread, "yes")
        shop.slack.wait_until(lambda: len(shop.answers(thread)) == 2)
    fault = shop.answers(thread)[-1]
    assert "went wrong on my side" in fault["text"]
    assert "button" not in json.dumps(fault["blocks"])

    # a button of ours that named it all the same
    with shop.program.database.reading() as books:
        last = select(InboxEvent.id).where(InboxEvent.state == "failed")
        event_id = books.scalars(last.order_by(InboxEvent.id.desc())).first()
    told = pressed(other, LABEL)
    told["action"]["value"] = json.dumps({"e": event_id})
    again(shop, other, action=told["action"])

    said(shop, "is not asked again")
    assert shop.on_hand() == before


def test_a_fault_of_reading_itself_is_told_too_without_a_button(shop: Shop) -> None:
    # no door lets in what has no words: the reader cannot read it, neither to answer nor to tell
    # whether it is a yes
    unread = {"kind": "message", "text": None, "user": SAM, "target": FLOOR, "thread": None}

    program = shop.program
    program.desk().deliver(answered(program.database, program.desk(), "unread", unread))

    assert "button" not in json.dumps(apology(shop)["blocks"])


def test_nobody_asks_again_for_somebody_else(shop: Shop) -> None:
    fault = failed(shop)

    again(shop, fault, user=PRIYA)

    assert said(shop, "Somebody else asked")["only_to"] == PRIYA
    assert not any("York" in one["text"] for one in shop.slack.bot_messages())


def test_after_an_hour_it_is_to_be_said_once_more(shop: Shop) -> None:
    fault = failed(shop)
    with shop.program.database.writing() as books:
        then = clock.now() - dt.timedelta(hours=1, seconds=1)
        books.execute(update(InboxEvent).values(received_at=then))

    shop.slack.press(SAM, fault, LABEL)

    assert "Say it once more." in said(shop, "more than an hour ago")["text"]


@pytest.mark.parametrize("value", ["", "[]", "{}", '{"e": "1"}', '{"e": 0}', '{"e": 1e99}',
                                   '{"e": true}', f'{{"e": {10**30}}}'])  # fmt: skip
def test_a_button_that_names_nothing_that_failed_asks_nothing(shop: Shop, value: str) -> None:
    fault = failed(shop)
    told = pressed(fault, LABEL)
    told["action"]["value"] = value

    again(shop, fault, action=told["action"])

    shop.slack.wait_until(lambda: len(shop.slack.bot_messages()) == 2)
    assert "went wrong" not in shop.slack.bot_messages()[-1]["text"]


def test_what_fails_again_can_be_asked_again(shop: Shop) -> None:
    with broken(shop.program.database):
        shop.slack.mention(SAM, FLOOR, WORDS)
        first = apology(shop)
        shop.slack.press(SAM, first, LABEL)
        shop.slack.wait_until(lambda: first not in shop.slack.bot_messages())
        second = apology(shop)
    assert second["text"] != first["text"]

    shop.slack.press(SAM, second, LABEL)

    said(shop, "York")


@pytest.mark.parametrize("running", ["http"], indirect=True)
def test_when_the_books_are_busy_that_is_said_with_the_button(shop: Shop) -> None:
    with broken(shop.program.database, state=GAVE_WAY):
        shop.slack.mention(SAM, FLOOR, WORDS)
        busy = said(shop, "busy just now")

    shop.slack.press(SAM, busy, LABEL)

    said(shop, "York")


def test_a_button_that_failed_stands_there_still_and_gets_no_other(shop: Shop) -> None:
    before, thread = shop.on_hand(), shop.asked()
    preview = shop.answers(thread)[0]
    with broken(shop.program.database, "movements"):
        shop.slack.press(SAM, preview, "Confirm")
        fault = apology(shop)

    assert "button" not in json.dumps(fault["blocks"])
    shop.slack.press(SAM, preview, "Confirm")
    shop.slack.wait_until(lambda: shop.on_hand() == before + ADDED)
