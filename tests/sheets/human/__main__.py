"""Replay one trial, or look for seeds in which something is lost.

python -m tests.sheets.human 4711                    the story of a seed, only what matters
python -m tests.sheets.human 1 300                   all seeds from 1 to 300, what was lost
python -m tests.sheets.human 4711 --kind overwrote   shrink towards that kind of loss
python -m tests.sheets.human 4711 --how faulty       requests fail, and the program dies
python -m tests.sheets.human 4711 --how sparing      only rows that may differ are compared
"""

from __future__ import annotations

import argparse
import time
from collections import Counter

from tests.sheets.human.faults import Faulty, Simulated
from tests.sheets.human.sparing import Sparing
from tests.sheets.human.trial import Trial, World, a_world, shrunk
from tests.statements import remember

HOW = {"plain": Trial, "faulty": Faulty, "simulated": Simulated, "sparing": Sparing}


def main() -> None:
    """Read the words of the command line and do it."""
    parser = argparse.ArgumentParser(prog="python -m tests.sheets.human")
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int, nargs="?")
    parser.add_argument("--kind", help="the kind of loss to shrink towards")
    parser.add_argument("--whole", action="store_true", help="do not shrink")
    parser.add_argument("--how", choices=HOW, default="plain", help="plain, faulty, ...")
    asked = parser.parse_args()
    trial = HOW[asked.how]
    remember()
    with a_world() as world:
        if asked.last is None:
            _replay(world, trial, asked.first, asked.kind, is_whole=asked.whole)
        else:
            _search(world, trial, asked.first, asked.last)


def _replay(
    world: World, trial: type[Trial], seed: int, kind: str | None, *, is_whole: bool
) -> None:
    outcome = trial(world, seed).run()
    outcome.losses.sort(key=lambda loss: (loss.kind != kind, loss.kind == "overtyped"))
    if outcome.losses and not is_whole:
        outcome = shrunk(outcome, lambda without: trial(world, seed, without=without).run())
    print(outcome)  # noqa: T201  what was asked for


def _search(world: World, trial: type[Trial], first: int, last: int) -> None:
    kinds: Counter[str] = Counter()
    requests, failed, began = 0, 0, time.process_time()
    for seed in range(first, last + 1):
        outcome = trial(world, seed).run()
        requests += outcome.requests
        failed += bool(outcome.losses)
        kinds.update(loss.kind for loss in outcome.losses)
        for loss in outcome.losses:
            print(f"{seed} {loss}"[:200])  # noqa: T201  likewise
    count = last - first + 1
    spent = (time.process_time() - began) / count
    print(  # noqa: T201  likewise
        f"{count} trials, {failed} with losses {dict(kinds)},"
        f" {requests / count:.0f} requests and {spent:.3f} CPU s each"
    )


if __name__ == "__main__":
    main()
