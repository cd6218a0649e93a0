"""Whoever may act at some places only is refused at the others before anything is shown."""

from __future__ import annotations

import pytest

from oms import staff
from tests.conversation import Talk
from tests.small_shop import OWNER, PICKER, SmallShop


def of_leeds(shop: SmallShop, user: str) -> Talk:
    """A conversation of somebody who may act only in Leeds."""
    with shop.database.writing() as books:
        staff.bind(books, user, ["LEEDS"])
    return Talk(shop, user=user)


@pytest.mark.parametrize(
    "said", ["+1 teapot in York", "take 1 teapot off York", "counted 7 teapots in York"]
)
def test_stock_of_another_place_is_not_even_previewed(sqlite_shop: SmallShop, said: str) -> None:
    talk = of_leeds(sqlite_shop, PICKER)

    talk.turn(f"> {said}")

    (refusal,) = talk.shown
    assert refusal.startswith("Sam Reed may change stock only at Leeds.")
    talk.turn("> +1 blue mug in Leeds")
    assert "[Confirm] [Cancel]" in talk.shown


def test_nothing_that_happens_at_another_place_is_even_previewed(sqlite_shop: SmallShop) -> None:
    everywhere = Talk(sqlite_shop)
    for line in (
        "> transfer 1 jute bag from Hull to York", "> yes",
        "> count lamps in York", "> yes",
        "> return 2 blue mugs of 1001 to York", "> yes",
        "> start picking 1042", "> yes",
        "given order 2001 from Etsy for Ann Lee in Hull: 1 BAG-JUTE, due in 2 days",
        "> ship 2001", "> yes",
    ):  # fmt: skip
        everywhere.turn(line)
    talk = of_leeds(sqlite_shop, OWNER)

    for said in (
        "transfer 1 teapot from York to Leeds",
        "T-1 arrived",
        "T-1 rest lost",
        "T-1 rest came back",
        "count blue mugs in York",
        "C-1 LAMP-1 0",
        "drop count C-1",
        "ship 1042",
        "pack 1042",
        "stop picking 1042",
        "the carrier collected from Hull",
        "undo the shipment of 2001",
        "2 blue mugs came back without an order in York",
        "R-1: 1 damaged",
        "sold 1 teapot in York",
    ):
        talk.turn(f"> {said}")
        assert talk.last is None, said
        assert any(" only at Leeds." in line for line in talk.shown), (said, talk.shown)
