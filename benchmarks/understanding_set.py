"""How the sets of tests/understanding_set are understood, with what was taken for what.

python -m benchmarks understanding_set                     figures of each set, and the confusions
python -m benchmarks.understanding_set a                   each sentence of a set that went wrong

A set that is held out shows its totals and nothing else, and its sentences are not listed.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

from benchmarks.tables import Outcome, show
from tests.understanding_set import scored
from tests.understanding_set.scored import DEVELOPED, HELD_OUT, Score

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
NEVER = ("wrong changes", "false changes", "guessed", "wrong executions")
"""What may not happen once."""


def run() -> Outcome:
    """Understand every set, show the confusions of those that are developed by."""
    sets = {name: scored.score(name) for name in (*DEVELOPED, *HELD_OUT)}
    developed = sum((sets[name] for name in DEVELOPED), Score())
    for title, counted in (("meant -> taken for", developed.taken), ("slot", developed.slots),
                           ("turn: should -> did", developed.turns)):  # fmt: skip
        show(_table(title, counted))
    rows = [[title, *(_share(one, part, whole) for one in sets.values())]
            for title, part, whole in FIGURES]  # fmt: skip
    rows += [[name, *(str(one.counts[name]) for one in sets.values())]
             for name in ("wrong executions", "unwanted previews")]  # fmt: skip
    rows += [[title, *(f"{_quantile(one, place):.2f}" for one in sets.values())]
             for title, place in (("p50 ms", 0.5), ("p99 ms", 0.99))]  # fmt: skip
    figures: dict[str, Any] = {name: dict(one.counts) for name, one in sets.items()}
    missed = [
        f"set {name}: {counted} {one.counts[counted]}, at most 0"
        for name, one in sets.items()
        for counted in NEVER
        if one.counts[counted]
    ]
    columns = ["", *(f"{name}, held out" if name in HELD_OUT else name for name in sets)]
    return Outcome("Understanding strangers' sentences", columns, rows, figures, missed)


def _table(title: str, counted: Counter[tuple[str, str]]) -> Outcome:
    most = sorted(counted.items(), key=lambda row: (-row[1], row[0]))
    rows = [[f"{one} -> {two}", str(times)] for (one, two), times in most]
    return Outcome(f"{title}, sets {' and '.join(DEVELOPED)}", [title, "times"], rows, {})


def _share(one: Score, part: str, whole: str) -> str:
    return f"{one.counts[part]}/{one.counts[whole]} = {one.share(part, whole):.2f}"


def _quantile(one: Score, place: float) -> float:
    return sorted(one.spent)[int(len(one.spent) * place)]


if __name__ == "__main__":
    for chosen in sys.argv[1:]:
        if chosen in DEVELOPED:
            print("\n".join(scored.score(chosen).wrong))
        else:
            print(f"{chosen}: held out, or no set.")
