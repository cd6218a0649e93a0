"""“how much of that was through the till?”, “just Amazon for that month”: less of a report."""

from __future__ import annotations

import re

from assistant.understanding.acts import Act, Understood
from assistant.understanding.given import again
from assistant.understanding.parse import Reader
from assistant.understanding.word_lists import listed

REPORTS = frozenset({"sales_report", "returns_report"})
OF_THAT = re.compile(
    r"\b(?:of (?:that|those|it|them|these)"
    r"|(?:for|in|over) (?:that|the same) (?:month|week|day|period|year|quarter|time))\b",
    re.IGNORECASE,
)
"""It is of what was told."""
NAMING = listed("""
sale sales sell sells sold selling takings revenue turnover return returns returned back income
""")
"""Words that say of which report it is."""


def of_the_report(reader: Reader, focus: Act, understood: Understood) -> Act | None:
    """The report that was told, with what a message names besides; None: it is not of that.

    Args:
        reader: with the shop's names.
        focus: what was answered last.
        understood: the message.
    """
    own = understood.acts[0] if len(understood.acts) == 1 else None
    is_report = own is not None and own.command in REPORTS and understood.verdict == "answer"
    is_told = focus.command in REPORTS and focus.verdict == "answer"
    if own is None or not is_report or not is_told or not OF_THAT.search(understood.text.clean):
        return None
    is_same = own.command == focus.command or NAMING.isdisjoint(understood.text.words())
    return again(reader, focus, own.slots) if is_same else None
