"""“swap the 26 skillet for the 30”: goods that are named by a number, and no number of them."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from assistant.understanding import scoring
from assistant.understanding.index import Known
from assistant.understanding.names import KnownOrder, Names, Product
from assistant.understanding.parse import Reader
from assistant.understanding.state import State
from assistant.understanding.talk import hear


@cache
def shop() -> Reader:
    """A shop with goods in sizes, and an order of each stage."""
    names = Names(
        products=(
            Product("PAN-26", "Iron Pan 26cm", ("26 pan",), ""),
            Product("PAN-30", "Iron Pan 30cm", ("30 pan",), ""),
            Product("HSE", "House Blend Tea", (), ""),
            Product("SOK-S", "Hiking Socks 4-7", (), ""),
            Product("SOK-L", "Hiking Socks 8-11", (), ""),
            Product("BOT-8", "Walking Boots Size 8", (), ""),
            Product("BOT-9", "Walking Boots Size 9", (), ""),
        ),
        orders={
            "1043": KnownOrder("1043", "", "unfulfilled", ("PAN-26", "HSE"), ""),
            "1044": KnownOrder("1044", "", "delivered", ("PAN-26",), ""),
            "1045": KnownOrder("1045", "", "delivered", ("BOT-8", "SOK-L"), ""),
        },
    )
    return Reader(scoring.speeches(), scoring.scorer(), Known(names), dt.date(2025, 6, 18))


@pytest.mark.parametrize(
    ("said", "command", "slots"),
    [
        ("on 1043 swap the 26 pan for the 30", "change_order", {"to_product": ("PAN-30",)}),
        ("swap the 26 pan on 1044 for a 30", "exchange", {"to_product": ("PAN-30",)}),
        ("swap 2 house blend for 3 on 1043", "change_order", {"units": 3}),
        ("1043 change the 2 house blend to 3", "change_order", {"units": 3}),
    ],
)
def test_goods_called_by_a_number_are_swapped_and_not_counted(
    said: str, command: str, slots: dict[str, object]
) -> None:
    heard = hear(shop(), State(), said)

    assert (heard.action, heard.acts[0].command) == ("confirm", command)
    assert slots.items() <= heard.acts[0].slots.items()


@pytest.mark.parametrize(
    "said", ["on 1043 swap the 26 pan for the 41", "exchange the 26 pan on 1044 for a 9"]
)
def test_a_size_that_the_shop_does_not_have_is_asked_for(said: str) -> None:
    heard = hear(shop(), State(), said)

    assert (heard.action, heard.acts[0].asks) == ("clarify", "to_product")
    assert "units" not in heard.acts[0].slots


@pytest.mark.parametrize(
    ("said", "goods"),
    [
        ("8-11 hiking socks in stock?", ("SOK-L",)),
        ("how many 4-7 socks", ("SOK-S",)),
    ],
)
def test_marks_part_the_words_of_a_size(said: str, goods: tuple[str, ...]) -> None:
    heard = hear(shop(), State(), said)

    assert [(act.command, act.slots) for act in heard.acts] == [("stock_level", {"product": goods})]


def test_a_size_on_an_order_is_what_is_on_it_and_those_are_what_was_spoken_of() -> None:
    asked = hear(shop(), State(), "any size 9 boots")
    heard = hear(shop(), asked.state, "exchange the size 8 on 1045 for those")
    returned = hear(shop(), State(), "return the size 8 one on 1045, too small")

    assert heard.acts[0].slots == {
        "order": "1045", "product": ("BOT-8",), "to_product": ("BOT-9",)
    }  # fmt: skip
    assert (heard.action, returned.action) == ("confirm", "confirm")
    assert returned.acts[0].slots["product"] == ("BOT-8",)


@pytest.mark.parametrize(
    "said",
    [
        "swap size 8 for size 9 on 1045", "1045 wants size 9 instead of size 8",
        "exchange the size 8 boots on 1045 for size 9", "swap the size 8 on 1045 for a 9",
    ],
)  # fmt: skip
def test_another_size_is_the_same_in_that_size_and_no_number_of_it(said: str) -> None:
    heard = hear(shop(), State(), said)

    assert heard.acts[0].slots == {
        "order": "1045", "product": ("BOT-8",), "to_product": ("BOT-9",)
    }  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        # the socks are 8-11, and no 11
        "return the size 11 on 1045",
        "refund the size 11 on 1045",
        "exchange the size 11 on 1045 for the size 9 boots",
    ],
)
def test_a_size_that_is_not_on_the_order_names_nothing_of_it(said: str) -> None:
    assert hear(shop(), State(), said).action != "confirm"


@pytest.mark.parametrize(
    "said",
    [
        "exchange the boots on 1045, she isn't happy with them",
        "swap the socks on 1045, sorry for that",
    ],
)
def test_what_is_said_beside_is_nothing_that_is_sent(said: str) -> None:
    asked = hear(shop(), State(), "any size 9 boots")

    heard = hear(shop(), asked.state, said)
    assert "to_product" not in heard.acts[0].slots
