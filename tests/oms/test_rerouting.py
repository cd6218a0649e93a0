"""Another place by a person's choice, whose turn it is, and what is done about what is short."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from oms import (
    actors,
    bonds,
    clock,
    exceptions,
    holds,
    orders,
    priorities,
    rerouting,
    routing,
    verify,
)
from oms.errors import NoLongerPossible, NotAllowed, NotHere
from oms.priorities import NotWaiting
from oms.rerouting import CannotRoute, Reroute
from oms.tables.catalogue import ChannelLocation
from oms.tables.orders import Order, OrderHold, Shipment
from tests.oms.routed import location, order, policy, receive, sku, waits, where
from tests.small_shop import OWNER, PICKER, SmallShop


def planned(books: Session, number: str, to: str) -> Reroute:
    return rerouting.plan(books, orders.by_number(books, number), location(books, to))


def test_an_order_is_let_go_here_and_promised_there(books: Session) -> None:
    plan = planned(books, "1043", "YORK")
    assert (plan.units, plan.staying, plan.parcels_after) == (3, 1, 2)
    owner = actors.who(books, OWNER)

    moves = rerouting.reroute(books, plan, reason="Leeds is shut", by=owner, key="r")

    assert where(books, "1043") == {"Leeds": {"LAMP-1": 1}, "York": {"MUG-BLU": 3}}
    kept = routing.last_plan(books, orders.by_number(books, "1043"))
    assert kept is not None
    assert kept.why == "Olive Marsh chose York: Leeds is shut"
    assert verify.differences(books) == []

    rerouting.undo(books, plan.order_id, plan.to_id, moves, by=owner, key="u")
    assert where(books, "1043") == {"Leeds": {"MUG-BLU": 3, "LAMP-1": 1}}
    assert verify.differences(books) == []


@pytest.mark.parametrize("theirs", ["YORK", "LEEDS"])
def test_who_may_act_at_one_end_only_moves_nothing(sqlite_books: Session, theirs: str) -> None:
    books, plan = sqlite_books, planned(sqlite_books, "1043", "YORK")
    place = location(books, theirs)
    only_there = replace(actors.who(books, OWNER), places={place.id: place.name})

    with pytest.raises(NotHere, match=place.name):
        rerouting.reroute(books, plan, by=only_there, key="r")
    assert where(books, "1043") == {"Leeds": {"MUG-BLU": 3, "LAMP-1": 1}}

    moves = rerouting.reroute(books, plan, by=actors.who(books, OWNER), key="r2")
    with pytest.raises(NotHere, match=place.name):
        rerouting.undo(books, plan.order_id, plan.to_id, moves, by=only_there, key="u")
    assert where(books, "1043") == {"Leeds": {"LAMP-1": 1}, "York": {"MUG-BLU": 3}}


def test_no_more_goes_to_a_place_than_is_free_there(sqlite_books: Session) -> None:
    # 9 blue mugs at York, 7 of them for 2001
    order(sqlite_books, "2001", {"MUG-BLU": 7})
    assert where(sqlite_books, "2001") == {"York": {"MUG-BLU": 7}}

    assert planned(sqlite_books, "1043", "YORK").units == 2


def test_units_that_wait_are_found_there_too(sqlite_books: Session) -> None:
    hull = location(sqlite_books, "HULL")
    hull.fulfils = False
    order(sqlite_books, "2001", {"BAG-JUTE": 2})
    hull.fulfils = True
    sqlite_books.flush()

    plan = planned(sqlite_books, "2001", "HULL")

    assert [(one.units, one.source) for one in plan.moves] == [(2, "")]
    assert plan.waiting == 0


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"fulfils": False}, "no orders are sent from there"),
        ({"active": False}, "no orders are sent from there"),
        ({"ships_to": "IE"}, "nothing is sent from there to GB"),
    ],
)
def test_a_place_is_checked_by_the_same_rules_as_routing(
    sqlite_books: Session, change: dict[str, object], why: str
) -> None:
    york = location(sqlite_books, "YORK")
    for name, value in change.items():
        setattr(york, name, value)
    sqlite_books.flush()

    with pytest.raises(CannotRoute, match=why):
        rerouting.plan(sqlite_books, orders.by_number(sqlite_books, "1043"), york)


def test_a_place_that_does_not_supply_the_channel_is_refused(sqlite_books: Session) -> None:
    channel = orders.by_number(sqlite_books, "1043").channel_id
    leeds = location(sqlite_books, "LEEDS")
    sqlite_books.add(ChannelLocation(channel_id=channel, location_id=leeds.id))

    with pytest.raises(CannotRoute, match="does not supply that channel"):
        planned(sqlite_books, "1043", "YORK")


def test_the_policy_of_the_channel_holds_for_people_too(sqlite_books: Session) -> None:
    policy(sqlite_books, "website", "max_parcels", 1)
    with pytest.raises(CannotRoute, match="would go out in 2 parcels, and its channel allows 1"):
        planned(sqlite_books, "1043", "YORK")
    policy(sqlite_books, "website", "never")
    with pytest.raises(CannotRoute, match="ships complete, and 1 of its units"):
        planned(sqlite_books, "1043", "YORK")


def test_what_is_being_packed_stays_where_it_is(sqlite_books: Session) -> None:
    books = sqlite_books
    found = orders.by_number(books, "1043")
    shipment = Shipment(
        number="S-77", order_id=found.id, location_id=location(books, "LEEDS").id, state="packed",
        planned_at=clock.now(), by_id=actors.system(books).id,
    )  # fmt: skip
    books.add(shipment)
    books.flush()
    bonds.bind(books, shipment, orders.lines_of(books, found)[0].id, 2)

    assert planned(books, "1043", "YORK").units == 1


def test_a_plan_that_is_out_of_date_is_refused(sqlite_books: Session) -> None:
    plan = planned(sqlite_books, "1043", "YORK")
    order(sqlite_books, "2001", {"MUG-BLU": 8})

    with pytest.raises(NoLongerPossible):
        rerouting.reroute(sqlite_books, plan, by=actors.who(sqlite_books, OWNER), key="r")
    with pytest.raises(NotAllowed):
        rerouting.reroute(sqlite_books, plan, by=actors.who(sqlite_books, PICKER), key="r")


def test_a_person_says_whose_turn_it_is(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        order(books, "2001", {"CARD-XMAS": 2}, due=1)
        last = order(books, "2002", {"CARD-XMAS": 2}, due=9)
        last_id = last.id
        turn = priorities.turn(books, last)
        assert (turn.place, turn.ahead) == (2, ("2001",))
        owner = actors.who(books, OWNER)
        before = priorities.put_first(books, turn, reason="a gift", by=owner, key="p")
        assert priorities.turn(books, last).place == 1
        receive(books, "CARD-XMAS", "HULL", 2)
    shop.drain()

    with shop.database.writing() as books:
        assert (waits(books, "2001"), waits(books, "2002")) == (2, 0)
        priorities.undo(books, last_id, before, by=actors.who(books, OWNER), key="u")
        assert orders.by_number(books, "2002").priority == 0


def test_only_what_waits_can_be_put_first(sqlite_books: Session) -> None:
    found = orders.by_number(sqlite_books, "1043")
    with pytest.raises(NotWaiting, match="1043 does not wait for Christmas card set"):
        priorities.turn(
            sqlite_books, found, sku_id=sku(sqlite_books, "CARD-XMAS").id,
            title="Christmas card set",
        )  # fmt: skip


def kinds(books: Session, added: Order) -> list[str]:
    return [one.kind for one in holds.of(books, added)]


def test_a_channel_that_holds_short_orders_lets_them_go_when_they_are_whole(
    sqlite_shop: SmallShop,
) -> None:
    shop = sqlite_shop
    with shop.database.writing() as books:
        policy(books, "website", "any", short="hold")
        added = order(books, "2001", {"CARD-XMAS": 1, "MUG-RED": 1})
        assert "stock" in kinds(books, added)
        assert where(books, "2001") == {"Leeds": {"MUG-RED": 1}}, "it is promised what there is"
        receive(books, "CARD-XMAS", "LEEDS", 1)
    shop.drain()

    with shop.database.reading() as books:
        assert kinds(books, orders.by_number(books, "2001")) == []
        assert books.query(OrderHold).filter_by(kind="stock").one().released_at is not None


def test_a_channel_that_takes_no_short_order_says_so_to_a_person(sqlite_books: Session) -> None:
    policy(sqlite_books, "website", "any", short="reject")

    order(sqlite_books, "2001", {"CARD-XMAS": 1})

    case = next(one for one in exceptions.waiting(sqlite_books) if one.kind == "cannot_fill")
    assert "1 × Christmas card set of order 2001 are not there" in case.detail


def test_goods_not_sold_before_they_are_there_hold_the_order(sqlite_books: Session) -> None:
    sku(sqlite_books, "CARD-XMAS").backorder = False

    added = order(sqlite_books, "2001", {"CARD-XMAS": 1})

    assert "stock" in kinds(sqlite_books, added)
