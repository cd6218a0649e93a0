"""Which product is meant: an index of words, misspellings repaired, and a weighted alignment.

Every word said is looked for among the words of titles and aliases; a word that no product has is
repaired when exactly one lies near, unless it is ordinary English. Products that hold the rarest
words said are then compared word by word, a rare word counting for more than a frequent one.
"""

from __future__ import annotations

import bisect
import math
import re
import sys
from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.understanding.english import (
    CONTRASTING,
    FUNCTION,
    is_ordinary,
    singular,
    unaccented,
)
from assistant.understanding.names import Product
from assistant.understanding.word_lists import table

LINKED, ASKED, LEAD = 0.85, 0.60, 0.05
WITHIN = 0.9
IN_TITLE = re.compile(r"\b(?:in|with)\b", re.IGNORECASE)
MOST_COMPARED, MOST_NAMED, REMEMBERED = 500, 24, 512
SHORT_FORMS = table("sizes")
NAME_WORD = re.compile(r"[^\W_]+(?:\.\d+)?")


@dataclass(frozen=True)
class Link:
    """Products that some words name, all that fit as well as the best; codes."""

    codes: tuple[str, ...]
    score: float
    repaired: tuple[tuple[str, str], ...] = ()
    """Words as said and as they were read."""


NOTHING = Link((), 0.0)


def words_of(name: str) -> tuple[str, ...]:
    """The words that count in a name: lower case, singular; each held in memory once."""
    plain = unaccented(name.lower()).replace("'s", "").replace("'", "")
    found = NAME_WORD.findall(plain)
    return tuple(sys.intern(singular(word)) for word in found if word not in FUNCTION)


