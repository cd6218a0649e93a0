"""Numbers of channels, said without the letters that stand before their digits."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from assistant import shop_names
from oms import order_marks, orders
from oms.errors import AmbiguousOrder, UnknownOrder
from tests.small_shop import order

TODAY = dt.date(2026, 11, 24)


def placed(books: Session, ours: str, theirs: str, channel: str = "website") -> None:
    made = order(books, ours, channel, "Ivy Frost", "Selby", TODAY, {"TEAPOT": 1}, due=1)
    made.their_number = theirs
    books.flush()


def test_what_stands_before_the_digits_is_seen_in_the_orders_that_there_are(
    books: Session,
) -> None:
    placed(books, "1050", "MB-7755")
    placed(books, "1051", "305-1234567-1234567")

    placed(books, "1052", "#AB-777")

    assert order_marks.marks(books)["MB-"] == {4}
    assert orders.by_number(books, "ab777").number == "1052"
    assert not [mark for mark in order_marks.marks(books) if mark.startswith("305")]


def test_with_its_letters_a_number_may_be_of_another_length(books: Session) -> None:
    placed(books, "1050", "MB-775")
    placed(books, "1051", "MB-12001")

    assert orders.by_number(books, "mb 775").number == "1050"
    with pytest.raises(UnknownOrder):
        orders.by_number(books, "775")


def test_what_staff_say_in_a_sentence_is_the_order_that_the_core_finds(books: Session) -> None:
    placed(books, "1050", "MB-1042")
    placed(books, "1051", "ET-7755", "etsy")
    placed(books, "1052", "MB-7755")

    known = shop_names.known(books, "cancel mb 1042 and 7755, where is 1042").names.orders

    assert known["MB1042"].number == "1050"
    assert known["1042"].number == "1042"
    assert "7755" not in known


@pytest.mark.parametrize(
    "said", ["7755", "#7755", "mb7755", "MB 7755", "mb-7755", "order 7755", "website 7755"]
)
def test_an_order_is_found_by_the_digits_of_its_channels_number(books: Session, said: str) -> None:
    placed(books, "1050", "MB-7755")

    assert orders.by_number(books, said).number == "1050"


@pytest.mark.parametrize("said", ["7756", "xy7755", "775", "77551", "mb-7756"])
def test_no_other_number_is_taken_for_it(books: Session, said: str) -> None:
    placed(books, "1050", "MB-7755")

    with pytest.raises(UnknownOrder):
        orders.by_number(books, said)


def test_a_number_of_ours_is_ours(books: Session) -> None:
    placed(books, "1050", "MB-1043")

    assert orders.by_number(books, "1043").number == "1043"
    assert orders.by_number(books, "mb1043").number == "1050"


def test_the_digits_of_two_channels_are_asked_about(books: Session) -> None:
    placed(books, "1050", "MB-7755")
    placed(books, "1051", "ET-7755", "etsy")

    with pytest.raises(AmbiguousOrder) as asked:
        orders.by_number(books, "7755")
    assert asked.value.candidates == (
        "order 1050 (Website MB-7755)", "order 1051 (Etsy ET-7755)",
    )  # fmt: skip
    assert orders.by_number(books, "etsy 7755").number == "1051"
    assert orders.by_number(books, "et 7755").number == "1051"
