"""“why?” after an answer: why it is so, of the stock or the order that was spoken of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from assistant import dialogue_memory as memory
from assistant import understand
from assistant.dialogue_proposals import Where
from assistant.dialogue_running import Answer, run
from assistant.frames import Frame
from commands.kit import Asked

SAID = re.compile(
    r"(?:but |and |ok |hm+ |eh )?"
    r"(?:why|how come|how so|why so|why(?:'s| is| was) (?:that|this|it))",
    re.IGNORECASE,
)
EXPLAINS: Mapping[str, tuple[str, ...]] = {
    "explain_stock": ("sku", "location"), "why_here": ("order",),
}  # fmt: skip
"""Command -> what it explains, the first of which has to have been spoken of."""


def said(asked: Asked, where: Where, text: str) -> Answer | None:
    """The answer to a bare “why?”; None: it is none, or nothing was spoken of that has a reason."""
    if not SAID.fullmatch(" ".join(understand.clean(text).replace("’", "'").split())):
        return None
    focus = memory.recall(asked, where).focus
    frame = _reason(focus.values) if focus is not None else None
    return run(asked, where, frame, again=True) if frame is not None else None


def _reason(spoken_of: Mapping[str, Any]) -> Frame | None:
    known = understand.known()
    for name, slots in EXPLAINS.items():
        if spoken_of.get(slots[0]) is not None:
            told = {slot: spoken_of[slot] for slot in slots if spoken_of.get(slot) is not None}
            return Frame(known[name], told)
    return None
