"""A message with what is spoken of in place of a word: a thing, a place, the goods of an order."""

from __future__ import annotations

from assistant.understanding.acts import Understood
from assistant.understanding.parse import Reader
from assistant.understanding.slots import Slots
from assistant.understanding.tag_sheet import Tag

SURE = 0.6


def put(reader: Reader, understood: Understood, tag: Tag) -> Understood | None:
    """The message with a thing in place of a word; None: it is not sure what that asks for."""
    found = reader.of_tags(
        understood.text, sorted((*understood.tags, tag), key=lambda one: one.first)
    )
    is_sure = found.verdict in {"confirm", "answer", "clarify"} and found.acts[0].score >= SURE
    return found if is_sure else None


def at_place(reader: Reader, understood: Understood, tag: Tag) -> Understood | None:
    """“set it to 40 there”, as “at the shop”."""
    places = (one.names[0] for one in reader.known.names.places if one.code == tag.value)
    called, text = next(places, ""), understood.text
    ends = tag.past == len(text.tokens)
    after = "" if ends else text.between(tag.past, len(text.tokens))
    said = f"{text.between(0, tag.first)} at {called} {after}".strip()
    found = reader.read(said) if called else None
    return found if found is not None and found.verdict in {"confirm", "answer"} else None


def goods_of_the_order(
    reader: Reader, held: Slots, understood: Understood, pointing: tuple[int, int]
) -> Understood | None:
    """“and do we still have those?”, of an order: of the goods that are on it."""
    order = reader.known.names.orders.get(str(held.get("order", "")).upper())
    is_goods = understood.text.words()[pointing[0]] in {"those", "these", "them"}
    is_lacking = "product" not in held and not understood.tags
    if order is None or not order.products or not is_goods or not is_lacking:
        return None
    found = put(reader, understood, Tag(*pointing, "product", order.products))
    is_stock = found is not None and [one.command for one in found.acts] == ["stock_level"]
    return found if is_stock else None
