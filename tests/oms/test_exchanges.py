"""Exchanges: two gross legs, a difference paid or asked for, and an end when nothing comes."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    cancelling,
    catalogue,
    clock,
    exceptions,
    exchange_endings,
    exchanges,
    holds,
    inspections,
    order_card,
    order_lists,
    orders,
    payments,
    refund_cards,
    refund_steps,
    refund_wishes,
    refunds,
    return_documents,
    return_endings,
    returns,
    settings,
    staff,
    verify,
)
from oms.actors import Who
from oms.catalogue import NoPrice
from oms.errors import NoLongerPossible, TooManyReturned
from oms.order_lists import Wanted
from oms.refund_values import Wish
from oms.return_landing import Judgement
from oms.tables.money import Exchange, Refund
from oms.tables.orders import Order, Payment
from oms.tables.returns import Return
from tests.oms.came_back import arrive
from tests.oms.swapped import comes_back, promised, sku, swap
from tests.small_shop import OWNER, PICKER, SERVICE


def child(books: Session, exchange: Exchange) -> Order:
    """The order that goes out."""
    return books.get_one(Order, exchange.child_id, populate_existing=True)


def kinds(books: Session, order: Order) -> list[str]:
    """The holds of an order."""
    return [held.kind for held in holds.of(books, order)]


def legs(books: Session, exchange: Exchange) -> tuple[int, int]:
    """What the refund gives, and what of it the other order was paid with."""
    paid = select(Payment.amount_minor).where(
        Payment.order_id == exchange.child_id, Payment.method == "exchange"
    )
    refund = books.get_one(Refund, exchange.refund_id)
    return refund.amount_minor, books.scalars(paid).one()


def test_the_same_product_goes_out_at_the_price_that_was_paid_and_nobody_pays(
    sqlite_books: Session, olive: Who
) -> None:
    line = orders.lines_of(sqlite_books, orders.by_number(sqlite_books, "1001"))[0]
    line.net_minor = 2500  # 50 pence of discount: today's price would be more
    sqlite_books.flush()

    plan = exchanges.plan(
        sqlite_books, orders.by_number(sqlite_books, "1001"), swap(sqlite_books, "MUG-BLU"),
        by=olive,
    )  # fmt: skip

    assert (plan.worth_minor, plan.charge_minor, plan.net_minor) == (833, 833, 0)


def test_the_other_goods_wait_with_stock_promised_until_the_first_came_back(
    sqlite_books: Session, olive: Who
) -> None:
    exchange = promised(sqlite_books, swap(sqlite_books, "MUG-RED"), by=olive)
    out = child(sqlite_books, exchange)
    assert (out.origin, out.parent_order_id, kinds(sqlite_books, out)) == (
        "exchange", exchange.order_id, ["awaiting_return"],
    )  # fmt: skip
    assert [line.reserved for line in orders.lines_of(sqlite_books, out)] == [1]

    refund = comes_back(sqlite_books, exchange)

    assert kinds(sqlite_books, out) == []
    assert (exchange.state, refund.state) == ("settled", "settled")
    assert legs(sqlite_books, exchange) == (850, 850)
    assert payments.of(sqlite_books, child(sqlite_books, exchange)).owed_minor == 0
    assert sqlite_books.get_one(Return, exchange.return_id).state == "closed"
    assert verify.differences(sqlite_books) == []


def test_dearer_goods_ask_for_the_difference_at_once_and_both_legs_stay_whole(
    sqlite_books: Session, olive: Who
) -> None:
    # lesson 21: a dearer exchange showed 0 due
    exchange = promised(sqlite_books, swap(sqlite_books, "LAMP-1"), by=olive)
    out = child(sqlite_books, exchange)
    assert [held.note for held in holds.of(sqlite_books, out) if held.kind == "payment"] == [
        "£33.50 to pay"
    ]

    comes_back(sqlite_books, exchange)

    assert legs(sqlite_books, exchange) == (850, 850)
    assert payments.of(sqlite_books, child(sqlite_books, exchange)).owed_minor == 3350
    assert kinds(sqlite_books, out) == ["payment"]


def test_cheaper_goods_leave_a_difference_that_is_sent_back(
    sqlite_books: Session, olive: Who
) -> None:
    exchange = promised(sqlite_books, swap(sqlite_books, "BAG-JUTE"), by=olive)

    refund = comes_back(sqlite_books, exchange)

    assert legs(sqlite_books, exchange) == (850, 395)
    assert refund.state == "approved"  # £4.55 has to be sent by a person
    assert kinds(sqlite_books, child(sqlite_books, exchange)) == []


def test_a_limit_is_about_the_difference_that_leaves_and_not_about_the_goods(
    sqlite_books: Session, olive: Who
) -> None:
    priya = actors.who(sqlite_books, SERVICE)  # up to £50.00
    order = orders.by_number(sqlite_books, "1001")
    line = orders.lines_of(sqlite_books, order)[0]
    line.net_minor, order.total_minor, order.taken_minor = 18_000, 18_000, 18_000
    sqlite_books.flush()

    alike = promised(sqlite_books, swap(sqlite_books, "MUG-BLU"), by=priya, key="a")
    cheaper = promised(sqlite_books, swap(sqlite_books, "BAG-JUTE"), by=priya, key="b")

    assert comes_back(sqlite_books, alike).state == "settled"
    assert comes_back(sqlite_books, cheaper).state == "proposed"  # £56.05 needs a second person


@pytest.mark.parametrize(("code", "asked"), [("MUG-RED", 0), ("LAMP-1", 3_350), ("BAG-JUTE", -455)])
def test_a_customer_is_not_asked_for_what_goods_that_come_back_will_pay(
    sqlite_books: Session, olive: Who, code: str, asked: int
) -> None:
    books = sqlite_books
    exchange = promised(books, swap(books, code), by=olive)
    out = child(books, exchange)

    def unpaid() -> list[str]:
        return [one.number for one in order_lists.find(books, Wanted(stage="unpaid")).orders]

    assert payments.of(books, out).asked_minor == asked
    assert order_card.card(books, out).paid == payments.of(books, out)
    assert unpaid() == ([out.number] if asked > 0 else [])
    comes_back(books, exchange)
    assert payments.of(books, child(books, exchange)).asked_minor == max(0, asked)
    assert unpaid() == ([out.number] if asked > 0 else [])


def test_nothing_is_settled_while_some_of_the_goods_are_awaited(
    sqlite_books: Session, olive: Who
) -> None:
    exchange = promised(sqlite_books, swap(sqlite_books, "MUG-RED", units=2), by=olive)
    arrive(sqlite_books, exchange.return_id, {sku(sqlite_books, "MUG-BLU").id: 1}, key="one")
    assert exchange.refund_id is None  # the other is still awaited

    arrive(sqlite_books, exchange.return_id, {sku(sqlite_books, "MUG-BLU").id: 1}, key="two")

    sqlite_books.refresh(exchange)
    assert legs(sqlite_books, exchange) == (1700, 1700)


def test_a_shop_may_send_the_other_goods_at_once(sqlite_books: Session, olive: Who) -> None:
    settings.put(sqlite_books, "exchange_ships", "at_once")

    exchange = promised(sqlite_books, swap(sqlite_books, "MUG-RED"), by=olive)

    assert kinds(sqlite_books, child(sqlite_books, exchange)) == []


def test_promising_twice_with_one_key_promises_once(sqlite_books: Session, olive: Who) -> None:
    wanted = swap(sqlite_books, "MUG-RED")

    first = promised(sqlite_books, wanted, by=olive)
    again = promised(sqlite_books, wanted, by=olive)

    assert first is again


def test_an_exchange_that_is_called_off_leaves_nothing_awaited_and_nothing_promised(
    sqlite_books: Session, olive: Who
) -> None:
    exchange = promised(sqlite_books, swap(sqlite_books, "MUG-RED"), by=olive)

    exchange_endings.call_off(sqlite_books, exchange.id, by=olive, key="off")

    assert child(sqlite_books, exchange).state == "cancelled"
    line = orders.lines_of(sqlite_books, orders.by_number(sqlite_books, "1001"))[0]
    assert (line.return_open, line.returnable) == (0, 3)
    assert verify.differences(sqlite_books) == []
    with pytest.raises(NoLongerPossible):
        exchange_endings.call_off(sqlite_books, exchange.id, by=olive, key="again")


@pytest.mark.parametrize(("policy", "state", "held"), [
    ("cancel", "cancelled", []), ("charge", "open", ["payment"]),
])  # fmt: skip
def test_goods_that_never_come_cancel_the_others_or_are_charged_for(
    sqlite_books: Session, olive: Who, policy: str, state: str, held: list[str]
) -> None:
    settings.put(sqlite_books, "exchange_never", policy)
    exchange = promised(sqlite_books, swap(sqlite_books, "MUG-RED"), by=olive)
    assert exchange_endings.due(sqlite_books) == []
    later = clock.now() + dt.timedelta(days=60)
    clock.set_source(lambda: later)
    return_endings.expire(sqlite_books, exchange.return_id, by=olive, key="expired")

    assert exchange_endings.due(sqlite_books) == [exchange.id]
    exchange_endings.end(sqlite_books, exchange.id, by=olive, key="end")

    out = child(sqlite_books, exchange)
    assert (out.state, kinds(sqlite_books, out)) == (state, held)
    assert exchange_endings.due(sqlite_books) == []
    if policy == "charge":
        assert [case.detail for case in exceptions.waiting(sqlite_books)] == [
            f"The goods of return R-1 never came: £8.50 of order {out.number} is owed."
        ]
    assert refunds.of_return(sqlite_books, exchange.return_id) == []


def test_more_than_went_out_and_goods_without_a_price_are_refused(
    sqlite_books: Session, olive: Who
) -> None:
    with pytest.raises(TooManyReturned):
        swap(sqlite_books, "MUG-RED", units=4)
    sku(sqlite_books, "MUG-RED").price_minor = None
    sqlite_books.flush()
    with pytest.raises(NoPrice, match="Red mug has no price in GBP"):
        promised(sqlite_books, swap(sqlite_books, "MUG-RED"), by=olive)


def test_tax_stands_on_both_legs(sqlite_books: Session, olive: Who) -> None:
    line = orders.lines_of(sqlite_books, orders.by_number(sqlite_books, "1001"))[0]
    line.net_minor, line.tax_minor = 2125, 425
    sqlite_books.flush()
    exchange = promised(sqlite_books, swap(sqlite_books, "LAMP-1"), by=olive)

    refund = comes_back(sqlite_books, exchange)

    out = orders.lines_of(sqlite_books, child(sqlite_books, exchange))[0]
    assert (refund.goods_minor, refund.tax_minor) == (708, 142)
    assert (out.net_minor, out.tax_minor) == (3500, 700)


def test_an_order_that_was_cancelled_meanwhile_is_not_paid_and_the_goods_are_taken_in(
    sqlite_books: Session, olive: Who
) -> None:
    exchange = promised(sqlite_books, swap(sqlite_books, "MUG-RED"), by=olive)
    wish = cancelling.Wish(without_refund="she wants her money")
    cancelling.cancel(sqlite_books, exchange.child_id, wish, by=olive, key="c")

    refund = comes_back(sqlite_books, exchange)

    assert (refund.state, refund_cards.to_send(sqlite_books, refund)) == ("approved", 850)
    assert sqlite_books.get_one(Return, exchange.return_id).state == "closed"
    assert verify.differences(sqlite_books) == []


def test_goods_are_taken_in_also_when_whoever_promised_has_left_the_shop(
    sqlite_books: Session,
) -> None:
    olive, priya, sam = (actors.who(sqlite_books, one) for one in (OWNER, SERVICE, PICKER))
    exchange = promised(sqlite_books, swap(sqlite_books, "MUG-RED", reason="faulty"), by=priya)
    staff.add(sqlite_books, name=priya.name, slack_user_id=SERVICE, role="viewer")
    mug, york = sku(sqlite_books, "MUG-BLU").id, catalogue.location(sqlite_books, "York").id

    returns.receive(sqlite_books, exchange.return_id, {mug: 1}, york, by=olive, key="r")
    line = return_documents.lines_of(sqlite_books, exchange.return_id)[0]

    seen = [Judgement(line.id, 1, "write_off", "damaged")]
    inspections.inspect(sqlite_books, exchange.return_id, seen, by=sam, key="i")

    sqlite_books.refresh(exchange)
    refund = sqlite_books.get_one(Refund, exchange.refund_id)
    # it waits for somebody who may
    assert (refund.state, refund.requested_by_id) == ("proposed", sam.id)


def test_goods_that_are_not_taken_in_exchange_are_paid_back_and_the_others_charged(
    sqlite_books: Session, olive: Who
) -> None:
    exchange = needs_second(sqlite_books)
    refund = comes_back(sqlite_books, exchange)
    assert refund.state == "proposed"

    refund_steps.call_off(sqlite_books, refund.id, "they are scratched", by=olive, key="no")

    out = child(sqlite_books, exchange)
    assert (exchange.state, kinds(sqlite_books, out)) == ("charged", ["payment"])
    assert [case.detail for case in exceptions.waiting(sqlite_books)] == [
        f"The goods of return R-1 are not taken in exchange: £3.95 of order {out.number} is owed."
    ]
    assert sqlite_books.get_one(Return, exchange.return_id).state == "receiving"
    lines = refund_wishes.left_of_return(sqlite_books, exchange.return_id)
    wish = Wish("return", lines, return_id=exchange.return_id)
    refunds.ask(sqlite_books, exchange.order_id, wish, by=olive, key="money")
    assert sqlite_books.get_one(Return, exchange.return_id).state == "closed"
    assert verify.differences(sqlite_books) == []


def needs_second(books: Session) -> Exchange:
    """A mug of £60.00 for a bag of £3.95, by somebody who gives back up to £50.00."""
    order = orders.by_number(books, "1001")
    line = orders.lines_of(books, order)[0]
    line.amount_minor = line.net_minor = 18_000
    order.total_minor = order.taken_minor = 18_000
    books.flush()
    return promised(books, swap(books, "BAG-JUTE"), by=actors.who(books, SERVICE))


@pytest.mark.parametrize("kept", [0, 1])
def test_units_that_go_back_to_the_customer_pay_for_nothing(
    sqlite_books: Session, olive: Who, kept: int
) -> None:
    exchange = promised(
        sqlite_books, swap(sqlite_books, "MUG-RED", units=2, reason="faulty"), by=olive
    )
    mug, york = sku(sqlite_books, "MUG-BLU").id, catalogue.location(sqlite_books, "York").id
    returns.receive(sqlite_books, exchange.return_id, {mug: 2}, york, by=olive, key="r")
    line = return_documents.lines_of(sqlite_books, exchange.return_id)[0]
    seen = [Judgement(line.id, 1, "restock")] * kept
    seen.append(Judgement(line.id, 2 - kept, "to_customer"))

    inspections.inspect(sqlite_books, exchange.return_id, seen, by=olive, key="i")

    sqlite_books.refresh(exchange)
    assert sqlite_books.get_one(Return, exchange.return_id).state == "closed"
    if kept:
        assert legs(sqlite_books, exchange) == (850, 850)
        assert payments.of(sqlite_books, child(sqlite_books, exchange)).owed_minor == 850
    else:
        assert exchange_endings.due(sqlite_books) == [exchange.id]
        exchange_endings.end(sqlite_books, exchange.id, by=olive, key="e")
        assert child(sqlite_books, exchange).state == "cancelled"
    assert verify.differences(sqlite_books) == []


def test_an_exchange_whose_other_goods_were_cancelled_ends_when_nothing_comes(
    sqlite_books: Session, olive: Who
) -> None:
    exchange = promised(sqlite_books, swap(sqlite_books, "MUG-RED"), by=olive)
    cancelling.cancel(sqlite_books, exchange.child_id, cancelling.Wish(), by=olive, key="c")

    exchange_endings.call_off(sqlite_books, exchange.id, by=olive, key="off")

    assert (exchange.state, exceptions.waiting(sqlite_books)) == ("cancelled", [])


def test_what_cannot_come_back_names_its_order(sqlite_books: Session) -> None:
    order = orders.by_number(sqlite_books, "1042")
    with pytest.raises(TooManyReturned) as refused:
        exchanges.line_for(sqlite_books, order, sku(sqlite_books, "TEAPOT").id, 1)
    assert refused.value.remedy.endswith("`where is order 1042?`")
