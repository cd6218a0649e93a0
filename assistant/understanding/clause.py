"""A part of a message that asks for one thing: its words, what it names, and its canonical form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from assistant.understanding.canonical import DROPPED, canonical
from assistant.understanding.needing import turned
from assistant.understanding.tag_sheet import Tag, of_kind
from assistant.understanding.tokens import Text
from assistant.understanding.word_lists import listed, phrases

NAMED = "\0"
"""Stands for a word that names something."""
REQUESTING = frozenset({"can", "could", "would", "will"})
ASKED_OF = frozenset({"you", "u", "someone", "somebody", "anyone", "anybody"})
LISTED = frozenset({",", "and", "&", "/", "+", "plus", "or"})

STATING = frozenset({"say", "read", "be", "show", "says"})
STATED = tuple(tuple(said.split()) for said in phrases(
    "ought to | should | must | has to | needs to | need to"
))  # fmt: skip
"""What stands before those where somebody tells how a figure is to be."""
FIGURES = frozenset({"units", "money", "percent"})
CONTRASTED = FIGURES | {"place", "product", "carrier", "channel"}
"""Kinds of which the wrong one is named after the right one: “5 not 3”."""
SHOWING = listed("""
show find list check tell give get look see open pull any anything status update news stock sales
figures price track print remind much many details eta where's
""")
"""What asks to be shown something."""
OPENERS = [
    one.split()
    for one in phrases(
        """
hang on | hold on | wait | one sec | one second | quick one | quick question | quick q | question |
by way | btw | before that | before i do | first | do you know | any idea | just wondering | just
checking | i was wondering | remind me | sorry | oh | and
"""
    )
]
"""What stands before a question and asks nothing: “hang on, what did she order?”."""
OPENED_BY = {first: [said for said in OPENERS if said[0] == first]
             for first in {said[0] for said in OPENERS}}  # fmt: skip
QUESTIONS = listed("""
what where who whose how when which why is are has have did does do any whats
""")

DENIED = listed("hasn't haven't isn't aren't didn't doesn't don't wasn't weren't")
"""With what a question begins that expects a yes: “hasn't he had that already?”."""


def _opening(words: list[str]) -> int:
    """How many words stand before a question; none where no question follows."""
    at = 0
    for _ in range(2):
        begun = OPENED_BY.get(words[at], ()) if at < len(words) else ()
        at += max((len(said) for said in begun if said == words[at : at + len(said)]), default=0)
    return at if at and words[at : at + 1] and words[at] in QUESTIONS | DENIED else 0


@dataclass(frozen=True)
class Clause:
    """Tokens of a text from `first` up to `past`, with the tags among them."""

    text: Text
    first: int
    past: int
    tags: tuple[Tag, ...]

    @classmethod
    def of(cls, text: Text, first: int, past: int, tags: Iterable[Tag]) -> Clause:
        """The part between two tokens."""
        return cls(text, first, past, tuple(t for t in tags if first <= t.first and t.past <= past))

    @cached_property
    def masked(self) -> tuple[tuple[str, int], ...]:
        """Words, with “<kind>” for what is named, and the token at which each stands."""
        at_token = {tag.first: tag for tag in self.tags}
        found: list[tuple[str, int]] = []
        at = self.first
        while at < self.past:
            tag = at_token.get(at)
            if tag is None:
                found.append((self.text.tokens[at].word, at))
                at += 1
                continue
            plain = tag.kind == "units" and not tag.sure
            found.append((self.text.tokens[at].word if plain else f"<{tag.kind}>", at))
            at = tag.past
        return tuple(_collapsed(found))

    @cached_property
    def words(self) -> list[str]:
        """The canonical words, without “can you” before them."""
        found = canonical([word for word, _ in self.masked])
        asks = len(found) > 2 and found[0] in REQUESTING and found[1] in ASKED_OF
        return turned(found[2:] if asks else found[_opening(found) :])

    @cached_property
    def is_asked(self) -> bool:
        """Whether it has the form of a question, or asks to be shown something."""
        last = self.text.tokens[min(self.past, len(self.text.tokens) - 1)]
        return last.word == "?" or not (QUESTIONS | SHOWING).isdisjoint(self.words)

    @cached_property
    def ends_in_question(self) -> bool:
        """Whether a question mark ends it; “cancel 1043. has 1044 gone?” asks of the second."""
        words = [token.word for token in self.text.tokens]
        following = next((at for at in range(self.past, len(words))
                          if words[at] == "?" or words[at] not in DROPPED), len(words))  # fmt: skip
        return words[self.past - 1 : self.past] == ["?"] or words[following : following + 1] == [
            "?"
        ]

    @cached_property
    def placed(self) -> list[tuple[str, int]]:
        """The canonical words, each with the token at which it stands."""
        return [(word, at) for said, at in self.masked for word in canonical([said])]

    @cached_property
    def free(self) -> list[str]:
        """Words that name nothing, one for each token; a mark stands for those that do."""
        taken = {at for tag in self.tags for at in range(tag.first, tag.past)}
        return [NAMED if at in taken else self.text.tokens[at].word
                for at in range(self.first, self.past)]  # fmt: skip

    @cached_property
    def spoken(self) -> list[str]:
        """The free words, but for those that only say what is right: “should say” 6, “5 not” 3."""
        begins = {tag.first: tag.kind for tag in self.tags}
        ends = {tag.past: tag.kind for tag in self.tags}
        free, skipped = self.free, set[int]()
        for at, word in enumerate(free):
            place = self.first + at
            if word in STATING and begins.get(place + 1) in FIGURES:
                said = next((one for one in STATED if tuple(free[:at][-len(one) :]) == one), ())
                skipped |= set(range(at - len(said), at + 1)) if said else set()
            before = place - (free[at - 1 : at] == [","])
            if word == "not" and ends.get(before) in CONTRASTED & {begins.get(place + 1)}:
                skipped.add(at)
        return [word for at, word in enumerate(free) if at not in skipped]

    @cached_property
    def plain(self) -> list[str]:
        """The words as typed that name nothing and are more than filling."""
        return [word for word in self.free if word != NAMED and word not in DROPPED]

    def named(self, *kinds: str) -> list[Tag]:
        """The tags of some kinds, in order."""
        return of_kind(self.tags, *kinds)

    def before(self, tag: Tag) -> str:
        """The word before a tag, an article aside."""
        at = tag.first - 1
        while at >= self.first and self.text.tokens[at].word in {"the", "our", "a", "my"}:
            at -= 1
        return self.text.tokens[at].word if at >= self.first else ""

    def after(self, tag: Tag) -> str:
        """The word after a tag."""
        return self.text.tokens[tag.past].word if tag.past < self.past else ""


def _collapsed(found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Several orders in a row count as one."""
    kept: list[tuple[str, int]] = []
    for one in found:
        if one[0] in {"<order>", "<return>", "<purchase>"}:
            back = len(kept)
            while back and kept[back - 1][0] in LISTED:
                back -= 1
            if back and kept[back - 1][0] == one[0]:
                del kept[back:]
                continue
        kept.append(one)
    return kept
