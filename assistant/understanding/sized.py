"""“the size 8 on 1043”, “langdales … in an 8”: goods that are told by their size, or also by it.

By it alone, of an order that is named; else where the size stands apart from their name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.understanding.english import FUNCTION
from assistant.understanding.index import Known
from assistant.understanding.products import SHORT_FORMS, words_of
from assistant.understanding.tag_sheet import Sheet, Tag
from assistant.understanding.word_lists import listed

SIZES = listed("small medium large xs s m l xl xxl xxxl petite tall")
FIGURE, MANY = re.compile(r"\d{1,4}(?:\.5)?s?"), re.compile(r"(\d+(?:\.5)?)s")
"""“8”, “7.5”, “8s”, “750s”."""
FOR_WHOM = frozenset({"men", "women", "mens", "womens", "kids"})
BEFORE = listed("a an the size uk eu us sized mens womens kids men women 's")
"""What may stand between “in” and a size."""
JOINS = frozenset({"or", "and", "&", "/", ",", "nor"})
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


def told_apart(sheet: Sheet, known: Known) -> None:
    """Take, of goods of several sizes, those of the size that is told elsewhere in the message.

    Args:
        sheet: of the message, its products named by now.
        known: the shop's names.
    """
    several = [one for one in sheet.tags if one.kind == "product" and len(one.value) > 1]
    if len(several) != 1:
        return
    [tag] = several
    for first, at in _sizes(sheet, tag):
        if not _is_all_of_it(sheet, first, at):
            return
        codes = _of_size(known, tag.value, MANY.sub(r"\1", sheet.words[at]))
        if 0 < len(codes) < len(tag.value):
            sheet.give_up(tag)
            past = at + 1 if first == tag.past else tag.past
            sheet.add(replace(tag, value=codes, past=past))
            sheet.taken[first : at + 1] = [True] * (at + 1 - first)
            return


def _is_all_of_it(sheet: Sheet, first: int, at: int) -> bool:
    """Whether a size is one, and the only one: not “an 8 or a 9”, “in ten days”."""
    words = sheet.words
    at += words[at + 1 : at + 2] == ("'s",)
    following, after = (*words[at + 1 : at + 3], "", "")[:2]
    is_noun = following.isalpha() and following not in FUNCTION and sheet.free(at + 1)
    is_joined = following in JOINS or (following == "?" and after in JOINS)
    return not (is_noun or is_joined or "not" in words[max(0, first - 2) : first + 1])


def _sizes(sheet: Sheet, tag: Tag) -> Iterator[tuple[int, int]]:
    """Where a size stands: the token that it begins with, and its own."""
    words = sheet.words
    for at, word in enumerate(words):
        if not sheet.free(at) or not (word in SIZES or FIGURE.fullmatch(word)):
            continue
        first = at
        while first and sheet.free(first - 1) and words[first - 1] in BEFORE:
            first -= 1
        said = words[first:at]
        is_many = MANY.fullmatch(word) is not None and tag.past == first
        is_in = words[first - 1 : first] == ("in",) and sheet.free(first - 1) and first > 0
        within = "in" in words[tag.first : tag.past] and tag.past == first
        is_many |= tag.past == first and words[at + 1 : at + 2] == ("'s",)
        # “swift men's 9”
        whose = tag.past == first and not FOR_WHOM.isdisjoint((words[tag.past - 1], *said))
        if is_in or SIZE in said or is_many or within or whose:
            yield (first - 1 if is_in else first), at


def _of_size(known: Known, goods: tuple[str, ...], size: str) -> tuple[str, ...]:
    """Of some goods those of a size: “… size 8”, “… 8”, and not “… 8-11”."""
    called = "|".join(re.escape(one) for one in {size, SHORT_FORMS.get(size, size)})
    # “Jacket Large Red” is large, “Torch 300 Red” is of no size
    is_word = r"\b" if size.isalpha() else r"(?:$|[a-z]{1,2}\b)"
    ends = re.compile(rf"(?:^|\s)(?:{called}){is_word}|\bsize (?:{called})\b(?!-)", re.IGNORECASE)
    return tuple(code for code in goods if any(map(ends.search, known.titles((code,)))))


def _sibling(known: Known, codes: tuple[str, ...], size: str) -> tuple[str, ...]:
    """What is called as some goods are, in another size."""
    said = [words_of(title) for title in known.titles(codes)]
    return known.products.other(said, size, codes)
