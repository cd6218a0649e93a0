"""“p o two ten”, “the seven hundred c tubes”, “in an eight”: what is said aloud, as it is written.

Only what the shop has is written so: its purchase orders and returns, and figures in the names of
its goods. All else stays as it was said, for a number may be how many, or part of a note.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.understanding import numbers
from assistant.understanding.english import FUNCTION, singular
from assistant.understanding.free_text import free_texts
from assistant.understanding.index import Known
from assistant.understanding.tokens import Text, read
from assistant.understanding.word_lists import listed

MEASURED = {
    "mil": "ml", "millilitre": "ml", "litre": "l", "liter": "l", "gram": "g",
    "gramme": "g", "kilo": "kg", "kilogram": "kg", "centimetre": "cm", "millimetre": "mm",
    "metre": "m", "inch": "in", "c": "c", "lumen": "lm", "watt": "w", "volt": "v", "ounce": "oz",
    **{one: one for one in ("speed", "piece", "person", "tier", "seat", "seater", "ply", "hole")},
}  # fmt: skip
"""What is said behind a figure -> how it is printed."""
SIZED = (("in", "a"), ("in", "an"), ("size",), ("a", "size"), ("uk",), ("the", "size"),
         ("men", "'s"), ("women", "'s"), ("mens",), ("womens",), ("kids",))  # fmt: skip
"""Before a number these say that it is a size."""
SPOKEN = frozenset({*numbers.UNITS, *numbers.TENS, "hundred", "thousand"})
LONGEST = 3
RETURN = "return"
MONEY = (numbers.PRICED - {"for", "at", "is"}) | listed("""
£ $ pounds quid pay paid cost costs price priced refund discount give back money
""")
TYPED = listed("note notes address postcode message saying says")
"""Behind one of these people's own words stand."""
ARRIVING = listed("is 's has came here arrived turned just was")
"""Behind “return fifty one”; “return twelve of the mugs” counts them."""


@dataclass(frozen=True)
class Written:
    """Tokens from `first` up to `past`, as they are written."""

    first: int
    past: int
    text: str


def in_figures(text: Text, known: Known | None) -> Text:
    """A message with what was said aloud as it is written; as it was, where there is nothing.

    Args:
        text: the message.
        known: what the shop has; None: nothing is to be written otherwise.
    """
    if known is None:
        return text
    # “r” alone is read as “are”
    words = [one.raw.lower() if len(one.raw) == 1 else one.word for one in text.tokens]
    if SPOKEN.isdisjoint(words) and not any(map(_is_letter, words)):
        return text
    # a note and an address stay as they were typed
    typed = {at for first, past, _ in free_texts(text) for at in range(first, past)}
    behind = next((at for at, word in enumerate(words) if word in TYPED), len(words))
    typed |= {*range(behind, len(words))}
    found = list(_found(words, known, typed))
    if not found:
        return text
    written, end = [], 0
    for one in found:
        start = text.tokens[one.first].start
        written += [text.clean[end:start], one.text]
        end = text.tokens[one.past - 1].end
    anew = read("".join([*written, text.clean[end:]]))
    return replace(anew, pictures=text.pictures)


def _found(words: Sequence[str], known: Known, typed: Container[int]) -> Iterator[Written]:
    at = 0
    while at < len(words):
        is_typed = at in typed
        one = None if is_typed else _document(words, at, known) or _of_goods(words, at, known)
        if one is not None:
            yield one
        at = at + 1 if one is None else one.past


def _is_letter(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


def _document(words: Sequence[str], at: int, known: Known) -> Written | None:
    """“p o 215”, “r t n fifty three”, “return fifty one”: a number that the shop has."""
    mark, behind = _mark(words, at)
    if behind >= len(words):
        return None
    for kind, marks in (("return", known.return_marks | {RETURN}),
                        ("purchase", known.purchase_marks)):  # fmt: skip
        for digits, past in _told(words, behind) if mark in marks else ():
            found = known.number_of(kind, digits)
            if found is not None and (mark != RETURN or _is_here(words, digits, past)):
                return Written(at, past, found)
    return None


def _mark(words: Sequence[str], at: int) -> tuple[str, int]:
    """The letters before a number, said one by one or as a word, and the token behind them."""
    past = at
    while past < min(len(words), at + LONGEST) and _is_letter(words[past]):
        past += 1
    return ("".join(words[at:past]), past) if past > at + 1 else (words[at], at + 1)


def _told(words: Sequence[str], at: int) -> Iterator[tuple[str, int]]:
    """The digits that a number may be, and the token behind it: “two ten” is 210."""
    if words[at].isdigit():
        yield words[at], at + 1
    one_by_one = numbers.told_digits(words, at)
    if one_by_one:
        yield one_by_one
    whole = numbers.whole(words, at)
    if whole:
        yield str(whole[0]), whole[1]


def _is_here(words: Sequence[str], digits: str, past: int) -> bool:
    """“return fifty one is here”, and nothing that could be how many come back."""
    following = words[past] if past < len(words) else ""
    return len(digits) > 1 and (following in ARRIVING or not following)


def _of_goods(words: Sequence[str], at: int, known: Known) -> Written | None:
    """“seven hundred c”, “thirty litre”, “in an eight”: a figure in the name of goods."""
    if words[at] not in SPOKEN and not words[at].isdigit():
        return None
    found = (_figure(words, at, past, digits, known) for digits, past in _told(words, at))
    return next(filter(None, found), None) or _measured(words, at, known)


def _figure(words: Sequence[str], at: int, past: int, digits: str, known: Known) -> Written | None:
    """A figure as goods have it, with its unit or as a size; None: none has it."""
    unit = singular(words[past]) if past < len(words) else ""
    knows = known.products.knows
    for form in (f"{digits}{unit}", f"{digits}{MEASURED.get(unit, unit)}"):
        if unit in MEASURED and knows(form):
            return Written(at, past + 1, form)
    if words[at].isdigit():
        return None
    is_apart = unit in MEASURED and knows(unit)
    is_told = knows(digits) and (is_apart or _is_size(words, at))
    return Written(at, past, digits) if is_told else None


def _is_size(words: Sequence[str], at: int) -> bool:
    return any(tuple(words[max(0, at - len(one)) : at]) == one for one in SIZED)


def _measured(words: Sequence[str], at: int, known: Known) -> Written | None:
    """“the seven fifty bottle”: 750ml, where goods have that and nothing else of 750.

    “Seven hundred tubes” are so many, and “seven fifty” beside money is a price.
    """
    told = numbers.told_digits(words, at)
    whole = numbers.whole(words, at)
    if told is None or (whole is not None and whole[1] == told[1]) or not MONEY.isdisjoint(words):
        return None
    digits, past = told
    beside = (words[at - 1] if at else "", words[past] if past < len(words) else "")
    is_beside = any(known.products.knows(singular(one)) and one not in FUNCTION for one in beside)
    found = known.products.measured(digits) if is_beside else []
    return Written(at, past, found[0]) if len(found) == 1 else None
