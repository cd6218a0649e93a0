"""What people call whom they talk to: “hang on, pet”, “cancel 1043 would you, love”."""

from __future__ import annotations

FRIENDS = "mate|darling|love|duck|pet|hun|dear|pal|sweetheart"
"""Alternatives of a pattern; each asks for nothing, and is no name, where a message ends in it."""
