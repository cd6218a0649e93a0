"""What the lines of an order are worth."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oms.capture import DISCOUNT, SHIPPING, TAX, LineWorth, Priced, Taxes, capture, rounding


@st.composite
def priced(draw: st.DrawFn) -> Priced:
    """A line with a discount of its own, and a tax that the channel states or does not."""
    gross = draw(st.integers(0, 50_000))
    return Priced(gross, draw(st.integers(0, gross)), draw(st.none() | st.integers(0, gross)))


LINES = st.lists(priced(), min_size=1, max_size=6)
CHARGES = st.lists(
    st.tuples(
        st.sampled_from([SHIPPING, "fee", DISCOUNT, TAX, "rounding"]), st.integers(-5_000, 5_000)
    ),
    max_size=4,
)
TAXES = st.builds(
    Taxes,
    included=st.booleans(),
    rate_bps=st.sampled_from([0, 500, 2000]),
    stated_minor=st.integers(0, 3_000),
)


@settings(max_examples=60)
@given(lines=LINES, charges=CHARGES)
@example(lines=[Priced(1000)], charges=[(DISCOUNT, -5000)])
@example(lines=[Priced(0)], charges=[(DISCOUNT, -1)])
@example(lines=[Priced(3, 1), Priced(3, 1)], charges=[(DISCOUNT, -1)])
def test_the_shares_are_the_discount_as_far_as_the_lines_can_bear_it(
    lines: list[Priced], charges: list[tuple[str, int]]
) -> None:
    money = capture(lines, charges)

    wanted = -sum(minor for kind, minor in charges if kind == DISCOUNT)
    gross = sum(line.gross_minor for line in lines)
    assert sum(line.discount_share_minor for line in money.lines) == money.discount_minor
    assert money.discount_minor == min(max(0, wanted), gross)
    for line, priced in zip(money.lines, lines, strict=True):
        assert 0 <= line.discount_share_minor <= priced.gross_minor


@settings(max_examples=60)
@given(gross=st.lists(st.integers(0, 50_000), min_size=1, max_size=6), off=st.integers(0, 60_000))
def test_each_share_is_its_proportion_to_a_minor_unit(gross: list[int], off: int) -> None:
    money = capture([Priced(minor) for minor in gross], [(DISCOUNT, -off)])

    for line, minor in zip(money.lines, gross, strict=True):
        exact = Fraction(money.discount_minor * minor, sum(gross) or 1)
        assert abs(line.discount_share_minor - exact) < 1


@settings(max_examples=60)
@given(lines=LINES, charges=CHARGES, taxes=TAXES)
def test_the_total_is_net_and_tax_and_every_charge_but_discount_and_tax(
    lines: list[Priced], charges: list[tuple[str, int]], taxes: Taxes
) -> None:
    stated = [one for one in charges if one[0] != TAX]
    bare = [Priced(line.gross_minor, line.discount_minor) for line in lines]

    money = capture(bare, stated, taxes)

    of_lines = sum(line.net_minor + line.tax_minor for line in money.lines)
    beside = sum(minor for kind, minor in (*stated, *money.charges) if kind != TAX)
    assert money.total_minor == of_lines + beside + money.discount_minor
    if taxes.included:
        assert money.total_minor == sum(x.gross_minor for x in lines) + sum(m for _, m in stated)


@settings(max_examples=60)
@given(lines=LINES, tax=st.integers(1, 9_000))
def test_a_tax_charged_on_top_is_the_tax_of_the_lines(lines: list[Priced], tax: int) -> None:
    money = capture(lines, [(TAX, tax)], Taxes(included=False, rate_bps=2000))

    assert sum(line.tax_minor for line in money.lines) == tax
    assert money.charges == ()


def test_a_discount_on_the_order_is_cut_by_what_the_lines_cost() -> None:
    money = capture([Priced(3000), Priced(1000)], [(DISCOUNT, -1000), (SHIPPING, 350)])

    assert money.lines == (LineWorth(750, 2250, 0), LineWorth(250, 750, 0))
    assert (money.discount_minor, money.total_minor) == (1000, 3350)


def test_what_was_taken_off_one_line_alone_stays_with_it() -> None:
    money = capture([Priced(3000, 600), Priced(1000)], [(DISCOUNT, -940)])

    assert [line.discount_share_minor for line in money.lines] == [840, 100]


def test_a_tax_stated_for_the_order_is_cut_over_lines_and_postage() -> None:
    held = Taxes(included=True, stated_minor=400)

    money = capture([Priced(1000), Priced(500)], [(SHIPPING, 500)], held)

    assert money.lines == (LineWorth(0, 800, 200), LineWorth(0, 400, 100))
    assert money.total_minor == 2000


def test_the_shops_rate_decides_where_the_channel_states_no_tax() -> None:
    money = capture([Priced(1200), Priced(1200, tax_minor=57)], taxes=Taxes(rate_bps=2000))

    assert money.lines == (LineWorth(0, 1000, 200), LineWorth(0, 1143, 57))
    assert money.total_minor == 2400


def test_the_shops_rate_on_top_is_charged_for_goods_and_postage() -> None:
    on_top = Taxes(included=False, rate_bps=2000)

    money = capture([Priced(999), Priced(501)], [(SHIPPING, 500)], on_top)

    assert [line.tax_minor for line in money.lines] == [200, 100]
    assert money.charges == ((TAX, 300), (SHIPPING, 100))
    assert money.total_minor == 1500 + 500 + 300 + 100


@pytest.mark.parametrize(
    ("stated", "off"),
    [(2002, (2, 0)), (1998, (-2, 0)), (2003, (0, 3)), (1000, (0, -1000)), (2000, (0, 0))],
)
def test_a_minor_unit_a_line_is_rounding_and_more_is_a_mismatch(
    stated: int, off: tuple[int, int]
) -> None:
    assert rounding(stated, 2000, 2) == off
