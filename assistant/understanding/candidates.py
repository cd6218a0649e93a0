"""Which of several is meant: “the 9s”, “the one on her order”, “no, the other one”."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.understanding.acts import Act, Understood
from assistant.understanding.parse import Reader
from assistant.understanding.products import words_of
from assistant.understanding.slots import Slots
from assistant.understanding.word_lists import listed

NUMBER = re.compile(r"(\d+(?:\.\d+)?)(?:'?s|mil|mill|mils|mm|cm|ml|g|kg|l|m|ft|in|inch)?")
"""“the 9s”, “the 5mil”: a size, however it is written."""
MEASURE = re.compile(r"\b(\d+(?:\.\d+)?) ?(mm|cm|ml|cl|g|kg|l|m|ft|in|inch|oz|lb)\b")
UNITS = {"metre": "m", "metres": "m", "meter": "m", "meters": "m", "m": "m", "kilo": "kg",
         "kilos": "kg", "kg": "kg", "kilogram": "kg", "gram": "g", "grams": "g", "g": "g",
         "litre": "l", "litres": "l", "liter": "l", "mil": "ml", "ml": "ml", "inch": "in",
         "inches": "in", "foot": "ft", "feet": "ft", "mm": "mm", "cm": "cm"}  # fmt: skip
"""As people say what is measured -> as titles have it."""
SPELT_OUT = frozenset(UNITS) - frozenset(UNITS.values())
"""“the 2 metre”, “the kilo”."""
SMALL = listed("small smaller smallest little mini wee")
BIG = listed("big bigger biggest large larger largest")
OTHER = (["other"], ["other", "one"], ["other", "ones"], ["other", "order"], ["another", "one"])

OTHER_CALLED = re.compile(
    r"^(?:(?:oh|no|ah|sorry|wait|actually|oops|argh|ugh|i meant|i mean|it's|its|for|that's|not her"
    r"|not him|not that one|make it|hang on|hmm?|well)\b[,.!;]* *)*the other (?P<name>[\w' ]+?)"
    r"(?: please| sorry| i meant| i mean)*[.!]*$",
    re.IGNORECASE,
)
TWO = 2
TITLES = frozenset({"mr", "mrs", "miss", "ms", "dr", "mister", "sir", "lady"})


def as_sizes(words: Sequence[str]) -> list[str]:
    """“2 metre”, “the kilo”: “2m”, “1kg”, as titles have it."""
    found: list[str] = []
    for word in words:
        unit = UNITS.get(word, "")
        if unit and found and NUMBER.fullmatch(found[-1]) and found[-1][-1].isdigit():
            found[-1] += unit
        else:
            found.append(f"1{unit}" if unit and len(words) == 1 else word)
    return found


def sized(reader: Reader, among: Sequence[str], words: Iterable[str]) -> tuple[str, ...]:
    """Of several products, those of the size that is told: of “9” the one that has a 9.

    Args:
        reader: with the shop's names.
        among: codes of the products.
        words: as typed.
    """
    for word in words:
        size = NUMBER.fullmatch(word)
        if size is None:
            continue
        found = tuple(
            code for code in among if any(_is_size(one, size[1]) for one in _words(reader, code))
        )
        if 0 < len(found) < len(among):
            return found
    return ()


def measured(reader: Reader, among: Sequence[str], words: Sequence[str]) -> tuple[str, ...]:
    """“the smaller size”, of a hand wash of 250 and 500 ml: the one of which there is least.

    Args:
        reader: with the shop's names.
        among: codes of the products.
        words: of the message, without what stands beside a size.

    Returns:
        That one; empty where not all have one measure in the same unit.
    """
    if len(words) != 1 or words[0] not in SMALL | BIG:
        return ()
    sizes = {code: _measures(reader, code) for code in among}
    if any(len(of_it) != 1 for of_it in sizes.values()):
        return ()
    only = {code: next(iter(of_it)) for code, of_it in sizes.items()}
    if len({unit for _, unit in only.values()}) > 1 or len(set(only.values())) < len(only):
        return ()
    choose = min if words[0] in SMALL else max
    return (choose(only, key=lambda code: only[code][0]),)


def _measures(reader: Reader, code: str) -> set[tuple[float, str]]:
    """What is measured in the titles of a product: (250, "ml")."""
    titles = " ".join(reader.known.titles((code,))).lower()
    return {(float(one[1]), one[2]) for one in MEASURE.finditer(titles)}


def _words(reader: Reader, code: str) -> set[str]:
    return {word for title in reader.known.titles((code,)) for word in words_of(title)}


def _is_size(word: str, number: str) -> bool:
    size = NUMBER.fullmatch(word)
    return size is not None and size[1] == number


def is_size(word: str) -> bool:
    """Whether a word can be no more than a size."""
    return NUMBER.fullmatch(word) is not None or word in SMALL | BIG


def on_order(reader: Reader, slots: Slots, among: Sequence[str]) -> tuple[str, ...]:
    """Of several products, those on the order that is named, or on an order of the customer."""
    numbers = [slots["order"]] if isinstance(slots.get("order"), str) else []
    customers: Sequence[str] = slots.get("customer", ())
    if not numbers and len(customers) == 1:
        numbers = list(reader.known.orders_for(customers[0], frozenset(), among))
    orders = [reader.known.names.orders.get(number.upper()) for number in numbers]
    there = {code for order in orders if order is not None for code in order.products}
    return tuple(code for code in among if code in there)


def other(reader: Reader, act: Act, words: Sequence[str]) -> Slots:
    """“no, the other one”: of two that are called alike, the one that was not meant.

    Args:
        reader: with the shop's names.
        act: with what was meant.
        words: what the message says, without the “no” before it.
    """
    said = [word for word in words if word != "the"]
    if said in OTHER:
        return (
            _other_product(reader, act) or _other_customer(reader, act) or _other_order(reader, act)
        )
    return {}


def other_called(reader: Reader, act: Act, understood: Understood) -> Slots:
    """“oh no sorry, the other hannah”: whoever else is called so."""
    found = OTHER_CALLED.search(understood.text.clean)
    others = _other_customer(reader, act) if found else {}
    codes: Sequence[str] = others.get("customer", ())
    named = {one.code: _parts(one.names) for one in reader.known.names.customers}
    called = {*words_of(found["name"])} if found else set()
    return others if codes and called and called <= named[codes[0]] else {}


def _other_product(reader: Reader, act: Act) -> Slots:
    kind = "to_product" if act.given == "to_product" else "product"
    codes: Sequence[str] = act.slots.get(kind, ())
    if len(codes) != 1:
        return {}
    if act.given == kind and len(act.offered) == TWO and codes[0] in act.offered:
        return {kind: tuple(one for one in act.offered if one != codes[0])}
    found: set[str] = set()
    for title in reader.known.titles(codes):
        words = words_of(title)
        for at in range(len(words)):
            alike = reader.known.products.link((*words[:at], *words[at + 1 :])).codes
            if len(alike) == 2 and codes[0] in alike:
                found.update(alike)
    others = found - set(codes)
    return {kind: tuple(others)} if len(others) == 1 else {}


def _other_customer(reader: Reader, act: Act) -> Slots:
    codes: Sequence[str] = act.slots.get("customer", ())
    if len(codes) != 1:
        return {}
    named = {one.code: _parts(one.names) for one in reader.known.names.customers}
    own = named.get(codes[0], frozenset())
    alike = [code for code, parts in named.items() if code != codes[0] and own & parts]
    return {"customer": (alike[0],)} if len(alike) == 1 else {}


def _other_order(reader: Reader, act: Act) -> Slots:
    """Of two orders of one customer, the one that was not meant."""
    number = act.slots.get("order")
    known = reader.known.names.orders.get(number.upper()) if isinstance(number, str) else None
    if known is None or not known.customer:
        return {}
    numbers = reader.known.orders_of.get(known.customer, ())
    others = [one for one in numbers if one != known.number]
    return {"order": others[0]} if len(others) == 1 else {}


def _parts(names: Iterable[str]) -> frozenset[str]:
    """The words of names, without titles; addresses for post are no names."""
    words = (word for name in names if "@" not in name for word in words_of(name))
    return frozenset(word for word in words if len(word) > 1 and word not in TITLES)
