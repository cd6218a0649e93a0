"""What is asked of a thing or days that were spoken of, though no word points at them."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.understanding import around
from assistant.understanding.acts import Act, Understood
from assistant.understanding.parse import Reader
from assistant.understanding.slots import Slots
from assistant.understanding.tag_sheet import DOCUMENTS, Tag

PLURALS = {"return": "returns", "purchase": "purchase orders", "order": "orders"}
OTHERS = re.compile(r"\b(?:others|other ones)\b", re.IGNORECASE)
LEADING = re.compile(
    r"^(?:(?:and|oh|ok|what about|how about)[ ,]+)+(?:the|that|any)? ?", re.IGNORECASE
)
"""What stands before what is asked: “and the return?”."""
ENDING = re.compile(r"(?: (?:now|then|again|btw|by the way|please|pls))+$", re.IGNORECASE)
"""What may stand behind it: “what's the status now?”."""
SAME_DAYS = re.compile(
    r"\s*\b(?:(?:for|in|on|over|during) )(?:that|the same|that same) "
    r"(?:days?|weeks?|months?|years?|periods?|dates?|time)\b"
    r"|\s*\b(?:the|that) same "
    r"(?:days?|weeks?|months?|years?|periods?|dates?|time)\b",
    re.IGNORECASE,
)
TOLD = re.compile(
    r"(?:(?:and|so|ok|oh),? )*(?P<asks>how much|when|who|why)(?: exactly)? (?:was|is|did)"
    r" (?:it|that|this|they|he|she|the refund)(?: (?:do|done|for|then|again|it|that))*[? ]*",
    re.IGNORECASE,
)
TELLING = {
    "refund_status": frozenset({"how much", "when"}),
    "explain_stock": frozenset({"when", "who"}),
}
"""Command -> what is asked of its answer, which says that too."""
NAMED_BY_CODE = (*DOCUMENTS, "product")
SHORTEST = 3
MOST_ASKED = 7
"""Tokens of a question that does not say of what."""


def of_that(reader: Reader, held: Slots, understood: Understood) -> Understood | None:
    """“what's the tracking number?”: what is word for word asked of a thing that is spoken of."""
    own = understood.acts[0].command if understood.acts else ""
    is_clear = understood.verdict not in {"none", "suggest"} and own != "help"
    # “her return, any news?” asks about what is hers
    is_clear |= around.names_a_person(understood)
    if is_clear or understood.tags or len(understood.text.tokens) > MOST_ASKED:
        return None
    said = ENDING.sub("", LEADING.sub("", understood.text.clean.rstrip("?!. ")))
    for kind in NAMED_BY_CODE:
        value = held.get(kind, ())
        codes = (value,) if isinstance(value, str) else value
        read = reader.read(f"{said} for {codes[0]}") if len(codes) == 1 else None
        if read and read.verdict == "answer" and all(one.stage == "phrase" for one in read.acts):
            return read
    return None


def of_what_was_told(focus: Act, understood: Understood) -> Understood | None:
    """“how much was it?”, after a refund was told of: what tells that as well."""
    told = TOLD.fullmatch(understood.text.clean.strip())
    if told is None or focus.verdict != "answer":
        return None
    is_told = told["asks"].lower() in TELLING.get(focus.command, ())
    return replace(understood, acts=(focus,)) if is_told else None


def of_same_days(reader: Reader, held: Slots, understood: Understood) -> Understood | None:
    """“and sales for the same week?”: of the days that were asked about."""
    said, times = SAME_DAYS.subn("", understood.text.clean)
    if times != 1 or "date" not in held:
        return None
    if whole := _in_place_of(reader, held, understood):
        return whole
    read = reader.read(said)
    act = read.acts[0] if read and len(read.acts) == 1 else None
    speech = reader.speeches.get(act.command) if act else None
    if read is None or act is None or speech is None or act.verdict != "answer":
        return None
    if "date" not in speech.takes or "date" in act.slots:
        return None
    return replace(read, acts=(replace(act, slots={**act.slots, "date": held["date"]}),))


def others(reader: Reader, held: Slots, understood: Understood) -> Understood | None:
    """“any others still open?”: others of the kind that is spoken of."""
    kind = next((PLURALS[one] for one in PLURALS if one in held), "")
    said, times = OTHERS.subn(kind, understood.text.clean)
    read = reader.read(said) if kind and times == 1 else None
    return read if read is not None and read.verdict == "answer" else None


def _in_place_of(reader: Reader, held: Slots, understood: Understood) -> Understood | None:
    """“how do the returns look there for that same month?”: with those days, and that place."""
    text = understood.text
    found = SAME_DAYS.search(text.clean)
    if found is None or any(tag.kind == "date" for tag in understood.tags):
        return None
    at = [at for at, one in enumerate(text.tokens) if found.start() <= one.start < found.end()]
    tags = [Tag(at[0], at[-1] + 1, "date", (held["date"], held["date"]))] if at else []
    there = next((at for at, one in enumerate(text.tokens) if one.word == "there"), 0)
    kind = "place" if "place" in held else "channel"
    if there and kind in held and all(tag.kind != kind for tag in understood.tags):
        tags.append(Tag(there, there + 1, kind, held[kind]))
    every = sorted([*understood.tags, *tags], key=lambda tag: tag.first)
    read = reader.of_tags(text, every) if tags else understood
    return read if read.verdict == "answer" and len(read.acts) == 1 else None


def shortly(held: Slots, understood: Understood, act: Act) -> Understood | None:
    """“eta?”: a word or two, of the order that is spoken of."""
    number = held.get(act.asks)
    is_short = len(understood.text.tokens) <= SHORTEST and not understood.tags
    if act.verdict != "clarify" or act.asks not in DOCUMENTS or not isinstance(number, str):
        return None
    if not is_short:
        return None
    asked = replace(act, slots={**act.slots, act.asks: number}, verdict="answer", asks="")
    return replace(understood, acts=(asked,))
