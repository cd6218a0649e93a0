"""What was just spoken of, and what is known from it: the order of a return, whose it is, days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from assistant.understanding import picking
from assistant.understanding.acts import Act, Understood
from assistant.understanding.canonical import DROPPED
from assistant.understanding.clause import Clause
from assistant.understanding.english import CONTRASTING
from assistant.understanding.meanings import CONDITIONS, REASONS, STAGES, phrases_in
from assistant.understanding.parse import Reader
from assistant.understanding.products import words_of
from assistant.understanding.slots import Slots
from assistant.understanding.speech import Speech
from assistant.understanding.tag_sheet import DOCUMENTS, OBJECTS, Tag
from assistant.understanding.word_lists import listed

PERSONAL = frozenset({"her", "his", "their", "she", "he", "they", "hers", "theirs", "him", "them"})
BEFORE = (("before",), ("previous",), ("prior",), ("earlier",), ("preceding",))
AFTER = (("after",), ("following",))
DENYING = (["not"], ["instead", "of"], ["rather", "than"], ["scrap"], ["forget"], ["scratch"],
           ["ditch"])  # fmt: skip
UNITS = frozenset({"day", "week", "weekend", "month", "year"})
REFUND = "refund"
"""Of which an amount is told first, and then for which goods."""
LISTING, TOLD_APART = "find_orders", frozenset({"customer", "stage", "product", "channel"})
"""What lists orders, and by what it is known which those are."""
MOST_TOLD = 6
"""Of so many products that were spoken of, others are found by one word."""
NUMBERED = ("purchase", "return")
"""Kinds whose numbers may be told without their letters, after one of them."""
SIZED = re.compile(r"\d+([a-z]+)")
"""“58mm”, in a title."""
CLOSED = frozenset({"cancelled", "delivered", "returned", "shipped"})
TAKING = (["take"], ["move"], ["get"], ["send"], ["bring"], ["use"], ["shift"], ["grab"])
OF_IT = frozenset({"it", "that", "this", "them", "those", "these", "to", "at"})
"""Behind a verb."""
SAME_DAYS = re.compile(
    r"\b(?:the )?same (?:days?|weeks?|months?|year|dates?|period|range|time)\b"
    r"|\b(?:the )?(?:whole|all|entire) (?:of )?(?=<date>)"
    r"|\b(?:so )?far(?= <date>)|(?<=<date> )(?:so )?far\b"
)
"""“website, same day”, “and the whole of last week”."""
SAID_OF_DAYS = listed("""
day week weekend month year before after previous prior following that the one this a earlier
preceding same
""")


def held(reader: Reader, focus: Act) -> Slots:
    """What is spoken of, with the order that it belongs to and whose it is."""
    slots: Slots = dict(focus.slots)
    if focus.given == "from_place" and "from_place" in slots:
        # “there” is the place that was told last
        slots["place"] = slots["from_place"]
    names = reader.known.names
    if "order" not in slots and isinstance(slots.get("return"), str):
        order = names.returns.get(slots["return"])
        if order:
            slots["order"] = order
    if "order" not in slots and (order := _only_order(reader, focus, slots)):
        slots["order"] = order
    number = slots.get("order")
    known = names.orders.get(number.upper()) if isinstance(number, str) else None
    if known is not None and known.customer:
        slots.setdefault("customer", (known.customer,))
    return slots


def goods(reader: Reader, act: Act) -> tuple[str, ...]:
    """Codes of what is on the order that is spoken of; empty where that is not known."""
    known = reader.known.names.orders.get(str(held(reader, act).get("order", "")).upper())
    return known.products if known is not None else ()


def _only_order(reader: Reader, focus: Act, slots: Slots) -> str:
    """The number of the one order that somebody has, or that was listed; else nothing.

    Of days no more is known here than that they were told.
    """
    customers: Sequence[str] = slots.get("customer", ())
    if focus.command == LISTING:
        is_known = slots.keys() <= TOLD_APART and slots.get("stage") not in picking.TOLD_BY_DAY
        listed_orders = list(picking.orders_listed(reader, slots)) if is_known and slots else []
        return listed_orders[0].number if len(listed_orders) == 1 else ""
    if len(customers) != 1:
        return ""
    closed = CLOSED if slots.get("stage") == "unfulfilled" else frozenset()
    orders = reader.known.orders_for(customers[0], closed, slots.get("product", ()))
    return orders[0] if len(orders) == 1 else ""


def names_only(understood: Understood, kind: str) -> bool:
    """Whether a message names one thing, and that is of a kind: “from Harrow”."""
    return [tag.kind for tag in understood.tags] == [kind] and understood.tags[0].known


def names_a_person(understood: Understood) -> bool:
    """Whether a pronoun stands for somebody: “her”, not “it”."""
    return not PERSONAL.isdisjoint(understood.text.words())


def lacking(
    speech: Speech, act: Act, understood: Understood, known: Slots, own: Slots, *, whose: bool
) -> list[str]:
    """What an act needs or a pronoun names, and what was spoken of tells.

    Args:
        speech: of the act.
        act: what is asked for.
        understood: the message.
        known: what was spoken of, with what follows from it.
        own: what was spoken of, as it was said.
        whose: an order was spoken of by whose it is, and this is of an order.
    """
    is_person = names_a_person(understood)
    if act.verdict == "answer":
        personal = is_person and not act.slots.keys() & {"customer", "order"}
        wanted = ["customer"] if personal else []
        return [kind for kind in wanted if kind in known and kind in speech.takes]
    found: list[str] = []
    bound = OBJECTS & speech.takes
    if "from_place" not in {*speech.takes, *own}:
        bound |= {"place"}  # where goods are moved to is not where they were just counted
    missing = speech.missing(frozenset(act.slots))
    # “when will she get it”, of somebody: not of the order that is found to be hers
    as_said = [need - act.slots.keys() for need in speech.needs]
    as_said = [need for need in as_said if need and need <= own.keys() & bound]
    is_whose = is_person and frozenset({"customer"}) in speech.needs
    if as_said and not (is_whose and as_said[0] == {"order"}):
        missing = tuple(sorted(as_said[0]))
    for kind in missing:
        several = isinstance(known.get(kind), tuple) and len(known[kind]) > 1
        fits = kind in bound and (kind != "customer" or is_person or whose)
        if kind in known and fits and not several:
            found.append(kind)
        else:
            return []
    return found


def earlier(words: Sequence[str], slots: Mapping[str, Any]) -> Slots:
    """“and the week before that”: the days that were asked about, one such span further."""
    unit = next((word for word in words if word in UNITS), "")
    days = slots.get("date")
    back = any(one[0] in words for one in BEFORE)
    ahead = any(one[0] in words for one in AFTER)
    if not unit or not isinstance(days, Mapping) or back == ahead or {"from", "to"} - days.keys():
        return {}
    start, end = (dt.date.fromisoformat(days[name]) for name in ("from", "to"))
    shift = -1 if back else 1
    if unit in {"day", "week", "weekend"}:
        by = dt.timedelta(days=shift * (1 if unit == "day" else 7))
        return {"date": {"from": (start + by).isoformat(), "to": (end + by).isoformat()}}
    if unit == "month":
        months = start.year * 12 + start.month - 1 + shift
        first = dt.date(months // 12, months % 12 + 1, 1)
        past = dt.date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    else:
        first, past = dt.date(start.year + shift, 1, 1), dt.date(start.year + shift + 1, 1, 1)
    last = past - dt.timedelta(days=1)
    return {"date": {"from": first.isoformat(), "to": last.isoformat()}}


def from_there(reader: Reader, focus: Act | None, understood: Understood) -> Slots:
    """“take them from there”, “use the ones in the loft”: from where goods are to be taken."""
    words = [word for word in understood.text.words() if word not in DROPPED]
    if words[:1] not in TAKING or understood.verdict in {"confirm", "answer"}:
        return {}
    named = [tag for tag in understood.tags if tag.kind == "place"]
    if len(named) == 1 == len(understood.tags):
        return {"from_place": named[0].value}
    is_there = words[-2:] in (["from", "there"], ["from", "them"]) or words[-1:] == ["those"]
    place = held(reader, focus).get("place") if focus else None
    return {"from_place": place} if is_there and place and not named else {}


def told(words: Sequence[str]) -> frozenset[str]:
    """Words that say a stage, a condition, a reason, or days before those that were asked about."""
    found = {
        word
        for phrases in (STAGES, CONDITIONS, REASONS)
        for at, past, _ in phrases_in(words, phrases)
        for word in words[at:past]
    }
    sides = {one[0] for one in (*BEFORE, *AFTER)}
    # “weekend before?”, which is a date by itself
    is_before = any(one == "<date>" and two in sides for one, two in pairwise(words))
    if (set(words) & UNITS or is_before) and set(words) & sides:
        found |= SAID_OF_DAYS
    return frozenset(found)


def same_days(words: Sequence[str]) -> frozenset[str]:
    """The words of “same day”, “for the whole of”: days that were asked about, or are named."""
    said = " ".join(words)
    return frozenset(word for one in SAME_DAYS.finditer(said) for word in one[0].split())


def number(reader: Reader, act: Act, tag: Tag) -> Slots:
    """“and 73?” after PO-72, “sorry, 139” after a price: what a bare number is one of."""
    if tag.kind != "units" or tag.value < 0:
        return {}
    speech = reader.speeches[act.command]
    is_one = len(act.slots.get("product", ())) == 1
    if is_one and not speech.writes and not speech.takes & {"units", "counted"}:
        # “and the 200”, after a Merlin 350
        called = _siblings(reader, act, [str(tag.value)])
        if len(called) == 1:
            return {"product": called}
    is_price = "money" in speech.takes and ("money" in act.slots or act.asks == "money")
    if is_price and not speech.takes & {"units", "counted"}:
        return {"money": as_money(tag)}
    return document(reader, act, tag)


def sized(reader: Reader, act: Act, whole: Clause, tag: Tag) -> Slots:
    """“and the 26”, “28?”, after it was asked about a pan of 30 cm: its sibling of that size."""
    said = [token.word for token in whole.text.tokens[tag.first : tag.past]]
    is_size = tag.kind == "units" and len(said) == 1 and said[0].isdigit()
    is_one = len(act.slots.get("product", ())) == 1
    words = whole.text.words()
    is_led = words[: tag.first][-1:] == ("the",) or set(words) <= {*said, "and", "?"}
    if not (is_size and is_one and is_led):
        return {}
    titles = reader.known.titles(act.slots["product"])
    units = {unit[1] for title in titles for word in words_of(title)
             if (unit := SIZED.fullmatch(word))}  # fmt: skip
    # “54?”, of a tamper of 58mm
    for word in (*said, *(f"{said[0]}{unit}" for unit in sorted(units))):
        called = _siblings(reader, act, [word])
        if len(called) == 1:
            return {"product": called}
    return {}


def _siblings(reader: Reader, act: Act, said: Sequence[str]) -> tuple[str, ...]:
    """The products that are called as those of an act are, and so."""
    before: tuple[str, ...] = act.slots.get("product", ())
    found = reader.known.products.called(said, before, reader.known.titles(before[:MOST_TOLD]))
    # “XL not large” names the other as well
    for word in said if len(found) == 1 and CONTRASTING.isdisjoint(said) else ():
        # “black M”, of a white L: the one is found by its colour, and the other from there
        titles = reader.known.titles(found)
        if any(word in words_of(title) for title in titles):
            continue
        found = reader.known.products.called([word], found, titles) or found
    return found


def document(reader: Reader, act: Act, tag: Tag) -> Slots:
    """The return or purchase order that a bare number is, where the act is of one."""
    found = (numbered(reader, kind, tag) for kind in NUMBERED if kind in act.slots)
    return next(filter(None, found), {})


def numbered(reader: Reader, kind: str, tag: Tag) -> Slots:
    """“614”, where it was asked which purchase order."""
    number = reader.known.number_of(kind, str(tag.value)) if tag.kind == "units" else None
    return {kind: number} if number else {}


def amount(act: Act, tag: Tag, asked: str) -> Slots:
    """“no, 10” after an amount was told, or asked for: another amount, and no number of units."""
    is_told = "money" in act.slots and (
        act.command == REFUND or not act.slots.keys() & {"units", "counted"}
    )
    return {"money": as_money(tag)} if (is_told or asked == "money") and tag.value > 0 else {}


def as_money(tag: Tag) -> Decimal:
    """The amount that is named."""
    return Decimal(tag.value).quantize(Decimal("0.01"))


def of_channel(reader: Reader, asked: Act, understood: Understood) -> Slots:
    """“the amazon one”: the only order of the customer that came from there."""
    channels = [tag.value for tag in understood.tags if tag.kind == "channel"]
    customers: Sequence[str] = asked.slots.get("customer", ())
    if len(channels) != 1 or len(customers) != 1:
        return {}
    orders = [
        order.number
        for order in dict.fromkeys(reader.known.names.orders.values())
        if order.customer == customers[0] and order.channel == channels[0]
    ]
    return {"order": orders[0]} if len(orders) == 1 else {}


def with_goods(reader: Reader, asked: Act, goods: Sequence[str]) -> Slots:
    """“the beanie one”: the only order of the customer that holds one of these products."""
    customers: Sequence[str] = asked.slots.get("customer", ())
    if len(customers) != 1:
        return {}
    closed = reader.speeches[asked.command].closed
    orders = reader.known.orders_for(customers[0], closed, goods)
    holding = [
        number
        for number in orders
        if set(goods) & set(reader.known.names.orders[number.upper()].products)
    ]
    return {"order": holding[0]} if len(holding) == 1 else {}


def pointed_out(reader: Reader, asked: Act, understood: Understood) -> Slots:
    """“the delivered one”, “the one with the socks”: the one order of the customer that fits."""
    if len(asked.slots.get("customer", ())) != 1 or names_another(asked, understood):
        return {}
    whose: Slots = {"customer": asked.slots["customer"]}
    among = tuple(picking.orders_listed(reader, whose))
    found = picking.pointed_at(reader, among, understood.text)
    return {"order": found.orders[0].number} if found and len(found.orders) == 1 else {}


def is_denied(whole: Clause, tag: Tag) -> bool:
    """“3, not 4”, “3 instead of 4”: the one that is not meant."""
    before = [token.word for token in whole.text.tokens[whole.first : tag.first]]
    while before and before[-1] in {"in", "from", "to", "at", "the"}:
        before.pop()
    return any(before[-len(words) :] == words for words in DENYING)


def among(reader: Reader, act: Act, whole: Clause, tag: Tag) -> tuple[str, ...]:
    """“same for the 1kg”: of several that are called so, the sibling of the last one."""
    if not act.slots.get("product") or len(tag.value) < 2:
        return ()
    return _siblings(reader, act, [token.word for token in whole.text.tokens[tag.first : tag.past]])


def by_attribute(reader: Reader, act: Act, whole: Clause) -> tuple[str, ...]:
    """“the jade one”: the product that is called as the last one, save for one word."""
    said = [*(token.word for token in whole.text.tokens), ""]
    doing = {one for one, two in pairwise(said) if one in reader.judge.acting and two in OF_IT}
    # “set it to 45” asks for no honey set
    words = [word for word in whole.plain if word not in doing]
    return _siblings(reader, act, words) if act.slots.get("product") else ()


def names_another(asked: Act, understood: Understood) -> bool:
    """Whether an answer names another order than what it would answer is of: “1042: 5 Low Road”."""
    return any(
        tag.kind in DOCUMENTS
        and tag.kind != asked.asks
        and asked.slots.get(tag.kind) not in {None, tag.value}
        for tag in understood.tags
    )
