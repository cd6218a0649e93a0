"""Ways in which staff say the same thing: numbers, states, and requests without a verb."""

from __future__ import annotations

import pytest

from assistant.understanding.numbers import told_digits
from assistant.understanding.talk import State, hear
from tests.speech.sentences import shop, shown

SAME = (
    ("what's in order five two oh one", "what's in order 5201"),
    ("status of fifty two oh three", "status of 5203"),
    ("where is order no. 5203", "where is order 5203"),
    ("anything on hold rn?", "orders on hold"),
    ("unshipped etsy", "unshipped etsy orders"),
    ("5203 status", "status of 5203"),
    ("5201 update pls", "status of 5201"),
)


@pytest.mark.parametrize(("said", "plainly"), SAME, ids=[said for said, _ in SAME])
def test_it_is_understood_as_what_is_said_plainly(said: str, plainly: str) -> None:
    one, two = (hear(shop(), State(), words) for words in (said, plainly))

    assert one.action == two.action == "answer"
    assert [shown(act) for act in one.acts] == [shown(act) for act in two.acts]


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("three three oh four", "3304"),
        ("thirty three oh four", "3304"),
        ("ten forty three", "1043"),
        ("fifty two double one", "5211"),
        ("twenty", ""),
        ("two hundred", ""),
        ("seven eight", ""),
        ("double", ""),
    ],
)
def test_digits_that_are_said_are_a_number_when_there_are_three(words: str, digits: str) -> None:
    found = told_digits(words.split(), 0)

    assert (found[0] if found else "") == digits


def test_digits_that_are_said_name_no_order_that_the_shop_does_not_have() -> None:
    assert hear(shop(), State(), "cancel order nine nine oh nine").action != "confirm"
    assert hear(shop(), State(), "cancel order five two oh one").action == "confirm"
