"""What the words of a message name: orders, products, places, quantities, days ..."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from assistant.understanding import (
    as_price,
    couriers,
    dates,
    elliptic,
    numbers,
    other_size,
    product_spans,
    products,
    set_phrases,
    sized,
    years,
)
from assistant.understanding.canonical import DROPPED
from assistant.understanding.elliptic import OF_A_KIND
from assistant.understanding.english import FUNCTION, is_ordinary, singular
from assistant.understanding.free_text import free_texts, is_address
from assistant.understanding.index import Known
from assistant.understanding.meanings import CONDITIONS, PLAIN_REASONS, REASONS, phrases_in
from assistant.understanding.measures import measures
from assistant.understanding.people import Gazetteer, Hit, is_owner, says_more
from assistant.understanding.products import Link
from assistant.understanding.tag_sheet import DOCUMENTS, Sheet, Tag, of_kind
from assistant.understanding.tokens import Text
from assistant.understanding.word_lists import listed

MARKED = re.compile(r"([a-z][a-z.]{0,9})[-/]?(\d+)", re.IGNORECASE)
TRACKING = re.compile(r"(?=(?:.*\d){4})[a-z0-9]{8,34}", re.IGNORECASE)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
MOST_DIGITS = 6
"""Of a quantity; what is longer is a number of something."""
LEAST_TRACKED = 9
"""Digits of a number that is a parcel's rather than an order's."""
ORDER_WORDS = frozenset({"order", "orders", "number", "no", "#", "ord", "ref", "nr"})


COUNTED_REASONS = frozenset({"found", "out_of_stock"})
VERBS = listed("stick pop book set order card mark label pin clip tape pack box book print stamp")
BEGINNING = frozenset({".", ",", "!", ";", "and", "please", "then", "ok", "just", "you", "can"})
STOPPING = frozenset({"reason", "cancel", "cancelled", "refund", "refunded", "hold"})
COUNTED = frozenset({"of", "more", "extra", "x"})
"""After a number of things: “order 30 of the lamps”."""
AT_PLACES = frozenset({"in", "at", "from", "to", "into"})
"""Right before a place."""
LEADS_TO_SUPPLIER = frozenset({"from", "off", "with", "by", "at", "supplier", "chase", "ask", "to"})
BEFORE_VERBS = frozenset({",", ".", ";", "and", "then", "please", "to", "you", "ok", "right", "so",
                          "just", "better", "let's", "lets", "well"})  # fmt: skip
SUPPLIED = listed("""
lead minimum terms delivery deliveries po pos shipment consignment invoice contact account rep moq
pallet pallets
""")
"""What a supplier has, and a product has not: “when is the Hay delivery due”."""

BOOKED = frozenset({"it", "them", "that", "this"})
"""What is booked in, where it is not named."""


def tags(text: Text, known: Known, today: dt.date) -> list[Tag]:
    """Everything that is named, in the order of the words; no two overlap.

    What says most for itself is looked for first: numbers that the shop has, then names, then
    products, and quantities last.
    """
    sheet = Sheet(text)
    for first, past, kind in free_texts(text):
        if kind == "address" and _is_goods_only(sheet, known, first, past):
            continue
        sheet.add(Tag(first, past, kind, text.between(first, past).strip(' ",')))
    for first, past in set_phrases.spans(sheet.words):
        sheet.taken[first:past] = [True] * (past - first)
    for look in (_numbered, _booking, _money, _measures, _long_products, _names, _dates, _products,
                 _sizes, _unknown_carriers, _units, _unknown_numbers):  # fmt: skip
        look(sheet, known, today)
    as_price.recognise(sheet)
    words = [word if sheet.free(at) else "\0" for at, word in enumerate(sheet.words)]
    for first, past, value in phrases_in(words, REASONS):
        is_said = past - first > 1 or words[first] in PLAIN_REASONS
        if is_said and _is_a_reason(sheet, first, value) and _names_what(sheet, past):
            sheet.add(Tag(first, past, "reason", value))
    if {"return", "returns", "back", "returned"} & set(words) or of_kind(sheet.tags, "return"):
        for first, past, value in phrases_in(words, CONDITIONS):
            sheet.add(Tag(first, past, "condition", value))
    elliptic.complete(sheet, known)
    return sorted(sheet.tags, key=lambda tag: tag.first)


def _booking(sheet: Sheet, _known: Known, _today: dt.date) -> None:
    """“book PO-204 in”: no goods, though the shop has books."""
    numbers = {tag.first for tag in sheet.tags if tag.kind in DOCUMENTS}
    for at, word in enumerate(sheet.words[:-1]):
        if word == "book" and (at + 1 in numbers or sheet.words[at + 1] in BOOKED):
            sheet.taken[at] = True


def _is_goods_only(sheet: Sheet, known: Known, first: int, past: int) -> bool:
    """“change the 2 small house blend to 3”: what looks like a street is a word of goods."""
    if not any(known.products.knows(singular(word)) for word in sheet.words[first:past]):
        return False
    words = list(sheet.words[first:past])
    for span in product_spans.spans(known.products, words, [False] * len(words)):
        if span.past - span.first > 1 and span.link.score >= products.LINKED:
            words[span.first : span.past] = [""] * (span.past - span.first)
    return "" in words and not is_address(" ".join(words))


def _is_a_reason(sheet: Sheet, first: int, value: str) -> bool:
    """“turned up” is one only where goods are counted; “write off 3” and “is it too late” ask."""
    # “cancel it, out of stock”
    is_why = value == "out_of_stock" and not STOPPING.isdisjoint(sheet.words)
    if value in COUNTED_REASONS and not (is_why or of_kind(sheet.tags, "units")):
        return False
    before = sheet.words[first - 1] if first else "."
    starts = before in {".", ",", ";", "and", "please", "pls", "-"}
    return not (sheet.words[first] == "write" and starts) and before not in {"it", "that"}


def _names_what(sheet: Sheet, past: int) -> bool:
    """“she doesn't want the mug” is a reason, “she doesn't want the order cancelled” is none."""
    is_open = sheet.words[past - 1] == "the"
    return not is_open or any(tag.first == past for tag in of_kind(sheet.tags, "product"))


def _numbered(sheet: Sheet, known: Known, _today: dt.date) -> None:
    for at, word in enumerate(sheet.words):
        if EMAIL.fullmatch(word):
            found = known.customer_of_email(word)
            sheet.add(
                Tag(at, at + 1, "customer", (found,)) if found else Tag(at, at + 1, "email", word)
            )
        elif word.upper() in known.names.orders and not _is_other_number(sheet.words, at):
            first = _with_marks(sheet, at)
            sheet.add(Tag(first, at + 1, "order", known.names.orders[word.upper()].number))
        elif (said := _said_number(sheet.words, at, known)) is not None:
            sheet.add(Tag(at, said[1], "purchase", said[0]))
        elif (marked := _marked(sheet.words, at)) is not None:
            if not _marked_order(sheet, at, *marked, known):
                _document(sheet, at, *marked, known)
        elif (told := numbers.told_digits(sheet.words, at)) and told[0] in known.names.orders:
            sheet.add(Tag(at, told[1], "order", known.names.orders[told[0]].number))


def _is_other_number(words: Sequence[str], at: int) -> bool:
    """A year, a price, a count, where an order of the same digits may be."""
    return years.is_year(words, at) or years.is_amount(words, at)


def _marked(words: Sequence[str], at: int) -> tuple[str, str, int] | None:
    """The letters and digits of “RET-12”, “ret 12” or “return 12”, and how many tokens they are."""
    match = MARKED.fullmatch(words[at])
    if match:
        return match[1].replace(".", ""), match[2], 1
    marked = words[at + 1 : at + 2] == ("#",)
    word, following, after = (words[at], *words[at + 1 + marked : at + 3 + marked], "", "")[:3]
    # “return 12 mugs” counts them
    counts = word == "return" and after.isalpha() and after not in FUNCTION
    is_one = word.isalpha() and following.isdigit() and not counts
    return (word, following, 3 if marked else 2) if is_one else None


def _said_number(words: Sequence[str], at: int, known: Known) -> tuple[str, int] | None:
    """“po two ten”: the number of a purchase order in words, as far as the shop has it."""
    told = numbers.told_digits(words, at + 1) if words[at] == "po" and at + 1 < len(words) else None
    found = known.purchase_number(told[0]) if told else None
    return (found, told[1]) if told and found else None


def _with_marks(sheet: Sheet, at: int) -> int:
    return at - 1 if at and sheet.words[at - 1] == "#" else at


def _marked_order(sheet: Sheet, at: int, mark: str, digits: str, length: int, known: Known) -> bool:
    """“mb3106”, “mb 3106”: an order, also one that the shop does not have, if it is said as one."""
    if mark not in known.order_marks:
        return False
    found = known.order_number(mark, digits)
    # “web 1043” is not our 1043, and “shop 12 mugs” no order
    is_said = length == 1 or (digits in known.names.orders and not is_ordinary(mark))
    if found is None and not (is_said and len(digits) in known.order_lengths):
        return False
    value = found or f"{mark}-{digits}".upper()
    sheet.add(Tag(at, at + length, "order", value, known=found is not None))
    return True


def _document(sheet: Sheet, at: int, mark: str, digits: str, length: int, known: Known) -> None:
    """A return or purchase order; a plain word leads to one only where the shop has it."""
    for kind, marks, plain, find in (
        ("return", known.return_marks, "return", known.return_number),
        ("purchase", known.purchase_marks, "purchase", known.purchase_number),
    ):
        found = find(digits)
        if mark in marks or (mark == plain and found is not None):
            value = found or digits
            sheet.add(Tag(at, at + length, kind, value, known=found is not None))
            return


def _money(sheet: Sheet, _known: Known, _today: dt.date) -> None:
    for one in numbers.figures(sheet.words):
        if one.kind in {"money", "percent"}:
            sheet.add(Tag(one.first, one.past, one.kind, one.value))


def _names(sheet: Sheet, known: Known, _today: dt.date) -> None:
    by_kind = dict(known.gazetteers)
    for kind, gazetteer in known.gazetteers:
        rivals = by_kind["channel"].hits(sheet.text.tokens, sheet.taken) if kind == "place" else ()
        _named(sheet, known, kind, gazetteer, rivals)


def _named(
    sheet: Sheet, known: Known, kind: str, gazetteer: Gazetteer, rivals: Sequence[Hit]
) -> None:
    for hit in gazetteer.hits(sheet.text.tokens, sheet.taken):
        if any(says_more(sheet.words, one, hit) for one in rivals):
            continue  # “the shop till” is no shop
        said = sheet.words[hit.first : hit.past]
        if hit.repaired and any(one.names_exactly(said) for _, one in known.gazetteers):
            continue  # “the cellar” is no Iberia Cellars
        value: Any = hit.codes if kind == "customer" else hit.codes[0]
        if kind == "channel" and sheet.words[hit.first] == "till" and hit.past < len(sheet.words):
            following = sheet.words[hit.past]
            if (
                following in dates.DAYS
                or following in dates.MONTHS
                or following in {"further", "they"}
            ):
                continue  # “till Friday”
        if kind == "place" and _is_no_code(sheet, known, hit):
            continue
        if kind == "supplier" and hit.past == hit.first + 1 and _is_goods(sheet, known, hit.first):
            continue
        if kind == "customer" and _is_somebody_else(sheet, known, hit):
            continue
        sheet.add(Tag(hit.first, hit.past, kind, value, sure=not hit.repaired))


def _is_no_code(sheet: Sheet, known: Known, hit: Hit) -> bool:
    """“new order for Ann”, where Newcastle is NEW: a plain word, unless it is typed as a code."""
    word = sheet.words[hit.first]
    if hit.past != hit.first + 1 or word != hit.codes[0].lower() or not is_ordinary(word):
        return False
    own = next(one for one in known.names.places if one.code == hit.codes[0])
    # its name may be the same word: a place that is called Shop
    is_name = [name.lower() for name in own.names].count(word) > 1
    is_typed_so = sheet.text.between(hit.first, hit.past).isupper()
    return not (is_name or is_typed_so or sheet.words[max(0, hit.first - 1)] in AT_PLACES)


def _is_somebody_else(sheet: Sheet, known: Known, hit: Hit) -> bool:
    """“Ann Lee”, where Anns there are, and none of them is a Lee."""
    if hit.past != hit.first + 1 or hit.past >= len(sheet.words) or not sheet.free(hit.past):
        return False
    first, last = sheet.text.tokens[hit.first], sheet.text.tokens[hit.past]
    if not (first.is_name and last.is_name) or is_ordinary(last.word):
        return False
    return not any(gazetteer.knows(last.word) for _, gazetteer in known.gazetteers)


def _is_goods(sheet: Sheet, known: Known, at: int) -> bool:
    """“meadow hay” of the supplier Hay & Sons: a word of a product's name rather."""
    after = at + 2 if sheet.words[at + 1 : at + 2] == ("'s",) else at + 1
    if not SUPPLIED.isdisjoint(sheet.words[after : after + 1]):
        return False
    around = [sheet.words[one] for one in (at - 1, at + 1) if 0 <= one < len(sheet.words)]
    if not known.products.knows(singular(sheet.words[at])):
        return False
    named = any(known.products.knows(singular(word)) and word not in FUNCTION for word in around)
    return named or not around or around[0] not in LEADS_TO_SUPPLIER


