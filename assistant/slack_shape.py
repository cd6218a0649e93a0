"""Whether something has the shape of what Slack sends, before Bolt looks into it. Pure."""

from __future__ import annotations

from typing import Any, TypeGuard

WHAT = ("type", "command")
PARTS = ("event", "view")
"""Slack leaves out what there is not; Bolt looks into what is named, even where it is null."""
NAMES = (*WHAT, "subtype", "callback_id", "action_id", "block_id")
TRIPPED = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
"""What Bolt and we raise where something is missing or of another type than it should be."""


def is_named(told: object) -> TypeGuard[dict[str, Any]]:
    """Whether all by which Bolt finds a listener is text, as far as it is there.

    Raises:
        one of TRIPPED: it is of an odd shape altogether.
    """
    if not isinstance(told, dict):
        return False
    inside = [told[name] for name in PARTS if name in told]
    if not all(isinstance(part, dict) for part in inside):
        return False
    if str(told.get("type")).startswith("view_") and not _is_typed(told.get("view")):
        return False  # Bolt looks for its type
    parts = [told, *inside, *(told.get("actions") or [])]
    names = [part[name] for part in parts for name in NAMES if part.get(name) is not None]
    return any(name in told for name in WHAT) and all(isinstance(name, str) for name in names)


def _is_typed(view: object) -> bool:
    return isinstance(view, dict) and isinstance(view.get("type"), str)
