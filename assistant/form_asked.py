"""What Slack brings of forms: somebody wants one, and somebody sent one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Values = Mapping[str, Mapping[str, Any]]
"""Block id -> action id -> what stands there, as Slack sends it."""


@dataclass(frozen=True)
class Opening:
    """Somebody wants a form: of which command, about which order, and where they asked."""

    command: str
    user: str
    target: str
    thread: str | None
    root: str | None = None
    """The message on which a thread can hang."""
    url: str | None = None
    """Where an answer goes that only they are to see."""
    order: object = None
    """Its id as a button carries it; None: none is said."""
    text: str = ""
    """Of a message that may name it."""
    changes: str | None = None
    """Token of the change that was shown and is to be put right."""
    message: str | None = None
    """The message that shows it."""


@dataclass(frozen=True)
class Sent:
    """A form that was sent."""

    user: str
    metadata: object
    values: Values
