"""“Change…” below what would be done: which of what was told can be put right in a form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from assistant import block_limits
from assistant.frames import Frame
from assistant.render import Block, Message
from assistant.slack_names import CHANGES
from commands.kit import Slot

LABEL, ASKS = "Change…", "Not quite right?"
FIXED = re.compile(r"[\w' |]+")
"""The pattern of a slot that holds one of a few words: those choose what is done, not of what."""


def offered(message: Message, frame: Frame, token: str) -> Message:
    """A preview with the button, above its Confirm; without it where there is no room or need."""
    if not list(editable(frame)) or not message.blocks or message.blocks[-1]["type"] != "actions":
        return message
    row = _row(json.dumps({"t": token}))
    blocks = (*message.blocks[:-1], row, message.blocks[-1])
    return message if block_limits.faults(blocks) else replace(message, blocks=blocks)


def editable(frame: Frame) -> Iterator[tuple[Slot, Any]]:
    """What was told and can be put right in a field, with what stands there."""
    for name, value in frame.values.items():
        slot = frame.command.slots[name]
        is_words = isinstance(value, str) and not FIXED.fullmatch(slot.pattern)
        if slot.search or slot.choices or (slot.is_number and isinstance(value, int)) or is_words:
            yield slot, value


def _row(value: str) -> Block:
    label = {"type": "plain_text", "text": LABEL, "emoji": False}
    button = {"type": "button", "action_id": f"{CHANGES}:0", "value": value, "text": label}
    asks = {"type": "plain_text", "text": ASKS, "emoji": False}
    return {"type": "section", "text": asks, "accessory": button}
