"""With how many words a message goes on from the last one, or puts it right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from assistant.understanding.acts import Understood
from assistant.understanding.talk_words import ADDING, CORRECTING, FOLLOWING, HESITATING
from assistant.understanding.turning import spoken

NARROWING = frozenset({"just", "only"})
TOO = (["too"], ["also"], ["as", "well"], ["likewise"])
SAME = (["same", "for"], ["same", "with"], ["ditto", "for"])
"""“1044 too”, “same for 1044”."""


def opens(understood: Understood) -> bool:
    """Whether a message begins as what goes on from the last one does: “no, ”, “and ”."""
    return opening(spoken(understood), (*CORRECTING, *FOLLOWING)) > 0


def narrows(understood: Understood) -> bool:
    """“just the blue mugs”: less of what was asked about."""
    return not NARROWING.isdisjoint(understood.text.words()[:1])


def adds(understood: Understood) -> bool:
    """Whether a message asks for more beside what waits: “and 3 teapots”, not “and make it 3”."""
    words = spoken(understood)
    said = [word for word in understood.text.words() if word not in {".", "!", "please"}]
    if words[:2] in SAME or any(said[-len(end) :] == end for end in TOO):
        return True
    return words[:1] in ([one] for one in ADDING) and not opening(words[1:], CORRECTING)


def opening(words: Sequence[str], openings: Sequence[str]) -> int:
    """How many words of an opening the message begins with."""
    known, longest = _known(tuple(openings))
    lengths = range(min(longest, len(words)), 0, -1)
    return next((length for length in lengths if " ".join(words[:length]) in known), 0)


@lru_cache(maxsize=64)
def _known(openings: tuple[str, ...]) -> tuple[frozenset[str], int]:
    """Openings to look up in, and how many words the longest has."""
    return frozenset(openings), max((len(one.split()) for one in openings), default=0)


def opened(words: Sequence[str], openings: Sequence[str]) -> int:
    """How many words the openings take that the message begins with: “no wait it's”."""
    past = 0
    for _ in range(3):
        past += opening(words[past:], openings)
    return past


def begins(understood: Understood, with_one_of: frozenset[str]) -> bool:
    """Whether a message begins with one of some words, “oh” and “well” aside."""
    words = list(spoken(understood))
    while words and words[0] in HESITATING - with_one_of:
        del words[0]
    return not with_one_of.isdisjoint(words[:1])
