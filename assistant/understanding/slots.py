"""What a clause names -> the slots of the command that it is taken for."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from assistant.understanding.clause import Clause
from assistant.understanding.features import stem
from assistant.understanding.index import Known
from assistant.understanding.meanings import CONDITIONS, REASONS, STAGES, phrases_in
from assistant.understanding.speech import Speech
from assistant.understanding.tag_sheet import DOCUMENTS, Tag
from assistant.understanding.word_lists import listed

Slots = dict[str, Any]
SWAPS = frozenset({"exchange", "change_order"})
SWAPPING = frozenset(map(stem, ("swap", "exchange", "switch", "replace", "trade")))
INSTEAD = frozenset({"for", "with", "to", "by"})
"""Between goods that are given back and those that are wanted for them."""
AWAY = listed("""
remove take off deduct knock write subtract bin minus chuck scrap out dispose throw away discard
lose lost broke damaged binned smashed dropped threw chucked scrapped wrote ruined gave gone
broken stolen missing short nicked reduce decrease drop lower cut down less stole binning broke
few used leaked leaking cracked shattered chipped crushed torn faulty expired
""")
ABSOLUTE = listed("""
set counted count stocktake recounted recount there correct have make comes should stands
""")

GONE = frozenset({"off", "out", "away", "broken", "smashed", "dropped", "damaged"})
COUNTING = listed("counted count recounted recount stocktake stocktaking")
DIFFERING = listed("short missing over less fewer down lost broke out gone")
STOCKTAKING = (
    " stocktake ",
    " stocktaking ",
    " stock take ",
    " stock taking ",
    " stock check ",
    " recount ",
)
"""At a stocktake “I found 22” tells how many there are."""


HOLDING, TERMS = "hold_order", frozenset({"until", "till", "til"})


OF_SOME = frozenset({"cancel_order", "ship_order"})
"""Changes of an order, or of some of what is on it."""
TAKEN_OFF = re.compile(r" (?:take|knock) (?:those|them|these|that|it|all) off ")
"""“take those off the count”: so many less, and no count of what is there."""
TURNING = frozenset({"instead", "not", "rather", "than", "place"})
"""“the red one rather than the blue”, “she'd rather the red one than the blue”."""


def fill(speech: Speech, clause: Clause, known: Known) -> Slots:
    """The slots of a command, as far as the clause names them.

    Products are tuples of codes (several where the words fit several), amounts are Decimal, a date
    is a mapping of `from` and `to`, everything else a code, a number or words.
    """
    slots: Slots = {}
    for take in FILLERS:
        if any(name in speech.takes for name in take.fills):
            slots |= {name: value for name, value in take.read(speech, clause, known).items()
                      if name in speech.takes}  # fmt: skip
    for name in speech.unsaid:
        if name != "date" or not _is_term(speech, clause):
            slots.pop(name, None)
        elif "from" not in slots[name]:
            slots[name] = {"from": slots[name]["to"], **slots[name]}
    if speech.command in OF_SOME and "units" not in slots and is_single(clause):
        slots["units"] = 1
    if "order" in slots and "customer" in slots:
        del slots["customer"]
    if not speech.writes and clause.named(*DOCUMENTS):
        # “PO-77, was meant to be Monday”: of one document no days are asked for
        slots.pop("date", None)
    if speech.writes and isinstance(slots.get("order"), str):
        _narrow(slots, known)
    return slots


def is_single(clause: Clause) -> bool:
    """“cancel a teapot for Tom”, “and a lamp”: one, whatever there are of it."""
    goods = clause.named("product")
    if len(goods) != 1:
        return False
    words, first = clause.text.words(), goods[0].first
    return words[first] in {"a", "an"} or words[max(0, first - 1)] in {"a", "an"}


def _is_term(speech: Speech, clause: Clause) -> bool:
    """“hold 1043 until Friday”: the day until which something is to be so."""
    dates = clause.named("date")
    return (
        speech.command == HOLDING
        and bool(dates)
        and (clause.before(dates[0]) in TERMS or clause.text.words()[dates[0].first] in TERMS)
    )


def _narrow(slots: Slots, known: Known) -> None:
    """Of products that fit the words, those that stand on the order."""
    order = known.names.orders.get(slots["order"].upper())
    if order is None or len(slots.get("product", ())) < 2:
        return
    there = tuple(code for code in slots["product"] if code in order.products)
    slots["product"] = there or slots["product"]


def _numbers(kind: str) -> Callable[[Speech, Clause, Known], Slots]:
    def read(_speech: Speech, clause: Clause, _known: Known) -> Slots:
        found = list(dict.fromkeys(tag.value for tag in clause.named(kind)))
        return {} if not found else {kind: found[0] if len(found) == 1 else tuple(found)}

    return read


