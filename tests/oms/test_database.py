"""The database: migrations, append-only movements, one writer, nothing half done."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from oms import actors, counts, locks, orders, schema, shipping, stock, verify
from oms.counts import Where
from oms.database import WRITERS, Database
from oms.errors import DatabaseTooNew, DatabaseUnreachable, ShopError
from oms.tables.everything import METADATA
from tests.small_shop import OWNER, SmallShop


def test_the_migrations_make_exactly_the_tables_that_are_mapped(database: Database) -> None:
    inspector = inspect(database.engine)

    assert set(inspector.get_table_names()) == {*METADATA.tables, "alembic_version"}
    for name, table in METADATA.tables.items():
        columns = {column["name"]: column["nullable"] for column in inspector.get_columns(name)}
        assert columns == {column.name: column.nullable for column in table.columns}, name


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    before = schema.current(database)

    schema.upgrade(database)

    assert schema.current(database) == before == schema.newest()


def test_a_database_of_a_newer_version_is_refused_with_a_remedy(database: Database) -> None:
    with database.writing() as books:
        books.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseTooNew, match="9999"):
        schema.upgrade(database)


@pytest.mark.parametrize(
    "url",
    ["nonsense", "mysql://localhost/shop", "postgresql://nobody@127.0.0.1:1/none",
     "sqlite:////proc/none/shop.sqlite"],
)  # fmt: skip
def test_a_database_that_cannot_be_opened_is_named_with_a_remedy(url: str) -> None:
    with pytest.raises((DatabaseUnreachable, OSError)):
        schema.upgrade(Database(url))


@pytest.mark.parametrize("change", ["UPDATE movements SET units = 1", "DELETE FROM movements"])
def test_movements_cannot_be_changed_or_removed(shop: SmallShop, change: str) -> None:
    with (
        pytest.raises(DBAPIError, match="never changed, only reversed"),
        shop.database.writing() as books,
    ):
        books.execute(text(change))


def test_a_transaction_that_fails_leaves_nothing_behind(shop: SmallShop) -> None:
    with shop.database.reading() as books:
        before = stock.position(books)

    def fail() -> None:
        with shop.database.writing() as books:
            where = Where(shop.sku_id(books, "TEAPOT"), shop.location_id(books, "YORK"))
            counts.count(books, where, 1, by=shop.owner(books), key="c")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    with shop.database.reading() as books:
        assert stock.position(books) == before
        assert verify.differences(books) == []


def test_whoever_reads_sees_no_half_of_what_others_change_meanwhile(shop: SmallShop) -> None:
    with shop.database.reading() as books:
        where = Where(shop.sku_id(books, "BAG-JUTE"), shop.location_id(books, "HULL"))
        before = stock.at(books, where.sku_id, where.location_id).on_hand
        with shop.database.writing() as others:
            by = actors.who(others, OWNER)
            counts.adjust(others, where, 1, reason="found", by=by, key="meanwhile")

        assert stock.at(books, where.sku_id, where.location_id).on_hand == before
    with shop.database.reading() as books:
        assert stock.at(books, where.sku_id, where.location_id).on_hand == before + 1


def test_verify_names_each_figure_that_was_tampered_with(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        teapot, york = shop.sku_id(books, "TEAPOT"), shop.location_id(books, "YORK")
        books.execute(
            text("UPDATE levels SET units = 99 WHERE sku_id = :s AND location_id = :l"),
            {"s": teapot, "l": york},
        )
        books.execute(text("UPDATE orders SET total_minor = 1 WHERE number = '1043'"))
        books.execute(text("UPDATE promises SET reserved = 9 WHERE sku_id = :s"), {"s": teapot})

    with shop.database.reading() as books:
        found = {
            (one.kind, one.subject): (one.expected, one.found) for one in verify.differences(books)
        }

    assert found == {
        ("on hand", "TEAPOT at York (sellable)"): (7, 99),
        ("made from nothing", "TEAPOT"): (0, 92),
        ("reserved at a location", "TEAPOT at York"): (4, 9),
        ("total of an order", "order 1043"): (6750, 1),
    }


def test_many_threads_shipping_one_order_ship_it_once(shop: SmallShop) -> None:
    outcomes: list[str] = []
    start = threading.Barrier(8)

    def ship(number: int) -> None:
        start.wait()
        try:
            with shop.database.writing() as books:
                plan = shipping.plan(books, orders.by_number(books, "1043"))
                by = actors.who(books, OWNER)
                shipping.ship(books, plan, by=by, key=f"press-{number}")
            outcomes.append("shipped")
        except ShopError as refusal:
            outcomes.append(refusal.code)

    threads = [threading.Thread(target=ship, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(set(outcomes)) in (
        ["nothing_to_ship", "shipped"],
        ["no_longer_possible", "shipped"],
        ["no_longer_possible", "nothing_to_ship", "shipped"],
    )
    assert outcomes.count("shipped") == 1
    with shop.database.reading() as books:
        assert verify.differences(books) == []


def test_two_programs_on_one_sqlite_file_wait_for_each_other(
    sqlite_shop: SmallShop, sqlite_url: str
) -> None:
    first, second = sqlite_shop.database, Database(sqlite_url)

    def count_up(database: Database, name: str) -> None:
        for turn in range(10):
            with database.writing() as books:
                where = Where(
                    sqlite_shop.sku_id(books, "BAG-JUTE"), sqlite_shop.location_id(books, "HULL")
                )
                by = actors.who(books, OWNER)
                counts.adjust(books, where, 1, reason="found", by=by, key=f"{name}-{turn}")

    threads = [
        threading.Thread(target=count_up, args=pair) for pair in ((first, "a"), (second, "b"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with first.reading() as books:
        where = sqlite_shop.sku_id(books, "BAG-JUTE"), sqlite_shop.location_id(books, "HULL")
        assert stock.at(books, *where).on_hand == 50
    second.close()


def test_a_crowd_of_writers_queues_and_everybody_gets_in(database: Database) -> None:
    database.patience = 30.0
    inside, most, count = set[int](), 0, threading.Lock()

    def write(one: int) -> None:
        nonlocal most
        with database.writing() as books:
            with count:
                inside.add(one)
                most = max(most, len(inside))
            books.execute(text("SELECT 1"))
            with count:
                inside.remove(one)

    writers = [threading.Thread(target=write, args=(one,)) for one in range(40)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)

    assert not any(writer.is_alive() for writer in writers)
    assert 1 <= most <= WRITERS


def test_those_who_wait_for_a_row_keep_nobody_else_waiting(postgresql_of_a_file: str) -> None:
    database = Database(postgresql_of_a_file)
    database.patience = 0.05
    held, done = threading.Barrier(WRITERS + 1), threading.Event()

    def hold() -> None:
        with database.writing() as books:
            books.execute(text("SELECT 1"))
            held.wait(30)
            done.wait(30)

    holding = [threading.Thread(target=hold) for _ in range(WRITERS)]
    for one in holding:
        one.start()
    held.wait(30)
    try:
        with database.writing() as books:
            assert books.scalar(text("SELECT 1")) == 1
        assert all(one.is_alive() for one in holding)
    finally:
        done.set()
        for one in holding:
            one.join(30)
        database.close()


def test_those_who_wait_for_each_other_leave_the_room_to_everybody_else(
    postgresql_of_a_file: str,
) -> None:
    database = Database(postgresql_of_a_file)
    database.patience = 30.0
    first, done = threading.Event(), threading.Event()
    waiting = threading.Barrier(WRITERS + 2)

    def confirm_first() -> None:
        with database.writing() as books:
            locks.one_by_one(books)
            first.set()
            waiting.wait(30)
            done.wait(30)

    def confirm() -> None:
        first.wait(30)
        with database.writing() as books:
            books.execute(text("SELECT 1"))
            waiting.wait(30)
            locks.one_by_one(books)

    confirming = [threading.Thread(target=confirm_first)]
    confirming += [threading.Thread(target=confirm) for _ in range(WRITERS)]
    for one in confirming:
        one.start()
    waiting.wait(30)
    try:
        began = threading.Event()

        def write() -> None:
            with database.writing() as books:
                books.execute(text("SELECT 1"))
                began.set()

        other = threading.Thread(target=write)
        other.start()
        assert began.wait(15)
        assert not done.is_set()
        other.join(30)
    finally:
        done.set()
        for one in confirming:
            one.join(30)
        database.close()
