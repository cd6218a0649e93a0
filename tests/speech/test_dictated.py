"""What is said aloud, and sizes that stand apart from their goods."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from assistant.understanding import scoring
from assistant.understanding.index import Known
from assistant.understanding.names import KnownOrder, Named, Names, Product
from assistant.understanding.parse import Reader
from assistant.understanding.talk import Turn
from tests.speech.sentences import last_of

BOOTS = ("BOOT-8", "BOOT-9", "BOOT-10")


@cache
def shop() -> Reader:
    """A shop with boots in sizes, socks in sizes, and goods called by a figure and its unit."""
    names = Names(
        products=(
            *(Product(f"BOOT-{size}", f"Fell Walking Boots UK {size}", (), "")
              for size in (8, 9, 10)),
            *(Product(f"SHOE-{size}", f"Dash Running Shoes Men's UK {size}", (), "")
              for size in (9, 10)),
            Product("SOCK-S", "Wool Socks Small", (), ""),
            Product("SOCK-L", "Wool Socks Large", (), ""),
            Product("TUBE-700", "Inner Tube 700c", (), ""),
            Product("TUBE-26", "Inner Tube 26 inch", (), ""),
            Product("BOT-500", "Steel Bottle 500ml Clear", (), ""),
            Product("BOT-750", "Steel Bottle 750ml Clear", (), ""),
            Product("SACK-20", "Ridge Rucksack 20L", (), ""),
            Product("SACK-30", "Ridge Rucksack 30L", (), ""),
            Product("LAMP", "Head Torch", (), ""),
            Product("CANVAS", "Stretched Canvas", (), ""),
        ),
        places=(
            Named("LDS", ("leeds",)), Named("YRK", ("york",)), Named("HUL", ("hull",)),
        ),
        suppliers=(Named("S1", ("hollin supplies", "hollin")),),
        orders={"41043": KnownOrder("41043", "", "delivered", ("LAMP",), "")},
        returns={"RTN-51": "41043", "RTN-3": "41043"},
        purchases={"PO-215": "S1"},
    )  # fmt: skip
    return Reader(scoring.speeches(), scoring.scorer(), Known(names), dt.date(2025, 6, 18))


def last(said: str) -> Turn:
    """What the last of some messages leads to in that shop."""
    return last_of(shop(), said)


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("how many boots have we got in an eight in leeds", ("BOOT-8",)),
        ("how many boots in a size 9", ("BOOT-9",)),
        ("how many boots have we got in size ten", ("BOOT-10",)),
        ("how many fell boot 8s", ("BOOT-8",)),
        ("do we have the dash in a men's 10?", ("SHOE-10",)),
        ("how many wool socks have we got in large", ("SOCK-L",)),
        ("how many wool socks have we got in leeds", ("SOCK-S", "SOCK-L")),
        ("how many seven hundred c inner tubes have we got", ("TUBE-700",)),
        ("tubes 700 c, how many", ("TUBE-700",)),
        ("how many twenty six inch tubes in york", ("TUBE-26",)),
        ("how many thirty litre rucksacks are there", ("SACK-30",)),
        ("how many of the five hundred mil bottles", ("BOT-500",)),
        ("how many seven fifty clear bottles in leeds", ("BOT-750",)),
        ("how many canvases have we got", ("CANVAS",)),
    ],
)
def test_goods_are_told_by_figures_that_are_said_and_sizes_apart(
    said: str, codes: tuple[str, ...]
) -> None:
    turn = last(said)

    assert [act.command for act in turn.acts] == ["stock_level"]
    assert turn.acts[0].slots["product"] == codes


@pytest.mark.parametrize(
    ("said", "command", "slots"),
    [
        ("um p o two one five is here", "receive_delivery", {"purchase": "PO-215"}),
        ("return fifty one is here", "receive_return", {"return": "RTN-51"}),
        ("r t n fifty one is here", "receive_return", {"return": "RTN-51"}),
        ("p o 215 is here but only thirty of the head torches came so book in just those",
         "receive_delivery", {"purchase": "PO-215", "product": ("LAMP",), "units": 30}),
        ("PO-215 came but only 30 of the head torches, book those in | make that 36",
         "receive_delivery", {"purchase": "PO-215", "product": ("LAMP",), "units": 36}),
        ("move six boots in a nine from leeds to york", "transfer_stock",
         {"product": ("BOOT-9",), "units": 6, "from_place": "LDS", "place": "YRK"}),
        ("take two of the dash men's nine off the leeds stock, they're damaged", "adjust_stock",
         {"product": ("SHOE-9",), "units": -2, "place": "LDS", "reason": "damaged"}),
        ("drop the clear 750s to 9.50", "set_price",
         {"product": ("BOT-750",), "money": Decimal("9.50")}),
        ("set the head torch to £20 | yes | and the same price for the stretched canvas",
         "set_price", {"product": ("CANVAS",), "money": Decimal(20)}),
        ("set the clear 500s to £8 | yes | ok do the clear 750 at the same price too",
         "set_price", {"product": ("BOT-750",), "money": Decimal(8)}),
    ],
)  # fmt: skip
def test_a_change_is_of_what_was_said(said: str, command: str, slots: dict[str, Any]) -> None:
    turn = last(said)

    assert turn.action == "confirm"
    assert [(act.command, act.slots) for act in turn.acts] == [(command, slots)]


@pytest.mark.parametrize(
    ("said", "name", "value"),
    [
        # a number before goods counts them
        ("move three boots from leeds to york", "units", 3),
        ("return three head torches from 41043", "units", 3),
        ("move 30 rucksacks from leeds to york", "units", 30),
        ("set the price of the head torch to seven fifty", "money", Decimal("7.5")),
        ("put a note on 41043: ask if seven hundred c fits", "note", "ask if seven hundred c fits"),
    ],
)
def test_what_only_looks_so_stays_as_it_was_said(said: str, name: str, value: object) -> None:
    assert last(said).acts[0].slots[name] == value


@pytest.mark.parametrize(
    ("said", "command", "units"),
    [
        ("return three of the head torches on 41043", "start_return", 3),
        ("return two more of the head torches on 41043", "start_return", 2),
        ("start a return for two pieces of the head torches on 41043", "start_return", 2),
        ("return three, the head torches on 41043, faulty", "start_return", 3),
        ("order seven hundred inner tubes from hollin", "order_from_supplier", 700),
        ("PO-215 arrived but only seven hundred tubes came", "receive_delivery", 700),
        ("move in eight boots to york", "transfer_stock", 8),
        ("add twelve boots in nine boxes to york", "adjust_stock", 12),
        ("take in eight boots in leeds", "adjust_stock", -8),
    ],
)
def test_how_many_is_no_size_and_no_number_of_a_document(
    said: str, command: str, units: int
) -> None:
    act = last(said).acts[0]

    assert (act.command, act.slots["units"]) == (command, units)
    goods = act.slots.get("product", ())
    assert not set(goods) & {"BOOT-8", "BOOT-9", "TUBE-700"} or len(goods) > 1


@pytest.mark.parametrize(
    "said",
    ["how many boots in an 8 or a 9", "how many boots sold in a 12 month", "boots in ten days",
     "how many boots in nine places", "how many boots not in a 9"],
)  # fmt: skip
def test_of_several_sizes_or_of_something_else_no_size_is_taken(said: str) -> None:
    goods = [act.slots.get("product", ()) for act in last(said).acts]

    assert goods in ([], [BOOTS])


@pytest.mark.parametrize(
    "said",
    [
        "PO-215 came but only 30 of the 40 head torches, book it in",
        "PO-215 came but only half of the head torches",
        "return three off the shelf in leeds",
        "set the head torch to £20 | yes | same price for the canvas and the print",
        "how many boots in leeds and york and on order | yes",
    ],
)
def test_what_would_be_more_or_other_than_is_said_is_not_shown(said: str) -> None:
    assert last(said).action not in {"confirm", "execute"}


def test_a_note_that_is_asked_for_stays_as_it_was_said() -> None:
    said = "she needs the seven hundred c tubes in an eight"

    assert last(f"add a note to 41043 | {said}").acts[0].slots["note"] == said


def test_whether_it_is_the_same_price_is_only_asked() -> None:
    assert (
        last("set the head torch to £20 | yes | is the canvas the same price?").action == "answer"
    )
