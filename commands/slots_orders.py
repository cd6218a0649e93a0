"""Words -> why, whose, how much, how paid, whom it is for, and what is ordered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from commands.kit import Asked, Slot
from commands.slots import NUMBER_WORDS
from oms import catalogue, customers, holds, staff
from oms.actors import Who
from oms.catalogue import AmbiguousSku
from oms.errors import BadQuantity, ShopError, UnknownSku
from oms.records import Customer

LONGEST = 300
KIND_WORDS = {
    "payment": "payment", "unpaid": "payment", "fraud": "fraud", "address": "address",
    "stock": "stock", "customer": "customer", "manual": "manual", "return": "awaiting_return",
    "date": "unknown_date", "product": "unknown_sku",
}  # fmt: skip
METHOD_WORDS = {
    "cash": "cash", "card": "card", "bank": "bank", "bank transfer": "bank", "transfer": "bank",
    "bacs": "bank", "paypal": "paypal", "cheque": "cheque", "check": "cheque",
    "gift card": "gift_card", "voucher": "gift_card",
}  # fmt: skip
CANCEL_WORDS = {
    "customer": "customer", "changed their mind": "customer", "out of stock": "out_of_stock",
    "no stock": "out_of_stock", "fraud": "fraud", "duplicate": "duplicate", "twice": "duplicate",
    "price": "price_error", "wrong price": "price_error", "undeliverable": "undeliverable",
    "cannot be delivered": "undeliverable",
}  # fmt: skip
COUNTING = "|".join(word for word in NUMBER_WORDS if word not in {"a", "an"})
Items = tuple[tuple[int, int], ...]
"""SKU id and units of each."""
NUMBER = re.compile(
    rf"(?:^|\s)(?:(?:and|plus|&)\s+)?(\d{{1,5}}|{'|'.join(NUMBER_WORDS)})\s+(?:(?:x|×|of)\s+)?",
    re.IGNORECASE,
)


class UnknownPerson(ShopError):
    """Nobody of the staff is called that."""

    code = "unknown_person"

    def __init__(self, said: str, known: tuple[str, ...]) -> None:
        self.said = said
        super().__init__(
            f"Nobody here is called “{said}”.", remedy=f"There are {', '.join(known)}."
        )


def _words(_asked: Asked, said: str) -> str:
    text = " ".join(said.split())
    if len(text) > LONGEST:
        raise BadQuantity(f"{text[:40]}…")
    return text


def _lowered(words: dict[str, str]) -> Any:
    def read(_asked: Asked, said: str) -> str:
        return words[" ".join(said.lower().split())]

    return read


def _same(_asked: Asked, carried: Any) -> str:
    return str(carried)


def _person(asked: Asked, said: str) -> Who:
    everybody = staff.everybody(asked.books)
    if said.lower() == "me":
        return asked.who
    for who in everybody:
        if said.lower() in {who.name.lower(), who.name.split()[0].lower()}:
            return who
    raise UnknownPerson(said, tuple(who.name for who in everybody))


def _person_of_id(asked: Asked, actor_id: int) -> Who:
    return next(who for who in staff.everybody(asked.books) if who.id == actor_id)


def _customer(asked: Asked, said: str) -> Customer:
    return customers.find(asked.books, said)


def _customer_of_id(asked: Asked, customer_id: int) -> Customer:
    return asked.books.get_one(Customer, customer_id)


def _id(value: Who | Customer) -> int:
    return value.id


def _items(asked: Asked, said: str) -> Items:
    """“2 blue mugs 1 lamp”: the comma is gone by now, so a number may begin the next item."""
    found = _parted(asked, said.strip(), [match.start() for match in NUMBER.finditer(said.strip())])
    if found is None:
        raise UnknownSku(said, catalogue.nearest(asked.books, said))
    return found


def _parted(asked: Asked, said: str, starts: list[int]) -> Items | None:
    """Items that account for all of it; a number that is part of a title does not begin one."""
    if not starts or starts[0] != 0:
        return None
    refusal: ShopError | None = None
    for end in [*starts[1:], len(said)]:
        try:
            item = _item(asked, said[:end])
        except (UnknownSku, AmbiguousSku) as fault:
            refusal = refusal or fault
            continue
        rest = said[end:].strip()
        if not rest:
            return (item,)
        later = _parted(asked, rest, [match.start() for match in NUMBER.finditer(rest)])
        if later is not None:
            return (item, *later)
    if refusal is not None and len(starts) == 1:
        raise refusal
    return None


def _item(asked: Asked, said: str) -> tuple[int, int]:
    match = NUMBER.match(said)
    if match is None:
        raise UnknownSku(said, ())
    word = match[1].lower()
    units = NUMBER_WORDS.get(word) or int(word)
    if units < 1:
        raise BadQuantity(word)
    sku = catalogue.sku(asked.books, said[match.end() :].strip())
    return sku.id, units


def _plain(items: Items) -> str:
    return ";".join(f"{sku_id}x{units}" for sku_id, units in items)


def _from_plain(_asked: Asked, carried: Any) -> Items:
    return tuple(_pairs(str(carried)))


def _pairs(carried: str) -> Iterator[tuple[int, int]]:
    for part in carried.split(";"):
        sku_id, _, units = part.partition("x")
        yield int(sku_id), int(units)


WHY = Slot("why", r"\S.*?", _words, "the address is wrong", str, _same)
TEXT = Slot("text", r"\S.*?", _words, "gift wrap it", str, _same)
PERSON = Slot("person", r"[a-z][a-z .'-]*?", _person, "Sam", _id, _person_of_id)
KIND = Slot("kind", "|".join(KIND_WORDS), _lowered(KIND_WORDS), "payment", str, _same)
METHOD = Slot(
    "method", "|".join(sorted(METHOD_WORDS, key=len, reverse=True)), _lowered(METHOD_WORDS),
    "bank", str, _same,
)  # fmt: skip
BECAUSE = Slot(
    "because", "|".join(sorted(CANCEL_WORDS, key=len, reverse=True)), _lowered(CANCEL_WORDS),
    "out of stock", str, _same,
)  # fmt: skip
MONEY = Slot(
    "money", r"[£€$]?\d[\d.,]*(?: ?(?:pounds?|quid|euros?|dollars?|pence|p|gbp|eur|usd))?", _words,
    "£25.50", str, _same,
)  # fmt: skip
"""Read when the currency is known: the order says which."""
PAID_REF = Slot("reference", r"(?=\S*[\w])\S{1,64}(?: \d\S{0,40})?", _words, "12", str, _same)
BUYER = Slot("buyer", r"customer #?\d+|[^\d]{2,60}?", _words, "Ann Lee", str, _same)
ITEMS = Slot("items", rf"(?:\d{{1,5}}|{COUNTING})\s.*?", _items, "2 blue mugs", _plain, _from_plain)
ADDRESS = Slot("address", r"\S.*?", _words, "12 High Street York YO1 7HH", str, _same)
WAY = Slot("way", r"[a-z][a-z0-9 -]{1,40}?", _words, "express", str, _same)
KNOWN = Slot("known", r"[^\s].{0,79}?", _customer, "Ann Lee", _id, _customer_of_id)
OTHER = Slot("second", r"[^\s].{0,79}?", _customer, "A Lee", _id, _customer_of_id)


def kinds_released(asked: Asked, order_holds: list[holds.Held], kind: str | None) -> list[str]:
    """The kinds that “release 1043” means: those a person placed, else all there are."""
    del asked
    there = list(dict.fromkeys(held.kind for held in order_holds))
    if kind is not None:
        return [kind]
    by_person = [one for one in there if one in holds.BY_PERSON]
    return by_person or there
