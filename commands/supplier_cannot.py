"""A supplier cannot send what it was asked to.

Said: PO-3 cannot be supplied · Harrow cannot supply 1043 · Harrow cannot send 2 lamps of 1043
"""

from __future__ import annotations

from commands.kit import Asked, Done, MissingWord, Plain, Preview, Write, command
from commands.slots import ORDER, SKU, UNITS
from commands.slots_supply import PURCHASE, SUPPLIER
from oms import dropship, dropship_cards, purchases
from oms.actors import DROPSHIP
from oms.records import Order, PurchaseOrder, Sku, Supplier


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    units = {int(line): int(count) for line, count in stored["units"]}
    dropship.cannot(asked.books, stored["purchase"], units, by=asked.who, key=key)
    purchase = asked.books.get_one(PurchaseOrder, stored["purchase"])
    facts = {
        "purchase": dropship_cards.card(asked.books, purchase),
        "units": sum(units.values()),
        "who": asked.who.name,
    }
    return Done(facts, None)


@command(
    phrases=[
        "{purchase} (cannot|can't|cant|will not) be (supplied|sent|shipped)",
        "{supplier} (cannot|can't|cant|will not) (supply|send|ship) [order] {order}",
        "{supplier} (cannot|can't|cant) (supply|send|ship) [the] {sku} (of|for) {order}",
        "{supplier} (cannot|can't|cant) (supply|send|ship) {units} {sku} (of|for) {order}",
        "call off {purchase}",
        "[the] supplier (cannot|can't|cant) (supply|send)",
    ],
    slots=[PURCHASE, SUPPLIER, ORDER, SKU, UNITS],
    may=DROPSHIP,
    write=Write(_do),
)
def supplier_cannot(
    asked: Asked,
    purchase: PurchaseOrder | None = None,
    supplier: Supplier | None = None,
    order: Order | None = None,
    sku: Sku | None = None,
    units: int | None = None,
) -> Preview:
    """Record that a supplier cannot send goods: they wait for stock again."""
    if purchase is None and order is None:
        raise MissingWord("purchase order", "PO-3 cannot be supplied")
    found = purchase or purchases.the_one(asked.books, order, supplier)
    chosen = purchases.chosen(asked.books, found, sku_id=sku.id if sku else None, units=units)
    facts = {
        "purchase": dropship_cards.card(asked.books, found),
        "lines": dropship_cards.lines(asked.books, chosen),
        "instead": dropship_cards.instead(asked.books, found, chosen),
    }
    return Preview(facts, {"purchase": found.id, "units": sorted(chosen.items())})
