"""Every stock figure explains itself: the parts are named, and sum to it exactly."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import actors, catalogue, clock, counts, orders, returns, shipping, stock, stock_explain
from oms.counts import Where
from oms.errors import ShopError
from oms.stock import Move, Place
from oms.stock_explain import HAPPENED, Document, Flow, grouped
from oms.tables.orders import Shipment
from oms.tables.stock import BUCKETS, REASONS
from tests.small_shop import OWNER, SmallShop

DAY = dt.date(2026, 11, 3)
SHAPES = st.tuples(
    st.sampled_from(REASONS),
    st.sampled_from([None, ("shipment", 1), ("shipment", 2), ("return", 1), ("return", 2)]),
    st.integers(-9, 9),
    st.integers(0, 5),
)
FLOWS = st.lists(SHAPES.map(lambda one: Flow(one[0], one[1], one[2],
                                             DAY + dt.timedelta(days=one[3]))))  # fmt: skip


@given(FLOWS, st.integers(0, 3))
def test_groups_sum_to_what_moved_however_many_documents_are_named(
    flows: list[Flow], named: int
) -> None:
    every: list[tuple[str, int]] = [("shipment", 1), ("shipment", 2), ("return", 1)]
    names = {about: f"{about[0]} {about[1]}" for about in every[:named]}

    groups = grouped(flows, names)

    assert sum(group.units for group in groups) == sum(flow.units for flow in flows)
    assert [group.happened for group in groups] == sorted(
        {group.happened for group in groups}, key=list(dict.fromkeys(HAPPENED.values())).index
    )
    totals = Counter[str]()
    for flow in flows:
        totals[HAPPENED[flow.reason]] += flow.units
    assert {group.happened: group.units for group in groups if group.units} == {
        kind: units for kind, units in totals.items() if units
    }


def test_every_reason_of_a_movement_has_its_words() -> None:
    assert HAPPENED.keys() == set(REASONS)


def test_a_document_is_named_once_with_all_it_moved_and_the_newest_first() -> None:
    flows = [
        Flow("sale", ("shipment", 1), -2, DAY),
        Flow("sale", ("shipment", 2), -1, DAY + dt.timedelta(days=2)),
        Flow("sale", ("shipment", 3), -4, DAY),
        Flow("sale", ("shipment", 4), 0, DAY),
    ]
    names = {("shipment", 1): "order 7", ("shipment", 2): "order 8", ("shipment", 3): "order 7"}

    (group,) = grouped(flows, names)

    assert (group.happened, group.units, group.more) == ("shipped", -7, 0)
    assert group.documents == (
        Document("order 8", -1, DAY + dt.timedelta(days=2)),
        Document("order 7", -6, DAY),
    )


def test_a_long_story_names_the_newest_and_says_how_many_more() -> None:
    flows = [
        Flow("sale", ("shipment", number), -1, DAY + dt.timedelta(days=number))
        for number in range(1, 9)
    ]
    names = {("shipment", number): f"order {number}" for number in range(4, 9)}

    (group,) = grouped(flows, names)

    assert [one.name for one in group.documents] == [f"order {n}" for n in (8, 7, 6, 5, 4)]
    assert group.more == 3


def test_the_blue_mugs_in_leeds_are_explained_with_orders_returns_and_buckets(
    books: Session, shop: SmallShop
) -> None:
    owner = actors.who(books, OWNER)
    mugs = Where(shop.sku_id(books, "MUG-BLU"), shop.location_id(books, "LEEDS"))
    plan = returns.plan(books, orders.by_number(books, "1001"), mugs.location_id, units=2)
    returns.accept(books, plan, returns.Judged(disposition="write_off"), by=owner, key="r")
    counts.adjust(books, mugs, -1, reason="theft", by=owner, key="a")

    told = stock_explain.explain(books, mugs.sku_id, mugs.location_id)

    assert [(group.happened, group.units) for group in told.groups] == [
        ("opening stock", 8), ("came back", 2), ("shipped", -3), ("written off", -1),
    ]  # fmt: skip
    assert [one.name for group in told.groups for one in group.documents] == [
        "R-1", "order 1001", "theft",
    ]  # fmt: skip
    assert [(one.order, one.units) for one in told.promised] == [("1043", 3)]
    assert told.held == {"damaged": 2}
    assert (told.on_hand, told.reserved, told.available) == (6, 3, 1)


def test_what_was_shipped_and_taken_back_is_not_told(books: Session, shop: SmallShop) -> None:
    owner = actors.who(books, OWNER)
    order = orders.by_number(books, "1043")
    made = shipping.ship(books, shipping.plan(books, order), by=owner, key="s")
    shipping.undo(books, made, by=owner, key="u")

    told = stock_explain.explain(
        books, shop.sku_id(books, "LAMP-1"), shop.location_id(books, "LEEDS")
    )

    assert [(group.happened, group.units) for group in told.groups] == [("opening stock", 2)]


def test_a_level_of_a_moment_is_what_anybody_could_see_then(
    books: Session, shop: SmallShop, noon: dt.datetime
) -> None:
    owner = actors.who(books, OWNER)
    mugs = Where(shop.sku_id(books, "MUG-BLU"), shop.location_id(books, "LEEDS"))
    clock.set_source(lambda: noon + dt.timedelta(hours=1))
    late = Move(
        sku_id=mugs.sku_id,
        units=4,
        source=Place(catalogue.virtual(books, "supplier")),
        to=Place(mugs.location_id, "quarantine"),
        reason="receipt",
        occurred_at=noon - dt.timedelta(days=2),
        is_fact=True,
    )
    stock.move(books, late, by=owner)

    # it was there two days ago, and nobody knew before one o'clock today
    assert stock.as_of(books, mugs.sku_id, mugs.location_id, noon) == {"sellable": 5}
    yesterday = noon.date() - dt.timedelta(days=1)
    assert stock.at_end_of(books, mugs.sku_id, mugs.location_id, yesterday) == {"quarantine": 4}
    since = stock_explain.moved_after(books, mugs.sku_id, mugs.location_id, yesterday)
    assert sum(group.units for group in since) == 5


def test_a_day_ends_at_midnight_in_the_shop_also_where_the_clocks_change(
    books: Session, shop: SmallShop
) -> None:
    lamps, hull = shop.sku_id(books, "LAMP-1"), shop.location_id(books, "HULL")
    by = actors.who(books, OWNER)
    opening = Place(catalogue.virtual(books, "opening"))
    # 28 June 2026, 23:30 in UTC is 00:30 of the 29th in London
    for moment in ("2026-06-28T22:30", "2026-06-28T23:30"):
        at = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)
        stock.move(books, Move(lamps, 1, opening, Place(hull), "opening", occurred_at=at), by=by)

    assert stock.at_end_of(books, lamps, hull, dt.date(2026, 6, 28)) == {"sellable": 1}
    assert stock.at_end_of(books, lamps, hull, dt.date(2026, 6, 29)) == {"sellable": 2}


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["count", "adjust", "hold", "ship", "undo"]),
        st.sampled_from(["LEEDS", "YORK"]),
        st.integers(-4, 9),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_after_any_events_the_story_sums_to_the_level_and_the_past_stays_what_it_was(
    sqlite_shop: SmallShop, noon: dt.datetime, steps: list[tuple[str, str, int]]
) -> None:
    ticks = itertools.count()
    clock.set_source(lambda: noon + dt.timedelta(minutes=next(ticks)))
    try:
        with sqlite_shop.database.writing() as books:
            _any_events(books, sqlite_shop, steps)
            books.rollback()
    finally:
        clock.set_source(lambda: noon)


def _any_events(books: Session, shop: SmallShop, steps: list[tuple[str, str, int]]) -> None:
    mugs = shop.sku_id(books, "MUG-BLU")
    seen: list[tuple[dt.datetime, int, dict[str, int]]] = []
    for number, (what, code, units) in enumerate(steps):
        place = shop.location_id(books, code)
        try:
            with books.begin_nested():
                _event(books, what, Where(mugs, place), units, f"step-{number}")
        except ShopError:
            continue
        told = stock_explain.explain(books, mugs, place)
        level = stock.at(books, mugs, place)
        assert (told.on_hand, told.reserved, told.available) == (
            level.on_hand, level.reserved, level.available,
        )  # fmt: skip
        seen.append((clock.now(), place, dict(stock.buckets(books, mugs, place))))
    for moment, place, units_then in seen:
        assert stock.as_of(books, mugs, place, moment) == units_then


def _event(books: Session, what: str, where: Where, units: int, key: str) -> None:
    owner = actors.who(books, OWNER)
    if what == "count":
        counts.count(books, where, abs(units), by=owner, key=key)
    elif what == "adjust":
        counts.adjust(books, where, units, reason="correction", by=owner, key=key)
    elif what == "hold":
        aside = Move(where.sku_id, abs(units), Place(where.location_id),
                     Place(where.location_id, BUCKETS[1]), "inspect")  # fmt: skip
        stock.move(books, aside, by=owner)
    elif what == "ship":
        order = orders.by_number(books, "1043")
        shipping.ship(books, shipping.plan(books, order), by=owner, key=key)
    else:
        newest = books.scalars(select(func.max(Shipment.id))).one()
        shipping.undo(books, [newest], by=owner, key=key)