def _dates(sheet: Sheet, _known: Known, today: dt.date) -> None:
    words = [word if sheet.free(at) else "\0" for at, word in enumerate(sheet.words)]
    for one in dates.ranges(words, today, ahead=False):
        later = next(
            (two for two in dates.ranges(words, today, ahead=True) if two.first == one.first), one
        )
        value = {False: one.plain(), True: later.plain()}
        sheet.add(Tag(one.first, one.past, "date", value))


def _measures(sheet: Sheet, known: Known, _today: dt.date) -> None:
    """“24 rolls of film”: the word goes with the number, and names nothing of its own."""
    for one in list(measures(sheet.words, sheet.taken, known)):
        if one.units is not None:
            sheet.add(Tag(one.at, one.at + 1, "units", Decimal(one.units)))
        else:
            sheet.measures.add(one.at)
            sheet.taken[one.at] = True


def _long_products(sheet: Sheet, known: Known, _today: dt.date) -> None:
    """Names of several words that fit whole: “rose soap” is no Rose."""
    for span in product_spans.spans(known.products, sheet.words, sheet.taken):
        if span.past - span.first > 1 and span.link.score >= 0.97 and not span.link.repaired:
            sheet.add(Tag(span.first, span.past, "product", span.link.codes))


def _products(sheet: Sheet, known: Known, _today: dt.date) -> None:
    for span in product_spans.spans(known.products, sheet.words, sheet.taken):
        link: Link = span.link
        sure = link.score >= products.LINKED
        if link.repaired and is_owner(sheet.words, span.past):
            continue  # “Gillian Marsh's order”
        if _is_verb(sheet, span.first, span.past):
            continue
        titles = known.titles(link.codes[:3])
        first = span.first - product_spans.is_of_name(sheet.words, span.first, titles)
        past, codes = _which_ones(sheet, known, span.past, link.codes)
        sheet.add(Tag(first, past, "product", codes, sure=sure, repaired=link.repaired))
    for at, word in enumerate(sheet.words):
        if sheet.free(at) and known.is_category(word):
            sheet.add(Tag(at, at + 1, "category", word))


