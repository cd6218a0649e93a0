"""Routing: which places may supply an order, under which policy, and the reason that is kept."""

from __future__ import annotations

from sqlalchemy.orm import Session

from oms import actors, orders, reservations, routing, verify
from oms.tables.catalogue import ChannelLocation
from tests.oms.routed import location, order, policy, receive, where
from tests.oms.routed import waits as waits_for


def test_one_parcel_from_york_beats_two_from_leeds_and_york(sqlite_books: Session) -> None:
    # Leeds has 2 blue mugs free and all the red ones; York 9 blue mugs and, now, red ones
    receive(sqlite_books, "MUG-RED", "YORK", 2)

    order(sqlite_books, "2001", {"MUG-BLU": 5, "MUG-RED": 2})

    assert where(sqlite_books, "2001") == {"York": {"MUG-BLU": 5, "MUG-RED": 2}}
    plan = routing.last_plan(sqlite_books, orders.by_number(sqlite_books, "2001"))
    assert plan is not None
    assert plan.why == "York can send 7 units, Leeds only 4."
    assert [one["locations"] for one in plan.candidates] == [["York"], ["Leeds"]]


def test_what_lines_of_the_same_goods_take_is_counted_together(books: Session) -> None:
    # given two lines of lamps, of which there are 2 in all
    first = order(books, "2001", {"LAMP-1": 2}, reserve=False)
    line = orders.lines_of(books, first)[0]
    line.ordered = 1
    again = {c.name: getattr(line, c.name) for c in line.__table__.columns if c.name != "id"}
    free = {"line_no": 2, "ordered": 2, "amount_minor": 0, "net_minor": 0}
    books.add(type(line)(**{**again, **free}))
    books.flush()

    left = reservations.reserve_order(books, first, by=actors.system(books))

    assert left == 1
    assert verify.differences(books) == []


def test_a_channel_with_places_of_its_own_uses_no_other(sqlite_books: Session) -> None:
    channel = orders.by_number(sqlite_books, "1043").channel_id
    hull = location(sqlite_books, "HULL")
    sqlite_books.add(ChannelLocation(channel_id=channel, location_id=hull.id))

    order(sqlite_books, "2001", {"MUG-BLU": 1, "LAMP-1": 1})

    assert where(sqlite_books, "2001") == {"Hull": {"LAMP-1": 1}}


def test_the_channels_own_order_of_places_counts(sqlite_books: Session) -> None:
    channel = orders.by_number(sqlite_books, "1043").channel_id
    for rank, code in enumerate(("YORK", "LEEDS")):
        place = location(sqlite_books, code)
        sqlite_books.add(ChannelLocation(channel_id=channel, location_id=place.id, rank=rank))

    order(sqlite_books, "2001", {"MUG-BLU": 1})

    assert where(sqlite_books, "2001") == {"York": {"MUG-BLU": 1}}


def test_a_place_that_does_not_send_to_the_country_is_no_candidate(sqlite_books: Session) -> None:
    location(sqlite_books, "LEEDS").ships_to = "IE FR"
    location(sqlite_books, "YORK").active = False
    sqlite_books.flush()

    order(sqlite_books, "2001", {"MUG-BLU": 1})

    assert where(sqlite_books, "2001") == {}
    assert waits_for(sqlite_books, "2001") == 1


def test_a_channel_that_allows_two_parcels_gets_no_third(sqlite_books: Session) -> None:
    policy(sqlite_books, "website", "max_parcels", 2)

    # mugs at Leeds, bags at Hull, teapots at York
    order(sqlite_books, "2001", {"MUG-RED": 2, "BAG-JUTE": 1, "TEAPOT": 1})

    assert where(sqlite_books, "2001") == {"Leeds": {"MUG-RED": 2}, "York": {"TEAPOT": 1}}
    assert waits_for(sqlite_books, "2001") == 1


def test_parcels_that_an_order_has_already_count(sqlite_books: Session) -> None:
    policy(sqlite_books, "website", "max_parcels", 2)
    order(sqlite_books, "2001", {"MUG-RED": 2, "CARD-XMAS": 1, "TEAPOT": 1})

    receive(sqlite_books, "CARD-XMAS", "HULL", 5)
    again = orders.by_number(sqlite_books, "2001")
    left = reservations.reserve_order(sqlite_books, again, by=actors.system(sqlite_books))

    assert left == 1  # a third parcel
    receive(sqlite_books, "CARD-XMAS", "YORK", 5)
    assert reservations.reserve_order(sqlite_books, again, by=actors.system(sqlite_books)) == 0
    assert where(sqlite_books, "2001")["York"] == {"TEAPOT": 1, "CARD-XMAS": 1}


def test_an_order_that_ships_complete_takes_all_or_nothing(sqlite_books: Session) -> None:
    policy(sqlite_books, "website", "never")

    order(sqlite_books, "2001", {"MUG-RED": 2, "TEAPOT": 1})
    order(sqlite_books, "2002", {"MUG-BLU": 1, "MUG-RED": 1})

    assert where(sqlite_books, "2001") == {}
    plan = routing.last_plan(sqlite_books, orders.by_number(sqlite_books, "2001"))
    assert plan is not None
    assert plan.why == ("It ships complete, and no place has everything: Leeds has 2 of 3 units.")
    assert where(sqlite_books, "2002") == {"Leeds": {"MUG-BLU": 1, "MUG-RED": 1}}


def test_reserving_twice_promises_once(books: Session) -> None:
    twice = order(books, "2001", {"MUG-BLU": 4})

    assert reservations.reserve_order(books, twice, by=actors.system(books)) == 0

    assert sum(part["MUG-BLU"] for part in where(books, "2001").values()) == 4
    assert verify.differences(books) == []


def test_the_reason_is_that_of_then_not_of_now(sqlite_books: Session) -> None:
    order(sqlite_books, "2001", {"TEAPOT": 1})
    receive(sqlite_books, "TEAPOT", "LEEDS", 50)

    plan = routing.last_plan(sqlite_books, orders.by_number(sqlite_books, "2001"))

    assert plan is not None
    assert plan.why == "York: no other place has any of it free."
