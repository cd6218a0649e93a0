"""Refunds in the books: proposed, approved, recorded; never more than was paid, nothing twice."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from oms import (
    actors,
    approvals,
    channel_figures,
    clock,
    exceptions,
    orders,
    paying,
    payments,
    refund_requests,
    refund_states,
    refund_steps,
    refund_tenders,
    refunds,
    settings,
    staff,
    verify,
)
from oms.actors import Who
from oms.approvals import SamePerson
from oms.errors import NotAllowed, OverLimit
from oms.paying import Money
from oms.refund_amounts import TooManyRefunded, TooMuchMoney
from oms.refund_states import WrongRefundState
from oms.refund_values import Wish
from oms.refunds import NothingToRefund
from oms.tables.money import Refund
from oms.tables.orders import Charge, Order, OrderLine, Payment
from oms.tables.returns import Return
from tests.oms import came_back as goods
from tests.small_shop import OWNER, PICKER, SERVICE, SmallShop
from tests.transactions import at_once

MANAGER, COLLEAGUE = "U04MANAGER", "U05COLLEAGUE"


@pytest.fixture
def priya(sqlite_books: Session) -> Who:
    """Customer service: approves up to £50.00, and gives no goodwill alone."""
    return actors.who(sqlite_books, SERVICE)


def came_back(books: Session, count: int) -> Order:
    """Order 1001 with so many of its three mugs counted back in."""
    goods.came_back(books, "1001", count)
    return orders.by_number(books, "1001")


def line_of(books: Session, order: Order) -> OrderLine:
    """The one line of an order."""
    return orders.lines_of(books, order)[0]


def units(books: Session, order: Order, count: int) -> dict[int, int]:
    """So many units of the order's line."""
    return {line_of(books, order).id: count}


def dear(books: Session, minor: int) -> tuple[Order, OrderLine]:
    """Order 1001 with its three mugs counted back in, as if they had cost so much together."""
    order = came_back(books, 3)
    line = line_of(books, order)
    line.net_minor, order.total_minor, order.taken_minor = minor, minor, minor
    books.flush()
    return order, line


def refund(books: Session, refund_id: int) -> Refund:
    """A refund as it stands."""
    return books.get_one(Refund, refund_id, populate_existing=True)


def pay_by(books: Session, order: Order, *parts: tuple[str, int], by: Who) -> None:
    """Let an order have been paid by these instead of through its channel."""
    order.taken_minor = 0
    books.flush()
    for place, (method, minor) in enumerate(parts):
        paid = Money(minor, method, f"{method}-{place}")
        paying.record(books, order.id, paid, by=by, key=f"pay-{place}")


def test_what_came_back_is_refunded_and_recorded_with_its_reference(books: Session) -> None:
    olive = actors.who(books, OWNER)
    order = came_back(books, 2)
    made = refunds.propose(books, order.id, units(books, order, 2), "return", by=olive, key="p")

    refund_steps.approve(books, made, by=olive, key="a")
    refund_steps.send(books, made, "8812", by=olive, key="s")
    refund_steps.settle(books, made, by=olive, key="t")

    row = refund(books, made)
    assert (row.number, row.state, row.amount_minor, row.reference) == (
        "RF-1", "settled", 1700, "8812",
    )  # fmt: skip
    assert line_of(books, order).refunded_units == 2
    assert payments.of(books, order).state == "part_refunded"
    assert verify.differences(books) == []


def test_a_return_is_closed_by_the_refund_of_its_order_too(
    sqlite_books: Session, olive: Who
) -> None:
    order = came_back(sqlite_books, 2)
    came = sqlite_books.scalars(select(Return).where(Return.order_id == order.id)).one()
    assert came.state == "receiving"

    lines = units(sqlite_books, order, 2)
    refunds.propose(sqlite_books, order.id, lines, "return", by=olive, key="p")

    assert came.state == "closed"


def test_proposing_twice_with_one_key_proposes_once(sqlite_books: Session, olive: Who) -> None:
    order = came_back(sqlite_books, 2)
    wish = units(sqlite_books, order, 1)

    made = [
        refunds.propose(sqlite_books, order.id, wish, "return", by=olive, key="p") for _ in range(2)
    ]

    assert made[0] == made[1]
    assert len(refunds.of_order(sqlite_books, order.id)) == 1


