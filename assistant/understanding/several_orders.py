"""Of which orders a change is to be: “1044 as well”, “not 1044, just the other”, “only 1044”."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.understanding.acts import Act, Understood
from assistant.understanding.around import is_denied
from assistant.understanding.clause import Clause
from assistant.understanding.otherwise import TOLD
from assistant.understanding.slots import Slots

NUMBER = r"(?:order )?#?[\w-]*\d"
WAITING = r"no|oh|wait|actually|sorry|hang on|hm+|ok|but"
"""What a message begins with that has it otherwise."""
WITHOUT = re.compile(
    rf"^(?:(?:{WAITING}|just),? )*(?:leave|take|keep)"
    r" (?:order )?#?[\w-]+ (?:out|off|back|for later|aside|till later|until later)\b"
    r"|\b(?:not|without|skip|except|but not|minus|all but|leave out|drop"
    r"|apart from|no to|no for)"
    rf" {NUMBER}",
    re.IGNORECASE,
)
"""“leave 1044 out of it”, “not 1044”."""
NOT_OUT = re.compile(
    r"\b(?:don't|dont|do not|never) (?:skip|leave|drop)|\bkeep\b.*\bback\b"
    r"|\bthe other (?!one\b|order\b|can\b|please\b|is fine|then\b)\w|\bneither\b|\beither\b",
    re.IGNORECASE,
)
"""“don't skip 1044”, “not just 1044, both”."""
NOT_ONLY = re.compile(rf"\bnot (?:just|only) {NUMBER}", re.IGNORECASE)
BOTH_OUT = re.compile(
    rf"(?:not|without|except|but|skip) {NUMBER},? (?:or|and|nor) {NUMBER}",
    re.IGNORECASE,
)
"""“not 1044 or 1045”."""
ONLY_ONE = re.compile(
    rf"(?:(?:{WAITING}),? )*(?:only|just) (?:the )?"
    r"(?P<place>first|second|third|last|latter|former)(?: one| order)?"
    r"(?: please| then| for now)*[.!]*",
    re.IGNORECASE,
)
"""“only the second one”."""
ALONE = re.compile(
    rf"(?:(?:{WAITING}|make (?:it|that)),? )*(?:order )?#?"
    r"(?P<number>[\w-]*\d) (?:only|alone|on its own|by itself|on their own)"
    rf"(?: (?:please|pls|then|for now))*{TOLD}$",
    re.IGNORECASE,
)
"""“48206 only, the nursery one can go”."""
ONLY = re.compile(
    rf"(?:(?:{WAITING}|yes|yeah),? )*(?:only|just|make (?:it|that) (?:only|just)"
    rf"|(?<=yes )to|(?<=yeah )to) {NUMBER}"
    rf"(?:(?:, | and |, and ){NUMBER})*(?: (?:please|pls|then|for now))*[.!]*",
    re.IGNORECASE,
)
"""“only 1044 and 1046”."""
OF_SEVERAL = frozenset({"ship_order", "hold_order", "cancel_order", "release_order"})
"""What is done to several orders at once."""
ONE_MORE = re.compile(
    r"(?:(?:oh|ok|yes|yeah|actually|sorry|then|please)\b,? *)*"
    r"(?P<before>(?:and|also|plus|add|include) )?"
    rf"{NUMBER}(?P<behind>,? (?:as well|too|also))?(?: (?:please|pls|then))*[.!]*",
    re.IGNORECASE,
)
"""“and 1044”, “1044 as well”."""
THE_OTHER = re.compile(
    rf"(?:(?:{WAITING}),? )*not {NUMBER}[,.]? "
    r"(?:just|only) the other(?: one| order)?(?: please| then| for now)*[.!]*",
    re.IGNORECASE,
)
"""“not 48212, just the other”."""
PLACES = {"first": 0, "former": 0, "second": 1, "third": 2, "last": -1, "latter": -1}


