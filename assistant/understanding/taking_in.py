"""“just arrived, mint, can be resold”, of a return that was spoken of: to take it in."""

from __future__ import annotations

import re

from assistant.understanding.acts import Act, Understood
from assistant.understanding.parse import Reader
from assistant.understanding.word_lists import listed

IT = r"(?:(?:it|that|that one|they|this)(?:'s|s| is| has| have|'ve|'re)? )"
SOON = r"(?:just |finally |now |already )"
HERE = re.compile(
    r"(?:(?:ok|oh|right|and|yes|good news|hey)\b[,.]? *)*"
    rf"(?:(?:{IT}{SOON}*|{SOON}+)(?:here|back|come in|in my hands?"
    r"|(?:on|at) (?:the|my) (?:bench|desk|counter|table))"
    rf"|{IT}?{SOON}*(?:received|arrived|landed|came in|came back|turned up)(?: it)?)"
    r"(?: now| today| at last| this morning| finally)*(?:[.!]*$|[,.;:-]+ *| )",
    re.IGNORECASE,
)
"""How it is said that a return came, before how it is."""
HOW = frozenset({"condition", "reason"})
"""What may be told of a return that came."""
OF_OTHERS = listed("she he they her him them customer should sending send going would will")
"""“it arrived broken so she's sending it back” tells how it came to her."""


def looks_so(said: str) -> bool:
    """Whether a message may tell that a return came."""
    return HERE.match(said) is not None


def taken_in(reader: Reader, focus: Act, understood: Understood) -> Understood | None:
    """The receipt of the return that was spoken of; None: a message tells of none.

    Args:
        reader: with the shop's names.
        focus: what was spoken of last.
        understood: the message.
    """
    number, here = focus.slots.get("return"), HERE.match(understood.text.clean)
    # “good to resell” is near a name, and is none
    named = {tag.kind for tag in understood.tags if not (tag.kind == "product" and tag.repaired)}
    is_open = "?" in understood.text.words() or not named <= HOW
    is_open |= not OF_OTHERS.isdisjoint(understood.text.words())
    if here is None or is_open or not isinstance(number, str) or not number:
        return None
    behind = understood.text.clean[here.end() :]
    read = reader.read(f"receive {number}{f', {behind}' if behind else ''}")
    # “received nothing” tells of no condition
    is_told = not behind or "condition" in read.acts[0].slots
    return read if is_told and read.verdict == "confirm" else None