def _sizes(sheet: Sheet, known: Known, _today: dt.date) -> None:
    sized.recognise(sheet, known)
    sized.told_apart(sheet, known)
    other_size.recognise(sheet, known)


def _is_verb(sheet: Sheet, first: int, past: int) -> bool:
    """“stick 2 fox cards on 5115”, where glue sticks are sold: how it begins is no thing."""
    before = sheet.words[first - 1] if first else "."
    behind = sheet.words[past] if past < len(sheet.words) else ""
    counts = behind.isdigit() or behind in numbers.UNITS or behind in {"a", "an", "another", "it"}
    return past == first + 1 and sheet.words[first] in VERBS and counts and before in BEGINNING


def _unknown_carriers(sheet: Sheet, _known: Known, _today: dt.date) -> None:
    """“38404 out, hermes”, where the shop sends nothing with Hermes."""
    orders = of_kind(sheet.tags, "order")
    behind = orders[0].past if orders else len(sheet.words)
    for first, past in list(couriers.named(sheet.words, sheet.taken, behind)):
        said = sheet.text.between(first, past)
        sheet.add(Tag(first, past, "carrier", said, known=False))


def _which_ones(
    sheet: Sheet, known: Known, past: int, codes: tuple[str, ...]
) -> tuple[int, tuple[str, ...]]:
    """“two bags of guji, the small ones”: which of several, said behind their name."""
    words = (*sheet.words[past:], ".", ".")
    if words[0] == "one" and words[1] in ENDING:
        return past + 1, codes  # “for the rust one”
    first = past + (sheet.words[past : past + 1] == (",",))
    said = sheet.words[first : first + 3]
    is_said = len(said) == 3 and said[0] in {"the", "a"} and said[2] in {"one", "ones", "size"}
    if len(codes) < 2 or not is_said or any(sheet.taken[first : first + 3]):
        return past, codes
    among = known.products.called([said[1]], codes, known.titles(codes[:3]))
    return (first + 3, among) if among else (past, codes)


