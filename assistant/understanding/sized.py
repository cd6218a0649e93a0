"""“the size 8 on 1043”: goods that are told by their size alone, of an order that is named."""

from __future__ import annotations

from assistant.understanding.index import Known
from assistant.understanding.products import SHORT_FORMS, words_of
from assistant.understanding.tag_sheet import Sheet, Tag

SIZE, NOUNS = "size", (("one",), ("ones",))


def recognise(sheet: Sheet, known: Known) -> None:
    """Name what an order holds one of in the size that is told.

    Args:
        sheet: of the message, its numbers and names known by now.
        known: the shop's names.
    """
    orders = {tag.value for tag in sheet.tags if tag.kind == "order" and tag.known}
    if len(orders) != 1 or SIZE not in sheet.words:
        return
    goods = known.names.orders[orders.pop().upper()].products
    for at, word in enumerate(sheet.words[:-1]):
        past = at + 2
        if word != SIZE or not (sheet.free(at) and sheet.free(at + 1)):
            continue
        called = {sheet.words[at + 1], SHORT_FORMS.get(sheet.words[at + 1], "")}
        found = tuple(code for code in goods if called & _words(known, code))
        if len(found) == 1:
            sheet.add(Tag(at, past + (sheet.words[past : past + 1] in NOUNS), "product", found))


def _words(known: Known, code: str) -> set[str]:
    return {word for title in known.titles((code,)) for word in words_of(title)}
