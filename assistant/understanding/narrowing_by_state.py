"""“only the faulty ones”, “which of them is unfulfilled?”, after a list or a report: of those.

What is said is put into the question again, as anybody would ask it at once.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.understanding.acts import Act, Understood
from assistant.understanding.given import again
from assistant.understanding.parse import Reader
from assistant.understanding.slots import Slots

NARROWING = re.compile(
    r"(?:(?:and|ok|now|so|just|only|but|actually|i only (?:need|want)|i just (?:need|want)"
    r"|show me|give me|please|no)\b,? *)*"
    r"(?:the ones?|those|these|whatever|whichever|what|which|any|anything|all)?"
    r"(?: of (?:them|those|these|it|that))?(?: ones?)?(?: (?:which|that|who))?"
    r"(?: ?(?:'s| is| are| was| were| has| have| hasn't| haven't| hasnt| havent))?(?: still)?"
    r"(?P<state> .+?)(?: ones?)?(?: please| then| though)*[.?! ]*",
    re.IGNORECASE,
)
NEGATED = re.compile(r"\b(?:hasn't|haven't|hasnt|havent)\b", re.IGNORECASE)
ASKED = {
    "find_orders": ("which orders are {state}", "stage"),
    "returns_report": ("returns that were {state}", "reason"),
    "return_status": ("which returns are {state}", "stage"),
    "open_returns": ("which returns are {state}", "stage"),
    "customer": ("which orders are {state}", "stage"),
}
"""Command -> how it is asked which are in a state, and the slot that holds it."""
LISTED = {"return_status": ("open_returns", frozenset[str]()),
          "customer": ("find_orders", frozenset({"customer"}))}  # fmt: skip
"""What was answered about one -> what lists those of a state, and what it keeps."""
OPENING = r"\W*(?:and |ok |now |so |but )*"
SAID = re.compile(
    rf"{OPENING}(?:(?:i )?(?:just|only)|which|whatever|the ones?|those|any of)\b", re.IGNORECASE
)
"""How a message begins that asks for less of a list."""
OF_MANY = re.compile(rf"{OPENING}(?:which|any of|those|the ones)\b", re.IGNORECASE)
"""After one return, others are asked about only so; “just received it” is of that one."""
LONGEST = 12
"""Tokens."""


def narrowed_by_state(reader: Reader, focus: Act, understood: Understood) -> Act | None:
    """The list or report again, of those only that are as the message says; None: it says nothing.

    Args:
        reader: with the shop's names.
        focus: what was answered last.
        understood: the message, which names nothing but how they are.
    """
    named = {tag.kind for tag in understood.tags} - {"reason"}
    is_list = focus.command in ASKED and focus.verdict == "answer"
    said = understood.text.clean
    is_of_one = focus.command == "return_status" and not OF_MANY.match(said)
    is_long = len(understood.text.words()) > LONGEST
    if not is_list or named or is_of_one or is_long or not SAID.match(said):
        return None
    found = NARROWING.fullmatch(said)
    if found is None:
        return None
    asked, slot = ASKED[focus.command]
    state = found["state"].strip()
    state = f"not {state}" if NEGATED.search(said[: found.start("state")]) else state
    read = reader.read(asked.format(state=state))
    told = read.acts[0].slots if len(read.acts) == 1 and read.verdict == "answer" else {}
    if told.keys() != {slot} or _loses_the_not(reader, asked, state, told):
        return None
    command, kept = LISTED.get(focus.command, (focus.command, frozenset(focus.slots)))
    slots = {name: value for name, value in focus.slots.items() if name in kept}
    return again(reader, replace(focus, command=command, slots=slots), told)


def _loses_the_not(reader: Reader, asked: str, state: str, told: Slots) -> bool:
    """“not received”, read as if it were “received”."""
    plain = re.sub(r"^(?:not|never) ", "", state, flags=re.IGNORECASE)
    return plain != state and reader.read(asked.format(state=plain)).acts[0].slots == told