ENDING = frozenset({"please", "pls", ".", ",", "!", "?", "instead"})
POINTERS = frozenset({"that", "this", "the", "which", "another", "other", "first", "second",
                      "last", "no", "any", "right", "wrong", "same", "old", "new"})  # fmt: skip
"""Words after which “one” counts nothing."""


def _units(sheet: Sheet, known: Known, _today: dt.date) -> None:
    words = [word if sheet.free(at) else "\0" for at, word in enumerate(sheet.words)]
    for one in numbers.figures(words):
        if one.kind != "units":
            continue
        digits = words[one.first].replace(",", "")
        pointed = words[one.first] == "one" and one.first > 0 and (
            words[one.first - 1] in POINTERS | {"'s"} or _is_of_kind(sheet, one.first))  # fmt: skip
        if (digits.isdigit() and len(digits) > MOST_DIGITS) or (
            pointed and one.past == one.first + 1
        ):
            continue
        if digits.isdigit() and _looks_like_order(sheet, known, one.first, digits):
            continue
        if sheet.words[max(0, one.first - 1)] == sized.SIZE:
            continue  # “the boots for size 9”
        if sheet.words[one.past : one.past + 1] == ("times",):
            continue  # “asked them three times”
        past = one.past + (one.past in sheet.measures)
        sheet.taken[one.past : past] = [False] * (past - one.past)
        sheet.add(Tag(one.first, past, "units", one.value, sure=one.strong, signed=one.signed))


