"""The answer to “Which new address?”, as it is typed or pasted."""

from __future__ import annotations

import pytest

from tests.conversation import Talk
from tests.small_shop import SmallShop

TYPED = (
    "12 Mill Lane, Ripon, HG4 1AA",
    "12 Mill Lane\nRipon\nHG4 1AA",
    "12 Mill Lane,\nRipon,\nHG4 1AA",
    "12 Mill Lane Ripon HG4 1AA",
    "the new one is 12 Mill Lane, Ripon, HG4 1AA",
    "send it to 12 Mill Lane, Ripon, HG4 1AA please",
)
OTHERWISE = ("cancel 1042", "how's 1042 doing", "shp 1042", "hold 1042 and ship 1043")


@pytest.mark.parametrize("typed", TYPED)
def test_an_address_is_taken_whole_in_however_many_lines(
    typed: str, sqlite_shop: SmallShop
) -> None:
    talk = Talk(sqlite_shop)
    talk.say("change the address on 1043")
    talk.say(typed)

    assert "| Address | Ripon, GB | 12 Mill Lane, Ripon, HG4 1AA, GB" in talk.shown


@pytest.mark.parametrize("typed", OTHERWISE)
def test_another_request_is_no_address(typed: str, sqlite_shop: SmallShop) -> None:
    talk = Talk(sqlite_shop)
    talk.say("change the address on 1043")
    talk.say(typed)

    assert not [line for line in talk.shown if "Address" in line or "address" in line]
