"""“his other order”, “any large though?”, “she'd like two airlocks too”: other than was told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding import around
from assistant.understanding.acts import Act, Understood
from assistant.understanding.english import FUNCTION
from assistant.understanding.parse import Reader
from assistant.understanding.products import words_of
from assistant.understanding.slots import Slots
from assistant.understanding.standing import put
from assistant.understanding.tag_sheet import Tag

CHANGING = "change_order"
OTHER_ORDER = re.compile(r"\b(?:her|his|their|the) other (?:order|one)s?\b", re.IGNORECASE)
WANTING = re.compile(
    r"(?:(?:oh|and|also|ok|sorry|but),? )*(?:she|he|they|customer|the customer|client|the client)"
    r"(?:'d| would|'s| is|'re| are)? ?(?:also )?(?:likes?|wants?|needs?|after|wanting|asking for"
    r"|asked for|requested|ordering)\b",
    re.IGNORECASE,
)
"""“she'd like”, of one whose order is spoken of."""
ADDING = re.compile(
    r"(?:(?:ok|right|and|then|please|pls|can you|could you|so|now),? )*add"
    r" (?:another |on |in |me )?(?=\w)(?!.*\b(?:stock|count|shelf|back)\b)",
    re.IGNORECASE,
)
"""“add 6 cremant”, of an order that was opened."""
NOT_WANTING = re.compile(
    r"\?|\b(?:not|n't|back|instead|return\w*|refund\w*|swap\w*|exchang\w*|know|if|when)\b",
    re.IGNORECASE,
)
OF_AN_ORDER = frozenset({CHANGING, "order_details", "note_order"})
"""After these it is goods on the order that somebody would like."""


def other_order(reader: Reader, held: Slots, understood: Understood) -> Understood | None:
    """“show me his other order”: the one that there is beside the one spoken of, else all."""
    said = OTHER_ORDER.search(understood.text.clean)
    customers, number = held.get("customer", ()), held.get("order")
    if said is None or understood.tags or len(customers) != 1 or number is None:
        return None
    others = [one for one in reader.known.orders_of.get(customers[0], ()) if one != number]
    if len(others) != 1:
        act = Act(around.LISTING, {"customer": customers}, "answer", stage="talk", score=1.0)
        return replace(understood, acts=(act,)) if understood.verdict != "confirm" else None
    tokens = understood.text.tokens
    at = [at for at, one in enumerate(tokens) if said.start() <= one.start < said.end()]
    return put(reader, understood, Tag(at[0], at[-1] + 1, "order", others[0]))


def of_another_kind(reader: Reader, held: Slots, understood: Understood) -> Understood | None:
    """“have we got any large though?”: the product that differs from the one spoken of so."""
    named = {tag.kind for tag in understood.tags}
    if len(held.get("product", ())) != 1 or understood.verdict == "confirm" or named - {"place"}:
        return None
    titles = reader.known.titles(held["product"])
    found = {
        at: called
        for at, word in enumerate(understood.text.words())
        if word.isalnum()
        and word not in FUNCTION
        and (called := reader.known.products.called([word], held["product"], titles))
    }
    if not found:
        found = _of_this_kind(held["product"], titles, understood)
    if len(found) != 1:
        return None
    [(at, codes)] = found.items()
    read = put(reader, understood, Tag(at, at + 1, "product", codes)) if len(codes) == 1 else None
    return read if read is not None and read.verdict == "answer" else None


def _of_this_kind(
    codes: tuple[str, ...], titles: Sequence[str], understood: Understood
) -> dict[int, tuple[str, ...]]:
    """“how many striped in Leeds?”, of striped aprons: a word of what is spoken of."""
    own = {word for title in titles for word in words_of(title)}
    return {
        at: codes
        for at, word in enumerate(understood.text.words())
        if word in own and word.isalpha() and word not in FUNCTION
    }


def wanted(reader: Reader, focus: Act, understood: Understood) -> Understood | None:
    """“she'd like two airlocks too”: goods that are to be put on the order that is spoken of."""
    kinds = sorted(tag.kind for tag in understood.tags)
    said = understood.text.clean
    order = around.held(reader, focus).get("order")
    if kinds not in (["product"], ["product", "units"]) or not isinstance(order, str):
        return None
    is_wanted = WANTING.match(said) or ADDING.match(said)
    if not is_wanted or NOT_WANTING.search(said) or focus.command not in OF_AN_ORDER:
        return None
    slots: Slots = {"order": order}
    for tag in understood.tags:
        slots[tag.kind] = int(tag.value) if tag.kind == "units" else tag.value
    asks = reader.judge.asks(reader.speeches[CHANGING], slots)
    verdict = "clarify" if asks else "confirm"
    act = Act(CHANGING, slots, verdict, asks=asks, stage="talk", score=1.0)
    return replace(understood, acts=(act,))
