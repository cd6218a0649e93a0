"""Which channel somebody looks at beside us, as Slack says it in an event. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from oms.looks import ROOM

CHANGED, OPENED = "app_context_changed", "app_home_opened"
CHANNEL = "slack#/types/channel_id"
"""The type of what is looked at, where it is a channel."""


@dataclass(frozen=True)
class Looked:
    """Somebody looks at a channel beside us now, or at none any more."""

    user: str
    room: str
    """Empty: none."""
    at: dt.datetime
    """When Slack said so."""


def looked(body: dict[str, Any]) -> Looked | None:
    """What an event tells of where somebody looks; None: nothing.

    Nothing else that Slack says of what they see is taken from it.

    Raises:
        KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError: a part is missing,
            or is not of the type that it should be.
    """
    event = body.get("event") if body.get("type") == "event_callback" else None
    kind = event.get("type") if isinstance(event, dict) else None
    if event is None or not (kind == CHANGED or (kind == OPENED and "context" in event)):
        return None
    rooms = [_room(one) for one in (event["context"] or {}).get("entities") or ()]
    at = dt.datetime.fromtimestamp(float(event.get("event_ts") or body["event_time"]), dt.UTC)
    return Looked(_text(event["user"]), next(filter(None, rooms), ""), at)


def _room(entity: dict[str, Any]) -> str:
    """The id of a channel that is looked at; empty: it is no channel, or a direct message."""
    if entity["type"] != CHANNEL:
        return ""
    room = _text(entity["value"])
    return room if ROOM.fullmatch(room) else ""


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError
    return told
