"""How what is shown is to be otherwise: “41, not 14” of what was typed, “half that”, “no, 54”."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.understanding.acts import Act, Understood
from assistant.understanding.around import is_denied
from assistant.understanding.clause import Clause
from assistant.understanding.parse import Reader
from assistant.understanding.slots import Slots
from assistant.understanding.tags import Tag
from assistant.understanding.word_lists import listed

REWRITTEN = re.compile(
    r"(?:(?:no|actually|sorry|oh|wait),? )*(?:(?:change|make) (?:it|that|this)(?: to)?"
    r"(?: say| read)?"
    r"|(?:it |that )?should (?:say|be|read)|say|make the note):? [\"“']?(?P<note>.+?)[\"”']?",
    re.IGNORECASE,
)
"""“change that to leave in porch”."""
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}\b", re.IGNORECASE)
MOST_BESIDE_CODE = 7
"""Tokens of a message that only says a postcode: “sorry, the postcode is LS21 3AB”."""
CONTRAST = re.compile(
    r"\b(?!(?:oh|ah|no|sorry|wait|actually|well|hmm?|it|its|is|but|why|or|if)\b)(?P<right>\w+),?"
    r" (?:and )?(?:not|instead of|rather than) (?:the )?(?P<wrong>\w+)\b",
    re.IGNORECASE,
)
"""“41 not 14”."""
LEAST_ENDING = 10
"""What a number is at least that tells an order by the end of its own."""
BEHIND_ENDING = listed(", . ! ? ; - sorry please not instead rather mate then it is too")
HOUSE = re.compile(
    r"(?:[\w' ]+[,.]? )??(?:the |house |flat |door |street |it's |its |that's )*(?:number|no\.?|nr)"
    r"(?: (?:is|was|should be|must be|ought to be|has to be|should say|of the house is))?"
    r" (?P<right>\d+[a-z]?)\b[.! ]*",
    re.IGNORECASE,
)
"""“sorry, the number is 15”, of an address."""
NUMBERED = re.compile(r"^\d+[a-z]?\b(?=,? [a-z])", re.IGNORECASE)
"""An address that begins with the number of the house."""
IN_A_NOTE = tuple(
    re.compile(rf"\b(?:{one})\b", re.IGNORECASE)
    for one in (
        r"(?:mon|tues|wednes|thurs|fri|satur|sun)day",
        r"today|tomorrow|tonight",
        r"morning|afternoon|evening|lunchtime|noon|midday",
        r"\d{1,2}(?:[:.]\d\d)? ?[ap]m|\d{1,2}:\d\d",
        r"\d+",
    )
)
"""What stands once in a note and may have to be another of its kind: a day, an hour, a number."""
BESIDE_IT = re.compile(
    r" *(?:(?:no|oh|ah|sorry|wait|actually|hang on|hold on|oops|make (?:it|that)|i mean|i meant"
    r"|it's|its|that's|should be|should say|say|on|at|for|rather|please|instead|now|the|it is|is"
    r"|she said|he said|they said|she says|he says|they say)\b *|[,.!] *)*",
    re.IGNORECASE,
)
"""“no wait …”, “sorry, I meant …”: what may stand around it and says nothing else."""
SCALED = re.compile(
    r"(?:(?:no|oh|actually|sorry|make it|make that|wait|just|only|hmm|hm|well|nah|do|say)\b"
    r"[,.]? ?)*"
    r"(?:(?P<half>half|halve)|(?P<double>twice|double))"
    r"(?: (?:of|as (?:many|much)(?: as)?|the (?:amount|number|quantity)))?"
    r"(?: (?:that|it|them|this))?"
    r"(?:,? (?:please|then|instead|now|actually|will do|is enough|is plenty))*[.! ]*",
    re.IGNORECASE,
)
"""“just half of that”, “no, double it”."""
TURNED = re.compile(
    r"\b(?:other|wrong|opposite|opposit) way(?: round| about| around)?\b|\bvice versa\b"
    r"|\bswap (?:them|those|it|that) (?:round|over|around)\b|\bback to front\b"
)
"""“wrong way round”, of goods that are moved."""


def swapped(words: Sequence[str], pending: Act) -> Slots:
    """“other way round”: from there to here."""
    turned = TURNED.search(" ".join(words))
    if not turned or not pending.slots.keys() >= {"place", "from_place"}:
        return {}
    return {"place": pending.slots["from_place"], "from_place": pending.slots["place"]}


def ending(reader: Reader, act: Act, whole: Clause, tag: Tag) -> Slots:
    """“not 45, 54”, “no, 54” of order 30845: the order 30854, and no number of units.

    Only where no goods, units or money are spoken of, unless what is denied ends the number.
    """
    said, before = whole.text.between(tag.first, tag.past), act.slots.get("order")
    if tag.kind != "units" or not said.isdigit() or not isinstance(before, str):
        return {}
    denied = {
        whole.text.between(one.first, one.past)
        for one in whole.named("units")
        if is_denied(whole, one)
    } - {said}
    contrasts = any(len(one) == len(said) and before.endswith(one) for one in denied)
    if len(said) >= len(before) or not (contrasts or _counts_nothing(reader, act, whole, tag)):
        return {}
    return {"order": before[: -len(said)] + said}


def _counts_nothing(reader: Reader, act: Act, whole: Clause, tag: Tag) -> bool:
    """Whether a number of two digits or more can be neither of goods nor an amount of an act."""
    counted = {"units", "counted", "money", "product"} & act.slots.keys()
    is_amount = "money" in reader.speeches[act.command].takes
    # “no, 54 of them”
    behind = [token.word for token in whole.text.tokens[tag.past :]]
    ends = not behind or behind[0] in BEHIND_ENDING
    return (
        tag.past - tag.first == 1
        and tag.value >= LEAST_ENDING
        and ends
        and not (counted or is_amount)
    )


def amended(pending: Act, understood: Understood) -> Slots:
    """What was typed, or is counted, as it should have been."""
    return (
        _retyped(pending, understood)
        or _renoted(pending, understood)
        or _scaled(pending, understood)
    )


def _scaled(pending: Act, understood: Understood) -> Slots:
    """“half that”, “no, double it”: as many of what is counted."""
    said = SCALED.fullmatch(understood.text.clean.strip())
    name = next((one for one in ("units", "counted") if one in pending.slots), "")
    if said is None or not name:
        return {}
    units = pending.slots[name]
    if said["double"]:
        return {name: units * 2}
    return {name: units // 2} if units % 2 == 0 else {}


def _retyped(pending: Act, understood: Understood) -> Slots:
    """“it's 41, not 14”: a word of what was typed, as it should have been."""
    rewritten = REWRITTEN.fullmatch(understood.text.clean.strip())
    if rewritten and "note" in pending.slots:
        return {"note": rewritten["note"]}
    contrast = CONTRAST.search(understood.text.clean)
    kind = next((one for one in ("address", "note") if one in pending.slots), "")
    typed = str(pending.slots.get(kind, ""))
    code = POSTCODE.search(understood.text.clean)
    if kind == "address" and code and len(understood.text.words()) <= MOST_BESIDE_CODE:
        found, times = POSTCODE.subn(code[0], typed)
        return {"address": found} if times == 1 and found != typed else {}
    house = HOUSE.fullmatch(understood.text.clean.strip()) if kind == "address" else None
    if house and NUMBERED.match(typed):
        return {"address": NUMBERED.sub(house["right"], typed)}
    if contrast is None or not kind:
        return {}
    wrong = re.compile(rf"\b{re.escape(contrast['wrong'])}\b", re.IGNORECASE)
    if len(wrong.findall(typed)) != 1:
        return {}
    return {kind: wrong.sub(lambda _: contrast["right"], typed)}


def may_retype(pending: Act, understood: Understood) -> bool:
    """“oh, before 5pm”, of a note that waits: it may say how that is to be otherwise."""
    said = understood.text.clean
    return "note" in pending.slots and any(kind.search(said) for kind in IN_A_NOTE)


def _renoted(pending: Act, understood: Understood) -> Slots:
    """“no wait sunday”, of the note “collecting saturday”."""
    said, note = understood.text.clean.strip(), str(pending.slots.get("note", ""))
    if any(tag.kind == "order" for tag in understood.tags):
        return {}  # “sorry 5204” is another order
    for kind in IN_A_NOTE:
        found, before = kind.findall(said), kind.findall(note)
        if len(found) == 1 == len(before) and found != before:
            is_all = all(map(BESIDE_IT.fullmatch, kind.split(said)))
            return {"note": kind.sub(found[0], note)} if is_all else {}
    return {}
