"""What was not understood is kept, and “remember this” makes a lesson of how it was put right."""

from __future__ import annotations

import re

from assistant import dialogue_memory as memory
from assistant import understand
from assistant.dialogue_proposals import Where
from commands.kit import Asked
from oms import misses, shop_words
from oms.catalogue import UnknownChannel
from oms.errors import NoLongerPossible, ShopError, UnknownLocation, UnknownSku
from oms.records import Channel, Location, Sku

THIS = re.compile(r"(?:always |now )?(?:remember|learn|keep) (?:this|that|it|this word|that word)")
NOT_UNDERSTOOD = "not_understood"


def unknown(refusal: ShopError) -> str:
    """The words that name nothing, where that is why something was refused."""
    is_name = isinstance(refusal, UnknownSku | UnknownLocation | UnknownChannel)
    return str(refusal.said) if is_name else ""  # type: ignore[attr-defined]


def keep(asked: Asked, where: Where, said: str, part: str) -> None:
    """Keep a sentence that was not understood, or in which a name is not known."""
    misses.keep(asked.books, understand.clean(said), part, _place(where), by=asked.who)


def lesson(asked: Asked, where: Where, said: str) -> str:
    """“remember this”, in full: what was not known before, and what was meant by it.

    Gives the message itself where it is none.

    Raises:
        NoLongerPossible: it is not clear what was put right.
    """
    if not THIS.fullmatch(understand.clean(said).lower()):
        return said
    since = memory.spoken_of_at(asked.books, where)
    miss = misses.last_name(asked.books, _place(where), memory.since(), by=asked.who)
    if miss is not None and since is not None and since >= miss.at:
        meant = _put_right(asked, where, miss.said)
        if len(meant) == 1:
            return f'remember that "{miss.part}" means {meant[0]}'
    raise NoLongerPossible(
        "It is not clear what to remember.",
        remedy='Say it in full, for example `remember that "big blues" means MUG-BLU`.',
    )


def _put_right(asked: Asked, where: Where, said: str) -> list[str]:
    """What was spoken of then and is not named in the sentence that was not understood."""
    focus = memory.recall(asked, where).focus
    keys = f" {shop_words.key_of(said)} "
    named = [_names(value) for value in (focus.values.values() if focus is not None else ())]
    return [names[0] for names in named if names
            and not any(f" {shop_words.key_of(name)} " in keys for name in names)]  # fmt: skip


def _names(value: object) -> tuple[str, ...]:
    """How a thing is called that a word can stand for, the surest first."""
    match value:
        case Sku():
            return value.code, value.title
        case Location():
            return value.name, value.code
        case Channel():
            return value.name, value.code
        case _:
            return ()


def _place(where: Where) -> tuple[str, str]:
    return where.target, where.thread or ""
