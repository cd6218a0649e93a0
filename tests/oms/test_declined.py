"""Units that came back and for which no money goes back: no other way pays for them."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from oms import (
    cancelling,
    inspections,
    orders,
    refund_requests,
    refund_steps,
    refund_wishes,
    refunds,
    return_documents,
    return_endings,
    returns,
    shipping,
    verify,
)
from oms.actors import Who
from oms.cancelling import NotCancellable
from oms.errors import NoLongerPossible
from oms.refund_amounts import TooManyRefunded
from oms.refund_values import Wish
from oms.refunds import NothingToRefund
from oms.return_errors import RefundedSince
from oms.return_landing import Judgement
from oms.return_policy import Announced
from oms.tables.money import Refund
from oms.tables.orders import Order, OrderLine
from oms.tables.returns import Return
from tests.oms.came_back import came_back
from tests.small_shop import SmallShop

GOODWILL = "No money goes back for return R-1 .worn out.; what is given nevertheless is goodwill"


def decline(books: Session, came: Return, by: Who) -> dict[int, int]:
    """No money goes back for what is left of a return."""
    return return_endings.decline(books, came.id, "worn out", by=by, key=f"decline:{came.id}")


def sold(books: Session, number: str = "1001") -> tuple[Order, OrderLine]:
    """An order and its first line."""
    order = orders.by_number(books, number)
    return order, orders.lines_of(books, order)[0]


def refund(books: Session, units: int, by: Who, kind: str = "return") -> int:
    """Refund units of the order itself, not of its return."""
    order, line = sold(books)
    return refunds.propose(books, order.id, {line.id: units}, kind, by=by, key=f"r{units}{kind}")


def part_refunded(books: Session, by: Who) -> tuple[Return, int]:
    """A return of all three mugs of its order, which refunds one of them, and that refund."""
    came = came_back(books, "1001", 3)
    return came, refund(books, 1, by)


def test_what_was_declined_is_not_refunded_by_its_order(sqlite_books: Session, olive: Who) -> None:
    books = sqlite_books
    came = came_back(books, "1001", 3)
    decline(books, came, olive)
    order, line = sold(books)

    assert refund_wishes.left_of_order(books, order) == {}
    with pytest.raises(TooManyRefunded, match=f"0 × Blue mug can be refunded.*{GOODWILL}"):
        refund(books, 1, olive)
    with pytest.raises(NothingToRefund, match=GOODWILL):
        refunds.plan(books, order, Wish("return"), by=olive)
    with pytest.raises(TooManyRefunded, match="0 × Blue mug"):
        refund(books, 1, olive, "returnless")
    given = Wish("goodwill", reason="sorry", amount_minor=850)
    assert refund_requests.request(books, order.id, given, by=olive, key="g").approved
    assert (line.refunded_units, verify.differences(books)) == (0, [])


def test_part_refunded_by_the_order_and_the_rest_declined_leaves_nothing_owed(
    sqlite_books: Session, olive: Who
) -> None:
    books = sqlite_books
    came, _ = part_refunded(books, olive)

    assert sum(decline(books, came, olive).values()) == 2
    assert came.state == "closed"
    assert refund_wishes.left_of_return(books, came.id) == {}
    assert refund_wishes.left_of_order(books, sold(books)[0]) == {}
    with pytest.raises(NoLongerPossible, match="Nothing is owed"):
        return_endings.refuse_settled(books, came)
    assert verify.differences(books) == []


def test_where_it_is_taken_back_that_no_money_goes_back_it_is_owed_again(
    sqlite_books: Session, olive: Who
) -> None:
    books = sqlite_books
    came, _ = part_refunded(books, olive)
    declined = decline(books, came, olive)

    return_endings.undo_decline(books, came.id, declined, by=olive, key="undo")

    order, line = sold(books)
    assert refund_wishes.left_of_return(books, came.id) == {line.id: 2}
    assert refund_wishes.left_of_order(books, order) == {line.id: 2}
    refund(books, 2, olive)
    assert (came.state, line.refunded_units) == ("closed", 3)


def test_a_refund_that_is_called_off_is_owed_again_and_the_declined_are_not(
    sqlite_books: Session, olive: Who
) -> None:
    books = sqlite_books
    came, made = part_refunded(books, olive)
    decline(books, came, olive)

    refund_steps.call_off(books, made, "a mistake", by=olive, key="off")

    order, line = sold(books)
    assert refund_wishes.left_of_order(books, order) == {line.id: 1}


def test_what_went_back_to_the_customer_is_not_refunded_by_its_order(
    sqlite_books: Session, shop: SmallShop, olive: Who
) -> None:
    books, (order, line) = sqlite_books, sold(sqlite_books)
    announced = [Announced(line.id, 2, "faulty")]
    came = returns.authorise(books, order.id, announced, by=olive, key="a")
    leeds = shop.location_id(books, "LEEDS")
    returns.receive(books, came, {line.sku_id or 0: 2}, leeds, by=olive, key="r")
    (back,) = return_documents.lines_of(books, came)
    judged = [Judgement(back.id, 1, "to_customer"), Judgement(back.id, 1, "restock")]
    inspections.inspect(books, came, judged, by=olive, key="i")

    assert refund_wishes.left_of_order(books, order) == {line.id: 1}
    with pytest.raises(TooManyRefunded, match="1 × Blue mug can be refunded and 2 were"):
        refund(books, 2, olive)


def test_who_holds_the_units_is_named_where_they_are_asked_for_again(
    sqlite_books: Session, olive: Who
) -> None:
    books, (order, line) = sqlite_books, sold(sqlite_books)
    came_back(books, "1001", 1)
    number = books.get_one(Refund, refund(books, 1, olive)).number

    with pytest.raises(TooManyRefunded, match=f"Refund {number} of £8.50 is proposed already"):
        refunds.propose(books, order.id, {line.id: 1}, "return", by=olive, key="again")


def test_units_that_paid_for_nothing_do_not_hold_up_what_is_cancelled(
    sqlite_books: Session, shop: SmallShop, olive: Who
) -> None:
    books, (order, line) = sqlite_books, sold(sqlite_books, "1043")
    some = shipping.plan(books, order, sku_id=line.sku_id, units=2)
    shipping.ship(books, some, by=olive, key="s")
    decline(books, came_back(books, "1043", 2), olive)

    wish = cancelling.Wish({line.id: 1})
    done = cancelling.cancel(books, order.id, wish, by=olive, key="c").cancellation_id or 0

    assert (line.cancelled, line.refunded_units) == (1, 1)
    # the refund is for what was cancelled, and not what stands in the way of those that came back
    with pytest.raises(TooManyRefunded, match="No money goes back for return R-1"):
        refunds.propose(books, order.id, {line.id: 1}, "return", by=olive, key="more")
    (made,) = refunds.of_order(books, order.id)
    refund_steps.call_off(books, made.id, "as one with the rest", by=olive, key="off")
    refunds.propose(books, order.id, {line.id: 1}, "return", by=olive, key="rest")
    with pytest.raises(NotCancellable, match="money was given back"):
        cancelling.undo(books, done, by=olive, key="u")
    assert verify.differences(books) == []


def test_a_unit_does_not_leave_the_books_under_the_money_that_stands_on_it(
    sqlite_books: Session, shop: SmallShop, olive: Who
) -> None:
    books, (order, line) = sqlite_books, sold(sqlite_books)
    came = returns.authorise(books, order.id, [Announced(line.id, 3)], by=olive, key="a")
    leeds = shop.location_id(books, "LEEDS")
    returns.receive(books, came, {line.sku_id or 0: 2}, leeds, by=olive, key="r1")
    refund(books, 1, olive)
    decline(books, books.get_one(Return, came), olive)
    later = returns.receive(books, came, {line.sku_id or 0: 1}, leeds, by=olive, key="r2")
    refund(books, 1, olive, "exchange")

    with pytest.raises(RefundedSince):
        returns.undo_receipt(books, came, later, by=olive, key="u")
