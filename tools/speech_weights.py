"""Learn the scorer's weights from phrases and sentences: `python -m tools.speech_weights`.

Sentences are sampled from every phrase with fixed dice, those of `commands/heard` are added, and a
linear model with a class for chatter is fitted; the same files always give the same weights. Needs
numpy, which the program itself never asks for when it understands.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import numpy as np
import orjson

import tools.heard
from assistant.understanding import grammar, speech
from assistant.understanding.features import features
from assistant.understanding.gate_words import ASKING, SPEAKING
from assistant.understanding.scoring import CHATTER, SPEECH, WEIGHTS, digest

SAMPLES, ROUNDS, RATE, DECAY = 18, 100, 0.12, 2e-5
LEAST, KEPT = 3, 0.12
HEARD, TWICE = 3.0, 2
"""A sentence that somebody wrote matters as much as so many that were sampled; and what is seen in
it counts as seen twice, so that one such sentence alone teaches nothing."""


def sentences() -> list[tuple[str, list[str]]]:
    """Class and canonical words of every sampled sentence, each sentence once a class."""
    found: dict[tuple[str, str], None] = {}
    for name, one in speech.load(SPEECH, {}).items():
        for number, tree in enumerate(one.trees):
            dice = random.Random(f"{name} {number}")
            for _ in range(SAMPLES):
                found[name, " ".join(grammar.sample(tree, dice))] = None
    for number, line in enumerate(CHATTER.read_text(encoding="utf-8").splitlines()):
        dice = random.Random(f"chatter {number}")
        for _ in range(SAMPLES * 2):
            found["chatter", " ".join(grammar.sample(grammar.parse(line), dice))] = None
    return [(name, words.split()) for name, words in found if words]


def heard() -> list[tuple[str, list[str]]]:
    """Class and canonical words of every sentence that people wrote, each once a class."""
    found = dict.fromkeys((name, " ".join(words)) for name, words in tools.heard.sentences())
    return [(name, words.split()) for name, words in found]


def learn() -> dict[str, object]:
    """The classes, for each feature its weight per class in hundredths, and the words heard."""
    sampled, people = sentences(), heard()
    said = [*sampled, *people]
    classes = sorted({name for name, _ in said})
    counted = Counter(one for _, words in sampled for one in features(words))
    for _, words in people:
        counted.update(dict.fromkeys(features(words), TWICE))
    names = sorted(one for one, count in counted.items() if count >= LEAST)
    place = {name: number for number, name in enumerate(names)}
    rows = [[place[one] for one in features(words) if one in place] for _, words in said]
    wanted = np.array([classes.index(name) for name, _ in said])
    sizes = np.bincount(wanted, minlength=len(classes))
    weight = (sizes.mean() / sizes) ** 0.5
    matters = np.repeat([1.0, HEARD], [len(sampled), len(people)])
    weights = _fit(rows, wanted, weight[wanted] * matters, (len(names), len(classes)))
    table = {}
    for number, name in enumerate(names):
        kept = {index: round(float(value) * 100) for index, value in enumerate(weights[number])
                if abs(value) >= KEPT}  # fmt: skip
        if kept:
            table[name] = " ".join(f"{index}:{value}" for index, value in kept.items())
    return {"of": digest(), "classes": classes, "weights": table, "heard": _words(people)}


def _words(people: list[tuple[str, list[str]]]) -> dict[str, str]:
    """Command -> the words with which people asked for it, but those that speak against it."""
    found: dict[str, set[str]] = {}
    for name, words in people:
        meant = {one for one in words if not one.startswith("<")} - SPEAKING - ASKING
        found.setdefault(name, set()).update(meant)
    return {name: " ".join(sorted(words)) for name, words in sorted(found.items())}


def _fit(rows: list[list[int]], wanted: np.ndarray, importance: np.ndarray,
         shape: tuple[int, int]) -> np.ndarray:  # fmt: skip
    """Softmax regression by Adam over all sentences at once."""
    columns = np.array([one for row in rows for one in row])
    starts = np.cumsum([0] + [len(row) for row in rows[:-1]])
    scale = 1 / np.sqrt(np.array([max(1, len(row)) for row in rows]))
    owner = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    order = np.argsort(columns, kind="stable")
    firsts = np.searchsorted(columns[order], np.arange(shape[0]))
    weights = np.zeros(shape, dtype=np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for turn in range(1, ROUNDS + 1):
        logits = np.add.reduceat(weights[columns], starts, axis=0) * scale[:, None] * 3
        logits -= logits.max(axis=1, keepdims=True)
        chances = np.exp(logits)
        chances /= chances.sum(axis=1, keepdims=True)
        chances[np.arange(len(rows)), wanted] -= 1
        step = (chances * (importance * scale * 3)[:, None] / len(rows)).astype(np.float32)
        slope = np.add.reduceat(step[owner[order]], firsts, axis=0) + DECAY * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        rate = RATE * (1 - 0.999**turn) ** 0.5 / (1 - 0.9**turn)
        weights -= rate * mean / (np.sqrt(square) + 1e-8)
    return weights


if __name__ == "__main__":
    learned = learn()
    Path(WEIGHTS).write_bytes(orjson.dumps(learned, option=orjson.OPT_INDENT_2) + b"\n")
