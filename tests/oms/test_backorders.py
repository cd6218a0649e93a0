"""Backorders: freed stock goes to who waits, in rank, and nothing stays idle."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from oms import (
    actors,
    backorders,
    cancelling,
    clock,
    exceptions,
    holds,
    orders,
    reservations,
    shipping,
    stock,
    verify,
)
from oms.stock import Move, Place
from oms.tables.orders import OrderHold
from oms.tables.stock import FillWanted
from tests.oms.routed import location, order, policy, receive, sku, waits, where
from tests.small_shop import OWNER, SmallShop


def lose(books: Session, code: str, place: str, units: int) -> list[str]:
    """A fact: so many units are gone from a shelf, whatever was promised."""
    gone = Move(
        sku_id=sku(books, code).id,
        units=units,
        source=Place(location(books, place).id),
        to=Place(location(books, "VARIANCE").id),
        reason="damage",
        is_fact=True,
    )
    stock.move(books, gone, by=actors.system(books))
    place_id = location(books, place).id
    return reservations.repair(books, gone.sku_id, place_id, by=actors.system(books))


def test_what_arrives_goes_to_the_most_urgent_order_first(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        order(books, "2001", {"CARD-XMAS": 2}, due=5)
        order(books, "2002", {"CARD-XMAS": 2}, due=1)
        order(books, "2003", {"CARD-XMAS": 2}, due=9).priority = 1
    with shop.database.writing() as books:
        receive(books, "CARD-XMAS", "HULL", 5)
        assert where(books, "2003") == {}, "whoever frees stock touches no order"

    shop.drain()

    with shop.database.reading() as books:
        assert [waits(books, number) for number in ("2001", "2002", "2003")] == [1, 0, 0]
        assert books.scalars(select(FillWanted)).all() == []
        assert verify.differences(books) == []


def test_a_drain_takes_what_is_asked_for_while_it_runs(sqlite_shop: SmallShop) -> None:
    shop = sqlite_shop
    with shop.database.writing() as books:
        order(books, "2001", {"CARD-XMAS": 2})
        receive(books, "CARD-XMAS", "HULL", 1)

    def another_arrives(_done: Session) -> None:
        # somebody else's hand, when the drain has given out the first and not yet ended
        with shop.database.writing() as books:
            receive(books, "CARD-XMAS", "HULL", 1)

    event.listen(Session, "after_commit", another_arrives, once=True)
    shop.drain()

    with shop.database.reading() as books:
        assert waits(books, "2001") == 0
        assert books.scalars(select(FillWanted)).all() == []


def test_an_order_that_ships_complete_keeps_its_place_in_the_queue_for_three_days(
    sqlite_shop: SmallShop, noon: dt.datetime
) -> None:
    shop = sqlite_shop
    with shop.database.writing() as books:
        policy(books, "etsy", "never")
        # first in rank, but its card is nowhere; then one that takes what it gets
        order(books, "2001", {"MUG-RED": 3, "CARD-XMAS": 1}, channel="etsy", due=1)
        order(books, "2002", {"MUG-RED": 3}, due=4)
        # 4 red mugs: 3 are kept
        assert where(books, "2002") == {"Leeds": {"MUG-RED": 1}}

    clock.set_source(lambda: noon + dt.timedelta(days=3, minutes=1))
    with shop.database.writing() as books:
        reservations.fill(books, sku(books, "MUG-RED").id, by=actors.system(books))
    shop.drain()

    with shop.database.reading() as books:
        assert where(books, "2002") == {"Leeds": {"MUG-RED": 3}}
        assert where(books, "2001") == {}


def test_an_order_that_ships_complete_gets_all_of_it_once_all_of_it_is_in_one_place(
    sqlite_shop: SmallShop,
) -> None:
    shop = sqlite_shop
    with shop.database.writing() as books:
        policy(books, "etsy", "never")
        order(books, "2001", {"MUG-RED": 3, "CARD-XMAS": 1}, channel="etsy", due=1)
        receive(books, "CARD-XMAS", "HULL", 1)
    shop.drain()
    with shop.database.writing() as books:
        assert where(books, "2001") == {}
        receive(books, "CARD-XMAS", "LEEDS", 1)
    shop.drain()

    with shop.database.reading() as books:
        assert where(books, "2001") == {"Leeds": {"MUG-RED": 3, "CARD-XMAS": 1}}


def test_one_that_lost_a_part_moves_as_a_whole(sqlite_shop: SmallShop) -> None:
    shop = sqlite_shop
    with shop.database.writing() as books:
        policy(books, "etsy", "never")
        order(books, "2001", {"MUG-BLU": 2, "MUG-RED": 2}, channel="etsy")
        receive(books, "MUG-RED", "YORK", 2)
        lose(books, "MUG-RED", "LEEDS", 3)
    shop.drain()

    with shop.database.reading() as books:
        assert where(books, "2001") == {"York": {"MUG-BLU": 2, "MUG-RED": 2}}
        assert verify.differences(books) == []


def test_after_a_fact_the_newest_promises_go_first_and_are_found_elsewhere(
    shop: SmallShop,
) -> None:
    with shop.database.writing() as books:
        # Leeds: 5 blue mugs, 3 for 1043; 2 for 2001
        order(books, "2001", {"MUG-BLU": 2})
        assert lose(books, "MUG-BLU", "LEEDS", 1) == ["2001"]
        assert where(books, "1043")["Leeds"]["MUG-BLU"] == 3
        case = exceptions.waiting(books)[0]
        assert (case.kind, case.subject) == ("oversold", "MUG-BLU at Leeds")
        assert case.detail == (
            "MUG-BLU at Leeds: fewer on the shelf than promised; order 2001 waits again."
        )
    shop.drain()

    with shop.database.reading() as books:
        assert where(books, "2001") == {"Leeds": {"MUG-BLU": 1}, "York": {"MUG-BLU": 1}}
        assert verify.differences(books) == []


@pytest.mark.parametrize("kind", ["payment", "fraud", "address", "manual"])
def test_an_order_that_must_not_be_promised_stock_is_passed_over(
    sqlite_shop: SmallShop, noon: dt.datetime, kind: str
) -> None:
    shop = sqlite_shop
    with shop.database.writing() as books:
        held = order(books, "2001", {"CARD-XMAS": 1}, due=1)
        owner = shop.owner(books)
        books.add(OrderHold(order_id=held.id, kind=kind, placed_by_id=owner.id, placed_at=noon))
        order(books, "2002", {"CARD-XMAS": 1}, due=9)
        receive(books, "CARD-XMAS", "HULL", 1)
    shop.drain()

    with shop.database.reading() as books:
        assert (waits(books, "2001"), waits(books, "2002")) == (1, 0)


def test_after_a_drain_nothing_is_idle_that_somebody_waits_for(sqlite_shop: SmallShop) -> None:
    shop = sqlite_shop
    with shop.database.writing() as books:
        for number, units in (("2001", 3), ("2002", 4), ("2003", 2)):
            order(books, number, {"CARD-XMAS": units, "LAMP-1": 1})
        receive(books, "CARD-XMAS", "HULL", 4)
        receive(books, "CARD-XMAS", "YORK", 3)
        receive(books, "LAMP-1", "YORK", 1)
    shop.drain()

    with shop.database.reading() as books:
        for code in ("CARD-XMAS", "LAMP-1"):
            free = sum(max(0, one.available) for one in stock.levels(books, sku(books, code).id))
            waiting = [
                line
                for number in ("2001", "2002", "2003")
                for line in orders.lines_of(books, orders.by_number(books, number))
                if line.sku_text == code and line.backordered
            ]
            assert not free or not waiting


def test_what_changes_without_freeing_stock_is_seen_to_within_the_hour(
    sqlite_shop: SmallShop,
) -> None:
    shop = sqlite_shop
    with shop.database.writing() as books:
        location(books, "HULL").fulfils = False
        order(books, "2001", {"BAG-JUTE": 2})
        location(books, "HULL").fulfils = True
        books.flush()
        backorders.ask_for_all(books)
    shop.drain()

    with shop.database.reading() as books:
        assert waits(books, "2001") == 0


def test_when_the_part_that_waits_is_cancelled_nothing_is_left_to_see_to(
    sqlite_books: Session,
) -> None:
    books = sqlite_books
    added = order(books, "2001", {"CARD-XMAS": 1, "MUG-RED": 1})
    assert [one.kind for one in holds.of(books, added)] == ["unknown_date"]
    line = orders.lines_of(books, added)[0]

    wish = cancelling.Wish({line.id: 1})
    cancelling.cancel(books, added.id, wish, by=actors.who(books, OWNER), key="c")

    assert holds.of(books, added) == []


def test_a_shipment_taken_back_is_promised_no_more_than_the_shelf_holds(
    sqlite_shop: SmallShop,
) -> None:
    shop = sqlite_shop
    with shop.database.writing() as books:
        late = orders.by_number(books, "1042")  # four teapots of seven
        made = shipping.ship(books, shipping.plan(books, late), by=shop.owner(books), key="s")
        lose(books, "TEAPOT", "YORK", 5)  # by the books two fewer than none
        shipping.undo(books, made, by=shop.owner(books), key="u")
        assert where(books, "1042") == {"York": {"TEAPOT": 2}}
        assert waits(books, "1042") == 2
        assert verify.differences(books) == []
