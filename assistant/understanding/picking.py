"""“cancel the one on hold”, “open the napkins one”: which order, of those that were listed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.understanding.acts import Act
from assistant.understanding.meanings import STAGES, phrases_in
from assistant.understanding.names import KnownOrder
from assistant.understanding.parse import Reader
from assistant.understanding.products import words_of
from assistant.understanding.slots import Slots
from assistant.understanding.tokens import Text
from assistant.understanding.word_lists import listed

BOTH = re.compile(r"\bboth(?: (?:of )?(?:those|these|orders|of the orders))?\b", re.IGNORECASE)
"""“ship both of those”."""
PLACED = re.compile(
    r"\bthe (?P<place>first|second|third|last|latter|former|1st|2nd)(?: one| order)\b",
    re.IGNORECASE,
)
THAT_ORDER = re.compile(r"\b(?:that|this) order\b(?! (?:for|from|of)\b)", re.IGNORECASE)
LAST_OF = {"first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "third": 2, "last": -1,
           "latter": -1}  # fmt: skip
THE_OTHER = re.compile(
    r"(?P<before>(?:(?:and|what about|how about|ok|now|then)\b,? *)*)the other(?: one| order)?"
    r"(?P<behind>(?: (?:too|then|please|pls))*[?.! ]*)",
    re.IGNORECASE,
)
"""“and the other one?”."""
MORE_THAN_ONE = 2
TOLD_BY_DAY = frozenset({"late", "unpaid"})
"""Stages that an order's own does not tell."""
LEADING = frozenset({"the", "that", "her", "his", "their"})
LINKING = frozenset({"that", "which", "is", "'s", "thats", "still"})
"""What may stand between “one” and the stage that tells it from the others."""
BESIDE = listed("with for from in at to of containing going holding")
"""What stands between “one” and a name that tells it from the others."""
LISTING = frozenset({"find_orders", "order_status", "order_details", "customer"})
NOUNS = frozenset({"one", "order"})
MORE = frozenset({"more", "most"})
MOST_WORDS = 3
PLACES = {word: at for at, words in enumerate(
    (("first", "1st", "top"), ("second", "2nd"), ("third", "3rd"), ("fourth", "4th"),
     ("fifth", "5th"))) for word in words}  # fmt: skip
Measure = Callable[[KnownOrder], int]
BY_SIZE: tuple[Measure, ...] = (lambda one: one.units, lambda one: one.worth)
BY_WORTH: tuple[Measure, ...] = (lambda one: one.worth,)
BY_AGE: tuple[Measure, ...] = (lambda one: one.placed,)
MEASURES: dict[str, tuple[tuple[Measure, ...], int]] = {
    **dict.fromkeys(("bigger", "biggest", "larger", "largest"), (BY_SIZE, 1)),
    **dict.fromkeys(("smaller", "smallest"), (BY_SIZE, -1)),
    **dict.fromkeys(("dearer", "dearest", "expensive"), (BY_WORTH, 1)),
    **dict.fromkeys(("cheaper", "cheapest"), (BY_WORTH, -1)),
    **dict.fromkeys(("newer", "newest", "latest", "recent"), (BY_AGE, 1)),
    **dict.fromkeys(("older", "oldest", "earliest"), (BY_AGE, -1)),
}
"""Word -> by what orders are compared, and whether the most or the least of it is meant."""


@dataclass(frozen=True)
class Pointed:
    """Words of a message that stand for one of the orders that were listed."""

    text: Text
    first: int
    past: int
    orders: tuple[KnownOrder, ...]
    """Those that the words fit: one, several that they do not tell apart, or none."""

    @property
    def words(self) -> str:
        """As they were typed."""
        return self.text.between(self.first, self.past)

    def naming(self, number: str) -> str:
        """The message with the order's number in place of the words."""
        start, end = self.text.tokens[self.first].start, self.text.tokens[self.past - 1].end
        return f"{self.text.clean[:start]}{number}{self.text.clean[end:]}"


