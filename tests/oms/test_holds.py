"""Holds: whose they are, what they stop, and which go by themselves."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from oms import (
    actors,
    clock,
    holds,
    order_lists,
    orders,
    paying,
    payments,
    releasing,
    shipping,
    verify,
)
from oms.errors import NotAllowed, OrderOnHold
from oms.holds import NotHeld, NothingToHold
from oms.order_card import card
from oms.order_lists import Wanted
from oms.paying import Money, NotPayable, PaidBefore
from oms.tables.orders import Order
from tests.small_shop import OWNER, PICKER, SERVICE, SmallShop

TODAY = dt.date(2026, 11, 24)


def test_several_holds_each_with_an_owner_and_an_age(
    sqlite_books: Session, sqlite_shop: SmallShop, noon: dt.datetime
) -> None:
    books, order = sqlite_books, orders.by_number(sqlite_books, "1043")
    owner, priya = actors.who(books, OWNER), actors.who(books, SERVICE)
    holds.place(books, order, "manual", note="wrong street", owner_id=priya.id, by=owner, key="a")
    holds.place(books, order, "fraud", by=owner, key="b")
    clock.set_source(lambda: noon + dt.timedelta(days=3, hours=1))

    shown = card(books, order)

    assert [(one.kind, one.owner, one.age_days(shown.now)) for one in shown.holds] == [
        ("manual", "Priya Nair", 3), ("fraud", "", 3),
    ]  # fmt: skip
    assert (shown.stage, shown.badge) == ("on hold", "held")


def test_a_held_order_keeps_its_stock_and_is_not_shipped_until_it_is_released(
    books: Session, shop: SmallShop
) -> None:
    order, owner = orders.by_number(books, "1043"), shop.owner(books)
    holds.place(books, order, "manual", note="wait", by=owner, key="a")
    with pytest.raises(OrderOnHold):
        shipping.plan(books, order)

    releasing.release(books, order.id, ["manual"], by=owner, key="b")

    assert shipping.plan(books, order).units == 4
    with pytest.raises(NotHeld):
        releasing.release(books, order.id, ["manual"], by=owner, key="c")


def test_a_date_that_is_not_known_stops_nothing(sqlite_books: Session) -> None:
    order, owner = orders.by_number(sqlite_books, "1043"), actors.who(sqlite_books, OWNER)

    holds.place(sqlite_books, order, "unknown_date", by=owner, key="a")

    assert shipping.plan(sqlite_books, order).units == 4
    assert card(sqlite_books, order).badge == "held"


def test_what_is_unpaid_is_held_and_reserved_nowhere_and_its_payment_lets_it_go(
    books: Session, shop: SmallShop
) -> None:
    order, owner = orders.by_number(books, "1043"), shop.owner(books)
    order.taken_minor, order.payment = 0, "unpaid"
    releasing.let_go(books, order)
    releasing.settle(books, order, by=owner)
    assert [one.kind for one in holds.of(books, order)] == ["payment"]
    releasing.reserve(books, order, by=owner)
    assert sum(line.reserved for line in orders.lines_of(books, order)) == 0

    made = paying.record(books, order.id, Money(6750, "bank", "12"), by=owner, key="p")

    assert holds.of(books, order) == []
    assert sum(line.reserved for line in orders.lines_of(books, order)) == 4
    paying.undo(books, made, by=owner, key="u")
    assert [one.kind for one in holds.of(books, order)] == ["payment"]
    assert verify.differences(books) == []


def test_what_a_person_waves_through_stays_so_though_its_cause_is_there(
    sqlite_books: Session, sqlite_shop: SmallShop
) -> None:
    books, owner = sqlite_books, sqlite_shop.owner(sqlite_books)
    order = orders.by_number(books, "1043")
    order.taken_minor, order.payment = 0, "unpaid"
    releasing.settle(books, order, by=owner)

    releasing.release(books, order.id, ["payment"], by=owner, key="r")
    releasing.settle(books, order, by=owner)

    assert holds.of(books, order) == []
    assert payments.of(books, order).owed_minor == 6750


def test_a_hold_that_a_person_placed_does_not_go_by_itself(sqlite_books: Session) -> None:
    order, owner = orders.by_number(sqlite_books, "1043"), actors.who(sqlite_books, OWNER)
    holds.place(sqlite_books, order, "manual", by=owner, key="a")

    releasing.settle(sqlite_books, order, by=owner)

    assert [one.kind for one in holds.of(sqlite_books, order)] == ["manual"]


def test_only_open_orders_are_held_and_only_by_who_may(sqlite_books: Session) -> None:
    shipped, owner = orders.by_number(sqlite_books, "1001"), actors.who(sqlite_books, OWNER)
    with pytest.raises(NothingToHold):
        holds.place(sqlite_books, shipped, "manual", by=owner, key="a")
    with pytest.raises(NotAllowed):
        holds.place(
            sqlite_books, orders.by_number(sqlite_books, "1043"), "manual",
            by=actors.who(sqlite_books, PICKER), key="b",
        )  # fmt: skip


def test_a_payment_is_recorded_once_and_not_for_a_cancelled_order(
    sqlite_books: Session, sqlite_shop: SmallShop
) -> None:
    books, owner = sqlite_books, sqlite_shop.owner(sqlite_books)
    first, second = orders.by_number(books, "1043"), orders.by_number(books, "1042")
    for _ in range(2):
        paying.record(books, first.id, Money(100, "card", "9"), by=owner, key="p")
    assert payments.captured_minor(books, first) == 6850

    with pytest.raises(PaidBefore, match=r"£1\.00 for order 1043"):
        paying.record(books, second.id, Money(100, "card", "9"), by=owner, key="q")
    second.state = "cancelled"
    books.flush()
    with pytest.raises(NotPayable):
        paying.record(books, second.id, Money(100, "card", "10"), by=owner, key="r")


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    taken=st.integers(0, 8000),
    paid=st.lists(st.integers(1, 4000), max_size=3),
    kinds=st.sets(st.sampled_from(["manual", "fraud", "unknown_date"]), max_size=2),
    number=st.sampled_from(["1001", "1042", "1043"]),
)
def test_every_surface_shows_the_states_that_follow_from_the_counters(
    sqlite_shop: SmallShop, taken: int, paid: list[int], kinds: set[str], number: str
) -> None:
    with sqlite_shop.database.writing() as books:
        savepoint = books.begin_nested()
        owner = actors.who(books, OWNER)
        order = orders.by_number(books, number)
        order.taken_minor = taken
        for at, minor in enumerate(paid):
            paying.record(books, order.id, Money(minor, "card", f"x{at}"), by=owner, key=f"p{at}")
        for kind in sorted(kinds) if order.state == "open" else []:
            holds.place(books, order, kind, by=owner, key=f"h{kind}")

        shown = card(books, books.get_one(Order, order.id))
        listed = order_lists.find(books, Wanted(today=TODAY), limit=50).orders
        found = next(one for one in listed if one.number == number)

        assert (shown.badge, shown.stage, shown.payment) == (
            found.badge, found.stage, found.payment,
        )  # fmt: skip
        assert shown.paid == payments.of(books, order)
        assert shown.paid.captured_minor == taken + sum(paid)
        assert [one.kind for one in shown.holds] == [one.kind for one in found.holds]
        savepoint.rollback()
