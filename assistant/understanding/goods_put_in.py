"""“10 to York from Leeds”, “write 1 off here as damaged”, after goods were answered: of those.

The goods are put behind the figure and the message is read again: then it has to be whole.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.understanding.acts import Act, Understood
from assistant.understanding.clause import QUESTIONS
from assistant.understanding.parse import Reader
from assistant.understanding.tag_sheet import Tag
from assistant.understanding.talk_words import PARTING
from assistant.understanding.word_lists import listed

OF_GOODS = frozenset({
    "adjust_stock", "transfer_stock", "order_from_supplier", "receive_delivery", "change_order",
})  # fmt: skip
"""What is done with so many of some goods."""
BESIDE = frozenset({"place", "reason", "supplier", "purchase"})
"""What else may be named."""
OF_THEM = frozenset({("of", "them"), ("of", "those"), ("of", "these"), ("of", "it")})
"""Behind the figure of what is put on an order: “add 2 of them to 1043”."""
ANSWERED = frozenset({"answer", "execute"})
TELLING = listed("""
came come returned arrived back order ordered went gone are is was were has have had there keep rest
only sold left
""")
"""“1 came back damaged”, “10 ordered from Hay”: what is told, or is of something else."""
LONGEST = 30
"""Tokens."""


def with_the_goods(reader: Reader, focus: Act, understood: Understood) -> Understood | None:
    """The change of the one product that was spoken of; None: it is none.

    Args:
        reader: with the shop's names.
        focus: what was answered last.
        understood: the message, which names no goods.
    """
    goods, words = focus.slots.get("product", ()), understood.text.words()
    units = [tag for tag in understood.tags if tag.kind == "units" and tag.sure]
    others = {tag.kind for tag in understood.tags} - {"units"}
    is_of_one = focus.verdict in ANSWERED and len(goods) == 1 and len(units) == 1
    is_of_them = bool(units) and words[units[0].past : units[0].past + 2] in OF_THEM
    may_be_told = BESIDE | {"order"} if is_of_them else BESIDE
    if not is_of_one or not others or not others <= may_be_told or len(words) > LONGEST:
        return None
    if "?" in words or not QUESTIONS.isdisjoint(words[:1]) or not TELLING.isdisjoint(words):
        return None
    for first in _beginnings(words, units[0]):
        read = reader.read(_put_in(understood, first, units[0], goods[0]))
        act = read.acts[0] if len(read.acts) == 1 else None
        if act is None or act.command not in OF_GOODS or read.verdict not in {"confirm", "clarify"}:
            continue
        is_all = act.slots.get("product") == goods and others <= {tag.kind for tag in read.tags}
        if is_all and not act.against and (read.verdict == "confirm" or act.asks == "from_place"):
            return replace(understood, acts=read.acts)
    return None


def _beginnings(words: tuple[str, ...], units: Tag) -> list[int]:
    """Where the request may begin: with the message, or with the part that holds the figure."""
    part = max((at + 1 for at in range(units.first) if words[at] in PARTING), default=0)
    return [0, part] if part else [0]


def _put_in(understood: Understood, first: int, units: Tag, code: str) -> str:
    """The message from a token on, its goods behind the figure: “10 MUG-BLU to York”."""
    text, past = understood.text, units.past
    if text.words()[past : past + 2] in OF_THEM:
        past += 2
    before, behind = text.between(first, units.past), text.between(past, len(text.tokens))
    return f"{before} {code} {behind}"