def _first(kind: str) -> Callable[[Speech, Clause, Known], Slots]:
    def read(_speech: Speech, clause: Clause, _known: Known) -> Slots:
        found = clause.named(kind)
        return {kind: found[0].value} if found else {}

    return read


def _customer(_speech: Speech, clause: Clause, _known: Known) -> Slots:
    found = clause.named("customer")
    return {"customer": found[0].value} if found else {}


def _products(speech: Speech, clause: Clause, _known: Known) -> Slots:
    found = clause.named("product")
    if not found:
        return {}
    slots: Slots = {"product": found[0].value}
    if "to_product" not in speech.takes:
        return slots
    if len(found) > 1:
        first, second = (one.value for one in found[:2])
        between = [clause.text.tokens[at].word for at in range(found[0].past, found[1].first)]
        turned = not TURNING.isdisjoint(between)
        return {"product": second, "to_product": first} if turned else {
            "product": first, "to_product": second}  # fmt: skip
    return slots


def _units(speech: Speech, clause: Clause, _known: Known) -> Slots:
    found = clause.named("units")
    if speech.command == "start_return":
        # “start one for 1043”: a return
        found = [tag for tag in found if tag.value != 1 or clause.before(tag) != "start"]
    if not found:
        return {}
    if "counted" in speech.takes:
        return _counted(clause, found[0])
    if speech.command in SWAPS and len(found) == 1 and _is_for_which(clause, found[0]):
        return {}
    is_changed = speech.command == "change_order" and len(found) > 1
    return {"units": abs(int((_wanted(clause, found) if is_changed else found[0]).value))}


def _counted(clause: Clause, tag: Tag) -> Slots:
    """How many there are, or how many more or less."""
    value = int(tag.value)
    if _is_after_dash(clause, tag):
        return {"counted": abs(value)}
    if tag.signed and value:
        return {"units": value}
    if _is_absolute(clause, tag):
        return {"counted": value}
    return {"units": -value if _goes_away(clause) else value}


def _is_for_which(clause: Clause, tag: Tag) -> bool:
    """“swap the 26 skillet for the 30”: a size, even where the shop has none of that."""
    at = tag.first - clause.first
    goods = clause.named("product")
    is_last = len(goods) == 1 and goods[0].past < tag.first
    swaps = not SWAPPING.isdisjoint(map(stem, clause.free))
    return is_last and swaps and clause.before(tag) in INSTEAD and clause.free[at - 1] != "x"


def _wanted(clause: Clause, found: list[Tag]) -> Tag:
    """“3 instead of 2”, “from 2 to 3”, “swap 2 mugs for 3”: the one that is wanted."""
    return next((tag for tag in found[1:] if clause.before(tag) in {"to", "for"}),
                next((tag for tag in found if clause.before(tag) == "to"), found[0]))  # fmt: skip


def _is_after_dash(clause: Clause, tag: Tag) -> bool:
    """“counted the mugs - 17”: a dash before the count, and no 17 fewer."""
    words = set(clause.free)
    is_dash = tag.signed and tag.value < 0 and clause.text.tokens[tag.first].word == "-"
    return is_dash and not words.isdisjoint(COUNTING) and words.isdisjoint(DIFFERING)


def _is_absolute(clause: Clause, tag: Tag) -> bool:
    words = set(clause.free)
    if clause.words[:1] in (["take"], ["knock"]) and "off" in words and clause.before(tag) != "to":
        return False  # “take 3 off the count”
    before = clause.before(tag)
    said = f" {' '.join(clause.free)} "
    if TAKEN_OFF.search(said):
        return False  # “we had to bin 9 bags so take those off the count”
    if before in {"found", "counted"} and any(one in said for one in STOCKTAKING):
        return True
    if before == "by" or words & {
        "add",
        "remove",
        "found",
        "lost",
        "broke",
        "minus",
        "plus",
        "taken",
    }:
        return False
    if before in {
        "to",
        "at",
        "=",
        "is",
        "as",
        "are",
        "only",
        "got",
        "be",
        ":",
        "there",
        "it",
        "say",
        "read",
        "show",
    }:
        return True
    # “2 have leaked, write them off”, “we have broken 3” count those that go
    goes = not words.isdisjoint(GONE) and _goes_away(clause)
    return bool(words & (ABSOLUTE - {"have", "there"} if goes else ABSOLUTE))


