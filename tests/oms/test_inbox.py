"""What came in: kept once, acted on once, and found again where nobody did."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event, select

from oms import clock, inbox
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


def kept(database: Database, *keys: str) -> list[int]:
    """The ids of events of Slack's that are kept."""
    with database.writing() as books:
        return [inbox.keep(books, "slack", key, {"said": key}) or 0 for key in keys]


def test_what_is_kept_is_taken_once(database: Database) -> None:
    first, second = kept(database, "1", "2")
    with database.writing() as books:
        assert inbox.take(books, first)
    with database.writing() as books:
        assert not inbox.take(books, first)
        assert inbox.take(books, second)
        assert not inbox.take(books, second + 1)


def test_of_many_who_act_at_the_same_moment_one_takes_it(database: Database) -> None:
    (event_id,) = kept(database, "k")
    taken = at_once(database, lambda books, _: inbox.take(books, event_id), ["k"] * 8)

    assert taken.count(True) == 1


def test_what_failed_half_way_is_still_to_be_acted_on(database: Database) -> None:
    (event_id,) = kept(database, "k")
    with pytest.raises(Failure):
        fail_after(database, lambda books: inbox.take(books, event_id))

    with database.writing() as books:
        assert inbox.take(books, event_id)


def test_what_nobody_acted_on_is_found_oldest_first_and_by_its_source(database: Database) -> None:
    ids = kept(database, "1", "2", "3")
    with database.writing() as books:
        inbox.keep(books, "shopify", "1", {})
        inbox.take(books, ids[1])

    with database.reading() as books:
        later = clock.now() + dt.timedelta(seconds=1)
        found = inbox.left(books, "slack", later)
        assert [one.id for one in found] == [ids[0], ids[2]]
        assert found[0].payload == {"said": "1"}
        assert inbox.left(books, "slack", found[0].received_at) == []


def test_each_try_is_counted_though_what_it_does_fails(database: Database) -> None:
    (event_id,) = kept(database, "k")
    counted = []
    for _ in range(2):
        with database.writing() as books:
            counted.append(inbox.tried(books, event_id, 1))
        with pytest.raises(Failure):
            fail_after(database, lambda books: inbox.take(books, event_id))

    with database.writing() as books:
        counted.append(inbox.tried(books, event_id, -1))
    assert counted == [1, 2, 1]


def test_what_is_let_go_of_is_what_nobody_acted_on(database: Database) -> None:
    left, done = kept(database, "1", "2")
    with database.writing() as books:
        inbox.take(books, done)
        for one in (left, done):
            inbox.drop(books, one, "nobody can say so")

    with database.reading() as books:
        assert [books.get_one(InboxEvent, one).state for one in (left, done)] == ["failed", "done"]


def test_what_came_later_and_was_acted_on_is_known(database: Database) -> None:
    first, second, _ = kept(database, "1", "2", "3")
    with database.writing() as books:
        inbox.take(books, second)

    with database.reading() as books:
        assert inbox.acted_on_since(books, "slack", first) == [{"said": "2"}]
        assert inbox.acted_on_since(books, "slack", second) == []
        assert inbox.left_as(books, "slack", "1") == first
        assert inbox.left_as(books, "slack", "2") is None


def test_what_is_left_is_looked_for_by_its_index(sqlite_database: Database) -> None:
    with sqlite_database.reading() as books:
        kinds = books.connection()
        asked = []
        event.listen(kinds, "before_cursor_execute",
                     lambda *told: asked.append((told[2], told[3])))  # fmt: skip
        inbox.left(books, "slack", clock.now())
        plan = kinds.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0][0]}", asked[0][1])
        assert "ix_inbox_received" in str(plan.all())
