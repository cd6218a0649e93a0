"""The three-way plan of a tab alone, beside pandas on the same three bodies.

100,000 rows of 12 columns, one row in a hundred edited on each side, all three sides read from JSON
as they come. Whole processes, turn about; both are exact against a plain oracle, cell by
cell. Bounds: 0.5 s of CPU and 150 MB above what importing alone takes.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from benchmarks.ledger_made import HEADINGS, make
from benchmarks.ledger_told import Planned, told
from benchmarks.processes import Measured, load, measure
from benchmarks.tables import Outcome

ROWS, RUNS = 100_000, 3
MOST_CPU, MOST_MB = 0.5, 150.0
OURS, PANDAS = "benchmarks.ledger_plan_ours", "benchmarks.ledger_plan_pandas"


def run() -> Outcome:
    """Measure both, and check that they are right."""
    with tempfile.TemporaryDirectory(prefix="backroom-bench-") as made:
        folder = Path(made)
        make(folder, ROWS)
        # the first of all reads what is imported from the disk; it is told of nowhere
        imports = [_importing(name) for _ in range(RUNS + 1) for name in (OURS, PANDAS)][2:]
        ours = [measure(["-m", OURS, made]) for _ in range(RUNS)]
        pandas = [measure(["-m", PANDAS, made]) for _ in range(RUNS)]
        # last: a child's peak counts from what its parent held
        wanted = oracle(folder)
    rows, missed = [], []
    figures: dict[str, Any] = {"load": load()}
    for name, runs, alone in (("ours", ours, imports[::2]), ("pandas", pandas, imports[1::2])):
        cpu, peak = _above(runs, alone)
        right = all(json.loads(one.output) == wanted for one in runs)
        rows.append([name, f"{cpu:.2f}", f"{peak:.0f}", "yes" if right else "NO"])
        figures[name] = {"cpu_s": round(cpu, 3), "peak_mb": round(peak), "exact": right}
        if name == "ours" and (cpu > MOST_CPU or peak > MOST_MB or not right):
            missed.append(f"{cpu:.2f} s and {peak:.0f} MB, exact: {right}")
    columns = ["plan of 100,000 x 12", "CPU s", "MB", "exact"]
    return Outcome("Three-way plan", columns, rows, figures, missed)


def oracle(folder: Path) -> dict[str, Any]:
    """The plan as anybody would make it by hand: cell by cell, in plain loops."""
    return told(_planned(folder))


def _planned(folder: Path) -> Iterator[Planned]:
    base, sheet, books = (_by_key(folder, name) for name in ("base", "sheet", "books"))
    headings = [heading for heading, _ in HEADINGS[1:]]
    for key, cells in base.items():
        for heading, was, theirs, ours in zip(headings, cells, sheet[key], books[key], strict=True):
            if theirs != was:
                what = "apply" if ours == was else "agreed" if ours == theirs else "conflict"
                yield what, key, heading, theirs
            elif ours != was:
                yield "write", key, heading, ours


def _by_key(folder: Path, name: str) -> dict[Any, tuple[Any, ...]]:
    columns = orjson.loads((folder / f"{name}.json").read_bytes())
    return {row[0]: row[1:] for row in zip(*(column[1:] for column in columns), strict=True)}


def _importing(name: str) -> Measured:
    return measure(["-c", f"import {name}"])


def _above(runs: list[Measured], alone: list[Measured]) -> tuple[float, float]:
    """CPU seconds and megabytes beyond those of a process that only imports."""
    cpu = _middle(one.cpu for one in runs) - _middle(one.cpu for one in alone)
    return cpu, _middle(one.peak_mb for one in runs) - _middle(one.peak_mb for one in alone)


def _middle(figures: Iterator[float]) -> float:
    return statistics.median(figures)
