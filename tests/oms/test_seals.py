"""The sealed history: whatever is done to it behind the program's back is named."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from oms import clock, history, leases, seals
from oms.database import Database
from oms.history import About
from oms.seals import START, Audit, Fault
from oms.tables.messages import History, HistorySeal
from tests.conftest import NOON
from tests.small_shop import SmallShop
from tests.transactions import Failure, at_once, fail_after

ROWS = 10


def remember(shop: SmallShop, books: Session, number: int = 1) -> None:
    """Append a row that holds what rows hold: numbers, words of other alphabets, nested facts."""
    history.record(
        books,
        by=shop.owner(books),
        what="price changed",
        about=About("order", number),
        before={"price": 850, "title": "Tasse “blau” 杯", "lines": [1, 2, {"x": None}]},
        after={"price": 900.5, "held": False},
        reason="Tom’s <b>wish</b>",
    )


@pytest.fixture
def sealed(shop: SmallShop) -> SmallShop:
    """The small shop with `ROWS` rows more in its history than it opens with, all sealed."""
    with shop.database.writing() as books:
        for number in range(ROWS):
            remember(shop, books, number)
    seals.keep_sealed(shop.database)
    return shop


def tamper(database: Database, *statements: str) -> None:
    """Change the tables as somebody can who owns the database: without triggers and references."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            for table in ("history", "history_seals"):
                for action in ("update", "delete"):
                    connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{action}")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(text(statement))
        if not database.is_sqlite:
            connection.exec_driver_sql("SET session_replication_role = DEFAULT")
            connection.commit()
        connection.invalidate()


def row_of(database: Database, nth: int) -> tuple[int, int]:
    """The seal and the row of the nth row that was remembered here."""
    with database.reading() as books:
        last = books.scalars(select(func.max(HistorySeal.number))).one()
        link = books.get_one(HistorySeal, last - ROWS + nth)
        return link.number, link.history_id


def kinds(found: Audit) -> list[tuple[str, int | None, int | None]]:
    """What was found, without the words."""
    return [(fault.kind, fault.seal, fault.row) for fault in found.faults]


def test_every_row_is_sealed_once_and_an_untouched_history_has_no_fault(sealed: SmallShop) -> None:
    found = seals.audit(sealed.database)

    with sealed.database.reading() as books:
        rows = books.scalars(select(func.count(History.id))).one()
    assert found.faults == []
    assert found.sealed == rows >= ROWS
    assert seals.keep_sealed(sealed.database) == 0
    assert seals.audit(sealed.database).mark == found.mark


def test_an_empty_history_has_the_mark_of_the_start(database: Database) -> None:
    found = seals.audit(database)

    assert (found.sealed, found.mark, found.faults) == (0, f"0:{START}", [])


CHANGES = (
    "by_id = (SELECT MIN(id) FROM actors)",
    "source = 'cli'",
    "what = 'shipped'",
    "about_kind = 'return'",
    "about_id = 77",
    "before = NULL",
    """after = '{"price": 900.6, "held": false}'""",
    "reason = 'mine'",
    "at = '2026-11-24 12:00:01.000000'",
)


def test_a_changed_field_of_a_row_is_found_whichever_it_is(sealed: SmallShop) -> None:
    places = [row_of(sealed.database, nth) for nth in range(1, len(CHANGES) + 1)]

    tamper(
        sealed.database,
        *(
            f"UPDATE history SET {change} WHERE id = {row}"  # noqa: S608
            for change, (_, row) in zip(CHANGES, places, strict=True)
        ),
    )

    assert kinds(seals.audit(sealed.database)) == [("changed", *place) for place in places]


def test_a_removed_row_is_found_and_those_around_it_are_well(sealed: SmallShop) -> None:
    number, row = row_of(sealed.database, 3)

    tamper(sealed.database, f"DELETE FROM history WHERE id = {row}")  # noqa: S608

    assert kinds(seals.audit(sealed.database)) == [("missing", number, row)]


def test_a_row_removed_with_its_seal_leaves_a_gap(sealed: SmallShop) -> None:
    number, row = row_of(sealed.database, 3)

    tamper(
        sealed.database,
        f"DELETE FROM history_seals WHERE number = {number}",  # noqa: S608
        f"DELETE FROM history WHERE id = {row}",  # noqa: S608
    )

    assert kinds(seals.audit(sealed.database)) == [("gap", number + 1, row + 1)]


def test_a_gap_that_was_closed_by_numbering_anew_breaks_the_chain(sealed: SmallShop) -> None:
    number, row = row_of(sealed.database, 5)

    tamper(
        sealed.database,
        f"DELETE FROM history_seals WHERE number = {number}",  # noqa: S608
        f"DELETE FROM history WHERE id = {row}",  # noqa: S608
        f"UPDATE history_seals SET number = {number} WHERE number = {number + 1}",  # noqa: S608
    )

    found = kinds(seals.audit(sealed.database))
    assert found == [("broken", number, row + 1), ("changed", number, row + 1)]


def test_a_row_changed_with_its_seal_breaks_the_link_after_it(sealed: SmallShop) -> None:
    number, row = row_of(sealed.database, 3)
    with sealed.database.reading() as books:
        link, forged = books.get_one(HistorySeal, number), books.get_one(History, row)
        forged.reason = "mine"
        fresh = seals.hash_of(number, link.before, forged)
        books.rollback()

    tamper(
        sealed.database,
        f"UPDATE history SET reason = 'mine' WHERE id = {row}",  # noqa: S608
        f"UPDATE history_seals SET hash = '{fresh}' WHERE number = {number}",  # noqa: S608
    )

    assert kinds(seals.audit(sealed.database)) == [("broken", number + 1, row + 1)]


