"""“all packed, that's going DPD”, after order 1043 was answered: read as if it began with 1043."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.understanding.acts import Act, Understood
from assistant.understanding.clause import QUESTIONS, SHOWING
from assistant.understanding.parse import Reader
from assistant.understanding.settling import is_doubtful
from assistant.understanding.tag_sheet import DOCUMENTS
from assistant.understanding.word_lists import listed

LEAST, LONGEST = 3, 18
ANY = re.compile(r"\b(?:an?|another|some|any) (?:order|return|parcel|po|delivery)\b", re.IGNORECASE)
"""“refund an order”: whichever."""
PERSONAL = listed("i my me we our us mine")
"""Who says one of these tells of themselves."""
GOING = frozenset({"go", "going", "sent", "send", "out"})
OTHERS = listed(
    "if when maybe might tomorrow later ask wait never nobody nothing no not don't dont"
)
"""Of what is not asked for now."""


def of_the_document(reader: Reader, focus: Act, understood: Understood) -> Understood | None:
    """A change of the one document that was answered last; None: it says nothing of the kind.

    Args:
        reader: with the shop's names.
        focus: what was answered last.
        understood: the message, which names no document.
    """
    kind = next((one for one in DOCUMENTS if isinstance(focus.slots.get(one), str)), "")
    words, named = understood.text.words(), {tag.kind for tag in understood.tags}
    is_open = "?" in words or not LEAST <= len(words) <= LONGEST or is_doubtful(understood.text)
    is_open |= ANY.search(understood.text.clean) is not None
    asks = not (QUESTIONS | SHOWING | OTHERS).isdisjoint(words)
    does = not (reader.judge.acting | GOING).isdisjoint(words)
    if not kind or focus.verdict not in {"answer", "execute"} or is_open or asks or not does:
        return None
    # “hold on, customer”, “off to post a letter” ask for nothing
    is_of_a_parcel = not named.isdisjoint({"carrier", "tracking"}) and PERSONAL.isdisjoint(words)
    if not is_of_a_parcel or not named.isdisjoint({*DOCUMENTS, "customer"}) or _goes_to(understood):
        return None
    return next(_changes(reader, understood, kind, str(focus.slots[kind])), None)


def _goes_to(understood: Understood) -> bool:
    """“going to UPS with my own”: a place, and no carrier of this."""
    words = understood.text.words()
    return any(tag.kind == "carrier" and words[tag.first - 1 : tag.first] == ("to",)
               for tag in understood.tags)  # fmt: skip


def _changes(
    reader: Reader, understood: Understood, kind: str, number: str
) -> Iterator[Understood]:
    """What it comes to with the number before it, or behind it."""
    said = understood.text.clean.rstrip("!. ")
    for whole in (f"{number} {said}", f"{said} on {number}"):
        read = reader.read(whole)
        act = read.acts[0] if len(read.acts) == 1 else None
        speech = reader.speeches.get(act.command) if act else None
        if act is None or speech is None or not speech.writes or act.verdict != "confirm":
            continue
        if act.slots.get(kind) == number and not act.against:
            yield replace(understood, acts=read.acts)
