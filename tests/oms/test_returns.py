"""Returns: what may come back, what it is worth, and undoing it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from oms import actors, orders, refund_requests, returns, shipping, stock, verify
from oms.errors import NoLongerPossible, NotAllowed, TooManyReturned
from oms.refund_values import Wish
from oms.return_errors import NothingToReturn
from oms.returns import Judged
from tests.small_shop import OWNER, PICKER, SmallShop


def test_returned_goods_are_on_the_shelf_again_and_owed_for(
    books: Session, shop: SmallShop
) -> None:
    owner = actors.who(books, OWNER)
    york = shop.location_id(books, "YORK")
    plan = returns.plan(books, orders.by_number(books, "1001"), york, units=2)

    returns.accept(books, plan, by=owner, key="r1")

    assert plan.amount_minor == 1700
    assert stock.at(books, shop.sku_id(books, "MUG-BLU"), york).available == 11
    assert verify.differences(books) == []


def test_goods_come_back_after_others_of_the_order_did(books: Session, shop: SmallShop) -> None:
    # the refund of the second return looks at the whole order, whose first SKU came back before
    owner, leeds = actors.who(books, OWNER), shop.location_id(books, "LEEDS")
    order = orders.by_number(books, "1043")
    shipping.ship(books, shipping.plan(books, order), by=owner, key="s1")
    mugs = returns.plan(books, order, leeds, sku_id=shop.sku_id(books, "MUG-BLU"))
    returns.accept(books, mugs, by=owner, key="r1")

    rest = returns.plan(books, order, leeds)
    returns.accept(books, rest, by=owner, key="r2")

    assert rest.amount_minor == 4200
    assert verify.differences(books) == []


def test_what_was_refunded_and_kept_is_named_when_it_cannot_come_back(
    books: Session, shop: SmallShop
) -> None:
    owner, order = actors.who(books, OWNER), orders.by_number(books, "1001")
    (line,) = orders.lines_of(books, order)
    wish = Wish("returnless", {line.id: 3}, reason="not worth the post")
    refund_requests.request(books, order.id, wish, by=owner, key="kept")

    with pytest.raises(NothingToReturn, match="back: 3 units were refunded without a return"):
        returns.plan(books, order, shop.location_id(books, "YORK"))


def test_damaged_goods_come_back_but_cannot_be_sold(books: Session, shop: SmallShop) -> None:
    york = shop.location_id(books, "YORK")
    plan = returns.plan(books, orders.by_number(books, "1001"), york, units=1)

    judged = Judged(disposition="write_off", reason="chipped")
    returns.accept(books, plan, judged, by=actors.who(books, OWNER), key="r1")

    level = stock.at(books, shop.sku_id(books, "MUG-BLU"), york)
    assert (level.on_hand, level.held, level.available) == (10, 1, 9)


def test_no_more_can_come_back_than_went_out_however_often_it_is_tried(
    books: Session, shop: SmallShop
) -> None:
    owner = actors.who(books, OWNER)
    order, york = orders.by_number(books, "1001"), shop.location_id(books, "YORK")
    returns.accept(books, returns.plan(books, order, york, units=2), by=owner, key="r1")

    with pytest.raises(TooManyReturned, match="1 × MUG-BLU can still come back and 2 were given"):
        returns.plan(books, order, york, units=2)

    returns.accept(books, returns.plan(books, order, york), by=owner, key="r2")
    with pytest.raises(NothingToReturn):
        returns.plan(books, order, york)


def test_undoing_a_return_leaves_everything_as_before(books: Session, shop: SmallShop) -> None:
    owner, york = actors.who(books, OWNER), shop.location_id(books, "YORK")
    order = orders.by_number(books, "1001")
    made = returns.accept(books, returns.plan(books, order, york), by=owner, key="r1")

    returns.undo(books, made, by=owner, key="u1")

    assert [line.returnable for line in orders.lines_of(books, order)] == [3]
    assert stock.at(books, shop.sku_id(books, "MUG-BLU"), york).on_hand == 9
    assert verify.differences(books) == []
    with pytest.raises(NoLongerPossible):
        returns.undo(books, made, by=owner, key="u2")


def test_a_picker_may_not_accept_returns(books: Session, shop: SmallShop) -> None:
    plan = returns.plan(
        books, orders.by_number(books, "1001"), shop.location_id(books, "YORK"), units=1
    )

    with pytest.raises(NotAllowed, match="Sam Reed may not accept returns"):
        returns.accept(books, plan, by=actors.who(books, PICKER), key="r1")
