"""Papers as messages: a slip is queued as what stands on it, and drawn when it is sent."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.orm import Session

from assistant import render
from assistant.render import Message
from oms import outbox, slips
from oms.slips import FigureFile, PackingSlip, PickList, Slip

KIND = "paper"
"""The kind of its outbox message."""


def tell(books: Session, slip: Slip, key: str, target: str, thread: str | None) -> None:
    """Queue a slip for a channel, once for each `key`."""
    name = slips.kind(slip)
    payload = {
        "text": words(slip),
        "slip": name,
        "facts": slips.plain(slip),
        # its own name, also where the same slip is asked for twice: it is how a slip whose
        # sending ended without an answer is found again
        "file_name": f"{_file_safe(name)}-{_file_safe(_number(slip))}-{_file_safe(key)}"
        f".{extension(slip)}",
    }
    outbox.tell(books, kind=KIND, key=key, target=target, thread=thread, payload=payload)


def words(slip: Slip) -> str:
    """What a slip says, in a sentence: its title, and for those who cannot see it."""
    return render.unescape(title(slip).text)


def title(slip: Slip) -> Message:
    """The same as a message; it has no blocks."""
    return render.render(f"papers/{slips.kind(slip)}", {"slip": slip})


def extension(slip: Slip) -> str:
    """Of the name of its file."""
    return "csv" if isinstance(slip, FigureFile) else "pdf"


def file(payload: dict[str, Any]) -> bytes:
    """The file of a queued slip."""
    return drawn(slips.from_plain(payload["slip"], payload["facts"]))


def drawn(slip: Slip) -> bytes:
    """The file of a slip."""
    if isinstance(slip, FigureFile):
        # with the mark by which spreadsheets know how the letters are written
        return slip.text.encode("utf-8-sig")
    # drawing is imported when something is drawn: most starts draw nothing
    from assistant import slips as drawing

    if isinstance(slip, PickList):
        return drawing.pick_list(slip)
    if isinstance(slip, PackingSlip):
        return drawing.packing_slip(slip)
    return drawing.return_slip(slip)


def _number(slip: Slip) -> str:
    if isinstance(slip, FigureFile):
        return f"{slip.name}-{slip.since}-{slip.until}"
    return slip.order if isinstance(slip, PackingSlip) else slip.number


def _file_safe(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-").lower()[:40]
