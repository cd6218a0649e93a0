"""Strangers' replies to what is shown: what they agree to is done, and nothing else ever is."""

from __future__ import annotations

import pytest

from tests.understanding_set import replied
from tests.understanding_set.replied import AUTHORS, HOSTILE, replies

FLOORS = {
    "one": {"yes": 113, "no": 80, "change": 54},
    "two": {"yes": 104, "no": 80, "change": 62},
    "three": {"yes": 104, "no": 73, "change": 55},
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
        assert sum(replies(author).counts.values()) == len(replied.rows(author)) > 400
