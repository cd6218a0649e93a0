"""Cancelling: what is let go, what is refused, what is proposed back."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    approvals,
    cancelling,
    drafts,
    edit_cards,
    orders,
    payments,
    refunds,
    shipments,
    staff,
    stock,
    verify,
)
from oms.cancelling import NotCancellable, Wish
from oms.errors import NotAllowed
from oms.order_card import card
from oms.refund_values import Wish as MoneyWish
from oms.tables.catalogue import Location
from oms.tables.money import Refund
from oms.tables.orders import Order, OrderLine, Shipment
from oms.tables.stock import FillWanted
from tests.small_shop import OWNER, PICKER, SmallShop


def line_of(books: Session, order: Order, code: str) -> OrderLine:
    """The line of an order with that SKU."""
    return next(line for line in orders.lines_of(books, order) if line.sku_text == code)


def test_units_that_wait_are_cancelled_before_those_that_are_reserved(
    books: Session, shop: SmallShop
) -> None:
    # given three mugs reserved in Leeds, of which one is wanted back for another order
    order = orders.by_number(books, "1043")
    line = line_of(books, order, "MUG-BLU")
    line.ordered += 2
    line.amount_minor, line.net_minor = 5 * 850, 5 * 850
    order.total_minor += 2 * 850
    order.taken_minor = order.total_minor
    books.flush()
    # when three units are cancelled
    plan = cancelling.plan(books, order, {line.id: 3})
    # then two of them waited, and one promise is let go
    assert (plan.lines[0].waiting, plan.lines[0].released[0][2]) == (2, 1)
    cancelling.cancel(books, order.id, Wish({line.id: 3}), by=shop.owner(books), key="k")
    assert (line.cancelled, line.reserved, line.open_units) == (3, 2, 2)
    assert verify.differences(books) == []


def test_cancelling_restocks_nothing_and_asks_that_others_be_given_the_goods(
    books: Session, shop: SmallShop
) -> None:
    order = orders.by_number(books, "1043")
    sku_id, leeds = shop.sku_id(books, "MUG-BLU"), shop.location_id(books, "LEEDS")
    before = stock.at(books, sku_id, leeds)

    cancelling.cancel(books, order.id, Wish(), by=shop.owner(books), key="k")

    after = stock.at(books, sku_id, leeds)
    assert (after.on_hand, after.reserved) == (before.on_hand, before.reserved - 3)
    assert books.get(FillWanted, sku_id) is not None
    assert (order.state, card(books, order).badge) == ("cancelled", "cancelled")
    assert verify.differences(books) == []


def test_what_was_paid_for_the_units_is_proposed_back_once(books: Session, shop: SmallShop) -> None:
    order = orders.by_number(books, "1043")
    line = line_of(books, order, "MUG-BLU")

    for _ in range(2):
        done = cancelling.cancel(books, order.id, Wish({line.id: 1}), by=shop.owner(books), key="k")

    refund = books.get_one(Refund, done.refund_id)
    assert (refund.kind, refund.state, refund.payout_minor) == ("cancel", "proposed", 850)
    assert (line.cancelled, line.refunded_units) == (1, 1)


def test_an_unpaid_order_that_is_cancelled_owes_nothing_any_more(
    books: Session, shop: SmallShop
) -> None:
    order = orders.by_number(books, "1043")
    order.taken_minor, order.payment = 0, "unpaid"

    cancelling.cancel(books, order.id, Wish(), by=shop.owner(books), key="k")

    paid = payments.of(books, order)
    assert (paid.due_minor, paid.owed_minor, paid.captured_minor) == (0, 0, 0)


def test_a_cancellation_without_a_refund_keeps_its_reason(books: Session, shop: SmallShop) -> None:
    order = orders.by_number(books, "1043")

    wish = Wish(without_refund="paid in another order")
    done = cancelling.cancel(books, order.id, wish, by=shop.owner(books), key="k")

    assert done.refund_id is None
    assert books.scalars(select(Refund)).all() == []
    assert order.state == "cancelled"


def test_packed_units_are_not_cancelled_and_their_shipment_is_named(
    books: Session, shop: SmallShop
) -> None:
    order = orders.by_number(books, "1043")
    owner = shop.owner(books)
    made = _packed(books, order, by=owner)

    with pytest.raises(NotCancellable, match=rf"shipment {made}, which is packed"):
        cancelling.cancel(books, order.id, Wish(), by=owner, key="k")


def _packed(books: Session, order: Order, *, by: actors.Who) -> str:
    """Pack what is reserved for an order; gives the number of the shipment."""
    leeds = books.scalars(select(Location.id).where(Location.code == "LEEDS")).one()
    wanted = {line.id: line.reserved for line in orders.lines_of(books, order)}
    made = shipments.plan(books, order.id, leeds, wanted, by=by, key="plan")
    shipments.start(books, made, by=by, key="start")
    shipments.pack(books, made, by=by, key="pack")
    return books.get_one(Shipment, made).number


@pytest.mark.parametrize("number", ["1001"])
def test_what_has_left_is_not_cancelled(books: Session, shop: SmallShop, number: str) -> None:
    order = orders.by_number(books, number)

    with pytest.raises(NotCancellable, match="completed"):
        cancelling.cancel(books, order.id, Wish(), by=shop.owner(books), key="k")


def test_more_than_there_is_is_refused_with_what_there_is(books: Session, shop: SmallShop) -> None:
    order = orders.by_number(books, "1043")
    line = line_of(books, order, "MUG-BLU")

    with pytest.raises(NotCancellable, match="3 × Blue mug have not left and 4 are meant"):
        cancelling.cancel(books, order.id, Wish({line.id: 4}), by=shop.owner(books), key="k")


def test_a_picker_cancels_nothing(books: Session) -> None:
    order = orders.by_number(books, "1043")

    with pytest.raises(NotAllowed):
        cancelling.cancel(books, order.id, Wish(), by=actors.who(books, PICKER), key="k")


def test_a_draft_that_is_wanted_after_all_is_a_draft_again(books: Session, shop: SmallShop) -> None:
    owner = shop.owner(books)
    wanted = drafts.Wish(((shop.sku_id(books, "MUG-RED"), 1),), name="Zoe Hill", is_draft=True)
    order = books.get_one(Order, drafts.write(books, wanted, by=owner, key="d"))
    done = cancelling.cancel(books, order.id, Wish(), by=owner, key="k")
    assert order.state == "cancelled"

    cancelling.undo(books, done.cancellation_id or 0, by=owner, key="u")

    assert (order.state, [line.reserved for line in orders.lines_of(books, order)]) == (
        "draft",
        [0],
    )
    drafts.confirm(books, order.id, by=owner, key="c")
    assert order.state == "open"


def test_a_cancellation_that_is_undone_leaves_no_trace_in_stock_or_money(
    books: Session, shop: SmallShop
) -> None:
    order, owner = orders.by_number(books, "1043"), shop.owner(books)
    done = cancelling.cancel(books, order.id, Wish(), by=owner, key="k")

    cancelling.undo(books, done.cancellation_id or 0, by=owner, key="u")

    assert order.state == "open"
    assert [(line.cancelled, line.reserved) for line in orders.lines_of(books, order)] == [
        (0, 3), (0, 1),
    ]  # fmt: skip
    assert books.get_one(Refund, done.refund_id).state == "void"
    assert verify.differences(books) == []
    with pytest.raises(NotCancellable, match="undone before"):
        cancelling.undo(books, done.cancellation_id or 0, by=owner, key="u2")


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(parts=st.lists(st.integers(1, 3), min_size=1, max_size=4))
def test_cancelled_piece_by_piece_the_refunds_are_what_the_line_cost(
    sqlite_shop: SmallShop, parts: list[int]
) -> None:
    with sqlite_shop.database.writing() as books:
        savepoint = books.begin_nested()
        order, owner = orders.by_number(books, "1043"), actors.who(books, OWNER)
        line = line_of(books, order, "MUG-BLU")
        line.net_minor, line.discount_share_minor = 2000, 550
        books.flush()
        left = 3
        for at, units in enumerate(parts):
            if units <= left:
                cancelling.cancel(books, order.id, Wish({line.id: units}), by=owner, key=f"k{at}")
                left -= units
        given = sum(refund.payout_minor for refund in books.scalars(select(Refund)))
        exact = (2000 * (3 - left) * 2 + 3) // 6
        assert given == exact
        assert line.cancelled + line.reserved == 3
        savepoint.rollback()


def paid_back(books: Session, order: Order) -> list[tuple[str, str, int]]:
    """Kind, state and payout of the refunds of an order, oldest first."""
    rows = books.scalars(select(Refund).where(Refund.order_id == order.id).order_by(Refund.id))
    return [(one.kind, one.state, one.payout_minor) for one in rows]


def test_all_that_was_paid_goes_back_also_what_was_paid_beyond_the_price(
    books: Session, shop: SmallShop
) -> None:
    order = orders.by_number(books, "1043")
    order.taken_minor = order.total_minor + 450
    books.flush()

    shown = edit_cards.of_cancel(books, order, Wish(), by=shop.owner(books))
    done = cancelling.cancel(books, order.id, Wish(), by=shop.owner(books), key="k")

    assert shown.back is not None
    assert (shown.back.payout_minor, shown.back.too_much_minor) == (order.taken_minor, 450)
    assert paid_back(books, order) == [
        ("cancel", "proposed", order.total_minor), ("correction", "proposed", 450),
    ]  # fmt: skip
    assert payments.of(books, order).owed_minor == 0
    cancelling.undo(books, done.cancellation_id or 0, by=shop.owner(books), key="u")
    assert {state for _, state, _ in paid_back(books, order)} == {"void"}
    assert verify.differences(books) == []


@pytest.mark.parametrize("given", [0, 1, 449, 450, 3_000])
def test_what_was_given_back_before_is_not_given_back_again(
    sqlite_books: Session, sqlite_shop: SmallShop, given: int
) -> None:
    books, olive = sqlite_books, sqlite_shop.owner(sqlite_books)
    order = orders.by_number(books, "1043")
    order.taken_minor = order.total_minor + 450
    books.flush()
    if given:
        wish = MoneyWish("goodwill", amount_minor=given, reason="a late parcel")
        refunds.ask(books, order.id, wish, by=olive, key="g")

    cancelling.cancel(books, order.id, Wish(), by=olive, key="k")

    assert sum(payout for _, _, payout in paid_back(books, order)) == order.taken_minor
    assert verify.differences(books) == []


def test_units_cancelled_of_an_order_that_goes_on_give_back_their_price_alone(
    sqlite_books: Session, sqlite_shop: SmallShop
) -> None:
    books, order = sqlite_books, orders.by_number(sqlite_books, "1043")
    order.taken_minor = order.total_minor + 450
    books.flush()
    one = {line_of(books, order, "MUG-BLU").id: 1}

    cancelling.cancel(books, order.id, Wish(one), by=sqlite_shop.owner(books), key="k")

    assert paid_back(books, order) == [("cancel", "proposed", 850)]


def test_a_channel_that_cancels_gives_back_what_was_paid_too_much_as_well(
    sqlite_books: Session,
) -> None:
    books, order = sqlite_books, orders.by_number(sqlite_books, "1043")
    order.taken_minor = order.total_minor + 450
    books.flush()
    door = staff.add(books, name="Webshop", slack_user_id="U79WEB", role="integration")

    cancelling.cancel(books, order.id, Wish(), by=door, key="k")

    assert sum(payout for _, _, payout in paid_back(books, order)) == order.taken_minor


def test_nobody_has_to_agree_that_nothing_goes_back_for_what_was_never_paid(
    books: Session, shop: SmallShop
) -> None:
    order = orders.by_number(books, "1043")
    order.taken_minor, order.payment = 0, "unpaid"
    books.flush()
    door = staff.add(books, name="Webshop", slack_user_id="U79WEB", role="integration")

    done = cancelling.cancel(books, order.id, Wish(), by=door, key="k")

    assert paid_back(books, order) == [("cancel", "settled", 0)]
    assert approvals.waiting(books) == []
    cancelling.undo(books, done.cancellation_id or 0, by=door, key="u")
    assert paid_back(books, order) == [("cancel", "void", 0)]
    assert payments.of(books, order).owed_minor == order.total_minor
    assert verify.differences(books) == []
