"""Editing a placed order: versions, money, and undoing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as checked
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    approvals,
    cancelling,
    catalogue,
    counts,
    customer_card,
    edit_requests,
    edit_undo,
    editing,
    holds,
    kits,
    order_edits,
    orders,
    payments,
    releasing,
    shipments,
    shipping,
    verify,
)
from oms.capture import Taxes
from oms.catalogue import NoPrice
from oms.counts import Where
from oms.edit_lines import NotEditable
from oms.editing import Edit
from oms.errors import NotAllowed, OverLimit, TakesTwo
from oms.order_card import card
from oms.order_edits import LineNow, Worth
from oms.tables.catalogue import Location, Sku
from oms.tables.money import Refund
from oms.tables.orders import Charge, Order, OrderLine
from oms.tables.people import Customer
from tests.small_shop import OWNER, PICKER, SERVICE, SmallShop


def line_of(books: Session, order: Order, code: str) -> OrderLine:
    """The line of an order with that SKU."""
    return next(line for line in orders.lines_of(books, order) if line.sku_text == code)


def open_order(books: Session) -> Order:
    """Order 1043, which is paid."""
    return orders.by_number(books, "1043")


def test_a_line_that_is_added_is_owed_reserved_and_held_until_it_is_paid(
    books: Session, shop: SmallShop
) -> None:
    order, owner = open_order(books), shop.owner(books)

    done = editing.edit(books, order.id, Edit(add=((shop.sku_id(books, "MUG-RED"), 2),)),
                        by=owner, key="k")  # fmt: skip

    assert done.difference_minor == 1700
    assert (order.total_minor, payments.of(books, order).owed_minor) == (6750 + 1700, 1700)
    assert card(books, order).badge == "held"
    version = editing.versions(books, order)[0]
    assert (version.version_no, version.difference_minor) == (1, 1700)
    assert verify.differences(books) == []


def test_more_of_what_there_is_goes_onto_its_line_unless_a_discount_was_shared(
    books: Session, shop: SmallShop
) -> None:
    order, owner = open_order(books), shop.owner(books)
    mugs, lamp = line_of(books, order, "MUG-BLU"), line_of(books, order, "LAMP-1")
    lamp.discount_share_minor, lamp.net_minor = 200, 4000
    order.total_minor -= 200
    books.add(Charge(channel_id=order.channel_id, their_number=order.their_id, line_no=9,
                     order_id=order.id, kind="discount", title="Discount", units=1,
                     unit_price="-2.00", amount_minor=-200,
                     occurred_at=order.placed_at))  # fmt: skip
    books.flush()

    editing.edit(books, order.id, Edit(units={mugs.id: 4, lamp.id: 2}), by=owner, key="k")

    counted = [(line.sku_text, line.ordered) for line in orders.lines_of(books, order)]
    assert counted == [("MUG-BLU", 4), ("LAMP-1", 1), ("LAMP-1", 1)]
    assert order.total_minor == 6750 - 200 + 850 + 4200
    assert verify.differences(books) == []


def test_fewer_units_are_a_cancellation_and_their_money_is_proposed_back(
    books: Session, shop: SmallShop
) -> None:
    order, owner = open_order(books), shop.owner(books)
    mugs = line_of(books, order, "MUG-BLU")

    done = editing.edit(books, order.id, Edit(units={mugs.id: 1}), by=owner, key="k")

    assert (mugs.cancelled, done.difference_minor) == (2, -1700)
    assert books.get_one(Refund, done.refund_id).payout_minor == 1700
    assert verify.differences(books) == []


def test_a_lower_price_proposes_back_what_was_paid_too_much_and_adding_later_is_owed_in_full(
    books: Session, shop: SmallShop
) -> None:
    order, owner = open_order(books), shop.owner(books)
    mugs = line_of(books, order, "MUG-BLU")

    done = editing.edit(books, order.id, Edit(prices={mugs.id: "7.50"}), by=owner, key="k")

    refund = books.get_one(Refund, done.refund_id)
    assert (done.difference_minor, refund.payout_minor, refund.reason) == (
        -300, 300, payments.PAID_TOO_MUCH,
    )  # fmt: skip
    assert payments.of(books, order).owed_minor == 0
    editing.edit(books, order.id, Edit(add=((shop.sku_id(books, "BAG-JUTE"), 1),)), by=owner,
                 key="k2")  # fmt: skip
    assert payments.of(books, order).owed_minor == 395
    assert card(books, order).paid == payments.of(books, order)
    assert verify.differences(books) == []


def test_what_was_given_back_as_too_much_is_no_payment_of_what_became_dearer_again(
    books: Session, shop: SmallShop
) -> None:
    order, owner = open_order(books), shop.owner(books)
    lamp = line_of(books, order, "LAMP-1")
    editing.edit(books, order.id, Edit(prices={lamp.id: "20.00"}), by=owner, key="a")
    editing.edit(books, order.id, Edit(prices={lamp.id: "50.00"}), by=owner, key="b")
    # £67.50 was paid and £22.00 of it goes back: £45.50 is paid of £75.50
    assert payments.of(books, order).owed_minor == 3000

    done = cancelling.cancel(books, order.id, cancelling.Wish(), by=owner, key="c")

    refund = books.get_one(Refund, done.refund_id)
    assert (refund.released_minor, refund.payout_minor) == (3000, 4550)
    assert payments.of(books, order).owed_minor == 0


def test_nothing_is_added_at_a_price_in_another_currency(books: Session, shop: SmallShop) -> None:
    order, owner = open_order(books), shop.owner(books)
    order.currency = "EUR"
    books.flush()

    with pytest.raises(NoPrice, match="Red mug has no price in EUR"):
        editing.edit(books, order.id, Edit(add=((shop.sku_id(books, "MUG-RED"), 1),)), by=owner,
                     key="k")  # fmt: skip


def test_a_price_above_the_limit_takes_a_second_person_who_is_not_the_first(
    books: Session, shop: SmallShop
) -> None:
    order, service = open_order(books), actors.who(books, SERVICE)
    wanted = Edit(prices={line_of(books, order, "LAMP-1").id: "30"})
    with pytest.raises(OverLimit):
        editing.edit(books, order.id, wanted, by=service, key="k")

    assert edit_requests.needed(books, order, wanted, by=service) == edit_requests.PRICES
    asked = approvals.ask(
        books, edit_requests.PRICES, edit_requests.arguments(books, order, wanted, "chipped"),
        why="chipped", by=service, key="a",
    )  # fmt: skip
    approvals.decide(books, asked.id, approve=True, by=shop.owner(books), key="d")

    assert line_of(books, order, "LAMP-1").amount_minor == 3000
    assert order.total_minor == 6750 - 1200


@pytest.mark.parametrize("meanwhile", ["more units", "another price", "another address"])
def test_a_second_person_agrees_to_what_they_are_told_and_to_nothing_else(
    books: Session, shop: SmallShop, meanwhile: str
) -> None:
    order, service, owner = open_order(books), actors.who(books, SERVICE), shop.owner(books)
    lamp = line_of(books, order, "LAMP-1")
    told = edit_requests.arguments(books, order, Edit(prices={lamp.id: "1.00"}), None)
    asked = approvals.ask(books, edit_requests.PRICES, told, why="agreed", by=service, key="a")
    between = {
        "more units": Edit(units={lamp.id: 20}),
        "another price": Edit(prices={lamp.id: "40.00"}),
        "another address": Edit(ship_to={"line1": "Low Street", "town": "Otley", "country": "GB"}),
    }[meanwhile]
    editing.edit(books, order.id, between, by=owner, key="m")
    was = line_of(books, order, "LAMP-1").amount_minor

    done = approvals.decide(books, asked.id, approve=True, by=owner, key="d")

    if meanwhile == "another address":
        assert (done.state, line_of(books, order, "LAMP-1").amount_minor) == ("approved", 100)
    else:
        assert done.state == "failed"
        assert "Order 1043 has changed since" in approvals.shown(books, done).failure
        assert line_of(books, order, "LAMP-1").amount_minor == was
    assert verify.differences(books) == []


def test_an_order_is_opened_again_for_what_was_told_or_not_at_all(
    books: Session, shop: SmallShop
) -> None:
    order, owner = orders.by_number(books, "1001"), shop.owner(books)
    service, lamp = actors.who(books, SERVICE), shop.sku_id(books, "LAMP-1")
    told = edit_requests.arguments(books, order, Edit(add=((lamp, 1),)), None)
    asked = approvals.ask(books, edit_requests.REOPENING, told, why="more", by=service, key="a")
    assert approvals.shown(books, asked).what == "open order 1001 again and add 1 unit (£42.00)"
    books.get_one(Sku, lamp).price_minor = 42_000

    assert approvals.decide(books, asked.id, approve=True, by=owner, key="d").state == "failed"
    assert order.total_minor == 2550


def test_an_address_is_not_changed_once_something_is_packed_for_it(
    books: Session, shop: SmallShop
) -> None:
    order, owner = open_order(books), shop.owner(books)
    new = {"line1": "1 Low Street", "town": "Otley", "postcode": "LS21 1AA", "country": "GB"}
    editing.edit(books, order.id, Edit(ship_to=new), by=owner, key="k")
    assert (order.town, order.ship_to) == ("Otley", new)
    leeds = books.scalars(select(Location.id).where(Location.code == "LEEDS")).one()
    wanted = {line.id: line.reserved for line in orders.lines_of(books, order)}
    made = shipments.plan(books, order.id, leeds, wanted, by=owner, key="plan")
    shipments.start(books, made, by=owner, key="start")
    shipments.pack(books, made, by=owner, key="pack")

    with pytest.raises(NotEditable, match="packed for the old address"):
        editing.edit(books, order.id, Edit(ship_to={**new, "town": "Ilkley"}), by=owner, key="k2")


def test_an_address_without_a_postcode_holds_the_order_until_it_has_one(
    books: Session, shop: SmallShop
) -> None:
    order, owner = open_order(books), shop.owner(books)

    editing.edit(books, order.id, Edit(ship_to={"line1": "Low Street", "country": "GB"}),
                 by=owner, key="k")  # fmt: skip
    assert [held.kind for held in card(books, order).holds] == ["address"]

    full = {"line1": "Low Street", "postcode": "LS21 1AA", "country": "GB"}
    editing.edit(books, order.id, Edit(ship_to=full), by=owner, key="k2")
    assert card(books, order).holds == ()


def test_an_order_that_is_over_is_opened_by_adding_to_it_and_a_cancelled_one_is_not(
    books: Session, shop: SmallShop
) -> None:
    shipped, owner = orders.by_number(books, "1001"), shop.owner(books)
    more = Edit(add=((shop.sku_id(books, "MUG-RED"), 1),))
    with pytest.raises(TakesTwo):
        editing.edit(books, shipped.id, more, by=actors.who(books, SERVICE), key="s")

    editing.edit(books, shipped.id, more, by=owner, key="k")

    assert shipped.state == "open"
    shipped.state = "cancelled"
    books.flush()
    with pytest.raises(NotEditable, match="cancelled"):
        editing.edit(books, shipped.id, more, by=owner, key="k2")


def test_what_changes_nothing_is_no_version(books: Session, shop: SmallShop) -> None:
    order, owner = open_order(books), shop.owner(books)

    with pytest.raises(NotEditable, match="nothing would be different"):
        editing.edit(books, order.id, Edit(ship_method=""), by=owner, key="k")
    assert editing.versions(books, order) == []


def test_a_picker_writes_a_note_and_changes_nothing_else(books: Session) -> None:
    order, picker = open_order(books), actors.who(books, PICKER)

    editing.edit(books, order.id, Edit(note="gift wrap"), by=picker, key="k")

    assert order.note == "gift wrap"
    with pytest.raises(NotAllowed):
        editing.edit(books, order.id, Edit(ship_method="express"), by=picker, key="k2")


def test_an_edit_that_is_undone_leaves_stock_money_and_lines_as_they_were(
    books: Session, shop: SmallShop
) -> None:
    order, owner = open_order(books), shop.owner(books)
    mugs, lamp = line_of(books, order, "MUG-BLU"), line_of(books, order, "LAMP-1")
    wanted = Edit(
        add=((shop.sku_id(books, "MUG-RED"), 1),),
        units={mugs.id: 4},
        prices={lamp.id: "40.00"},
        ship_method="express",
        note="ring first",
    )
    done = editing.edit(books, order.id, wanted, by=owner, key="k")

    edit_undo.undo(books, done.version_id, by=owner, key="u")

    assert order.total_minor == 6750
    assert (mugs.ordered, mugs.reserved, lamp.unit_price) == (3, 3, "42.00")
    assert (order.ship_method, order.note) == (None, None)
    assert payments.of(books, order).owed_minor == 0
    assert card(books, order).badge == "to pick"
    assert verify.differences(books) == []
    with pytest.raises(NotEditable, match="edited again"):
        edit_undo.undo(books, done.version_id, by=owner, key="u2")


def test_an_added_line_that_was_undone_is_not_shown_and_one_that_was_cancelled_is(
    books: Session, shop: SmallShop
) -> None:
    order, owner = open_order(books), shop.owner(books)
    red, kit = shop.sku_id(books, "MUG-RED"), shop.sku_id(books, "CARD-XMAS")
    kits.define(books, catalogue.sku(books, "CARD-XMAS"), {red: 2}, by=owner, key="kit")
    done = editing.edit(books, order.id, Edit(add=((red, 1), (kit, 1))), by=owner, key="k")
    kits.expand(books, orders.lines_of(books, order))
    assert len(card(books, order).lines) == 5
    edit_undo.undo(books, done.version_id, by=owner, key="u")
    assert [one.sku for one in card(books, order).lines] == ["MUG-BLU", "LAMP-1"]
    assert card(books, order).versions == 0
    customer = books.get_one(Customer, order.customer_id)
    assert customer_card.card(books, customer).bought == ("3 × Blue mug, 1 × Brass desk lamp",)

    editing.edit(books, order.id, Edit(add=((red, 2),)), by=owner, key="k2")
    line = card(books, order).lines[-1]
    editing.edit(books, order.id, Edit(units={line.id: 0}), by=owner, key="k3")

    assert [one.sku for one in card(books, order).lines] == ["MUG-BLU", "LAMP-1", "MUG-RED"]
    assert card(books, order).versions == 2


def test_an_undoing_is_not_undone_so_that_units_and_money_stay_of_one_mind(
    books: Session, shop: SmallShop
) -> None:
    owner, order = shop.owner(books), orders.by_number(books, "1043")
    line = orders.lines_of(books, order)[0]
    more = Edit(units={line.id: line.ordered + 3})
    done = editing.edit(books, order.id, more, reason="asked", by=owner, key="e")
    edit_undo.undo(books, done.version_id, by=owner, key="u")
    stood = editing.snapshot(books, order)
    last = editing.versions(books, order)[-1]

    with pytest.raises(NotEditable, match="that edit was undone"):
        edit_undo.undo(books, last.id, by=owner, key="u2")

    assert editing.snapshot(books, order) == stood
    assert verify.differences(books) == []


def test_an_edit_undone_on_an_order_held_for_payment_has_its_stock_again_at_once(
    books: Session, shop: SmallShop
) -> None:
    # given an order whose stock was promised before it was held for its payment
    order, owner = open_order(books), shop.owner(books)
    order.taken_minor, order.payment = 0, "unpaid"
    books.flush()
    releasing.settle(books, order, by=owner)
    mugs = line_of(books, order, "MUG-BLU")
    done = editing.edit(books, order.id, Edit(units={mugs.id: 1}), by=owner, key="k")
    assert (holds.kinds(books, order), mugs.reserved) == (["payment"], 1)

    edit_undo.undo(books, done.version_id, by=owner, key="u")

    assert (holds.kinds(books, order), mugs.reserved) == (["payment"], 3)
    assert verify.differences(books) == []


def test_what_others_were_given_meanwhile_an_undo_does_not_take_back(
    sqlite_books: Session, sqlite_shop: SmallShop
) -> None:
    books, owner = sqlite_books, sqlite_shop.owner(sqlite_books)
    order = open_order(books)
    order.taken_minor, order.payment = 0, "unpaid"
    books.flush()
    releasing.settle(books, order, by=owner)
    mugs = line_of(books, order, "MUG-BLU")
    done = editing.edit(books, order.id, Edit(units={mugs.id: 1}), by=owner, key="k")
    for place, units in (("LEEDS", -3), ("YORK", -9)):
        where = Where(sqlite_shop.sku_id(books, "MUG-BLU"), sqlite_shop.location_id(books, place))
        counts.adjust(books, where, units, reason="theft", by=owner, key=place)

    edit_undo.undo(books, done.version_id, by=owner, key="u")

    assert (mugs.reserved, mugs.backordered) == (2, 1)
    assert verify.differences(books) == []


def test_an_edit_is_not_undone_once_something_left(books: Session, shop: SmallShop) -> None:
    order, owner = open_order(books), shop.owner(books)
    mugs = line_of(books, order, "MUG-BLU")
    done = editing.edit(books, order.id, Edit(units={mugs.id: 2}), by=owner, key="k")
    plan = shipping.plan(books, order)
    shipping.ship(books, plan, by=owner, key="s")

    with pytest.raises(NotEditable, match="left since"):
        edit_undo.undo(books, done.version_id, by=owner, key="u")


MINOR = st.integers(0, 100_000)


@st.composite
def lines(draw: st.DrawFn) -> LineNow:
    """A line with a share of a discount and a tax, held in its price or on top."""
    units, price = draw(st.integers(1, 9)), draw(st.integers(0, 9_000))
    amount = units * price
    share = draw(st.integers(0, amount))
    tax = draw(st.integers(0, amount - share))
    held = draw(st.booleans())
    net = amount - share - (tax if held else 0)
    return LineNow(1, "A", "A", units, 0, 0, f"{price / 100:.2f}", Worth(amount, net, tax), share)


@checked(max_examples=60)
@given(line=lines(), more=st.integers(1, 9), price=st.integers(0, 9_000))
def test_at_another_price_or_number_a_lines_parts_still_add_up(
    line: LineNow, more: int, price: int
) -> None:
    held = line.worth.net_minor + line.worth.tax_minor + line.discount_share_minor
    for worth in (order_edits.raised(line, more, "GBP"), _repriced(line, price)):
        if worth is None:
            continue
        paid = worth.net_minor + line.discount_share_minor
        if held == line.worth.amount_minor:
            paid += worth.tax_minor
        assert paid == worth.amount_minor
        assert min(worth.net_minor, worth.tax_minor) >= 0


def _repriced(line: LineNow, price: int) -> Worth | None:
    try:
        return order_edits.repriced(line, Decimal(price) / 100, "GBP")
    except ValueError:
        assert price * line.ordered < line.discount_share_minor
        return None


@checked(max_examples=40)
@given(price=st.integers(0, 90_000), units=st.integers(1, 9), included=st.booleans())
def test_new_units_are_worth_their_price_and_its_tax(
    price: int, units: int, included: bool
) -> None:
    taxes = Taxes(included=included, rate_bps=2000)

    worth = order_edits.price_of(Decimal(price) / 100, units, "GBP", taxes)

    assert worth.amount_minor == price * units
    assert worth.net_minor + (worth.tax_minor if included else 0) == worth.amount_minor


def test_the_owner_is_the_owner(books: Session) -> None:
    assert actors.who(books, OWNER).alone(actors.PRICE, 10**9)
