"""People and goods by the names that staff type: without accents, cut short, with an initial."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.understanding.index import Known
from assistant.understanding.names import Named, Names, Product
from assistant.understanding.parse import Reader
from assistant.understanding.scoring import scorer, speeches

PEOPLE = {"C1": "Siân Maddox", "C2": "Beatrice Nixon", "C3": "Priya Venkataraman",
          "C4": "Priya Shah", "C5": "Tomasz Wieczorek", "C6": "Elizabeth Cross",
          "C7": "Mo Rahman"}  # fmt: skip
READER = Reader(
    speeches(), scorer(),
    Known(Names(
        customers=tuple(Named(code, (name,)) for code, name in PEOPLE.items()),
        products=(Product("CUP-CR", "Crème Cup"), Product("CUP-GR", "Grøn Cup")),
    )),
    dt.date(2026, 3, 4),
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("where is Sian Maddox's order", ("C1",)),
        ("where is siân's order", ("C1",)),
        ("where is Bea Nixon's order", ("C2",)),
        ("bea nixon's order, where is it", ("C2",)),
        ("where is priya v's order", ("C3",)),
        ("where is priya's order", ("C3", "C4")),
        ("where is Tom Wieczorek's order", ("C5",)),
        ("where is lizs order", ("C6",)),
        ("where is Mo's order", ("C7",)),
        ("where is liz cross's parcel", ("C6",)),
    ],
)
def test_somebody_is_known_by_what_staff_call_them(typed: str, who: tuple[str, ...]) -> None:
    [act] = READER.read(typed).acts
    assert (act.command, act.slots) == ("order_status", {"customer": who})


@pytest.mark.parametrize("typed", ["how many creme cups", "how many crème cups"])
def test_goods_are_found_with_and_without_their_accents(typed: str) -> None:
    [act] = READER.read(typed).acts
    assert (act.command, act.slots) == ("stock_level", {"product": ("CUP-CR",)})


def test_a_letter_that_is_no_accented_one_is_found_too() -> None:
    assert READER.read("how many gron cups").acts[0].slots == {"product": ("CUP-GR",)}


def test_pence_are_money() -> None:
    [act] = READER.read("set the creme cup to 40p").acts
    assert str(act.slots["money"]) == "0.40"
