"""Phrases as they are declared -> whether words fit them, and sentences sampled from them.

`(a|b)` is one of several, `[a|b]` one of several or none, `{order}` stands for what a sentence
names. Both may stand in one another. Words that change no meaning are left out on both sides.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.understanding.canonical import kept

PIECE = re.compile(r"[()\[\]|]|\{\w+\}|[^\s()\[\]|{}]+")


class BadPhrase(ValueError):
    """A phrase whose brackets do not fit."""


@dataclass(frozen=True)
class Word:
    """One word, or a named thing as “<order>”."""

    text: str


@dataclass(frozen=True)
class Choice:
    """One of several sequences."""

    ways: tuple[tuple[Node, ...], ...]

    @cached_property
    def may_lack(self) -> bool:
        """Whether one of the ways has no words."""
        return () in self.ways

    @cached_property
    def open(self) -> tuple[tuple[Node, ...], ...]:
        """Ways that begin with a choice of their own."""
        return tuple(way for way in self.ways if way and isinstance(way[0], Choice))

    @cached_property
    def _by_word(self) -> dict[str, list[tuple[Node, ...]]]:
        found: dict[str, list[tuple[Node, ...]]] = {}
        for way in self.ways:
            if way and isinstance(way[0], Word):
                found.setdefault(way[0].text, []).append(way)
        return found

    def beginning(self, word: str) -> Sequence[tuple[Node, ...]]:
        """Ways that begin with a word."""
        return self._by_word.get(word, ())


Node = Word | Choice


def parse(phrase: str) -> tuple[Node, ...]:
    """A phrase as a tree.

    Raises:
        BadPhrase: a bracket is not closed, or closes nothing.
    """
    pieces = PIECE.findall(phrase)
    nodes, at = _sequence(pieces, 0, "")
    if at != len(pieces):
        raise BadPhrase(phrase)
    return nodes


def fits(nodes: tuple[Node, ...], words: Sequence[str]) -> bool:
    """Whether canonical words are one of the sentences of a phrase."""
    return len(words) in _ends(nodes, words, {0})


def firsts(nodes: tuple[Node, ...]) -> frozenset[str]:
    """Every word with which a sentence of a phrase can begin, and “” where it may have none."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Word):
            return frozenset(found | {node.text})
        begun = {word for way in node.ways for word in firsts(way)}
        found |= begun - {""}
        # a choice that can be left out lets the next one begin
        if "" not in begun:
            return frozenset(found)
    return frozenset(found | {""})


def _ends(nodes: tuple[Node, ...], words: Sequence[str], starts: set[int]) -> set[int]:
    """Where these nodes can end, when they begin at one of some places."""
    for node in nodes:
        if isinstance(node, Word):
            starts = {at + 1 for at in starts if at < len(words) and words[at] == node.text}
        else:
            ends: set[int] = set(starts) if node.may_lack else set()
            for at in starts:
                for way in (*node.beginning(words[at] if at < len(words) else ""), *node.open):
                    ends |= _ends(way, words, {at})
            starts = ends
        if not starts:
            break
    return starts


def sample(nodes: tuple[Node, ...], dice: random.Random) -> list[str]:
    """One sentence of a phrase, as canonical words."""
    words: list[str] = []
    for node in nodes:
        words += [node.text] if isinstance(node, Word) else sample(dice.choice(node.ways), dice)
    return words


def words(nodes: tuple[Node, ...]) -> Iterator[str]:
    """Every word that a phrase can hold."""
    for node in nodes:
        if isinstance(node, Word):
            yield node.text
        else:
            for way in node.ways:
                yield from words(way)


def _sequence(pieces: list[str], at: int, closing: str) -> tuple[tuple[Node, ...], int]:
    nodes: list[Node] = []
    while at < len(pieces) and pieces[at] not in {"|", ")", "]"}:
        piece = pieces[at]
        if piece in "([":
            choice, at = _choice(pieces, at + 1, {"(": ")", "[": "]"}[piece])
            nodes.append(choice)
            continue
        if piece.startswith("{"):
            nodes.append(Word(f"<{piece[1:-1]}>"))
        else:
            nodes += [Word(word) for word in kept([piece])]
        at += 1
    if closing and at == len(pieces):
        raise BadPhrase(f"“{closing}” is missing.")
    return tuple(nodes), at


def _choice(pieces: list[str], at: int, closing: str) -> tuple[Choice, int]:
    ways: list[tuple[Node, ...]] = [()] if closing == "]" else []
    while True:
        way, at = _sequence(pieces, at, closing)
        ways.append(way)
        if pieces[at] == closing:
            return Choice(tuple(dict.fromkeys(ways))), at + 1
        if pieces[at] != "|":
            raise BadPhrase(f"“{pieces[at]}” closes nothing.")
        at += 1
