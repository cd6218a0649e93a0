"""The figures of the digest: worked examples by hand, and sums that must hold whatever happens."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from assistant import charts, digest
from oms import (
    actors,
    catalogue,
    clock,
    counts,
    exceptions,
    holds,
    orders,
    problems,
    reservations,
    returns,
    shipping,
)
from oms.counts import Where
from oms.figures import morning
from oms.figures.figure import Figure, Period
from oms.tables.messages import OutboxMessage
from oms.values import minor_of
from tests.conftest import NOON
from tests.small_shop import OWNER, SmallShop, order

TODAY = NOON.date()
ZONE = "Europe/London"


def figure(name: str) -> Figure:
    return morning.figures()[name]


def built(books: Session, name: str, first: dt.date, last: dt.date) -> list[dict[str, object]]:
    """The rows of a figure for these days, both included."""
    table: pd.DataFrame = figure(name).build(books, Period(first, last, ZONE))
    return [{str(name): one for name, one in row.items()} for row in table.to_dict("records")]


def day(back: int) -> dt.date:
    return TODAY - dt.timedelta(days=back)


def test_sales_by_channel_are_the_orders_of_those_days(books: Session) -> None:
    order(books, "1050", "etsy", "Ann Lee", "Hull", day(1), {"MUG-BLU": 2, "LAMP-1": 1}, due=2)
    order(books, "1051", "etsy", "Bo Ray", "Hull", day(1), {"MUG-RED": 1}, due=2)
    cancelled = order(books, "1052", "etsy", "Cy Kay", "Hull", day(1), {"TEAPOT": 9}, due=2)
    cancelled.state = "cancelled"
    books.flush()
    placed = day(3)

    rows = built(books, "sales_by_channel", placed, placed)

    etsy = next(row for row in rows if row["channel"] == "Etsy")
    assert (etsy["orders"], etsy["units"]) == (2, 4)
    assert 2 * 850 + 4200 + 850 in etsy.values()


def test_an_order_belongs_to_the_day_it_is_in_the_shops_own_zone(books: Session) -> None:
    late = order(books, "1060", "stall", "Ann Lee", "Hull", TODAY, {"MUG-BLU": 1}, due=2)
    late.placed_at = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)  # 00:30 on the 2nd in London
    books.flush()

    first = built(books, "sales_by_channel", dt.date(2026, 7, 1), dt.date(2026, 7, 1))
    second = built(books, "sales_by_channel", dt.date(2026, 7, 2), dt.date(2026, 7, 2))

    assert sum(int(str(row["orders"])) for row in first) == 0
    assert sum(int(str(row["orders"])) for row in second) == 1


def test_late_orders_are_those_open_past_their_day(books: Session) -> None:
    rows = built(books, "late_orders", day(1), day(1))

    assert [(row["order"], row["days_late"]) for row in rows] == [("1042", 2)]


def test_what_is_held_says_why_since_when_and_whose_it_is(books: Session) -> None:
    owner = actors.who(books, OWNER)
    held = orders.by_number(books, "1043")
    holds.place(books, held, "manual", note="wrong", owner_id=owner.id, by=owner, key="h")

    rows = built(books, "held_orders", TODAY, TODAY)

    assert [(row["order"], row["why"], row["owner"], row["days"]) for row in rows] == [
        ("1043", "by hand", "Olive Marsh", 1)
    ]


def test_low_stock_is_what_is_at_or_under_its_point(books: Session) -> None:
    rows = built(books, "low_stock", day(1), day(1))

    assert [(row["sku"], row["available"], row["reorder_at"]) for row in rows] == [
        ("MUG-BLU", 2, 6)
    ]


def test_returns_are_counted_by_state(books: Session) -> None:
    by = actors.who(books, OWNER)
    leeds = catalogue.location(books, "Leeds").id
    plan = returns.plan(books, orders.by_number(books, "1001"), leeds)
    returns.accept(books, plan, by=by, key="r")

    rows = built(books, "returns_by_state", TODAY, TODAY)

    assert len(rows) == 1
    assert 1 in rows[0].values()


def test_what_does_not_add_up_is_shown_with_its_age(books: Session) -> None:
    assert built(books, "exceptions", day(1), day(1)) == []

    exceptions.open_case(books, "negative", "MUG-BLU at Leeds", "Count it.")
    rows = built(books, "exceptions", TODAY, TODAY)

    assert len(rows) == 1
    assert problems.open_problems(books) == []


def test_the_balance_adds_up_day_by_day(books: Session) -> None:
    by = actors.who(books, OWNER)
    mug = Where(catalogue.sku(books, "MUG-BLU").id, catalogue.location(books, "Leeds").id)
    counts.count(books, mug, 7, by=by, key="count")
    shipping.ship(books, shipping.plan(books, orders.by_number(books, "1043")), by=by, key="ship")

    rows = built(books, "stock_balance", TODAY, TODAY)

    assert rows[0]["adds_up"]
    assert rows[0]["counts"] == 2
    assert (
        rows[0]["closing"]
        == int(str(rows[0]["opening"]))
        + int(str(rows[0]["units_in"]))
        - int(str(rows[0]["units_out"]))
        + 2
    )


moves = st.lists(
    st.tuples(st.sampled_from(["count", "adjust", "ship"]), st.integers(0, 3), st.integers(0, 20)),
    max_size=8,
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(done=moves)
def test_whatever_was_done_on_which_day_opening_and_moves_make_closing(
    sqlite_shop: SmallShop, done: list[tuple[str, int, int]]
) -> None:
    with sqlite_shop.database.writing() as books:
        by = actors.who(books, OWNER)
        mug = Where(sqlite_shop.sku_id(books, "MUG-RED"), sqlite_shop.location_id(books, "LEEDS"))
        for number, (deed, later, units) in enumerate(done):
            clock.set_source(lambda later=later: NOON + dt.timedelta(days=later))  # type: ignore[misc]
            if deed == "count":
                counts.count(books, mug, units, by=by, key=f"k{number}")
            elif deed == "adjust" and units:
                counts.adjust(books, mug, units, reason="found", by=by, key=f"k{number}")
            elif deed == "ship":
                wanted = order(
                    books, f"9{number}", "stall", "Ann Lee", "Hull", TODAY, {"MUG-RED": 1}, due=1
                )
                reservations.reserve_order(books, wanted, by=by)
                if orders.lines_of(books, wanted)[0].reserved:
                    plan = shipping.plan(books, wanted)
                    shipping.ship(books, plan, by=by, key=f"k{number}")
        clock.set_source(lambda: NOON)
        days = [TODAY + dt.timedelta(days=number) for number in range(-1, 5)]
        rows = [built(books, "stock_balance", one, one)[0] for one in days]
        books.rollback()

    assert all(row["adds_up"] for row in rows)
    assert [row["closing"] for row in rows[:-1]] == [row["opening"] for row in rows[1:]]


def test_the_picture_has_words_that_say_what_it_shows(books: Session) -> None:
    found = morning.collect(books, TODAY + dt.timedelta(days=1))

    alt = charts.sales_alt(found.tables["sales_by_day"], "GBP")
    picture = charts.sales_picture(found.tables["sales_by_day"], "GBP")

    assert picture.startswith(b"\x89PNG")
    assert "£" in alt
    assert len(alt) <= 2000


def test_money_of_another_currency_is_neither_added_up_nor_drawn(books: Session) -> None:
    day = TODAY + dt.timedelta(days=1)
    before = morning.collect(books, day).tables["sales_by_day"]
    sold = order(books, "9001", "stall", "Ann Lee", "Hull", TODAY, {"MUG-RED": 1}, due=1)
    sold.currency = "EUR"
    books.flush()
    table = morning.collect(books, day).tables["sales_by_day"]

    in_pounds = table[table["currency"] == "GBP"]
    assert in_pounds["total_minor"].sum() == before["total_minor"].sum()
    [euros] = table[(table["currency"] == "EUR") & (table["total_minor"] > 0)].to_dict("records")
    assert euros["total_minor"] == sold.total_minor
    assert charts.sales_alt(table, "GBP") == (
        f"{charts.sales_alt(before, 'GBP')} Sales in EUR are not in it."
    )
    assert charts.sales_picture(table, "GBP") != charts.sales_picture(before, "GBP")


def test_a_picture_in_a_currency_in_which_nothing_was_sold_is_empty(books: Session) -> None:
    table = morning.collect(books, TODAY).tables["sales_by_day"]
    assert "had $0.00. Sales in GBP are not in it." in charts.sales_alt(table, "USD")
    assert charts.sales_picture(table, "USD").startswith(b"\x89PNG")


def test_the_digest_tells_each_figure_and_is_queued_once(shop: SmallShop) -> None:
    with shop.database.reading() as books:
        words = digest.message(morning.collect(books, TODAY)).text

    assert digest.send(shop.database, TODAY)
    assert not digest.send(shop.database, TODAY)
    with shop.database.reading() as books:
        assert list(books.scalars(select(OutboxMessage.target))) == ["C03DIGEST"]
    for said in ("1042 (2 days)", "Blue mug in Leeds 2", "✓"):
        assert said in words


def test_what_is_done_while_the_digest_is_drawn_waits_for_nobody_and_is_not_half_in_it(
    shop: SmallShop,
) -> None:
    with shop.database.reading() as books:
        before = digest.message(morning.collect(books, TODAY)).text
    asked: list[str] = []

    def meanwhile(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM orders" in statement:
            asked.append(statement)
        if len(asked) == 2:
            asked.append("once")
            with shop.database.writing() as others:
                where = Where(shop.sku_id(others, "LAMP-1"), shop.location_id(others, "LEEDS"))
                counts.count(others, where, 0, by=actors.who(others, OWNER), key="meanwhile")

    event.listen(shop.database.engine, "before_cursor_execute", meanwhile)
    assert digest.send(shop.database, TODAY)

    assert len(asked) > 3
    with shop.database.reading() as books:
        assert books.scalars(select(OutboxMessage.payload)).one()["text"] == before
        assert digest.message(morning.collect(books, TODAY)).text != before


@pytest.mark.parametrize(("text", "minor"), [("0.125", 13), ("-0.125", -13), ("2.675", 268)])
def test_money_is_rounded_half_up_away_from_zero(text: str, minor: int) -> None:
    assert minor_of(Decimal(text), "GBP") == minor
