"""How much goes back: every share adds up, nothing is given twice, and every term is named."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from oms import refund_amounts, return_reasons
from oms.refund_amounts import TooManyRefunded, TooMuchMoney, compute
from oms.refund_values import (
    MERCHANT_FAULT,
    POLICIES,
    SHOP,
    STATUTORY,
    LineMoney,
    OrderMoney,
    Other,
    Postage,
    Purse,
    RefundAmount,
    Rules,
    WantedUnits,
)
from oms.shares import largest_remainder, next_part, per_ten_thousand, up_to

MINOR = st.integers(0, 1_000_000)
NONE = Postage()


def line(
    line_id: int = 1, units: int = 3, goods: int = 2550, tax: int = 0, fee_bps: int = 0
) -> LineMoney:
    """A line of which every unit may be refunded."""
    return LineMoney(line_id, f"Mug {line_id}", units, goods, tax, eligible=units, fee_bps=fee_bps)


def order(*lines: LineMoney, postage: Postage = NONE, captured: int | None = None) -> OrderMoney:
    """A paid order of these lines."""
    total = sum(one.goods_minor + one.tax_minor for one in lines) + postage.paid_minor
    taken = total if captured is None else captured
    return OrderMoney("1043", "GBP", lines, Purse(total, taken), postage)


def refunded(before: OrderMoney, made: RefundAmount) -> OrderMoney:
    """The order after that refund."""
    known = {one.line_id: one for one in before.lines}
    for part in made.lines:
        one = known[part.line_id]
        known[part.line_id] = replace(
            one,
            eligible=one.eligible - part.units,
            refunded_units=one.refunded_units + part.units,
            refunded_goods_minor=one.refunded_goods_minor + part.goods_minor,
            refunded_tax_minor=one.refunded_tax_minor + part.tax_minor,
        )
    purse = before.purse
    return replace(
        before,
        lines=tuple(known.values()),
        purse=Purse(
            purse.due_minor - made.released_minor,
            purse.captured_minor,
            purse.paid_out_minor + made.payout_minor,
        ),
        postage=replace(
            before.postage, refunded_minor=before.postage.refunded_minor + made.shipping_minor
        ),
    )


def adds_up(made: RefundAmount) -> bool:
    """The equation of a refund, and its terms."""
    parts = made.goods_minor + made.tax_minor + made.shipping_minor - made.fee_minor
    whole = parts - made.deduction_minor - made.label_minor + made.adjust_minor
    terms = sum(term.minor for term in made.terms)
    return whole == terms == made.amount_minor == made.released_minor + made.payout_minor


# --- shares ---------------------------------------------------------------------------------


@given(weights=st.lists(MINOR, min_size=1, max_size=12), total=MINOR)
@example(weights=[0, 0], total=3)
@example(weights=[1, 1, 1], total=1)
def test_shares_of_a_discount_add_up_and_are_within_one_of_proportional(
    weights: list[int], total: int
) -> None:
    shares = largest_remainder(total, weights)

    assert sum(shares) == total
    whole = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        assert share >= 0
        assert not whole or abs(share * whole - total * weight) < whole
        assert total > whole or not whole or share <= weight


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, [-1, 2]), (1, [])])
def test_what_cannot_be_divided_is_refused(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="cannot be divided"):
        largest_remainder(total, weights)


def test_any_partition_pays_exactly_the_total_on_a_hundred_thousand_cases() -> None:
    draw = random.Random(20261126)  # noqa: S311  cases, not secrets
    for _ in range(100_000):
        total, units = draw.randint(0, 9_999_999), draw.randint(1, 60)
        done = given_minor = 0
        while done < units:
            count = draw.randint(1, units - done)
            part = next_part(total, units, done=done, given_minor=given_minor, count=count)
            done, given_minor = done + count, given_minor + part
            assert part == up_to(total, units, done) - up_to(total, units, done - count) >= 0
            assert abs(2 * (given_minor * units - total * done)) <= units  # half a minor unit
        assert given_minor == total


@given(total=MINOR, units=st.integers(1, 12), data=st.data())
def test_units_refunded_called_off_and_refunded_again_still_pay_exactly_the_total(
    total: int, units: int, data: st.DataObject
) -> None:
    parts: list[tuple[int, int]] = []
    for _ in range(data.draw(st.integers(0, 8))):
        done = sum(count for count, _ in parts)
        called_off: bool = data.draw(st.sampled_from([True, False]))
        if parts and called_off:
            parts.pop(data.draw(st.integers(0, len(parts) - 1)))
        elif done < units:
            count = data.draw(st.integers(1, units - done))
            paid = sum(minor for _, minor in parts)
            parts.append((count, next_part(total, units, done=done, given_minor=paid, count=count)))
        assert sum(minor for _, minor in parts) <= total
    done, paid = sum(count for count, _ in parts), sum(minor for _, minor in parts)
    if done < units:
        paid += next_part(total, units, done=done, given_minor=paid, count=units - done)
        assert paid == total


@given(amount=MINOR, rate=st.integers(0, 10_000))
def test_a_rate_is_rounded_half_up_and_never_more_than_the_amount(amount: int, rate: int) -> None:
    fee = per_ten_thousand(amount, rate)

    assert 0 <= fee <= amount
    assert -5_000 <= amount * rate - fee * 10_000 < 5_000


# --- whole refunds --------------------------------------------------------------------------


@st.composite
def orders(draw: st.DrawFn) -> OrderMoney:
    """An order with any worth, fees, postage and payment."""
    lines = tuple(
        line(
            line_id,
            draw(st.integers(1, 9)),
            draw(st.integers(0, 20_000)),
            draw(st.integers(0, 4_000)),
            draw(st.sampled_from([0, 1000, 2500])),
        )
        for line_id in range(1, draw(st.integers(1, 4)) + 1)
    )
    paid = draw(st.integers(0, 900))
    postage = Postage(paid, 0, draw(st.none() | st.integers(0, 900)))
    total = sum(one.goods_minor + one.tax_minor for one in lines) + paid
    return order(*lines, postage=postage, captured=draw(st.sampled_from([0, total // 2, total])))


@st.composite
def steps(draw: st.DrawFn, now: OrderMoney) -> tuple[list[WantedUnits], Rules]:
    """A refund that is possible now."""
    wanted = []
    for one in now.lines:
        if one.eligible and draw(st.booleans()):
            units = draw(st.integers(1, one.eligible))
            reason = draw(st.sampled_from([None, "changed_mind", "faulty", "late"]))
            wanted.append(WantedUnits(one.line_id, units, reason))
    rules = Rules(draw(st.sampled_from(POLICIES)), draw(st.integers(0, 500)), draw(st.booleans()))
    return wanted, rules


@given(start=orders(), data=st.data())
def test_however_an_order_is_refunded_it_adds_up_and_no_more_goes_back_than_was_paid(
    start: OrderMoney, data: st.DataObject
) -> None:
    now, goods, tax, postage = start, 0, 0, 0
    for _ in range(6):
        wanted, rules = data.draw(steps(now))
        made = compute(now, wanted, rules)

        assert adds_up(made)
        figures = [made.shipping_minor, made.label_minor, made.fee_minor, made.released_minor,
                   made.payout_minor, *(part.goods_minor for part in made.lines),
                   *(part.tax_minor for part in made.lines)]  # fmt: skip
        assert min(figures) >= 0
        assert rules.policy == SHOP or made.fee_minor == made.label_minor == 0
        for part, one in zip(made.lines, wanted, strict=True):
            assert part.fee_minor == 0 or one.reason not in return_reasons.MERCHANT_FAULT
        assert all(term.says for term in made.terms)
        now = refunded(now, made)
        goods, tax = goods + made.goods_minor, tax + made.tax_minor
        postage += made.shipping_minor
        assert now.purse.paid_out_minor <= now.purse.captured_minor
        assert now.purse.due_minor >= 0
        assert postage <= start.postage.paid_minor
        for kept in now.lines:
            assert kept.refunded_goods_minor <= kept.goods_minor
            assert kept.refunded_tax_minor <= kept.tax_minor
    rest = [WantedUnits(kept.line_id, kept.eligible) for kept in now.lines if kept.eligible]
    last = compute(now, rest)
    assert goods + last.goods_minor == sum(one.goods_minor for one in start.lines)
    assert tax + last.tax_minor == sum(one.tax_minor for one in start.lines)


@given(start=orders(), data=st.data())
def test_computing_twice_changes_nothing(start: OrderMoney, data: st.DataObject) -> None:
    wanted, rules = data.draw(steps(start))

    assert compute(start, wanted, rules) == compute(start, wanted, rules)


@given(start=orders(), data=st.data())
def test_a_lower_amount_is_free_and_a_higher_one_only_as_goodwill_within_what_was_paid(
    start: OrderMoney, data: st.DataObject
) -> None:
    wanted, rules = data.draw(steps(start))
    computed = compute(start, wanted, rules).amount_minor
    most = start.purse.unpaid_minor + start.purse.left_minor
    asked = data.draw(st.integers(0, most + 100))
    goodwill = data.draw(st.booleans())

    if asked <= (most if goodwill else computed):
        made = compute(start, wanted, rules, Other(asked, "agreed", goodwill))
        assert made.amount_minor == asked
        assert made.computed_minor == computed
        assert adds_up(made)
    else:
        with pytest.raises(TooMuchMoney):
            compute(start, wanted, rules, Other(asked, "agreed", goodwill))


# --- single rules ---------------------------------------------------------------------------


def says(made: RefundAmount) -> list[str]:
    """The sentences of an amount."""
    return [term.says for term in made.terms]


def test_each_term_has_a_sentence() -> None:
    made = compute(
        order(line(tax=510, fee_bps=1000), postage=Postage(395)),
        [WantedUnits(1, 2, "changed_mind", deduction_minor=100)],
        Rules(label_minor=300),
    )

    assert [(term.minor, term.says) for term in made.terms] == [
        (2040, "2 of 3 × Mug 1, with £3.40 tax"),
        (-204, "Restocking fee of 10 % on Mug 1"),
        (-100, "Loss of value by handling of Mug 1"),
        (-300, "Return label, once for this return"),
        (0, "Postage stays as it was paid"),
    ]
    assert made.amount_minor == 1436


@pytest.mark.parametrize("reason", sorted(return_reasons.MERCHANT_FAULT))
def test_the_shops_fault_costs_no_fee_and_no_label(reason: str) -> None:
    made = compute(order(line(fee_bps=1000)), [WantedUnits(1, 1, reason)], Rules(label_minor=300))

    assert (made.fee_minor, made.label_minor, made.amount_minor) == (0, 0, 850)
    assert any(text.startswith("No restocking fee") for text in says(made))


def test_a_fee_is_not_waived_for_a_line_whose_own_reason_is_no_fault() -> None:
    lines = (line(1, 1, 1000, fee_bps=1000), line(2, 1, 1000, fee_bps=1000))

    made = compute(order(*lines), [WantedUnits(1, 1, "faulty"), WantedUnits(2, 1, "too_small")])

    assert [part.fee_minor for part in made.lines] == [0, 100]


def test_a_partial_refund_takes_its_share_of_the_order_discount_and_no_more() -> None:
    # a voucher of £5.00 over £30.00 and £20.00: lesson 13, all or none of it was taken back
    shares = largest_remainder(500, [3000, 2000])
    lines = (line(1, 3, 3000 - shares[0]), line(2, 2, 2000 - shares[1]))

    one = compute(order(*lines), [WantedUnits(1, 1)])

    assert shares == [300, 200]
    assert one.amount_minor == 900


def test_stacked_refunds_never_let_tax_spill_into_goods() -> None:
    # lesson 15: three units of £1.00 with 17 pence tax in all; each rounding alone is 5 or 6
    now, parts = order(line(1, 3, 100, 17)), []
    for _ in range(3):
        made = compute(now, [WantedUnits(1, 1)])
        parts.append((made.goods_minor, made.tax_minor))
        now = refunded(now, made)

    assert parts == [(33, 6), (34, 5), (33, 6)]


def test_what_was_counted_is_refunded_and_not_what_was_announced() -> None:
    # lesson 14: three announced, two received, refund for three
    with pytest.raises(TooManyRefunded, match="2 × Mug 1 can be refunded and 3 were asked for"):
        compute(order(replace(line(), eligible=2)), [WantedUnits(1, 3)])


def test_two_reasons_for_one_line_together_stay_within_what_may_be_refunded() -> None:
    with pytest.raises(TooManyRefunded):
        compute(order(line()), [WantedUnits(1, 2, "faulty"), WantedUnits(1, 2)])


@pytest.mark.parametrize(
    ("policy", "reason", "never_sent", "given"),
    [(STATUTORY, None, False, 395), (MERCHANT_FAULT, None, False, 895), (SHOP, None, False, 0),
     (SHOP, "faulty", False, 895), (SHOP, None, True, 895)],
)  # fmt: skip
def test_postage_goes_back_with_the_last_unit_as_the_reason_asks(
    policy: str, reason: str | None, never_sent: bool, given: int
) -> None:
    now = order(line(), postage=Postage(895, 0, 395))
    part = compute(now, [WantedUnits(1, 2, reason)], Rules(policy, never_sent=never_sent))
    rest = compute(
        refunded(now, part), [WantedUnits(1, 1, reason)], Rules(policy, never_sent=never_sent)
    )

    assert (part.shipping_minor, rest.shipping_minor) == (0, given)


def test_postage_is_given_back_once() -> None:
    # lesson 18: shipping refunded again on each return
    now = order(line(), postage=Postage(395))
    first = compute(now, [], Rules(postage_minor=395))

    rest = compute(refunded(now, first), [WantedUnits(1, 3)], Rules(STATUTORY))

    assert rest.shipping_minor == 0
    with pytest.raises(TooMuchMoney, match=r"£0.00 of the postage"):
        compute(refunded(now, first), [], Rules(postage_minor=1))


def test_fees_above_the_worth_ask_the_customer_for_nothing_and_say_so() -> None:
    made = compute(order(line(1, 1, 100)), [WantedUnits(1, 1)], Rules(label_minor=300))

    assert made.amount_minor == 0
    assert "Fees come to more than the goods: nothing is asked for" in says(made)


def test_a_refund_of_what_was_never_paid_lets_off_the_debt_first() -> None:
    made = compute(order(line(1, 1, 1000), captured=400), [WantedUnits(1, 1)])

    assert (made.released_minor, made.payout_minor) == (600, 400)


def test_no_more_goes_back_than_is_left_and_the_limit_is_shown() -> None:
    now = replace(order(line(1, 1, 1000)), purse=Purse(1000, 1000, 700))

    made = compute(now, [WantedUnits(1, 1)])

    assert made.payout_minor == 300
    assert says(made)[-1] == "Only £3.00 of what was paid is left"
    with pytest.raises(TooMuchMoney, match=r"£3.00 of order 1043 can still go back"):
        compute(now, [], other=Other(301, "sorry", goodwill=True))


def test_goodwill_has_no_tax_in_it_and_says_so() -> None:
    # lesson 16: an amount without items cannot know its tax
    made = compute(order(line(tax=510)), [], other=Other(500, "late parcel", goodwill=True))

    assert (made.tax_minor, made.adjust_minor, made.amount_minor) == (0, 500, 500)
    assert says(made) == ["Goodwill, no tax in it: late parcel"]


def test_a_deduction_above_the_worth_of_the_goods_is_refused() -> None:
    with pytest.raises(TooMuchMoney, match=r"1 × Mug 1 is worth £8.50"):
        compute(order(line()), [WantedUnits(1, 1, deduction_minor=851)])


@given(
    payout=st.integers(0, 5000),
    left=st.lists(st.integers(-50, 2000), max_size=6),
)
def test_payments_give_back_in_turn_and_none_more_than_it_took(
    payout: int, left: Sequence[int]
) -> None:
    purses = list(enumerate(left))
    if payout > sum(max(0, minor) for minor in left):
        with pytest.raises(TooMuchMoney):
            refund_amounts.tenders(payout, purses, "1043")
        return
    parts = dict(refund_amounts.tenders(payout, purses, "1043"))
    assert sum(parts.values()) == payout
    assert all(0 < minor <= left[place] for place, minor in parts.items())
    # the one before is empty before the next is touched
    used = [place for place, minor in purses if minor > 0 and place in parts]
    assert all(parts[place] == left[place] for place in used[:-1])
