"""Exchanges: two gross legs, a difference paid or asked for, and an end when nothing comes."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    clock,
    exceptions,
    exchange_endings,
    exchanges,
    holds,
    orders,
    payments,
    refunds,
    return_endings,
    settings,
    verify,
)
from oms.actors import Who
from oms.errors import NoLongerPossible, TooManyReturned
from oms.exchanges import NoPrice, Swap
from oms.tables.catalogue import Sku
from oms.tables.money import Exchange, Refund
from oms.tables.orders import Order, Payment
from oms.tables.returns import Return
from tests.oms.came_back import arrive
from tests.small_shop import OWNER, SERVICE


@pytest.fixture
def olive(sqlite_books: Session) -> Who:
    """The owner."""
    return actors.who(sqlite_books, OWNER)


def sku(books: Session, code: str) -> Sku:
    """A SKU by its code."""
    return books.scalars(select(Sku).where(Sku.code == code)).one()


def swap(books: Session, code: str, units: int = 1, reason: str = "changed_mind") -> Swap:
    """Blue mugs of order 1001 for other goods."""
    order = orders.by_number(books, "1001")
    line = exchanges.line_for(books, order, sku(books, "MUG-BLU").id, units)
    return Swap(line, units, sku(books, code).id, reason)


def promised(books: Session, wanted: Swap, *, by: Who, key: str = "x") -> Exchange:
    """An exchange of order 1001."""
    order = orders.by_number(books, "1001")
    made = exchanges.promise(books, order.id, wanted, by=by, key=key)
    return books.get_one(Exchange, made)


def child(books: Session, exchange: Exchange) -> Order:
    """The order that goes out."""
    return books.get_one(Order, exchange.child_id, populate_existing=True)


def comes_back(books: Session, exchange: Exchange, units: int = 1) -> Refund:
    """The goods arrive; gives the refund that they became."""
    mug = sku(books, "MUG-BLU").id
    arrive(books, exchange.return_id, {mug: units}, key=f"back-{exchange.id}")
    books.refresh(exchange)
    return books.get_one(Refund, exchange.refund_id)


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
