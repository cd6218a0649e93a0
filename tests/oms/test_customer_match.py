"""Whether a buyer is somebody we know."""

from __future__ import annotations

import pytest

from oms.customer_match import Decision, Known, decide, email_key, phone_key, postcode_key


@pytest.mark.parametrize(
    ("known", "decision"),
    [
        (Known(), Decision(None)),
        (Known(by_identity=4, by_email=[2]), Decision(4, (2,))),
        (Known(by_email=[9, 3]), Decision(3, (9,))),
        (Known(by_phone_and_postcode=[5, 2]), Decision(None, (2, 5))),
        (Known(by_email=[3], by_phone_and_postcode=[3, 8]), Decision(3, (8,))),
        (Known(by_identity=3, by_email=[3]), Decision(3)),
    ],
)
def test_the_channels_number_then_the_email_decide_and_the_telephone_proposes(
    known: Known, decision: Decision
) -> None:
    assert decide(known) == decision


@pytest.mark.parametrize("said", ["Ann@Example.org", " ann@example.ORG ", "ａnn@example.org"])
def test_an_email_is_the_same_however_it_is_typed(said: str) -> None:
    assert email_key(said) == "ann@example.org"


@pytest.mark.parametrize("said", ["", None, "ann", "@", "a b@c", "ann@"])
def test_what_is_no_email_matches_nobody(said: str | None) -> None:
    assert email_key(said) is None


@pytest.mark.parametrize("said", ["+44 1904 555 123", "0044 1904555123", "01904-555123"])
def test_a_telephone_number_is_the_same_with_and_without_the_country(said: str) -> None:
    assert phone_key(said) == "904555123"


def test_too_few_digits_are_no_telephone_number() -> None:
    assert phone_key("999") is None
    assert phone_key(None) is None


def test_a_postcode_is_the_same_with_and_without_blanks() -> None:
    assert postcode_key(" yo1 7hh") == postcode_key("YO17HH") == "YO17HH"
    assert postcode_key("") is None
