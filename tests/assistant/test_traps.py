"""What Slack and Bolt do when nobody looks, beside the troubles of test_chaos."""

from __future__ import annotations

import datetime as dt
import json
import logging
from typing import Any

import pytest
from sqlalchemy import update

from assistant.app import Program
from assistant.playground.slack import FLOOR, NOBODY, OLIVE, ORDERS, PRIYA, SAM, LocalSlack
from oms import catalogue, clock, counts, outbox, reservations
from oms.actors import who
from oms.tables.messages import Proposal
from tests.assistant.chaos import ADDED, Shop, books_held
from tests.small_shop import order

Json = dict[str, Any]
MANY = 14
"""More than Bolt answers at once by itself: ten messages, five listeners."""
ODD = ("interactive_message", "dialog_submission", "dialog_cancellation", "kind_of_tomorrow")
"""What older apps of Slack are sent, and what none is sent yet."""


def payload(slack: LocalSlack, kind: str) -> Json:
    """What the program was last brought of a kind."""
    brought: Json = [one for one in slack.deliveries if one["kind"] == kind][-1]["payload"]
    return brought


@pytest.fixture
def shop(quiet: Shop) -> Shop:
    """The running program, in a Slack in which nothing was said yet."""
    return quiet


def test_who_only_looks_is_answered_while_more_wait_for_the_books_than_bolt_answers_at_once(
    shop: Shop,
) -> None:
    slack = shop.slack
    slack.dm(OLIVE, "where is order 1043?")
    card = slack.wait_message(lambda one: one["text"].startswith("Order 1043"))
    slack.press(OLIVE, card, "Ship…")
    form = slack.wait_modal(OLIVE, bool)
    shop.settled()

    with books_held(shop.url):
        for number in range(MANY):
            slack.dm((OLIVE, SAM, PRIYA, NOBODY)[number % 4], f"where is order {8_000 + number}?")
        found = slack.suggest(OLIVE, form["id"], "slot:location", "lee")

    assert [one["text"]["text"] for one in found["options"]] == ["Leeds"]
    slack.wait_until(lambda: len(slack.bot_messages()) == 1 + MANY)


@pytest.mark.parametrize("what", ["command", "press on the Home tab", "press on a message"])
def test_a_command_or_a_press_that_is_brought_again_is_answered_once(shop: Shop, what: str) -> None:
    slack, known = shop.slack, shop.came_in()
    kind = "slash_commands" if what == "command" else "interactive"
    if what == "command":
        slack.slash(SAM, FLOOR, "/backroom", "how many red mugs in York?")
    elif what == "press on a message":
        slack.dm(OLIVE, "how many mugs?")
        which = slack.wait_message(lambda one: "Blue mug" in json.dumps(one.get("blocks")))
        known += 1
        slack.press(OLIVE, which, "Blue mug (MUG-BLU)")
        slack.wait_message(lambda one: "available in all" in one["text"])
    else:
        slack.open_home(OLIVE)
        view = slack.wait_home(OLIVE, lambda one: "Open returns" in json.dumps(one))
        slack.wait_until(lambda: shop.came_in() == known + 1)
        known += 1
        slack.press(OLIVE, view, "Open returns")
    slack.wait_until(lambda: len(slack.bot_messages()) == 1)

    told = payload(slack, kind)
    for _ in range(2):
        assert slack.on_loop(slack.delivery.once(kind, told))[0] == "acked"

    shop.settled()
    assert shop.came_in() == known + 1
    assert len(slack.bot_messages()) == 1


def test_a_mention_in_a_direct_message_is_answered_once_though_slack_tells_of_it_twice(
    shop: Shop,
) -> None:
    slack = shop.slack
    slack.dm(SAM, "how many red mugs in York?")
    slack.wait_until(lambda: bool(slack.deliveries) and len(slack.bot_messages()) == 1)
    told = payload(slack, "events_api")
    mention = {**told["event"], "type": "app_mention"}
    twin = {**told, "event_id": "EvTWIN", "event": mention}

    assert slack.on_loop(slack.delivery.again(twin, 0)) == "acked"

    shop.settled()
    assert len(slack.bot_messages()) == 1


@pytest.mark.parametrize("kind", ODD)
def test_what_no_listener_can_be_made_for_is_acknowledged_too(shop: Shop, kind: str) -> None:
    user = {"id": SAM, "team_id": "T01SHOP"}
    body = {"type": kind, "user": user, "callback_id": "gone", "trigger_id": "1",
            "actions": [{"name": "gone", "type": "button", "value": "1"}]}  # fmt: skip

    assert shop.slack.on_loop(shop.slack.delivery.once("interactive", body))[0] == "acked"


UNUSED: dict[str, Json] = {
    "an event": {"type": "event_callback", "event_id": "Ev1",
                 "event": {"type": "reaction_added", "user": SAM, "event_ts": "1.1"}},
    "a form that was closed": {"type": "view_closed"},
    "a form of an older version": {"type": "view_submission"},
    "a shortcut": {"type": "shortcut", "action_ts": "1.1"},
    "a shortcut on a message": {"type": "message_action", "action_ts": "1.1",
                                "message": {"ts": "1.1"}, "channel": {"id": FLOOR},
                                "response_url": "http://127.0.0.1/hook/x"},
    "a menu": {"type": "block_suggestion", "action_id": "gone", "block_id": "b", "value": "x"},
}  # fmt: skip


