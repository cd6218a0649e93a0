"""What is to be said: queued once, given to one sender at a time, tried again, or given up."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import clock, outbox
from oms.database import Database
from oms.tables.messages import OutboxMessage
from tests.transactions import Failure, at_once, fail_after


def tell(books: Session, key: str, **more: Any) -> int | None:
    return outbox.tell(books, kind="notice", key=key, target="C1", payload={"text": key}, **more)


def later(**much: float) -> None:
    then = clock.now() + dt.timedelta(**much)
    clock.set_source(lambda: then)


def test_a_message_is_queued_once_for_its_key(database: Database, noon: dt.datetime) -> None:
    with database.writing() as books:
        assert tell(books, "digest:2026-11-24") is not None
        assert tell(books, "digest:2026-11-24") is None

    with database.reading() as books:
        assert [one.key for one in outbox.waiting(books)] == ["digest:2026-11-24"]


def test_a_message_of_a_change_that_failed_is_never_sent(
    database: Database, noon: dt.datetime
) -> None:
    with pytest.raises(Failure):
        fail_after(database, lambda books: tell(books, "k"))

    with database.writing() as books:
        assert outbox.claim(books) == []


def test_messages_are_claimed_oldest_first_and_by_nobody_else(
    database: Database, noon: dt.datetime
) -> None:
    with database.writing() as books:
        for key in ("a", "b", "c"):
            tell(books, key)

    with database.writing() as books:
        first = outbox.claim(books, limit=2)
    with database.writing() as books:
        second = outbox.claim(books)

    assert [one.key for one in first] == ["a", "b"]
    assert [one.key for one in second] == ["c"]


def test_senders_that_claim_at_the_same_moment_share_no_message(
    database: Database, noon: dt.datetime
) -> None:
    with database.writing() as books:
        for number in range(12):
            tell(books, str(number))

    claimed = at_once(database, outbox.claim, [3] * 4)

    keys = [one.key for batch in claimed for one in batch]
    assert len(keys) == len(set(keys))


def test_what_was_claimed_and_neither_sent_nor_failed_is_due_again_after_a_minute(
    database: Database, noon: dt.datetime
) -> None:
    with database.writing() as books:
        tell(books, "k")
        outbox.claim(books)

    later(seconds=59)
    with database.writing() as books:
        assert outbox.claim(books) == []
    later(seconds=2)
    with database.writing() as books:
        (again,) = outbox.claim(books)
    assert (again.attempts, again.error) == (2, None)


def test_what_its_writer_sends_itself_waits_for_it_and_is_due_when_it_dies(
    database: Database, noon: dt.datetime
) -> None:
    with database.writing() as books:
        tell(books, "k", claimed=True)
        assert outbox.claim(books) == []

    later(seconds=61)
    with database.writing() as books:
        assert [one.attempts for one in outbox.claim(books)] == [2]


def test_after_a_start_what_a_dead_program_claimed_is_due_at_once_and_no_more(
    database: Database, noon: dt.datetime
) -> None:
    with database.writing() as books:
        tell(books, "claimed", claimed=True)
        tell(books, "tomorrow", not_before=noon + dt.timedelta(days=1))
        tell(books, "put off")
        (put_off,) = outbox.claim(books)
        outbox.put_off(books, put_off.id, noon + dt.timedelta(minutes=5), "no answer: timed out")

    with database.writing() as books:
        outbox.requeue(books)
        assert [one.key for one in outbox.claim(books)] == ["claimed"]


def test_a_message_that_is_put_off_comes_again_then_with_what_went_wrong(
    database: Database, noon: dt.datetime
) -> None:
    with database.writing() as books:
        tell(books, "k")
        (claimed,) = outbox.claim(books)
        outbox.put_off(books, claimed.id, noon + dt.timedelta(seconds=30), "ratelimited")

    later(seconds=29)
    with database.writing() as books:
        assert outbox.claim(books) == []
    later(seconds=2)
    with database.writing() as books:
        (again,) = outbox.claim(books)
    assert (again.attempts, again.error) == (2, "ratelimited")


def test_what_was_sent_or_given_up_is_not_claimed_again(
    database: Database, noon: dt.datetime
) -> None:
    with database.writing() as books:
        tell(books, "sent")
        tell(books, "sent too")
        tell(books, "dead")
        sent, other, dead = outbox.claim(books)
        outbox.sent(books, {sent.id: "171.1", other.id: "171.2"})
        outbox.give_up(books, dead.id, "channel_not_found")

    later(days=30)
    with database.writing() as books:
        outbox.requeue(books)
        assert outbox.claim(books) == []
        (left,) = outbox.waiting(books)
        assert (left.key, left.state, left.error) == ("dead", "dead", "channel_not_found")
        known = books.execute(select(OutboxMessage.key, OutboxMessage.sent_as))
        assert {*known} == {("sent", "171.1"), ("sent too", "171.2"), ("dead", None)}
