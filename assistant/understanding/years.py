"""“sales in 2025”, “set the price to 1043”: numbers that are no orders, though orders have them."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.word_lists import listed

FIRST, LAST = 2000, 2099
WITHIN, OVER = frozenset({"in", "during", "since"}), frozenset({"of", "for", "from", "with", "to"})
"""Right before a year: what says when, and what says it only of figures."""
FIGURES = listed("""
sales sold sell selling seller sellers takings took revenue turnover orders ordered returns
returned compare compared did best worst
""")
"""What is asked of a year."""
CONTENTS = frozenset({"is", "'s", "whats", "was", "are", "put", "add", "note"})
"""“what is in 2025” asks of an order."""
SIGNS = frozenset({"£", "$", "€"})
SETTING = frozenset({"set", "change", "make", "put", "raise", "lower", "reduce", "bring", "sell"})
SET_TO = frozenset({"to", "at"})
OF_AMOUNTS = listed("price prices reorder minimum min stock count level")
NOT_OF_AMOUNTS = listed("note notes order orders address tracking return hold")


def is_year(words: Sequence[str], at: int) -> bool:
    """Whether a number is a year.

    Args:
        words: of the message, in lower case.
        at: where the number stands.
    """
    if not words[at].isdigit() or not FIRST <= int(words[at]) <= LAST or not at:
        return False
    before, earlier = words[at - 1], words[at - 2] if at > 1 else ""
    is_of_figures = not FIGURES.isdisjoint(words[:at])
    if before in WITHIN:
        return is_of_figures or (earlier not in CONTENTS and tuple(words[:1]) != ("what",))
    return before in OVER and is_of_figures and "order" not in words


def is_amount(words: Sequence[str], at: int) -> bool:
    """“£1043”, “set the price of the lamp to 1043”: no number of an order."""
    before = words[at - 1] if at else ""
    if before in SIGNS:
        return True
    is_set = before in SET_TO and words[0] in SETTING and NOT_OF_AMOUNTS.isdisjoint(words)
    return is_set and (words[0] == "set" or not OF_AMOUNTS.isdisjoint(words[:at]))
