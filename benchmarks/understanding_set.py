"""How the sets of tests/understanding_set are understood, with what was taken for what.

python -m benchmarks understanding_set                     figures of each set, and the confusions
python -m benchmarks.understanding_set a                   each sentence of a set that went wrong

A set that is held out shows its totals and nothing else, and its sentences are not listed.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Container, Mapping
from typing import Any

from benchmarks.tables import Outcome, show
from tests.understanding_set import scored
from tests.understanding_set.scored import DEVELOPED, HELD_OUT, TALKS, TALKS_HELD_OUT, Score

FIGURES = (
    ("one request: intent", "intent", "single"),
    ("one request: intent and all slots", "intent and slots", "single"),
    ("one request: nothing understood", "silent", "single"),
    ("several requests: all intents", "several right", "several"),
    ("several requests: all slots", "several with slots", "several"),
    ("must ask: asked", "asked", "must ask"),
    ("must ask: guessed a change", "guessed", "must ask"),
    ("unknown name refused", "unknown refused", "unknown"),
    ("wrong changes prepared", "wrong changes", "in scope"),
    ("no request: changes prepared", "false changes", "out of scope"),
    ("no request: questions about changes", "false questions", "out of scope"),
    ("no request: answered", "false answers", "out of scope"),
    ("conversations right", "conversations right", "conversations"),
    ("turns right", "turns right", "turns"),
)
OF_EACH = (
    ("intent", "intent", "single"),
    ("all slots", "intent and slots", "single"),
    ("asked", "asked", "must ask"),
    ("conversations", "conversations right", "conversations"),
    ("turns", "turns right", "turns"),
)
COUNTED = ("unwanted previews", "wrong executions")
NEVER = ("wrong changes", "false changes", "guessed", "wrong executions")
"""What may not happen once."""


def run() -> Outcome:
    """Understand every set, show the confusions of those that are developed by, and each set."""
    names = (*DEVELOPED, *HELD_OUT, *TALKS)
    sets = {name: scored.score(name) for name in names}
    held_out = {*HELD_OUT, *TALKS_HELD_OUT}
    developed = sum((one for name, one in sets.items() if name not in held_out), Score())
    for title, counted in (("meant -> taken for", developed.taken), ("slot", developed.slots),
                           ("turn: should -> did", developed.turns)):  # fmt: skip
        show(_table(title, counted))
    show(_each(sets, held_out))
    together = {"developed by": developed, **{f"{one}, held out": sets[one] for one in HELD_OUT}}
    rows = [[title, *(_share(one, part, whole) for one in together.values())]
            for title, part, whole in FIGURES]  # fmt: skip
    figures: dict[str, Any] = {name: dict(one.counts) for name, one in sets.items()}
    missed = [
        f"set {name}: {counted} {one.counts[counted]}, at most 0"
        for name, one in sets.items()
        for counted in NEVER
        if one.counts[counted]
    ]
    return Outcome("Understanding strangers' sentences", ["", *together], rows, figures, missed)


def _each(sets: Mapping[str, Score], held_out: Container[str]) -> Outcome:
    """The figures of each set."""
    rows = [
        [f"{name}, held out" if name in held_out else name,
         *(_share(one, part, whole) if one.counts[whole] else "" for _, part, whole in OF_EACH),
         *(str(one.counts[counted]) for counted in COUNTED),
         f"{_quantile(one, 0.5):.1f}", f"{_quantile(one, 0.99):.1f}"]
        for name, one in sets.items()
    ]  # fmt: skip
    columns = ["set", *(title for title, _, _ in OF_EACH), *COUNTED, "p50 ms", "p99 ms"]
    return Outcome("Each set", columns, rows, {})


def _table(title: str, counted: Counter[tuple[str, str]]) -> Outcome:
    most = sorted(counted.items(), key=lambda row: (-row[1], row[0]))
    rows = [[f"{one} -> {two}", str(times)] for (one, two), times in most]
    return Outcome(f"{title}, sets developed by", [title, "times"], rows, {})


def _share(one: Score, part: str, whole: str) -> str:
    return f"{one.counts[part]}/{one.counts[whole]} = {one.share(part, whole):.2f}"


def _quantile(one: Score, place: float) -> float:
    return sorted(one.spent)[int(len(one.spent) * place)]


if __name__ == "__main__":
    for chosen in sys.argv[1:]:
        if chosen in {*DEVELOPED, *TALKS} - {*TALKS_HELD_OUT}:
            print("\n".join(scored.score(chosen).wrong))
        else:
            print(f"{chosen}: held out, or no set.")
