"""Strangers' sentences are understood at least so well, and nothing goes wrong with them."""

from __future__ import annotations

import pytest

from tests.understanding_set import scored
from tests.understanding_set.scored import DEVELOPED, HELD_OUT

SETS = (*DEVELOPED, *HELD_OUT)
NEVER = ("wrong changes", "false changes", "false questions", "guessed", "wrong executions",
         "unwanted previews")  # fmt: skip
FLOORS = {
    "a": {"intent": 123, "intent and slots": 122, "several right": 11, "asked": 12,
          "conversations right": 14, "turns right": 53},
    "b": {"intent": 126, "intent and slots": 121, "several right": 10, "asked": 11,
          "conversations right": 14, "turns right": 55},
    "c": {"intent": 127, "intent and slots": 121, "several right": 10, "asked": 10,
          "conversations right": 14, "turns right": 50},
    "d": {"intent": 119, "intent and slots": 106, "several right": 8, "asked": 9,
          "conversations right": 11, "turns right": 46},
    "e": {"intent": 116, "intent and slots": 103, "several right": 7, "asked": 8,
          "conversations right": 14, "turns right": 55},
    "f": {"intent": 116, "intent and slots": 104, "several right": 6, "asked": 11,
          "conversations right": 13, "turns right": 52},
    "g": {"intent": 116, "intent and slots": 106, "several right": 10, "asked": 9,
          "conversations right": 12, "turns right": 57},
    "h": {"intent": 123, "intent and slots": 112, "several right": 11, "asked": 8,
          "conversations right": 10, "turns right": 51},
    "i": {"intent": 121, "intent and slots": 113, "several right": 10, "asked": 7,
          "conversations right": 13, "turns right": 51},
    "l": {"intent": 134, "intent and slots": 124, "several right": 19, "asked": 23,
          "conversations right": 12, "turns right": 49},
    "p": {"intent": 105, "intent and slots": 96, "several right": 9, "asked": 6,
          "conversations right": 7, "turns right": 45},
    "q": {"intent": 132, "intent and slots": 128, "several right": 9, "asked": 11,
          "conversations right": 27, "turns right": 116},
    "r": {"intent": 121, "intent and slots": 116, "several right": 8, "asked": 11,
          "conversations right": 17, "turns right": 85},
    "s": {"intent": 129, "intent and slots": 121, "several right": 11, "asked": 10,
          "conversations right": 21, "turns right": 106},
    "aa": {"intent": 50, "intent and slots": 48, "several right": 3, "asked": 3,
           "conversations right": 51, "turns right": 176},
    "ab": {"intent": 51, "intent and slots": 49, "several right": 3, "asked": 5,
           "conversations right": 52, "turns right": 191},
    "ac": {"intent": 48, "intent and slots": 48, "several right": 3, "asked": 5,
           "conversations right": 57, "turns right": 200},
    "ad": {"intent": 50, "intent and slots": 48, "several right": 2, "asked": 2,
           "conversations right": 46, "turns right": 179},
    "ae": {"intent": 65, "intent and slots": 60, "several right": 3, "asked": 5,
           "conversations right": 55, "turns right": 186},
    "af": {"intent": 57, "intent and slots": 52, "several right": 4, "asked": 6,
           "conversations right": 55, "turns right": 203},
    "ag": {"intent": 60, "intent and slots": 52, "several right": 5, "asked": 5,
           "conversations right": 46, "turns right": 174},
    "ah": {"intent": 64, "intent and slots": 60, "several right": 4, "asked": 5,
           "conversations right": 48, "turns right": 178},
    "ai": {"intent": 64, "intent and slots": 60, "several right": 3, "asked": 5,
           "conversations right": 38, "turns right": 155},
    "aj": {"intent": 64, "intent and slots": 61, "several right": 2, "asked": 4,
           "conversations right": 48, "turns right": 195},
    "ak": {"intent": 63, "intent and slots": 60, "several right": 2, "asked": 3,
           "conversations right": 45, "turns right": 167},
    "al": {"intent": 62, "intent and slots": 60, "several right": 4, "asked": 5,
           "conversations right": 36, "turns right": 173},
    "am": {"intent": 62, "intent and slots": 61, "several right": 5, "asked": 6,
           "conversations right": 59, "turns right": 196},
    "an": {"intent": 70, "intent and slots": 69, "several right": 4, "asked": 5,
           "conversations right": 54, "turns right": 196},
    "ao": {"intent": 61, "intent and slots": 59, "several right": 5, "asked": 3,
           "conversations right": 54, "turns right": 197},
    "ap": {"intent": 67, "intent and slots": 67, "several right": 4, "asked": 5,
           "conversations right": 54, "turns right": 203},
    "aq": {"intent": 66, "intent and slots": 63, "several right": 5, "asked": 6,
           "conversations right": 52, "turns right": 188},
    "ar": {"intent": 63, "intent and slots": 61, "several right": 5, "asked": 6,
           "conversations right": 54, "turns right": 185},
    "as": {"intent": 61, "intent and slots": 54, "several right": 5, "asked": 5,
           "conversations right": 45, "turns right": 171},
    "at": {"intent": 62, "intent and slots": 61, "several right": 5, "asked": 5,
           "conversations right": 57, "turns right": 195},
    "au": {"intent": 68, "intent and slots": 63, "several right": 3, "asked": 5,
           "conversations right": 54, "turns right": 182},
    "av": {"intent": 61, "intent and slots": 59, "several right": 5, "asked": 5,
           "conversations right": 51, "turns right": 191},
    "aw": {"intent": 60, "intent and slots": 58, "several right": 5, "asked": 4,
           "conversations right": 51, "turns right": 188},
    "ax": {"intent": 62, "intent and slots": 58, "several right": 4, "asked": 6,
           "conversations right": 49, "turns right": 177},
    "ay": {"intent": 64, "intent and slots": 63, "several right": 4, "asked": 4,
           "conversations right": 47, "turns right": 178},
    "az": {"intent": 62, "intent and slots": 61, "several right": 4, "asked": 6,
           "conversations right": 51, "turns right": 196},
    "ba": {"intent": 64, "intent and slots": 62, "several right": 5, "asked": 5,
           "conversations right": 52, "turns right": 198},
    "bb": {"intent": 65, "intent and slots": 62, "several right": 5, "asked": 6,
           "conversations right": 50, "turns right": 185},
    "bc": {"intent": 63, "intent and slots": 61, "several right": 4, "asked": 6,
           "conversations right": 40, "turns right": 165},
    "bd": {"intent": 62, "intent and slots": 60, "several right": 5, "asked": 6,
           "conversations right": 53, "turns right": 187},
    "be": {"intent": 69, "intent and slots": 68, "several right": 4, "asked": 6,
           "conversations right": 50, "turns right": 178},
    "bf": {"intent": 66, "intent and slots": 64, "several right": 5, "asked": 6,
           "conversations right": 54, "turns right": 198},
    "bg": {"intent": 68, "intent and slots": 66, "several right": 4, "asked": 6,
           "conversations right": 54, "turns right": 192},
    "bh": {"intent": 64, "intent and slots": 63, "several right": 5, "asked": 6,
           "conversations right": 42, "turns right": 164},
    "bi": {"intent": 32, "intent and slots": 31, "several right": 4, "asked": 4,
           "conversations right": 56, "turns right": 193},
    "bj": {"intent": 34, "intent and slots": 32, "several right": 2, "asked": 3,
           "conversations right": 38, "turns right": 161},
    "bk": {"intent": 33, "intent and slots": 33, "several right": 3, "asked": 4,
           "conversations right": 50, "turns right": 190},
    "bl": {"intent": 34, "intent and slots": 32, "several right": 3, "asked": 4,
           "conversations right": 52, "turns right": 200},
    "bm": {"intent": 32, "intent and slots": 31, "several right": 1, "asked": 1,
           "conversations right": 49, "turns right": 199},
    "bn": {"intent": 37, "intent and slots": 35, "several right": 1, "asked": 1,
           "conversations right": 50, "turns right": 209},
    "bo": {"intent": 32, "intent and slots": 31, "several right": 2, "asked": 1,
           "conversations right": 40, "turns right": 210},
}  # fmt: skip
"""Counts; they may rise."""


