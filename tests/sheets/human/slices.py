"""Which part of a long run of trials is this process's: several run side by side.

SLICE=2/4 python -m pytest -m soak tests/sheets/human     the second of four parts
"""

from __future__ import annotations

import os


def firsts(seeds: range, told: str | None = None) -> list[int]:
    """The first seeds of the chunks that are to be run here.

    Args:
        seeds: the first seeds of all chunks.
        told: which part of how many, as "2/4"; the environment's SLICE unless given, else all.

    Raises:
        ValueError: there is no such part.
    """
    number, _, count = (told or os.environ.get("SLICE", "1/1")).partition("/")
    part, parts = int(number), int(count)
    if not 1 <= part <= parts:
        raise ValueError(f"{part}/{parts}")
    return list(seeds)[part - 1 :: parts]
