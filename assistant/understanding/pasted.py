"""“"the lid is chipped", start a return for that”: what a customer wrote, pasted beside a request.

What is quoted is somebody else's, and asks for nothing by itself; where a request stands beside it,
it says of what, and why. A note stays as it was quoted.
"""

from __future__ import annotations

import re

PASTED = re.compile(r'(?P<before>[^"]{0,80})"(?P<said>[^"]{12,})"(?P<after>[^"]*)')
ASKING = re.compile(
    r"\b(?:(?:open|start|raise|set up|log|book|begin) (?:a|the|her|his|their) return|swap|exchange"
    r"|refund|replace)\b",
    re.IGNORECASE,
)
DOING = re.compile(
    r"\b(?:cancel|ship|send|refund|hold|keep|keeping|deliver|return|order\w* (?:me|us))\b|[£$€%]",
    re.IGNORECASE,
)
"""A customer who asks for something else is not obeyed by it."""
NUMBER = re.compile(r"\d")
ORDER = re.compile(r"\border(?: (?:no\.?|number|nr))?:? #?[a-z]{0,4}-?\d{3,}\b", re.IGNORECASE)
TYPED = re.compile(
    r"\b(?:notes?|message|messages|tell|reply|say|saying|says|said|wrote|writes|write|called|named"
    r"|name|reads?|not|don't|dont|never|should|if)\b",
    re.IGNORECASE,
)
"""Beside what is to be kept as it is quoted, or what is told of rather than asked for."""


def plainly(text: str) -> str:
    """A text with what a customer wrote as part of the request beside it."""
    found = PASTED.fullmatch(text)
    if found is None:
        return text
    before, said, after = found["before"].strip(), found["said"].strip(), found["after"].strip()
    asks = ASKING.search(before) or ASKING.search(after)
    if asks is None or TYPED.search(before) or TYPED.search(after) or DOING.search(said):
        return text
    # which order it is, staff say themselves, or the customer says that it is the order
    if NUMBER.search(ORDER.sub("", said)) or (ORDER.search(said) and NUMBER.search(before + after)):
        return text
    mark = "" if said[-1] in ".!?," or after[:1] in {".", ",", "-"} else "."
    return " ".join(filter(None, (before, f"{said}{mark}", after)))
