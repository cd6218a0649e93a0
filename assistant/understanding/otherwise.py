"""How what is shown is to be otherwise: “41, not 14” of what was typed, “half that”, “no, 54”."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from assistant.understanding import around
from assistant.understanding.acts import Act, Understood
from assistant.understanding.around import is_denied
from assistant.understanding.clause import Clause
from assistant.understanding.free_text import is_address
from assistant.understanding.parse import Reader
from assistant.understanding.slots import Slots
from assistant.understanding.tag_sheet import Tag
from assistant.understanding.word_lists import listed

REWRITTEN = re.compile(
    r"(?:(?:no|actually|sorry|oh|wait|please|can you),? )*"
    r"(?:(?:change|make|alter|update|edit) (?:it|that|this|(?:the )?(?:text|note|wording|message))"
    r"(?: to)?"
    r"(?: say| read)?"
    r"|(?:it |that )?should (?:say|be|read)|say|make the note):? [\"“']?(?P<note>.+?)[\"”']?",
    re.IGNORECASE,
)
"""“change that to leave in porch”."""
OLD = frozenset({"not", "old", "from", "was", "used", "before"})
"""With one of these a postcode is not the one to be."""
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}\b", re.IGNORECASE)
MOST_BESIDE_CODE = 7
"""Tokens of a message that only says a postcode: “sorry, the postcode is LS21 3AB”."""
CONTRAST = re.compile(
    r"\b(?!(?:oh|ah|no|sorry|wait|actually|well|hmm?|it|its|is|but|why|or|if|s|thats|that"
    r"|definitely|certainly|really|just|still|probably|maybe|re|m|was|are|should|am)\b)"
    r"(?P<right>\w+),?"
    r" (?:and )?(?:not|instead of|rather than) (?:the )?(?P<wrong>\w+)\b",
    re.IGNORECASE,
)
"""“41 not 14”."""
LEAST_ENDING = 10
"""What a number is at least that tells an order by the end of its own."""
BEHIND_ENDING = listed(", . ! ? ; - sorry please not instead rather mate then it is too")
CONTRAST_FIRST = re.compile(
    r"\bnot (?:the |in |on |at )?(?P<wrong>\w+),? (?:it'?s |its |but |it is |in |on |at )*(?:the )?"
    r"(?P<right>\w+)[.! ]*$",
    re.IGNORECASE,
)
"""“it's not Friday, it's Saturday”."""
HOUSE = re.compile(
    r"(?!.*\b(?:tracking|order|phone|mobile|old|po|return|reference|ref|parcel|account)\b)"
    r"(?:[\w' ]+[,.]? )??(?:the |house |flat |door |street |it's |its |that's )*(?:number|no\.?|nr)"
    r"(?: (?:is|was|should be|must be|ought to be|has to be|should say|of the house is))?"
    r" (?P<right>\d+[a-z]?)\b[.! ]*",
    re.IGNORECASE,
)
"""“sorry, the number is 15”, of an address."""
STREET = re.compile(r"\d+[a-z]?,? (?P<street>[^,\d]+?)(?=,|$)", re.IGNORECASE)
"""The street of an address that begins with the number of the house."""
TOLD = (
    r"(?: *[,.;!-](?!.*\b(?:no|not|wait|make|forget|actually|later|cancel|scrap|stop|only|both|just"
    r"|leave|or|never|sure)\b)"
    r"(?!.*\d).*)?"
)
"""What may be told behind it, which takes nothing back."""
ALL_PLACES = (
    r"(?:in total|overall|altogether|everywhere|all told|in all|total|company ?wide"
    r"|across the board|(?:in|at|across|over)? ?all (?:of )?(?:the |our )?"
    r"(?:places|sites|shops|stores|warehouses|locations|branches|channels)|every (?:channel|site"
    r"|place|shop)|all over|together|combined|put together|added up)"
)
SHORTEST_LIST = 5
"""Tokens of a question that says no more than in what stage."""
ANYTHING = frozenset({"anything", "any", "which", "nothing"})
EVERYWHERE = re.compile(
    rf"(?:(?:and|ok|or|so|what about|how about|how many|now)\b,? *)*{ALL_PLACES}"
    rf"(?:(?:,| and)? *{ALL_PLACES})*(?: then| now| please| though| i mean| i meant|,? sorry"
    r"|,? not (?:just |only )?(?:in |at |on )?(?:the |our )?[\w-]+)*[?.! ]*",
    re.IGNORECASE,
)
"""“and in total, everywhere”."""
RENUMBERED = re.compile(
    r"(?:(?:oh|no|ah|sorry|wait|actually|oops|i meant|i mean|it's|its|that's|should be|make it"
    r"|make that|rather)\b[,.!]* *)*(?P<house>\d+[a-z]?),? (?P<street>[^,\d]+?)"
    r"(?:,? *(?:(?:the )?(?:rest|others?|remainder|everything else)"
    r"(?:'s| is| are| stays?)?(?: all)?(?: the)? "
    r"(?:same|right|fine|ok|correct|as (?:is|before|it was))"
    r"|please|sorry|not \d+[a-z]?)[.!]*)*$",
    re.IGNORECASE,
)
"""“sorry 41 Weir Road, rest is the same”."""
AGAIN = re.compile(
    r"(?:(?:oh|no|ah|sorry|wait|actually|oops|i meant|i mean|it's|its|that's|should be|make it"
    r"|make that|rather|to)\b[,.!]* *)+(?P<address>\d+[a-z]?,? [a-z][^?!;]*?,[^?!;]+?)[.! ]*",
    re.IGNORECASE,
)
"""“sorry, I meant 41 Weir Road, Otley LS21 3AB”: all of it again."""
DELIVERED = re.compile(
    r"(?:(?:and|oh|can (?:you|we)|could (?:you|we)|please|pls|ok|then|let's|i want|we want"
    r"|i'd like)\b[,.]* *)*(?:(?:get|have|want) (?:it|them|those|that|this|these)(?: all)?"
    r" (?:delivered|sent|shipped|brought|dropped)|(?:deliver|send|ship|bring) (?:it|them|those|that"
    r"|this|these)|(?:it's|its|they're|theyre|they are|it is|to be|for)(?: to be)? (?:delivered"
    r"|delivery|sent))(?: off| straight| direct(?:ly)?)? (?:to|at|into)\b",
    re.IGNORECASE,
)
"""“get them delivered to …”."""
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
    r"|due|delivery|delivered|arriving|by|she said|he said|they said|she says|he says|they say)\b *"
    r"|[,.!] *)*",
    re.IGNORECASE,
)
"""“no wait …”, “sorry, I meant …”: what may stand around it and says nothing else."""
WRONG = re.compile(
    r"(?:(?:oh|ah|no|hang on|argh|hmm?),? )*(?:sorry|no|wait|oops|typo|wrong|actually|my mistake"
    r"|correction|apologies|should be|it should|that should)\b",
    re.IGNORECASE,
)
"""With what begins what puts right."""
NTH = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b", re.IGNORECASE)
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
JUST_ONE = re.compile(
    r"(?:(?:no|oh|ah|wait|sorry|actually|hang on|well|ok|make (?:it|that))\b[,.]* *)*"
    r"(?:just|only)(?: for)?(?: the)? (?:one|1)(?: of (?:them|those))?"
    r"(?: (?:actually|please|pls|then|sorry|thanks|mate|for now|will do|is fine))*"
    rf"{TOLD}$",
    re.IGNORECASE,
)
"""“just the one actually, other was fine”."""
LEAST_OF_SEVERAL = 2
BOTH = re.compile(
    r"(?:(?:no|oh|ah|wait|sorry|actually|hang on|well|make (?:it|that)|it's|its)\b[,.]* *)*both"
    r"(?: of (?:them|those))?(?: (?:actually|please|pls|then|sorry|now|coming back|are))*"
    rf"{TOLD}$",
    re.IGNORECASE,
)
"""“both actually, she rang back”."""
TURNED = re.compile(
    r"\b(?:other|wrong|opposite|opposit) way(?: round| about| around)?\b|\bvice versa\b"
    r"|\b(?:is|it's|its|'s) (?:the |in |just )?(?:opposite|reversed|reverse|other direction)\b"
    r"|\bswap (?:them|those|it|that) (?:round|over|around)\b|\bback to front\b",
    re.IGNORECASE,
)
"""“wrong way round”, of goods that are moved."""
WAYS = frozenset({"other", "wrong", "opposite", "way", "round", "about", "around"})
"""Words of that, which may be part of what goods are called: a round tin."""


def _counted_name(pending: Act) -> str:
    """The slot that says how many; nothing where none does."""
    return next((one for one in ("units", "counted") if one in pending.slots), "")


def _just_one(pending: Act, understood: Understood) -> Slots:
    """“just the one actually, other was ok”, of two that are shown."""
    name = _counted_name(pending)
    sure = [tag for tag in understood.tags if tag.sure and tag.kind == "units"]
    others = len(sure) > 1 or any(tag.kind != "units" for tag in understood.tags)
    units = pending.slots.get(name, 0)
    if abs(units) < LEAST_OF_SEVERAL or others or not JUST_ONE.match(understood.text.clean.strip()):
        return {}
    return {name: 1 if units > 0 else -1}


def swapped(words: Sequence[str], pending: Act) -> Slots:
    """“other way round”: from there to here, or the second of two goods for the first."""
    turned = TURNED.search(" ".join(words))
    if turned and pending.slots.keys() >= {"product", "to_product"}:
        return {"product": pending.slots["to_product"], "to_product": pending.slots["product"]}
    if not turned or not pending.slots.keys() >= {"place", "from_place"}:
        return {}
    return {"place": pending.slots["from_place"], "from_place": pending.slots["place"]}


def _both(pending: Act, understood: Understood) -> Slots:
    """“both actually, just rang back”, of one that is shown."""
    name = _counted_name(pending)
    is_one = abs(pending.slots.get(name, 0)) == 1 and not understood.tags
    if not is_one or not BOTH.match(understood.text.clean.strip()):
        return {}
    return {name: 2 * pending.slots[name]}


def turns_to(turned: Slots, understood: Understood) -> bool:
    """“other way round, shop to kitchen”: whether no more is named than how it then is."""
    said = [tag for tag in understood.tags if not _is_within(understood, tag)]
    places = [tag.value for tag in said]
    is_of_places = all(tag.kind == "place" for tag in said)
    there, whence = turned.get("place"), turned.get("from_place")
    return is_of_places and places in ([], [there], [whence, there])


def _is_within(understood: Understood, tag: Tag) -> bool:
    """Whether a thing is named by no more than words of “other way round”: a round tin."""
    words = {*understood.text.between(tag.first, tag.past).lower().split()}
    return (
        tag.kind == "product" and words <= WAYS and TURNED.search(understood.text.clean) is not None
    )


def ending(reader: Reader, act: Act, whole: Clause, tag: Tag) -> Slots:
    """“not 45, 54”, “no, 54” of order 30845: the order 30854, and no number of units.

    Only where no goods, units or money are spoken of, unless what is denied ends the number.
    """
    said, before = whole.text.between(tag.first, tag.past), act.slots.get("order")
    shown = {str(abs(act.slots[name])) for name in ("units", "counted") if name in act.slots}
    if tag.kind != "units" or not said.isdigit() or not isinstance(before, str):
        return {}
    denied = {
        whole.text.between(one.first, one.past)
        for one in whole.named("units")
        if is_denied(whole, one)
    } - {said}
    # “2 not 1”, of 1 that is shown, is of the goods
    contrasts = any(len(one) == len(said) and before.endswith(one) for one in denied - shown)
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
        _retracked(pending, understood)
        or _retyped(pending, understood)
        or _renoted(pending, understood)
        or _scaled(pending, understood)
        or _just_one(pending, understood)
        or _both(pending, understood)
        or _redated(pending, understood)
    )


def _scaled(pending: Act, understood: Understood) -> Slots:
    """“half that”, “no, double it”: as many of what is counted."""
    said = SCALED.fullmatch(understood.text.clean.strip())
    name = _counted_name(pending)
    if said is None or not name:
        return {}
    units = pending.slots[name]
    if said["double"]:
        return {name: units * 2}
    return {name: units // 2} if units % 2 == 0 else {}


def _retracked(pending: Act, understood: Understood) -> Slots:
    """“sorry last digits are 99 so PB4477120099GB”: another tracking number."""
    told = [tag.value for tag in understood.tags if tag.kind == "tracking"]
    begins = WRONG.match(understood.text.clean) is not None
    is_another = len(told) == 1 and pending.slots.get("tracking") not in {None, told[0]}
    return {"tracking": told[0]} if is_another and begins else {}


def _redated(pending: Act, understood: Understood) -> Slots:
    """“23rd rather”, of the 20th of March: that day of the month."""
    days, said = pending.slots.get("date"), understood.text.clean.strip()
    found = NTH.findall(said)
    if not isinstance(days, Mapping) or days.get("from") != days.get("to"):
        return {}
    if len(found) != 1 or not all(map(BESIDE_IT.fullmatch, NTH.split(said)[::2])):
        return {}
    try:
        day = dt.date.fromisoformat(days["to"]).replace(day=int(found[0])).isoformat()
    except ValueError:
        return {}
    return {"date": {"from": day, "to": day}}


def _retyped(pending: Act, understood: Understood) -> Slots:
    """“it's 41, not 14”: a word of what was typed, as it should have been."""
    rewritten = REWRITTEN.fullmatch(understood.text.clean.strip())
    if rewritten and "note" in pending.slots:
        return {"note": rewritten["note"]}
    contrast = CONTRAST.search(understood.text.clean)
    contrast = contrast or CONTRAST_FIRST.search(understood.text.clean)
    kind = next((one for one in ("address", "note") if one in pending.slots), "")
    typed = str(pending.slots.get(kind, ""))
    if kind == "address" and (address := _readdressed(typed, understood)):
        return {"address": address} if address != typed else {}
    if contrast is None or not kind:
        return {}
    wrong = re.compile(rf"\b{re.escape(contrast['wrong'])}\b", re.IGNORECASE)
    if len(wrong.findall(typed)) != 1:
        return {}
    return {kind: wrong.sub(lambda _: contrast["right"], typed)}


