"""Shipments as a machine: planned, picked, packed, shipped, and what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from oms import (
    actors,
    clock,
    exceptions,
    orders,
    parcels,
    reservations,
    shipment_outcomes,
    shipment_plans,
    shipment_returns,
    shipment_states,
    shipments,
    shipping,
    staff,
    stock,
    verify,
)
from oms.actors import Who
from oms.bonds import StockGivenAway
from oms.errors import NoLongerPossible, NotAllowed, NotHere, OrderOnHold
from oms.parcels import Carriage, NumberTaken
from oms.shipment_plans import FewerFree
from oms.shipment_states import NEXT, TO_SHIP, Event, State, WrongState
from oms.shipping import TooLateToUndo, WhichParcel
from oms.stock import Move, Place
from oms.tables.orders import Order, OrderHold, OrderLine, Shipment
from oms.tables.people import Actor
from oms.tables.stock import Movement
from tests.small_shop import OWNER, SmallShop, order


@pytest.fixture
def books(sqlite_books: Session) -> Session:
    """One kind of database: leaving and coming back on both kinds is tried in test_shipping.py."""
    return sqlite_books


@pytest.fixture
def shop(sqlite_shop: SmallShop) -> SmallShop:
    """The shop in that database."""
    return sqlite_shop


MUGS = 3
"""Blue mugs of order 1043, in Leeds."""


def owner(books: Session) -> Who:
    return actors.who(books, OWNER)


def found(books: Session, number: str = "1043") -> tuple[Order, dict[str, OrderLine]]:
    """An order and its lines by SKU code."""
    one = orders.by_number(books, number)
    return one, {line.sku_text: line for line in orders.lines_of(books, one)}


def planned(books: Session, shop: SmallShop, *, units: int = MUGS, key: str = "plan") -> Shipment:
    """The blue mugs of order 1043, bound to a shipment from Leeds."""
    one, lines = found(books)
    made = shipments.plan(
        books, one.id, shop.location_id(books, "LEEDS"), {lines["MUG-BLU"].id: units},
        by=owner(books), key=key,
    )  # fmt: skip
    return books.get_one(Shipment, made)


def shelf(books: Session, shop: SmallShop, code: str = "MUG-BLU") -> tuple[int, int, int]:
    """On hand, reserved and available in Leeds."""
    here = stock.at(books, shop.sku_id(books, code), shop.location_id(books, "LEEDS"))
    return here.on_hand, here.reserved, here.available


def ship(books: Session, shipment_id: int, key: str = "ship") -> None:
    """Let exactly this shipment leave, as the command does for all that can."""
    shipment = books.get_one(Shipment, shipment_id)
    one = books.get_one(Order, shipment.order_id)
    if shipment.state not in TO_SHIP:  # no plan offers it; ask for it all the same
        shipments.step(books, shipment, one, Event.SHIP, by=owner(books))
    wanted = shipping.plan(books, one)
    only = tuple(part for part in wanted.parcels if part.shipment_id == shipment_id)
    cut = shipping.ShipmentPlan(one.id, one.number, one.version, only, wanted.left_behind)
    shipping.ship(books, cut, by=owner(books), key=key)


DO: dict[Event, Callable[[Session, int, str], object]] = {
    Event.PICK: lambda b, i, k: shipments.start(b, i, by=owner(b), key=k),
    Event.PUT_BACK: lambda b, i, k: shipments.put_back(b, i, by=owner(b), key=k),
    Event.PACK: lambda b, i, k: shipments.pack(b, i, by=owner(b), key=k),
    Event.UNPACK: lambda b, i, k: shipments.unpack(b, i, by=owner(b), key=k),
    Event.SHIP: ship,
    Event.VOID: lambda b, i, k: shipments.void(b, i, by=owner(b), key=k),
    Event.UNDO: lambda b, i, k: shipping.undo(b, [i], by=owner(b), key=k),
    Event.TAKE_BACK: lambda b, i, k: shipment_outcomes.take_back(b, [i], by=owner(b), key=k),
} | {
    event: lambda b, i, k, outcome=outcome: shipment_outcomes.record(  # type: ignore[misc]
        b, [i], outcome, by=owner(b), key=k
    )
    for outcome, event in shipment_outcomes.EVENTS.items()
}
# how a shipment comes to be in a state: the events from planned on
WAY: dict[State, tuple[Event, ...]] = {
    State.PLANNED: (),
    State.PICKING: (Event.PICK,),
    State.PACKED: (Event.PICK, Event.PACK),
    State.SHIPPED: (Event.PICK, Event.PACK, Event.SHIP),
    State.VOID: (Event.VOID,),
}
WAY |= {
    reached: (*WAY[State.SHIPPED], event)
    for (state, event), reached in NEXT.items()
    if state is State.SHIPPED
}


def bring_to(books: Session, shop: SmallShop, state: State) -> Shipment:
    """A shipment of order 1043 that is in that state."""
    made = planned(books, shop)
    for event in WAY[state]:
        DO[event](books, made.id, f"way {event}")
    assert made.state == state
    return made


@pytest.mark.parametrize("state", list(State))
def test_every_event_in_every_state_does_exactly_what_the_table_says(
    books: Session, shop: SmallShop, state: State
) -> None:
    made = bring_to(books, shop, state)
    before = standing(books, shop, made)

    for event in Event:
        # a shipment that leaves was picked and packed, though nobody said so
        walks = event is Event.SHIP and state in TO_SHIP
        reached = State.SHIPPED if walks else NEXT.get((state, event))
        tried = books.begin_nested()
        if reached is None:
            with pytest.raises(WrongState):
                DO[event](books, made.id, f"event {event}")
        else:
            DO[event](books, made.id, f"event {event}")
            assert made.state == reached, event
        tried.rollback()
        assert standing(books, shop, made) == before, event
    assert verify.differences(books) == []


def standing(books: Session, shop: SmallShop, made: Shipment) -> list[object]:
    """What an event may change."""
    return [made.state, shelf(books, shop), books.query(Movement).count()]


def test_the_states_and_words_of_a_shipment_are_all_there_are() -> None:
    from oms.tables.orders import SHIPMENT_STATES

    assert set(State) == set(SHIPMENT_STATES) == set(shipment_states.WORDS)
    assert set(Event) == set(shipment_states.VERBS) == {event for _, event in NEXT}
    assert set(State) == {State.PLANNED, *NEXT.values()}


def test_planned_units_stay_on_the_shelf_and_nothing_else_takes_them(
    books: Session, shop: SmallShop
) -> None:
    planned(books, shop)
    _, lines = found(books)

    released = reservations.release(books, lines["MUG-BLU"], MUGS)

    assert released == 0
    assert shelf(books, shop) == (5, 3, 2)
    assert lines["MUG-BLU"].reserved == MUGS
    assert verify.differences(books) == []


def test_units_are_bound_to_one_shipment_only(books: Session, shop: SmallShop) -> None:
    planned(books, shop, units=2)

    with pytest.raises(NoLongerPossible, match="given to another"), books.begin_nested():
        planned(books, shop, units=2, key="again")
    planned(books, shop, units=1, key="rest")

    assert verify.differences(books) == []


def test_stock_leaves_exactly_when_a_shipment_leaves_in_one_movement_a_line(
    books: Session, shop: SmallShop
) -> None:
    made = planned(books, shop)
    for event in (Event.PICK, Event.PACK):
        DO[event](books, made.id, str(event))
        assert shelf(books, shop) == (5, 3, 2)
    before = books.query(Movement).count()

    ship(books, made.id)

    assert shelf(books, shop) == (2, 0, 2)
    assert books.query(Movement).count() == before + 1
    _, lines = found(books)
    assert (lines["MUG-BLU"].shipped, lines["LAMP-1"].shipped) == (3, 0)
    assert verify.differences(books) == []


def test_shipping_an_order_takes_what_is_packed_and_what_nobody_planned(
    books: Session, shop: SmallShop
) -> None:
    made = planned(books, shop)
    one, _ = found(books)

    plan = shipping.plan(books, one)
    shipped = shipping.ship(books, plan, by=owner(books), key="all")

    assert shipped[0] == made.id
    assert len(shipped) == 2
    assert one.state == "completed"
    assert verify.differences(books) == []


def test_some_units_of_a_product_leave_and_the_rest_stays_promised(
    books: Session, shop: SmallShop
) -> None:
    one, lines = found(books)

    plan = shipping.plan(books, one, sku_id=shop.sku_id(books, "MUG-BLU"), units=2)
    shipping.ship(books, plan, by=owner(books), key="part")

    assert plan.left_behind == 2
    assert (lines["MUG-BLU"].shipped, lines["MUG-BLU"].reserved) == (2, 1)
    assert shelf(books, shop) == (3, 1, 2)
    assert one.state == "open"
    assert verify.differences(books) == []


def test_a_part_takes_nothing_out_of_a_shipment_that_is_being_picked(
    books: Session, shop: SmallShop
) -> None:
    planned(books, shop, units=2)
    one, _ = found(books)

    with pytest.raises(FewerFree, match="1 × Blue mug is free to leave and 2 were asked"):
        shipping.plan(books, one, sku_id=shop.sku_id(books, "MUG-BLU"), units=2)


def test_a_fact_takes_bound_units_last_and_the_shipment_then_refuses_to_leave(
    books: Session, shop: SmallShop
) -> None:
    made = planned(books, shop)
    sku, leeds = shop.sku_id(books, "MUG-BLU"), shop.location_id(books, "LEEDS")
    customer = shop.location_id(books, "CUSTOMER")
    sold = Move(sku, 4, Place(leeds), Place(customer), "pos_sale", is_fact=True)

    stock.move(books, sold, by=owner(books))
    reservations.repair(books, sku, leeds, by=owner(books))

    with pytest.raises(StockGivenAway, match="2 units of shipment"), books.begin_nested():
        ship(books, made.id)
    shipments.void(books, made.id, by=owner(books), key="void")
    assert [case.kind for case in exceptions.waiting(books)] == ["oversold"]
    assert verify.differences(books) == []


@pytest.mark.parametrize("event", [Event.PICK, Event.PACK, Event.SHIP])
def test_a_held_order_is_neither_picked_packed_nor_shipped(
    books: Session, shop: SmallShop, event: Event
) -> None:
    state = {Event.PICK: State.PLANNED, Event.PACK: State.PICKING, Event.SHIP: State.PACKED}[event]
    made = bring_to(books, shop, state)
    hold = OrderHold(
        order_id=made.order_id, kind="fraud", placed_by_id=owner(books).id, placed_at=clock.now()
    )
    books.add(hold)
    books.flush()

    with pytest.raises(OrderOnHold):
        DO[event](books, made.id, "event")

    assert made.state == state


def test_calling_a_shipment_off_lets_its_units_go_to_the_next_one(
    books: Session, shop: SmallShop
) -> None:
    made = bring_to(books, shop, State.PACKED)

    shipments.void(books, made.id, by=owner(books), key="void")

    again = planned(books, shop, key="again")
    assert again.id != made.id
    assert verify.differences(books) == []


def test_undoing_puts_the_goods_back_where_they_were_and_promises_them_again(
    books: Session, shop: SmallShop
) -> None:
    made = bring_to(books, shop, State.SHIPPED)

    shipping.undo(books, [made.id], by=owner(books), key="undo")

    assert shelf(books, shop) == (5, 3, 2)
    one, _ = found(books)
    assert shipping.plan(books, one).units == 4
    assert verify.differences(books) == []


def test_what_was_collected_or_left_yesterday_is_not_undone(
    books: Session, shop: SmallShop
) -> None:
    made = bring_to(books, shop, State.SHIPPED)
    leeds = shop.location_id(books, "LEEDS")

    later = clock.now() + dt.timedelta(days=1)
    clock.set_source(lambda: later)
    with pytest.raises(TooLateToUndo, match="did not leave today"), books.begin_nested():
        shipping.undo(books, [made.id], by=owner(books), key="undo 1")
    assert shipping.collected(books, leeds, by=owner(books), key="van") == 2
    assert shipping.collected(books, leeds, by=owner(books), key="van") == 2
    with pytest.raises(TooLateToUndo, match="has been collected"), books.begin_nested():
        shipping.undo(books, [made.id], by=owner(books), key="undo 2")
    assert shelf(books, shop) == (2, 0, 2)


def test_a_delivered_shipment_says_so_of_its_units_until_it_is_taken_back(
    books: Session, shop: SmallShop
) -> None:
    made = bring_to(books, shop, State.DELIVERED)
    _, lines = found(books)
    assert (lines["MUG-BLU"].delivered, made.delivered_at) == (3, clock.now())
    assert verify.differences(books) == []

    shipment_outcomes.take_back(books, [made.id], by=owner(books), key="back")

    assert (lines["MUG-BLU"].delivered, made.delivered_at) == (0, None)
    assert verify.differences(books) == []


def test_goods_lost_in_the_post_are_with_nobody_and_a_case_waits(
    books: Session, shop: SmallShop
) -> None:
    mug = shop.sku_id(books, "MUG-BLU")
    customer, variance = (shop.location_id(books, code) for code in ("CUSTOMER", "VARIANCE"))

    def with_them() -> tuple[int, int]:
        return (stock.units_in(books, mug, Place(customer)),
                stock.units_in(books, mug, Place(variance)))  # fmt: skip

    before = with_them()
    made = bring_to(books, shop, State.LOST)
    assert with_them() == (before[0], before[1] + MUGS)
    assert [case.kind for case in exceptions.waiting(books)] == ["parcel_failed"]
    assert verify.differences(books) == []

    shipment_outcomes.take_back(books, [made.id], by=owner(books), key="found")

    assert with_them() == (before[0] + MUGS, before[1])
    assert exceptions.waiting(books) == []
    shipment_outcomes.record(books, [made.id], State.LOST, by=owner(books), key="lost again")
    assert with_them() == (before[0], before[1] + MUGS)
    assert verify.differences(books) == []


def test_a_shipment_is_packed_into_several_parcels_each_with_its_number(
    books: Session, shop: SmallShop
) -> None:
    made = bring_to(books, shop, State.PICKING)
    boxes = [Carriage("DPD", "15501234567890", 900), Carriage("DPD", "15501234567891", 1200)]

    shipments.pack(books, made.id, boxes, by=owner(books), key="pack")

    packed = parcels.of(books, made.id)
    assert [(one.tracking, one.weight_g) for one in packed] == [
        ("15501234567890", 900), ("15501234567891", 1200),
    ]  # fmt: skip
    with pytest.raises(NumberTaken, match="on a parcel of order 1043"):
        parcels.track(books, made.id, boxes[0], by=owner(books), key="again")


def test_a_number_is_put_on_a_parcel_once_and_taken_off_again(
    books: Session, shop: SmallShop
) -> None:
    made = bring_to(books, shop, State.SHIPPED)
    by = owner(books)

    done = parcels.track(books, made.id, Carriage("DPD", "15501234567890"), by=by, key="t")
    assert parcels.track(books, made.id, Carriage("DPD", "15501234567890"), by=by, key="t") == done
    assert [one.tracking for one in parcels.of(books, made.id)] == ["15501234567890"]

    parcels.untrack(books, done, by=by, key="u")
    assert parcels.of(books, made.id) == []


def test_one_number_is_never_put_on_the_parcels_of_two_places(
    books: Session, shop: SmallShop
) -> None:
    far = order(
        books,
        "3001",
        "etsy",
        "Bo Ek",
        "Hull",
        clock.now().date(),
        {"TEAPOT": 1, "BAG-JUTE": 1},
        due=2,
    )
    reservations.reserve_order(books, far, by=owner(books))
    plan = shipping.plan(books, far)

    with pytest.raises(WhichParcel, match="York and Hull"):
        shipping.ship(books, plan, Carriage("DPD", "15501234567890"), by=owner(books), key="k")


def test_who_does_not_pick_or_not_there_is_refused(books: Session, shop: SmallShop) -> None:
    made = planned(books, shop)
    viewer = staff.add(books, name="Vic", slack_user_id="U1", role="viewer")
    with pytest.raises(NotAllowed, match="Vic may not pick and pack orders"):
        shipments.start(books, made.id, by=viewer, key="k1")

    picker = staff.add(books, name="Pia", slack_user_id="U2", role="picker")
    books.get_one(Actor, picker.id).locations = ["YORK"]
    books.flush()
    with pytest.raises(NotHere):
        shipments.start(books, made.id, by=actors.who(books, "U2"), key="k2")


def test_each_step_is_done_once_however_often_it_is_sent(books: Session, shop: SmallShop) -> None:
    first, again = planned(books, shop), planned(books, shop)
    assert first.id == again.id

    for event in (Event.PICK, Event.PACK, Event.SHIP):
        DO[event](books, first.id, str(event))
        if event is not Event.SHIP:
            DO[event](books, first.id, str(event))

    assert first.state == State.SHIPPED
    assert verify.differences(books) == []


def test_what_comes_back_to_the_sender_is_a_return_that_the_carrier_announced(
    books: Session, shop: SmallShop
) -> None:
    made = bring_to(books, shop, State.RETURNED_TO_SENDER)
    announced = shipment_returns.of(books, made)
    _, lines = found(books)
    assert announced is not None
    assert (announced.source, announced.state) == ("carrier", "authorised")
    assert lines["MUG-BLU"].return_open == MUGS
    assert verify.differences(books) == []

    shipment_outcomes.take_back(books, [made.id], by=owner(books), key="goes on")

    assert (announced.state, lines["MUG-BLU"].return_open) == ("cancelled", 0)
    assert shipment_returns.of(books, made) is None
    assert verify.differences(books) == []


def test_goods_that_arrived_back_are_not_on_their_way_again(
    books: Session, shop: SmallShop
) -> None:
    made = bring_to(books, shop, State.RETURNED_TO_SENDER)
    announced = shipment_returns.of(books, made)
    assert announced is not None
    announced.state = "receiving"
    books.flush()

    with pytest.raises(NoLongerPossible, match="is receiving"):
        shipment_outcomes.take_back(books, [made.id], by=owner(books), key="goes on")


def test_a_kit_leaves_as_whole_kits_that_is_its_components() -> None:
    def line(number: int, units: int, kit: int | None = None, each: int | None = None) -> OrderLine:
        return OrderLine(
            id=number, sku_id=number * 10, title=f"T{number}", ordered=units, cancelled=0,
            shipped=0, parent_line_id=kit, kit_units=each,
        )  # fmt: skip

    lines = [line(1, 3), line(2, 6, 1, 2), line(3, 3, 1, 1)]
    free = {7: {2: 4, 3: 1}, 8: {2: 2, 3: 2}}

    some = shipment_plans.of_product(Order(number="9"), lines, free, 10, 3)

    assert some == {7: {2: 4, 3: 1}, 8: {2: 2, 3: 2}}
    one = shipment_plans.of_product(Order(number="9"), lines, free, 10, 1)
    assert one == {7: {2: 2, 3: 1}}
    with pytest.raises(FewerFree, match="3 × T1 are free to leave and 4 were asked"):
        shipment_plans.of_product(Order(number="9"), lines, free, 10, 4)
