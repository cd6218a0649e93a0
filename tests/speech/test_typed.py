"""Dialect, drawn-out words, pictures and contrasts are read as what they stand for."""

from __future__ import annotations

import pytest

from assistant.understanding.features import stem
from assistant.understanding.meanings import FAILS
from assistant.understanding.state import State
from assistant.understanding.talk import hear
from tests.speech.sentences import shop

TYPED = {
    "send it 🚚 5203": "ship_order",
    "cancel 5204 :disappointed:": "cancel_order",
    "whit's in 5202": "order_details",
    "pleeease cancel 5204": "cancel_order",
    "open a return on 5202: the blanket won't zip": "start_return",
    "until you hear otherwise, please hold 5204": "hold_order",
    "thank you, that was very helpful": "thanks",
    "cheers that's just what i needed 👍": "thanks",
    "now then": "greet",
    "nooo, undo that": "undo_last",
    "strewth, undo that": "undo_last",
    "get 5203 and 5204 both marked as shipped": "ship_order",
}
NONE = (
    "she doesn't want the order cancelled, 5204",
    "hold 5204, it should say",
    "dinnae cancel 5204",
    "cannae cancel 5204",
    "5204 won't ship",
    "otherwise hold 5204",
    "never recorded 3 blankets at Wells",
    "we won't charge £12 for the blanket",
    "exchange the fig candle on 5202, do not send the cedar candle",
    "swap the fig candle on 5202 but not for the cedar candle",
    "5203 faulty",
    "5203 won't light up, ship it",
)
"""What prepares nothing."""


@pytest.mark.parametrize(("typed", "meant"), TYPED.items())
def test_what_is_typed_freely_is_read(typed: str, meant: str) -> None:
    heard = hear(shop(), State(), typed)
    wanted = {"greet": "none", "thanks": "none", "order_details": "answer"}.get(meant, "confirm")
    assert (heard.action, [act.command for act in heard.acts]) == (wanted, [meant])


@pytest.mark.parametrize("typed", NONE)
def test_what_denies_or_tells_in_dialect_prepares_nothing(typed: str) -> None:
    assert hear(shop(), State(), typed).action not in {"confirm", "execute"}


def test_in_a_contrast_the_goods_after_not_are_those_that_come_back() -> None:
    heard = hear(shop(), State(), "5202 needs the cedar candle, not the fig candle, exchange it")
    slots = heard.acts[0].slots
    assert (slots["product"], slots["to_product"]) == (("CND-FIG",), ("CND-CDR",))


def test_what_things_fail_to_do_is_the_word_of_no_command() -> None:
    cues = {stem(cue) for speech in shop().speeches.values() for cue in speech.cues}
    assert not cues & {stem(verb) for verb in FAILS}