def test_looking_at_a_refund_changes_nothing(sqlite_books: Session, olive: Who) -> None:
    order = came_back(sqlite_books, 2)
    wish = Wish("return", units(sqlite_books, order, 1))

    plans = [refunds.plan(sqlite_books, order, wish, by=olive) for _ in range(3)]

    assert plans[0] == plans[2]
    assert refunds.of_order(sqlite_books, order.id) == []


def test_every_step_is_carried_out_once_under_its_key(sqlite_books: Session, olive: Who) -> None:
    order = came_back(sqlite_books, 1)
    made = refunds.propose(
        sqlite_books, order.id, units(sqlite_books, order, 1), "return", by=olive, key="p"
    )

    for _ in range(2):
        refund_steps.approve(sqlite_books, made, by=olive, key="a")
        refund_steps.send(sqlite_books, made, "8812", by=olive, key="s")

    assert refund(sqlite_books, made).state == "sent"


def test_no_unit_is_refunded_twice_and_none_that_was_not_counted(
    sqlite_books: Session, olive: Who
) -> None:
    order = came_back(sqlite_books, 2)
    refunds.propose(
        sqlite_books, order.id, units(sqlite_books, order, 2), "return", by=olive, key="p"
    )

    with pytest.raises(TooManyRefunded, match="0 × Blue mug can be refunded and 1 was asked for"):
        refunds.propose(
            sqlite_books, order.id, units(sqlite_books, order, 1), "return", by=olive, key="q"
        )


def test_three_refunds_of_one_unit_pay_exactly_what_the_line_cost(
    sqlite_books: Session, olive: Who
) -> None:
    order = came_back(sqlite_books, 3)
    line = line_of(sqlite_books, order)
    line.net_minor, line.tax_minor = 2125, 424  # 2549: not a multiple of three
    sqlite_books.flush()

    made = [
        refunds.propose(sqlite_books, order.id, {line.id: 1}, "return", by=olive, key=str(one))
        for one in range(3)
    ]

    assert sum(refund(sqlite_books, one).goods_minor for one in made) == 2125
    assert sum(refund(sqlite_books, one).tax_minor for one in made) == 424


def test_a_refund_that_was_called_off_frees_its_units_and_its_money(
    sqlite_books: Session, olive: Who
) -> None:
    order = came_back(sqlite_books, 3)
    first = refunds.propose(
        sqlite_books, order.id, units(sqlite_books, order, 3), "return", by=olive, key="p"
    )
    refund_steps.approve(sqlite_books, first, by=olive, key="a")

    refund_steps.call_off(sqlite_books, first, "the customer changed her mind", by=olive, key="c")
    again = refunds.propose(
        sqlite_books, order.id, units(sqlite_books, order, 3), "return", by=olive, key="q"
    )

    assert refund(sqlite_books, first).state == "void"
    assert refund(sqlite_books, again).payout_minor == 2550
    assert verify.differences(sqlite_books) == []


def test_every_step_in_every_state_is_taken_or_refused_in_the_books_too(
    sqlite_books: Session,
) -> None:
    olive, order = actors.who(sqlite_books, OWNER), came_back(sqlite_books, 1)
    lines = units(sqlite_books, order, 1)
    made = refunds.propose(sqlite_books, order.id, lines, "return", by=olive, key="p")

    for step, state in itertools.product(refund_states.STEPS, refund_states.STATES):
        with sqlite_books.begin_nested() as half_way:
            refund(sqlite_books, made).state = state
            sqlite_books.flush()
            # sending is one word for the first time and for another try
            steps = {"send", "retry"} if step in {"send", "retry"} else {step}
            leads = [refund_states.STEPS[one].get(state) for one in steps]
            expected = next((to for to in leads if to), None)
            try:
                take(sqlite_books, made, step, by=olive)
            except WrongRefundState:
                assert expected is None, (step, state)
            assert refund(sqlite_books, made).state == (expected or state), (step, state)
            half_way.rollback()


