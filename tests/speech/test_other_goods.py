"""Which goods are meant: another size, the other of two, the whole name behind what is near one."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pytest

from assistant.understanding import scoring
from assistant.understanding.acts import Act
from assistant.understanding.index import Known
from assistant.understanding.names import KnownOrder, Named, Names, Product
from assistant.understanding.parse import Reader
from assistant.understanding.talk import Turn
from tests.speech.sentences import last_of


@cache
def shop() -> Reader:
    """A shop with goods in sizes, strings by their gauge, and a supplier."""
    names = Names(
        products=(
            Product("TIN-20", "Springform Cake Tin 20cm", ("20cm cake tin",), ""),
            Product("TIN-23", "Springform Cake Tin 23cm", ("23cm cake tin",), ""),
            Product("SUIT-NB", "Sleepsuit Newborn", ("newborn sleepsuit",), ""),
            Product("SUIT-03", "Sleepsuit 0-3 months", ("0-3 sleepsuit",), ""),
            Product("SUIT-36", "Sleepsuit 3-6 months", ("3-6 sleepsuit",), ""),
            Product("WAD-8", "Chest Waders Size 8", ("size 8 waders",), ""),
            Product("WAD-9", "Chest Waders Size 9", ("size 9 waders",), ""),
            Product("WAD-10", "Chest Waders Size 10", ("size 10 waders",), ""),
            Product("APR-NVY", "Canvas Apron Navy", ("navy apron",), ""),
            Product("APR-MUS", "Canvas Apron Mustard", ("mustard apron",), ""),
            Product("STR-12", "Acoustic Guitar Strings 12-53", ("12 gauge strings",), ""),
            Product("BAG-ACO", "Padded Gig Bag Acoustic", ("acoustic gig bag",), ""),
            Product("SHAD", "Sandeel Shads", ("shads",), ""),
        ),
        places=(
            Named("LDS", ("leeds",)), Named("YRK", ("york",)), Named("HUL", ("hull",)),
        ),
        suppliers=(Named("S1", ("hollin strings", "hollin")),),
        orders={
            "41043": KnownOrder("41043", "", "unfulfilled", ("APR-NVY", "WAD-9", "TIN-20"), ""),
            "41044": KnownOrder("41044", "", "delivered", ("SUIT-NB",), ""),
        },
        purchases={"PO-7": "S1"},
    )  # fmt: skip
    return Reader(scoring.speeches(), scoring.scorer(), Known(names), dt.date(2025, 6, 18))


def last(said: str) -> Turn:
    """What the last of some messages leads to in that shop."""
    return last_of(shop(), said)


def act(said: str) -> Act:
    """The one change that the last of some messages shows."""
    turn = last(said)
    assert (turn.action, len(turn.acts)) == ("confirm", 1), said
    return turn.acts[0]


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("swap the 20cm cake tin on 41043 for the 23",
         {"product": ("TIN-20",), "to_product": ("TIN-23",)}),
        ("41043 swap size 9 waders for 10s | no, she said 8s", {"to_product": ("WAD-8",)}),
        ("41043 swap size 9 waders for 10s | wait no she siad 8s", {"to_product": ("WAD-8",)}),
        ("on 41044 exchange the newborn sleepsuit for 0-3", {"to_product": ("SUIT-03",)}),
        ("on 41044 exchange the newborn sleepsuit for 0-3 | sorry no, 3-6 she says",
         {"to_product": ("SUIT-36",)}),
        ("41043 now wants mustard instead of the navy apron",
         {"product": ("APR-NVY",), "to_product": ("APR-MUS",)}),
        ("on 41043 she'd rather the mustard apron than the navy apron, can you change it over",
         {"product": ("APR-NVY",), "to_product": ("APR-MUS",)}),
        ("12 acoustic gig bags leeds to york", {"product": ("BAG-ACO",), "units": 12}),
        ("move 8 size 9 waders from leeds to york", {"product": ("WAD-9",), "units": 8}),
        ("take those off the leeds count, we had to bin 9 shads",
         {"product": ("SHAD",), "units": -9}),
        ("PO-7 status | book in 3 shads off that, at york", {"purchase": "PO-7", "units": 3}),
    ],
)  # fmt: skip
def test_the_goods_that_are_meant_are_shown(said: str, slots: dict[str, Any]) -> None:
    shown = act(said).slots

    assert {name: shown.get(name) for name in slots} == slots


def test_what_goes_back_is_never_of_another_size_than_was_sent() -> None:
    turn = last("start a return on 41043 for the size 9 waders | she wants 8s")

    assert all("WAD-8" not in one.slots.get("product", ()) for one in turn.acts)


def test_a_price_behind_a_delivery_is_no_number_of_what_came() -> None:
    assert last("Book PO-7 in at York. Size 10 waders up to 129.").action != "confirm"


def test_what_is_nearly_a_word_of_requests_is_the_one_that_lacks_a_letter() -> None:
    turn = last("need to add traking to 41043")

    assert (turn.action, turn.acts[0].command, turn.acts[0].asks) == (
        "clarify", "add_tracking", "tracking",
    )  # fmt: skip


def test_a_message_of_many_startled_words_is_read() -> None:
    assert last("wrong nonono " * 150).action in {"none", "suggest", "drop"}
