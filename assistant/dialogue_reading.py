"""A sentence whose every word a phrase accounts for -> what it stands for in the books.

In the surest way that names only things there are; and where there is none, why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant import understand, whose
from assistant.dialogue_memory import ROOM
from assistant.dialogue_offers import Offer, ids_of, offers
from assistant.frames import Frame
from assistant.understand import Match
from assistant.understanding.english import is_ordinary
from assistant.understanding.word_lists import listed
from commands.kit import Asked, Slot
from oms import actors, catalogue, looks, orders, room_places
from oms.catalogue import AmbiguousSku
from oms.errors import NotAllowed, ShopError, UnknownLocation, UnknownOrder, UnknownSku
from oms.records import Order, Sku
from oms.sought import SeveralFit
from oms.suppliers import UnknownSupplier

WORD = re.compile(r"[^\W\d]+")
NOBODY = listed("""
we i you they she he it have has had did do does is was ve just already now also someone somebody
anyone anybody
""")
"""Words that call no supplier: “have we shipped 1043”."""


@dataclass(frozen=True)
class Refused:
    """Why words could not be read, and what may have been meant."""

    refusal: ShopError
    offers: list[Offer] = field(default_factory=list)


@dataclass(frozen=True)
class Strict:
    """What phrases make of a sentence."""

    readings: tuple[Frame, ...] = ()
    """Those that are equally sure; of several commands, the person says which."""
    own: int = 0
    """Letters that the phrase of the readings accounts for itself; 0: it only names things."""
    ambiguous: Refused | None = None
    """A name that fits several things, where nothing surer could be read."""
    refused: Refused | None = None
    """Why the surest of the others could not be read."""
    refused_own: int = 0
    """Letters that its phrase accounts for."""

    @property
    def is_a_sentence(self) -> bool:
        """Whether it was read, and says more than a name."""
        return bool(self.readings) and self.own > 0


def strict(asked: Asked, said: str) -> Strict:
    """Read a sentence in the surest way that names only things there are."""
    first: Refused | None = None
    surest, weight = 0, (0, 0)
    readings: list[Frame] = []
    for match in understand.understand(said):
        if readings and match.weight < weight:
            break
        found = read(asked, match)
        if isinstance(found, Frame):
            readings.append(found)
            weight = match.weight
        elif isinstance(found.refusal, OtherWord):
            continue  # the sentence says something else
        elif isinstance(found.refusal, AmbiguousSku):
            return Strict(ambiguous=found)
        elif first is None or (
            match.weight[0] == surest and _names_it(found.refusal, first.refusal)
        ):
            first, surest = found, match.weight[0]
    return Strict(tuple(readings), weight[0], refused=first, refused_own=surest)


def read(asked: Asked, match: Match, told: Mapping[str, Any] | None = None) -> Frame | Refused:
    """What the words of a match stand for; or why not, and what may have been meant.

    Args:
        asked: who asks, and the books.
        match: a command, and the words of its slots.
        told: values of other slots, which were read before; None: it goes on from nothing.
    """
    command = match.command
    by_room = _of_room(asked, match) if told is None else {}
    values = {**by_room, **(told or {})}
    of_room = next(iter(by_room), "")
    failed: list[tuple[str, ShopError]] = []
    if not asked.who.may(command.may):
        return Refused(NotAllowed(asked.who.name, actors.ACTIONS[command.may]))
    for name, words in match.words.items():
        try:
            values[name] = _value(asked, command.slots[name], words)
        except ShopError as fault:
            failed.append((name, fault))
    if match.whose is not None:
        try:
            values[match.whose.slot] = whose.value(asked, command, match.whose)
        except SeveralFit as several:
            if command.write is None and match.whose.slot == "order":
                # which of them was asked about, is seen in their list
                listing = understand.known()["find_orders"]
                return Frame(listing, {"customer": match.whose.owner.said})
            failed.append((match.whose.slot, several))
        except ShopError as fault:
            failed.append((match.whose.slot, fault))
    failed = list(_not_of_the_order(asked, values, failed))
    if not failed:
        return Frame(command, values, of_room)
    name, refusal = failed[0]
    if len(failed) > 1:
        return Refused(refusal)
    ids, more = ids_of(command, values), {ROOM: of_room} if of_room else {}
    return Refused(refusal, offers(asked, command, ids, name, refusal, more))


def _of_room(asked: Asked, match: Match) -> dict[str, Any]:
    """The place of the channel, for a question about stock that names none; else nothing."""
    slot = match.command.room_fills
    if not slot or slot in match.words or asked.is_of_all:
        return {}
    room = looks.room_of(asked.books, asked.room, asked.who.id)
    place = room_places.of(asked.books, room)
    return {} if place is None else {slot: place}


class OtherWord(UnknownSku):
    """A product comes near words that are right as they stand: “half” is no hall cabinet.

    Or a supplier would be called by such: “have we shipped 1043”.
    """


def _value(asked: Asked, slot: Slot, words: str) -> Any:
    """What the words of a slot stand for.

    Raises:
        ShopError: nothing, or several things.
    """
    try:
        value = slot.read(asked, words)
    except UnknownSupplier:
        if NOBODY.issuperset(WORD.findall(words.lower())):
            raise OtherWord(words) from None
        raise
    # a code is no ordinary word, and need not be looked for again
    is_plain = isinstance(value, Sku) and any(map(is_ordinary, WORD.findall(words.lower())))
    if is_plain and any(map(is_ordinary, catalogue.misspelt(asked.books, words))):
        raise OtherWord(words)
    return value


def _not_of_the_order(
    asked: Asked, values: dict[str, Any], failed: list[tuple[str, ShopError]]
) -> Iterator[tuple[str, ShopError]]:
    """What failed but a product that is told by the order: it has one of those that fit.

    Its value is put among the others. What is added to an order need not be on it.
    """
    order = values.get("order")
    for name, fault in failed:
        is_on_it = name in {"sku", "kept"} and "more" not in values
        if not (is_on_it and isinstance(order, Order) and isinstance(fault, AmbiguousSku)):
            yield name, fault
            continue
        on_it = {line.sku_id for line in orders.lines_of(asked.books, order) if line.sku_id}
        try:
            found = catalogue.among(asked.books, fault.said, on_it)
        except AmbiguousSku as fewer:
            yield name, fewer
            continue
        if found is None:
            yield name, fault
        else:
            values[name] = found


def commands_of(readings: Iterable[Frame]) -> list[Frame]:
    """One reading of each command."""
    return list({reading.command.name: reading for reading in readings}.values())


def _names_it(refusal: ShopError, first: ShopError) -> bool:
    """Whether a refusal knows what kind of thing was meant, where the first took it for an order.

    An order's number may look like anything; “T-4” can be the number of a transfer only.
    """
    vague = (UnknownOrder, UnknownSku, UnknownLocation, NotAllowed)
    return isinstance(first, UnknownOrder) and not isinstance(refusal, vague)