def take(books: Session, refund_id: int, step: str, *, by: Who) -> None:
    """Take a step."""
    match step:
        case refund_states.APPROVE:
            refund_steps.approve(books, refund_id, by=by, key="k")
        case refund_states.SEND | refund_states.RETRY:
            refund_steps.send(books, refund_id, "1", by=by, key="k")
        case refund_states.SETTLE:
            refund_steps.settle(books, refund_id, by=by, key="k")
        case refund_states.FAIL:
            refund_steps.fail(books, refund_id, "no card", by=by, key="k")
        case _:
            refund_steps.call_off(books, refund_id, "no", by=by, key="k")


def test_above_the_limit_a_second_person_is_needed_and_never_the_one_who_asked(
    sqlite_books: Session, priya: Who, olive: Who
) -> None:
    staff.add(sqlite_books, name="Max Hall", slack_user_id=MANAGER, role="manager")
    manager = actors.who(sqlite_books, MANAGER)
    order, line = dear(sqlite_books, 6000)
    made = refunds.propose(sqlite_books, order.id, {line.id: 3}, "return", by=priya, key="p")

    assert refund(sqlite_books, made).needs_second
    staff.add(sqlite_books, name="Ned Fox", slack_user_id=COLLEAGUE, role="service")
    with pytest.raises(OverLimit, match=r"up to £50.00, and this is £60.00"):
        refund_steps.approve(sqlite_books, made, by=actors.who(sqlite_books, COLLEAGUE), key="o")
    with pytest.raises(SamePerson):
        refund_steps.approve(sqlite_books, made, by=priya, key="a")
    staff.add(sqlite_books, name="Priya Nair", slack_user_id=SERVICE, role="owner")
    with pytest.raises(SamePerson, match="Priya Nair asked for RF-1"):
        refund_steps.approve(sqlite_books, made, by=actors.who(sqlite_books, SERVICE), key="b")
    refund_steps.approve(sqlite_books, made, by=manager, key="c")

    assert refund(sqlite_books, made).approved_by_id == manager.id


def test_a_limit_is_not_passed_in_pieces_of_one_order_on_one_day(
    sqlite_books: Session, priya: Who, noon: dt.datetime
) -> None:
    order, line = dear(sqlite_books, 9000)
    one = Wish("return", {line.id: 1})
    first = refund_requests.request(sqlite_books, order.id, one, by=priya, key="1")
    second = refund_requests.request(sqlite_books, order.id, one, by=priya, key="2")

    assert (first.approved, second.approved) == (True, False)
    assert refunds.plan(sqlite_books, order, one, by=priya).earlier_minor == 3000
    # called off it does not count, and what is approved afterwards does
    refund_steps.call_off(sqlite_books, second.refund_id, "no", by=priya, key="c")
    refund_steps.call_off(sqlite_books, first.refund_id, "no", by=priya, key="d")
    made = [refunds.ask(sqlite_books, order.id, one, by=priya, key=f"p{n}") for n in range(2)]
    refund_steps.approve(sqlite_books, made[0], by=priya, key="a0")
    with pytest.raises(OverLimit, match=r"this is £60.00 with what they did of it alone today"):
        refund_steps.approve(sqlite_books, made[1], by=priya, key="a1")
    clock.set_source(lambda: noon + dt.timedelta(days=1))
    refund_steps.approve(sqlite_books, made[1], by=priya, key="a2")


def test_what_another_one_asked_for_counts_for_nobody(sqlite_books: Session, priya: Who) -> None:
    sam, (order, line) = actors.who(sqlite_books, PICKER), dear(sqlite_books, 9000)
    for number in range(3):
        made = refunds.propose(
            sqlite_books, order.id, {line.id: 1}, "return", by=sam, key=f"p{number}"
        )
        refund_steps.approve(sqlite_books, made, by=priya, key=f"a{number}")
        assert refund(sqlite_books, made).state == "approved"


