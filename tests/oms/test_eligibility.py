"""Whether goods may come back: each check, and the days."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms import eligibility, return_reasons
from oms.eligibility import LEGAL_DAYS, Goods, Outcome, Sale
from oms.return_reasons import MERCHANT_FAULT, REASONS, WITHDRAWAL

TODAY = dt.date(2026, 11, 24)
SALE = Sale(
    number="1043",
    state="completed",
    today=TODAY,
    last_shipped_on=TODAY - dt.timedelta(days=5),
    last_delivered_on=TODAY - dt.timedelta(days=3),
    still_to_come=False,
    transit_days=2,
    window_days=30,
    is_distance=True,
    customer_watched=False,
)
MUGS = Goods("Blue mug", 2, shipped=3, returnable=3, returnless=0, reason="changed_mind")


def said(sale: Sale, goods: Goods) -> tuple[Outcome, str]:
    """The outcome and what stands in the way."""
    verdict = eligibility.judge(sale, (goods,))
    return verdict.outcome, " ".join(verdict.sentences)


def test_goods_delivered_three_days_ago_may_come_back() -> None:
    assert said(SALE, MUGS) == (Outcome.OK, "")


@pytest.mark.parametrize(
    ("sale", "goods", "outcome", "sentence"),
    [
        (replace(SALE, state="draft"), MUGS, "refuse", "Order 1043 is a draft: nothing was sold."),
        (SALE, replace(MUGS, shipped=0, returnable=0), "refuse",
         "Blue mug has not been shipped. Only 0 × Blue mug can still come back."),
        (SALE, replace(MUGS, returnable=1), "refuse", "Only 1 × Blue mug can still come back."),
        (SALE, replace(MUGS, returnable=1, returnless=2), "refuse",
         "2 × Blue mug were refunded and the customer keeps them; 1 can still come back."),
        (SALE, replace(MUGS, may_return=False), "refuse", "Blue mug is not taken back."),
        (SALE, replace(MUGS, may_return=False, reason="faulty"), "ask",
         "Blue mug is not taken back, but this is our fault: you decide."),
        (SALE, replace(MUGS, hygiene=True), "ask",
         "Blue mug is sealed for hygiene: take it back only if the seal is whole."),
        (SALE, replace(MUGS, hygiene=True, reason="faulty"), "ok", ""),
        (SALE, replace(MUGS, personalised=True), "refuse",
         "Blue mug was made to the customer's wish."),
        (SALE, replace(MUGS, personalised=True, reason="wrong_item"), "ok", ""),
        (replace(SALE, customer_watched=True), MUGS, "ask",
         "This customer is flagged for abusing returns: you decide."),
        (replace(SALE, today=TODAY + dt.timedelta(days=28)), MUGS, "refuse",
         "The 30 days of Blue mug ended on Mon 21 Dec."),
        (replace(SALE, today=TODAY + dt.timedelta(days=28)), replace(MUGS, reason="faulty"), "ask",
         "The 30 days of Blue mug ended on Mon 21 Dec, but this is our fault: you decide."),
    ],
)  # fmt: skip
def test_what_stands_in_the_way_is_said(
    sale: Sale, goods: Goods, outcome: str, sentence: str
) -> None:
    assert said(sale, goods) == (Outcome(outcome), sentence)


def test_a_refusal_is_said_before_a_question() -> None:
    verdict = eligibility.judge(
        replace(SALE, customer_watched=True), (replace(MUGS, may_return=False),)
    )

    assert verdict.outcome is Outcome.REFUSE
    assert verdict.sentences[0] == "Blue mug is not taken back."


def test_the_window_is_the_longest_of_product_channel_and_law() -> None:
    assert eligibility.window(SALE, MUGS) == 30
    assert eligibility.window(SALE, replace(MUGS, window_days=60)) == 60
    assert eligibility.window(replace(SALE, window_days=7), MUGS) == LEGAL_DAYS
    assert eligibility.window(replace(SALE, window_days=7, is_distance=False), MUGS) == 7


def test_the_clock_begins_with_the_last_item_or_the_usual_time_after_it_left() -> None:
    assert eligibility.clock_began(SALE) == TODAY - dt.timedelta(days=3)
    assert eligibility.clock_began(replace(SALE, last_delivered_on=None)) == TODAY - dt.timedelta(3)
    assert eligibility.clock_began(
        replace(SALE, last_delivered_on=None, transit_days=4)
    ) == TODAY - dt.timedelta(days=1)
    assert eligibility.clock_began(replace(SALE, still_to_come=True)) is None
    assert said(replace(SALE, still_to_come=True, today=dt.date(2030, 1, 1)), MUGS)[0] == "ok"


@given(
    days=st.integers(0, 60),
    window=st.integers(0, 40),
    product=st.one_of(st.none(), st.integers(0, 90)),
    distance=st.booleans(),
    reason=st.sampled_from(REASONS),
)
def test_no_policy_is_shorter_than_the_law_and_the_last_day_counts(
    days: int, window: int, product: int | None, distance: bool, reason: str
) -> None:
    began = SALE.last_delivered_on
    assert began is not None
    sale = replace(
        SALE, window_days=window, is_distance=distance, today=began + dt.timedelta(days=days)
    )
    verdict = eligibility.judge(sale, (replace(MUGS, window_days=product, reason=reason),))

    longest = max(window, product or 0, LEGAL_DAYS if distance else 0)
    assert verdict.ends_on == began + dt.timedelta(days=longest)
    late = Outcome.ASK if reason in MERCHANT_FAULT else Outcome.REFUSE
    assert verdict.outcome is (Outcome.OK if days <= longest else late)
    assert verdict.statutory == (distance and days <= LEGAL_DAYS and reason in WITHDRAWAL)


def test_the_findings_are_kept_with_the_return_in_plain_values() -> None:
    kept = eligibility.judge(SALE, (MUGS,)).snapshot()

    assert kept["outcome"] == "ok"
    assert kept["ends_on"] == "2026-12-21"
    assert len(kept["findings"]) == len(eligibility.CHECKS)
    assert all(isinstance(word, str) for finding in kept["findings"] for word in finding)


def test_a_reason_is_ours_or_the_customers_and_never_both() -> None:
    assert set(REASONS) >= MERCHANT_FAULT | WITHDRAWAL
    assert not MERCHANT_FAULT & WITHDRAWAL
    assert return_reasons.is_ours("late")
    assert not return_reasons.is_ours(None)
