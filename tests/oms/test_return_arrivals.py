"""Goods of a return that arrive and are judged in one go: both are booked, or neither is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from sqlalchemy.orm import Session

from oms import (
    actors,
    orders,
    return_arrivals,
    return_cards,
    returns,
    shipping,
    stock,
    verify,
)
from oms.actors import Who
from oms.errors import NoLongerPossible, NotAllowed
from oms.records import Return
from oms.return_arrivals import Arrival
from oms.return_errors import JudgedApart, TooManyJudged
from oms.return_findings import Told
from oms.return_policy import Announced
from tests.small_shop import SERVICE, SmallShop

FINE, SMASHED = "restock", "write_off"


@dataclass
class Desk:
    """A return of two teapots of order 1042, which is awaited in York."""

    books: Session
    shop: SmallShop

    def __post_init__(self) -> None:
        """Ship the order, and agree that both come back."""
        order = orders.by_number(self.books, "1042")
        shipping.ship(self.books, shipping.plan(self.books, order), by=self.olive, key="s")
        self.books.expire_all()
        self.york = self.shop.location_id(self.books, "YORK")
        self.teapot = self.shop.sku_id(self.books, "TEAPOT")
        self.id = self.awaited("changed_mind")

    def awaited(self, why: str, *, key: str = "a") -> int:
        """A return of two teapots that is agreed to."""
        order = orders.by_number(self.books, "1042")
        told = [Announced(orders.lines_of(self.books, order)[0].id, 2, why)]
        return returns.authorise(self.books, order.id, told, by=self.olive, key=key)

    @property
    def olive(self) -> Who:
        """Who may do everything."""
        return self.shop.owner(self.books)

    def arrived(
        self, *told: Told, units: int = 2, received: int = 0, key: str = "k",
        by: Who | None = None, of: int | None = None,
    ) -> Arrival:  # fmt: skip
        """So many came, and are as told."""
        return return_arrivals.take_in(
            self.books, of or self.id, {self.teapot: units}, self.york, told,
            received=received, by=by or self.olive, key=key,
        )  # fmt: skip

    def proven(self) -> bool:
        """Whether the books prove themselves."""
        self.books.flush()
        return verify.differences(self.books) == []

    @property
    def available(self) -> int:
        """Teapots in York that may be sold."""
        return stock.at(self.books, self.teapot, self.york).available

    @property
    def found(self) -> dict[str, int]:
        """What was found of the goods -> units."""
        card = return_cards.card(self.books, self.books.get_one(Return, self.id))
        found: dict[str, int] = {}
        for one in card.lines[0].found:
            found[one.disposition] = found.get(one.disposition, 0) + one.units
        return found


@pytest.fixture
def desk(books: Session, shop: SmallShop) -> Desk:
    """On each kind of database."""
    return Desk(books, shop)


@pytest.fixture
def lite(sqlite_books: Session, sqlite_shop: SmallShop) -> Desk:
    """Where the kind of database does not matter."""
    return Desk(sqlite_books, sqlite_shop)


def test_some_are_fine_and_some_are_not(desk: Desk) -> None:
    before = desk.available

    desk.arrived((1, FINE, "new"), (1, SMASHED, "damaged"))

    assert desk.found == {FINE: 1, SMASHED: 1}
    assert desk.available == before + 1
    assert desk.proven()


def test_what_is_as_goods_are_taken_in_needs_no_inspection_of_its_own(lite: Desk) -> None:
    arrived = lite.arrived((None, FINE, "new"))

    assert arrived.inspections == []
    assert lite.found == {FINE: 2}


def test_the_undo_takes_both_back(desk: Desk) -> None:
    before = desk.available
    arrived = desk.arrived((None, SMASHED, "damaged"))

    return_arrivals.undo(
        desk.books, desk.id, arrived.receipts, arrived.inspections, by=desk.olive, key="u"
    )

    assert (desk.found, desk.available) == ({}, before)
    card = return_cards.card(desk.books, desk.books.get_one(Return, desk.id))
    assert (card.state, card.to_come) == ("authorised", 2)
    assert desk.proven()


def test_more_than_came_cannot_be_judged_and_nothing_has_arrived(lite: Desk) -> None:
    with pytest.raises(TooManyJudged), lite.books.begin_nested():
        lite.arrived((3, SMASHED, "damaged"))

    assert lite.found == {}


def test_others_that_wait_to_be_looked_at_are_not_judged_along(lite: Desk) -> None:
    faulty = lite.awaited("faulty", key="f")
    returns.receive(lite.books, faulty, {lite.teapot: 1}, lite.york, by=lite.olive, key="one")

    with pytest.raises(JudgedApart, match="together with their arrival"):
        lite.arrived((None, FINE, "new"), units=1, received=1, of=faulty)


def test_who_may_not_inspect_may_not_judge_what_arrives(lite: Desk) -> None:
    priya = actors.who(lite.books, SERVICE)
    may_only_receive = replace(priya, permissions={actors.RETURNS: None})

    with pytest.raises(NotAllowed):
        lite.arrived((None, FINE, "new"), by=may_only_receive)
    assert lite.found == {}


def test_two_who_say_it_of_one_parcel_count_it_in_once(lite: Desk) -> None:
    lite.arrived((None, FINE, "new"))

    with pytest.raises(NoLongerPossible), lite.books.begin_nested():
        lite.arrived((None, FINE, "new"), key="again")
    assert lite.found == {FINE: 2}


@pytest.mark.parametrize("before", [FINE, SMASHED])
def test_what_came_and_was_judged_before_is_not_judged_along(lite: Desk, before: str) -> None:
    lite.arrived((None, before, "new"), units=1)

    with pytest.raises(JudgedApart), lite.books.begin_nested():
        lite.arrived((None, FINE, "new"), units=1, received=1, key="second")
    assert lite.found == {before: 1}


def test_the_same_once_more_is_the_same(desk: Desk) -> None:
    first = desk.arrived((1, SMASHED, "damaged"), (1, FINE, "new"))

    assert desk.arrived((1, SMASHED, "damaged"), (1, FINE, "new")) == first
    assert desk.found == {FINE: 1, SMASHED: 1}


def test_goods_that_need_no_look_do_not_go_back_to_the_customer_in_one_go(lite: Desk) -> None:
    with pytest.raises(JudgedApart), lite.books.begin_nested():
        lite.arrived((None, "to_customer", "used"))
    assert lite.found == {}


def test_goods_that_wait_for_a_look_may_go_back_to_the_customer(lite: Desk) -> None:
    faulty = lite.awaited("faulty", key="f")

    arrived = lite.arrived((None, "to_customer", "used"), of=faulty)

    assert len(arrived.inspections) == 1
    assert lite.proven()
