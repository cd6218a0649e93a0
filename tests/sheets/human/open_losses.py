"""The kinds of loss that the program still has, each with a seed that shows it. To become empty."""

from __future__ import annotations

OPEN: dict[str, tuple[int, str]] = {
    "edit": (74, "an empty cell that is emptied counts as an edit"),
    "stuck": (21, "a cell that is emptied while the books change it is asked about without words"),
}
"""Kind -> a seed, and what is wrong."""
