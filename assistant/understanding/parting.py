"""Where a message may be parted into several requests."""

from __future__ import annotations

from itertools import pairwise

from assistant.understanding.canonical import DROPPED
from assistant.understanding.clause import Clause
from assistant.understanding.tag_sheet import DOCUMENTS

BREAKS = frozenset({"and", "then", "also", ",", ";", ".", "plus", "&", "?", "!", "but", "+"})
MARKS = frozenset({":", "-", "so"})
"""Where a message may be parted, too, if one part only says why."""
MOST = 4
Part = tuple[int, int]


def parts(
    whole: Clause, breaks: frozenset[str] = BREAKS, acting: frozenset[str] = frozenset()
) -> list[Part]:
    """Token ranges between the words at which a message may be parted.

    Args:
        whole: the message.
        breaks: those words.
        acting: verbs of changes, before which it may be parted without any word between.
    """
    found: list[Part] = []
    start = whole.first
    joined, begun = _joined(whole), _begun(whole, acting)
    for at, word in enumerate(whole.free, start=whole.first):
        if word in breaks and at not in joined:
            found.append((start, at))
            start = at + 1
        elif at in begun:
            found.append((start, at))
            start = at
    found.append((start, whole.past))
    return [part for part in found if _says_something(whole, part)]


def splits(whole: Clause, found: list[Part]) -> list[list[Clause]]:
    """Ways to part a message: at every break, and at one of them."""

    def clause(first: int, past: int) -> Clause:
        return Clause.of(whole.text, first, past, whole.tags)

    ways = [[clause(*part) for part in found]] if len(found) <= MOST else []
    return ways + [
        [clause(found[0][0], found[at - 1][1]), clause(found[at][0], found[-1][1])]
        for at in range(1, len(found))
    ]


def has_sentences(whole: Clause) -> bool:
    """Whether a message is more than one sentence or line."""
    return any(word in {";", "."} for word in whole.free[:-1])


def _begun(whole: Clause, acting: frozenset[str]) -> set[int]:
    """Verbs right behind a number, where another number follows: “hold 1043 ship 1042”."""
    if not acting:
        return set()
    numbers = [tag for tag in whole.tags if tag.kind in DOCUMENTS]
    ends = {one.past for one, two in pairwise(numbers) if one.value != two.value}
    return {at for at in ends if at < whole.past and whole.text.tokens[at].word in acting}


def _joined(whole: Clause) -> set[int]:
    """Tokens that only list: “1043, 1044 and 1051”."""
    found: set[int] = set()
    for one, two in zip(whole.tags, whole.tags[1:], strict=False):
        between = range(one.past, two.first)
        if one.kind == two.kind and one.kind in DOCUMENTS:
            words = {whole.text.tokens[at].word for at in between}
            found |= set(between) if words <= BREAKS else set()
    return found


def _says_something(whole: Clause, part: Part) -> bool:
    return any(whole.text.tokens[at].word not in DROPPED for at in range(*part))
