"""“should be 145 now”, of goods of which the price was just asked for: their new price."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.understanding.acts import Act, Understood
from assistant.understanding.parse import Reader

ASKED = "money"
TO_BE = re.compile(
    r"(?:(?:ok|okay|right|so|oh|ah|hmm|well|no|nope|actually|that's wrong|thats wrong|wrong|and)\b"
    r"[,.! ]*)*"
    r"(?:(?:it|that|they|those|(?:the )?price)(?: |(?='s|'re)))?"
    r"(?:should(?: really)? be|should read|needs? to be"
    r"|(?:has|have|wants?|ought) to be"
    r"|(?:is|are|'s|'re) (?:now|going)(?: up| down)?(?: to)?"
    r"|now)(?: now)? (?P<price>[£$€]? ?\d+(?:\.\d{1,2})?)"
    r"(?: (?:now|today|then|please|pls|from today|each|instead))*[.! ]*",
    re.IGNORECASE,
)
"""“it should be 145 now”, “they're going up to £18.50”: nothing but what it is to cost."""


def repriced(reader: Reader, focus: Act, understood: Understood) -> Understood | None:
    """A new price, as if its goods were named again; None: it tells none.

    Args:
        reader: with the shop's names.
        focus: what was answered last.
        understood: the message.
    """
    goods = focus.slots.get("product", ())
    # of all that was told of a product, its price was asked for
    is_of_price = focus.given == ASKED and focus.verdict == "answer" and len(goods) == 1
    told = TO_BE.fullmatch(understood.text.clean.strip()) if is_of_price else None
    if told is None:
        return None
    read = reader.read(f"set the price of {goods[0]} to {told['price'].strip()}")
    is_it = [act.command for act in read.acts] == ["set_price"]
    return replace(understood, acts=read.acts) if is_it else None
