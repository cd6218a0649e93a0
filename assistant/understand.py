"""What was said -> the commands it can be, with the words of their slots; or none.

A phrase must account for every word: `[maybe]`, `(this|that)`, `{slot}`. What is left over is never
ignored, so “ship 1043 tomorrow” and “don't ship 1043” are not “ship 1043”.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import fuzz, process

import commands
from assistant import spelt_amounts
from assistant.understanding import told
from assistant.understanding.made_once import MadeOnce
from assistant.understanding.tokens import HIDDEN
from commands import slot_kinds
from commands.kit import Command
from oms import discovery
from oms.sought import Owner

LONGEST = 500
POLITE = re.compile(
    r"^(?:(?:hi|hey|hello|please|pls|ok|okay|so|and|backroom|thanks|thank you)\b[,!.]?\s+)+",
    re.IGNORECASE,
)
CAN_YOU = re.compile(
    r"^(?:can|could|would|will) you (?:please )?(?:tell me |show me )?", re.IGNORECASE
)
TAIL = re.compile(
    r"(?:[\s,]+(?<!\bby )(?:please|pls|thanks|thank you|thx|cheers|now))*[\s?!.…]*$", re.IGNORECASE
)
OPEN_SLOTS = frozenset({
    "sku", "customer", "channel", "alone", "why", "text", "buyer", "items", "known", "second",
    "address", "way", "note", "reason", "heard", "meaning",
})  # fmt: skip
SIGNS = (
    (re.compile(r"^(?:\+|plus )\s*(?=\d)", re.IGNORECASE), "add"),
    (re.compile(r"^(?:[-−]|minus )\s*(?=\d)", re.IGNORECASE), "take"),
)
"""“+3 blue mugs” and “-2 blue mugs”, as words."""
AMOUNTS = ("amount", "money", "sum_")
"""Slots that hold an amount of money."""
REASONS = ("why", "text", "note")
"""Slots that may hold a reason, or a note."""
NEGATIONS = frozenset({"don't", "dont", "do not", "never", "not"})
PART = re.compile(r"\[[^\]]*\]|\([^)]*\)|\{\w+\}|[^\s\[\](){}]+")


class NotItsOwn(RuntimeError):
    """A command does not understand an example of its own; the program does not start."""

    def __init__(self, file: str, example: str) -> None:
        super().__init__(f"{file} has no phrase that fits its example “{example}” best.")


@dataclass(frozen=True)
class Whose:
    """A slot of a command that is told by whose it is: “Ann's order”, “the refund for 1043”."""

    slot: str
    owner: Owner
    closed: frozenset[str]
    """Stages of an order in which it is not meant."""
    goods: frozenset[str] = frozenset()
    """Codes of products that tell orders apart."""


@dataclass(frozen=True)
class Match:
    """One command that the words can be, and the words of each slot."""

    command: Command
    words: Mapping[str, str]
    weight: tuple[int, int]
    """Letters that the phrase itself accounts for, then slots filled: more is surer."""
    whose: Whose | None = None
    """What else it is about, told by whose it is."""


@dataclass(frozen=True)
class _Phrase:
    command: Command
    parts: tuple[str, ...]
    begins: frozenset[str] | None
    """The words it can begin with; None: it begins with a slot, so with any."""

    # made when they are looked at first: all of them together take most of a second

    @cached_property
    def slots(self) -> frozenset[str]:
        """The slots that it names."""
        return frozenset(part[1:-1] for part in self.parts if part.startswith("{"))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(pattern_of(self.parts, self.command), re.IGNORECASE)

    @cached_property
    def inside(self) -> re.Pattern[str]:
        """The same, as a part of what was said."""
        return re.compile(rf"{pattern_of(self.parts, self.command)}(?=\s|$)", re.IGNORECASE)


@MadeOnce
def known() -> Mapping[str, Command]:
    """Every command there is, by name.

    Raises:
        ClaimedTwice: two files declare one name.
    """
    return discovery.declared(commands, Command, lambda one: one.name)


@lru_cache(maxsize=256)
def clean(said: str) -> str:
    """What was typed, without Slack's markup, odd quotes and blanks, greetings and thanks."""
    # the first mention is of us; whoever else is spoken to is a word that no phrase has
    text = re.sub(r"^\s*<@[A-Z0-9]+(?:\|[^>]*)?>", " ", said[: LONGEST * 4])
    text = re.sub(r"<@[A-Z0-9]+(?:\|[^>]*)?>", " @somebody ", text)
    text = re.sub(r"<#([A-Z0-9]+)(?:\|[^>]*)?>", r"#\1", text)
    text = re.sub(r"<(?:mailto:|tel:|https?://)?([^>|]*)\|([^>]*)>", r"\2", text)
    text = html.unescape(re.sub(r"<([^>]*)>", r"\1", text))
    text = HIDDEN.sub("", unicodedata.normalize("NFKC", text))
    # digits are digits in whatever script they are typed
    text = re.sub(r"\d", lambda digit: str(unicodedata.decimal(digit[0])), text)
    for odd, plain in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("`", "")):
        text = text.replace(odd, plain)
    text = " ".join(text.split()).strip(' "*_~')
    text = POLITE.sub("", text) if not POLITE.fullmatch(text + " ") else text
    text = TAIL.sub("", CAN_YOU.sub("", text))
    for sign, word in SIGNS:
        text = sign.sub(f"{word} ", text)
    return re.sub(r"\s*[,;:]\s+", " ", text)[:LONGEST]