def _readdressed(typed: str, understood: Understood) -> str:
    """“sorry, the postcode is LS21 3AB”, “the number is 15”: an address with that put right."""
    said = understood.text.clean.strip()
    code = POSTCODE.search(said)
    is_old = not OLD.isdisjoint(understood.text.words())
    if code and len(understood.text.words()) <= MOST_BESIDE_CODE and not is_old:
        found, times = POSTCODE.subn(code[0], typed)
        return found if times == 1 else typed
    house = HOUSE.fullmatch(said)
    if house and NUMBERED.match(typed):
        return NUMBERED.sub(house["right"], typed)
    return _renumbered(typed, said)


def _renumbered(typed: str, said: str) -> str:
    """“sorry 41 Weir Road, rest is the same”: the street as before, and another number."""
    before = STREET.match(typed)
    found = RENUMBERED.match(said.strip())
    street = found["street"].lower().rstrip(" .") if found else ""
    if before is not None and found is not None and street == before["street"].lower().strip():
        return f"{found['house']} {typed[before.start('street') :]}"
    whole = AGAIN.fullmatch(said.strip())
    return whole["address"] if whole and is_address(whole["address"]) else ""


def widened(focus: Act, understood: Understood) -> Slots | None:
    """“and in total, everywhere”, of stock in one place: the question without the place."""
    narrow = {"place", "channel"} & focus.slots.keys()
    # “everywhere, not just the shop” denies the place that was asked about
    others = [tag for tag in understood.tags if tag.value != focus.slots.get("place")]
    asks = focus.verdict == "answer" and narrow and not others
    if not asks or not EVERYWHERE.fullmatch(understood.text.clean.strip()):
        return None
    return {name: value for name, value in focus.slots.items() if name not in narrow}


def of_theirs(focus: Act, understood: Understood) -> Slots:
    """“anything on hold?”, after somebody's orders were listed: those of theirs that are."""
    own = understood.acts[0] if len(understood.acts) == 1 else None
    is_list = own is not None and own.command == focus.command == around.LISTING
    if own is None or not is_list or understood.tags or own.slots.keys() != {"stage"}:
        return {}
    is_short = len(understood.text.tokens) <= SHORTEST_LIST
    asks = not ANYTHING.isdisjoint(understood.text.words()[:2])
    return own.slots if "customer" in focus.slots and is_short and asks else {}


def delivered(reader: Reader, pending: Act, understood: Understood) -> Slots:
    """“get them delivered to the mill”, of an order to a supplier that waits: to where."""
    takes = reader.speeches[pending.command].takes
    is_place = [tag.kind for tag in understood.tags] == ["place"]
    if not is_place or "place" not in takes or "from_place" in pending.slots:
        return {}
    said = DELIVERED.match(understood.text.clean)
    return {"place": understood.tags[0].value} if said else {}


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
