"""The trials in which something is still lost, each with what it is. To become empty."""

from __future__ import annotations

OPEN: dict[int, str] = {}
"""Seed of a trial -> what is wrong."""
OPEN_STEPS: dict[int, str] = {}
"""The same, of the histories of single steps."""
