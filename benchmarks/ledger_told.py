"""A plan as its sizes and a digest of all its cells, so that two are compared to the letter."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

Planned = tuple[str, str, str, object]
"""What becomes of a cell, its row, its heading, and the value that it is about."""


def told(plan: Iterable[Planned]) -> dict[str, Any]:
    """How many cells of each kind, and one digest of all."""
    lines = sorted("|".join(map(str, cell)) for cell in plan)
    counts = Counter(line.partition("|")[0] for line in lines)
    return {**counts, "digest": hashlib.sha256("\n".join(lines).encode()).hexdigest()}
