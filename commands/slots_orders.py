"""Words -> whose, how much, how paid, whom it is for, and what is ordered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from commands.kit import Asked, Slot
from commands.slot_kinds import id_of, one_of, row_of, words
from commands.slots import NUMBER_WORDS
from oms import catalogue, customers, holds, staff
from oms.actors import Who
from oms.catalogue import AmbiguousSku
from oms.errors import BadQuantity, NoLongerPossible, ShopError, UnknownSku
from oms.records import Customer

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
    "customer": "customer", "changed their mind": "customer", "changed mind": "customer",
    "changed her mind": "customer", "changed his mind": "customer", "out of stock": "out_of_stock",
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


def _person(asked: Asked, said: str) -> Who:
    everybody = staff.everybody(asked.books)
    if said.lower() == "me":
        return asked.who
    for who in everybody:
        if said.lower() in {who.name.lower(), who.name.split()[0].lower()}:
            return who
    raise UnknownPerson(said, tuple(who.name for who in everybody))


def _person_of_id(asked: Asked, actor_id: int) -> Who:
    for who in staff.everybody(asked.books):
        if who.id == actor_id:
            return who
    raise NoLongerPossible("That person does not work here any more.")


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


TEXT = Slot("text", r"\S.*?", words, "gift wrap it")
PERSON = Slot("person", r"[a-z][a-z .'-]*?", _person, "Sam", id_of, _person_of_id)
KIND = one_of("kind", KIND_WORDS, "payment")
METHOD = one_of("method", METHOD_WORDS, "bank")
BECAUSE = one_of("because", CANCEL_WORDS, "out of stock")
MONEY = Slot(
    "money", r"[£€$]?\d[\d.,]*(?: ?(?:pounds?|quid|euros?|dollars?|pence|p|gbp|eur|usd))?", words,
    "£25.50",
)  # fmt: skip
"""Read when the currency is known: the order says which."""
PAID_REF = Slot("reference", r"(?=\S*[\w])\S{1,64}(?: \d\S{0,40})?", words, "12")
BUYER = Slot("buyer", r"customer #?\d+|[^\d]{2,60}?", words, "Ann Lee")
ITEMS = Slot("items", rf"(?:\d{{1,5}}|{COUNTING})\s.*?", _items, "2 blue mugs", _plain, _from_plain)
ADDRESS = Slot("address", r"\S.*?", words, "12 High Street York YO1 7HH")
WAY = Slot("way", r"[a-z][a-z0-9 -]{1,40}?", words, "express")
KNOWN = row_of(Customer, "known", r"[^\s].{0,79}?", customers.find, "Ann Lee")
OTHER = replace(KNOWN, name="second", example="A Lee")
OWNER = row_of(
    Customer, "owner", r"[^\d]{2,60}?(?:'s|s')",
    lambda books, said: customers.find(books, re.sub(r"(?:'s|(?<=s)')$", "", said)), "Ann Lee's",
)  # fmt: skip
"""A customer before what is theirs: “Ann Lee's store credit”."""
WITHHELD = one_of(
    "withheld",
    dict.fromkeys(("address", "delivery address", "shipping address", "postal address"), "address")
    | dict.fromkeys(("email", "e-mail", "email address", "e-mail address"), "e-mail address")
    | dict.fromkeys(
        ("phone", "phone number", "telephone", "telephone number", "number to call"),
        "telephone number",
    ),
    "address",
)
"""What the books keep of a customer and no answer shows."""
CREDITED = replace(KNOWN, name="customer", pattern=BUYER.pattern, example="Priya Shah")
"""Somebody known, by name or as “customer 12”; a bare number may be an order's."""


def kinds_released(order_holds: list[holds.Held], kind: str | None) -> list[str]:
    """The kinds that “release 1043” means: those a person placed, else all there are."""
    there = list(dict.fromkeys(held.kind for held in order_holds))
    if kind is not None:
        return [kind]
    by_person = [one for one in there if one in holds.BY_PERSON]
    return by_person or there
