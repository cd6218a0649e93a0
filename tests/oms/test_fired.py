"""Scheduled things, done once a slot."""

from __future__ import annotations

import pytest

from oms import fired
from oms.database import Database
from tests.transactions import Failure, at_once, fail_after


def test_a_slot_is_claimed_once_and_stays_done(database: Database) -> None:
    with database.writing() as books:
        assert not fired.done(books, "digest", "2026-11-24")
        assert fired.once(books, "digest", "2026-11-24")
    with database.writing() as books:
        assert not fired.once(books, "digest", "2026-11-24")
        assert fired.done(books, "digest", "2026-11-24")


def test_the_next_day_and_another_job_are_other_slots(database: Database) -> None:
    with database.writing() as books:
        fired.once(books, "digest", "2026-11-24")

        assert fired.once(books, "digest", "2026-11-25")
        assert fired.once(books, "backup", "2026-11-24")


def test_a_slot_whose_work_failed_is_free_again(database: Database) -> None:
    with pytest.raises(Failure):
        fail_after(database, lambda books: fired.once(books, "digest", "2026-11-24"))

    with database.writing() as books:
        assert fired.once(books, "digest", "2026-11-24")


def test_of_many_programs_that_find_a_slot_due_one_does_the_work(database: Database) -> None:
    claimed = at_once(database, lambda books, slot: fired.once(books, "digest", slot), ["day"] * 8)

    assert sorted(claimed) == [False] * 7 + [True]