class ProductIndex:
    """The words of all products, and how rare each is."""

    def __init__(self, products: Sequence[Product]) -> None:
        """Index titles, aliases and codes."""
        self.codes = [one.code for one in products]
        self._number = {code: number for number, code in enumerate(self.codes)}
        self._by_code = {_bare(one.code): number for number, one in enumerate(products)}
        self._exact: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._names: list[tuple[tuple[str, ...], ...]] = []
        self._made_of: dict[int, frozenset[str]] = {}
        """What stands behind “in” or “with” in a title: “sardines in olive oil”."""
        holders: dict[str, array[int]] = defaultdict(lambda: array("I"))
        for number, one in enumerate(products):
            names = tuple(words for words in map(words_of, (one.title, *one.aliases)) if words)
            self._names.append(names)
            title, _, within = IN_TITLE.sub("\0", one.title, count=1).partition("\0")
            if within and title.strip():
                own = {word for words in names for word in words if words != words_of(one.title)}
                self._made_of[number] = frozenset(words_of(within)) - own - {*words_of(title)}
            for words in names:
                key = tuple(sorted(set(words)))
                self._exact[key] = (*self._exact.get(key, ()), number)
            for word in {word for words in names for word in words}:
                holders[word].append(number)
        self._holders = dict(holders)
        self._heads = {words[-1] for names in self._names for words in names}
        self._count = max(1, len(products))
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in self._holders:
            self._by_length[len(word)].append(word)
        self._sorted = sorted(self._holders)
        self._links: dict[tuple[str, ...], Link] = {}
        self._repairs: dict[str, str | None] = {}

    def by_code(self, said: str) -> str | None:
        """The product with that code, marks and case aside."""
        number = self._by_code.get(_bare(said))
        return None if number is None else self.codes[number]

    def called_exactly(self, said: Sequence[str]) -> tuple[str, ...]:
        """Codes of the products whose whole title or alias these words are, in any order."""
        words = words_of(" ".join(said))
        return self._named(self._exact.get(tuple(sorted(set(words))), ()))

    def has(self, code: str, word: str) -> bool:
        """Whether a product is called so, or in part."""
        return any(word in name for name in self._names[self._number[code]])

    def is_head(self, word: str) -> bool:
        """Whether a name ends with this word, as “slate plant label”."""
        return word in self._heads

    def knows(self, word: str) -> bool:
        """Whether a product has this word."""
        return word in self._holders

    def measured(self, figure: str) -> list[str]:
        """The words of products that are a figure and its unit: “750ml”."""
        at, found = bisect.bisect_left(self._sorted, figure), []
        while at < len(self._sorted) and self._sorted[at].startswith(figure):
            if self._sorted[at][len(figure) :].isalpha():
                found.append(self._sorted[at])
            at += 1
        return found

    def reading(self, word: str) -> str | None:
        """The word of a product that is meant by a word; None: none is."""
        plain = singular(word)
        # “canvases” of a canvas
        shorter = singular(plain[:-1]) if plain.endswith("se") else ""
        for one in (plain, word, SHORT_FORMS.get(plain, ""), f"{plain}ing", shorter):
            if one in self._holders:
                return one
        if is_ordinary(word) or len(plain) < 4 or any(letter.isdigit() for letter in plain):
            return None
        if plain not in self._repairs:
            if len(self._repairs) > 10_000:
                self._repairs.clear()
            self._repairs[plain] = self._repaired(plain)
        return self._repairs[plain]

    def halves(self, word: str) -> tuple[str, str] | None:
        """Two words of products that were written as one."""
        if len(word) < 6 or is_ordinary(word):
            return None
        for at in range(3, len(word) - 2):
            head, tail = word[:at], singular(word[at:])
            if head in self._holders and tail in self._holders:
                return head, tail
        return None

    def rarity(self, word: str) -> float:
        """How much a word tells: more, the fewer products have it."""
        return math.log(1 + self._count / (1 + len(self._holders.get(word, ())))) + 0.3

    def link(self, words: Sequence[str]) -> Link:
        """The products that these words (as read, singular) name."""
        asked = tuple(dict.fromkeys(words))
        if asked not in self._links:
            if len(self._links) >= REMEMBERED:
                self._links.clear()
            self._links[asked] = self._linked(asked)
        return self._links[asked]

    def _linked(self, asked: tuple[str, ...]) -> Link:
        exact = self._exact.get(tuple(sorted(asked)))
        if exact is not None:
            return Link(self._named(exact), 1.0)
        scored = self._scored(asked)
        if not scored:
            return NOTHING
        best = max(score for score, _ in scored)
        close = sorted(number for score, number in scored if score > best - LEAD)
        return Link(self._named(close), best)

    def ranked(self, words: Sequence[str], limit: int = 5) -> list[tuple[str, float]]:
        """Codes and scores of the products nearest to the words, the best first."""
        exact = self._exact.get(tuple(sorted(set(words))), ())
        scored = [(1.0, number) for number in exact] + self._scored(tuple(dict.fromkeys(words)))
        found: dict[str, float] = {}
        for score, number in sorted(scored, key=lambda one: (-one[0], one[1])):
            found.setdefault(self.codes[number], score)
            if len(found) == limit:
                break
        return list(found.items())

    def other(
        self, said: Sequence[tuple[str, ...]], word: str, but: Sequence[str]
    ) -> tuple[str, ...]:
        """The product that is called as another, save for one word; nothing when none is.

        Args:
            said: ways in which the other one is called, as words.
            word: the one that differs.
            but: codes of the other one.
        """
        reading = self.reading(word) if word.isalnum() and word not in FUNCTION else None
        if reading is None:
            return ()
        for words in said:
            # one word in place of a whole name is another name
            for at in range(len(words)) if len(words) > 1 else ():
                link = self.link((*words[:at], reading, *words[at + 1 :]))
                if link.score >= LINKED and len(link.codes) == 1 and link.codes != tuple(but):
                    return link.codes
        return ()

    def called(
        self, words: Sequence[str], before: Sequence[str], titles: Sequence[str]
    ) -> tuple[str, ...]:
        """The products that some words set apart, among several or from the ones before.

        Args:
            words: as typed.
            before: codes of what was spoken of.
            titles: all that those are called; of many, the first ones.
        """
        apart: tuple[str, ...] = ()
        for word in words:
            reading = self.reading(word) if word not in FUNCTION else None
            if reading is None:
                continue
            left = apart or tuple(before)
            among = tuple(code for code in left if self.has(code, reading))
            if among and len(among) < len(left):
                apart = among
                if not CONTRASTING.isdisjoint(words):
                    # “XL, not large”
                    break
            elif not apart and (codes := self._others(titles, word, before)):
                return codes
        return apart

    def _others(self, titles: Sequence[str], word: str, but: Sequence[str]) -> tuple[str, ...]:
        """“what about the navy?”, of red ones in two sizes: of each the one that is called so."""
        said = [words_of(title) for title in titles]
        if len(but) < 2:
            return self.other(said, word, but)
        found = [self.other([words], word, but) for words in said]
        return tuple(dict.fromkeys(code for codes in found for code in codes))

    def _named(self, numbers: Sequence[int]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.codes[number] for number in numbers[:MOST_NAMED]))

    def _scored(self, asked: tuple[str, ...]) -> list[tuple[float, int]]:
        weights = {word: self.rarity(word) for word in asked}
        total = sum(weights.values())
        return [(self._score(number, weights, total), number) for number in self._candidates(asked)]

    def _candidates(self, asked: Sequence[str]) -> list[int]:
        """Products worth comparing: those that have the rarest words."""
        known = sorted(
            (word for word in asked if word in self._holders),
            key=lambda word: (len(self._holders[word]), word),
        )
        if not known:
            return []
        common = set(self._holders[known[0]])
        for word in known[1:]:
            both = common.intersection(self._holders[word])
            common = both or common
        if len(common) <= MOST_COMPARED:
            return sorted(common)
        return sorted(common)[:MOST_COMPARED]

    def _score(self, number: int, weights: dict[str, float], total: float) -> float:
        best = 0.0
        for name in self._names[number]:
            held = [word for word in weights if word in name]
            matched = sum(weights[word] for word in held)
            best = max(best, 0.85 * matched / total + 0.15 * len(held) / len(name))
        # “olive oil” is rather the oil than the sardines in it
        is_within = weights.keys() <= self._made_of.get(number, frozenset())
        return best * WITHIN if is_within else best

    def _is_another_word(self, word: str) -> bool:
        """“siad”, “stikc”: an ordinary word, two letters of which have changed places."""
        swapped = [
            word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)
        ]
        is_ours = any(self.knows(singular(one)) for one in swapped)
        return not is_ours and any(map(is_ordinary, swapped))

    def _repaired(self, word: str) -> str | None:
        if self._is_another_word(word):
            return None
        slips = 2 if len(word) >= 8 else 1
        near: list[tuple[int, str]] = []
        for length in range(len(word) - slips, len(word) + slips + 1):
            known = self._by_length.get(length)
            if known:
                found = process.extract(
                    word, known, scorer=OSA.distance, score_cutoff=slips, limit=4
                )
                near += [(int(distance), one) for one, distance, _ in found]
        near = [one for one in near if not any(letter.isdigit() for letter in one[1])]
        if near:
            least = min(near)[0]
            nearest = [one for distance, one in near if distance == least and one[0] == word[0]]
            nearest = nearest or [one for distance, one in near if distance == least]
            return max(nearest, key=lambda one: (len(self._holders[one]), one))
        return self._continued(word)

    def _continued(self, word: str) -> str | None:
        """The one word that begins so: “secat” for “secateur”."""
        at = bisect.bisect_left(self._sorted, word)
        begun = []
        while at < len(self._sorted) and self._sorted[at].startswith(word):
            begun.append(self._sorted[at])
            at += 1
        return begun[0] if len(begun) == 1 else None


MARKS = re.compile(r"[^a-z0-9]+")


def _bare(code: str) -> str:
    return MARKS.sub("", code.lower())