@dataclass(frozen=True)
class _Told:
    """What the words around “one” tell of it."""

    stages: tuple[str, ...]
    measures: tuple[str, ...]
    place: int | None
    names: frozenset[str]
    past: int

    def __bool__(self) -> bool:
        return bool(self.stages or self.measures or self.names) or self.place is not None


def picked(reader: Reader, focus: Act, text: Text) -> str:
    """The message with the number of the order in place of “the … one”; nothing: none is meant.

    Args:
        reader: with the shop's orders.
        focus: what was asked, which says what orders were listed.
        text: the message.
    """
    if focus.command not in LISTING or "order" in focus.slots or "one" not in text.words():
        return ""
    found = pointed_at(reader, tuple(orders_listed(reader, focus.slots)), text)
    return found.naming(found.orders[0].number) if found and len(found.orders) == 1 else ""


def both(focus: Act, text: Text) -> str:
    """The message with “them” in place of “both”, where two orders were spoken of."""
    numbers, words = focus.slots.get("order"), text.words()
    is_two = isinstance(numbers, tuple | list) and len(numbers) == 2
    if not is_two or words.count("both") != 1:
        return ""
    return BOTH.sub("them", text.clean, count=1)


def placed(numbers: Sequence[str], focus: Act | None, text: Text) -> str:
    """“release the second one”, “and the other one?”, of orders that a message was answered about.

    Args:
        numbers: of those orders.
        focus: what was answered last, of one of them.
        text: the message.

    Returns:
        The message with the number instead; nothing where it is none of them.
    """
    if said := _the_other(numbers, focus, text):
        return said
    found = PLACED.search(text.clean)
    at = LAST_OF.get(found["place"].lower(), len(numbers)) if found else len(numbers)
    if found is None or len(numbers) < MORE_THAN_ONE or not -len(numbers) <= at < len(numbers):
        return ""
    return f"{text.clean[: found.start()]}{numbers[at]}{text.clean[found.end() :]}"


def _the_other(numbers: Sequence[str], focus: Act | None, text: Text) -> str:
    """“and the other one?”, of two orders of which one was asked about since."""
    last = focus.slots.get("order") if focus is not None else None
    if len(numbers) != MORE_THAN_ONE or last not in numbers:
        return ""
    other = next(one for one in numbers if one != last)
    said = THE_OTHER.fullmatch(text.clean)
    return f"{said['before'] or ''}{other}{said['behind']}" if said else ""


def that_order(numbers: Sequence[str], text: Text) -> str:
    """“ship that order”, of the one that a message was answered about beside other things."""
    if len(set(numbers)) != 1:
        return ""
    said, times = THAT_ORDER.subn(f"order {numbers[0]}", text.clean)
    return said if times == 1 else ""


def pointed_at(
    reader: Reader, among: Sequence[KnownOrder], text: Text, *, in_order: bool = False
) -> Pointed | None:
    """The words of a message that stand for one of some orders; None: there are none.

    Args:
        reader: with the shop's names.
        among: the orders.
        text: the message.
        in_order: they stand as the person saw them, so that there is a first one.
    """
    words = text.words()
    nouns = [at for at, word in enumerate(words) if word in NOUNS]
    if len(nouns) != 1 or not among:
        return None
    at = nouns[0]
    leading = [i for i in range(max(0, at - 1 - MOST_WORDS), at) if words[i] in LEADING]
    if not leading:
        return None
    called = {order: _words_of(reader, order) for order in among}
    told = _told(words, leading[0] + 1, at, frozenset().union(*called.values()))
    if not told or (told.place is not None and not in_order):
        return None
    if not told.stages and words[at] == "order" and not told.measures:
        # “the Leeds order” may be one that was never listed
        return None
    fitting = [
        order
        for order in _placed(among, told.place)
        if told.names <= called[order] and all(map(order.is_in, told.stages))
    ]
    if not fitting and not told.stages and told.place is None:
        return None  # a name of something else
    found = tuple(_furthest(fitting, told.measures))
    return Pointed(text, leading[0], told.past, found)


