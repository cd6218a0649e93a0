"""Words for reasons, conditions of goods and stages of orders -> one code each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assistant.understanding.word_lists import listed, table

Phrases = Mapping[tuple[str, ...], str]


def _of(name: str) -> Phrases:
    return {tuple(phrase.split()): meaning for phrase, meaning in table(name).items()}


REASONS, CONDITIONS, STAGES = _of("reasons"), _of("conditions"), _of("stages")
PLAIN_REASONS = listed("""
damaged damage chipped cracked dented torn ripped scratched stained crushed bent shattered
squashed mice leaked soaked melted mould mouldy moths faulty defective wonky duplicate fraud
fraudulent unwanted theft breakage breakages dupe chargeback ruined spoiled nicked chip
""")
"""Single words that are a reason wherever they stand; “found” or “late” are not."""


def phrases_in(words: Sequence[str], phrases: Phrases) -> Iterator[tuple[int, int, str]]:
    """Every phrase of a table that stands in the words, the longest first at each place."""
    longest = max(map(len, phrases))
    at = 0
    while at < len(words):
        for past in range(min(len(words), at + longest), at, -1):
            code = phrases.get(tuple(words[at:past]))
            if code is not None:
                yield at, past, code
                at = past - 1
                break
        at += 1
