"""Figures that are not quite what a change would be made with: “about 5”, “3 boxes”, “1/2 dozen”.

How many single units are in a box nobody has said, and a count that is “fewer than 5” is none. Such
a word is no filler that may be left out: without it the figure is another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.understanding.clause import Clause
from assistant.understanding.english import singular
from assistant.understanding.index import Known
from assistant.understanding.speech import Speech
from assistant.understanding.tag_sheet import Tag
from assistant.understanding.word_lists import listed, phrases

HOLDERS = listed("""
case carton crate pallet tray bundle bale multipack outer sleeve layer shelf shelfful boxful bagful
load container cage tote bin drawer stack
""")
"""What holds several units; a product that is called so keeps its name."""
SOLD_BY = listed("box pack packet pair set")
"""What may be the unit itself, as of socks; of what is on a shelf nobody is to guess."""
ROUGH = listed("roughly approximately approx circa almost nearly half twice /")
"""Before a figure: it is another."""
OF_THE_SHELF = listed("about around over under below above than less maybe perhaps")
"""The same before what is on a shelf; a reorder point is below 3, and a note about 3 of them."""
OF_A_COUNT = phrases("up to | at least | at most")
OFF = listed("more less fewer short odd or plus")
"""Behind a figure that was counted: it is no count of what is there."""
MARKS = "~≈<>±"
"""Right before a figure, with no blank between."""
WEIGHED = listed("""
kg kilo kilogram g gram gramme lb oz ounce ton tonne litre liter ml cl pint gallon cm mm metre meter
inch foot ft yard
""")
PACKS = listed("box pair") | WEIGHED
"""What goods are counted in only where they are sold so."""
PAIRED = re.compile(
    r"\bpr\b|\w[^s\W]s\b|glove|mitten|sock|shoe|boot|slipper|sandal|stick|needle|pedal",
    re.IGNORECASE,
)
"""In the title of what is sold in pairs, as whatever it calls by a plural may be."""
BOXED = re.compile(r"box|carton|case|pack|set\b|\bx ?\d+\b|\b\d+ ?x\b", re.IGNORECASE)
AND_A_HALF = ("and", "a", "half")
FRACTION = re.compile(r"\d+/\d+|[½¼¾⅓⅔]")
COUNTING = listed("counted count recounted counting")


def inexact(speech: Speech, clause: Clause) -> Iterator[str]:
    """Every such reason against a change that a clause asks for."""
    if {"units", "counted"}.isdisjoint(speech.takes) or not clause.named("product"):
        return
    is_count = not COUNTING.isdisjoint(clause.free)
    for tag in clause.named("units"):
        said = clause.text.between(tag.first, tag.past)
        if _is_rough(speech, clause, tag, is_count=is_count):
            yield f"inexact: {said}"
        if _is_of_another(clause, tag, is_count=is_count):
            yield f"inexact: {said} {clause.after(tag)}"


def of_packs(clause: Clause, known: Known) -> Iterator[str]:
    """“2 boxes of mugs”, “5 kg of tea”, where one of it is no box and no kilo: how many it is."""
    for tag in clause.named("units"):
        word, of = (*_behind(clause, tag), "", "")[:2]
        goods = [one for one in clause.named("product") if one.first >= tag.past]
        held = singular(word)
        if of != "of" or held not in PACKS or not goods:
            continue
        if not any(is_sold_by(held, title) for title in known.titles(goods[0].value)):
            yield f"inexact: {clause.text.between(tag.first, tag.past)} {word}"


def is_sold_by(held: str, title: str) -> bool:
    """Whether one of what is called so may be a box, a pair or a kilo."""
    if re.search(rf"(?<![a-z]){held}(?:s|es)?(?![a-z])", title, re.IGNORECASE):
        return True
    sold = {"box": BOXED, "pair": PAIRED}.get(held)
    return sold is not None and bool(sold.search(title))


def _behind(clause: Clause, tag: Tag) -> list[str]:
    return [token.word for token in clause.text.tokens[tag.past : clause.past]]


def _is_rough(speech: Speech, clause: Clause, tag: Tag, *, is_count: bool) -> bool:
    """By what stands before it or on it: “about 5”, “up to 5”, “counted -2”, “~5”, “5+”."""
    words = [token.word for token in clause.text.tokens[clause.first : tag.first]]
    last = words[-1] if words else ""
    is_of_shelf = "counted" in speech.takes and last in OF_THE_SHELF
    is_of_count = is_count and " ".join(words[-2:]) in OF_A_COUNT
    # “book PO-607 in. waders up to 129”: what they are to cost
    is_of_count |= "purchase" in speech.takes and words[-2:] in (["up", "to"], ["down", "to"])
    is_part = last in ROUGH or any(FRACTION.fullmatch(word) for word in words[-2:])
    return (
        is_part
        or _goes_on(clause, tag)
        or is_of_shelf
        or is_of_count
        or (tag.signed and last in COUNTING)
    )


def _goes_on(clause: Clause, tag: Tag) -> bool:
    """By its own signs: “~5”, “5+ mugs”, “2 and a half”, “2 1/2”."""
    start = clause.text.tokens[tag.first].start
    behind = _behind(clause, tag)[:3]
    is_open = behind[:1] == ["+"] and not "".join(behind[1:2])[:1].isdigit()
    is_more = tuple(behind) == AND_A_HALF or any(map(FRACTION.fullmatch, behind[:1]))
    is_marked = start > 0 and clause.text.clean[start - 1] in MARKS
    return is_marked or is_open or is_more


def _is_of_another(clause: Clause, tag: Tag, *, is_count: bool) -> bool:
    """By what stands behind it: “5 more”, “3 crates of”; not “3 case fans” of the shop."""
    after = clause.after(tag)
    is_named = any(one.first <= tag.past < one.past for one in clause.tags)
    holders = HOLDERS | SOLD_BY if is_count else HOLDERS
    return (is_count and after in OFF) or (singular(after) in holders and not is_named)
