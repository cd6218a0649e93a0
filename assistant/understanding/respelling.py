"""Words of requests that are misspelt -> as they are written: “stauts of 1043”, “trackng for”.

A word is repaired when it is no word of English, nothing that the shop has is called so, and one
word that requests are made of lies nearest. Words that speak against a change are among those, so
that a slip never turns a “never” into nothing. What is repaired goes through the gate as if it had
been typed well, and is shown as it was read.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.understanding import gate_words
from assistant.understanding.canonical import DROPPED, SAME
from assistant.understanding.dates import DAYS, MONTHS, SPANS
from assistant.understanding.english import FUNCTION, is_ordinary, singular
from assistant.understanding.features import stem
from assistant.understanding.index import Known
from assistant.understanding.meanings import CONDITIONS, REASONS, STAGES
from assistant.understanding.numbers import TENS, UNITS
from assistant.understanding.tag_sheet import Tag
from assistant.understanding.tokens import Text

WORD, NAMED = re.compile(r"[a-z]+(?!')"), re.compile(r"\{\w+\}")
UNDOUBLED = re.compile(r"([bdglmnprt])(ed|ing)$")
SHORTEST, LONG = 5, 8
"""Letters of a word that is repaired at all; of one in which two slips are."""
AGAINST = (
    *gate_words.NEGATIONS, *gate_words.SUPPOSING, *gate_words.TOLD, *gate_words.LATER,
    *gate_words.EVERYTHING, *gate_words.CONDITIONS, *gate_words.MODAL, *gate_words.ASKING,
    *gate_words.POSSIBLE, "yesterday", "today", "tomorrow", "sorry", "actually", "instead", "meant",
)  # fmt: skip


_gathering = threading.Lock()


class Respelling:
    """The words that requests are made of, and how a misspelt one is read."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Gather the words of phrases, of days and numbers, and of what speaks against a change."""
        spoken = (word for phrase in phrases for word in WORD.findall(NAMED.sub(" ", phrase)))
        meant = (word for table in (REASONS, CONDITIONS, STAGES) for said in table for word in said)
        said = {
            *spoken,
            *meant,
            *AGAINST,
            *DAYS,
            *MONTHS,
            *SPANS,
            *TENS,
            *UNITS,
            *DROPPED,
            *FUNCTION,
        }
        self._known = frozenset(word for word in said if word.isalpha())
        self._long = sorted(word for word in self._known if len(word) >= SHORTEST - 1)
        self._stems = frozenset(map(stem, self._known))
        self._nearest = lru_cache(maxsize=4096)(self._search)

    def of(self, text: Text, named: Collection[Tag], known: Known) -> Text:
        """The text with its misspelt words as they are written; the same where there are none."""
        taken = {at for tag in named for at in range(tag.first, tag.past)}
        mended: Mapping[int, str] = {
            at: word
            for at, token in enumerate(text.tokens)
            if at not in taken
            and (self._is_strange(token.word, known) or self._doubled(token.word))
            # a name that is written large is somebody's
            and not (at and token.raw[0].isupper() and not token.raw.isupper())
            and (word := self._doubled(token.word) or self._nearest(token.word))
        }
        if not mended:
            return text
        tokens = tuple(
            replace(token, word=mended.get(at, token.word)) for at, token in enumerate(text.tokens)
        )
        read = tuple((text.tokens[at].word, word) for at, word in mended.items())
        return replace(text, tokens=tokens, respelt=read)

    def _doubled(self, word: str) -> str:
        """“unshiped”: “unshipped”; nothing where it is spelt right as it is."""
        twice = UNDOUBLED.sub(r"\1\1\2", word)
        return twice if twice != word and twice in self._known and word not in self._known else ""

    def _is_strange(self, word: str, known: Known) -> bool:
        """Whether a word is none that anybody knows."""
        if len(word) < SHORTEST - 1 or not word.isalpha():
            return False
        listed = word in self._known or word in SAME or word in DROPPED or word in FUNCTION
        return not (
            listed
            or is_ordinary(word)
            or stem(word) in self._stems
            or known.products.knows(singular(word))
        )

    def _search(self, word: str) -> str:
        """The one word that lies nearest, and begins alike; nothing where several do."""
        slips = 2 if len(word) >= LONG else 1
        found = process.extract(word, self._long, scorer=OSA.distance, score_cutoff=slips, limit=4)
        near = [(distance, one) for one, distance, _ in found if _may_be(word, one)]
        least = min((distance for distance, _ in near), default=0)
        best = [one for distance, one in near if distance == least]
        # letters that have changed places are the commonest slip
        best = [one for one in best if sorted(one) == sorted(word)] or best
        # then that a letter was left out: “traking” is rather “tracking” than “taking”
        best = [one for one in best if Counter(word) <= Counter(one)] or best
        return best[0] if len(best) == 1 else ""


def respelling(phrases: tuple[tuple[str, ...], ...]) -> Respelling:
    """For the phrases of all commands; the same phrases are gathered once."""
    with _gathering:
        return _gathered(phrases)


@lru_cache(maxsize=8)
def _gathered(phrases: tuple[tuple[str, ...], ...]) -> Respelling:
    return Respelling(phrase for one in phrases for phrase in one)


def _may_be(word: str, known: str) -> bool:
    """Whether one is the other but for a slip: of four letters, two have changed places."""
    letters: Sequence[str] = sorted(word)
    if len(word) < SHORTEST or len(known) < SHORTEST:
        return letters == sorted(known)
    return word[0] == known[0] or letters == sorted(known)
