"""`make bench`: every benchmark, or those that are named; tables, and benchmarks/results.json.

python -m benchmarks [import_orders] [slack_round_trip] [slack_at_once] [reserve_and_ship]
                     [at_scale] [ledger_plan] [ledger_pass] [understanding] [understanding_set]
"""

from __future__ import annotations

import datetime as dt
import importlib
import json
import sys
from pathlib import Path

from benchmarks.processes import load
from benchmarks.tables import Outcome, show

ALL = (
    "import_orders",
    "slack_round_trip",
    "slack_at_once",
    "reserve_and_ship",
    "at_scale",
    "ledger_plan",
    "ledger_pass",
    "understanding",
    "understanding_set",
)
RESULTS = Path(__file__).with_name("results.json")


def main(names: list[str]) -> int:
    """Run them; 1 when a bound was missed."""
    before = load()
    outcomes: dict[str, Outcome] = {}
    for name in names or ALL:
        outcomes[name] = importlib.import_module(f"benchmarks.{name}").run()
        show(outcomes[name])
    kept = {
        "measured_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "machine": before,
        **{
            name: {"figures": one.figures, "missed": list(one.missed)}
            for name, one in outcomes.items()
        },
    }
    RESULTS.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    return 1 if any(one.missed for one in outcomes.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
