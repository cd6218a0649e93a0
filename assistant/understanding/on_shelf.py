"""“add 2”, “minus 2, water damage”: of goods of which it was just asked how many there are."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.understanding.acts import Act, Understood
from assistant.understanding.parse import Reader
from assistant.understanding.tag_sheet import Tag

ASKED, CHANGED = frozenset({"stock_level", "explain_stock"}), "adjust_stock"
BEGINNING = (
    r"(?:(?:ok|okay|right|so|then|and|now|please|pls|can you|could you|just|oh|ah|hmm|well|no|nope"
    r"|sorry|actually|(?:that's|thats|that is) (?:wrong|not right|off|one out)|wrong"
    r"|well there(?:'s|s)? (?:one|1) (?:gone|missing|gone missing)(?: from (?:there|it))?)\b"
    r"[,.! ]*)*"
)
LESS = re.compile(
    BEGINNING + r"(?:(?:take|knock|pull)(?: off| out)?|remove|lose|bin|write off)", re.IGNORECASE
)
MORE = re.compile(BEGINNING + r"(?:add|put)(?: in| on)?(?: another)?", re.IGNORECASE)
BEGINS = re.compile(BEGINNING, re.IGNORECASE)
SIGNS = {"-": LESS, "minus": LESS, "less": LESS, "+": MORE, "plus": MORE}
SIGN = re.compile(r"[-+]|(?:minus|less|plus)\b", re.IGNORECASE)
"""“minus 2”, “+2”: what it says."""
BEHIND = re.compile(
    r"(?: (?:off|away|out|more|back|please|pls|then|(?:to|from) (?:that|it|there)))*", re.IGNORECASE
)
"""Behind the number, before it is told why."""


def changed(reader: Reader, focus: Act, understood: Understood) -> Understood | None:
    """A change of the stock that was asked for, as if its product and place were named again.

    Args:
        reader: with the shop's names.
        focus: what was answered last.
        understood: the message.
    """
    units = [tag for tag in understood.tags if tag.kind == "units"]
    named = {tag.kind for tag in understood.tags} - {"units", "reason"}
    goods = focus.slots.get("product", ())
    is_of_stock = focus.command in ASKED and focus.verdict == "answer" and len(goods) == 1
    words = understood.text.words()
    if not is_of_stock or len(units) != 1 or named or "?" in words or "order" in words:
        return None
    way, text = _way(understood, units[0]), understood.text
    behind = BEHIND.match(text.clean, text.tokens[units[0].past - 1].end)
    if way is None or behind is None:
        return None
    number = abs(int(units[0].value))
    begins = f"take {number} off" if way is LESS else f"add {number}"
    place = focus.slots.get("place")
    there = f" in {place}" if place else ""
    read = reader.read(f"{begins} {goods[0]}{there}{text.clean[behind.end() :]}")
    is_it = [act.command for act in read.acts] == [CHANGED]
    is_it = is_it and read.acts[0].slots.get("product") == goods
    return replace(understood, acts=read.acts) if is_it else None


def _way(understood: Understood, units: Tag) -> re.Pattern[str] | None:
    """Whether it is more or less, by what stands before the number, or its sign."""
    text = understood.text
    before, number = text.between(0, units.first), text.between(units.first, units.past)
    if sign := SIGN.match(number):
        return SIGNS[sign[0].lower()] if BEGINS.fullmatch(before) else None
    return next((way for way in (LESS, MORE) if way.fullmatch(before)), None)