def test_a_limit_holds_for_no_other_currency(sqlite_books: Session, priya: Who, olive: Who) -> None:
    # 850 of a currency whose unit is worth more than a pound is not “£8.50, below £50.00”
    order = came_back(sqlite_books, 1)
    order.currency = "KWD"
    sqlite_books.flush()
    lines = units(sqlite_books, order, 1)
    assert refunds.plan(sqlite_books, order, Wish("return", lines), by=priya).needs_second

    made = refunds.propose(sqlite_books, order.id, lines, "return", by=olive, key="p")

    with pytest.raises(OverLimit, match="in another currency, for which no limit holds"):
        refund_steps.approve(sqlite_books, made, by=priya, key="a")
    refund_steps.approve(sqlite_books, made, by=olive, key="b")
    assert refund(sqlite_books, made).state == "approved"


def test_the_database_refuses_a_first_person_as_the_second(books: Session) -> None:
    priya = actors.who(books, SERVICE)
    order = came_back(books, 1)
    made = refunds.propose(books, order.id, units(books, order, 1), "return", by=priya, key="p")

    with pytest.raises(IntegrityError), books.begin_nested():
        books.execute(
            update(Refund)
            .where(Refund.id == made)
            .values(needs_second=True, approved_by_id=priya.id)
        )


def test_a_picker_who_inspects_may_propose_and_not_approve(sqlite_books: Session) -> None:
    sam, order = actors.who(sqlite_books, PICKER), came_back(sqlite_books, 1)
    made = refunds.propose(
        sqlite_books, order.id, units(sqlite_books, order, 1), "return", by=sam, key="p"
    )

    with pytest.raises(NotAllowed, match="may not approve refunds"):
        refund_steps.approve(sqlite_books, made, by=sam, key="a")


def test_goodwill_is_a_managers_and_stays_within_what_was_paid(
    sqlite_books: Session, priya: Who, olive: Who
) -> None:
    order = orders.by_number(sqlite_books, "1001")
    wish = Wish("goodwill", reason="late parcel", amount_minor=500)
    made = refunds.ask(sqlite_books, order.id, wish, by=priya, key="p")

    with pytest.raises(SamePerson):
        refund_steps.approve(sqlite_books, made, by=priya, key="a")
    refund_steps.approve(sqlite_books, made, by=olive, key="b")

    assert refund(sqlite_books, made).payout_minor == 500
    with pytest.raises(TooMuchMoney, match=r"£20.50 of order 1001 can still go back"):
        refunds.ask(sqlite_books, order.id, Wish("goodwill", amount_minor=2051), by=olive, key="q")


@pytest.mark.parametrize(("agreed", "state"), [(True, "approved"), (False, "void")])
def test_the_buttons_under_a_request_approve_the_refund_or_call_it_off(
    sqlite_books: Session, priya: Who, olive: Who, agreed: bool, state: str
) -> None:
    order = orders.by_number(sqlite_books, "1001")
    wish = Wish("goodwill", reason="late parcel", amount_minor=500)
    made = refunds.ask(sqlite_books, order.id, wish, by=priya, key="p")
    asked = approvals.waiting(sqlite_books)[0]
    assert asked.what.startswith("Refund £5.00 of order 1001 (RF-1): Goodwill")
    with pytest.raises(SamePerson):
        approvals.decide(sqlite_books, asked.id, agreed, by=priya, key="own")

    approvals.decide(sqlite_books, asked.id, agreed, by=olive, key="d")

    assert refund(sqlite_books, made).state == state
    assert approvals.waiting(sqlite_books) == []
    assert order.sent_back_minor == (500 if agreed else 0)


def test_calling_off_ends_the_request_for_a_second_person(
    sqlite_books: Session, priya: Who
) -> None:
    order = orders.by_number(sqlite_books, "1001")
    made = refunds.ask(
        sqlite_books, order.id, Wish("goodwill", amount_minor=500), by=priya, key="p"
    )

    refund_steps.call_off(sqlite_books, made, "asked by mistake", by=priya, key="c")

    assert approvals.waiting(sqlite_books) == []


