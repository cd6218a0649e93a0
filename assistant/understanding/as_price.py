"""“set the price of the lamp to 55”: a bare number that is an amount."""

from __future__ import annotations

from dataclasses import replace

from assistant.understanding.tag_sheet import Sheet, Tag, of_kind
from assistant.understanding.word_lists import listed

PRICE = listed("price prices priced pricing reprice repriced rrp prise")
"""Behind one of these a number is what something costs."""
CHARGING = listed("charge charging costs cost")
"""Right before a number, whatever led to it."""
LEADING = listed("to at is be are = for as now : of say , just should -> up down back")
"""What may stand right before such a number."""
SELLING = listed("sell sells retail retails cost costs charge charging")
"""What is sold may be counted: here the number is led to by one of these."""
LED = listed("at for to be =")
RIVALS = listed("""
reorder point min minimum level stock stocked count counted units unit pieces piece pcs qty quantity
pack packs box boxes hold order orders return
""")
"""Words of something else that a number may be of."""
PARTS = frozenset({".", ";", "!", "?", ","})


def recognise(sheet: Sheet) -> None:
    """Take numbers for amounts where the words say that they are no number of units."""
    found = [tag for tag in of_kind(sheet.tags, "units") if _is_bare(sheet, tag)]
    for tag in found:
        if _is_priced(sheet, tag):
            sheet.tags[sheet.tags.index(tag)] = replace(tag, kind="money", sure=True)


def _is_bare(sheet: Sheet, tag: Tag) -> bool:
    """Whether a number counts nothing right behind it."""
    behind = sheet.words[tag.past : tag.past + 1]
    counts = any(one.first == tag.past and one.kind == "product" for one in sheet.tags)
    return not (tag.signed or counts or (behind and behind[0] in RIVALS))


def _is_priced(sheet: Sheet, tag: Tag) -> bool:
    """“price of the lamp to 55”, “sell it at 30”, “charge 12 for the mug”."""
    words = sheet.words
    at = next((at for at in range(tag.first - 1, -1, -1)
               if sheet.free(at) and words[at] in PRICE | SELLING | RIVALS), -1)  # fmt: skip
    if at < 0 or words[at] in RIVALS:
        return False
    between = [words[one] for one in range(at + 1, tag.first) if sheet.free(one)]
    before = words[tag.first - 1]
    if any(one.kind in {"units", "money"} and at < one.first < tag.first for one in sheet.tags):
        return False  # “price of 3 mugs is 12”: the first of them is its own
    if words[at] in CHARGING and at == tag.first - 1:
        return True
    if words[at] in SELLING:
        return before in LED
    named = any(one.past == tag.first and one.kind == "product" for one in sheet.tags)
    return PARTS.isdisjoint(between[:-1]) and (before in LEADING or at == tag.first - 1 or named)
