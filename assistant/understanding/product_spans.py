"""The words of a message that name products, run by run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding import scanning
from assistant.understanding.english import FUNCTION, WEAK, is_ordinary, singular
from assistant.understanding.products import (
    ASKED,
    LEAD,
    LINKED,
    SHORT_FORMS,
    Link,
    ProductIndex,
    words_of,
)
from assistant.understanding.word_lists import listed

EXACT = 1.0
"""The score of a name that is said word for word."""
LONGEST_SPAN = 8
"""Tokens."""
COUNTED = frozenset({"many", "any", "of", "more", "the", "our", "some"})
NEVER_ALONE = listed("""
order return refund sale day week month item stock unit piece parcel one step point number time
""")
"""What staff speak of all day: never a product by itself."""
DONE = frozenset({"paid", "sold", "sent", "held", "gone", "kept", "lost", "made", "done"})
"""Participles, which say what became of something."""
OF_A_NAME = "'s"
"""“chef's knife”."""
OBJECTS = listed("it them that this these those me us him her a an the one my our his their")
"""Words after which the word before them was a verb."""
TELLING_HOW = listed("is are was were be been look looks looking looked feels seems all")
"""Words before one that says how something is: “1043 is fine”."""
ARTICLES = listed("the a an any some of our more many her his their these those which")


@dataclass(frozen=True)
class Span:
    """Tokens that name products."""

    first: int
    past: int
    link: Link


def spans(index: ProductIndex, words: Sequence[str], taken: Sequence[bool]) -> list[Span]:
    """Every run of words that names a product, none overlapping another.

    Args:
        index: of the shop's products.
        words: the tokens, in lower case.
        taken: which of them name something else already.
    """

    def begins(at: int) -> Span | None:
        if taken[at]:
            return None
        named = _coded(index, words, taken, at) or _named(index, words, taken, at)
        return None if named and _hides_a_name(index, words, taken, named) else named

    return scanning.every(len(words), begins)


def is_of_name(words: Sequence[str], first: int, titles: Sequence[str]) -> bool:
    """“no rinse sanitiser”: whether the “no” before a name is of it, and denies nothing."""
    if not first or words[first - 1] not in {"no", "non", "not", "never"}:
        return False
    begins = f"{words[first - 1]} {words[first]}"
    return any(begins in title.lower().replace("-", " ") for title in titles)


def _coded(
    index: ProductIndex, words: Sequence[str], taken: Sequence[bool], at: int
) -> Span | None:
    """A code, also where it was written in parts: “seed tom”."""
    for past in range(min(len(words), at + 3), at, -1):
        if any(taken[at:past]):
            continue
        said = "".join(words[at:past])
        code = index.by_code(said)
        if code is None:
            continue
        has_shape = any(letter.isdigit() for letter in said) or "-" in said or past - at > 1
        if not has_shape and (is_ordinary(said) or len(said) < 3):
            continue
        if past - at > 1 and all(is_ordinary(word) for word in words[at:past]):
            continue
        if has_shape or not index.knows(singular(said)):
            return Span(at, past, Link((code,), 1.0))
    return None


def _hides_a_name(
    index: ProductIndex, words: Sequence[str], taken: Sequence[bool], near: Span
) -> bool:
    """Whether the whole name of another product begins behind the first word of what is near one.

    “12 acoustic gig bags”, where there are acoustic strings of gauge 12.
    """
    if near.link.score >= EXACT:
        return _counts_a_size(index, words, taken, near)
    for first in range(near.first + 1, near.past):
        least = 1 if words[first - 1] == "of" else 2
        for past in range(max(near.past, first + least), min(len(words), first + LONGEST_SPAN) + 1):
            codes = () if any(taken[first:past]) else index.called_exactly(words[first:past])
            if codes and set(codes).isdisjoint(near.link.codes):
                return True
    return False


def _counts_a_size(
    index: ProductIndex, words: Sequence[str], taken: Sequence[bool], near: Span
) -> bool:
    """“count 8 tempo 9”, where there are both: the number in front counts the other size."""
    first, past = near.first + 1, near.past + 1
    is_parted = past - first > 1 and past <= len(words) and not any(taken[first:past])
    if not is_parted or not (words[near.first].isdigit() and words[past - 1].isdigit()):
        return False
    codes = index.called_exactly(words[first:past])
    return bool(codes) and set(codes).isdisjoint(near.link.codes)


