"""“Ask again” below a fault: the same sentence, for who asked, answered where it was said.

What came in is kept with its fault (oms/inbox.py), so that the button carries the id of that row
and no words. Asking is all that it does: a change is shown again and waits for its own Confirm.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from typing import Any

from sqlalchemy.orm import Session

from assistant import dialogue_doubt, dialogue_settling
from assistant.came import SAID
from assistant.dialogue_offers import Offer, told
from oms import clock, fired, inbox
from oms.errors import NoLongerPossible

log = logging.getLogger(__name__)
ACTION, LABEL = "again", "Ask again"
PATIENCE = dt.timedelta(hours=1)
"""After which “it” may be anything."""
Told = dict[str, Any]
"""Facts of what came in."""


def is_said(facts: Told) -> bool:
    """Whether it is a sentence, or asks one again."""
    return facts["kind"] in SAID or is_pressed(facts)


def is_pressed(facts: Told) -> bool:
    """Whether it is a press of this button."""
    return facts["kind"] == "press" and str(facts["action"]).partition(":")[0] == ACTION


def offered(event_id: int, facts: Told) -> list[Offer]:
    """The button below a fault; none where it was no sentence, or one that may not come twice.

    Args:
        event_id: under which what came in is kept.
        facts: of it.
    """
    if is_pressed(facts):
        # it was asked again, and failed again
        return [[LABEL, ACTION, facts["value"], ""]]
    if facts["kind"] not in SAID or facts.get("files") or _settles(facts["text"]):
        return []
    return [[LABEL, ACTION, json.dumps({"e": event_id}), ""]]


def sentence(books: Session, pressed: Told) -> Told:
    """The facts of the sentence that a press asks again; it is asked again this once.

    Args:
        books: open for writing.
        pressed: the facts of the press.

    Raises:
        NoLongerPossible: somebody else said it, or too long ago, or it was asked again before.
    """
    event_id = told(pressed["value"]).get("e")
    kept = inbox.failed_before(books, event_id)
    if kept is None or kept.received_at < clock.now() - PATIENCE:
        raise NoLongerPossible("That was said more than an hour ago.", remedy="Say it once more.")
    if kept.payload["user"] != pressed["user"]:
        raise NoLongerPossible("Somebody else asked for this.", remedy="Ask for it yourself.")
    if not fired.once(books, ACTION, str(event_id)):
        raise NoLongerPossible("That was asked again before.", remedy="Say it once more.")
    # what one person alone saw is answered in place of the fault, by its own address
    here = {"response_url": pressed["response_url"]} if pressed.get("response_url") else {}
    return {**kept.payload, "again": True, **(here if kept.payload["kind"] == "slash" else {})}


def _settles(text: str) -> bool:
    """Whether it is a yes or no, or drops what was shown; also where nobody can say so.

    Reading it may be what failed.
    """
    try:
        return bool(dialogue_settling.settles(text)) or dialogue_doubt.is_said(text)
    except Exception:
        # the words of a fault end here: they come whatever the fault is
        log.exception("What failed cannot be read")
        return True
