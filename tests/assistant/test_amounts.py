"""A price in a sentence: the amount that it is to be, never the amount by which it differs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import amounts, understand
from assistant.spelt_amounts import in_figures
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


def refunded(said: str) -> dict[str, str]:
    """What a sentence is read as, word for word, where that is an amount to give back."""
    found = [one for one in understand.understand(said) if one.command.name == "refund_goodwill"]
    return dict(found[0].words) if found else {}


TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ONES = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip


def spelt(number: int) -> str:
    """A number up to 99,999 as it is said."""
    if number >= 1000:
        rest = number % 1000
        joined = " and " if 0 < rest < 100 else " "
        return f"{spelt(number // 1000)} thousand{joined if rest else ''}{spelt(rest)}"
    if number >= 100:
        rest = number % 100
        return f"{ONES[number // 100 - 1]} hundred{' and ' if rest else ''}{spelt(rest)}"
    if number >= 20:
        return " ".join([TENS[number // 10 - 2], *([ONES[number % 10 - 1]] if number % 10 else [])])
    return ONES[number - 1] if number else ""


@given(number=st.integers(1, 99_999), name=st.sampled_from(["quid", "pounds", "euros"]))
def test_an_amount_in_words_is_all_of_the_number_that_was_said(number: int, name: str) -> None:
    told = refunded(f"refund 5201 {spelt(number)} {name}")
    assert told == {"order": "5201", "sum_": f"{number} {name}"}


@pytest.mark.parametrize(
    ("said", "figure"),
    [
        ("four hundred and twenty five quid", "425 quid"), ("twenty-five pounds", "25 pounds"),
        ("four pounds fifty", "4.50 pounds"), ("two pounds and fifty pence", "2.50 pounds"),
        ("fifty pence", "50 pence"), ("a tenner", "10 pounds"), ("a fiver", "5 pounds"),
        ("3 hundred euros", "300 euros"), ("twenty bucks", "20 dollars"),
    ],
)  # fmt: skip
def test_an_amount_in_words_is_read_where_a_phrase_has_room_for_one(said: str, figure: str) -> None:
    assert refunded(f"refund 5201 {said}") == {"order": "5201", "sum_": figure}
    assert refunded(f"give {said} goodwill on 5201")["amount"] == figure
    assert refunded(f"refund {said} on 5201 because she paid ten quid more")["why"] == (
        "she paid ten quid more"
    )


@pytest.mark.parametrize(
    "said",
    [
        "five and a half quid", "five and a half hundred quid", "four point five quid",
        "two fifty quid", "four twenty five pounds", "one oh five quid", "half a tenner",
        "two hundred and a fiver", "two million pounds", "two grand and five pounds",
        "4 hundred and 25 quid", "about twenty quid", "twenty quid less", "minus twenty quid",
        "twenty pounds or thirty pounds", "twenty", "four hundred and twenty five",
    ],
)  # fmt: skip
def test_a_part_of_an_amount_in_words_is_never_taken_for_it(said: str) -> None:
    assert refunded(f"refund 5201 {said}") == {}
    assert refunded(f"refund {said} on 5201") == {}


NUMBERS = (*ONES, *TENS, "hundred", "thousand", "and", "a", "half", "point", "425", "dozen", "oh",
           "million", "quid", "pounds", "fifty", "pence", ",")  # fmt: skip


@given(words=st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=6))
def test_whatever_number_is_said_nothing_of_it_is_left_out(words: list[str]) -> None:
    said = " ".join(words)
    told = refunded(f"refund 5201 {said} quid")
    for written, figure in in_figures(f"{said} quid"):
        if told.get("sum_") == figure:
            # “refund 5201, one quid”: a comma before the first word parts, and leaves out nothing
            assert written.removeprefix(", ") == figure, said
