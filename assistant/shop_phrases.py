"""Phrases of the shop: a message that is one of them -> the sentence of ours that it stands for.

Pure: the phrases come in as data. What a command knows by itself goes before them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant import understand
from assistant.understand import PART, Match
from commands.kit import Command

SLOT = re.compile(r"\{(\w+)\}")
Phrases = tuple[tuple[str, str], ...]
"""What is said, and the sentence that it stands for; both with the same {slots}."""


@dataclass(frozen=True)
class ShopPhrase:
    """A phrase of the shop, ready to be looked for."""

    said: str
    means: str
    command: Command
    """What the sentence asks for."""
    pattern: re.Pattern[str]

    def read(self, cleaned: str) -> Mapping[str, str] | None:
        """The words of its slots, where a cleaned message is the phrase; None: it is not."""
        match = self.pattern.fullmatch(f" {cleaned}")
        return None if match is None else {name: word.strip() for name, word in
                                           match.groupdict().items()}  # fmt: skip


def meant(said: str, phrases: Phrases) -> str:
    """The sentence of ours that a message stands for; the message itself where it is no phrase."""
    if not phrases or is_ours(said):
        return said
    text = understand.clean(said)
    for phrase in _ready(phrases):
        words = phrase.read(text)
        if words is not None:
            return filled(phrase.means, words)
    return said


def is_ours(said: str) -> bool:
    """Whether a phrase of a command accounts for a message, and says more than a name."""
    return any(match.weight[0] > 0 for match in understand.understand(said))


def filled(sentence: str, words: Mapping[str, str]) -> str:
    """A sentence with words in its slots."""
    return SLOT.sub(lambda slot: words[slot[1]], sentence)


def slots_of(sentence: str) -> list[str]:
    """The names of its slots, in order."""
    return SLOT.findall(sentence)


def command_of(sentence: str) -> Command | None:
    """The one command that surely knows a sentence with these slots; None: none does."""
    bare = SLOT.sub("", sentence)
    if not bare.strip() or set("[](){}|") & set(bare):
        return None
    names = slots_of(sentence)
    for command in understand.known().values():
        if command.phrases and command.slots.keys() >= set(names):
            examples = examples_of(command, names)
            match = _surest(filled(sentence, examples))
            if match is not None and match.command is command and _holds(match, examples):
                return command
    return None


def examples_of(command: Command, names: Sequence[str]) -> dict[str, str]:
    """Words that the slots of a command could hold."""
    return {name: command.slots[name].example for name in names}


def phrase_of(said: str, means: str) -> ShopPhrase | None:
    """A phrase as it is looked for; None where what it means is understood no more."""
    command = command_of(means)
    if command is None or set(slots_of(said)) != set(slots_of(means)):
        return None
    pattern = understand.pattern_of(PART.findall(said), command)
    return ShopPhrase(said, means, command, re.compile(pattern, re.IGNORECASE))


@lru_cache(maxsize=8)
def _ready(phrases: Phrases) -> tuple[ShopPhrase, ...]:
    found = (phrase_of(said, means) for said, means in phrases)
    return tuple(one for one in found if one is not None)


def _surest(said: str) -> Match | None:
    """The one command that words are most surely; None where two are, or none."""
    matches = understand.understand(said)
    surest = [one for one in matches if one.weight == matches[0].weight and one.weight[0] > 0]
    return surest[0] if len({one.command.name for one in surest}) == 1 else None


def _holds(match: Match, examples: Mapping[str, str]) -> bool:
    return all(match.words.get(name, "").lower() == word.lower() for name, word in examples.items())
