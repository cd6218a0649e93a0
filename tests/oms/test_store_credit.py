"""Store credit: given, spent oldest first, given back; never more than there is."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from oms import (
    actors,
    cancelling,
    clock,
    credit_payments,
    customer_card,
    orders,
    paying,
    payments,
    refund_cards,
    refund_steps,
    refunds,
    return_figures,
    store_credit,
    verify,
)
from oms.actors import Who
from oms.credit_payments import NotEnoughCredit
from oms.errors import NoLongerPossible, OverLimit
from oms.figures import refunds_waiting
from oms.figures.figure import Period
from oms.paying import Money
from oms.refund_values import Wish
from oms.store_credit import NobodyToCredit
from oms.tables.money import Refund, StoreCredit
from oms.tables.orders import Order
from oms.tables.people import Customer
from tests.oms.came_back import came_back
from tests.oms.swapped import comes_back, promised, swap
from tests.small_shop import OWNER, SERVICE, SmallShop
from tests.transactions import at_once


def unpaid(books: Session, number: str = "1043") -> Order:
    """An order of which nothing is paid."""
    order = orders.by_number(books, number)
    order.taken_minor, order.payment = 0, "unpaid"
    books.flush()
    return order


def give(books: Session, order: Order, minor: int, *, by: Who, key: str = "g") -> int:
    """Credit for the customer of an order."""
    customer = order.customer_id or 0
    return store_credit.give(books, customer, minor, "GBP", "late parcel", by=by, key=key)


def balance(books: Session, order: Order) -> int:
    """What the customer of an order can spend."""
    return store_credit.balance(books, order.customer_id or 0).get("GBP", 0)


def test_credit_pays_for_an_order_and_what_is_left_stays(sqlite_books: Session, olive: Who) -> None:
    order = unpaid(sqlite_books)
    give(sqlite_books, order, 1000, by=olive)

    credit_payments.pay(sqlite_books, order.id, 600, by=olive, key="p")

    assert balance(sqlite_books, order) == 400
    assert payments.captured_minor(sqlite_books, order) == 600
    assert verify.differences(sqlite_books) == []


def test_the_oldest_credit_is_spent_first(sqlite_books: Session, olive: Who) -> None:
    order = unpaid(sqlite_books)
    give(sqlite_books, order, 300, by=olive, key="old")
    later = clock.now() + dt.timedelta(days=1)
    clock.set_source(lambda: later)
    give(sqlite_books, order, 500, by=olive, key="new")

    credit_payments.pay(sqlite_books, order.id, 400, by=olive, key="p")

    left = store_credit.credits_of(sqlite_books, order.customer_id or 0)
    assert [(one.left_minor, one.amount_minor) for one in left] == [(400, 500)]


def test_without_an_amount_as_much_is_spent_as_there_is_and_is_owed(
    sqlite_books: Session, olive: Who
) -> None:
    order = unpaid(sqlite_books)
    give(sqlite_books, order, 1_000_00, by=olive)

    credit_payments.pay(sqlite_books, order.id, None, by=olive, key="p")

    assert payments.of(sqlite_books, order).owed_minor == 0
    assert balance(sqlite_books, order) == 1_000_00 - order.total_minor


@pytest.mark.parametrize("wanted", [1001, 0, -5])
def test_no_more_is_spent_than_there_is(sqlite_books: Session, olive: Who, wanted: int) -> None:
    order = unpaid(sqlite_books)
    give(sqlite_books, order, 1000, by=olive)

    with pytest.raises(NotEnoughCredit, match=r"has £10.00 of store credit"):
        credit_payments.pay(sqlite_books, order.id, wanted, by=olive, key="p")
    assert balance(sqlite_books, order) == 1000


def test_a_payment_by_credit_that_is_taken_back_can_be_spent_again(
    sqlite_books: Session, olive: Who
) -> None:
    order = unpaid(sqlite_books)
    give(sqlite_books, order, 300, by=olive, key="a")
    give(sqlite_books, order, 300, by=olive, key="b")
    payment = credit_payments.pay(sqlite_books, order.id, 500, by=olive, key="p")

    credit_payments.take_payment_back(sqlite_books, payment, by=olive, key="u")

    assert balance(sqlite_books, order) == 600
    assert verify.differences(sqlite_books) == []


def test_a_refund_as_credit_is_settled_at_once(sqlite_books: Session, olive: Who) -> None:
    came_back(sqlite_books, "1001", 2)
    order = orders.by_number(sqlite_books, "1001")
    line = orders.lines_of(sqlite_books, order)[0]
    wish = Wish("return", {line.id: 2}, as_credit=True)
    made = refunds.ask(sqlite_books, order.id, wish, by=olive, key="p")

    refund_steps.approve(sqlite_books, made, by=olive, key="a")

    assert sqlite_books.get_one(Refund, made).state == "settled"
    assert balance(sqlite_books, order) == 1700
    assert verify.differences(sqlite_books) == []


def test_what_was_paid_with_credit_goes_back_as_credit(sqlite_books: Session, olive: Who) -> None:
    order = unpaid(sqlite_books, "1001")
    give(sqlite_books, order, 2550, by=olive)
    credit_payments.pay(sqlite_books, order.id, None, by=olive, key="p")
    came_back(sqlite_books, "1001", 1)
    line = orders.lines_of(sqlite_books, order)[0]
    made = refunds.propose(sqlite_books, order.id, {line.id: 1}, "return", by=olive, key="r")

    refund_steps.approve(sqlite_books, made, by=olive, key="a")

    assert sqlite_books.get_one(Refund, made).state == "settled"
    assert balance(sqlite_books, order) == 850
    assert verify.differences(sqlite_books) == []


@pytest.mark.parametrize(
    ("by_credit", "out", "again", "to_send"),
    # blue mugs at £8.50 come back; what goes out costs £8.50 or £3.95
    [(2550, "MUG-RED", 0, 0), (2550, "BAG-JUTE", 455, 0), (300, "BAG-JUTE", 300, 155),
     (300, "MUG-RED", 0, 0), (600, "BAG-JUTE", 455, 0)],
)  # fmt: skip
def test_what_an_exchange_keeps_is_not_given_back_as_credit_too(
    books: Session, by_credit: int, out: str, again: int, to_send: int
) -> None:
    olive, order = actors.who(books, OWNER), unpaid(books, "1001")
    give(books, order, by_credit, by=olive)
    credit_payments.pay(books, order.id, None, by=olive, key="p")
    if by_credit < 2550:
        paying.record(books, order.id, Money(2550 - by_credit, "card", "c"), by=olive, key="c")
    exchange = promised(books, swap(books, out), by=olive)

    refund = comes_back(books, exchange)

    assert refund_cards.to_send(books, refund) == to_send
    assert refund.state == ("approved" if to_send else "settled")
    if to_send:
        refund_steps.send(books, refund.id, "8812", by=olive, key="s")
    assert balance(books, order) == again
    assert verify.differences(books) == []


def test_an_order_without_a_customer_gets_no_credit(sqlite_books: Session, olive: Who) -> None:
    order = orders.by_number(sqlite_books, "1001")
    order.customer_id = None
    came_back(sqlite_books, "1001", 1)
    line = orders.lines_of(sqlite_books, order)[0]
    wish = Wish("return", {line.id: 1}, as_credit=True)
    made = refunds.ask(sqlite_books, order.id, wish, by=olive, key="p")

    with pytest.raises(NobodyToCredit, match="Order 1001 has no customer on file"):
        refund_steps.approve(sqlite_books, made, by=olive, key="a")


def test_credit_given_by_mistake_is_taken_back_while_nobody_spent_it(
    sqlite_books: Session, olive: Who
) -> None:
    order = unpaid(sqlite_books)
    first, second = (give(sqlite_books, order, 300, by=olive, key=key) for key in "ab")
    store_credit.take_back(sqlite_books, second, by=olive, key="t")
    credit_payments.pay(sqlite_books, order.id, 100, by=olive, key="p")

    with pytest.raises(NoLongerPossible):
        store_credit.take_back(sqlite_books, first, by=olive, key="t2")
    assert balance(sqlite_books, order) == 200
    customer = sqlite_books.get_one(Customer, order.customer_id)
    assert customer_card.card(sqlite_books, customer).credit == (("GBP", 200),)


def test_above_the_limit_nobody_gives_credit_alone(sqlite_books: Session) -> None:
    priya = actors.who(sqlite_books, SERVICE)

    with pytest.raises(OverLimit):
        give(sqlite_books, orders.by_number(sqlite_books, "1043"), 1, by=priya)


def test_however_many_spend_at_once_no_more_is_spent_than_there_is(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        order = unpaid(books)
        order_id = order.id
        give(books, order, 1000, by=actors.who(books, OWNER))

    def one(books: Session, turn: int) -> int:
        olive = actors.who(books, OWNER)
        try:
            with books.begin_nested():
                credit_payments.pay(books, order_id, 300, by=olive, key=f"p{turn}")
        except NotEnoughCredit:
            return 0
        return 300

    spent = at_once(shop.database, one, range(8))

    assert sum(spent) == 900
    with shop.database.writing() as books:
        assert balance(books, books.get_one(Order, order_id)) == 100
        assert verify.differences(books) == []
        with pytest.raises(IntegrityError), books.begin_nested():
            books.execute(update(StoreCredit).values(used_minor=StoreCredit.amount_minor + 1))


def test_money_that_stays_in_the_shop_is_not_told_as_sent_back(books: Session) -> None:
    olive = actors.who(books, OWNER)
    # given an order that was paid half with credit, and one with an even exchange
    order = unpaid(books)
    give(books, order, 500, by=olive)
    credit_payments.pay(books, order.id, 500, by=olive, key="p")
    paying.record(books, order.id, Money(order.total_minor - 500, "bank", "9"), by=olive, key="b")
    exchange = promised(books, swap(books, "MUG-RED"), by=olive)
    kept = comes_back(books, exchange)
    # when all of the first is paid back, and of the other order one as credit and one as money
    cancelling.cancel(books, order.id, cancelling.Wish(), by=olive, key="c")
    (mixed,) = refunds.of_order(books, order.id)
    came_back(books, "1001", 2)
    bought = orders.by_number(books, "1001")
    line = orders.lines_of(books, bought)[0].id
    credit, money = (
        refunds.ask(books, bought.id, Wish("return", {line: 1}, as_credit=as_credit), by=olive,
                    key=f"r{as_credit}")
        for as_credit in (True, False)
    )  # fmt: skip
    for refund_id in (mixed.id, credit, money):
        refund_steps.approve(books, refund_id, by=olive, key=f"a{refund_id}")
    for refund_id in (mixed.id, money):
        refund_steps.send(books, refund_id, "88", by=olive, key=f"s{refund_id}")
    # then only what left counts, and the sum in SQL is that of each card
    rest = order.total_minor - 500
    every = books.execute(select(Refund, refund_cards.TO_SEND_MINOR)).all()
    assert {one.id: minor for one, minor in every} == {
        kept.id: 0, credit: 0, money: 850, mixed.id: rest,
    }  # fmt: skip
    assert all(minor == refund_cards.to_send(books, one) for one, minor in every)
    span = clock.now() - dt.timedelta(days=1), clock.now() + dt.timedelta(days=1)
    (sent,) = return_figures.refunded(books, span)
    assert (sent.minor, sent.refunds) == (850 + rest, 2)


def test_refunds_that_wait_stand_in_the_figures_with_their_age(
    sqlite_books: Session, olive: Who
) -> None:
    came_back(sqlite_books, "1001", 2)
    order = orders.by_number(sqlite_books, "1001")
    line = orders.lines_of(sqlite_books, order)[0]
    waits, done = (
        refunds.propose(sqlite_books, order.id, {line.id: 1}, "return", by=olive, key=key)
        for key in "ab"
    )
    refund_steps.approve(sqlite_books, waits, by=olive, key="a1")
    refund_steps.call_off(sqlite_books, done, "no", by=olive, key="c")
    today = clock.day_of(clock.now(), "Europe/London")

    table = refunds_waiting.build(
        sqlite_books, Period.ending(today + dt.timedelta(days=2), 1, "Europe/London")
    )

    assert table.to_dict("records") == [
        {"refund": "RF-1", "order": "1001", "state": "to pay", "amount_minor": 850,
         "released_minor": 0, "currency": "GBP", "days": 3}
    ]  # fmt: skip
