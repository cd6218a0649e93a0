"""What was not understood is kept, and “remember this” makes a lesson of how it was put right."""

from __future__ import annotations

import re

from assistant import dialogue_memory as memory
from assistant import understand
from assistant.dialogue_likely import wording
from assistant.dialogue_proposals import Where
from assistant.frames import Frame
from commands.kit import Asked
from oms import misses, shop_words
from oms.catalogue import UnknownChannel
from oms.errors import NoLongerPossible, ShopError, UnknownLocation, UnknownSku
from oms.misses import MissTold
from oms.records import Channel, Customer, Location, Order, Return, Sku, Supplier

THIS = re.compile(r"(?:always |now )?(?:remember|learn|keep) (?:this|that|it|this word|that word)")
NOT_UNDERSTOOD = "not_understood"
MARKS = re.compile(r'[\[\](){}|"]')


def unknown(refusal: ShopError) -> str:
    """The words that name nothing, where that is why something was refused."""
    if isinstance(refusal, UnknownSku | UnknownLocation | UnknownChannel):
        return refusal.said
    return ""


def keep(asked: Asked, where: Where, said: str, part: str) -> None:
    """Keep a sentence that was not understood, or in which a name is not known."""
    misses.keep(asked.books, understand.clean(said), part, _place(where), by=asked.who)


def lesson(asked: Asked, where: Where, said: str) -> str:
    """“remember this”, in full: what was not understood before, and what was meant by it.

    Gives the message itself where it is none.

    Raises:
        NoLongerPossible: it is not clear what was put right.
    """
    if not THIS.fullmatch(understand.clean(said).lower()):
        return said
    since = memory.spoken_of_at(asked.books, where)
    miss = misses.last(asked.books, _place(where), memory.since(), by=asked.who)
    focus = memory.recall(asked, where).focus
    if miss is not None and focus is not None and since is not None and since >= miss.at:
        found = _name(miss, focus) if miss.part else _sentence(asked, miss, focus)
        if found:
            return found
    raise NoLongerPossible(
        "It is not clear what to remember.",
        remedy='Say it in full, for example `remember that "big blues" means MUG-BLU`.',
    )


def _name(miss: MissTold, focus: Frame) -> str:
    """The one thing that was spoken of since, and is not named in what was not understood."""
    keys = f" {shop_words.key_of(miss.said)} "
    meant = [
        _names(value)[0]
        for value in focus.values.values()
        if isinstance(value, Sku | Location | Channel)
        and not any(f" {shop_words.key_of(name)} " in keys for name in _names(value))
    ]
    return f'remember that "{miss.part}" means {meant[0]}' if len(meant) == 1 else ""


def _sentence(asked: Asked, miss: MissTold, focus: Frame) -> str:
    """A sentence that stands for the one that was asked since; what both name becomes a slot."""
    means, said = wording(asked, focus), MARKS.sub(" ", miss.said)
    if not means:
        return ""
    for slot, value in focus.values.items():
        ours, theirs = _once(said, _names(value)), _once(means, _names(value))
        if ours is not None and theirs is not None:
            said = ours.sub(f"{{{slot}}}", said)
            means = theirs.sub(f"{{{slot}}}", means)
    return f'remember that "{" ".join(said.split())}" means {means}'


def _once(text: str, names: tuple[str, ...]) -> re.Pattern[str] | None:
    """The first of some names that stands in a text just once."""
    for name in names:
        pattern = re.compile(rf"(?<![\w{{-]){re.escape(name)}(?![\w}}-])", re.IGNORECASE)
        if len(pattern.findall(text)) == 1:
            return pattern
    return None


def _names(value: object) -> tuple[str, ...]:
    """How a thing is called, the surest first; empty for what has no name."""
    match value:
        case Sku():
            return value.code, value.title
        case Location() | Channel():
            return value.name, value.code
        case Order() | Return():
            return (value.number,)
        case Customer() | Supplier():
            return (value.name,)
        case _:
            return ()


def _place(where: Where) -> tuple[str, str]:
    return where.target, where.thread or ""
