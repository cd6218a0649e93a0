"""Messages that only name things: “the small ones?”, “no, the blue”."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding import around, candidates
from assistant.understanding.acts import Understood
from assistant.understanding.beginning import opened
from assistant.understanding.canonical import DROPPED
from assistant.understanding.parse import Reader
from assistant.understanding.talk_words import ASKING_US, TRAILING
from assistant.understanding.turning import spoken


def is_fragment(reader: Reader, understood: Understood, openings: Sequence[str]) -> bool:
    """Whether a message only names things, with no verb of its own."""
    words = spoken(understood)
    if words[:1] == ["should"] and words[1:2] in ASKING_US:
        return False
    told = around.told(words) | around.same_days(words)  # “same but on hold”
    words = words[opened(words, openings) :]
    told |= around.told(words) | around.same_days(words)
    left = [
        word
        for word in words
        if not word.startswith("<")
        and word not in TRAILING | DROPPED | candidates.SPELT_OUT
        and word not in told
    ]
    if not left:
        return True
    return (
        len(left) <= 2
        and all(reader.known.products.reading(word) or candidates.is_size(word) for word in left)
        and (len(words) <= 4)
    )