def _is_of_kind(sheet: Sheet, at: int) -> bool:
    """“for an XL one”: it stands for goods that were just named by their kind."""
    kind = next((tag for tag in sheet.tags if tag.kind == "product" and tag.past == at), None)
    return kind is not None and kind.first > 0 and sheet.words[kind.first - 1] in OF_A_KIND


def _looks_like_order(sheet: Sheet, known: Known, at: int, digits: str) -> bool:
    """A number that the shop does not have, where an order's number would stand."""
    if _is_other_number(sheet.words, at):
        return False
    before = sheet.words[at - 1] if at else ""
    counts_something = at + 1 < len(sheet.words) and (
        not sheet.free(at + 1) or sheet.words[at + 1] in COUNTED
    )
    # “ship 5404 evri”: nobody counts carriers
    carried = any(tag.first == at + 1 and tag.kind == "carrier" for tag in sheet.tags)
    counts_something = (counts_something and not carried) or _is_bought(sheet, known, at)
    # “no 12” puts right, “on no 12” is a number
    is_marked = before in ORDER_WORDS and (before != "no" or at > 1)
    if is_marked and 2 <= len(digits) < LEAST_TRACKED and not counts_something:
        return True
    return len(digits) >= 4 and len(digits) in known.order_lengths and not counts_something


def _is_bought(sheet: Sheet, known: Known, at: int) -> bool:
    """“order 24 white ones”: the verb, and how many of what."""
    begins = sheet.words[at - 1] == "order" and (at == 1 or sheet.words[at - 2] in BEFORE_VERBS)
    following = sheet.words[at + 1] if at + 1 < len(sheet.words) else ""
    is_thing = following.isalpha() and following not in FUNCTION | DROPPED
    # “ok order 80 then”
    is_thing |= following in {"", "then", "please", "instead", "now"} and at > 1
    # “order 60 from Hopgarth”
    is_thing |= following == "from" and any(
        tag.kind == "supplier" and tag.first in {at + 2, at + 3} for tag in sheet.tags
    )
    return begins and is_thing and len(sheet.words[at]) not in known.order_lengths


def _unknown_numbers(sheet: Sheet, known: Known, _today: dt.date) -> None:
    for at, token in enumerate(sheet.text.tokens):
        if not sheet.free(at):
            continue
        if token.word.isdigit() and _looks_like_order(sheet, known, at, token.word):
            sheet.add(Tag(_with_marks(sheet, at), at + 1, "order", token.word, known=False))
        elif TRACKING.fullmatch(token.word):
            sheet.add(Tag(at, at + 1, "tracking", token.raw))
