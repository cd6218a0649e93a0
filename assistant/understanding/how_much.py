"""What is asked where it is told how many, and not of what; or that it is a part, and not which."""

from __future__ import annotations

from assistant.understanding.clause import Clause
from assistant.understanding.features import stem
from assistant.understanding.index import Known
from assistant.understanding.slots import Slots
from assistant.understanding.speech import Speech
from assistant.understanding.tag_sheet import DOCUMENTS, Tag
from assistant.understanding.word_lists import listed

SWAPPING = frozenset(map(stem, ("swap", "exchange", "switch", "replace")))
PARTS = listed("half part some partial partially portion")
"""With what no more than a part of an order is meant."""
CARRIAGE = listed("postage shipping delivery carriage")
"""What a customer pays besides the goods."""
OF_ORDER = frozenset({
    "of", "on", "in", "from", "off", "the", "order", "them", "units", "items", "things", "pieces",
    "those", "number",
})  # fmt: skip
"""What may stand between how many there are and the number of their order."""


def asked(known: Known, speech: Speech, slots: Slots, clause: Clause) -> str:
    """The slot that a change still has to be told, as a clause asks for it; nothing: it is whole.

    Args:
        known: the shop's orders.
        speech: of the change.
        slots: what it is told.
        clause: what was said.
    """
    # “cancel 2 of 1043”: of which goods
    parts = (tag for tag in clause.named("units") if clause.before(tag) != "of")
    is_part = any(_stands_before_order(clause, tag) for tag in parts)
    if is_part and may_mean_different_goods(known, speech, slots):
        return "product"
    return _part(speech, slots, clause)


def is_of_different_goods(known: Known, speech: Speech, slots: Slots) -> bool:
    """Whether only how many is told, and different goods are on the order."""
    return "units" in slots and may_mean_different_goods(known, speech, slots)


def may_mean_different_goods(known: Known, speech: Speech, slots: Slots) -> bool:
    """Whether a change of an order names no product, and different goods are on the order."""
    if {"order", "product"} - speech.takes or "product" in slots:
        return False
    number = slots.get("order")
    order = known.names.orders.get(number.upper()) if isinstance(number, str) else None
    return order is not None and len(set(order.products)) > 1


def _stands_before_order(clause: Clause, tag: Tag) -> bool:
    """“2 of 1043”, “one of the things on order 1043”."""
    words = clause.text.words()
    orders = [one.first for one in clause.named("order") if one.first > tag.past]
    between = words[tag.past : orders[0]] if orders else ()
    return between[:1] == ("of",) and OF_ORDER.issuperset(between)


def _part(speech: Speech, slots: Slots, clause: Clause) -> str:
    """“do a partial refund”: of how much is still to be said; “swap the mug”: for what."""
    if speech.command == "change_order" and SWAPPING & {stem(word) for word in clause.words}:
        return (
            "" if slots.keys() & {"to_product", "units"} or "product" not in slots else "to_product"
        )
    told = slots.keys() & {"money", "percent", "units", "product"}
    words = set(clause.free)
    if told or not slots.keys() & DOCUMENTS:
        return ""
    if speech.command == "refund":
        return "money" if words & (PARTS | CARRIAGE) else ""
    return "product" if "product" in speech.takes and words & PARTS else ""
