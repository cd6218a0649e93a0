"""What gave way to others is done again, and no word of the database reaches whoever asked."""

from __future__ import annotations

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from oms import database as database_module
from oms import sequences
from oms.database import ATTEMPTS, Database
from oms.errors import Busy
from oms.tables.catalogue import Sku
from tests.small_shop import SmallShop

ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def sequences_of(books: Session) -> int:
    return int(books.execute(text("SELECT count(*) FROM sequences")).scalar_one())


class Fails:
    """Does its work at the last of so many attempts; before that the database gives way."""

    def __init__(self, fault: str, times: int) -> None:
        self.fault, self.left, self.attempts = fault, times, 0

    def __call__(self, books: Session) -> int:
        self.attempts += 1
        number = sequences.take(books, "order")
        if self.left:
            self.left -= 1
            books.execute(text(self.fault))
        return number


def raising(state: str) -> str:
    """What makes the server raise that SQLSTATE."""
    return f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$"


@ON_POSTGRESQL
@pytest.mark.parametrize(
    "fault",
    [*map(raising, ("40001", "40P01", "55P03")), "SELECT pg_terminate_backend(pg_backend_pid())"],
)
def test_a_transaction_that_gave_way_is_done_again_until_it_holds(
    shop: SmallShop, fault: str
) -> None:
    work = Fails(fault, times=2)

    assert shop.database.write(work) > 0
    assert work.attempts == 3


def break_all(database: Database) -> None:
    """End every connection of the pool behind its back, as a server that starts anew does."""
    with psycopg.connect(
        database.url.set(drivername="postgresql").render_as_string(hide_password=False),
        autocommit=True,
    ) as beside:
        beside.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@ON_POSTGRESQL
def test_a_connection_that_rested_is_asked_before_something_is_read(shop: SmallShop) -> None:
    with shop.database.reading() as books:
        assert sequences_of(books)
    break_all(shop.database)
    time.sleep(database_module.RESTED)

    with shop.database.reading() as books:
        assert sequences_of(books)


@ON_POSTGRESQL
def test_what_is_written_on_a_connection_that_just_broke_is_written_on_another(
    shop: SmallShop,
) -> None:
    shop.database.write(lambda books: sequences.take(books, "order"))
    break_all(shop.database)

    assert shop.database.write(lambda books: sequences.take(books, "order")) > 0
    assert shop.database.answers()


@ON_POSTGRESQL
def test_what_gives_way_every_time_ends_in_a_sentence(shop: SmallShop) -> None:
    work = Fails(raising("40P01"), times=99)

    with pytest.raises(Busy, match="nothing was changed"):
        shop.database.write(work)
    assert work.attempts == ATTEMPTS


def test_a_fault_of_ours_is_not_tried_again(shop: SmallShop) -> None:
    work = Fails("SELECT no_such_column", times=99)

    with pytest.raises(DBAPIError, match="no_such_column"):
        shop.database.write(work)
    assert work.attempts == 1


@ON_POSTGRESQL
def test_two_who_lock_each_other_out_both_finish(shop: SmallShop) -> None:
    database, met = shop.database, threading.Barrier(2)
    with database.reading() as books:
        skus = list(books.scalars(select(Sku.id).order_by(Sku.id).limit(2)))

    def cross(mine: int) -> list[int]:
        tries = []

        def locking(books: Session) -> list[int]:
            tries.append(mine)
            for nth in (mine, 1 - mine):
                books.execute(select(Sku.id).where(Sku.id == skus[nth]).with_for_update()).all()
                if len(tries) == 1 and nth == mine:
                    met.wait(timeout=10)
            return tries

        return database.write(locking)

    with ThreadPoolExecutor(2) as pool:
        tries = list(pool.map(cross, (0, 1)))

    assert sorted(map(len, tries)) == [1, 2]


def test_a_file_that_another_program_holds_ends_in_a_sentence_and_then_works(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_MS", 1)
    database = Database(sqlite_url)
    other = sqlite3.connect(Path(str(database.url.database)), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Busy):
        database.write(lambda books: sequences.take(books, "order"))
    other.execute("ROLLBACK")

    assert database.write(lambda books: sequences.take(books, "order")) == 1001
    other.close()
    database.close()
