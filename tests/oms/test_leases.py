"""Doing a job alone."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

from oms import clock, leases
from oms.database import Database
from tests.transactions import at_once


def later(seconds: float) -> None:
    then = clock.now() + dt.timedelta(seconds=seconds)
    clock.set_source(lambda: then)


def test_a_lease_has_one_holder_who_may_prolong_it(database: Database, noon: dt.datetime) -> None:
    with database.writing() as books:
        assert leases.acquire(books, "ledger", "ours", 60) == 1
        assert leases.acquire(books, "ledger", "theirs", 60) is None
        later(50)
        assert leases.acquire(books, "ledger", "ours", 60) == 1
        later(50)
        assert leases.acquire(books, "ledger", "theirs", 60) is None


def test_a_lease_that_ran_out_goes_to_the_next_with_a_higher_fence(
    database: Database, noon: dt.datetime
) -> None:
    with database.writing() as books:
        leases.acquire(books, "ledger", "ours", 60)
        later(61)
        assert leases.acquire(books, "ledger", "theirs", 60) == 2
        assert leases.acquire(books, "ledger", "ours", 60) is None


def test_leases_of_other_names_do_not_touch_each_other(
    database: Database, noon: dt.datetime
) -> None:
    with database.writing() as books:
        assert leases.acquire(books, "ledger", "ours", 60) == 1
        assert leases.acquire(books, "digest", "theirs", 60) == 1


def test_a_lease_that_is_given_back_is_free_at_once_and_only_its_holder_can_give_it(
    database: Database, noon: dt.datetime
) -> None:
    with database.writing() as books:
        leases.acquire(books, "ledger", "ours", 60)
        leases.release(books, "ledger", "theirs")
        assert leases.acquire(books, "ledger", "theirs", 60) is None

        leases.release(books, "ledger", "ours")
        assert leases.acquire(books, "ledger", "theirs", 60) == 2


def test_the_lease_of_a_process_that_has_ended_here_is_free_at_once(
    database: Database, noon: dt.datetime
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "from oms import leases; print(leases.new_holder())"],
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    with database.writing() as books:
        assert leases.acquire(books, "ledger", ended, 3_600) == 1
        assert leases.acquire(books, "ledger", leases.new_holder(), 60) == 2


def test_the_lease_of_a_living_process_or_of_another_machine_is_not(
    database: Database, noon: dt.datetime
) -> None:
    elsewhere = "other-machine/1 1 abcd"
    with database.writing() as books:
        leases.acquire(books, "ours", leases.new_holder(), 60)
        leases.acquire(books, "theirs", elsewhere, 60)

        assert leases.acquire(books, "ours", leases.new_holder(), 60) is None
        assert leases.acquire(books, "theirs", leases.new_holder(), 60) is None


def test_of_many_who_want_a_lease_at_the_same_moment_one_gets_it(
    database: Database, noon: dt.datetime
) -> None:
    holders = [f"holder {number}" for number in range(8)]

    for seconds in (0, 61):
        later(seconds)
        fences = at_once(
            database, lambda books, holder: leases.acquire(books, "ledger", holder, 60), holders
        )
        assert sum(fence is not None for fence in fences) == 1
