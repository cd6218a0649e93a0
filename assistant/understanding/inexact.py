"""Figures that are not quite what a change would be made with: “about 5”, “3 boxes”, “1/2 dozen”.

How many single units are in a box nobody has said, and a count that is “fewer than 5” is none. Such
a word is no filler that may be left out: without it the figure is another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.understanding.clause import Clause
from assistant.understanding.english import singular
from assistant.understanding.speech import Speech
from assistant.understanding.tags import Tag
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
OF_THE_SHELF = listed("about around over under below above than maybe perhaps ~ < >")
OF_THE_SHELF_TOO = phrases("up to | at least | at most | more or | just over | just under")
"""The same before what is on a shelf; a reorder point is below 3, and a change about an order."""
OF_A_COUNT = listed("more less fewer short odd or plus")
"""Behind a figure that was counted: it is no count of what is there."""
FRACTION = re.compile(r"\d+/\d+|[½¼¾⅓⅔]")
COUNTING = listed("counted count recounted counting")


def inexact(speech: Speech, clause: Clause) -> Iterator[str]:
    """Every such reason against a change that a clause asks for."""
    if {"units", "counted"}.isdisjoint(speech.takes) or not clause.named("product"):
        return
    for tag in clause.named("units"):
        said = clause.text.between(tag.first, tag.past)
        is_count, before = not COUNTING.isdisjoint(clause.free), _before(clause, tag)
        is_of_shelf = "counted" in speech.takes and not OF_THE_SHELF.isdisjoint(before[:1])
        is_of_count = is_count and before[-1] in OF_THE_SHELF_TOO
        is_part = any(FRACTION.fullmatch(word) for word in before)
        if is_part or is_of_shelf or is_of_count or not ROUGH.isdisjoint(before[:1]):
            yield f"inexact: {said}"
        after = [token.word for token in clause.text.tokens[tag.past : tag.past + 1]]
        if tag.signed and not COUNTING.isdisjoint(before[:1]):
            yield f"inexact: {said}"
        if is_count and not OF_A_COUNT.isdisjoint(after):
            yield f"inexact: {said} {after[0]}"
        holders = HOLDERS | SOLD_BY if is_count else HOLDERS
        if after and singular(after[0]) in holders and not _is_named(clause, tag.past):
            yield f"inexact: {said} {after[0]}"


def _before(clause: Clause, tag: Tag) -> list[str]:
    """The word before a figure, and the two before it together."""
    first = max(clause.first, tag.first - 2)
    words = [token.word for token in clause.text.tokens[first : tag.first]]
    return [*(words[-1:] or [""]), " ".join(words)]


def _is_named(clause: Clause, at: int) -> bool:
    """Whether a word is a part of what the shop has."""
    return any(tag.first <= at < tag.past for tag in clause.tags)
