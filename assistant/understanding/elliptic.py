"""“swap the medium gloves for large”: goods of which only the word is named that differs."""

from __future__ import annotations

from assistant.understanding.english import FUNCTION
from assistant.understanding.index import Known
from assistant.understanding.products import words_of
from assistant.understanding.tag_sheet import Sheet, Tag, of_kind
from assistant.understanding.word_lists import listed

OF_A_KIND = frozenset({"a", "an", "the", "his", "her", "their"})
SWAPPED = listed("exchanged swapped changed switched replaced got has ordered")
JOINING, LEAST = frozenset({"and", "&", ","}), 2
"""What joins the words of which each tells one of several; words that there are at least."""
SWITCH = frozenset({"for", "to", "with", "by", "into"})


def complete(sheet: Sheet, known: Known) -> None:
    """“swap the medium gloves for large”: the other product is named by its own word only."""
    _fellows(sheet, known)
    for tag in of_kind(sheet.tags, "product"):
        said = [words_of(sheet.text.between(tag.first, tag.past)),
                *map(words_of, known.titles(tag.value[:3]))]  # fmt: skip
        for at in range(tag.past, len(sheet.words) - 1):
            near = at < tag.past + 3 or sheet.words[at - 1] in SWAPPED
            # “swap the medium one on 1043 for a large”
            near |= all(
                sheet.taken[place] or sheet.words[place] in {"on", "from", "in", "order"}
                for place in range(tag.past, at)
            )
            if sheet.words[at] not in SWITCH or not sheet.free(at) or not near:
                continue
            first = at + 1 + (sheet.words[at + 1] in OF_A_KIND)
            # “the white L for white M”: what both are called
            shared = frozenset(word for words in said for word in words)
            past = next((one for one in range(first, len(sheet.words))
                         if sheet.words[one] not in shared), first)  # fmt: skip
            for place in sorted({at + 1, at + 2, past}):
                counted = _called_by_number(sheet, place) or _guessed(sheet, place)
                is_there = place < len(sheet.words) and (counted or sheet.free(place))
                word = sheet.words[place] if is_there else ""
                codes = known.products.other(said, word, tag.value)
                if codes:
                    sheet.give_up(counted)
                    begins = first if place == past and sheet.free(first) else place
                    end = _past_name(sheet, known, place + 1, codes[0])
                    sheet.add(Tag(begins, end, "product", codes))


def _fellows(sheet: Sheet, known: Known) -> None:
    """“white and charcoal mugs”: the ones before the “and” are mugs as well."""
    for tag in of_kind(sheet.tags, "product"):
        said = [words_of(sheet.text.between(tag.first, tag.past)),
                *map(words_of, known.titles(tag.value[:3]))]  # fmt: skip
        at, is_led = tag.first, False
        while at >= LEAST and sheet.words[at - 1] in JOINING and sheet.free(at - 2):
            # a mark alone parts: “white, charcoal mugs” may be anything
            is_led |= sheet.words[at - 1] != ","
            codes = known.products.other(said, sheet.words[at - 2], tag.value)
            if not codes or not is_led:
                break
            sheet.add(Tag(at - 2, at - 1, "product", codes))
            at -= 2


def _past_name(sheet: Sheet, known: Known, past: int, code: str) -> int:
    """The token behind further words of a name: “for a large yellow one”."""
    while past < len(sheet.words) and sheet.free(past):
        word = sheet.words[past]
        reading = known.products.reading(word) if word not in FUNCTION else None
        if reading is None or not known.products.has(code, reading):
            break
        past += 1
    one = next((tag for tag in of_kind(sheet.tags, "units") if tag.first == past), None)
    if one is not None and sheet.words[past] == "one" and one.past == past + 1:
        sheet.give_up(one)
        return past + 1
    return past


def _guessed(sheet: Sheet, at: int) -> Tag | None:
    """A word by itself that only comes near to a name."""
    goods = of_kind(sheet.tags, "product")
    return next((one for one in goods if one.first == at == one.past - 1 and not one.sure), None)


def _called_by_number(sheet: Sheet, at: int) -> Tag | None:
    """“swap the 26 skillet for the 30”: a size behind “the”, and no number of things."""
    tag = next((one for one in of_kind(sheet.tags, "units") if one.first == at), None)
    behind = sheet.words[at + 1 : at + 2]
    is_size = tag is not None and tag.past == at + 1 and sheet.words[at - 1] in OF_A_KIND
    return tag if is_size and (not behind or sheet.free(at + 1)) else None
