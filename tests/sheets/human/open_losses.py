"""The kinds of loss that the program still has, each with a seed that shows it. To become empty."""

from __future__ import annotations

OPEN: dict[str, tuple[int, str]] = {
    "overtyped": (295, "what was typed over a figure in the window of a repair is not told"),
    "edit": (207, "what was typed in the window of a repair may be lost"),
}
"""Kind -> a seed, and what is wrong."""
OPEN_STEPS: dict[str, tuple[int, str]] = {
    "twice": (8, "after a late landing a misplaced figure of ours is taken for somebody's edit"),
}
"""The same, of the histories of single steps."""
OPEN_FAULTS: dict[str, tuple[int, str]] = {
    "twice": (112, "an input that was booked and not blanked is booked again after a death"),
    "stuck": (103, "an adjustment stands and is neither booked nor told of"),
}
"""The same, of the trials with troubles."""
