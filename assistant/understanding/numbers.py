"""Quantities as staff type them: digits, words, dozens, signs; amounts of money; per cent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from assistant.understanding import scanning
from assistant.understanding.word_lists import listed

SMALL = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
UNITS = {word: number for number, word in enumerate(SMALL.split())}
LARGE = """
twenty thirty forty fifty sixty seventy eighty ninety
"""
TENS = {word: number * 10 for number, word in enumerate(LARGE.split(), start=2)}
GROUPS = {"dozen": 12, "doz": 12, "score": 20, "hundred": 100, "thousand": 1000, "gross": 144}
PAIRS = {"couple": 2, "pair": 2}
POUNDS = listed("""
pound pounds quid gbp euro euros eur dollar dollars usd bucks
""")
PENNIES = frozenset({"pence", "p"})
NOTES = {"fiver": 5, "tenner": 10}
SIGNS = frozenset({"£", "$", "€"})
COLLECTIVES = {**GROUPS, **PAIRS}
ADDED_TO = frozenset({"hundred", "thousand"})
ALONE = frozenset({"dozen", "doz", "hundred", "thousand"})
PER_CENT, TIMES = frozenset({"%", "percent"}), frozenset({"x", "×"})
NOUGHTS = frozenset({"oh", "o", "nought", "naught", "zero"})
TWICE = {"double": 2, "treble": 3, "triple": 3}
IN_PENCE = re.compile(r"(\d{1,2})p")
PENCE = re.compile(r"[\d,]+\.\d\d")
GROUPED = re.compile(r"\d{1,3}(,\d{3})+(?![\d,])")
PRICED = frozenset({"to", "at", "for", "is", "be", "now", "="})
"""What stands before a price."""
PLUS, MINUS = frozenset({"+", "plus"}), frozenset({"-", "minus", "less"})

NUMBERED = frozenset({"order", "po", "return", "number", "ref", "ret"})
"""Behind one of these a number names something."""


@dataclass(frozen=True)
class Figure:
    """A number in a sentence: tokens from `first` up to `past`, what kind, how much."""

    first: int
    past: int
    kind: str
    """units, money or percent."""
    value: Decimal
    signed: bool = False
    """A + or - stood before it."""
    strong: bool = True
    """False: “a pair”, “one”, which often count nothing."""


def figures(words: Sequence[str]) -> list[Figure]:
    """Every quantity, amount of money and percentage, none overlapping another."""
    return scanning.every(len(words), lambda at: _coins(words, at) or _spoken_price(words, at)
                          or _money(words, at)
                          or _number(words, at))  # fmt: skip


def _money(words: Sequence[str], at: int) -> Figure | None:
    """“£27.50”, “27 pounds 50”, “20 quid”, “12.50”, “5%”."""
    if words[at] in SIGNS:
        value = _decimal(words[at + 1]) if at + 1 < len(words) else None
        return None if value is None else Figure(at, at + 2, "money", value)
    number = _plain(words, at)
    if number is None:
        return None
    value, past = number
    unit = words[past] if past < len(words) else ""
    if unit in POUNDS:
        pence, end = _pence(words, past + 1)
        return Figure(at, end, "money", value + pence)
    if unit == "pence":
        return Figure(at, past + 1, "money", value / 100)
    if unit in PER_CENT:
        return Figure(at, past + 1, "percent", value)
    return Figure(at, past, "money", value) if PENCE.fullmatch(words[at]) else None


def _spoken_price(words: Sequence[str], at: int) -> Figure | None:
    """“down to six fifty”: pounds and then pence, where a price would stand."""
    return _two_numbers(words, at) if at and words[at - 1] in PRICED else None


def spoken_prices(words: Sequence[str]) -> list[Figure]:
    """“ten fifty”, where money is spoken of: pounds and pence; not “order seventy fourteen”."""
    found = scanning.every(len(words) - 1, lambda at: _two_numbers(words, at))
    return [one for one in found if not one.first or words[one.first - 1] not in NUMBERED]


def _two_numbers(words: Sequence[str], at: int) -> Figure | None:
    if words[at] not in UNITS.keys() | TENS.keys():
        return None
    pounds, past = _spelt(words, at)
    if past >= len(words) or words[past] not in UNITS.keys() | TENS.keys():
        return None
    pence, end = _spelt(words, past)
    is_price = 0 < pounds < 100 and 10 <= pence < 100
    return Figure(at, end, "money", pounds + pence / 100) if is_price else None


def _pence(words: Sequence[str], at: int) -> tuple[Decimal, int]:
    """“fifty”, “and fifty pence” after pounds, and the token past it; 0 of “and 2 mugs”."""
    first = at + (tuple(words[at : at + 1]) == ("and",))
    number = _plain(words, first) if first < len(words) else None
    if number is None or number[0] != number[0].to_integral_value() or not 0 < number[0] < 100:
        return Decimal(0), at
    value, past = number
    is_named = past < len(words) and words[past] in PENNIES
    if first > at and not is_named:
        return Decimal(0), at
    return value / 100, past + is_named


def _number(words: Sequence[str], at: int) -> Figure | None:
    sign = 1 if words[at] in PLUS else -1 if words[at] in MINUS else 0
    if words[at] == "x" and at + 1 < len(words) and words[at + 1].isdigit():
        return Figure(at, at + 2, "units", Decimal(words[at + 1]))
    first = at + 1 if sign else at
    number = _plain(words, first) if first < len(words) else None
    if number is None or number[0] != number[0].to_integral_value():
        return None
    value, past = number
    past += past < len(words) and words[past] in TIMES
    strong = words[first].isdigit() or past - first > 1 or words[first] not in {"one", "couple"}
    return Figure(at, past, "units", value * (sign or 1), bool(sign), strong)


def _coins(words: Sequence[str], at: int) -> Figure | None:
    """“a tenner”, “40p”."""
    pence = IN_PENCE.fullmatch(words[at])
    if pence:
        return Figure(at, at + 1, "money", Decimal(pence[1]) / 100)
    past = at + 1 + (words[at] == "a")
    worth = NOTES.get(words[past - 1]) if past <= len(words) else None
    return None if worth is None else Figure(at, past, "money", Decimal(worth))


def _plain(words: Sequence[str], at: int) -> tuple[Decimal, int] | None:
    """A number at a token, in digits or words, and the token after it."""
    begun = _begun(words, at)
    return None if begun is None else _with_the_rest(words, *begun)


def _with_the_rest(words: Sequence[str], value: Decimal, past: int) -> tuple[Decimal, int]:
    """“four hundred and twenty five”: less than the hundred or thousand before it, it is of it."""
    group = GROUPS[words[past - 1]] if words[past - 1] in ADDED_TO else 0
    at = past + (tuple(words[past : past + 1]) == ("and",))
    if not group or at >= len(words) or words[at] not in UNITS.keys() | TENS.keys():
        return value, past
    rest = _plain(words, at)
    return (value + rest[0], rest[1]) if rest and rest[0] < group else (value, past)


def _begun(words: Sequence[str], at: int) -> tuple[Decimal, int] | None:
    """A number at a token, as far as its first hundred, thousand or dozen."""
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    if (digits := _decimal(word)) is not None:
        grouped = following in GROUPS
        return digits * (GROUPS[following] if grouped else 1), at + 1 + grouped
    if word in {"a", "half"}:
        return _collective(words, at)
    if word in ALONE:
        return Decimal(GROUPS[word]), at + 1
    return _spelt(words, at) if word in UNITS or word in TENS else None


def _collective(words: Sequence[str], at: int) -> tuple[Decimal, int] | None:
    """“half a dozen”, “a dozen”, “a couple of”."""
    said = tuple(words[at : at + 4])
    if said[:3] == ("half", "a", "dozen"):
        return Decimal(6), at + 3
    if said[0] == "a" and len(said) > 1 and said[1] in COLLECTIVES:
        return Decimal(COLLECTIVES[said[1]]), at + 2 + (said[2:3] == ("of",))
    return None


def _spelt(words: Sequence[str], at: int) -> tuple[Decimal, int]:
    """“twenty five”, “two dozen”, “three hundred”."""
    value, past = Decimal(UNITS.get(words[at], TENS.get(words[at], 0))), at + 1
    if words[at] in TENS and past < len(words) and 0 < UNITS.get(words[past], 0) < 10:
        value, past = value + UNITS[words[past]], past + 1
    while past < len(words) and words[past] in GROUPS:
        value, past = value * GROUPS[words[past]], past + 1
    return value, past


def _decimal(word: str) -> Decimal | None:
    if not word[:1].isdigit():
        return None
    if "," in word and not GROUPED.match(word):
        return None  # it may be a point: 1,5 is no fifteen
    try:
        return Decimal(word.replace(",", ""))
    except InvalidOperation:
        return None


def whole(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """“fifty one”, “two hundred and ten”: a whole number in words, and the token after it."""
    number = _plain(words, at) if words[at] in UNITS.keys() | TENS.keys() else None
    return None if number is None else (int(number[0]), number[1])


def told_digits(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """“three three oh four”, “thirty three oh four”: digits said one by one.

    Returns:
        At least three digits, and the token after them; None where no such number begins.
    """
    found, past = "", at
    while past < len(words) and (piece := _piece(words, past)):
        found, past = found + piece[0], piece[1]
    return (found, past) if len(found) > 2 and past - at > 1 else None


def _piece(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """The next one or two digits of a number that is said."""
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    if word in TWICE and (digit := _digit(following)):
        return digit * TWICE[word], at + 2
    if word in TENS:
        digit = _digit(following)
        ends = digit and digit != "0"
        return (f"{TENS[word] + int(digit)}", at + 2) if ends else (f"{TENS[word]}", at + 1)
    if word in UNITS and UNITS[word] > 9:
        return f"{UNITS[word]}", at + 1
    return (digit, at + 1) if (digit := _digit(word)) else None


def _digit(word: str) -> str:
    if word in NOUGHTS:
        return "0"
    return str(UNITS[word]) if UNITS.get(word, 10) < 10 else ""
