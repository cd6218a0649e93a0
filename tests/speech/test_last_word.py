"""A message that ends by asking for what all of it is about is read as that one request."""

from __future__ import annotations

import pytest

from assistant.understanding.state import State
from assistant.understanding.talk import hear
from tests.speech.sentences import shop

ASKED = {
    "they never paid for 5204, chuck it": ("cancel_order", {"order": "5204"}),
    "5205 smells like fraud, dont want it going ahead, cancel it": ("cancel_order", {}),
    "no answer from the bank in ages so put 5203 on hold": ("hold_order", {"order": "5203"}),
    "5206 can go now, take the hold off": ("release_order", {"order": "5206"}),
    "hold's off on 5206": ("release_order", {"order": "5206"}),
    "5202 was faulty, full refund pls": ("refund", {"order": "5202"}),
    "Beth Okafor's arrived dented, get a return set up": ("start_return", {}),
    "don't let 5204 go yet, stick a hold on": ("hold_order", {"order": "5204"}),
    "2 fig candles have leaked in bath, write them off": ("adjust_stock", {"units": -2}),
    "we are always out of decaf, set its minimum to 40": ("set_reorder_point", {"units": 40}),
    "make it 5 not 3 fig candles on 5203": ("change_order", {"units": 5}),
    "the system is wrong, fig candles in bath must be 17": ("adjust_stock", {"counted": 17}),
}  # fmt: skip
"""What is typed -> the one change that is shown, and some of what it holds."""
NONE = (
    "they never paid for 5204, if they don't by noon cancel it",
    "nobody wants 5204 cancelled, sort it",
    "maybe 5204 is a fraud, cancel it",
    "Beth popped in about 5204, hold the door",
    "sale starts on friday, cut the fig candle to £5",
    "5203 is late, should we refund it",
    "tesco charge fig candles for 12.50",
    "Tariq sent 5203 as a joke",
    "do not dispatch 5203 yet",
    "can you add one fig candle to 5203 and put it through as shipped royal mail",
    "5204 is sorted so tell Dave to hold 5203",
)
"""What depends, is denied, is somebody else's, or is another day's."""
TWO = {
    "cancel 5204. also has 5203 gone?": ("cancel_order", "order_status"),
    "tell me whats in 5204 and after that cancel it": ("order_details", "cancel_order"),
    "change the fig candle to £4.20, the cedar candle as well": ("set_price", "set_price"),
    "open a return on 5202, changed her mind, and list me the open returns": (
        "start_return", "open_returns",
    ),
    "add a note to 5204 and ship it": ("note_order", "ship_order"),
    "hold 5204 an stick a note on it: trailer only": ("hold_order", "note_order"),
    "the till's sales yesterday, then sales on the website": ("sales_report", "sales_report"),
    "take 1 fig candle off bath. oh and any blankets in frome?": ("adjust_stock", "stock_level"),
}  # fmt: skip
"""What is typed -> both that it asks for."""


@pytest.mark.parametrize(("typed", "meant"), ASKED.items())
def test_what_a_message_ends_with_is_what_it_asks_for(
    typed: str, meant: tuple[str, dict[str, object]]
) -> None:
    heard = hear(shop(), State(), typed)
    assert (heard.action, [act.command for act in heard.acts]) == ("confirm", [meant[0]])
    assert meant[1].items() <= heard.acts[0].slots.items()


@pytest.mark.parametrize("typed", NONE)
def test_what_depends_or_is_denied_is_shown_as_no_change(typed: str) -> None:
    assert hear(shop(), State(), typed).action not in {"confirm", "execute"}


@pytest.mark.parametrize(("typed", "meant"), TWO.items())
def test_two_requests_are_both_heard(typed: str, meant: tuple[str, str]) -> None:
    heard = hear(shop(), State(), typed)
    assert tuple(act.command for act in heard.acts) == meant


def test_what_is_to_be_alike_has_the_same_price() -> None:
    heard = hear(shop(), State(), "change the fig candle to £4.20, the cedar candle as well")
    assert [act.slots["money"] for act in heard.acts] == [heard.acts[0].slots["money"]] * 2


def test_a_swap_that_does_not_say_for_what_is_asked_about() -> None:
    heard = hear(shop(), State(), "swap the fig candle on 5203")
    assert (heard.action, heard.acts[0].asks) == ("clarify", "to_product")
