"""Kits: made of components, worth what they cost together, as far along as their slowest part."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from oms import (
    actors,
    cancelling,
    catalogue,
    counts,
    exceptions,
    holds,
    kit_lines,
    kits,
    low_stock,
    orders,
    reorder,
    reservations,
    return_endings,
    return_figures,
    returns,
    sales,
    shipping,
    stock,
    transfers,
    verify,
)
from oms.counts import Where
from oms.kits import NotAKit
from oms.return_policy import Announced
from oms.sales import Only, Span
from oms.tables.catalogue import Sku
from oms.tables.orders import Order, OrderLine
from oms.transfers import Wanted
from tests.conftest import NOON
from tests.oms.came_back import arrive
from tests.oms.routed import order, receive, sku, where
from tests.small_shop import OWNER, SmallShop


def gift_set(books: Session, **units: int) -> Sku:
    """A kit of 2 blue mugs and a teapot, or of what is said."""
    kit = catalogue.add_sku(books, "GIFT-TEA", "Tea gift set", price_minor=4500)
    books.flush()
    wanted = units or {"MUG_BLU": 2, "TEAPOT": 1}
    components = {sku(books, code.replace("_", "-")).id: n for code, n in wanted.items()}
    kits.define(books, kit, components, by=actors.who(books, OWNER), key=f"kit {wanted}")
    return kit


def kit_order(books: Session, number: str, units: int) -> Order:
    """An order of gift sets at £45."""
    added = order(books, number, {"GIFT-TEA": units}, reserve=False)
    for line in orders.lines_of(books, added):
        line.tax_minor = 751 * units
        line.net_minor = line.amount_minor - line.tax_minor
    reservations.reserve_order(books, added, by=actors.system(books))
    return added


def span_of(books: Session, added: Order) -> Span:
    """The second in which an order was placed, once no other was."""
    added.placed_at += dt.timedelta(seconds=1)
    books.flush()
    return added.placed_at, added.placed_at + dt.timedelta(seconds=1)


def test_nothing_of_a_kit_runs_low_but_its_parts(books: Session) -> None:
    kit = catalogue.add_sku(books, "GIFT-TEA", "Tea gift set", price_minor=4500)
    owner, at = actors.who(books, OWNER), catalogue.location(books, "YORK").id
    reorder.set_point(books, Where(kit.id, at), 5, by=owner)
    low_stock.check(books)
    assert [one.sku for one in stock.low(books) if one.sku == "GIFT-TEA"] == ["GIFT-TEA"]

    # it was kept in stock, and is a kit now
    kits.define(books, kit, {sku(books, "TEAPOT").id: 1}, by=owner, key="k")
    low_stock.check(books)
    assert [one.sku for one in stock.low(books) if one.sku == "GIFT-TEA"] == []
    assert "GIFT-TEA at York" not in exceptions.subjects(books, exceptions.LOW_STOCK)
    with pytest.raises(NotAKit, match="no stock of its own") as refused:
        reorder.set_point(books, Where(kit.id, at), 6, by=owner)
    assert "1 × Stoneware teapot (TEAPOT)" in refused.value.remedy
    # and an ordinary product again
    kits.define(books, kit, {}, by=owner, key="no kit")
    assert [one.sku for one in low_stock.check(books)] == ["GIFT-TEA"]

    kits.define(books, kit, {sku(books, "TEAPOT").id: 1}, by=owner, key="again")
    reorder.set_point(books, Where(kit.id, at), None, by=owner)
    assert reorder.point_of(books, Where(kit.id, at)) is None


def test_no_kit_is_sent_from_one_place_to_another(books: Session) -> None:
    kit = gift_set(books)
    york, leeds = (catalogue.location(books, code).id for code in ("YORK", "LEEDS"))
    wanted, owner = Wanted(york, leeds, {kit.id: 1}), actors.who(books, OWNER)

    with pytest.raises(NotAKit, match="no stock of its own"):
        transfers.send(books, wanted, by=owner, key="t")


def test_a_kit_is_reserved_and_shipped_by_its_components(books: Session) -> None:
    gift_set(books)
    added = kit_order(books, "2001", 1)

    assert where(books, "2001") == {"York": {"MUG-BLU": 2, "TEAPOT": 1}}
    kit, mugs, pot = orders.lines_of(books, added)
    assert (mugs.ordered, pot.ordered) == (2, 1)
    assert (kit.reserved, kit.backordered) == (1, 0)

    owner = actors.who(books, OWNER)
    shipping.ship(books, shipping.plan(books, added), by=owner, key="s")

    assert (kit.shipped, mugs.shipped, pot.shipped) == (1, 2, 1)
    assert added.state == "completed"
    assert verify.differences(books) == []


def test_of_a_kit_that_was_sold_its_components_are_counted_and_its_price_once(
    books: Session,
) -> None:
    kit, added = gift_set(books), kit_order(books, "2001", 2)
    span = span_of(books, added)

    [sold] = sales.by_channel(books, span)
    assert (sold.orders, sold.units, sold.goods_minor) == (1, 6, 9000)
    for one, units in ((kit, 2), (sku(books, "MUG-BLU"), 4), (sku(books, "TEAPOT"), 2)):
        [sold] = sales.by_channel(books, span, Only(sku_id=one.id))
        assert sold.units == units


def test_an_order_of_a_kit_has_as_many_units_before_it_is_reserved_as_after(books: Session) -> None:
    gift_set(books)
    added = order(books, "2001", {"GIFT-TEA": 2, "BAG-JUTE": 1}, reserve=False)
    span = span_of(books, added)

    def units() -> int:
        [sold] = sales.by_channel(books, span)
        return sold.units

    assert (len(orders.lines_of(books, added)), units()) == (2, 7)
    reservations.reserve_order(books, added, by=actors.system(books))
    assert (len(orders.lines_of(books, added)), units()) == (4, 7)


def test_what_was_sold_before_it_was_a_kit_is_one_unit(books: Session) -> None:
    kit = catalogue.add_sku(books, "GIFT-TEA", "Tea gift set", price_minor=4500)
    added = order(books, "2001", {"GIFT-TEA": 2}, reserve=False)
    orders.lines_of(books, added)[0].shipped = 2
    components = {sku(books, "MUG-BLU").id: 2}
    kits.define(books, kit, components, by=actors.who(books, OWNER), key="kit")

    [sold] = sales.by_channel(books, span_of(books, added))

    assert sold.units == 2


def test_returns_of_a_kit_are_those_of_its_parts_in_whole_kits(books: Session) -> None:
    kit, added, owner = gift_set(books), kit_order(books, "2001", 2), actors.who(books, OWNER)
    shipping.ship(books, shipping.plan(books, added), by=owner, key="s")
    _, mugs, pot = orders.lines_of(books, added)
    span = NOON - dt.timedelta(days=1), NOON + dt.timedelta(days=1)
    only, bags = Only(sku_id=kit.id), Only(sku_id=sku(books, "BAG-JUTE").id)

    def comes(key: str, *parts: tuple[OrderLine, int]) -> int:
        announced = [Announced(line.id, units) for line, units in parts]
        return returns.authorise(books, added.id, announced, by=owner, key=key)

    def found() -> tuple[int, int, int, tuple[tuple[str, int], ...], int]:
        one = return_figures.summed(books, span, only)
        return one.returns, one.units, one.received, one.worth, one.nothing

    # each part is rounded by itself
    worth_of_one = (("GBP", 4_501),)
    whole = comes("whole", (mugs, 2), (pot, 1))
    assert found() == (1, 1, 0, worth_of_one, 0)
    assert [one.units for one in return_figures.reasons(books, span, only)] == [1]
    arrive(books, whole, {mugs.sku_id or 0: 2, pot.sku_id or 0: 1}, key="whole")
    assert found()[:3] == (1, 1, 1)

    part = comes("part", (mugs, 1))
    returns_, units, received, worth, nothing = found()
    assert (returns_, units, received, nothing) == (2, 1, 1, 0)
    assert worth[0][1] > worth_of_one[0][1], "what a part is worth counts"
    return_endings.cancel(books, part, "kept it", by=owner, key="no")
    assert found() == (1, 1, 1, worth_of_one, 1)
    assert return_figures.summed(books, span, bags).returns == 0
    assert return_figures.summed(books, span, Only(sku_id=mugs.sku_id)).units == 2


def test_a_kit_on_hold_that_is_wanted_again_is_wanted_whole(books: Session) -> None:
    gift_set(books)
    added = kit_order(books, "2001", 2)
    owner = actors.who(books, OWNER)
    holds.place(books, added, "fraud", by=owner, key="hold")
    kit = orders.lines_of(books, added)[0]
    done = cancelling.cancel(books, added.id, cancelling.Wish({kit.id: 1}), by=owner, key="c")
    assert kit.cancelled == 1

    cancelling.undo(books, done.cancellation_id or 0, by=owner, key="u")

    assert [line.cancelled for line in orders.lines_of(books, added)] == [0, 0, 0]
    assert (kit.open_units, kit.backordered) == (2, 1)
    assert verify.differences(books) == []


def test_the_parts_of_a_kit_are_worth_the_kit_exactly(books: Session) -> None:
    gift_set(books)
    kit, mugs, pot = orders.lines_of(books, kit_order(books, "2001", 1))

    # mugs 2 x 8.50, teapot 29.95
    assert (mugs.net_minor, pot.net_minor) == (1357, 2392)
    assert mugs.net_minor + pot.net_minor == kit.net_minor
    assert mugs.tax_minor + pot.tax_minor == kit.tax_minor
    assert (mugs.amount_minor, mugs.unit_price) == (0, "0")


def test_one_component_short_and_the_kit_is_short(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        gift_set(books, MUG_BLU=2, CARD_XMAS=1)
        added = kit_order(books, "2001", 3)
        kit, mugs, cards = orders.lines_of(books, added)
        assert (mugs.reserved, cards.reserved, kit.reserved, kit.backordered) == (6, 0, 0, 3)
        receive(books, "CARD-XMAS", "HULL", 2)
    shop.drain()

    with shop.database.reading() as books:
        kit, _, cards = orders.lines_of(books, orders.by_number(books, "2001"))
        assert (cards.reserved, kit.reserved, kit.backordered) == (2, 2, 1)
        assert verify.differences(books) == []


def test_reserving_again_gives_a_kit_no_second_set_of_components(books: Session) -> None:
    gift_set(books)
    added = kit_order(books, "2001", 1)

    reservations.reserve_order(books, added, by=actors.system(books))

    assert len(orders.lines_of(books, added)) == 3


def test_there_are_as_many_kits_as_the_scarcest_component_makes(sqlite_books: Session) -> None:
    # blue mugs: Leeds 2 and York 9 free; teapots: York 3 free
    kit = gift_set(sqlite_books)

    everywhere, places = kits.available(sqlite_books, kit.id)

    assert everywhere == 3
    assert {one.location: (one.available, one.short_of) for one in places} == {
        "Leeds": (0, "Stoneware teapot"),
        "York": (3, "Stoneware teapot"),
        "Hull": (0, "Blue mug"),
    }


def test_a_component_that_was_never_anywhere_counts_as_none(sqlite_books: Session) -> None:
    kit = gift_set(sqlite_books, MUG_BLU=1, CARD_XMAS=1)

    assert kits.available(sqlite_books, kit.id)[0] == 0


def test_a_kit_is_not_made_of_kits_nor_of_what_is_kept_as_it_is(sqlite_books: Session) -> None:
    books, owner = sqlite_books, actors.who(sqlite_books, OWNER)
    kit = gift_set(books)
    other = catalogue.add_sku(books, "GIFT-BIG", "Big gift set")
    books.flush()

    with pytest.raises(NotAKit, match="Tea gift set cannot be part of a kit"):
        kits.define(books, other, {kit.id: 1}, by=owner, key="a")
    with pytest.raises(NotAKit, match="Blue mug is on the shelf as it is"):
        kits.define(books, sku(books, "MUG-BLU"), {sku(books, "TEAPOT").id: 1}, by=owner, key="b")


def test_nobody_keeps_stock_of_a_kit(sqlite_books: Session, sqlite_shop: SmallShop) -> None:
    kit = gift_set(sqlite_books)
    where_at = counts.Where(kit.id, sqlite_shop.location_id(sqlite_books, "LEEDS"))

    with pytest.raises(NotAKit, match="Tea gift set is a kit and has no stock of its own"):
        counts.count(sqlite_books, where_at, 3, by=actors.who(sqlite_books, OWNER), key="c")


COUNTS = st.tuples(st.integers(1, 4), st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))


@given(kits_ordered=st.integers(1, 6), drawn=st.lists(COUNTS, min_size=1, max_size=4))
def test_a_kit_has_shipped_as_often_as_its_slowest_component_allows(
    kits_ordered: int, drawn: list[tuple[int, int, int, int]]
) -> None:
    def counted(line_id: int, units: int, shipped: int, returned: int, reserved: int) -> OrderLine:
        ordered = kits_ordered * units
        shipped = min(shipped, ordered)
        return OrderLine(
            id=line_id, parent_line_id=1, kit_units=units, ordered=ordered, shipped=shipped,
            returned=min(returned, shipped), reserved=min(reserved, ordered - shipped),
            cancelled=0, delivered=0, return_open=0, returnless=0, lost=0,
            dropship_open=0,
        )  # fmt: skip

    parent = OrderLine(id=1, ordered=kits_ordered, dropship_open=0)
    children = [counted(2 + at, *figures) for at, figures in enumerate(drawn)]

    kit_lines.follow([parent, *children])

    assert parent.shipped == min(one.shipped // (one.kit_units or 1) for one in children)
    assert 0 <= parent.returned <= parent.shipped
    assert parent.shipped + parent.cancelled + parent.reserved <= parent.ordered
    whole = all(one.backordered == 0 for one in children)
    assert (parent.backordered == 0) == whole
