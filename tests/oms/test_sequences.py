"""Numbers of documents: never twice, each higher than the one before, from where they stand."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from oms import sequences
from oms.database import Database
from oms.rehearsal import rehearse
from oms.tables.settings import NUMBERED
from tests.transactions import Failure, at_once, fail_after


@pytest.mark.parametrize("kind", ["order", "catalogue"])
def test_many_at_once_get_a_number_each(database: Database, kind: str) -> None:
    with database.writing() as books:
        before = sequences.take(books, kind)

    numbers = at_once(database, lambda books, _: sequences.take(books, kind), range(12))

    assert sorted(numbers) == list(range(before + 1, before + 13))


def test_the_first_number_of_a_kind_is_that_of_the_kind(database: Database) -> None:
    with database.writing() as books:
        first = {kind: sequences.take(books, kind) for kind in NUMBERED}

    assert first == dict.fromkeys(NUMBERED, 1) | {
        "order": 1001, "past_order": 100_001, "past_return": 100_001,
    }  # fmt: skip


def test_several_numbers_are_all_higher_than_those_before(database: Database) -> None:
    with database.writing() as books:
        one, three = sequences.take(books, "order"), sequences.several(books, "order", 3)
        after = sequences.take(books, "order")

    assert [one, *three, after] == [1001, 1002, 1003, 1004, 1005]


def test_a_start_is_moved_up_and_never_down(database: Database) -> None:
    with database.writing() as books:
        sequences.start_at(books, "order", 1044)
        first = sequences.take(books, "order")
        sequences.start_at(books, "order", 1010)
        sequences.start_at(books, "order", first)
        second = sequences.take(books, "order")

    assert (first, second) == (1044, 1045)


def test_a_shop_may_begin_below_the_first_number(database: Database) -> None:
    with database.writing() as books:
        sequences.start_at(books, "order", 997)

        assert sequences.take(books, "order") == 997


def test_a_number_of_a_transaction_that_failed_is_given_to_nobody_else_meanwhile(
    database: Database,
) -> None:
    with pytest.raises(Failure):
        fail_after(database, lambda books: sequences.take(books, "order"))
    with database.writing() as books:
        assert sequences.take(books, "order") in {1001, 1002}


def test_a_rehearsal_uses_up_no_number(books: Session) -> None:
    def both() -> list[int]:
        return [sequences.take(books, "order"), *sequences.several(books, "shipment", 2)]

    before = sequences.take(books, "order")
    rehearsed = rehearse(books, both)
    rehearse(books, lambda: rehearse(books, both) + both())

    assert len(set(rehearsed)) == 3
    assert sequences.take(books, "order") == before + 1
