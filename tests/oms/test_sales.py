"""Sales and returns of some days: what counts, on which day, of what, and in which money."""

from __future__ import annotations

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from oms import actors, catalogue, orders, return_endings, return_figures, returns, sales
from oms.periods import Days
from oms.sales import Only, Sold, Span
from oms.tables.orders import Order
from tests.conftest import NOON
from tests.small_shop import OWNER, SKUS, SmallShop, order

TODAY = NOON.date()
ZONE = "Europe/London"


def span(back: int, days: int = 1) -> Span:
    """So many days, the first of them so long ago."""
    first = TODAY - dt.timedelta(days=back)
    return Days(first, first + dt.timedelta(days=days - 1)).span(ZONE)


def sell(books: Session, number: str, wanted: dict[str, int], *, back: int = 1) -> Order:
    sold = order(books, number, "etsy", "Ann Lee", "Hull", TODAY, wanted, due=2)
    sold.placed_at = NOON - dt.timedelta(days=back)
    books.flush()
    return sold


def test_money_of_two_currencies_is_told_apart_and_never_added_up(books: Session) -> None:
    sell(books, "1050", {"MUG-BLU": 2})
    sell(books, "1051", {"LAMP-1": 1}).currency = "EUR"
    books.flush()

    sold = sales.by_channel(books, span(1))

    assert [(one.currency, one.goods_minor) for one in sold] == [("EUR", 4200), ("GBP", 1700)]
    assert sales.in_all(sold) == [("EUR", 4200), ("GBP", 1700)]
    assert sales.an_order(sold) == [("EUR", 4200), ("GBP", 1700)]


def test_the_average_order_is_of_each_currency_and_half_a_unit_counts(books: Session) -> None:
    sold = [
        Sold("Etsy", "GBP", orders=2, units=5, goods_minor=1001),
        Sold("Website", "GBP", orders=2, units=2, goods_minor=1001),
        Sold("Website", "EUR", orders=3, units=3, goods_minor=1000),
    ]

    assert sales.an_order(sold) == [("GBP", 501), ("EUR", 333)]
    assert sales.an_order([]) == []


def test_of_one_product_only_its_own_lines_count(books: Session) -> None:
    sell(books, "1050", {"MUG-BLU": 2, "LAMP-1": 1})
    sell(books, "1051", {"LAMP-1": 3})
    lamp = catalogue.sku(books, "LAMP-1").id

    (sold,) = sales.by_channel(books, span(1), Only(sku_id=lamp))

    assert (sold.orders, sold.units, sold.goods_minor) == (2, 4, 16_800)


def test_what_was_cancelled_and_what_is_a_draft_was_not_sold(books: Session) -> None:
    part = sell(books, "1050", {"MUG-BLU": 4})
    orders.lines_of(books, part)[0].cancelled = 1
    sell(books, "1051", {"LAMP-1": 1}).state = "draft"
    sell(books, "1052", {"LAMP-1": 1}).state = "cancelled"
    books.flush()

    (sold,) = sales.by_channel(books, span(1))

    assert (sold.orders, sold.units, sold.goods_minor) == (1, 3, 2_550)
    assert [one.sku for one in sales.best(books, span(1), limit=5)] == ["MUG-BLU"]


def test_an_order_belongs_to_its_day_in_the_zone_of_the_shop(books: Session) -> None:
    late = sell(books, "1050", {"MUG-BLU": 1})
    late.placed_at = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)  # 00:30 on the 2nd in London
    books.flush()
    first, second = (Days(dt.date(2026, 7, on), dt.date(2026, 7, on)).span(ZONE) for on in (1, 2))

    assert sales.by_channel(books, first) == []
    assert len(sales.by_channel(books, second)) == 1


def test_a_return_counts_when_it_was_asked_for_and_apart_when_it_came_to_nothing(
    books: Session,
) -> None:
    by = actors.who(books, OWNER)
    shipped = orders.by_number(books, "1001")
    wanted = returns.choose(books, shipped, sku_id=catalogue.sku(books, "MUG-BLU").id, units=2)
    asked = returns.request(books, shipped.id, wanted, by=by, key="ask")

    found = return_figures.summed(books, span(0))
    assert (found.returns, found.units, found.received) == (1, 2, 0)
    assert found.worth == (("GBP", 1_700),)
    assert [(one.words, one.units) for one in return_figures.reasons(books, span(0))] == [
        ("changed mind", 2)
    ]
    assert return_figures.summed(books, span(1)).returns == 0

    return_endings.reject(books, asked, None, by=by, key="no more")
    after = return_figures.summed(books, span(0))

    assert (after.returns, after.units, after.worth, after.nothing) == (0, 0, (), 1)


def test_returns_of_a_channel_or_product_are_those_of_its_orders(books: Session) -> None:
    by = actors.who(books, OWNER)
    plan = returns.plan(
        books, orders.by_number(books, "1001"), catalogue.location(books, "Hull").id
    )
    returns.accept(books, plan, by=by, key="r")
    etsy, website = (catalogue.channel(books, code).id for code in ("etsy", "website"))
    mug, lamp = (catalogue.sku(books, code).id for code in ("MUG-BLU", "LAMP-1"))

    def units(only: Only) -> int:
        return return_figures.summed(books, span(0), only).units

    assert [units(Only(channel_id=one)) for one in (etsy, website)] == [3, 0]
    assert [units(Only(sku_id=one)) for one in (mug, lamp)] == [3, 0]
    assert [one.sku for one in return_figures.most(books, span(0), limit=5)] == ["MUG-BLU"]


bought = st.lists(
    st.tuples(st.sampled_from(["MUG-BLU", "LAMP-1"]), st.integers(1, 5), st.integers(0, 6)),
    max_size=8,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bought=bought)
def test_the_days_of_a_week_make_the_week_and_the_products_make_the_whole(
    sqlite_shop: SmallShop, bought: list[tuple[str, int, int]]
) -> None:
    with sqlite_shop.database.writing() as books:
        for number, (code, units, back) in enumerate(bought):
            sell(books, f"9{number}", {code: units}, back=back)
        week = sales.by_channel(books, span(6, 7))
        by_day = [one for back in range(7) for one in sales.by_channel(books, span(back))]
        skus = [sqlite_shop.sku_id(books, code) for code, _, _, _ in SKUS]
        by_sku = [one for sku in skus for one in sales.by_channel(books, span(6, 7), Only(sku))]
        books.rollback()

    def sums(rows: list[sales.Sold]) -> tuple[int, int]:
        return sum(one.units for one in rows), sum(one.goods_minor for one in rows)

    assert sums(by_day) == sums(week) == sums(by_sku)
    assert sum(one.orders for one in by_day) == sum(one.orders for one in week)
