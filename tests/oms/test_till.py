"""Sales over the counter: facts, recorded once, whatever the books say; promises are repaired."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import (
    actors,
    exceptions,
    orders,
    refund_steps,
    refunds,
    reservations,
    returns,
    stock,
    till,
    verify,
)
from oms.actors import Who
from oms.database import Database
from oms.errors import BadQuantity, NoLongerPossible, NotAllowed, ShopError
from oms.figures import sales_by_channel
from oms.figures.figure import Period
from oms.refund_values import Wish
from oms.tables.catalogue import Channel
from oms.tables.orders import Order
from oms.tables.stock import Promise
from oms.taking import WantedLine
from oms.till import NoTill, Receipt
from tests.small_shop import OWNER, PICKER, SmallShop, open_small_shop
from tests.small_shop import order as new_order

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture
def shop(sqlite_shop: SmallShop) -> SmallShop:
    """The small shop; one story below is told on both kinds of database."""
    return sqlite_shop


@pytest.fixture
def books(sqlite_books: Session) -> Session:
    """Its books."""
    return sqlite_books


def receipt(
    books: Session, shop: SmallShop, number: str, place: str = "LEEDS", **units: int
) -> Receipt:
    """A receipt of the market stall; MUG_BLU=2 is two blue mugs."""
    lines = tuple(
        WantedLine(shop.sku_id(books, code.replace("_", "-")), count, Decimal("8.50"))
        for code, count in units.items()
    )
    stall = books.scalars(select(Channel.id).where(Channel.code == "stall")).one()
    return Receipt(stall, number, shop.location_id(books, place), NOON, lines)


def at(books: Session, shop: SmallShop, code: str, place: str = "LEEDS") -> stock.StockAt:
    """Stock of a SKU at a place."""
    return stock.at(books, shop.sku_id(books, code), shop.location_id(books, place))


def test_a_sale_is_an_order_like_any_other_completed_and_delivered(
    books: Session, shop: SmallShop, olive: Who
) -> None:
    order = till.record(books, receipt(books, shop, "77", MUG_RED=2, LAMP_1=1), by=olive)

    assert (order.state, order.origin, order.their_number) == ("completed", "till", "77")
    assert (order.total_minor, order.taken_minor) == (2550, 2550)
    assert [(line.shipped, line.delivered, line.reserved) for line in orders.lines_of(books, order)
            ] == [(2, 2, 0), (1, 1, 0)]  # fmt: skip
    assert at(books, shop, "MUG-RED").on_hand == 2
    day = Period.ending(NOON.date(), 1, "Europe/London")
    (sold,) = sales_by_channel.build(books, day).to_dict("records")
    assert (sold["channel"], sold["units"], sold["goods_minor"]) == ("Market stall", 3, 2550)
    assert verify.differences(books) == []


def test_the_same_receipt_twice_is_one_sale(books: Session, shop: SmallShop, olive: Who) -> None:
    first = till.record(books, receipt(books, shop, "77", MUG_RED=2), by=olive)

    assert till.record(books, receipt(books, shop, "77", MUG_RED=2), by=olive).id == first.id
    assert at(books, shop, "MUG-RED").on_hand == 2
    assert exceptions.waiting(books) == []


def test_a_receipt_that_comes_again_with_other_goods_is_asked_about(
    books: Session, shop: SmallShop, olive: Who
) -> None:
    till.record(books, receipt(books, shop, "77", MUG_RED=2), by=olive)
    till.record(books, receipt(books, shop, "77", MUG_RED=3), by=olive)

    assert at(books, shop, "MUG-RED").on_hand == 2
    assert [case.kind for case in exceptions.waiting(books)] == [till.DIFFERS]


def test_two_tills_may_have_a_receipt_of_the_same_number(
    books: Session, shop: SmallShop, olive: Who
) -> None:
    mine = receipt(books, shop, "77", MUG_RED=1)
    other = books.scalars(select(Channel.id).where(Channel.code == "etsy")).one()

    till.record(books, mine, by=olive)
    till.record(books, replace(mine, channel_id=other), by=olive)

    assert at(books, shop, "MUG-RED").on_hand == 2


def test_goods_that_were_promised_are_sold_all_the_same_and_the_promise_goes_elsewhere(
    books: Session, shop: SmallShop, olive: Who
) -> None:
    # given 3 of the 5 blue mugs in Leeds are promised to order 1043, and York has 9
    till.record(books, receipt(books, shop, "77", MUG_BLU=4), by=olive)

    assert (at(books, shop, "MUG-BLU").on_hand, at(books, shop, "MUG-BLU").reserved) == (1, 1)
    assert [case.kind for case in exceptions.waiting(books)] == ["oversold"]
    assert "1043" in exceptions.waiting(books)[0].detail
    assert verify.differences(books) == []


def test_more_than_the_books_have_is_sold_and_somebody_is_to_count(
    books: Session, shop: SmallShop, olive: Who
) -> None:
    till.record(books, receipt(books, shop, "77", MUG_BLU=7), by=olive)

    level = at(books, shop, "MUG-BLU")
    assert (level.on_hand, level.reserved, level.available) == (-2, 0, -2)
    assert {case.kind for case in exceptions.waiting(books)} == {"oversold", "negative"}
    assert verify.differences(books) == []


def test_the_newest_promise_is_broken_first(books: Session, shop: SmallShop, olive: Who) -> None:
    for place in ("YORK", "HULL"):
        stock_there = at(books, shop, "LAMP-1", place).available
        if stock_there:
            till.record(
                books, receipt(books, shop, f"empty-{place}", place, LAMP_1=stock_there), by=olive
            )
    newer = new_order(books, "2001", "etsy", "Ann Lee", "Hull", NOON.date(), {"LAMP-1": 1}, due=1)
    reservations.reserve_order(books, newer, by=olive)
    assert orders.lines_of(books, newer)[0].reserved == 1

    till.record(books, receipt(books, shop, "77", LAMP_1=1), by=olive)

    older = orders.lines_of(books, orders.by_number(books, "1043"))[1]
    books.refresh(older)
    assert (older.reserved, orders.lines_of(books, newer)[0].reserved) == (1, 0)


@pytest.mark.parametrize("units", [{}, {"MUG_RED": 0}, {"MUG_RED": -1}])
def test_a_receipt_without_goods_is_refused(
    books: Session, shop: SmallShop, olive: Who, units: dict[str, int]
) -> None:
    with pytest.raises(BadQuantity):
        till.record(books, receipt(books, shop, "77", "LEEDS", **units), by=olive)


def test_who_takes_no_orders_records_no_sale(books: Session, shop: SmallShop) -> None:
    with pytest.raises(NotAllowed):
        till.record(books, receipt(books, shop, "77", MUG_RED=1), by=actors.who(books, PICKER))


def test_a_sale_that_never_was_is_taken_back(books: Session, shop: SmallShop, olive: Who) -> None:
    order = till.record(books, receipt(books, shop, "77", MUG_RED=3), by=olive)

    till.void(books, order.id, by=olive, key="v")

    assert (order.state, at(books, shop, "MUG-RED").on_hand) == ("cancelled", 4)
    assert verify.differences(books) == []
    with pytest.raises(NoLongerPossible):
        till.void(books, order.id, by=olive, key="v2")
    with pytest.raises(NoLongerPossible):
        till.void(books, orders.by_number(books, "1001").id, by=olive, key="v3")


def test_a_sale_of_which_goods_came_back_is_not_taken_back(
    books: Session, shop: SmallShop, olive: Who
) -> None:
    order = till.record(books, receipt(books, shop, "77", MUG_RED=2), by=olive)
    plan = returns.plan(books, order, shop.location_id(books, "LEEDS"), units=1)
    returns.accept(books, plan, by=olive, key="r")

    with pytest.raises(NoLongerPossible, match="went back since"):
        till.void(books, order.id, by=olive, key="v")
    assert verify.differences(books) == []


def test_a_sale_with_a_refund_is_not_taken_back_until_that_is_called_off(
    books: Session, shop: SmallShop, olive: Who
) -> None:
    order = till.record(books, receipt(books, shop, "77", MUG_RED=2), by=olive)
    wish = Wish("goodwill", amount_minor=100, reason="a chip in the glaze")
    refund = refunds.ask(books, order.id, wish, by=olive, key="r")

    with pytest.raises(NoLongerPossible, match="has the refund RF-1"):
        till.void(books, order.id, by=olive, key="v")
    refund_steps.call_off(books, refund, "a mistake", by=olive, key="c")
    till.void(books, order.id, by=olive, key="v2")

    assert order.state == "cancelled"
    assert verify.differences(books) == []


def test_a_typed_sale_gets_a_number_and_is_one_however_often_it_is_confirmed(
    books: Session, shop: SmallShop, olive: Who
) -> None:
    sold = receipt(books, shop, "", MUG_RED=1)

    first = till.record_typed(books, sold, by=olive, key="k")

    assert first.their_number == "B-1"
    assert till.record_typed(books, sold, by=olive, key="k").id == first.id
    assert till.record_typed(books, sold, by=olive, key="k2").their_number == "B-2"


def test_a_shop_without_a_till_says_so(books: Session) -> None:
    assert [one.code for one in till.tills(books)] == ["stall"]
    for one in till.tills(books):
        one.active = False
    books.flush()
    with pytest.raises(NoTill):
        till.tills(books)


def test_the_whole_story_on_both_kinds_of_database(database: Database, noon: dt.datetime) -> None:
    shop = SmallShop(database)
    with database.writing() as books:
        open_small_shop(books, today=noon.date())
    with database.writing() as books:
        sale = receipt(books, shop, "77", MUG_BLU=7)
        sold = till.record(books, sale, by=actors.who(books, OWNER)).id
        assert at(books, shop, "MUG-BLU").on_hand == -2
    with database.writing() as books:
        till.void(books, sold, by=actors.who(books, OWNER), key="v")
    with database.reading() as books:
        assert at(books, shop, "MUG-BLU").on_hand == 5
        assert [case.kind for case in exceptions.waiting(books)] == ["oversold"]
        assert verify.differences(books) == []


SALES = st.lists(
    st.tuples(
        st.sampled_from(["MUG_BLU", "LAMP_1", "TEAPOT"]),
        st.sampled_from(["LEEDS", "YORK", "HULL"]),
        st.integers(1, 12),
        st.sampled_from(["sale", "sale", "again", "void"]),
    ),
    max_size=8,
)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(sales=SALES)
def test_whatever_is_sold_no_promise_is_more_than_the_shelf_and_nothing_is_lost(
    sqlite_shop: SmallShop, sales: list[tuple[str, str, int, str]]
) -> None:
    numbers = itertools.count()
    with sqlite_shop.database.writing() as books:
        olive = actors.who(books, OWNER)
        made: list[tuple[Order, Receipt]] = []
        for code, place, units, what in sales:
            try:
                if what == "sale" or not made:
                    sold = receipt(books, sqlite_shop, f"n{next(numbers)}", place, **{code: units})
                    made.append((till.record(books, sold, by=olive), sold))
                elif what == "again":
                    orders_before = books.scalars(select(func.count(Order.id))).one()
                    till.record(books, made[-1][1], by=olive)
                    assert books.scalars(select(func.count(Order.id))).one() == orders_before
                else:
                    till.void(books, made[-1][0].id, by=olive, key=f"void-{next(numbers)}")
            except ShopError as refusal:
                assert refusal.remedy  # noqa: PT017
            assert verify.differences(books) == []
            promises = select(Promise.sku_id, Promise.location_id, Promise.reserved)
            for sku_id, location_id, reserved in books.execute(promises):
                shelf = stock.units_in(books, sku_id, stock.Place(location_id))
                assert reserved <= max(0, shelf)
        books.rollback()
