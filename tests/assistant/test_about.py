"""“Ask Backroom about this”: what a message names is answered in its thread, and asks only."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant import dialogue
from assistant.app import Program
from assistant.dialogue import Heard
from assistant.manifest import ABOUT
from assistant.playground.slack import FLOOR, NOBODY, OLIVE, SAM, LocalSlack
from oms import actors, orders, parcels, shipping
from oms.parcels import Carriage
from oms.tables.messages import Proposal
from oms.tables.stock import Movement
from tests.small_shop import OWNER, SERVICE

Json = dict[str, Any]


def ask_about(books: Session, text: str) -> list[str]:
    """The first words of each answer about a message."""
    heard = Heard(text, OWNER, "C01FLOOR", "1.1", text, "1.1")
    return [one.text[:40] for one in dialogue.about(books, heard).messages]


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("Hi, my order 1043 has still not come!! Priya", ["Order 1043"]),
        ("1042 and #1043 please", ["Order 1042", "Order 1043"]),
        ("WE-1043", ["Order 1043"]),
        ("have we any more stoneware teapots for the window?", ["3 Stoneware teapot (TEAPOT)"]),
        ("the teapot of 1042", ["Order 1042"]),
        ("1043 1043 order 1043", ["Order 1043"]),
    ],
)
def test_what_a_message_names_is_answered(
    sqlite_books: Session, text: str, answers: list[str]
) -> None:
    found = ask_about(sqlite_books, text)

    assert len(found) == len(answers)
    assert all(one.startswith(wanted) for one, wanted in zip(found, answers, strict=True))


def test_a_tracking_number_is_answered_with_the_order_whose_parcel_it_is(
    sqlite_books: Session,
) -> None:
    order, by = orders.by_number(sqlite_books, "1043"), actors.who(sqlite_books, OWNER)
    carriage = Carriage(carrier="dpd", tracking="15501234567890")
    shipping.ship(sqlite_books, shipping.plan(sqlite_books, order), carriage, by=by, key="k")

    assert parcels.orders_under(sqlite_books, "15501234567890") == ("1043",)
    (told,) = ask_about(sqlite_books, "DPD says 15501234567890 is stuck in Bristol")
    assert told.startswith("Order 1043")


@pytest.mark.parametrize(
    "text", ["", "lunch?", "the mugs are lovely", "<@U02SAM> see you at 1.30", "🎉", "x" * 50_000]
)
def test_a_message_that_names_nothing_is_answered_kindly(sqlite_books: Session, text: str) -> None:
    answer = dialogue.about(sqlite_books, Heard(text, SERVICE, "C01FLOOR", "1.1", "k", "1.1"))

    assert answer.code == "nothing_named"
    assert answer.private
    assert "mention me" in answer.message.text


@pytest.mark.parametrize("text", ["ship 1043", "cancel 1043 now please", "yes", "undo"])
def test_a_message_that_orders_something_changes_nothing(sqlite_books: Session, text: str) -> None:
    counted = select(func.count()).select_from(Movement)
    before = sqlite_books.scalar(counted)

    dialogue.about(sqlite_books, Heard(text, OWNER, "C01FLOOR", "1.1", "k", "1.1"))

    assert sqlite_books.scalar(counted) == before
    assert list(sqlite_books.scalars(select(Proposal))) == []


def test_the_shortcut_is_answered_in_the_thread_of_its_message(
    slack: LocalSlack, program: Program
) -> None:
    ts = slack.say(SAM, FLOOR, "somebody rang about 1043, any idea?")
    assert slack.shortcut(OLIVE, FLOOR, ts, ABOUT)["outcome"] == "acked"

    told = slack.wait_message(lambda one: "Order 1043" in one["text"])
    assert (told["thread_ts"], told["channel"]) == (ts, FLOOR)
    # and is gone on from there
    slack.mention(OLIVE, FLOOR, "put it on hold", ts)
    slack.wait_message(lambda one: "1043" in one["text"] and one["ts"] != told["ts"])


def test_only_who_asked_sees_that_there_is_nothing_to_say(
    slack: LocalSlack, program: Program
) -> None:
    ts = slack.say(SAM, FLOOR, "who wants cake?")
    slack.shortcut(OLIVE, FLOOR, ts, ABOUT)
    told = slack.wait_message(lambda one: "no order, return, parcel or product" in one["text"])
    assert told["only_to"] == OLIVE

    slack.shortcut(NOBODY, FLOOR, slack.say(SAM, FLOOR, "where is 1043"), ABOUT)
    refused = slack.wait_message(lambda one: one.get("only_to") == NOBODY)
    assert "1043" not in refused["text"]


@pytest.mark.parametrize("error", ["channel_not_found", "not_in_channel"])
def test_where_we_may_not_write_the_answer_goes_to_who_asked(
    slack: LocalSlack, program: Program, error: str
) -> None:
    slack.faults.append({"method": "chat.postMessage", "times": 1, "error": error})
    ts = slack.say(SAM, FLOOR, "1043 again")
    slack.shortcut(OLIVE, FLOOR, ts, ABOUT)

    told = slack.wait_message(lambda one: "Order 1043" in one["text"])
    assert told["only_to"] == OLIVE


def test_a_shortcut_that_is_not_in_the_manifest_reaches_nobody(slack: LocalSlack) -> None:
    ts = slack.say(SAM, FLOOR, "1043")

    assert slack.shortcut(OLIVE, FLOOR, ts, "other") == {"outcome": "unknown_shortcut"}
