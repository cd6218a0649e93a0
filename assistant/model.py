"""The seam for a language model: what it may be asked, and what it may answer. It decides nothing.

A model is asked only where the shop's own understanding found nothing, and answers with acts: names
of commands and words of their slots. Whatever it answers goes the way that a sentence goes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

Json = dict[str, Any]
MOST_ACTS = 3
LONGEST_WORDS = 200
"""Letters of one slot."""
PRIVATE = (
    ("EMAIL", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("NUMBER", re.compile(r"\+?\d(?:[ ()./-]{0,2}\d){8,}")),
)
"""What is not told to a model: e-mail addresses, and numbers of telephones, cards and parcels."""


class NoAnswer(Exception):
    """A model did not answer, or with what cannot be used; says why in a few words of ours."""


@dataclass(frozen=True)
class Act:
    """One thing that a model takes a sentence to ask for."""

    command: str
    words: Mapping[str, str]
    """Slot of the command -> words."""


@dataclass(frozen=True)
class Question:
    """What a model is told: a sentence without private parts, and what can be asked for."""

    said: str
    tools: tuple[Json, ...]
    """A function each, as JSON schema."""
    today: str
    """The day in the shop, as 2026-11-27."""
    private: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What stands in place of a private part -> that part; it is kept here."""

    def restored(self, act: Act) -> Act:
        """An act with the private parts back in their places."""
        return Act(act.command, {slot: self._whole(words) for slot, words in act.words.items()})

    def _whole(self, words: str) -> str:
        for name, part in self.private.items():
            words = re.sub(rf"\b{name}\b", part.replace("\\", r"\\"), words)
        return words


class Model(Protocol):
    """Whoever answers: an adapter over one kind of endpoint."""

    def ask(self, question: Question, seconds: float) -> list[Act]:
        """What a sentence asks for; nothing where the model takes it for no request.

        Args:
            question: the sentence and the commands.
            seconds: how long an answer is waited for.

        Raises:
            NoAnswer: there is none that can be used.
        """


def masked(said: str) -> tuple[str, dict[str, str]]:
    """A sentence without its private parts; and what stands in their place -> the part."""
    private: dict[str, str] = {}
    for kind, pattern in PRIVATE:
        longest_first = sorted(set(pattern.findall(said)), key=lambda part: (-len(part), part))
        for number, part in enumerate(longest_first, start=1):
            private[f"{kind}{number}"] = part
            said = said.replace(part, f"{kind}{number}")
    return said, private
