"""What is put right in mid-sentence, orders by their digits, a customer's words pasted in."""

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


@cache
def shop() -> Reader:
    """A shop whose orders are numbered MB-3101 and on."""
    first = KnownOrder("MB-3105", "C1", "delivered", ("MUG-B",), "", units=1)
    second = KnownOrder("MB-3106", "C2", "open", ("MUG-R",), "")
    names = Names(
        products=(
            Product("MUG-B", "Blue Mug", (), ""), Product("MUG-R", "Red Mug", (), ""),
            Product("JKT-S", "Rain Jacket Small", (), ""),
            Product("JKT-L", "Rain Jacket Large", (), ""),
            Product("CHN-9", "9 Speed Chain", (), ""), Product("CHN-11", "11 Speed Chain", (), ""),
            Product("WRAP", "Star Wrap", (), ""), Product("KNF-CHF", "Chef's Knife", (), ""),
            Product("KNF-BRD", "Bread Knife", (), ""), Product("PAN-26", "Skillet 26cm", (), ""),
            Product("PAN-30", "Skillet 30cm", (), ""),
        ),
        places=(Named("LDS", ("leeds",)), Named("YRK", ("york",)), Named("UNI", ("the unit",))),
        customers=(Named("C1", ("Ellie Marsden",)), Named("C2", ("Yusuf Demir",))),
        suppliers=(Named("S1", ("brightbox",)),),
        carriers=(Named("dpd", ("dpd",)), Named("evri", ("evri",))),
        # a mug costs no twenty, and there is one of it
        orders={"MB-3105": first, "3105": first, "MB-3106": second, "3106": second},
        returns={"RET-9": "MB-3105"},
        purchases={"PUR-118": "S1"},
    )  # fmt: skip
    return Reader(scoring.speeches(), scoring.scorer(), Known(names), dt.date(2025, 11, 6))


def last(said: str) -> Turn:
    """What the last of some messages, with bars between them, leads to."""
    return last_of(shop(), said)


MOVE = {"product": ("MUG-B",), "from_place": "UNI", "place": "YRK"}


@pytest.mark.parametrize(
    ("said", "command", "slots"),
    [
        ("move 6, no sorry 8 blue mugs from the unit to york", "transfer_stock",
         {**MOVE, "units": 8}),
        ("move 6 no wait 8 blue mugs from the unit to york", "transfer_stock",
         {**MOVE, "units": 8}),
        ("move 6, actually make that 8 blue mugs from the unit to york", "transfer_stock",
         {**MOVE, "units": 8}),
        ("move 5 blue mugs from leeds to the.. no, from the unit to york", "transfer_stock",
         {**MOVE, "units": 5}),
        ("give back £6, no £8 on MB-3105, the box was damaged", "refund",
         {"order": "MB-3105", "money": Decimal("8.00"), "reason": "damaged"}),
        ("blue mug should be 8.95 not 9.95", "set_price",
         {"product": ("MUG-B",), "money": Decimal("8.95")}),
        ("ship 3105, sorry I mean 3106", "ship_order", {"order": "MB-3106"}),
        ("ship mb3106 with evri, no dpd", "ship_order", {"order": "MB-3106", "carrier": "dpd"}),
        ("sales last week, no this month", "sales_report",
         {"date": {"from": "2025-11-01", "to": "2025-11-30"}}),
        ("how many blue mugs in leeds, no the unit", "stock_level",
         {"product": ("MUG-B",), "place": "UNI"}),
    ],
)  # fmt: skip
def test_what_is_put_right_takes_the_place_of_what_it_was(
    said: str, command: str, slots: dict[str, Any]
) -> None:
    turn = last(said)

    assert [act.command for act in turn.acts] == [command]
    assert dict(turn.acts[0].slots) == slots
    assert turn.action in {"confirm", "answer"}


def test_pictures_are_kept_where_something_is_put_right() -> None:
    assert shop().read("ship 3105, no 3106 :truck:").text.pictures == (":truck:",)


@pytest.mark.parametrize(
    "said",
    [
        "ship 3105, no 3106 is fine",
        "cancel 3105, 3106 no longer wanted",
        "add 3 blue mugs, no red mugs, in york",
        "3105 was no good, 3106 was",
        "ship 3105 actually wait",
        "ship 3105, no, hold 3106",
        "release 3105, no hold 3106",
        "ship 3105, sorry 3106 as well",
        "hold 3105. actually, 3106 as well",
        "cancel 3105, no 3106 keep",
        "cancel 3105, no 3106 to stay open",
        "ship 3105. no 3106 today",
        "cancel 3105, actually 3106 looks like a duplicate of it",
        "cancel 3105 to 3106",
        "ship 3106 via evri, no dpd today",
        'refund 3105 "I would be happy with £10 back to be honest"',
        '"the mug broke and 3106 came bent", start a return for it',
        '3105: "cancel everything please and thanks" refund it',
        "move 6 blue mugs from leeds, no",
        'she wrote "please refund me" about 3105, should we refund it',
        'don\'t refund 3105, she said "keep the money, all fine"',
    ],
)
def test_what_says_something_of_the_second_puts_nothing_right(said: str) -> None:
    assert last(said).action not in {"confirm", "execute"}


@pytest.mark.parametrize(
    ("said", "order"),
    [("where is 3106", "MB-3106"), ("where is mb3106", "MB-3106"), ("mb 3106 status", "MB-3106"),
     ("put 3106 on hold", "MB-3106"), ("3106 whats in it", "MB-3106")],
)  # fmt: skip
def test_an_order_is_meant_by_its_digits(said: str, order: str) -> None:
    turn = last(said)

    assert turn.action in {"answer", "confirm"}
    assert turn.acts[0].slots["order"] == order


