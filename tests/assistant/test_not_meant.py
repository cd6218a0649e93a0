"""“Not what I meant”: whose button it is, what it drops, and where it does not stand."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import block_limits, dialogue, dialogue_doubt
from assistant.dialogue import Heard, Pressed
from assistant.dialogue_running import Answer
from oms.tables.messages import Proposal
from oms.tables.speech import Miss
from tests.small_shop import OWNER

LOOSE = "any blue mugs left up in Leeds?"


def say(books: Session, words: str) -> Answer:
    return dialogue.answer(books, Heard(words, OWNER, "D01", None, words))


def button(answer: Answer) -> dict[str, Any]:
    """The button of an answer that is in doubt."""
    row = answer.message.blocks[-1]["elements"]
    return next(one for one in row if one["action_id"].startswith(dialogue_doubt.ACTION))


def press(books: Session, answer: Answer) -> Answer:
    one = button(answer)
    return dialogue.press(
        books, Pressed(one["action_id"], one["value"], OWNER, "D01", None, "1.1", one["value"])
    )


def states(books: Session) -> list[str]:
    return list(books.scalars(select(Proposal.state).order_by(Proposal.id)))


def test_a_button_of_something_said_before_drops_its_preview_and_says_so(
    sqlite_books: Session,
) -> None:
    say(sqlite_books, "move 2 blue mugs from York to Hull")
    changed = say(sqlite_books, "no, 3")
    say(sqlite_books, "where is order 1043?")

    told = press(sqlite_books, changed)

    assert "You have said something else since." in told.message.text
    assert told.private
    assert states(sqlite_books) == ["dropped", "dropped"]
    assert "Nothing waits" in say(sqlite_books, "yes").message.text


def test_the_same_button_twice_is_one_miss(sqlite_books: Session) -> None:
    answer = say(sqlite_books, LOOSE)
    assert "Sorry" in press(sqlite_books, answer).message.text
    assert "something else since" in press(sqlite_books, answer).message.text

    assert [one.said for one in sqlite_books.scalars(select(Miss))] == [LOOSE.rstrip("?")]


@pytest.mark.parametrize(
    "words", ["where is order 1043?", "ship 1043", "colour of the moon", "start a return", "help"]
)
def test_what_was_said_word_by_word_or_not_understood_has_no_button(
    sqlite_books: Session, words: str
) -> None:
    row = say(sqlite_books, words).message.blocks[-1]
    ids = [one["action_id"] for one in row.get("elements", ()) if "action_id" in one]
    assert not [one for one in ids if one.startswith(dialogue_doubt.ACTION)]


def test_an_answer_that_has_no_room_for_the_button_is_sent_without_it(
    sqlite_books: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(block_limits, "MOST_BLOCKS", 2)
    answer = say(sqlite_books, LOOSE)

    assert "Not what I meant" not in str(answer.message.blocks)
    assert "York has 9" in answer.message.text


@pytest.mark.parametrize(
    ("words", "is_so"),
    [("not what I meant", True), ("That’s not what I meant!", True),
     ("no, you misunderstood", True),
     ("that was not what I asked for", True), ("you got that wrong", True),
     ("not what I meant, ship 1043", False), ("what I meant", False), ("that is wrong", False),
     ("is that not what I ordered", False)],
)  # fmt: skip
def test_it_is_said_by_the_whole_message_only(words: str, *, is_so: bool) -> None:
    assert dialogue_doubt.is_said(words) is is_so
