"""What is said to what waits in words that are not known for it: another value, a no, a price."""

from __future__ import annotations

import re

from assistant.understanding.acts import Act, Understood
from assistant.understanding.answering_openly import told_openly
from assistant.understanding.letting_go_openly import gives_up_openly
from assistant.understanding.numbers import spoken_prices
from assistant.understanding.parse import Reader
from assistant.understanding.putting_right_openly import mended, only_differs_in
from assistant.understanding.state import State
from assistant.understanding.tokens import read

COMMA = re.compile(r"(?<![\d.,])(\d{1,3}),(\d\d)(?![\d,])")
"""“18,50”, as much of Europe writes it; “1,250” has three behind it."""
FIGURES = frozenset({"units", "money", "counted"})


def put_right(reader: Reader, state: State, understood: Understood) -> Act | None:
    """The change that waits as a message names it otherwise; None: it does not.

    Args:
        reader: with the shop's names.
        state: before the message.
        understood: the message.
    """
    pending = state.pending
    if pending is None or understood.verdict == "confirm":
        return None
    found = mended(reader, pending, understood)
    is_last = state.focus == pending and state.is_shown
    # of what was looked at since, other things may be named; a figure is of what waits
    is_of_it = found is not None and (is_last or only_differs_in(pending, found, FIGURES))
    return found if is_of_it else None


def told(reader: Reader, state: State, understood: Understood) -> Act | None:
    """What was asked about, with what a message tells of it in words that are not known for it.

    Args:
        reader: with the shop's names.
        state: before the message.
        understood: the message.
    """
    asked = state.question or state.kept
    return None if asked is None else told_openly(reader, asked, understood)


def lets_go(reader: Reader, state: State, understood: Understood) -> bool:
    """Whether a message says no to what waits; it was read as nothing else before.

    Args:
        reader: with the verbs of the commands.
        state: before the message.
        understood: the message.
    """
    waits = state.question or (state.pending if state.is_shown else None)
    is_own = waits is None or understood.verdict == "confirm"
    return waits is not None and not is_own and gives_up_openly(reader, waits, understood)


def in_figures(state: State, said: str) -> str:
    """“sorry, ten fifty”, “18,50”, where an amount waits: “sorry, £10.50”, “18.50”."""
    waits = state.pending or state.question
    if waits is None or not ("money" in waits.slots or waits.asks == "money"):
        return said
    said = COMMA.sub(r"\1.\2", said)
    text = read(said)
    if text.pictures:
        return said
    for price in reversed(spoken_prices(text.words())):
        before, behind = text.between(0, price.first), text.between(price.past, len(text.tokens))
        said = f"{before} £{price.value:.2f} {behind}".strip()
        text = read(said)
    return said