def test_only_the_first_broken_link_is_named_and_every_changed_row(sealed: SmallShop) -> None:
    (first, row), (_, other) = row_of(sealed.database, 2), row_of(sealed.database, 5)

    tamper(
        sealed.database,
        f"UPDATE history_seals SET hash = '{START}' WHERE number IN ({first}, {first + 2})",  # noqa: S608
        f"UPDATE history SET what = 'x' WHERE id = {other}",  # noqa: S608
    )

    found = kinds(seals.audit(sealed.database))
    assert found == [
        ("changed", first, row),
        ("broken", first + 1, row + 1),
        ("changed", first + 2, row + 2),
        ("changed", first + 3, other),
    ]


def test_a_tail_that_was_cut_off_is_found_by_a_mark_noted_before(sealed: SmallShop) -> None:
    mark = seals.audit(sealed.database).mark
    number, row = row_of(sealed.database, 8)

    tamper(
        sealed.database,
        f"DELETE FROM history_seals WHERE number >= {number}",  # noqa: S608
        f"DELETE FROM history WHERE id >= {row}",  # noqa: S608
    )

    assert kinds(seals.audit(sealed.database)) == []
    assert kinds(seals.audit(sealed.database, mark=mark)) == [("mark", None, None)]


def test_a_mark_that_names_no_seal_does_not_hold(sealed: SmallShop) -> None:
    for mark in ("1", "1:", "x:ab", "99999:ab", ":", "1:zz"):
        assert [one.kind for one in seals.audit(sealed.database, mark=mark).faults] == ["mark"]


def test_the_beginning_of_the_hash_is_enough_of_a_mark(sealed: SmallShop) -> None:
    number, _, whole = seals.audit(sealed.database).mark.partition(":")
    with sealed.database.writing() as books:
        remember(sealed, books)

    assert seals.audit(sealed.database, mark=f"{number}:{whole[:12]}").faults == []


def test_a_row_that_waited_too_long_is_named_and_then_sealed(sealed: SmallShop) -> None:
    with sealed.database.writing() as books:
        remember(sealed, books)
    clock.set_source(lambda: NOON + dt.timedelta(minutes=11))

    found = seals.audit(sealed.database)

    assert [fault.kind for fault in found.faults] == ["unsealed"]
    assert "price changed" in found.faults[0].words
    assert seals.audit(sealed.database).faults == []


def test_a_row_of_this_minute_may_wait_for_its_seal(sealed: SmallShop) -> None:
    with sealed.database.writing() as books:
        remember(sealed, books)

    assert seals.audit(sealed.database).faults == []


def test_the_database_itself_refuses_to_change_what_was_recorded(sealed: SmallShop) -> None:
    for deed in (
        "UPDATE history SET what = 'x'",
        "DELETE FROM history",
        "UPDATE history_seals SET hash = 'x'",
        "DELETE FROM history_seals",
    ):
        with pytest.raises(DatabaseError, match="never changed"):  # noqa: SIM117
            with sealed.database.writing() as books:
                books.execute(text(deed))
    assert seals.audit(sealed.database).faults == []


def test_several_who_seal_at_once_make_one_chain(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        for number in range(30):
            remember(shop, books, number)

    at_once(shop.database, seals.seal, list("abcd"))

    assert seals.keep_sealed(shop.database) == 0
    assert seals.audit(shop.database).faults == []


def test_nobody_seals_while_another_holds_the_lease(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        leases.acquire(books, seals.LEASE, leases.new_holder(), 60)
        remember(shop, books)

    with shop.database.writing() as books:
        assert seals.seal(books, "another") == 0


def test_sealing_that_failed_half_way_sealed_nothing(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        remember(shop, books)

    with pytest.raises(Failure):
        fail_after(shop.database, lambda books: seals.seal(books, "me"))

    assert seals.keep_sealed(shop.database) > 0
    assert seals.audit(shop.database).faults == []


def test_a_row_that_was_slow_to_commit_is_sealed_behind_younger_ones(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        late, young = _row(shop, books, 999), _row(shop, books, 1000)
        books.add(young)
    seals.keep_sealed(shop.database)
    with shop.database.writing() as books:
        books.add(late)

    sealed = seals.keep_sealed(shop.database)

    with shop.database.reading() as books:
        order = list(books.scalars(select(HistorySeal.history_id).order_by(HistorySeal.number)))
    assert sealed == 1
    assert order[-2:] == [1000, 999]
    assert seals.audit(shop.database).faults == []


def _row(shop: SmallShop, books: Session, number: int) -> History:
    by = shop.owner(books)
    return History(id=number, at=NOON, by_id=by.id, source="slack", what="x", about_kind="order")


def test_a_history_longer_than_a_batch_is_sealed_to_its_end(
    sqlite_shop: SmallShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seals, "BATCH", 4)
    with sqlite_shop.database.writing() as books:
        for number in range(13):
            remember(sqlite_shop, books, number)

    seals.keep_sealed(sqlite_shop.database)

    assert seals.audit(sqlite_shop.database).faults == []
    assert seals.audit(sqlite_shop.database).sealed >= 13


def test_a_fault_says_in_words_what_it_is(sealed: SmallShop) -> None:
    number, row = row_of(sealed.database, 1)
    tamper(sealed.database, f"UPDATE history SET what = 'x' WHERE id = {row}")  # noqa: S608

    (fault,) = seals.audit(sealed.database).faults

    assert fault == Fault("changed", number, row, f"row {row} (“x”) is not what was sealed")
