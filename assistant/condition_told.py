"""How goods of a return are, in words of their own: taken only where it is said of all of them.

What came is counted in only where nothing else is said of it: “R-1 arrived, only 1 came, fine”.
"""

from __future__ import annotations

from assistant.understanding.acts import Act, Understood
from assistant.understanding.clause import Clause
from assistant.understanding.meanings import CONDITIONS, phrases_in
from assistant.understanding.slots import condition_of
from assistant.understanding.tag_sheet import DOCUMENTS
from assistant.understanding.word_lists import listed

ARRIVED, STOCK = "receive_return", "adjust_stock"
OF_SOME = listed("""
one two three four five six some half rest others other most few couple except but only nothing none
no not never box boxes packaging packet wrapper carton lid handle apart empty incomplete missing
nearly almost hardly barely practically supposedly should mostly bit slightly partly probably maybe
apparently allegedly perhaps both looks look seems seem fine good okay undamaged intact
""")
"""Beside how goods are: it is said of some of them, of what they came in, or denied."""


def is_of_all(read: Understood) -> bool:
    """Whether a message says how all goods are, in one way: not “one smashed, rest fine”."""
    words = read.text.words()
    found = list(phrases_in(words, CONDITIONS))
    numbered = {at for tag in read.tags if tag.kind in DOCUMENTS
                for at in range(tag.first, tag.past)}  # fmt: skip
    said = numbered | {at for first, past, _ in found for at in range(first, past)}
    left = [word for at, word in enumerate(words) if at not in said]
    is_of_some = not OF_SOME.isdisjoint(left) or any(word[0].isdigit() for word in left)
    return not is_of_some and "?" not in words and len({value for _, _, value in found}) < 2


def is_of_some(read: Understood, act: Act) -> bool:
    """Whether what came may be less than all, or is not all alike."""
    return act.command == ARRIVED and "units" not in act.slots and not is_of_all(read)


def is_lost(read: Understood) -> bool:
    """“R-1 arrived, 3 fine and hold 1042”: how goods are, beside another request."""
    commands = {act.command for act in read.acts}
    whole = Clause.of(read.text, 0, len(read.text.tokens), read.tags)
    says_how = bool(condition_of(whole)) or bool(whole.named("units")) or STOCK in commands
    return ARRIVED in commands and says_how
