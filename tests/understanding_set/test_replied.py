"""Strangers' replies to what is shown: what they agree to is done, and nothing else ever is."""

from __future__ import annotations

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


def test_each_reply_is_to_something_that_is_shown() -> None:
    for author in (*AUTHORS, HOSTILE):
        assert sum(replies(author).counts.values()) == len(replied.rows(author))