@dataclass(frozen=True)
class _Read:
    """A token as words of products; empty for a word that only joins."""

    words: tuple[str, ...]
    repaired: bool


def _named(
    index: ProductIndex, words: Sequence[str], taken: Sequence[bool], at: int
) -> Span | None:
    read: list[_Read] = []
    for place in range(at, min(len(words), at + LONGEST_SPAN)):
        one = None if taken[place] else _read(index, words[place], inside=bool(read))
        if one is None:
            break
        read.append(one)
    best: Span | None = None
    for past in range(len(read), 0, -1):
        span = _span(index, words, at, read[:past])
        if span is not None and (best is None or span.link.score > best.link.score + LEAD):
            best = span
        if best is not None and best.link.score >= LINKED:
            break
    return best


def _read(index: ProductIndex, word: str, *, inside: bool) -> _Read | None:
    if word == OF_A_NAME:
        return _Read((), repaired=False) if inside else None
    if word in FUNCTION or word == "&":
        joins = inside and word in {"of", "with", "&", "and", "the", "in", "for", "a"}
        holds = index.knows(word) and word not in {"of", "with", "the", "and", "in", "for"}
        return (
            _Read((word,), repaired=False)
            if holds
            else _Read((), repaired=False)
            if joins
            else None
        )
    reading = index.reading(word)
    if reading is not None:
        return _Read(
            (reading,), repaired=reading not in {word, singular(word), SHORT_FORMS.get(word)}
        )
    # “8-11 socks”: a title's marks part its words, too
    parts = words_of(word) if "-" in word else ()
    if len(parts) > 1 and all(map(index.knows, parts)):
        return _Read(parts, repaired=False)
    halves = index.halves(word)
    return None if halves is None else _Read(halves, repaired=True)


def _span(index: ProductIndex, words: Sequence[str], at: int, read: list[_Read]) -> Span | None:
    """What these tokens name, if they are more than plain words."""
    if not read[-1].words or not read[0].words:
        return None
    meant = [word for one in read for word in one.words]
    link = index.link(meant)
    if all(word in WEAK or word.isdigit() or len(word) < 2 for word in meant):
        plain = {word for word in meant if word not in FUNCTION}
        whole = len(plain) > 1 and link.score >= 0.97
        if not whole and not (len(read) == 1 and _is_counted(index, words, at)):
            return None
    if len(read) == 1 and is_ordinary(words[at]) and not _is_named_alone(index, words, at):
        return None
    if link.score < ASKED or not (index.has(link.codes[0], read[0].words[0])
                                  and index.has(link.codes[0], read[-1].words[-1])):  # fmt: skip
        return None
    said = words[at : at + len(read)]
    # “blue and red mugs” is no blue mug, and “salt and pepper mill” is one
    if "and" in said and not all(index.has(link.codes[0], word) for word in meant):
        return None
    repaired = tuple(
        (word, " ".join(one.words)) for word, one in zip(said, read, strict=True) if one.repaired
    )
    return Span(at, at + len(read), Link(link.codes, link.score, repaired))


def _is_named_alone(index: ProductIndex, words: Sequence[str], at: int) -> bool:
    """Whether one ordinary word stands where a product can: “book it in” and “is fine” do not."""
    word, before = words[at], words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    if word.endswith("ed") or word in DONE:
        return False
    if (after in OBJECTS and before not in ARTICLES) or before in TELLING_HOW:
        return False
    is_many = singular(word) != word
    return is_many or index.is_head(word) or before in ARTICLES or before.isdigit()


def _is_counted(index: ProductIndex, words: Sequence[str], at: int) -> bool:
    """Whether a plain word in the plural follows a number or “how many”: “12 labels”."""
    word = words[at]
    if singular(word) == word or singular(word) in NEVER_ALONE or not index.is_head(singular(word)):
        return False
    # “60 sets of bass strings” are no sets
    is_container = list(words[at + 1 : at + 2]) == ["of"]
    return at > 0 and not is_container and (words[at - 1] in COUNTED or words[at - 1].isdigit())
