"""What can be offered instead when one word of a sentence names nothing, or several things.

A button carries the command's name and typed ids, never what somebody wrote; pressing it is the
same as having said it, save for the understanding.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from assistant import render
from assistant.render import Message
from commands.kit import Asked, Command, MissingWord
from oms import catalogue, orders
from oms.catalogue import AmbiguousSku
from oms.errors import (
    AmbiguousOrder,
    NoLongerPossible,
    ShopError,
    UnknownLocation,
    UnknownOrder,
    UnknownSku,
)
from oms.tables.orders import Order

MOST = 5
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
    asked: Asked, command: Command, ids: Mapping[str, Any], slot: str, refusal: ShopError
) -> list[Offer]:
    """Buttons that say the same sentence again with another word in `slot`.

    Args:
        asked: who asks, and the books.
        command: what the sentence was understood as.
        ids: what the other slots hold, as buttons carry it.
        slot: the one that could not be read.
        refusal: why; it names what comes near.
    """
    return [
        [label, "ask", json.dumps({"c": command.name, "s": {**ids, slot: found}}), ""]
        for label, found in _choices(asked, refusal)[:MOST]
    ]


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
        case UnknownSku():
            return _titles(asked, refusal.nearest)
        case UnknownOrder():
            return _numbers(asked, refusal.nearest)
        case AmbiguousOrder():
            return _candidates(asked, refusal.candidates)
        case UnknownLocation() | MissingWord(what="location"):
            return [(place.name, place.id) for place in catalogue.locations(asked.books)]
        case _:
            return []


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