def _told(words: Sequence[str], first: int, noun: int, known: frozenset[str]) -> _Told:
    """What is told of an order before “one” and after it."""
    before = list(words[first:noun])
    stage, past = _stage_after(words, noun + 1)
    stages = [*(code for _, _, code in phrases_in(before, STAGES)), *([stage] if stage else [])]
    said_in_stages = {word for i, end, _ in phrases_in(before, STAGES) for word in before[i:end]}
    left = [word for word in before if word not in said_in_stages | MORE]
    measures = tuple(word for word in left if word in MEASURES)
    places = [PLACES[word] for word in left if word in PLACES]
    names = words_of(" ".join(one for one in left if one not in MEASURES and one not in PLACES))
    if not before and not stage:
        names, past = _named_after(words, noun + 1, known)
    return _Told(tuple(stages), measures, places[0] if places else None, frozenset(names), past)


def _named_after(
    words: Sequence[str], at: int, known: frozenset[str]
) -> tuple[tuple[str, ...], int]:
    """“the one with the teapots”: the words that name something of an order, and the token past."""
    first = next((i for i in range(at, len(words)) if words[i] not in LINKING), len(words))
    if words[first : first + 1] == ("going",):
        first += 1
    if first == len(words) or words[first] not in BESIDE:
        return (), at
    names: list[str] = []
    past = first + 1
    for i in range(first + 1, len(words)):
        own = words_of(words[i])
        if not own and words[i] in {"the", "a", "an"} and not names:
            continue
        # “that one to 4 Mill Lane” tells none from the others
        if not own or not known.issuperset(own) or own[0].isdigit():
            break
        names += own
        past = i + 1
    return tuple(names), past


def _placed(among: Sequence[KnownOrder], place: int | None) -> Sequence[KnownOrder]:
    """All, or the one that stands at a place."""
    return among if place is None else among[place : place + 1]


def _furthest(among: Sequence[KnownOrder], measures: Sequence[str]) -> Sequence[KnownOrder]:
    """The biggest, oldest …; several where two measures of it, or two orders, do not agree."""
    for measure in measures:
        by, sign = MEASURES[measure]
        furthest = [_most(among, value, sign) for value in by]
        found = set.intersection(*furthest) or set.union(*furthest)
        among = [order for order in among if order in found]
    return among


def _most(among: Sequence[KnownOrder], value: Measure, sign: int) -> set[KnownOrder]:
    most = max((sign * value(order) for order in among), default=0)
    return {order for order in among if sign * value(order) == most}


def _stage_after(words: Sequence[str], at: int) -> tuple[str, int]:
    """The stage that follows “one”, and the token past it."""
    first = next((i for i in range(at, len(words)) if words[i] not in LINKING), len(words))
    for start, past, stage in phrases_in(words[first:], STAGES):
        if start == 0:
            return stage, first + past
    return "", at


def orders_listed(reader: Reader, slots: Slots) -> Iterator[KnownOrder]:
    """The orders that a question was about."""
    for order in dict.fromkeys(reader.known.names.orders.values()):
        customers, goods = slots.get("customer"), slots.get("product")
        if (
            (not customers or order.customer in customers)
            and (not goods or set(goods) & set(order.products))
            and slots.get("channel", order.channel) == order.channel
            and slots.get("stage", order.stage) in {order.stage, *TOLD_BY_DAY}
        ):
            yield order


def _words_of(reader: Reader, order: KnownOrder) -> frozenset[str]:
    """The words of whose an order is, where it came from, goes to and waits, and what it holds."""
    names = reader.known.names
    called = [
        *(name for one in names.customers if one.code == order.customer for name in one.names),
        *(name for one in names.channels if one.code == order.channel for name in one.names),
        *reader.known.titles(order.products),
        *order.called,
    ]
    return frozenset(word for name in called for word in words_of(name))