def test_a_refund_without_return_leaves_the_goods_with_the_customer(
    sqlite_books: Session, olive: Who
) -> None:
    order = orders.by_number(sqlite_books, "1001")
    lines = units(sqlite_books, order, 2)
    made = refunds.propose(sqlite_books, order.id, lines, "returnless", by=olive, key="p")

    line = line_of(sqlite_books, order)
    assert (line.returnless, line.returnable, line.refunded_units) == (2, 1, 2)
    with pytest.raises(TooManyRefunded, match="1 × Blue mug can be refunded and 2 were asked for"):
        refunds.propose(
            sqlite_books, order.id, units(sqlite_books, order, 2), "returnless", by=olive, key="q"
        )
    refund_steps.call_off(sqlite_books, made, "they come back after all", by=olive, key="c")
    assert line_of(sqlite_books, order).returnable == 3


def test_postage_goes_back_by_itself_and_once(sqlite_books: Session, olive: Who) -> None:
    order = orders.by_number(sqlite_books, "1001")
    _charge(sqlite_books, order, "shipping", 395)

    made = refunds.ask(
        sqlite_books, order.id, Wish("shipping", amount_minor=395), by=olive, key="p"
    )

    assert refund(sqlite_books, made).shipping_minor == 395
    with pytest.raises(TooMuchMoney, match=r"£0.00 of the postage"):
        refunds.ask(sqlite_books, order.id, Wish("shipping", amount_minor=1), by=olive, key="q")


def test_a_lower_amount_needs_no_manager_and_keeps_its_reason(
    sqlite_books: Session, priya: Who
) -> None:
    order = came_back(sqlite_books, 1)
    wish = Wish("return", units(sqlite_books, order, 1), reason="scratched", amount_minor=600)

    made = refund(sqlite_books, refunds.ask(sqlite_books, order.id, wish, by=priya, key="p"))

    assert (made.goods_minor, made.adjust_minor, made.amount_minor) == (850, -250, 600)
    assert made.terms[-1] == ["lowered", -250, "Instead of £8.50: scratched"]


def test_nothing_is_refunded_where_nothing_waits(sqlite_books: Session, olive: Who) -> None:
    with pytest.raises(NothingToRefund, match="Nothing of order 1043 waits"):
        refunds.propose(
            sqlite_books, orders.by_number(sqlite_books, "1043").id, {}, "return", by=olive, key="p"
        )


def test_money_goes_back_in_the_shops_order_of_payments(books: Session) -> None:
    olive = actors.who(books, OWNER)
    order = came_back(books, 3)
    pay_by(books, order, ("cash", 600), ("card", 900), ("gift_card", 1050), by=olive)

    made = refund(
        books,
        refunds.propose(books, order.id, units(books, order, 2), "return", by=olive, key="p"),
    )

    assert [(one.method, one.amount_minor) for one in refund_tenders.of(books, made)] == [
        ("gift_card", 1050), ("card", 650),
    ]  # fmt: skip
    settings.put(books, "refund_order", "cash, other")
    rest = refunds.propose(books, order.id, units(books, order, 1), "return", by=olive, key="q")
    assert [
        (one.method, one.amount_minor) for one in refund_tenders.of(books, refund(books, rest))
    ] == [("cash", 600), ("card", 250)]
    assert verify.differences(books) == []


def test_what_was_never_paid_is_let_off_and_nobody_has_to_send_it(
    sqlite_books: Session, olive: Who
) -> None:
    order = came_back(sqlite_books, 1)
    order.taken_minor = 0
    sqlite_books.flush()
    made = refunds.propose(
        sqlite_books, order.id, units(sqlite_books, order, 1), "return", by=olive, key="p"
    )

    refund_steps.approve(sqlite_books, made, by=olive, key="a")

    row = refund(sqlite_books, made)
    assert (row.released_minor, row.payout_minor, row.state) == (850, 0, "settled")
    assert payments.due_minor(sqlite_books, order) == 1700


def test_the_database_refuses_to_send_back_more_than_a_payment_or_the_channel_took(
    books: Session,
) -> None:
    olive = actors.who(books, OWNER)
    order = orders.by_number(books, "1001")
    pay_by(books, order, ("card", 2550), by=olive)
    line = line_of(books, order)

    for wrong in (
        update(Payment).values(refunded_minor=2551),
        update(Order).where(Order.id == order.id).values(sent_back_minor=1),
        update(OrderLine).where(OrderLine.id == line.id).values(refunded_units=1),
        update(OrderLine)
        .where(OrderLine.id == line.id)
        .values(refunded_goods_minor=line.net_minor + 1),
    ):
        with pytest.raises(IntegrityError), books.begin_nested():
            books.execute(wrong)


