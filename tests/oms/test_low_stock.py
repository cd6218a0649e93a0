"""Low stock: told once, with the change that caused it, and again only after it had recovered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import block_limits, render
from oms import (
    actors,
    counts,
    exceptions,
    low_stock,
    orders,
    outbox,
    reorder,
    reservations,
    returns,
    shipping,
    stock,
    transfers,
    verify,
)
from oms import settings as shop_settings
from oms.counts import Where
from oms.database import Database
from oms.low_stock import KIND, is_low
from oms.tables.catalogue import Location, ReorderRule, Sku, Supplier
from tests.conversation import lines_of
from tests.small_shop import OWNER, SmallShop, order
from tests.transactions import Failure, at_once, fail_after


def told(books: Session) -> list[dict[str, Any]]:
    """The notices of low stock so far, oldest first."""
    return [
        one.payload["facts"] for one in outbox.waiting(books)
        if one.payload.get("template") == "notices/low_stock"
    ]  # fmt: skip


def alerts(books: Session) -> list[str]:
    """What is open."""
    return exceptions.subjects(books, KIND)


def bags(books: Session, shop: SmallShop) -> Where:
    """Jute bags in Hull: 30 on hand, reorder point 10."""
    return Where(shop.sku_id(books, "BAG-JUTE"), shop.location_id(books, "HULL"))


def in_books(shop: SmallShop, do: Callable[[Session], object]) -> None:
    """Do something in a transaction of its own."""
    with shop.database.writing() as books:
        do(books)


def take(units: int, key: str, shop: SmallShop) -> Callable[[Session], object]:
    """Take jute bags off the shelf."""
    return lambda books: counts.adjust(
        books, bags(books, shop), -units, reason="damage", by=actors.who(books, OWNER), key=key
    )


def test_it_is_told_once_with_the_change_that_caused_it(shop: SmallShop) -> None:
    in_books(shop, take(19, "a", shop))
    with shop.database.reading() as books:
        assert told(books) == []
    in_books(shop, take(1, "b", shop))
    in_books(shop, take(1, "c", shop))

    with shop.database.reading() as books:
        (notice,) = told(books)
        (alert,) = notice["alerts"]
        assert (alert["sku"], alert["location"], alert["available"], alert["point"]) == (
            "BAG-JUTE", "Hull", 10, 10,
        )  # fmt: skip
        assert alerts(books) == ["MUG-BLU at Leeds", "BAG-JUTE at Hull"]
        assert verify.differences(books) == []


def test_it_is_told_again_after_it_had_recovered(sqlite_shop: SmallShop) -> None:
    in_books(sqlite_shop, take(25, "a", sqlite_shop))
    in_books(
        sqlite_shop,
        lambda books: counts.count(
            books, bags(books, sqlite_shop), 40, by=actors.who(books, OWNER), key="b"
        ),
    )
    with sqlite_shop.database.reading() as books:
        assert alerts(books) == ["MUG-BLU at Leeds"]
    in_books(sqlite_shop, take(35, "c", sqlite_shop))

    with sqlite_shop.database.reading() as books:
        assert [len(notice["alerts"]) for notice in told(books)] == [1, 1]


def test_a_promise_makes_it_low_and_letting_go_ends_it(sqlite_shop: SmallShop) -> None:
    with sqlite_shop.database.writing() as books:
        new = order(books, "2001", "website", "Ann Lee", "Hull", dt.date(2026, 11, 24),
                    {"BAG-JUTE": 25}, due=2)  # fmt: skip
        reservations.reserve_order(books, new, by=actors.system(books))
    with sqlite_shop.database.writing() as books:
        assert len(told(books)) == 1
        line = orders.lines_of(books, orders.by_number(books, "2001"))[0]
        reservations.release(books, line, 25)
    with sqlite_shop.database.reading() as books:
        assert alerts(books) == ["MUG-BLU at Leeds"]


def test_shipping_what_was_promised_changes_nothing_that_is_available(
    sqlite_shop: SmallShop,
) -> None:
    with sqlite_shop.database.writing() as books:
        by = actors.who(books, OWNER)
        shipping.ship(books, shipping.plan(books, orders.by_number(books, "1043")), by=by, key="s")
    with sqlite_shop.database.writing() as books:
        assert told(books) == []
        plan = returns.plan(
            books, orders.by_number(books, "1001"), sqlite_shop.location_id(books, "LEEDS")
        )
        assert plan.units == 3


def test_a_change_that_was_taken_back_in_the_same_transaction_tells_nothing(
    sqlite_shop: SmallShop,
) -> None:
    with sqlite_shop.database.writing() as books:
        change = counts.adjust(
            books, bags(books, sqlite_shop), -25, reason="damage",
            by=actors.who(books, OWNER), key="a",
        )  # fmt: skip
        counts.undo(books, change.movement_id or 0, by=actors.who(books, OWNER), key="u")

    with sqlite_shop.database.reading() as books:
        assert told(books) == []


def test_a_change_that_fails_tells_nothing(sqlite_shop: SmallShop) -> None:
    with pytest.raises(Failure):
        fail_after(sqlite_shop.database, take(25, "a", sqlite_shop))

    with sqlite_shop.database.reading() as books:
        assert told(books) == []
        assert alerts(books) == ["MUG-BLU at Leeds"]


def test_setting_a_point_tells_and_taking_it_away_ends_it(sqlite_shop: SmallShop) -> None:
    def set_to(point: int | None) -> Callable[[Session], object]:
        def do(books: Session) -> None:
            where = Where(
                sqlite_shop.sku_id(books, "LAMP-1"), sqlite_shop.location_id(books, "HULL")
            )
            reorder.set_point(books, where, point, by=actors.who(books, OWNER))

        return do

    in_books(sqlite_shop, set_to(3))
    with sqlite_shop.database.reading() as books:
        assert [one["alerts"][0]["sku"] for one in told(books)] == ["LAMP-1"]
    in_books(sqlite_shop, set_to(None))
    with sqlite_shop.database.reading() as books:
        assert alerts(books) == ["MUG-BLU at Leeds"]


def test_the_notice_says_who_acts_next_and_from_where(sqlite_shop: SmallShop) -> None:
    with sqlite_shop.database.writing() as books:
        harrow = Supplier(name="Harrow <b>", email="h@example.org", lead_time_days=9)
        books.add(harrow)
        books.flush()
        sku = books.get_one(Sku, sqlite_shop.sku_id(books, "BAG-JUTE"))
        sku.supplier_id = harrow.id
        by = actors.who(books, OWNER)
        york, hull = sqlite_shop.location_id(books, "YORK"), sqlite_shop.location_id(books, "HULL")
        counts.adjust(books, Where(sku.id, york), 7, reason="found", by=by, key="y")
        transfers.send(books, transfers.Wanted(york, hull, {sku.id: 2}), by=by, key="t")
        take(25, "a", sqlite_shop)(books)

    with sqlite_shop.database.reading() as books:
        (notice,) = told(books)
    shown = render.render("notices/low_stock", notice)
    assert block_limits.faults(shown.blocks, shown.text) == []
    assert "".join(lines_of(shown.blocks)) == (
        "Running low: Jute bag (BAG-JUTE) in Hull: 5 available, reorder point 10. Next: Olive Marsh"
        " orders from Harrow <b> (9 days), or moves some from York, which has 5; 2 on the way from"
        " elsewhere."
    )
    assert "<" not in shown.text


def test_many_at_once_are_one_message_that_says_how_many_more(sqlite_shop: SmallShop) -> None:
    with sqlite_shop.database.writing() as books:
        for sku in books.scalars(select(Sku)):
            for place in books.scalars(select(Location).where(Location.kind == "warehouse")):
                if books.get(ReorderRule, (sku.id, place.id)) is None:
                    reorder.set_point(books, Where(sku.id, place.id), 99, by=actors.system(books))

    with sqlite_shop.database.reading() as books:
        (notice,) = told(books)
    assert (len(notice["alerts"]), notice["total"]) == (5, 16)
    shown = render.render("notices/low_stock", notice)
    assert lines_of(shown.blocks)[0] == "16 products running low"
    assert lines_of(shown.blocks)[-1] == "and 11 more: ask “low stock”"


def test_a_shop_without_a_channel_for_notices_is_not_told_and_the_alert_is_kept(
    sqlite_shop: SmallShop,
) -> None:
    in_books(sqlite_shop, lambda books: shop_settings.put(books, "notice_channel", ""))
    in_books(sqlite_shop, take(25, "a", sqlite_shop))

    with sqlite_shop.database.reading() as books:
        assert told(books) == []
        assert "BAG-JUTE at Hull" in alerts(books)
        assert exceptions.waiting(books) == []


def test_a_sweep_finds_what_came_past_the_books_own_ways_and_tells_nobody(
    sqlite_shop: SmallShop,
) -> None:
    with sqlite_shop.database.writing() as books:
        where = bags(books, sqlite_shop)
        york, leeds = (sqlite_shop.location_id(books, code) for code in ("YORK", "LEEDS"))
        books.add(ReorderRule(sku_id=where.sku_id, location_id=york, point=4))
        mugs = sqlite_shop.sku_id(books, "MUG-BLU")
        books.get_one(ReorderRule, (mugs, leeds)).point = 1
        books.flush()
        low_stock.sweep(books)
        assert alerts(books) == ["BAG-JUTE at York"]
        assert told(books) == []


def test_two_who_see_it_at_the_same_moment_open_one_alert(database: Database) -> None:
    def see(books: Session, number: int) -> bool:
        return exceptions.open_case(books, KIND, "BAG-JUTE at Hull", f"seen by {number}")

    assert sorted(at_once(database, see, range(4))) == [False, False, False, True]
    with database.reading() as books:
        assert alerts(books) == ["BAG-JUTE at Hull"]


@given(st.integers(-5, 20), st.integers(0, 20))
def test_a_point_of_nothing_asks_for_nothing(available: int, point: int) -> None:
    assert is_low(available, point) == (point > 0 and available <= point)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(levels=st.lists(st.integers(0, 25), min_size=1, max_size=8))
def test_there_is_one_notice_for_each_time_it_went_from_enough_to_low(
    sqlite_shop: SmallShop, levels: list[int]
) -> None:
    with sqlite_shop.database.writing() as books:
        where, by = bags(books, sqlite_shop), actors.who(books, OWNER)
        so_far = len(low_stock.check(books))
        was_low, falls = False, so_far
        for number, level in enumerate([30, *levels]):
            counts.count(books, where, level, by=by, key=f"{number}")
            new = low_stock.check(books)
            low = stock.at(books, where.sku_id, where.location_id).available <= 10
            assert ("BAG-JUTE at Hull" in alerts(books)) is low
            assert len(new) == int(low and not was_low)
            falls, was_low = falls + len(new), low
        books.rollback()