@pytest.mark.parametrize("what", UNUSED)
def test_what_is_not_used_is_acknowledged_without_a_word_in_the_log(
    shop: Shop, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    told = {"team_id": "T01SHOP", "user": {"id": SAM, "team_id": "T01SHOP"}, "trigger_id": "1",
            "callback_id": "gone", **UNUSED[what],
            "view": {"id": "V0", "type": "modal", "callback_id": "gone"}}  # fmt: skip
    kind = "events_api" if "event" in told else "interactive"
    with caplog.at_level(logging.WARNING):
        outcome, answer = shop.slack.on_loop(shop.slack.delivery.once(kind, told))

    assert outcome == "acked"
    assert answer == ({"options": []} if what == "a menu" else {})
    assert "Unhandled request" not in caplog.text


FRAME = 65_535
"""Bytes that one frame of a socket has by its short form; former clients sent no more."""


@pytest.mark.parametrize("program", ["socket"], indirect=True)
def test_an_acknowledgement_of_any_size_arrives(slack: LocalSlack, program: Program) -> None:
    units = {f"GIFT-{number}": 1 for number in range(40)}
    with program.database.writing() as books:
        leeds, owner = catalogue.location(books, "Leeds").id, who(books, OLIVE)
        for code in units:
            made = catalogue.add_sku(books, code, "🎁" * 70, price_minor=100)
            books.flush()
            where = counts.Where(made.id, leeds)
            counts.adjust(books, where, 1, reason="found", by=owner, key=code)
        long = order(books, "3002", "etsy", "Ann", "Hull", clock.now().date(), units, due=3)
        reservations.reserve_order(books, long, by=owner)
    said = slack.say(SAM, FLOOR, "is 3002 ready?")
    slack.shortcut(OLIVE, FLOOR, said, "ship_from")
    view = slack.wait_modal(OLIVE, lambda one: "Order 3002" in json.dumps(one))

    assert slack.submit(OLIVE, view["id"], {}) == {"updated": True}
    shown = {name: slack.modal(OLIVE)[name] for name in ("type", "blocks")}
    assert len(json.dumps(shown)) > FRAME


def ten_minutes_pass(shop: Shop) -> None:
    """What was shown or done so far was so ten minutes ago."""
    shop.settled()
    with shop.program.database.writing() as books:
        books.execute(update(Proposal).values(until=clock.now() - dt.timedelta(seconds=1)))


def test_what_was_shown_is_confirmed_by_who_asked_and_within_ten_minutes(shop: Shop) -> None:
    slack, before = shop.slack, shop.on_hand()
    theirs = slack.mention(OLIVE, FLOOR, "add 2 red mugs in Leeds found")
    slack.wait_until(lambda: len(shop.answers(theirs)) == 1)
    slack.press(SAM, shop.answers(theirs)[0], "Confirm")
    slack.wait_message(lambda one: "Somebody else asked" in one["text"])

    thread = shop.asked()
    ten_minutes_pass(shop)
    slack.press(SAM, shop.answers(thread)[0], "Confirm")
    slack.wait_until(lambda: "ten minutes ago" in str(shop.answers(thread)))
    assert shop.on_hand() == before


def test_what_was_done_is_undone_within_ten_minutes(shop: Shop) -> None:
    slack, before, thread = shop.slack, shop.on_hand(), shop.asked()
    slack.press(SAM, shop.answers(thread)[0], "Confirm")
    slack.wait_until(lambda: "Undo" in str(shop.answers(thread)))

    ten_minutes_pass(shop)
    slack.press(SAM, shop.answers(thread)[0], "Undo")
    slack.wait_message(lambda one: "ten minutes ago" in one["text"])
    assert shop.on_hand() == before + ADDED


def test_while_slack_wants_to_hear_nothing_in_a_channel_nothing_is_sent_there(shop: Shop) -> None:
    slack, said = shop.slack, [f"notice {number}" for number in range(3)]
    slack.faults.append({"method": "chat.postMessage", "times": 1, "retry_after": 2})
    with shop.program.database.writing() as books:
        for text in said:
            key = f"{text} {shop.over_http}"
            outbox.tell(books, kind="notice", key=key, target=ORDERS, payload={"text": text})
    shop.program.sender().wake()

    slack.wait_until(lambda: len(slack.bot_messages()) == len(said))
    posts = [one for one in slack.calls if one["method"] == "chat.postMessage"]
    assert [one["answer"]["ok"] for one in posts] == [False, True, True, True]
    assert posts[1]["at"] - posts[0]["at"] >= 2
    assert [one["text"] for one in slack.bot_messages()] == said


def test_what_one_person_was_shown_alone_is_answered_there_and_to_nobody_else(shop: Shop) -> None:
    slack, before = shop.slack, shop.on_hand()
    slack.slash(SAM, FLOOR, "/backroom", "add 2 red mugs in Leeds found")
    preview = slack.wait_message(lambda one: one.get("only_to") == SAM)

    slack.press(SAM, preview, "Confirm")

    slack.wait_message(lambda one: one["ts"] == preview["ts"] and "Undo" in str(one["blocks"]))
    shop.settled()
    assert shop.on_hand() == before + ADDED
    assert [one.get("only_to") for one in slack.bot_messages()] == [SAM]
    assert not [one for one in slack.calls if one["method"] == "chat.update"]
