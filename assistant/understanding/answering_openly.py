"""“the one he bought at the till, 48219”, where it was asked which order: told, and named.

A number that is known, behind how it is told which it is, or read from a label. Whatever else is
said of a number may be said of another one: “all but 5208”, “she's happy with 5207”.
"""

from __future__ import annotations

import re

from assistant.understanding.acts import Act, Understood
from assistant.understanding.answering_with_the_deed import told_with_the_deed
from assistant.understanding.given import again
from assistant.understanding.numbers import told_digits
from assistant.understanding.parse import Reader
from assistant.understanding.slots import Slots
from assistant.understanding.tag_sheet import DOCUMENTS, Tag
from assistant.understanding.tokens import read

BEFORE = re.compile(
    r"(?:(?:oh|ah|ok|sorry|so|it's|its|that's|thats)\b,? *)*"
    r"(?:the|that) (?:one|order|parcel|return)\b(?!.*\b(?:not|except|but|wrong|other|never)\b)"
    r"[^,;?]*[,;:-] *(?:order |number |no\.? |#)*"
    r"|(?:(?:the |it |its )?(?:label|slip|box|note|paper|ticket|docket) )?(?:says?|reads?) ",
    re.IGNORECASE,
)
"""“the one she rang about, …”, “label says …”."""
BEHIND = re.compile(
    r"(?: (?:on|in) (?:the|its|this) (?:label|slip|box|note|paper|ticket|docket|bag))?"
    r"(?: (?:please|pls|i think))*[.! ]*",
    re.IGNORECASE,
)
ENDING = re.compile(
    r"(?:(?:oh|ok|it's|its|that's|thats)\b,? *)*(?:the )?(?:one|order)?(?: that| which)? ?"
    r"(?:ending|ends)(?: in| with)? (?P<digits>[^.!]+?)(?: (?:please|pls|thanks))*[.! ]*",
    re.IGNORECASE,
)
"""“the one ending four oh two”."""


def told_openly(reader: Reader, asked: Act, understood: Understood) -> Act | None:
    """The act that lacked something, with that as a message tells it; None: it does not.

    Args:
        reader: with the shop's names.
        asked: what was asked for, and what it lacks.
        understood: the message.
    """
    named = [tag for tag in understood.tags if tag.kind == asked.asks]
    told = told_with_the_deed(asked, understood) or _by_its_end(reader, asked, understood)
    if told:
        return again(reader, asked, told)
    if asked.asks not in DOCUMENTS or len(named) != 1 or not named[0].known:
        return None
    text, tag = understood.text, named[0]
    before, behind = text.between(0, tag.first), text.between(tag.past, len(text.tokens))
    is_told = BEFORE.fullmatch(f"{before} ") or BEFORE.fullmatch(before)
    if not is_told or not BEHIND.fullmatch(f" {behind}" if behind else ""):
        return None
    return again(reader, asked, {asked.asks: tag.value}) if _is_theirs(reader, asked, tag) else None


def _by_its_end(reader: Reader, asked: Act, understood: Understood) -> Slots:
    """“the one ending four oh two”: the one order whose number ends so."""
    found = ENDING.fullmatch(understood.text.clean)
    if found is None or asked.asks != "order":
        return {}
    words = read(found["digits"]).words()
    spoken = told_digits(words, 0)
    digits = spoken[0] if spoken and spoken[1] == len(words) else found["digits"]
    customers = asked.slots.get("customer", ())
    numbers = [
        one.number
        for one in reader.known.names.orders.values()
        if one.number.endswith(digits) and (not customers or one.customer in customers)
    ]
    return {"order": numbers[0]} if digits.isdigit() and len(numbers) == 1 else {}


def _is_theirs(reader: Reader, asked: Act, tag: Tag) -> bool:
    """Whether an order is theirs whose it was said to be."""
    customers = asked.slots.get("customer", ())
    known = reader.known.names.orders.get(str(tag.value).upper()) if tag.kind == "order" else None
    return known is None or not customers or known.customer in customers
