"""Photos in Slack: posted in the thread of a return they are kept with it, each once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from assistant.app import Program
from assistant.playground.slack import FLOOR, NOBODY, OLIVE, SAM, LocalSlack
from oms import actors, orders, returns
from oms.database import Database
from oms.return_policy import Announced
from oms.tables.messages import OutboxMessage
from oms.tables.returns import Photo, Return
from tests.assistant.running import ended, program_of
from tests.small_shop import OWNER

PHOTO = ("mug.jpg", b"\xff\xd8 a picture")


@pytest.fixture
def program(url: str, slack: LocalSlack) -> Iterator[Program]:
    """The running program, with return R-1 of two blue mugs of order 1001."""
    database = Database(url)
    with database.writing() as books:
        sold = orders.by_number(books, "1001")
        (line,) = orders.lines_of(books, sold)
        olive = actors.who(books, OWNER)
        returns.authorise(books, sold.id, [Announced(line.id, 2)], by=olive, key="r1")
    database.close()
    made = program_of(url, slack)
    made.start()
    slack.wait_connected()
    yield made
    ended(made, slack)


def kept(program: Program) -> list[tuple[str, str]]:
    """The return and the file name of every photo, in order."""
    with program.database.reading() as books:
        rows = books.execute(
            select(Return.number, Photo.name)
            .join(Return, Return.id == Photo.return_id)
            .order_by(Photo.id)
        )
        return [(row.number, row.name) for row in rows]


def noted(program: Program, ts: str) -> bool:
    """Whether the books know as what a message was sent."""
    with program.database.reading() as books:
        wanted = select(OutboxMessage.id).where(OutboxMessage.sent_as == ts)
        return books.scalars(wanted).first() is not None


def started_in_a_channel(slack: LocalSlack) -> str:
    """Return R-2 is started in a thread of a channel; gives the thread."""
    root = slack.mention(OLIVE, FLOOR, "start a return for 1 blue mug from 1001, faulty")
    preview = slack.wait_message(lambda one: "Start a return" in one["text"])
    slack.press(OLIVE, preview, "Confirm")
    slack.wait_message(lambda one: "R-2 started" in one["text"])
    return root


def test_a_photo_in_the_thread_of_a_return_is_kept_without_calling_the_assistant(
    slack: LocalSlack, program: Program
) -> None:
    root = started_in_a_channel(slack)

    slack.say(SAM, FLOOR, "handle is gone", root, [PHOTO, ("box.png", b"PNG")])

    answer = slack.wait_message(lambda one: "2 photos are kept with return R-2" in one["text"])
    assert answer["thread_ts"] == root
    assert kept(program) == [("R-2", "mug.jpg"), ("R-2", "box.png")]


def test_a_photo_that_slack_delivers_twice_is_kept_once_and_said_once(
    slack: LocalSlack, program: Program
) -> None:
    root = started_in_a_channel(slack)
    slack.say(SAM, FLOOR, "", root, [PHOTO])
    slack.wait_message(lambda one: "1 photo is kept" in one["text"])
    slack.wait_until(lambda: any("files" in one["payload"]["event"] for one in events(slack)))
    delivered = next(one for one in events(slack) if "files" in one["payload"]["event"])

    slack.on_loop(slack.delivery.event(delivered["payload"]))
    slack.dm(OLIVE, "R-2")

    slack.wait_message(lambda one: one["text"].startswith("Return R-2 is authorised"))
    assert len([one for one in slack.bot_messages() if "kept" in one["text"]]) == 1
    assert kept(program) == [("R-2", "mug.jpg")]


def events(slack: LocalSlack) -> list[dict[str, Any]]:
    """Every event that was brought to the app."""
    return [one for one in slack.deliveries if one["kind"] == "events_api"]


def test_in_a_direct_message_the_thread_hangs_on_the_answer(
    slack: LocalSlack, program: Program
) -> None:
    slack.dm(OLIVE, "start a return for 1 blue mug from 1001")
    preview = slack.wait_message(lambda one: "Start a return" in one["text"])
    slack.press(OLIVE, preview, "Confirm")
    slack.wait_message(lambda one: "R-2 started" in one["text"])

    slack.say(OLIVE, preview["channel"], "", preview["ts"], [PHOTO])

    slack.wait_message(lambda one: "1 photo is kept with return R-2" in one["text"])
    assert kept(program) == [("R-2", "mug.jpg")]


def test_a_photo_is_of_the_return_whose_number_stands_beside_it(
    slack: LocalSlack, program: Program
) -> None:
    channel = slack.workspace.dm(OLIVE).id
    slack.say(OLIVE, channel, "these are of R-1", None, [PHOTO])

    slack.wait_message(lambda one: "1 photo is kept with return R-1" in one["text"])
    assert kept(program) == [("R-1", "mug.jpg")]


def test_what_is_said_beside_a_photo_is_done_with_the_photo_kept_first(
    slack: LocalSlack, program: Program
) -> None:
    channel = slack.workspace.dm(OLIVE).id
    slack.say(OLIVE, channel, "how is R-1?", None, [PHOTO])

    answer = slack.wait_message(lambda one: "Return R-1 is authorised" in one["text"])
    assert "mug.jpg" in str(answer["blocks"])


def test_a_thread_that_hangs_on_a_message_about_one_return_is_its_thread(
    slack: LocalSlack, program: Program
) -> None:
    slack.dm(OLIVE, "how is R-1?")
    answer = slack.wait_message(lambda one: "Return R-1 is authorised" in one["text"])
    # nobody is so quick to answer, and until it is noted down nobody knows what it was
    slack.wait_until(lambda: noted(program, answer["ts"]))

    slack.say(OLIVE, answer["channel"], "", answer["ts"], [PHOTO])

    slack.wait_message(lambda one: "1 photo is kept with return R-1" in one["text"])
    assert kept(program) == [("R-1", "mug.jpg")]


def test_other_photos_and_other_people_are_left_alone(slack: LocalSlack, program: Program) -> None:
    lunch = slack.say(SAM, FLOOR, "lunch")
    slack.say(SAM, FLOOR, "", lunch, [("soup.jpg", b"S")])
    root = started_in_a_channel(slack)
    slack.say(NOBODY, FLOOR, "", root, [("spy.jpg", b"X")])
    slack.say(SAM, FLOOR, "no photo here", root)
    slack.dm(OLIVE, "open returns")

    slack.wait_message(lambda one: one["text"].startswith("2 returns open"))
    assert kept(program) == []
    assert not [one for one in slack.bot_messages() if "photo" in one["text"].split(".")[0]]


def test_photos_with_nothing_that_says_whose_they_are_are_asked_about(
    slack: LocalSlack, program: Program
) -> None:
    slack.say(OLIVE, slack.workspace.dm(OLIVE).id, "", None, [PHOTO])

    slack.wait_message(lambda one: "do not know which return" in one["text"])
    assert kept(program) == []
