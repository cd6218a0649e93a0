"""“that fella”, “what else has she bought?”: somebody who was just spoken of, and their orders."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.understanding import around
from assistant.understanding.acts import Act, Understood
from assistant.understanding.parse import Reader
from assistant.understanding.slots import Slots

SOMEBODY = re.compile(
    r"\b(?:that|this|the same|yon|yer|your) (?:(?:poor|nice|lovely|old|young) )?"
    r"(?:fella|fellow|guy|man|lady|woman|girl|lad|lass|lassie|chap|bloke|gent|gentleman|customer"
    r"|client|person|buyer|shopper|one's customer)\b(?!'s| of)",
    re.IGNORECASE,
)
"""“how many orders has that fella placed”: he."""
OF_CUSTOMER = re.compile(
    r"\bthe (?:customer|buyer|client)(?:'s|s)? "
    r"(?=(?:phone|email|e-mail|mobile|number|name|contact)\b)",
    re.IGNORECASE,
)
"""“what's the customer's phone number”: his."""
BOUGHT_ELSE = re.compile(
    r"(?=.*\b(?:she|he|they|her|him|them)\b)"
    r"(?=.*\b(?:anything|what|owt|much|more|things?|stuff|orders?|bits|something)\b)"
    r"(?=.*\b(?:else|other|besides|before|previously|in the past|more)\b)"
    r".*\b(?:bought|ordered|got|gotten|had|purchased|placed|buy|order)\b(?: \w+){0,4}[?.! ]*",
    re.IGNORECASE,
)
"""“is there anything else she has bought from us?”."""
NOT_ELSE = re.compile(
    r"\b(?:in it|on it|on that|in that|with it|return\w*|back|refund\w*|how|why|when|where"
    r"|not|never|if|before (?:i|we|you))\b",
    re.IGNORECASE,
)


def as_he(understood: Understood) -> str:
    """The message with “he” in place of “that fella”; nothing: nobody is called so."""
    said, times = SOMEBODY.subn("he", understood.text.clean)
    if not times:
        said, times = OF_CUSTOMER.subn("his ", said)
    return said if times == 1 and not around.names_a_person(understood) else ""


def bought_else(reader: Reader, held: Slots, understood: Understood) -> Understood | None:
    """The question what else somebody has bought, who was just spoken of: their orders."""
    said = understood.text.clean
    is_theirs = BOUGHT_ELSE.fullmatch(said) and not NOT_ELSE.search(said)
    if understood.tags or not is_theirs or len(held.get("customer", ())) != 1:
        return None
    if around.LISTING not in reader.speeches or understood.verdict == "confirm":
        return None
    act = Act(around.LISTING, {"customer": held["customer"]}, "answer", stage="talk", score=1.0)
    return replace(understood, acts=(act,))