def of_several(pending: Act, understood: Understood) -> Slots:
    """The orders that a change is to be of as a message says; nothing: it says nothing of that."""
    shown = pending.slots.get("order")
    if not isinstance(shown, tuple | list) or "?" in understood.text.words():
        return {}
    ways = (_without, _those_kept, _the_other, _alone, _only, _by_place)
    kept = next(filter(None, (way(shown, understood) for way in ways)), ())
    return {"order": kept[0] if len(kept) == 1 else kept} if kept else {}


def is_of_more(understood: Understood) -> bool:
    """“not just 1044”: of more than is named, and no word of what."""
    return NOT_ONLY.search(understood.text.clean) is not None


def one_more(pending: Act, understood: Understood) -> Slots:
    """“41842 as well”, of orders that are to be shipped, held or cancelled: that one, too."""
    tags, shown = understood.tags, pending.slots.get("order")
    if pending.command not in OF_SEVERAL or not shown or len(tags) != 1 or not tags[0].known:
        return {}
    numbers = tuple(shown) if isinstance(shown, tuple | list) else (shown,)
    is_more = tags[0].kind == "order" and tags[0].value not in numbers
    # goods, or how much, are of the one order that is shown
    is_whole = pending.slots.keys() <= {"order", "carrier", "reason"}
    said = ONE_MORE.fullmatch(understood.text.clean.strip())
    adds = said is not None and bool(said["before"] or said["behind"])
    return {"order": (*numbers, str(tags[0].value))} if is_more and is_whole and adds else {}


def _without(numbers: Sequence[str], understood: Understood) -> tuple[str, ...]:
    """“leave 51220 out of it”: the others."""
    named, said = _named(understood), understood.text.clean.strip()
    is_of_them = bool(named) and len(named) == len(understood.tags) and {*named} <= {*numbers}
    is_said = WITHOUT.search(said) is not None and NOT_OUT.search(said) is None
    is_all_of_it = len(named) == 1 or BOTH_OUT.search(said) is not None
    is_out = is_of_them and is_said and is_all_of_it
    return tuple(one for one in numbers if one not in named) if is_out else ()


def _those_kept(numbers: Sequence[str], understood: Understood) -> tuple[str, ...]:
    """“not 5193, we're a book short. just 5188”: the one that is to stay of two."""
    whole = Clause.of(understood.text, 0, len(understood.text.tokens), understood.tags)
    named = whole.named("order")
    kept = [tag.value for tag in named if not is_denied(whole, tag)]
    is_of_them = {*numbers} == {tag.value for tag in named} and len(numbers) == len(named)
    is_of_them = is_of_them and BOTH_OUT.search(understood.text.clean) is None
    return (str(kept[0]),) if is_of_them and len(kept) == 1 else ()


def _the_other(numbers: Sequence[str], understood: Understood) -> tuple[str, ...]:
    """“not 48212, just the other”, of two."""
    named = _named(understood)
    is_said = THE_OTHER.fullmatch(understood.text.clean.strip()) is not None
    others = tuple(one for one in numbers if one not in named)
    return others if is_said and len(named) == len(others) == 1 else ()


def _alone(numbers: Sequence[str], understood: Understood) -> tuple[str, ...]:
    """“48206 only, the nursery one can go”."""
    named, alone = _named(understood), ALONE.match(understood.text.clean.strip())
    is_it = alone is not None and named[:1] and alone["number"].upper() == named[0].upper()
    return (named[0],) if is_it and named[0] in numbers else ()


def _only(numbers: Sequence[str], understood: Understood) -> tuple[str, ...]:
    """“only 1044 and 1046”, of three."""
    named, said = _named(understood), ONLY.fullmatch(understood.text.clean.strip())
    is_less = bool(said and named) and {*named} < {*numbers}
    return tuple(one for one in numbers if one in named) if is_less else ()


def _by_place(numbers: Sequence[str], understood: Understood) -> tuple[str, ...]:
    """“only the second one”."""
    which = ONLY_ONE.fullmatch(understood.text.clean.strip())
    at = PLACES[which["place"].lower()] if which and not _named(understood) else len(numbers)
    return (numbers[at],) if -len(numbers) <= at < len(numbers) else ()


def _named(understood: Understood) -> list[str]:
    return [str(tag.value) for tag in understood.tags if tag.kind == "order"]
