"""What came in: kept once, with its effects, or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from oms import inbox
from oms.database import Database
from oms.tables.messages import InboxEvent
from tests.transactions import Failure, at_once, fail_after


def test_the_same_thing_is_kept_once_however_often_it_comes(database: Database) -> None:
    with database.writing() as books:
        first = inbox.keep(books, "slack", "C1:171.1", {"text": "hello"})
    with database.writing() as books:
        again = inbox.keep(books, "slack", "C1:171.1", {"text": "hello"})

    assert first is not None
    assert again is None


def test_the_same_key_from_another_source_is_another_thing(database: Database) -> None:
    with database.writing() as books:
        kept = [inbox.keep(books, source, "1", {}) for source in ("slack", "shopify")]

    assert None not in kept
    assert len(set(kept)) == 2


def test_what_failed_half_way_was_not_kept_and_may_come_again(database: Database) -> None:
    with pytest.raises(Failure):
        fail_after(database, lambda books: inbox.keep(books, "slack", "k", {}))

    with database.writing() as books:
        assert inbox.keep(books, "slack", "k", {}) is not None


def test_of_many_deliveries_at_the_same_moment_one_is_acted_on(database: Database) -> None:
    kept = at_once(database, lambda books, key: inbox.keep(books, "slack", key, {}), ["k"] * 8)

    assert sum(event is not None for event in kept) == 1


def test_what_failed_for_good_says_why_and_does_not_come_again(database: Database) -> None:
    with database.writing() as books:
        event_id = inbox.keep(books, "slack", "k", {})
        assert event_id is not None
        inbox.failed(books, event_id, "E-0A1B2C " + "x" * 600)

    with database.writing() as books:
        event = books.scalars(select(InboxEvent)).one()
        assert (event.state, len(event.error or "")) == ("failed", 500)
        assert inbox.keep(books, "slack", "k", {}) is None


def test_only_what_failed_for_good_is_found_again_by_its_id(database: Database) -> None:
    with database.writing() as books:
        ids = [inbox.keep(books, "slack", key, {"said": key}) for key in ("well", "badly")]
        assert ids[1] is not None
        inbox.failed(books, ids[1], "E-0A1B2C")

    with database.reading() as books:
        found = inbox.failed_before(books, ids[1])
        assert found is not None
        assert found.payload == {"said": "badly"}
        for other in (ids[0], ids[1] + 1, str(ids[1]), None, True, 0, -1, 10**30, 1.5):
            assert inbox.failed_before(books, other) is None
