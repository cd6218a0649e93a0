"""What can be offered instead when one word of a sentence names nothing, or several things.

A button carries the command's name and typed ids, never what somebody wrote; pressing it is the
same as having said it, save for the understanding.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from assistant import render
from assistant.render import Message
from commands.kit import Asked, Command, MissingWord
from oms import actors, catalogue, fired, orders
from oms.catalogue import AmbiguousSku
from oms.customers import AmbiguousCustomer
from oms.errors import (
    AmbiguousOrder,
    NoLongerPossible,
    ShopError,
    UnknownLocation,
    UnknownOrder,
    UnknownSku,
)
from oms.sought import SeveralFit
from oms.tables.orders import Order

MOST = 5
PICK = "pick"
"""The action of a button that is one of several readings of a sentence."""
Offer = list[str]
"""Label, action, value and style of a button, as the templates take it."""
Choice = tuple[str, int]


def refused(refusal: ShopError, offers: list[Offer] | None = None) -> Message:
    """The words of an error, with buttons for what may have been meant."""
    template = f"errors/{refusal.code}"
    if not render.exists(template):
        template = "errors/shop_error"
    facts = {"message": refusal.message, "remedy": refusal.remedy, "offers": offers or []}
    return render.render(template, facts)


def offers(
    asked: Asked, command: Command, ids: Mapping[str, Any], slot: str, refusal: ShopError,
    more: Mapping[str, Any] | None = None,
) -> list[Offer]:  # fmt: skip
    """Buttons that say the same sentence again with another word in `slot`.

    Args:
        asked: who asks, and the books.
        command: what the sentence was understood as.
        ids: what the other slots hold, as buttons carry it.
        slot: the one that could not be read.
        refusal: why; it names what comes near.
        more: what the buttons carry besides.
    """
    found = _choices(asked, refusal)[:MOST]
    told = {"c": command.name, **(more or {})}
    return one_of(asked, [(label, {**told, "s": {**ids, slot: one}}) for label, one in found])


def one_of(asked: Asked, readings: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Offer]:
    """Buttons of which one may be pressed, once, by who asked.

    Args:
        asked: who asks.
        readings: the label of each, and its command `c` and ids `s` as a button carries them.
    """
    these = {"by": asked.who.id, "n": secrets.token_urlsafe(8)}
    return [[label, PICK, json.dumps({**carried, **these}), ""] for label, carried in readings]


def pick(asked: Asked, carried: Mapping[str, Any]) -> None:
    """Take one of several readings, from which on none of them can be taken again.

    Raises:
        NoLongerPossible: one was taken before, or somebody else asked and may confirm for
            themselves only.
    """
    if not {"by", "n"} <= carried.keys():
        raise NoLongerPossible("This button is from an older version.")
    if carried["by"] != asked.who.id and not asked.who.may(actors.MANAGE):
        raise NoLongerPossible("Somebody else asked for this.", remedy="Ask for it yourself.")
    if not fired.once(asked.books, PICK, str(carried["n"])):
        raise NoLongerPossible("One of these was pressed before.", remedy="Say it again.")


def ids_of(command: Command, values: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values as a button carries them."""
    return {name: command.slots[name].to_id(value) for name, value in values.items()}


def told(value: str) -> dict[str, Any]:
    """What a button carries.

    Raises:
        NoLongerPossible: it is not of this version.
    """
    try:
        carried = json.loads(value)
    except json.JSONDecodeError:
        carried = None
    if not isinstance(carried, dict):
        raise NoLongerPossible("This button is from an older version.")
    return carried


def values_of(asked: Asked, command: Command, ids: Mapping[str, Any]) -> dict[str, Any]:
    """What the ids of a button stand for, read afresh.

    Raises:
        NoLongerPossible: the button is not of this version.
    """
    if not ids.keys() <= command.slots.keys():
        raise NoLongerPossible("This button is from an older version.")
    values = {}
    for name, carried in ids.items():
        slot = command.slots[name]
        values[name] = (
            slot.from_id(asked, carried) if slot.from_id else slot.read(asked, str(carried))
        )
    return values


def _choices(asked: Asked, refusal: ShopError) -> list[Choice]:
    match refusal:
        case AmbiguousSku():
            return [(f"{one.title} ({one.code})", one.sku_id) for one in refusal.candidates]
        case AmbiguousOrder():
            return _candidates(asked, refusal.candidates)
        case AmbiguousCustomer():
            named = refusal.candidates
            return [(f"{name} (customer {number})", number) for number, name in named]
        case SeveralFit():
            return list(refusal.candidates)
        case UnknownLocation() | MissingWord(what="location" | "target"):
            return [(place.name, place.id) for place in catalogue.locations(asked.books)]
        case _:
            return _nearest(asked, refusal)


def _nearest(asked: Asked, refusal: ShopError) -> list[Choice]:
    """What resembles the name of something that there is not."""
    if isinstance(refusal, UnknownSku):
        return _titles(asked, refusal.nearest)
    return _numbers(asked, refusal.nearest) if isinstance(refusal, UnknownOrder) else []


def _titles(asked: Asked, nearest: tuple[str, ...]) -> list[Choice]:
    codes = [(title, title.rpartition("(")[2].rstrip(")")) for title in nearest]
    return [(title, catalogue.sku(asked.books, code).id) for title, code in codes]


def _numbers(asked: Asked, nearest: tuple[str, ...]) -> list[Choice]:
    found = []
    for number in nearest:
        try:
            found.append((f"Order {number}", orders.by_number(asked.books, number).id))
        except AmbiguousOrder:
            continue
    return found


def _candidates(asked: Asked, candidates: tuple[str, ...]) -> list[Choice]:
    """“order 1043 (Etsy 998)”: our own number says which."""
    found = []
    for candidate in candidates:
        number = re.match(r"order (\S+)", candidate)
        ours = select(Order.id).where(Order.number == (number[1] if number else ""))
        order_id = asked.books.scalars(ours).first()
        if order_id is not None:
            found.append((candidate[0].upper() + candidate[1:], order_id))
    return found
