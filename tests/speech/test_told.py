"""What a phrase of a change ends in: why, or a note; or something else that is asked for."""

from __future__ import annotations

import pytest

from assistant import understand
from assistant.understanding.told import is_told

NO_REASON = (
    "hold 1042 and 1043",
    "hold 1042 & 1043",
    "hold 1042, 1043",
    "hold 1042 as well as 1043",
    "hold 1042 for 1043",
    "hold 1042 then ship 1043",
    "hold 1042, ship 1043",
    "hold 1042 ship it",
    "hold 1042 and tell me where 1043 is",
    "hold 1042 call her and cancel 1043",
    "hold 1043 add tracking 15501234567890 dpd to 1042",
    "hold 1042 change the address on 1043",
    "hold 1042 only the lamp",
    "hold 1042 for now",
    "hold 1042 asap",
    "hold 1042 please don't",
    "hold 1042 no wait",
    "hold 1042 sorry 1043",
    "hold 1042 not 1043",
    "hold 1042 actually no",
    "hold 1042 or maybe not",
    "hold 1042 just kidding",
    "hold 1042 instead of 1043",
    "hold 1042 rather than 1043",
    "hold 1042 or ship it?",
    "hold 1042 is that possible",
    "hold 1042 has it gone",
    "hold 1042 why though",
    "hold 1042 if it hasn't shipped",
    "hold 1042 unless she's paid",
    "hold 1042 maybe",
    "hold 1042 was a mistake",
    "hold 1042 is what she said",
    "hold 1042 said Priya",
    "hold 1042 tomorrow",
    "hold 1042 on monday",
    "put 1042 on hold and 1043",
    "put 1042 on hold no wait",
    "cancel 1043 without refund because no wait",
    "note on 1042 and 1043 call first",
    "note on 1043 no wait",
    "note 1043 call first and hold 1042",
)
REASONS = (
    "hold 1042 the address is wrong",
    "hold 1042 until friday",
    "hold 1042 until 1043 is paid",
    "hold 1042 because 1043 is a duplicate",
    "hold 1042 it's a duplicate of 1043",
    "hold 1042 no stock",
    "hold 1042 not paid",
    "hold 1042 can't find it",
    "hold 1042 didn't pay",
    "hold 1042 is fraud",
    "hold 1042 do not ship",
    "hold 1042 customer asked if it can wait",
    "hold 1042 for a week",
    "note on 1043 add 500g of beans",
    "hold 1042 so that we can ship 1043",
    "cancel 1043 without refund because she didn't pay",
    "note on 1043: ship 1042",
    "note on 1043: is a gift",
    "note on 1043 ring the bell",
    "note on 1043 that she wants it cancelled",
    "give Ann £5 credit because no reason",
)


@pytest.mark.parametrize("typed", NO_REASON)
def test_what_asks_for_more_takes_back_or_supposes_is_no_reason(typed: str) -> None:
    changes = [one for one in understand.understand(typed) if one.command.write is not None]
    assert [one.command.name for one in changes if {"why", "text"} & one.words.keys()] == []


@pytest.mark.parametrize("typed", REASONS)
def test_a_reason_and_a_note_are_told_in_any_words(typed: str) -> None:
    [surest, *_] = understand.understand(typed)
    assert {"why", "text"} & surest.words.keys()


def test_behind_a_colon_anything_is_a_note() -> None:
    assert is_told("no wait", "note on 1043: no wait")
    assert not is_told("no wait", "note on 1043 no wait")
