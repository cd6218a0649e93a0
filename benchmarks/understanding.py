"""Understanding a whole message at 58, 10,000 and 100,000 products, and linking beside rapidfuzz.

Every size is a child of its own: 300 sentences parsed three times over, then product names said
wrongly (a typo, two, a word dropped, the order changed, two words only) linked by us and by
rapidfuzz over the same names. Beside it hassil and adapt-parser read sentences made alike, with the
names as their lists, where they are installed. Times are CPU of one message.

Bounds: a whole parse p99 15 ms and link p99 5 ms at 100,000 products, right product first 98 times
in a hundred, 80 MB above the names.
"""

from __future__ import annotations

import json
from typing import Any

from benchmarks.processes import load, measure
from benchmarks.tables import Outcome

SIZES = (58, 10_000, 100_000)
CHILD, PEERS = "benchmarks.understanding_child", "benchmarks.understanding_peers"
MOST_PARSE, MOST_LINK, LEAST_RIGHT, MOST_MB = 15.0, 5.0, 0.98, 80.0


def run() -> Outcome:
    """Measure every size."""
    rows: list[list[str]] = []
    missed: list[str] = []
    figures: dict[str, Any] = {"load": load()}
    for size in SIZES:
        told = json.loads(measure(["-m", CHILD, str(size)]).output)
        figures[str(size)] = told
        for name in ("parse", "link", "rapidfuzz"):
            one = told[name]
            right = f"{one['right']:.3f}" if "right" in one else ""
            rows.append([f"{size:,} {name}", f"{one['p50']:.2f}", f"{one['p99']:.2f}", right,
                         f"{told['index_mb']:.0f}" if name == "parse" else "",
                         f"{one['understood']:.2f}" if "understood" in one else ""])  # fmt: skip
        peers = json.loads(measure(["-m", PEERS, str(size)]).output)
        figures[f"{size} peers"] = peers
        rows += [[f"{size:,} {name}", f"{one['p50']:.2f}", f"{one['p99']:.2f}", "",
                  f"{one['mb']:.0f}", f"{one['understood']:.2f}"]
                 for name, one in peers.items()]  # fmt: skip
        missed += _missed(size, told)
    columns = ["products", "p50 ms", "p99 ms", "right first", "index MB", "understood"]
    return Outcome("Understanding a message", columns, rows, figures, missed)


def _missed(size: int, told: dict[str, Any]) -> list[str]:
    bounds = {
        "parse p99 ms": (told["parse"]["p99"], MOST_PARSE),
        "link p99 ms": (told["link"]["p99"], MOST_LINK),
        "index MB": (told["index_mb"], MOST_MB),
        "linked wrongly": (1 - told["link"]["right"], 1 - LEAST_RIGHT),
    }
    return [f"{size:,} products: {name} {value:.2f}, at most {most:.2f}"
            for name, (value, most) in bounds.items() if value > most]  # fmt: skip