SHOWN_AMISS = {("al", "unwanted previews"): 1, ("ao", "unwanted previews"): 1,
               ("ar", "unwanted previews"): 1, ("ax", "unwanted previews"): 2,
               ("az", "unwanted previews"): 1, ("bc", "unwanted previews"): 1,
               ("bh", "unwanted previews"): 1, ("bj", "unwanted previews"): 5,
               ("bm", "unwanted previews"): 1}  # fmt: skip
"""Something was shown where something else was due, and not made; of `ao`, `bj` and `bm`, whose
conversations had been lost a turn before (“yes, hold it” then shows that), of `az`, where it was to
be asked which order, and of sets that are held out."""


@pytest.mark.parametrize("name", SETS)
def test_at_least_so_much_is_understood(name: str) -> None:
    counts = scored.score(name).counts

    assert {one: counts[one] for one, least in FLOORS[name].items() if counts[one] < least} == {}
    assert counts["unknown refused"] == counts["unknown"] > 0


@pytest.mark.parametrize(
    ("name", "talks", "turns"),
    [
        ("j", 31, 188),
        ("k", 35, 177),
        ("m", 29, 180),
        ("n", 20, 148),
        ("o", 22, 160),
        ("t", 54, 190),
        ("u", 54, 202),
        ("v", 55, 192),
        ("w", 54, 198),
        ("x", 67, 246),
        ("y", 49, 197),
        ("z", 47, 172),
    ],
)
def test_conversations_go_at_least_so_far(name: str, talks: int, turns: int) -> None:
    counts = scored.score(name).counts

    assert (counts["conversations right"], counts["turns right"]) >= (talks, turns)
    assert counts["wrong executions"] == 0
    assert counts["unwanted previews"] <= {"o": 1, "u": 1, "z": 2}.get(name, 0)


@pytest.mark.parametrize("name", SETS)
def test_no_change_is_prepared_or_made_that_was_not_asked_for(name: str) -> None:
    counts = scored.score(name).counts

    too_many = {one: counts[one] for one in NEVER if counts[one] > SHOWN_AMISS.get((name, one), 0)}
    assert too_many == {}
    assert counts["false answers"] == 0


def test_a_slot_counts_as_right_only_with_all_that_was_meant() -> None:
    meant = {"order": "1", "product": ["A", "B"], "qty": 3, "note": "ring first"}

    assert scored.unlike(meant, {"order": "1", "product": ["B", "A"], "qty": "3.0"}) == {}
    assert scored.unlike(meant, {"product": ["A"], "qty": -3, "date": {"from": "2025-01-01"}}) == {
        "order": "missing", "product": "wrong", "qty": "wrong", "date": "too many",
    }  # fmt: skip


def test_the_same_messages_are_heard_alike_every_time() -> None:
    scored.score.cache_clear()
    first = scored.score("a").counts
    scored.score.cache_clear()

    assert scored.score("a").counts == first
