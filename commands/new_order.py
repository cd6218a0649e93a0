"""Write down an order that a customer gives by telephone, at once or as a draft.

Said: new order for Ann Lee: 2 blue mugs · draft order for Tom Hale: 1 lamp, 3 jute bags
"""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from commands.kit import (
    Asked,
    Done,
    Facts,
    MissingWord,
    Plain,
    Preview,
    Slot,
    Write,
    command,
)
from commands.slots_orders import BUYER, ITEMS, Items
from oms import customers, drafts, kits, set_aside, stock
from oms.actors import TAKE
from oms.customers import UnknownCustomer
from oms.drafts import Wish
from oms.order_card import card
from oms.records import Customer, Order, Sku
from oms.values import minor_of

DRAFTING = Slot("drafting", r"draft|start|prepare|quote", lambda _asked, said: said, "draft")


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    order_id = drafts.write(asked.books, _wish(stored), by=asked.who, key=key)
    order = asked.books.get_one(Order, order_id)
    facts = {"order": card(asked.books, order), "who": asked.who.name}
    return Done(facts, {"order": order_id, "version": order.version})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    drafts.take_back(asked.books, stored["order"], stored["version"], by=asked.who, key=key)
    order = asked.books.get_one(Order, stored["order"])
    return {"order": card(asked.books, order), "who": asked.who.name}


@command(
    phrases=[
        "(new|take|make|create|write|add) [a|an] [phone] order (for|from|of) {buyer} {items}",
        "{drafting} [a|an|the] [new] [phone] order (for|from|of) {buyer} {items}",
        "[new] {drafting} (for|from|of) {buyer} {items}",
        "(new|create|make|write) [a] {drafting} order (for|from|of) {buyer} {items}",
        "phone order [for|from|of] {buyer} {items}",
        "order for {buyer} {items}",
        "order {items} for {buyer}",
        "(new|take) [a|an] [phone] order",
    ],
    slots=[BUYER, ITEMS, DRAFTING],
    may=TAKE,
    write=Write(_do, _undo),
)
def new_order(
    asked: Asked, buyer: str | None = None, items: Items = (), drafting: str = ""
) -> Preview:
    """Take an order by telephone, at the prices of the catalogue; or draft one."""
    if buyer is None or not items:
        raise MissingWord("customer and products", "new order for Ann Lee: 2 blue mugs")
    known = _known(asked.books, buyer)
    name, town = customers.in_town(asked.books, buyer) or (buyer, "")
    stored = {
        "items": [list(item) for item in items],
        "customer": known.id if known else None,
        "name": _named(name),
        "town": _named(town),
        "draft": bool(drafting),
    }
    currency = drafts.phone_channel(asked.books).currency
    lines = [
        {"sku": sku.code, "title": sku.title, "units": line.units,
         "worth": minor_of(line.unit_price * line.units, currency), "currency": currency,
         "available": _available(asked.books, sku)}
        for line in drafts.prices(asked.books, _wish(stored), currency)
        for sku in [asked.books.get_one(Sku, line.sku_id)]
    ]  # fmt: skip
    facts = {
        "lines": lines,
        "total_minor": sum(int(str(line["worth"])) for line in lines),
        "currency": currency,
        "customer": customers.told(known) if known else "",
        "name": ", ".join(_named(part) for part in (name, town) if part),
        "draft": bool(drafting),
        "aside": set_aside.of(asked.books, [sku_id for sku_id, _ in items]),
    }
    return Preview(facts, stored)


def _available(books: Session, sku: Sku) -> int:
    """Units of a product that are free, wherever they are; of a kit as many as can be made."""
    if sku.kind == kits.KIT:
        return kits.available(books, sku.id)[0]
    return stock.promisable(stock.levels(books, sku.id))


def _wish(stored: Plain) -> Wish:
    return Wish(
        lines=tuple((int(sku_id), int(units)) for sku_id, units in stored["items"]),
        customer_id=stored["customer"],
        name=stored["name"],
        town=stored.get("town") or None,
        is_draft=stored["draft"],
    )


def _known(books: Session, said: str) -> Customer | None:
    """Who is meant, if they bought before."""
    try:
        return customers.find(books, said)
    except UnknownCustomer:
        if re.fullmatch(r"customer #?\d+", said, re.IGNORECASE):
            raise
        return None


def _named(said: str) -> str:
    """A name as it is written: people type “ann lee” and mean “Ann Lee”."""
    return said if any(letter.isupper() for letter in said) else said.title()
