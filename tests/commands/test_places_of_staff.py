"""Whoever may act at some places only is refused at the others before anything is shown."""

from __future__ import annotations

import pytest

from oms import staff
from tests.conversation import Talk
from tests.small_shop import PICKER, SmallShop


@pytest.mark.parametrize(
    "said", ["+1 teapot in York", "take 1 teapot off York", "counted 7 teapots in York"]
)
def test_stock_of_another_place_is_not_even_previewed(sqlite_shop: SmallShop, said: str) -> None:
    with sqlite_shop.database.writing() as books:
        staff.bind(books, PICKER, ["LEEDS"])
    talk = Talk(sqlite_shop, user=PICKER)

    talk.turn(f"> {said}")

    (refusal,) = talk.shown
    assert refusal.startswith("Sam Reed may change stock only at Leeds.")
    talk.turn("> +1 blue mug in Leeds")
    assert "[Confirm] [Cancel]" in talk.shown
