"""Canonical words -> how likely each command is, learnt from phrases and what people wrote."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from assistant.understanding import speech
from assistant.understanding.features import features
from assistant.understanding.made_once import MadeOnce
from assistant.understanding.speech import Speech

HERE = Path(__file__).parent
WEIGHTS, CHATTER = HERE / "weights.json", HERE / "chatter.txt"
COMMANDS = HERE.parent.parent / "commands"
SPEECH, HEARD = COMMANDS / "speech", COMMANDS / "heard"
NO_COMMAND = "chatter"
STEEPNESS = 3.0


class Scorer:
    """A linear model over the features of a sentence."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        """Take the classes and weights as `weights.json` holds them."""
        self.classes: list[str] = told["classes"]
        self.of: str = told["of"]
        self.heard = {name: frozenset(words.split()) for name, words in told["heard"].items()}
        """Command -> the words with which people asked for it."""
        self._weights: dict[str, str] = told["weights"]
        self._read: dict[str, tuple[tuple[int, float], ...]] = {}

    def chances(self, words: Sequence[str], less: Mapping[str, float]) -> list[tuple[float, str]]:
        """Every command with its chance of 1, the likeliest first.

        Args:
            words: canonical.
            less: command -> how much against it what is named counts.
        """
        found = features(words)
        totals = [0.0] * len(self.classes)
        for one in found:
            if one in self._weights:
                for index, value in self._read.get(one) or self._of(one):
                    totals[index] += value
        scale = STEEPNESS / math.sqrt(max(1, len(found)))
        logits = [total * scale - less.get(name, 0.0)
                  for total, name in zip(totals, self.classes, strict=True)]  # fmt: skip
        most = max(logits)
        powers = [math.exp(one - most) for one in logits]
        whole = sum(powers)
        scored = zip((power / whole for power in powers), self.classes, strict=True)
        return sorted(scored, key=lambda one: (-one[0], one[1]))

    def _of(self, feature: str) -> tuple[tuple[int, float], ...]:
        pairs = (pair.partition(":") for pair in self._weights[feature].split())
        read = tuple((int(index), int(value) / 100) for index, _, value in pairs)
        self._read[feature] = read
        return read


@MadeOnce
def scorer() -> Scorer:
    """The scorer with the weights that are shipped."""
    return Scorer(orjson.loads(WEIGHTS.read_bytes()))


@MadeOnce
def speeches() -> Mapping[str, Speech]:
    """How each command is spoken of."""
    return speech.load(SPEECH, scorer().heard)


def digest(files: Iterable[Path] | None = None) -> str:
    """Changes when a phrase or a sentence does, so that stale weights are noticed."""
    known = hashlib.sha256()
    for path in files or [*sorted(SPEECH.glob("*.txt")), *sorted(HEARD.glob("*.txt")), CHATTER]:
        known.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return known.hexdigest()