def _goes_away(clause: Clause) -> bool:
    words = set(clause.free)
    if "book" in words and "in" in words:
        return False  # “book in 3 off that”
    if "found" in words and "off" in words and not words.isdisjoint({"take", "write", "knock"}):
        return True  # “found 2 cracked ones, take them off”
    if words & {"add", "plus", "found", "increase", "raise", "extra", "back"} and not words & {
        "minus"
    }:
        return False
    said = {clause.text.tokens[at].word for at in range(clause.first, clause.past)}
    return (
        bool(words & AWAY)
        or any(tag.value != "found" for tag in clause.named("reason"))
        or bool(said & {"minus"})
    )


def _places(speech: Speech, clause: Clause, _known: Known) -> Slots:
    found = clause.named("place")
    if not found:
        return {}
    if "from_place" not in speech.takes:
        return {"place": found[0].value}
    slots: Slots = {}
    for number, tag in enumerate(found[:2]):
        before, after = clause.before(tag), clause.after(tag)
        if before in {"from", "of", "off", "out"} or (
            number == 0 and len(found) > 1 and after in {"to", "-", ">", "into"}
        ):
            slots.setdefault("from_place", tag.value)
        else:
            slots.setdefault("place", tag.value)
    return slots


def _date(speech: Speech, clause: Clause, _known: Known) -> Slots:
    found = clause.named("date")
    return {"date": found[0].value[speech.looks_ahead]} if found else {}


def _amount(_speech: Speech, clause: Clause, _known: Known) -> Slots:
    money, percent = clause.named("money"), clause.named("percent")
    slots: Slots = {}
    if money:
        chosen = next(
            (tag for tag in money if clause.before(tag) in {"to", "at", "for"}), money[-1]
        )
        slots["money"] = Decimal(chosen.value).quantize(Decimal("0.01"))
    if percent:
        slots["percent"] = percent[0].value
    return slots


OUT_OF_STOCK = "out_of_stock"
"""A reason where no other is told: goods are taken out of stock for every reason."""


def reason_of(clause: Clause) -> str:
    """The reason that a clause gives; nothing when it gives none."""
    tagged = clause.named("reason")
    # “it came to her broken” says in what condition, and why
    told = {at for tag in clause.named("condition") for at in range(tag.first, tag.past)}
    words = [clause.text.tokens[at].word if at in told else word
             for at, word in enumerate(clause.free, start=clause.first)]  # fmt: skip
    found = [value for _, _, value in phrases_in(words, REASONS)]
    said = [str(tag.value) for tag in tagged] or found
    # “take 2 out of stock, they're damaged”
    return next((one for one in said if one != OUT_OF_STOCK), said[0] if said else "")


def stage_of(clause: Clause) -> str:
    """The stage of orders that a clause names; nothing when it names none."""
    return next((value for _, _, value in phrases_in(clause.free, STAGES)), "")


def _reason(_speech: Speech, clause: Clause, _known: Known) -> Slots:
    reason = reason_of(clause)
    return {"reason": reason} if reason else {}


def condition_of(clause: Clause) -> str:
    """The condition of goods that a clause tells; nothing when it tells none."""
    words = [token.word for token in clause.text.tokens[clause.first : clause.past]]
    found = [value for _, _, value in phrases_in(words, CONDITIONS)]
    if not found and any(tag.value in {"damaged", "faulty"} for tag in clause.named("reason")):
        found = ["damaged"]
    return found[0] if found else ""


def _condition(_speech: Speech, clause: Clause, _known: Known) -> Slots:
    condition = condition_of(clause)
    return {"condition": condition} if condition else {}


def _stage(_speech: Speech, clause: Clause, _known: Known) -> Slots:
    stage = stage_of(clause)
    return {"stage": stage} if stage else {}


class _Filler:
    """Which slots a reader fills."""

    def __init__(self, read: Callable[[Speech, Clause, Known], Slots], *fills: str) -> None:
        self.read, self.fills = read, fills


PLAIN = ("channel", "supplier", "carrier", "tracking", "email", "note", "address")
FILLERS = (
    _Filler(_numbers("order"), "order"),
    _Filler(_numbers("return"), "return"),
    _Filler(_numbers("purchase"), "purchase"),
    _Filler(_customer, "customer"),
    _Filler(_products, "product", "to_product"),
    _Filler(_units, "units", "counted"),
    _Filler(_places, "place", "from_place"),
    _Filler(_date, "date"),
    _Filler(_amount, "money", "percent"),
    _Filler(_reason, "reason"),
    _Filler(_condition, "condition"),
    _Filler(_stage, "stage"),
    *(_Filler(_first(kind), kind) for kind in PLAIN),
)
