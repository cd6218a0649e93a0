"""“cancel the one on hold”, “open the napkins one”: which order, of those that were listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.understanding.acts import Act
from assistant.understanding.meanings import STAGES, phrases_in
from assistant.understanding.names import KnownOrder
from assistant.understanding.parse import Reader
from assistant.understanding.products import words_of
from assistant.understanding.slots import Slots
from assistant.understanding.tokens import Text

TOLD_BY_DAY = frozenset({"late", "unpaid"})
"""Stages that an order's own does not tell."""
LEADING = frozenset({"the", "that", "her", "his", "their"})
LINKING = frozenset({"that", "which", "is", "'s", "thats", "still"})
"""What may stand between “one” and the stage that tells it from the others."""
LISTING = frozenset({"find_orders", "order_status", "order_details", "customer"})
MOST_WORDS = 3


def picked(reader: Reader, focus: Act, text: Text) -> str:
    """The message with the number of the order in place of “the … one”; nothing: none is meant.

    Args:
        reader: with the shop's orders.
        focus: what was asked, which says what orders were listed.
        text: the message.
    """
    words = text.words()
    if focus.command not in LISTING or "order" in focus.slots or words.count("one") != 1:
        return ""
    at = words.index("one")
    leading = [i for i in range(max(0, at - 1 - MOST_WORDS), at) if words[i] in LEADING]
    if not leading:
        return ""
    said = frozenset(words_of(" ".join(words[leading[0] + 1 : at])))
    stage, past = _stage_after(words, at + 1)
    found = [
        order.number
        for order in _listed(reader, focus.slots)
        if said <= _words_of(reader, order) and stage in {"", order.stage}
    ]
    if len(found) != 1 or not (said or stage):
        return ""
    first, last = text.tokens[leading[0]], text.tokens[past - 1]
    return f"{text.clean[: first.start]}{found[0]}{text.clean[last.end :]}"


def _stage_after(words: Sequence[str], at: int) -> tuple[str, int]:
    """The stage that follows “one”, and the token past it."""
    first = next((i for i in range(at, len(words)) if words[i] not in LINKING), len(words))
    for start, past, stage in phrases_in(words[first:], STAGES):
        if start == 0:
            return stage, first + past
    return "", at


def _listed(reader: Reader, slots: Slots) -> Iterator[KnownOrder]:
    """The orders that a question was about."""
    for order in dict.fromkeys(reader.known.names.orders.values()):
        customers, goods = slots.get("customer"), slots.get("product")
        if (
            (not customers or order.customer in customers)
            and (not goods or set(goods) & set(order.products))
            and slots.get("channel", order.channel) == order.channel
            and slots.get("stage", order.stage) in {order.stage, *TOLD_BY_DAY}
        ):
            yield order


def _words_of(reader: Reader, order: KnownOrder) -> frozenset[str]:
    """The words of whose an order is, where it came from and what it holds."""
    names = reader.known.names
    called = [
        *(name for one in names.customers if one.code == order.customer for name in one.names),
        *(name for one in names.channels if one.code == order.channel for name in one.names),
        *reader.known.titles(order.products),
    ]
    return frozenset(word for name in called for word in words_of(name))
