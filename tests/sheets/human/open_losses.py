"""The trials in which something is still lost, each with what it is. To become empty."""

from __future__ import annotations

OPEN: dict[int, str] = {
    99: "what was typed over a name in the window of a repair is not told",
    207: "what was typed in the window of a repair may be lost",
    215: "what was typed in the window of a repair may be lost",
    251: "what was typed over a figure in the window of a repair is not told",
    295: "what was typed over a figure in the window of a repair is not told",
}
"""Seed of a trial -> what is wrong."""
OPEN_STEPS: dict[int, str] = {
    34: "what was typed over a note of ours in the window of a repair is not told",
    37: "what was typed over a note of ours in the window of a repair is not told",
}
"""The same, of the histories of single steps."""
