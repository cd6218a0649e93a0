"""A price in a sentence: the amount that it is to be, never the amount by which it differs."""

from __future__ import annotations

import pytest

from assistant import amounts
from tests.speech.sentences import shop


@pytest.mark.parametrize(
    ("said", "price"),
    [
        ("put the merino blanket up to £99", "£99"), ("olive spoons are now 13.50", "13.50"),
        ("drop cedar candle to 15 quid", "£15"), ("make the honey £8", "£8"),
        ("change the honey price to 27 pounds 50", "£27.50"), ("reprice honey at $9", "$9"),
        ("price honey at 9.00", "9"), ("set the honey price to 12 euros", "€12"),
    ],
)  # fmt: skip
def test_what_a_price_is_to_be_is_read_with_the_sign_that_was_typed(said: str, price: str) -> None:
    assert amounts.price(shop().read(said)) == price


@pytest.mark.parametrize(
    "said",
    [
        "raise the honey by £1", "knock £2 off honey", "honey £1 off", "put £2 on the honey",
        "drop the honey £2", "add £1 to the honey", "reduce honey by 9.00 to 12.00",
        "set honey to £9 or £10", "honey is £1 cheaper now", "raise honey £2 more",
        "take £1 off the price of honey", "set the honey price", "honey to 10%",
        "sell honey for £9", "charge £9 for honey",
    ],
)  # fmt: skip
def test_a_difference_two_amounts_or_none_is_no_price(said: str) -> None:
    assert amounts.price(shop().read(said)) == ""
