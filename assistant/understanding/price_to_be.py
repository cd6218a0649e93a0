"""“should be 145 now”, of goods of which the price was just asked for: their new price."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.understanding.acts import Act, Understood
from assistant.understanding.parse import Reader
from assistant.understanding.word_lists import listed

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


BEFORE_PRICE, MAKING = frozenset({"to", "at", "be", "is", "now"}), frozenset({"make", "set"})
"""Right before a bare figure, or as the verb, these say what something is put to: not “up 4”."""
OF_STOCK = listed("minimum min reorder stock count left counted level")
"""With one of these a bare figure is a number of units."""


def in_money(reader: Reader, focus: Act, understood: Understood) -> Understood | None:
    """“make the oak 349”, after prices were told: the message with its figure as an amount.

    Args:
        reader: with the shop's names.
        focus: what was answered last.
        understood: the message; the one thing it names besides may be goods.
    """
    words = understood.text.words()
    figures = [tag for tag in understood.tags if tag.kind == "units" and tag.sure]
    is_of_prices = focus.given == ASKED and focus.verdict == "answer"
    is_only = len(figures) == 1 and {tag.kind for tag in understood.tags} <= {"units", "product"}
    if not (is_of_prices and is_only) or "?" in words or not OF_STOCK.isdisjoint(words):
        return None
    figure, text = figures[0], understood.text
    follows = words[figure.past : figure.past + 1]
    counts = any(tag.kind == "product" and tag.first == figure.past for tag in understood.tags)
    if counts or follows == ("of",) or "there" in words:
        return None  # “there should be 12 blue mugs”
    is_put = words[figure.first - 1 : figure.first] != () and (
        words[figure.first - 1] in BEFORE_PRICE or words[0] in MAKING
    )
    if figure.signed or figure.value <= 0 or not is_put:
        return None
    before, behind = text.between(0, figure.first), text.between(figure.past, len(text.tokens))
    return reader.read(f"{before} £{figure.value} {behind}".strip())


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
