"""Strangers' replies to what is shown: what they agree to is done, and nothing else ever is."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.understanding_set import replied
from tests.understanding_set.replied import AUTHORS, HOSTILE, replies

FLOORS = {
    "one": {"yes": 96, "no": 74, "change": 52},
    "two": {"yes": 90, "no": 71, "change": 63},
    "three": {"yes": 89, "no": 68, "change": 54},
}
"""Of 198, 88 and 88; they may rise."""


@pytest.mark.parametrize("author", AUTHORS)
def test_at_least_so_many_replies_are_understood(author: str) -> None:
    found = replies(author)

    short = {said: found.right(said) for said, least in FLOORS[author].items()
             if found.right(said) < least}  # fmt: skip
    assert short == {}
    assert found.carried_out() == 0, found.wrong


def test_what_only_sounds_like_a_yes_carries_nothing_out() -> None:
    assert replies(HOSTILE).carried_out() == 0, replies(HOSTILE).wrong


@pytest.mark.parametrize("author", AUTHORS)
def test_each_change_has_as_many_replies_of_a_kind(author: str) -> None:
    said = Counter((row["preview"], row["expect"]) for row in replied.rows(author))
    shown = [row["preview"] for row in replied.rows("previews")]

    each = {"yes": 9, "no": 4, "change": 4, "wait": 4}
    assert said == {(one, kind): times for one in shown for kind, times in each.items()}