def test_a_failed_refund_is_a_case_until_it_is_tried_again(
    sqlite_books: Session, olive: Who
) -> None:
    order = came_back(sqlite_books, 1)
    made = refunds.propose(
        sqlite_books, order.id, units(sqlite_books, order, 1), "return", by=olive, key="p"
    )
    refund_steps.approve(sqlite_books, made, by=olive, key="a")
    refund_steps.send(sqlite_books, made, "8812", by=olive, key="s")

    refund_steps.fail(sqlite_books, made, "the card has expired", by=olive, key="f")
    assert [case.detail for case in exceptions.waiting(sqlite_books)] == [
        "Refund RF-1 of order 1001 did not go through: the card has expired"
    ]
    refund_steps.send(sqlite_books, made, "8813", by=olive, key="s2")

    assert exceptions.waiting(sqlite_books) == []
    assert (refund(sqlite_books, made).state, refund(sqlite_books, made).reference) == (
        "sent",
        "8813",
    )


@pytest.mark.parametrize(("told", "opened"), [(850, 0), (849, 0), (848, 1), (900, 1)])
def test_a_channel_that_says_another_figure_is_a_case_before_money_is_sent(
    sqlite_books: Session, olive: Who, told: int, opened: int
) -> None:
    order = came_back(sqlite_books, 1)
    wish = Wish("return", units(sqlite_books, order, 1), channel_minor=told)

    made = refunds.ask(sqlite_books, order.id, wish, by=olive, key="p")

    assert refund(sqlite_books, made).channel_minor == told
    assert len(exceptions.waiting(sqlite_books)) == opened


def test_an_order_whose_parts_are_not_its_total_is_a_case(
    sqlite_books: Session, olive: Who
) -> None:
    order = came_back(sqlite_books, 1)
    order.total_minor += 2
    sqlite_books.flush()

    refunds.propose(
        sqlite_books, order.id, units(sqlite_books, order, 1), "return", by=olive, key="p"
    )

    assert [case.kind for case in exceptions.waiting(sqlite_books)] == ["totals_mismatch"]


def test_however_many_propose_at_once_no_more_goes_back_than_was_paid(shop: SmallShop) -> None:
    # sixteen people, each of whom sees three units that may be refunded
    with shop.database.writing() as books:
        order_id = came_back(books, 3).id
        line_id = line_of(books, books.get_one(Order, order_id)).id

    def one(books: Session, turn: int) -> bool:
        olive = actors.who(books, OWNER)
        try:
            with books.begin_nested():
                made = refunds.propose(
                    books, order_id, {line_id: 1}, "return", by=olive, key=f"p{turn}"
                )
                refund_steps.approve(books, made, by=olive, key=f"a{turn}")
                if turn % 3 == 0:
                    refund_steps.call_off(books, made, "no", by=olive, key=f"c{turn}")
        except TooManyRefunded:
            return False
        return True

    done = at_once(shop.database, one, range(16))

    with shop.database.reading() as books:
        order = books.get_one(Order, order_id)
        standing = select(Refund).where(Refund.order_id == order_id, Refund.state != "void")
        paid_out = sum(row.payout_minor for row in books.scalars(standing))
        assert paid_out == order.sent_back_minor <= payments.captured_minor(books, order)
        assert line_of(books, order).refunded_units == len(books.scalars(standing).all()) <= 3
        assert any(done)
        assert verify.differences(books) == []


def test_however_many_give_goodwill_at_once_no_more_goes_back_than_was_paid(
    shop: SmallShop,
) -> None:
    with shop.database.reading() as books:
        order_id = orders.by_number(books, "1001").id

    def one(books: Session, turn: int) -> int:
        olive = actors.who(books, OWNER)
        wish = Wish("goodwill", reason="sorry", amount_minor=400)
        try:
            with books.begin_nested():
                made = refunds.ask(books, order_id, wish, by=olive, key=f"p{turn}")
                refund_steps.approve(books, made, by=olive, key=f"a{turn}")
        except TooMuchMoney:
            return 0
        return 400

    given = at_once(shop.database, one, range(12))

    assert sum(given) == 2400  # six of £4.00 fit into £25.50
    with shop.database.reading() as books:
        assert verify.differences(books) == []


