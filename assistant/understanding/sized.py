"""“the size 8 on 1043”: goods that are told by their size alone, of an order that is named."""

from __future__ import annotations

import re

from assistant.understanding.index import Known
from assistant.understanding.products import SHORT_FORMS, words_of
from assistant.understanding.tag_sheet import Sheet, Tag

SIZE, NOUNS = "size", (("one",), ("ones",))


def recognise(sheet: Sheet, known: Known) -> None:
    """Name what an order holds one of in the size that is told, and the same in another size.

    Args:
        sheet: of the message, its numbers and names known by now.
        known: the shop's names.
    """
    orders = {tag.value for tag in sheet.tags if tag.kind == "order" and tag.known}
    free = [at for at in range(len(sheet.words) - 1) if sheet.free(at) and sheet.free(at + 1)]
    at = [at for at in free if sheet.words[at] == SIZE]
    if len(orders) != 1 or not at:
        return
    # “make the size 10 on 1043 a 9”
    at += [at for at in free if sheet.words[at] == "a" and sheet.words[at + 1].isdigit()]
    goods = known.names.orders[orders.pop().upper()].products
    held = {place: _of_size(known, goods, sheet.words[place + 1]) for place in at}
    on_it = next(filter(None, held.values()), ())
    for place, found in held.items():
        codes = found or _sibling(known, on_it, sheet.words[place + 1])
        past = place + 2
        past += sheet.words[past : past + 1] in NOUNS
        if len(codes) == 1:
            sheet.add(Tag(place, past, "product", codes))


def _of_size(known: Known, goods: tuple[str, ...], size: str) -> tuple[str, ...]:
    """Of some goods those of a size: “… size 8”, “… 8”, and not “… 8-11”."""
    called = "|".join(re.escape(one) for one in {size, SHORT_FORMS.get(size, size)})
    ends = re.compile(rf"(?:^|\s)(?:{called})$|\bsize (?:{called})\b(?!-)", re.IGNORECASE)
    return tuple(code for code in goods if any(map(ends.search, known.titles((code,)))))


def _sibling(known: Known, codes: tuple[str, ...], size: str) -> tuple[str, ...]:
    """What is called as some goods are, in another size."""
    said = [words_of(title) for title in known.titles(codes)]
    return known.products.other(said, size, codes)