def understand(said: str) -> list[Match]:
    """The commands that account for every word, the surest first; empty when none does."""
    text = clean(said)
    matches = [*_matches(text), *_with_amounts(text)]
    matches = [one for one in matches if _tells_why(one, said)]
    found: dict[tuple[str, tuple[tuple[str, str], ...]], Match] = {}
    for one in matches:
        found.setdefault((one.command.name, tuple(sorted(one.words.items()))), one)
    return sorted(found.values(), key=lambda one: one.weight, reverse=True)


def _tells_why(match: Match, said: str) -> bool:
    """Whether what a change takes for a reason or a note is one: “hold 1042 and 1043” has none."""
    if match.command.write is None:
        return True
    slots = [match.command.slots[name] for name in REASONS if name in match.words]
    return all(
        told.is_told(match.words[slot.name], said)
        for slot in slots
        if slot.read is slot_kinds.words
    )


def _matches(text: str) -> Iterator[Match]:
    for phrase in _beginning(text):
        match = phrase.pattern.fullmatch(f" {text}")  # every part brings the blank before it
        if match is not None:
            words = {name: word.strip() for name, word in match.groupdict().items() if word}
            own = len(text) - sum(len(word) for word in words.values())
            yield Match(phrase.command, words, (own, len(words)))


def _with_amounts(text: str) -> Iterator[Match]:
    """What a text is whose amount is said in words, where just that amount is asked for."""
    for written, figure in spelt_amounts.in_figures(text):
        for one in _matches(written):
            if figure in {one.words.get(slot) for slot in AMOUNTS}:
                yield one


def nearest_examples(said: str, allowed: Iterable[Command], limit: int = 3) -> list[str]:
    """Examples of what can be said that resemble what was, the nearest first."""
    examples = [example for command in allowed for example in command.examples]
    close = process.extract(clean(said), examples, scorer=fuzz.token_set_ratio, limit=limit)
    return [example for example, score, _ in close if score > 40] or examples[:limit]


def partly(said: str) -> tuple[str, str]:
    """The longest part of what was said that a phrase accounts for, and the words left over.

    Both are empty when no phrase accounts for any part. Slots that hold any words at all are left
    aside: they would swallow what was not understood.
    """
    text = f" {clean(said)}"
    best, left = "", ""
    for phrase in _phrases():
        if OPEN_SLOTS & phrase.slots:
            continue
        match = phrase.inside.search(text)
        if match is None or len(match[0]) <= len(best):
            continue
        own = len(match[0]) - sum(len(word) for word in match.groupdict().values() if word)
        if own > 2:
            best = match[0]
            left = f"{text[: match.start()]} … {text[match.end() :]}"
    return best.strip(), " ".join(left.split()).strip("… ")


def warm() -> None:
    """Make ready what else the first message would wait for.

    Raises:
        ClaimedTwice, NotItsOwn: as `check` does.
    """
    check()
    for phrase in _phrases():
        if not OPEN_SLOTS & phrase.slots:
            _ = phrase.inside


def check() -> None:
    """Refuse commands of which one does not understand its own example, or two claim one.

    Raises:
        ClaimedTwice: naming the example and both files.
        NotItsOwn: naming the file and the example.
    """
    for command in known().values():
        for example in command.examples:
            matches = understand(example)
            surest = [one.command for one in matches if one.weight == matches[0].weight]
            others = [one for one in surest if one.name != command.name]
            if others and len(others) < len(surest):
                raise discovery.ClaimedTwice(example, command.file, others[0].file)
            if others or not surest:
                raise NotItsOwn(command.file, example)


@MadeOnce
def _phrases() -> tuple[_Phrase, ...]:
    return tuple(
        _Phrase(command, parts, _begins(parts))
        for command in known().values()
        for phrase in command.phrases
        for parts in [tuple(PART.findall(phrase))]
    )


def _beginning(text: str) -> tuple[_Phrase, ...]:
    """The phrases that a text with this first word can be."""
    word = text.partition(" ")[0].lower()
    return _by_first_word().get(word, _by_first_word()[""])


@MadeOnce
def _by_first_word() -> Mapping[str, tuple[_Phrase, ...]]:
    """First word -> the phrases that can begin with it; nothing -> those that begin with any."""
    phrases = _phrases()
    words = {"", *(word for phrase in phrases for word in phrase.begins or ())}
    return {
        word: tuple(one for one in phrases if one.begins is None or word in one.begins)
        for word in words
    }


def _begins(parts: Sequence[str]) -> frozenset[str] | None:
    """The words that a phrase can begin with; None: with any."""
    found: set[str] = set()
    for part in parts:
        if part.startswith("{"):
            return None
        found.update(choice.split()[0].lower() for choice in part.strip("[]()").split("|"))
        if not part.startswith("["):
            return frozenset(found)
    return None


def pattern_of(parts: Iterable[str], command: Command) -> str:
    """The parts of a phrase as a regular expression; blanks around an optional one go with it."""
    pattern = ""
    for part in parts:
        if part.startswith("["):
            pattern += rf"(?:\s+(?:{_choices(part)}))?"
        elif part.startswith("("):
            pattern += rf"\s+(?:{_choices(part)})"
        elif part.startswith("{"):
            slot = command.slots[part[1:-1]]
            pattern += rf"\s+(?P<{slot.name}>{slot.pattern})"
        else:
            pattern += rf"\s+{re.escape(part)}"
    return pattern


def _choices(part: str) -> str:
    return "|".join(
        r"\s+".join(re.escape(word) for word in choice.split()) for choice in part[1:-1].split("|")
    )
