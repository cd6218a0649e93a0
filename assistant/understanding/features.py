"""Canonical words -> what the scorer looks at: words, stems, and words that stand together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from assistant.understanding.english import singular

LONGEST = 30


def features(words: Sequence[str]) -> list[str]:
    """Every feature of a sentence, each once, in a fixed order."""
    said = ["^", *words[:LONGEST], "$"]
    found = dict.fromkeys(said[1:-1])
    found |= dict.fromkeys(f"~{stem(word)}" for word in said[1:-1] if not word.startswith("<"))
    found |= dict.fromkeys(" ".join(pair) for pair in pairwise(said))
    found |= dict.fromkeys(" ".join(three) for three in zip(said, said[1:], said[2:], strict=False))
    named = sorted({word for word in said if word.startswith("<")})
    found["+".join(["named", *named])] = None
    if words:
        found["+".join([f"first {stem(words[0])}", *named])] = None
    found |= dict.fromkeys(f"{stem(word)}&{kind}" for word in said[1:-1] for kind in named
                           if word != kind)  # fmt: skip
    return list(found)


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """A word without its ending, roughly: “shipped” and “ships” are “ship”."""
    if word.startswith("<"):
        return word
    word = singular(word)
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            bare = word.removesuffix(ending)
            if len(bare) > 3 and bare[-1] == bare[-2] and bare[-1] not in "ls":
                return bare[:-1]
            return bare
    return word.removesuffix("e") if len(word) > 4 else word
