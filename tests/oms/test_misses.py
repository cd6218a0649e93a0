"""What was not understood: the newest are kept, each is listed once, and taught words go."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from assistant import plain
from oms import actors, clock, misses
from oms.misses import UnknownMiss
from tests.small_shop import OWNER, PICKER

DM = ("D01", "")


def keep(books: Session, said: str, part: str = "", user: str = OWNER) -> None:
    misses.keep(books, said, part, DM, by=actors.who(books, user))


def test_the_oldest_are_let_go_of(books: Session) -> None:
    for number in range(misses.MOST + 5):
        keep(books, f"sentence {number}")

    assert misses.count(books) == misses.MOST
    newest = misses.newest(books, 2)
    assert [one.said for one in newest] == ["sentence 304", "sentence 303"]
    with pytest.raises(UnknownMiss, match="Nothing that was not understood is kept as M-1"):
        misses.by_number(books, "m-1")
    assert misses.by_number(books, newest[0].number.lower()) == newest[0]


def test_each_name_that_was_not_known_is_listed_once(books: Session) -> None:
    keep(books, "how many gromits", "gromits")
    keep(books, "gromits in Leeds", "Gromits", PICKER)
    keep(books, "wobble the sprocket")

    assert [(one.unknown, one.by) for one in misses.newest(books, 9)] == [
        ("wobble the sprocket", "Olive Marsh"), ("Gromits", "Sam Reed"),
    ]  # fmt: skip


def test_what_is_taught_is_let_go_of(books: Session) -> None:
    keep(books, "how many gromits", "the gromits")
    keep(books, "wobble the sprocket")

    misses.settle(books, "gromit")

    assert [one.said for one in misses.newest(books, 9)] == ["wobble the sprocket"]


def test_the_last_that_was_not_understood_is_of_the_same_person_and_place(books: Session) -> None:
    keep(books, "wobble the sprocket")
    keep(books, "how many gromits", "gromits")
    keep(books, "how many widgets", "widgets", PICKER)
    owner, before = actors.who(books, OWNER), clock.now() - dt.timedelta(minutes=15)

    last = misses.last(books, DM, before, by=owner)

    assert last is not None
    assert last.part == "gromits"
    assert misses.last(books, ("D02", ""), before, by=owner) is None
    later = clock.now() + dt.timedelta(minutes=1)
    assert misses.last(books, DM, later, by=owner) is None


def test_a_long_sentence_is_cut_and_a_question_that_is_answered_is_not_kept(
    sqlite_books: Session,
) -> None:
    plain.ask(sqlite_books, OWNER, "how many blue mugs in Leeds")
    plain.ask(sqlite_books, OWNER, "where is order 9999")
    assert misses.count(sqlite_books) == 0

    plain.ask(sqlite_books, OWNER, "wobble " * 200)

    assert [len(one.said) for one in misses.newest(sqlite_books, 2)] == [misses.LONGEST]
