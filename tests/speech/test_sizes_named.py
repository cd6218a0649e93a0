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
        ),
        orders={
            "1043": KnownOrder("1043", "", "unfulfilled", ("PAN-26", "HSE"), ""),
            "1044": KnownOrder("1044", "", "delivered", ("PAN-26",), ""),
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
