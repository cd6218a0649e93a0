"""Amounts of money in words: read exactly, or refused where two readings are possible."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms import money_words
from oms.money_words import BadAmount
from oms.values import money, price


@pytest.mark.parametrize(
    ("said", "minor"),
    [("£5", 500), ("5", 500), ("5.00", 500), ("12,50", 1250), ("12.5", 1250), ("1,250.00", 125_000),
     ("1.250,00", 125_000), ("50p", 50), ("5 pounds", 500),
     ("5 GBP", 500), ("GBP 5", 500), ("0.01", 1), ("£ 17.00", 1700)],
)  # fmt: skip
def test_an_amount_is_read_as_a_person_meant_it(said: str, minor: int) -> None:
    assert money_words.read(said, "GBP") == minor


@pytest.mark.parametrize("said", ["1,250", "1.250", "999,999", "1.000"])
def test_an_amount_that_is_a_thousand_to_some_is_asked_for_again(said: str) -> None:
    with pytest.raises(BadAmount, match="two ways"):
        money_words.read(said, "GBP")


@pytest.mark.parametrize(
    "said",
    ["", "0", "0.00", "-5", "five", "5.005", "5.", ".5", "5,,00", "1,23,456", "12.34.56", "1e3",
     "٥", "5 apples", "£5€", "£5 p", "5.5p", "1,25.00", "12 50", "99999999999", "£-5", "NaN"],
)  # fmt: skip
def test_what_is_no_amount_is_refused(said: str) -> None:
    with pytest.raises(BadAmount):
        money_words.read(said, "GBP")


@pytest.mark.parametrize(("said", "currency"), [("€5", "GBP"), ("5 USD", "EUR"), ("£5", "CHF")])
def test_another_currency_than_the_orders_is_refused(said: str, currency: str) -> None:
    with pytest.raises(BadAmount, match=f"is not in {currency}"):
        money_words.read(said, currency)


def test_a_currency_without_hundredths_has_no_decimals() -> None:
    assert money_words.read("1,250", "JPY") == 1250
    with pytest.raises(BadAmount):
        money_words.read("12.50", "JPY")


@given(
    minor=st.integers(1, money_words.MOST_MINOR), currency=st.sampled_from(["GBP", "EUR", "CHF"])
)
def test_what_is_printed_is_read_back(minor: int, currency: str) -> None:
    assert money_words.read(money(minor, currency), currency) == minor


@given(st.text(max_size=20))
def test_any_words_are_an_amount_above_nothing_or_refused(said: str) -> None:
    try:
        minor = money_words.read(said, "GBP")
    except BadAmount:
        return
    assert 0 < minor <= money_words.MOST_MINOR


@pytest.mark.parametrize(
    ("amount", "currency", "told"),
    [("8.5", "GBP", "£8.50"), ("42", "GBP", "£42.00"), ("0.125", "GBP", "£0.125"),
     ("1250", "JPY", "1,250 JPY"), ("8.5000", "EUR", "€8.50"), ("1E+3", "USD", "$1,000.00"),
     ("-8.5", "GBP", "−£8.50"), ("0", "GBP", "£0.00")],
)  # fmt: skip
def test_a_price_has_its_pence_and_what_is_finer(amount: str, currency: str, told: str) -> None:
    assert price(Decimal(amount), currency) == told
