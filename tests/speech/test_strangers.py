"""Names that the shop does not have are said to be none, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from assistant.understanding.state import State
from assistant.understanding.talk import hear
from tests.speech.sentences import shop

STRANGE = {
    "contact details for Barnaby Quickfall?": ("customer", "customer"),
    "phone number for mr quickfall": ("customer", "customer"),
    "where is Mrs Finkelstein's parcel": ("order_status", "customer"),
    "cancel Zebedee's order": ("cancel_order", "customer"),
    "how many kayak paddles": ("stock_level", "product"),
    "7 tent pegs from Bath over to Wells please": ("transfer_stock", "product"),
    "when does Ilmenau Glassworks deliver": ("purchase_status", "supplier"),
}
"""What is typed -> what it asks for, and who or what is not there."""
NOBODY = (
    "Dave, can you cancel 5204",
    "Priya please ship 5203",
    "is Derek in today",
    "did Zebedee enjoy the party",
    "my Bagpipes are broken",
    "order a taxi for six",
    "what is the wifi password",
    "play abba",
    "funny old day, refund 5204 seemed harsh",
    "thanks Barnaby Quickfall",
)
"""Chatter, and people who are spoken to."""


@pytest.mark.parametrize(("typed", "meant"), STRANGE.items())
def test_who_is_not_there_is_asked_for(typed: str, meant: tuple[str, str]) -> None:
    heard = hear(shop(), State(), typed)
    assert (heard.action, heard.acts[0].command, heard.acts[0].asks) == ("clarify", *meant)
    assert meant[1] not in heard.acts[0].slots


@pytest.mark.parametrize("typed", NOBODY)
def test_who_is_spoken_to_or_of_is_nobody_that_is_asked_for(typed: str) -> None:
    assert hear(shop(), State(), typed).action in {"none", "suggest"}


def test_what_is_pointed_at_is_no_stranger() -> None:
    asked = hear(shop(), State(), "how many cedar candles in Bath")
    assert hear(shop(), asked.state, "how many of them have we got anyway").action == "answer"
