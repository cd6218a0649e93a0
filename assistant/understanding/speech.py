"""How staff speak of each command: its file of phrases, and what it takes, needs and keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from assistant.understanding import grammar
from assistant.understanding.features import stem
from assistant.understanding.gate_words import JOINING
from assistant.understanding.word_lists import table

ORDER_STAGES = frozenset(
    {"unfulfilled", "on_hold", "cancelled", "shipped", "delivered", "late", "unpaid"}
)
STAGED = f"({'|'.join(said for said, one in table('stages').items() if one in ORDER_STAGES)})"
"""What “{stage}” stands for in a phrase: every way to say that an order is in one."""

WISHES = [
    ["need", "to"],
    *(
        f"{who} {what} to".split()
        for who in ("i", "we")
        for what in ("would like", "want", "need", "have")
    ),
]
"""What stands before a request; fewer than `AIDES`, as a phrase behind these is no less exact."""


class BadSpeech(RuntimeError):
    """A file of phrases cannot be used; the program does not start."""

    def __init__(self, file: str, why: str) -> None:
        super().__init__(f"commands/speech/{file}: {why}")


@dataclass(frozen=True)
class Speech:
    """One command as it is spoken of."""

    command: str
    writes: bool
    risk: int
    """1: can be taken back; 2: a customer sees it; 3: money, or it cannot be taken back."""
    takes: frozenset[str]
    """Kinds of things it can be told."""
    needs: tuple[frozenset[str], ...]
    """Sets of slots any one of which is enough; none: it needs nothing."""
    keeps: frozenset[str]
    """Slots that a follow-up takes over."""
    cues: frozenset[str]
    """The verbs with which it is asked for."""
    allows: frozenset[str]
    """Words that belong to what it means, and do not speak against it."""
    unsaid: frozenset[str]
    """Slots that its phrases may name and it does not take."""
    closed: frozenset[str]
    """Stages of an order in which it makes no sense."""
    looks_ahead: bool
    """Whether Friday is the next one."""
    runs: str
    """The command that answers it; nothing while there is none."""
    fills: Mapping[str, str]
    """Its slots -> those of the command that answers it."""
    finds: str
    """The slot of that command which is found by whose it is; nothing: it is named itself."""
    passes: frozenset[str]
    """Slots of which that command knows nothing, and which do not change its answer."""
    phrases: tuple[str, ...]
    trees: tuple[tuple[grammar.Node, ...], ...]
    """The phrases, parsed."""
    heard: frozenset[str] = frozenset()
    """The words with which people asked for it, whatever its phrases are."""

    def says(self, words: Sequence[str]) -> bool:
        """Whether canonical words are one of its phrases."""
        return any(grammar.fits(tree, words) for tree in self._beginning(words))

    def is_asked(self, words: Sequence[str]) -> bool:
        """Whether canonical words are one of its phrases, “I would like to” before it aside."""
        wish = next((one for one in WISHES if list(words[: len(one)]) == one), ())
        return self.says(words) or (bool(wish) and self.says(words[len(wish) :]))

    def _beginning(self, words: Sequence[str]) -> Sequence[tuple[grammar.Node, ...]]:
        """The phrases that can begin as words do."""
        first = words[0] if words else ""
        return [*self._by_first.get(first, ()), *self._by_first.get("", ())]

    @cached_property
    def _by_first(self) -> dict[str, list[tuple[grammar.Node, ...]]]:
        found: dict[str, list[tuple[grammar.Node, ...]]] = {}
        for tree in self.trees:
            for word in grammar.firsts(tree):
                found.setdefault(word, []).append(tree)
        return found

    def literals(self, words: Sequence[str]) -> frozenset[str]:
        """The words that the phrases which say these words hold themselves, and so mean."""
        fitting = [tree for tree in self._beginning(words) if grammar.fits(tree, words)]
        return frozenset(words) & {word for tree in fitting for word in grammar.words(tree)}

    @cached_property
    def own(self) -> frozenset[str]:
        """Every word of its phrases."""
        return frozenset(word for tree in self.trees for word in grammar.words(tree))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of its phrases, and of what people wrote."""
        return self.own | self.heard

    @cached_property
    def _own_stems(self) -> frozenset[str]:
        return frozenset(map(stem, self.own))

    def only_heard(self, word: str) -> bool:
        """Whether people wrote a word and its phrases do not have it."""
        return stem(word) in self.stems and not (
            word in self.own or stem(word) in self._own_stems or word in JOINING
        )

    @cached_property
    def stems(self) -> frozenset[str]:
        """The words of its phrases without their endings."""
        return frozenset(map(stem, self.vocabulary))

    @cached_property
    def cue_stems(self) -> frozenset[str]:
        """Its verbs without their endings."""
        return self.cues | frozenset(map(stem, self.cues))

    def missing(self, filled: frozenset[str]) -> tuple[str, ...]:
        """The slots to ask for, in the nearest legal set; empty when one is filled."""
        left = [tuple(sorted(need - filled)) for need in self.needs]
        return min(left, key=_length) if left else ()


def _length(names: tuple[str, ...]) -> int:
    return len(names)


def load(folder: Path, heard: Mapping[str, frozenset[str]]) -> dict[str, Speech]:
    """Every command's speech, by name.

    Args:
        folder: of the files of phrases.
        heard: command -> the words with which people asked for it.

    Raises:
        BadSpeech: a file lacks its heading, or a bracket in it does not fit.
    """
    return {path.stem: _read(path, heard) for path in sorted(folder.glob("*.txt"))}


def _read(path: Path, heard: Mapping[str, frozenset[str]]) -> Speech:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    facts = dict(line.partition(" ")[::2] for line in head.splitlines())
    if facts.get("kind") not in {"read", "write"}:
        raise BadSpeech(path.name, "the first line says “kind read” or “kind write”.")
    phrases = tuple(line for line in body.splitlines() if line and not line.startswith("#"))
    return Speech(
        command=path.stem,
        writes=facts["kind"] == "write",
        risk=int(facts.get("risk", 0)),
        takes=_set(facts, "takes"),
        needs=tuple(
            frozenset(one.split()) for one in facts.get("needs", "").split("|") if one.strip()
        ),
        keeps=_set(facts, "keeps"),
        cues=_set(facts, "cues"),
        allows=_set(facts, "allows"),
        unsaid=_set(facts, "unsaid"),
        closed=_set(facts, "closed"),
        looks_ahead=facts.get("looks") == "ahead",
        runs=facts.get("runs", path.stem) if "fills" in facts else "",
        fills=dict(one.partition("=")[::2] for one in facts.get("fills", "").split() if "=" in one),
        finds=facts.get("finds", ""),
        passes=_set(facts, "passes"),
        phrases=phrases,
        trees=tuple(_parsed(path, phrase) for phrase in phrases),
        heard=heard.get(path.stem, frozenset()),
    )


def _parsed(path: Path, phrase: str) -> tuple[grammar.Node, ...]:
    try:
        return grammar.parse(phrase.replace("{stage}", STAGED))
    except grammar.BadPhrase as fault:
        raise BadSpeech(path.name, f"“{phrase}”: {fault}") from None


def _set(facts: Mapping[str, str], name: str) -> frozenset[str]:
    return frozenset(facts.get(name, "").split())
