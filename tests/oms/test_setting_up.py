"""How the shop is set up: countries, places of a channel, and what a location is told to be."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from oms import (
    actors,
    channel_places,
    count_lines,
    countries,
    history,
    location_setup,
    orders,
    reservations,
    routing,
    stock,
)
from oms.channel_places import SendsNothing
from oms.count_rules import Tolerance
from oms.countries import UnknownCountry
from oms.errors import KeyReused, NoLongerPossible, NotAllowed
from oms.history import About
from oms.location_setup import BadSetup, LocationSetup
from oms.tables.catalogue import Channel, Location
from oms.tracking_formats import COUNTRIES
from tests.oms.routed import location, order, receive, sku, where
from tests.small_shop import OWNER, SERVICE, SmallShop

ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
AS_IT_IS = LocationSetup(None, None, None, 1, 200, None, rank=1)


def etsy(books: Session) -> int:
    return books.scalars(select(Channel.id).where(Channel.code == "etsy")).one()


def ship_from(books: Session, codes: list[str], was: list[str], key: str, who: str = OWNER) -> None:
    """Etsy ships from the locations of these codes, and shipped from others."""
    channel_places.put(
        books,
        etsy(books),
        [location(books, code).id for code in codes],
        was=[location(books, code).id for code in was],
        by=actors.who(books, who),
        key=key,
    )


def set_up(
    books: Session, key: str, code: str = "YORK", who: str = OWNER, **wanted: Any
) -> LocationSetup:
    """Set up a location so; what is asked for was asked just now."""
    place = location(books, code)
    was = {part: getattr(place, part) for part in wanted}
    by = actors.who(books, who)
    return location_setup.change(books, place.id, wanted, was=was, by=by, key=key)


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("GB and IE", ("GB", "IE")),
        ("ie, uk", ("GB", "IE")),
        ("France and the United States", ("FR", "US")),
        ("United Kingdom Ireland New Zealand", ("GB", "IE", "NZ")),
        ("Germany & Germany", ("DE",)),
        ("Scotland and England", ("GB",)),
    ],
)
def test_countries_are_understood_by_name_and_by_code(said: str, codes: tuple[str, ...]) -> None:
    assert countries.read(said) == codes


def test_the_eu_is_twenty_seven_countries_without_the_united_kingdom() -> None:
    assert len(set(countries.read("the EU"))) == 27
    assert "GB" not in countries.read("the EU")
    assert {*countries.EU, *countries.NAMES.values()} <= COUNTRIES


@pytest.mark.parametrize("said", ["Narnia", "GB and Narnia", "UK only", "and", "", "ZZ", "GBR"])
def test_what_is_no_country_is_refused_and_never_left_out(said: str) -> None:
    with pytest.raises(UnknownCountry):
        countries.read(said)


@given(st.lists(st.sampled_from(sorted(COUNTRIES)), min_size=1, unique=True))
def test_codes_are_read_back_as_they_are_kept(codes: list[str]) -> None:
    assert countries.read(" ".join(codes)) == tuple(sorted(codes))
    assert countries.read(" and ".join(codes).lower()) == tuple(sorted(codes))


def test_a_channel_ships_from_its_places_in_their_order_and_from_no_other(
    books: Session,
) -> None:
    ship_from(books, ["YORK", "LEEDS"], [], "k1")

    one = order(books, "2001", {"MUG-BLU": 2}, channel="etsy")
    order(books, "2002", {"BAG-JUTE": 1}, channel="etsy")
    order(books, "2003", {"MUG-BLU": 1})

    assert [place.name for place in routing.places(books, one)] == ["Leeds", "York"]
    assert where(books, "2001") == {"York": {"MUG-BLU": 2}}
    assert where(books, "2002") == {}
    assert where(books, "2003") == {"Leeds": {"MUG-BLU": 1}}
    assert [place.code for place in channel_places.of(books, etsy(books))] == ["YORK", "LEEDS"]


def test_from_anywhere_again_all_places_supply_what_waits(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        ship_from(books, ["YORK"], [], "k1")
        order(books, "2002", {"BAG-JUTE": 1}, channel="etsy")
        ship_from(books, [], ["YORK"], "k2")
    shop.drain()

    with shop.database.reading() as books:
        assert where(books, "2002") == {"Hull": {"BAG-JUTE": 1}}
        told = history.of(books, About("channel", etsy(books)))
        assert [(row.before, row.after) for row in told] == [
            ({"locations": []}, {"locations": ["YORK"]}),
            ({"locations": ["YORK"]}, {"locations": []}),
        ]


def test_what_is_promised_elsewhere_stays_when_a_channel_ships_from_there_no_more(
    books: Session,
) -> None:
    order(books, "2001", {"MUG-BLU": 2}, channel="etsy")

    ship_from(books, ["YORK"], [], "k1")
    waits = orders.by_number(books, "2001")
    reservations.reserve_order(books, waits, by=actors.system(books))

    assert where(books, "2001") == {"Leeds": {"MUG-BLU": 2}}


def test_the_same_key_places_a_channel_once_and_another_meaning_is_refused(books: Session) -> None:
    ship_from(books, ["YORK", "YORK", "HULL"], [], "k1")
    ship_from(books, ["YORK", "YORK", "HULL"], [], "k1")

    with pytest.raises(KeyReused):
        ship_from(books, ["LEEDS"], [], "k1")
    with pytest.raises(NoLongerPossible, match="Etsy"):
        ship_from(books, ["LEEDS"], [], "k2")
    with pytest.raises(NoLongerPossible):
        ship_from(books, ["LEEDS"], ["HULL", "YORK"], "k3")

    assert [place.code for place in channel_places.of(books, etsy(books))] == ["YORK", "HULL"]


def test_a_place_that_sends_nothing_supplies_no_channel(books: Session) -> None:
    location(books, "HULL").fulfils = False
    books.flush()

    with pytest.raises(SendsNothing, match="Hull"):
        ship_from(books, ["LEEDS", "HULL"], [], "k1")


def test_a_place_that_sends_to_some_countries_gets_no_order_for_others(
    books: Session,
) -> None:
    set_up(books, "k1", "LEEDS", ships_to="FR IE")

    order(books, "2001", {"MUG-BLU": 1})
    abroad = order(books, "2002", {"MUG-BLU": 1}, reserve=False)
    abroad.country = "IE"
    books.flush()
    reservations.reserve_order(books, abroad, by=actors.system(books))

    assert where(books, "2001") == {"York": {"MUG-BLU": 1}}
    assert where(books, "2002") == {"Leeds": {"MUG-BLU": 1}}


def test_what_waits_is_sent_when_its_place_sends_everywhere_again(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        set_up(books, "k1", "HULL", ships_to="IE")
        order(books, "2001", {"BAG-JUTE": 1})
        assert where(books, "2001") == {}
        set_up(books, "k2", "HULL", ships_to=None)
    shop.drain()

    with shop.database.reading() as books:
        assert where(books, "2001") == {"Hull": {"BAG-JUTE": 1}}


def test_only_what_was_named_changes_and_it_stands_in_the_history(books: Session) -> None:
    set_up(books, "k1", tolerance_units=3, tolerance_bps=0, tolerance_minor=5_000)
    after = set_up(books, "k2", slack_channel="C0YORK", address="1 High St\nYork\nYO1 7HH")

    assert after == LocationSetup(None, "C0YORK", "1 High St\nYork\nYO1 7HH", 3, 0, 5_000, rank=1)
    york = books.scalars(select(Location).where(Location.code == "YORK")).one()
    assert location_setup.of(york) == after
    assert count_lines.tolerance_of(york) == Tolerance(3, 0, 5_000)
    rows = history.of(books, About("location", york.id))
    assert [(row.before, row.after) for row in rows] == [
        ({"tolerance_units": 1, "tolerance_bps": 200, "tolerance_minor": None},
         {"tolerance_units": 3, "tolerance_bps": 0, "tolerance_minor": 5_000}),
        ({"slack_channel": None, "address": None},
         {"slack_channel": "C0YORK", "address": "1 High St\nYork\nYO1 7HH"}),
    ]  # fmt: skip
    others = books.scalars(select(Location).where(Location.code.in_(("LEEDS", "HULL"))))
    assert {one.code: location_setup.of(one) for one in others} == {
        "LEEDS": dataclasses.replace(AS_IT_IS, rank=0),
        "HULL": dataclasses.replace(AS_IT_IS, rank=2),
    }


def test_a_part_that_was_changed_since_is_refused_and_another_part_is_not(books: Session) -> None:
    olive, york = actors.who(books, OWNER), location(books, "YORK").id
    set_up(books, "k1", ships_to="GB")

    def change(part: str, value: object, was: object, key: str) -> LocationSetup:
        return location_setup.change(books, york, {part: value}, was={part: was}, by=olive, key=key)

    with pytest.raises(NoLongerPossible, match="York"):
        change("ships_to", "IE", None, "k2")
    after = change("tolerance_units", 4, 1, "k3")
    again = change("tolerance_units", 4, 1, "k3")

    assert after == again == dataclasses.replace(AS_IT_IS, ships_to="GB", tolerance_units=4)


@pytest.mark.parametrize(
    "wanted",
    [
        {"tolerance_units": -1}, {"tolerance_units": 1_001}, {"tolerance_bps": 10_001},
        {"tolerance_bps": -1}, {"tolerance_minor": 0}, {"tolerance_minor": -5},
        {"slack_channel": "leeds-floor"}, {"slack_channel": ""}, {"slack_channel": "U01OLIVE"},
        {"address": ""}, {"address": " \n "}, {"address": "x" * 301}, {"address": "a\n" * 7},
    ],
)  # fmt: skip
def test_what_no_location_can_be_is_refused(sqlite_books: Session, wanted: dict[str, Any]) -> None:
    with pytest.raises(BadSetup):
        set_up(sqlite_books, "k1", **wanted)


@pytest.mark.parametrize("codes", ["ZZ", "gb", "GB,IE", " ", "", "UK"])
def test_countries_are_kept_as_codes_or_refused(sqlite_books: Session, codes: str) -> None:
    with pytest.raises(UnknownCountry):
        set_up(sqlite_books, "k1", ships_to=codes)


def test_only_who_changes_settings_sets_a_shop_up(sqlite_books: Session) -> None:
    with pytest.raises(NotAllowed):
        set_up(sqlite_books, "k1", who=SERVICE, ships_to=None)
    with pytest.raises(NotAllowed):
        ship_from(sqlite_books, ["YORK"], [], "k2", who=SERVICE)


@ON_POSTGRESQL
def test_orders_are_taken_and_goods_moved_while_somebody_sets_their_place_up(
    shop: SmallShop,
) -> None:
    with shop.database.writing() as first:
        set_up(first, "k1", "HULL", tolerance_units=4)
        ship_from(first, ["HULL"], [], "k2")
        with shop.database.writing() as second:
            second.execute(text("SET LOCAL lock_timeout = '5s'"))
            order(second, "2001", {"MUG-BLU": 1}, channel="etsy", reserve=False)
            receive(second, "LAMP-1", "HULL", 2)

    with shop.database.reading() as books:
        assert location(books, "HULL").tolerance_units == 4
        assert stock.at(books, sku(books, "LAMP-1").id, location(books, "HULL").id).on_hand == 3
