"""Orders: finding one by what staff type, its stage and its card."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, order_lists, order_states, orders, paying, payments, shipping, taking
from oms.customers import Buyer
from oms.errors import AmbiguousOrder, BadQuantity, UnknownOrder
from oms.order_card import card
from oms.order_lists import Wanted
from oms.paying import Money
from oms.tables.catalogue import Channel
from oms.tables.orders import OrderHold, OrderLine
from oms.tables.people import Customer
from tests.small_shop import OWNER, SmallShop, order

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize("said", ["1043", "#1043", "order 1043", "WE-1043", "website WE-1043"])
def test_an_order_is_found_by_our_number_or_the_channels(books: Session, said: str) -> None:
    assert orders.by_number(books, said).number == "1043"


def test_an_unknown_number_names_those_one_slip_away_open_ones_first(books: Session) -> None:
    with pytest.raises(UnknownOrder) as refusal:
        orders.by_number(books, "1034")

    assert refusal.value.nearest[0] == "1043"


def test_a_number_that_is_ours_and_a_channels_is_asked_about(books: Session) -> None:
    other = order(books, "1050", "etsy", "Ivy Frost", "Selby", TODAY, {"TEAPOT": 1}, due=1)
    other.their_number = "1043"
    books.flush()

    with pytest.raises(AmbiguousOrder, match=r"order 1043 .* or order 1050 \(Etsy 1043\)"):
        orders.by_number(books, "1043")
    assert orders.by_number(books, "etsy 1043").number == "1050"


@pytest.mark.parametrize("said", ["", "abc", "99999999999999999999", "' OR 1=1", "%"])
def test_what_is_not_a_number_finds_nothing(books: Session, said: str) -> None:
    with pytest.raises(UnknownOrder):
        orders.by_number(books, said)


def test_the_card_shows_lines_places_and_what_is_late(books: Session) -> None:
    shown = card(books, orders.by_number(books, "1042"))

    assert (shown.stage, shown.late_days, shown.customer) == ("to pick", 2, "Tom Hale")
    assert shown.lines[0].at == (("York", 4),)
    assert shown.total_minor == 4 * 2995


def test_the_card_shows_the_parcel_that_left(books: Session) -> None:
    owner = actors.who(books, OWNER)
    plan = shipping.plan(books, orders.by_number(books, "1043"))
    shipping.ship(books, plan, shipping.Carriage("DPD", "15501"), by=owner, key="k")

    shown = card(books, orders.by_number(books, "1043"))

    assert shown.stage == "shipped"
    assert [(parcel.carrier, parcel.units) for parcel in shown.parcels] == [("DPD", 4)]
    assert shown.parcels[0].url.endswith("15501")


def test_late_orders_are_those_open_past_their_day(books: Session) -> None:
    assert [found.number for found in order_lists.late(books, TODAY)] == ["1042"]
    tomorrow_but_one = TODAY + dt.timedelta(days=2)
    assert [found.number for found in order_lists.late(books, tomorrow_but_one)] == ["1042", "1043"]


def test_orders_are_found_by_customer_product_channel_and_stage(
    books: Session, shop: SmallShop
) -> None:
    def numbers(wanted: Wanted) -> list[str]:
        return [found.number for found in order_lists.find(books, wanted).orders]

    assert numbers(Wanted(customer="shah")) == ["1043"]
    assert numbers(Wanted(customer="100%")) == []
    assert set(numbers(Wanted(sku_id=shop.sku_id(books, "MUG-BLU")))) == {"1001", "1043"}
    assert numbers(Wanted(stage="late", today=TODAY)) == ["1042"]
    assert numbers(Wanted(stage="shipped")) == ["1001"]
    etsy = books.scalars(select(Channel.id).where(Channel.code == "etsy")).one()
    assert numbers(Wanted(channel_id=etsy)) == ["1001"]


def test_a_long_list_says_how_many_there_are(books: Session) -> None:
    found = order_lists.find(books, Wanted(), limit=2)

    assert (len(found.orders), found.total) == (2, 3)


def test_the_same_channel_order_taken_twice_is_one_order(books: Session, shop: SmallShop) -> None:
    website = books.scalars(select(Channel).where(Channel.code == "website")).one()
    wanted = taking.NewOrder(
        channel_id=website.id,
        their_id="gid-1",
        their_number="#2001",
        buyer=Buyer("Ravi Kaur", town="Otley", email=" Ravi@Example.com "),
        lines=(taking.WantedLine(shop.sku_id(books, "TEAPOT"), 2, Decimal("9.995")),),
        placed_at=dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC),
    )
    system = actors.system(books)

    first = taking.take(books, wanted, by=system)
    again = taking.take(books, wanted, by=system)

    assert first.id == again.id
    assert first.total_minor == 1999
    line = orders.lines_of(books, first)[0]
    assert (line.unit_price, line.reserved) == ("9.995", 2)
    assert books.get_one(Customer, first.customer_id).email == "ravi@example.com"


def test_an_order_without_lines_is_refused(books: Session) -> None:
    website = books.scalars(select(Channel).where(Channel.code == "website")).one()
    empty = taking.NewOrder(
        website.id, "x", "x", Buyer("A"), (), dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    )
    with pytest.raises(BadQuantity):
        taking.take(books, empty, by=actors.system(books))


def test_a_held_order_says_so_and_is_not_shipped(books: Session) -> None:
    found = orders.by_number(books, "1043")
    books.add(
        OrderHold(
            order_id=found.id,
            kind="address",
            placed_by_id=actors.system(books).id,
            placed_at=found.placed_at,
        )
    )
    books.flush()

    assert card(books, found).stage == "on hold"


@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
        min_size=1,
        max_size=4,
    )
)
def test_the_stage_says_shipped_only_when_nothing_is_owed(
    drawn: list[tuple[int, int, int, int]],
) -> None:
    lines = [
        OrderLine(
            ordered=ordered,
            shipped=min(shipped, ordered),
            cancelled=min(cancelled, ordered - min(shipped, ordered)),
            reserved=0,
            returned=min(returned, shipped, ordered),
            return_open=0,
            dropship_open=0,
            delivered=0,
        )
        for ordered, shipped, cancelled, returned in drawn
    ]

    shown = order_states.stage("open", held=False, units=order_states.progress(lines))

    owed = any(line.ordered - line.shipped - line.cancelled > 0 for line in lines)
    assert (shown in {"to pick", "backordered", "part shipped"}) == owed


def test_the_unpaid_orders_are_those_of_which_something_is_owed(books: Session) -> None:
    olive = actors.who(books, OWNER)
    found = [orders.by_number(books, number) for number in ("1042", "1043")]
    for one in found:
        one.taken_minor -= 450
    books.flush()
    # given one of them paid in full since
    paying.record(books, found[0].id, Money(450, "card", "8812"), by=olive, key="p")

    unpaid = order_lists.find(books, Wanted(stage="unpaid"))

    assert [one.number for one in unpaid.orders] == ["1043"]
    assert payments.of(books, found[1]).owed_minor == 450
