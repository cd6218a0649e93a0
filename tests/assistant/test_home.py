"""The Home tab: what stands on it, how fresh it is, and that its buttons ask the same commands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import block_limits, home
from assistant.app import Program
from assistant.playground import slack_blocks
from assistant.playground.slack import BOT_TOKEN, NOBODY, OLIVE, SAM, LocalSlack
from assistant.slack_names import HOME
from oms import actors, clock, exceptions, orders, reservations, settings, shipping
from oms.tables.messages import OutboxMessage, Proposal
from tests.assistant.running import chosen
from tests.conversation import ask_about, lines_of
from tests.small_shop import OWNER, PICKER, STRANGER, order

Json = dict[str, Any]


def words(view: Json) -> str:
    """All that stands on a Home tab."""
    return json.dumps(view["blocks"], ensure_ascii=False)


def labels(view: Json) -> list[str]:
    """Its buttons."""
    rows = [block["elements"] for block in view["blocks"] if block["type"] == "actions"]
    return [one["text"]["text"] for row in rows for one in row if one["type"] == "button"]


def menus(view: Json) -> dict[str, Json]:
    """Its menus, by what stands in them before one types."""
    rows = [block["elements"] for block in view["blocks"] if block["type"] == "actions"]
    return {one["placeholder"]["text"]: one
            for row in rows for one in row if one["type"] == "external_select"}  # fmt: skip


def drawn(books: Session, user: str) -> Json:
    """The Home tab of somebody."""
    return home.view(books, user, "D01", lambda: None)


def test_it_shows_how_the_shop_stands(sqlite_books: Session) -> None:
    ask_about(sqlite_books, "MUG-BLU", "Price", "14.00")

    view = drawn(sqlite_books, OWNER)
    shown = lines_of(tuple(view["blocks"]))

    assert shown[0] == "Marsh & Daughters · Tue 24 Nov"
    assert "Late: 1 order" in shown
    assert "• 1042 Tom Hale, 2 days late, to pick" in shown
    assert "To pick: 2 orders in 2 places" in shown
    assert "• Leeds: 1 order, 4 units" in shown
    assert "• York: 1 order, 4 units, 1 late" in shown
    assert "• Blue mug in Leeds: 2 left, reorder at 6" in shown
    assert "The ledger asks: 1 question" in shown
    assert {"1042", "Pick list Leeds", "Questions of the ledger"} <= set(labels(view))


def test_a_shop_with_nothing_to_do_says_so(sqlite_books: Session) -> None:
    for number in ("1042", "1043"):
        plan = shipping.plan(sqlite_books, orders.by_number(sqlite_books, number))
        shipping.ship(sqlite_books, plan, by=actors.who(sqlite_books, OWNER), key=number)

    shown = lines_of(tuple(drawn(sqlite_books, OWNER)["blocks"]))

    assert "Nothing is late." in shown
    assert "Nothing is to be picked." in shown
    assert not [one for one in shown if one.startswith(("To approve", "The ledger asks"))]


def test_a_stranger_is_told_so_and_sees_nothing_of_the_shop(sqlite_books: Session) -> None:
    view = drawn(sqlite_books, STRANGER)

    assert "1042" not in words(view)
    assert labels(view) == []
    assert block_limits.view_faults(view) == []


def test_a_ledger_out_of_reach_is_said(sqlite_books: Session) -> None:
    exceptions.open_case(sqlite_books, exceptions.LEDGER_AWAY, "ledger", "It does not answer.")

    assert "out of reach" in words(drawn(sqlite_books, PICKER))


@pytest.mark.parametrize("user", [OWNER, PICKER, STRANGER])
def test_slack_takes_it(sqlite_books: Session, user: str) -> None:
    view = drawn(sqlite_books, user)

    assert block_limits.view_faults(view) == slack_blocks.view_problems(view) == []


def test_opening_it_draws_it_and_pressing_asks_what_words_would(
    slack: LocalSlack, program: Program
) -> None:
    assert slack.open_home(OLIVE) == {}
    view = slack.wait_home(OLIVE, lambda one: "1042" in words(one))

    slack.press(OLIVE, view, "1042")
    answer = slack.wait_message(lambda one: "Order 1042" in one["text"])
    assert answer["channel"] == slack.workspace.dm(OLIVE).id
    assert "thread_ts" not in answer
    slack.dm(OLIVE, "put it on hold")
    slack.wait_message(lambda one: "Hold order 1042" in one["text"] or "hold" in one["text"])


@pytest.mark.parametrize(
    ("menu", "typed", "label", "answered"),
    [("Find an order", "priya", "1043 · Priya Shah", "Order 1043"),
     ("Find a product", "teap", "Stoneware teapot (TEAPOT)", "Stoneware teapot")],
)  # fmt: skip
def test_what_is_found_in_a_menu_is_answered_in_the_direct_message(
    slack: LocalSlack, program: Program, menu: str, typed: str, label: str, answered: str
) -> None:
    slack.open_home(OLIVE)
    view = slack.wait_home(OLIVE, lambda one: "1042" in words(one))
    element = menus(view)[menu]
    assert chosen(slack, OLIVE, view["id"], element, typed) == label
    answer = slack.wait_message(lambda one: answered in one["text"])
    assert answer["channel"] == slack.workspace.dm(OLIVE).id


def test_it_is_drawn_again_when_it_is_opened_again_and_by_its_button(
    slack: LocalSlack, program: Program
) -> None:
    slack.open_home(OLIVE)
    first = slack.wait_home(OLIVE, lambda one: "Late: 1 order" in words(one))
    slack.dm(OLIVE, "ship 1042")
    shown = slack.wait_message(lambda one: "Ship order 1042 for" in one["text"])
    slack.press(OLIVE, shown, "Confirm")
    slack.wait_message(lambda one: one["ts"] == shown["ts"] and "Undo" in words(one))

    slack.open_home(OLIVE)
    again = slack.wait_home(OLIVE, lambda one: "Nothing is late." in words(one))
    assert again["id"] == first["id"]
    slack.press(OLIVE, again, "Refresh")
    slack.wait_home(OLIVE, lambda one: one["hash"] != again["hash"])
    assert "Nothing is late." in words(slack.home(OLIVE))


def test_opening_the_messages_beside_it_does_nothing(slack: LocalSlack, program: Program) -> None:
    slack.open_home(OLIVE, "messages")
    slack.wait_until(lambda: any(one["outcome"] == "acked" for one in slack.deliveries))
    slack.dm(OLIVE, "help")
    slack.wait_until(lambda: len(slack.bot_messages()) == 1)

    assert slack.home(OLIVE) == {}


def test_one_event_that_comes_twice_draws_once(slack: LocalSlack, program: Program) -> None:
    slack.open_home(SAM)
    slack.wait_home(SAM, lambda one: "1042" in words(one))
    opened = next(one for one in slack.deliveries if one["kind"] == "events_api")
    slack.on_loop(slack.delivery.event(opened["payload"]))
    slack.dm(SAM, "help")
    slack.wait_until(lambda: len(slack.bot_messages()) == 1)

    drawings = [one for one in slack.calls if one["method"] == "views.publish"]
    assert len(drawings) == 1
    with program.database.reading() as books:
        kept = list(books.scalars(select(OutboxMessage).where(OutboxMessage.kind == HOME)))
        assert [one.payload.keys() for one in kept] == [{"text", "dm"}]
        assert list(books.scalars(select(Proposal))) == []


def test_a_home_tab_that_slack_did_not_take_at_once_is_drawn_as_it_is_then(
    slack: LocalSlack, program: Program
) -> None:
    slack.faults.append({"method": "views.publish", "times": 1, "retry_after": 1})
    slack.open_home(NOBODY)

    told = slack.wait_home(NOBODY, lambda one: bool(one.get("blocks")))
    assert labels(told) == []
    assert [one["answer"]["ok"] for one in slack.calls if one["method"] == "views.publish"] == [
        False, True,
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["<!channel> *a* & b" * 20, "\u202e" + "x" * 300, "é🎁" * 200])
def test_names_that_people_wrote_are_shown_as_they_are_and_fit(
    sqlite_books: Session, word: str
) -> None:
    today = clock.now().date()
    for number in range(3001, 3013):
        wanted = {"BAG-JUTE": 1}
        made = order(sqlite_books, f"{number}", "etsy", word[:200], "Hull", today, wanted, due=-3)
        reservations.reserve_order(sqlite_books, made, by=actors.system(sqlite_books))
    settings.put(sqlite_books, "shop_name", word[:80])

    view = drawn(sqlite_books, OWNER)

    assert block_limits.view_faults(view) == slack_blocks.view_problems(view) == []
    assert "mrkdwn" not in words(view)
    assert "• and 8 more" in lines_of(tuple(view["blocks"]))


@pytest.mark.parametrize(
    "spoilt",
    [
        {"type": "modal"},
        {"title": {"type": "plain_text", "text": "Home"}},
        {"private_metadata": "x" * 3001},
        {"callback_id": "x" * 256},
        {"blocks": [{"type": "divider"}] * 101},
        {"blocks": [{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}]},
        {"blocks": [{"type": "divider", "block_id": "a"}] * 2},
        {"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]},
    ],
    ids=lambda spoilt: next(iter(spoilt)),
)
def test_both_checks_refuse_a_view_that_slack_would_not_take(
    slack: LocalSlack, spoilt: Json
) -> None:
    view = {"type": "home", "blocks": [{"type": "divider"}], **spoilt}

    assert block_limits.view_faults(view) != []
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        WebClient(BOT_TOKEN, base_url=slack.api_url).views_publish(user_id=OLIVE, view=view)


def test_the_local_slack_keeps_one_home_a_person_and_minds_the_hash(slack: LocalSlack) -> None:
    web = WebClient(BOT_TOKEN, base_url=slack.api_url)
    view = {"type": "home", "blocks": [{"type": "divider"}]}
    first = web.views_publish(user_id=OLIVE, view=view)["view"]
    second = web.views_publish(user_id=OLIVE, view=view, hash=first["hash"])["view"]

    assert first["id"] == second["id"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        web.views_publish(user_id=OLIVE, view=view, hash=first["hash"])
    with pytest.raises(SlackApiError, match="user_not_found"):
        web.views_publish(user_id="U0NOBODYATALL", view=view)
