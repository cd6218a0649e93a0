"""The kinds of loss that the program still has, each with a seed that shows it. To become empty."""

from __future__ import annotations

OPEN: dict[str, tuple[int, str]] = {
    "overtyped": (113, "what was typed over Updated is nowhere told"),
    "edit": (74, "a cleared cell and one typed over in the window of a write may be lost"),
    "own": (75, "a cell hit in a row that moved is not always given back"),
    "twice": (14, "a misplaced figure of ours is taken for somebody's edit"),
    "count": (118, "a count is booked although stock moved since"),
    "crash": (16, "a refused booking leaves an empty claim of its key behind"),
}
"""Kind -> a seed, and what is wrong."""
