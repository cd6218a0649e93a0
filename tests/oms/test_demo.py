"""The example shop: the same on every machine, with everything in it that the manual shows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from assistant import plain, try_history
from oms import catalogue, clock, demo, demo_orders, demo_people, order_lists, orders, verify
from oms.database import Database
from oms.demo import ShopSummary
from oms.tables.catalogue import Channel, Location
from oms.tables.orders import Order
from oms.tables.returns import Return
from tests.conftest import NOON

TODAY = NOON.date()  # a Tuesday
HISTORY = try_history.History(try_history.EXCERPT, whole=False)
EVERY_STATE = {
    "requested", "authorised", "receiving", "closed", "rejected", "cancelled", "expired",
}  # fmt: skip
# what is in the shop, without the numbers that a database gives and the time it was written at
CONTENT = {
    "orders": """SELECT number, their_number, placed_at, state, total_minor, town, ship_by
        FROM orders""",
    "lines": """SELECT o.number, l.line_no, s.code, l.ordered, l.shipped, l.returned, l.amount_minor
        FROM order_lines l JOIN orders o ON o.id = l.order_id
        LEFT JOIN skus s ON s.id = l.sku_id""",
    "customers": "SELECT name, town FROM customers",
    "levels": """SELECT s.code, l.code, v.bucket, v.units FROM levels v
        JOIN skus s ON s.id = v.sku_id JOIN locations l ON l.id = v.location_id""",
    "promises": """SELECT s.code, l.code, p.reserved FROM promises p
        JOIN skus s ON s.id = p.sku_id JOIN locations l ON l.id = p.location_id""",
    "movements": """SELECT s.code, m.units, f.code, t.code, m.reason, m.occurred_at
        FROM movements m JOIN skus s ON s.id = m.sku_id
        JOIN locations f ON f.id = m.from_location_id
        JOIN locations t ON t.id = m.to_location_id""",
    "returns": "SELECT number, state FROM returns",
    "reorder": "SELECT s.code, r.point FROM reorder_rules r JOIN skus s ON s.id = r.sku_id",
}

IN_THE_README = {
    "where is order 1043?": (
        "Order 1043 · to pick · 2 days late. Priya Shah, Ripon", "3 × Blue mug",
        "1 × Brass desk lamp",
    ),
    "how many blue mugs in Leeds?": ("available in Leeds (5 on hand, 3 reserved). York has 9.",),
    "ship 1043": ("3 × Blue mug", "5 → 2", "1 × Brass desk lamp", "2 → 1"),
}  # fmt: skip


def open_example(database: Database, *, today: dt.date = TODAY) -> ShopSummary:
    """The example shop over the excerpt, as `backroom try` makes it."""
    return demo.open_shop(
        database,
        lambda opened: try_history.load(opened, HISTORY, today=today, progress=lambda _: None),
        today=today,
    )


@pytest.fixture(scope="module")
def at_noon() -> Iterator[None]:
    clock.set_source(lambda: NOON)
    yield
    clock.set_source(None)


@pytest.fixture(scope="module")
def example(at_noon: None, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, ShopSummary]]:  # fmt: skip
    """The example shop, made once; the tests only read it."""
    path = tmp_path_factory.mktemp("demo") / "shop.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    yield database, open_example(database)
    database.close()


@pytest.fixture
def shown(example: tuple[Database, ShopSummary]) -> Iterator[Session]:
    with example[0].reading() as books:
        yield books


@pytest.fixture
def summary(example: tuple[Database, ShopSummary]) -> ShopSummary:
    return example[1]


def content(books: Session) -> dict[str, list[tuple[object, ...]]]:
    return {
        name: sorted(tuple(map(str, row)) for row in books.execute(text(rows)))
        for name, rows in CONTENT.items()
    }


# ---- always the same ------------------------------------------------------------------------


def test_two_shops_of_one_day_have_the_same_content(
    shown: Session, sqlite_database: Database
) -> None:
    open_example(sqlite_database)

    with sqlite_database.reading() as second:
        ours, theirs = content(shown), content(second)
    assert all(ours.values())
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_without_its_history_the_shop_opens_on_both_databases(
    at_noon: None, database: Database
) -> None:
    summary = demo.open_shop(database, None, today=TODAY)

    assert (summary.open_orders, summary.late_orders) == (40, 5)
    with database.reading() as books:
        assert verify.differences(books) == []
        assert orders.by_number(books, "1043").state == "open"


def test_all_its_books_add_up(shown: Session) -> None:
    assert verify.differences(shown) == []


# ---- what is in it --------------------------------------------------------------------------


def test_there_are_three_places_and_three_channels(shown: Session) -> None:
    assert [place.name for place in catalogue.locations(shown)] == ["Leeds", "York", "Hull"]
    names = shown.scalars(select(Channel.name).order_by(Channel.id))
    assert list(names) == ["Wholesale", "Website", "Shop counter"]


def test_forty_orders_are_open_and_five_of_them_late_among_them_1043(
    shown: Session, summary: ShopSummary
) -> None:
    still_open = set(shown.scalars(select(Order.number).where(Order.state == "open")))
    late = {
        one.number: (TODAY - one.ship_by).days
        for one in order_lists.late(shown, TODAY)
        if one.ship_by is not None
    }

    assert still_open == {str(number) for number in demo_orders.OPEN}
    assert late == {str(number): days for number, days in demo_orders.LATE.items()}
    assert late["1043"] == 2
    assert (summary.open_orders, summary.late_orders) == (40, 5)


def test_what_the_readme_shows_is_what_the_shop_answers(
    example: tuple[Database, ShopSummary],
) -> None:
    readme = Path("README.md").read_text(encoding="utf-8")
    with example[0].writing() as books:
        for words, figures in IN_THE_README.items():
            answer = plain.ask(books, demo_people.PICKER, words)["answer"]
            assert f"**sam** {words}\n" in readme
            told = readme.split(f"**sam** {words}\n")[1].split("\n")[0]
            for figure in figures:
                assert figure in answer, answer
                assert figure in told
        books.rollback()  # the other tests find the shop as it was


def test_there_is_a_return_in_every_state(shown: Session) -> None:
    own = (
        select(Return.state)
        .join(Order, Order.id == Return.order_id)
        .where(Order.number.in_([str(number) for number in demo_orders.SHIPPED]))
    )

    assert Counter(shown.scalars(own)) == Counter(EVERY_STATE)


def test_accounts_buy_wholesale_and_the_rest_by_whether_it_was_posted(shown: Session) -> None:
    past = (
        select(Channel.code, Order.customer_id.is_not(None), func.count())
        .join(Channel, Channel.id == Order.channel_id)
        .where(Order.number.not_in([str(one) for one in (*demo_orders.SHIPPED, *demo_orders.OPEN)]))
        .group_by(Channel.code, Order.customer_id.is_not(None))
    )
    by_channel = {(code, bool(known)): many for code, known, many in shown.execute(past)}

    assert set(by_channel) == {("wholesale", True), ("website", False), ("counter", False)}
    posted = text("""SELECT DISTINCT c.code FROM charges h JOIN orders o ON o.id = h.order_id
        JOIN channels c ON c.id = o.channel_id
        WHERE h.kind = 'shipping' AND o.customer_id IS NULL""")
    assert list(shown.scalars(posted)) == ["website"]


# ---- stock and time -------------------------------------------------------------------------


def test_no_level_was_below_zero_at_any_moment(shown: Session) -> None:
    physical = set(
        shown.scalars(select(Location.id).where(Location.kind.in_(("warehouse", "store"))))
    )
    balance: Counter[tuple[int, int]] = Counter()
    moved = text("""SELECT sku_id, from_location_id, to_location_id, units FROM movements
        ORDER BY occurred_at, CASE reason WHEN 'opening' THEN 0 ELSE 1 END, id""")
    below = []
    for sku_id, source, to, units in shown.execute(moved):
        if to in physical:
            balance[sku_id, to] += units
        if source in physical:
            balance[sku_id, source] -= units
            if balance[sku_id, source] < 0:
                below.append((sku_id, source, balance[sku_id, source]))

    assert len(balance) > 1_000
    assert below == []


def test_the_last_day_of_trade_is_yesterday_and_every_weekday_is_its_own(
    shown: Session, summary: ShopSummary
) -> None:
    past = [
        clock.day_of(placed, try_history.ZONE)
        for placed in shown.scalars(select(Order.placed_at).where(Order.number.like("1000__")))
    ]

    last = shown.scalars(select(func.max(Order.placed_at)).where(Order.number.like("1_____"))).one()
    assert clock.day_of(last, try_history.ZONE) == TODAY - dt.timedelta(days=1)
    assert past
    # the retailer did not trade on Saturdays, and nor does the example shop
    assert 5 not in {day.weekday() for day in past}
    assert summary.last_day is not None
    assert summary.last_day <= TODAY


@given(
    last_day=st.dates(dt.date(2000, 1, 1), dt.date(2020, 1, 1)),
    today=st.dates(dt.date(2020, 1, 2), dt.date(2040, 1, 1)),
)
def test_dates_move_by_whole_weeks_to_yesterday_or_just_beyond(
    last_day: dt.date, today: dt.date
) -> None:
    moved = last_day + demo.weeks_to_yesterday(last_day, today)

    assert moved.weekday() == last_day.weekday()
    assert dt.timedelta(0) <= moved - (today - dt.timedelta(days=1)) < dt.timedelta(days=7)