@pytest.mark.parametrize("said", ["cancel MB-3990", "cancel 3990", "hold mb3990"])
def test_an_order_that_the_shop_does_not_have_is_named_and_nothing_is_shown(said: str) -> None:
    turn = last(said)

    assert turn.action == "clarify"
    assert str(turn.acts[0].slots.get("order", "")).endswith("3990")


@pytest.mark.parametrize(
    ("said", "command", "slots"),
    [
        ("set the price of the blue mug to 3105", "set_price", {"money": Decimal("3105.00")}),
        ("set blue mugs in york to 3105", "adjust_stock", {"counted": 3105}),
        ("refund 3105 £3106", "refund", {"order": "MB-3105", "money": Decimal("3106.00")}),
        ("cancel 3105 | sorry, 3106 as well", "cancel_order", {"order": ("MB-3105", "MB-3106")}),
        ("cancel 3105, actually hold it", "hold_order", {"order": "MB-3105"}),
        ("refund only 20 on 3105", "refund", {"order": "MB-3105", "money": Decimal("20.00")}),
        ("change the address on 3106 to 14 Mill Lane, no 16 Mill Lane, Leeds LS1 4AB",
         "change_address", {"address": "16 Mill Lane, Leeds LS1 4AB"}),
    ],
)  # fmt: skip
def test_a_number_is_what_its_sentence_makes_of_it(
    said: str, command: str, slots: dict[str, Any]
) -> None:
    turn = last(said)

    assert (turn.action, [act.command for act in turn.acts]) == ("confirm", [command])
    assert {name: turn.acts[0].slots.get(name) for name in slots} == slots


@pytest.mark.parametrize(
    "said", ["sales in 2025", "how many blue mugs did we sell in 2025", "orders from 2025"]
)
def test_a_year_is_no_order(said: str) -> None:
    [act] = last(said).acts

    assert act.slots["date"] == {"from": "2025-01-01", "to": "2025-12-31"}


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("move 6 rain jackets in size large from leeds to york",
         {"product": ("JKT-L",), "units": 6, "from_place": "LDS", "place": "YRK"}),
        ("exchange the small jacket on 3105 for a large",
         {"order": "MB-3105", "product": ("JKT-S",), "to_product": ("JKT-L",)}),
        ("3105 small jacket too tight, exchange for the large",
         {"order": "MB-3105", "product": ("JKT-S",), "to_product": ("JKT-L",),
          "reason": "wrong_size"}),
        ("get 30 nine speed chains from brightbox",
         {"product": ("CHN-9",), "units": 30, "supplier": "S1"}),
        ("could we get another 40 of the star wrap in from brightbox please",
         {"product": ("WRAP",), "units": 40, "supplier": "S1"}),
        ("rcvd pur-118", {"purchase": "PUR-118"}),
        ("exchange the chef's knife on 3105 for a bread knife",
         {"order": "MB-3105", "product": ("KNF-CHF",), "to_product": ("KNF-BRD",)}),
        ("Yusuf on 3106 would like the 30cm skillet instead of the 26, change it please",
         {"order": "MB-3106", "product": ("PAN-26",), "to_product": ("PAN-30",)}),
        ("refund 3105 | yes but only 20", {"order": "MB-3105", "money": Decimal("20.00")}),
        ("how many blue mugs in leeds | should be 9 there, fix it please",
         {"product": ("MUG-B",), "counted": 9, "place": "LDS"}),
        ("PUR-118, what's the status | 20 blue mugs off it just landed in leeds, book them in",
         {"purchase": "PUR-118", "product": ("MUG-B",), "units": 20, "place": "LDS"}),
        ('MB-3105: "the lid is chipped". start a return for the blue mug please',
         {"order": "MB-3105", "product": ("MUG-B",), "reason": "damaged"}),
        ('"I\'d rather have the large rain jacket, not the small one". Swap it on 3106',
         {"order": "MB-3106", "product": ("JKT-S",), "to_product": ("JKT-L",)}),
        ("move 17 blue mugs from leeds to york | 18, found one under the bench",
         {"product": ("MUG-B",), "units": 18, "from_place": "LDS", "place": "YRK"}),
        ("counted 17 blue mugs in york | 18, found one under the bench",
         {"product": ("MUG-B",), "counted": 18, "place": "YRK"}),
        ("change the address on 3106 to 14 Sea Terrace, Otley | no, 41 Sea Terrace, Otley LS21 3AB",
         {"order": "MB-3106", "address": "41 Sea Terrace, Otley LS21 3AB"}),
    ],
)  # fmt: skip
def test_what_the_next_strangers_asked_for_is_shown(said: str, slots: dict[str, Any]) -> None:
    turn = last(said)

    assert turn.action == "confirm"
    assert {name: turn.acts[0].slots.get(name) for name in slots} == slots


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("where's RET-9 | which items are on the order?", "order_details"),
        ("where's RET-9 | show me the order", "order_details"),
        ("has Yusuf had his refund yet | how much was it?", "refund_status"),
        ("how many blue mugs in leeds | and york | what was leeds again", "stock_level"),
        (
            "how many blue mugs in leeds | hold on, how many has york got at the moment",
            "stock_level",
        ),
        ("what was on 3105 | and how do I reach the customer", "customer"),
    ],
)
def test_a_question_goes_on_from_what_was_told(said: str, command: str) -> None:
    turn = last(said)

    assert (turn.action, [act.command for act in turn.acts]) == ("answer", [command])


def test_a_kind_yes_is_a_yes() -> None:
    assert last("put 3106 on hold | Yes please, that's kind").action == "execute"


def test_a_count_that_grows_by_what_was_forgotten_is_asked_about() -> None:
    turn = last("counted 31 blue mugs in york | forgot the top shelf, 12")

    assert turn.action != "confirm"
