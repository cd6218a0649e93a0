"""What came in from Slack, as it is kept until it is answered (oms/inbox.py)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

SOURCE = "slack"
"""Who brought it."""
SAID = frozenset({"message", "slash"})
"""Kinds of what comes in that are sentences."""


@dataclass(frozen=True)
class Came:
    """Something that came in."""

    id: int
    key: str
    facts: dict[str, Any]
    at: dt.datetime
    """When it came."""