def _charge(books: Session, order: Order, kind: str, minor: int) -> None:
    books.add(
        Charge(channel_id=order.channel_id, their_number=order.their_id, line_no=99,
               order_id=order.id, kind=kind, title=kind.capitalize(), units=1,
               unit_price=str(minor / 100), amount_minor=minor, occurred_at=order.placed_at)
    )  # fmt: skip
    order.total_minor += minor
    order.taken_minor += minor
    books.flush()


def test_a_refund_of_nothing_waits_for_nobody_and_its_units_are_settled(
    books: Session, shop: SmallShop
) -> None:
    # given two mugs that cost nothing, in another currency, which no limit covers
    order = orders.by_number(books, "1001")
    line = line_of(books, order)
    line.net_minor = line.amount_minor = line.tax_minor = 0
    line.unit_price = "0"
    order.total_minor = order.taken_minor = 0
    order.currency = "EUR"
    books.flush()
    came = goods.came_back(books, "1001", 2)

    made = refund(
        books,
        refunds.ask(
            books, order.id, Wish("return", {line.id: 2}, return_id=came.id),
            by=actors.who(books, SERVICE), key="p",
        ),
    )  # fmt: skip

    assert (made.state, made.amount_minor, made.needs_second) == ("settled", 0, False)
    assert approvals.waiting(books) == []
    assert (line.refunded_units, came.state) == (2, "closed")
    # and it can be taken back, since nothing was sent
    refund_steps.call_off(books, made.id, "undone", by=shop.owner(books), key="u")
    assert (made.state, line.refunded_units, came.state) == ("void", 0, "receiving")
    assert verify.differences(books) == []


@pytest.mark.parametrize("kind", ["goodwill", "correction", "shipping"])
def test_no_money_for_no_goods_is_no_refund(sqlite_books: Session, olive: Who, kind: str) -> None:
    order = orders.by_number(sqlite_books, "1001")

    with pytest.raises(NothingToRefund):
        refunds.ask(sqlite_books, order.id, Wish(kind, amount_minor=0), by=olive, key="p")


def test_a_request_says_when_its_currency_is_why_limits_do_not_cover_it(
    sqlite_books: Session, priya: Who
) -> None:
    order = came_back(sqlite_books, 2)
    order.currency = "EUR"
    sqlite_books.flush()

    refunds.propose(
        sqlite_books, order.id, units(sqlite_books, order, 1), "return", by=priya, key="p"
    )

    (asked,) = approvals.waiting(sqlite_books)
    assert asked.foreign == "It is in EUR, and a limit in GBP covers no other currency."


def test_what_the_channel_says_later_opens_and_ends_the_case(
    sqlite_books: Session, olive: Who
) -> None:
    order = came_back(sqlite_books, 2)
    made = refunds.ask(
        sqlite_books, order.id, Wish("return", units(sqlite_books, order, 2)), by=olive, key="p"
    )

    def cases() -> list[str]:
        return [case.detail for case in exceptions.waiting(sqlite_books)]

    assert channel_figures.tell(sqlite_books, made, 1600, by=olive, key="1") is None
    assert cases() == [
        "Refund RF-1 of order 1001 comes to £17.00 here and to £16.00 in the channel."
    ]
    assert channel_figures.tell(sqlite_books, made, 1500, by=olive, key="2") == 1600
    assert cases() == [
        "Refund RF-1 of order 1001 comes to £17.00 here and to £15.00 in the channel."
    ]
    assert channel_figures.tell(sqlite_books, made, 1699, by=olive, key="3") == 1500
    assert channel_figures.tell(sqlite_books, made, 1500, by=olive, key="2") == 1600
    assert cases() == []
    channel_figures.tell(sqlite_books, made, None, by=olive, key="4")
    refund_steps.call_off(sqlite_books, made, "no", by=olive, key="c")
    with pytest.raises(WrongRefundState):
        channel_figures.tell(sqlite_books, made, 1700, by=olive, key="5")
