"""Words for reasons, conditions of goods and stages of orders -> one code each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from assistant.understanding.word_lists import listed, phrases, table


class Phrases(dict[tuple[str, ...], str]):
    """The words of phrases -> what they mean."""

    @cached_property
    def longest(self) -> dict[str, int]:
        """A word -> how many words the longest phrase has that begins with it."""
        found: dict[str, int] = {}
        for first, *rest in self:
            found[first] = max(found.get(first, 0), 1 + len(rest))
        return found


def _of(name: str) -> Phrases:
    return Phrases((tuple(phrase.split()), meaning) for phrase, meaning in table(name).items())


FAILS = listed("""
inflate lock fire shut work light ring spin fold unfold seal pour click latch fasten zip focus
wind rewind play tune sound stand burn heat boil connect pair sync boot
power glow float spray squirt rotate tilt swivel tighten extend retract grip shine beep flash
drain function operate respond
""")
"""What things do. None is a word of a command: “we never recorded 3 mugs” is no fault."""
REFUSING = phrases("won't | wont | will not | doesn't | doesnt | does not | wouldn't | wouldnt")
BARELY = ("", " on", " up", " properly", " at all", " any more", " anymore")


def _failing() -> Phrases:
    """“won't inflate”, “never fired once”, “stopped charging”: it is faulty."""
    said = [f"{one} {verb}{how}" for one in REFUSING for verb in FAILS for how in BARELY]
    for verb in FAILS:
        stem = verb.removesuffix("e")
        said += [f"never {stem}ed", f"never {stem}ed once", f"not {stem}ing", f"stopped {stem}ing"]
    return Phrases((tuple(phrase.split()), "faulty") for phrase in said)


REASONS, CONDITIONS, STAGES = _of("reasons"), _of("conditions"), _of("stages")
REASONS = Phrases(_failing() | REASONS)
PLAIN_REASONS = listed("""
damaged damage chipped cracked dented torn ripped scratched stained crushed bent shattered
squashed mice leaked soaked melted mould mouldy moths faulty defective wonky duplicate fraud
fraudulent unwanted smashed theft breakage breakages dupe chargeback ruined spoiled nicked chip
""")
"""Single words that are a reason wherever they stand; “found” or “late” are not."""


def phrases_in(words: Sequence[str], phrases: Phrases) -> Iterator[tuple[int, int, str]]:
    """Every phrase of a table that stands in the words, the longest first at each place."""
    at = 0
    while at < len(words):
        most = phrases.longest.get(words[at], 0)
        for past in range(min(len(words), at + most), at, -1):
            code = phrases.get(tuple(words[at:past]))
            if code is not None:
                yield at, past, code
                at = past - 1
                break
        at += 1
