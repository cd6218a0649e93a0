"""A supplier has sent goods to a customer.

Said: PO-3 shipped · Harrow shipped 1043 · PO-3 shipped with DPD 15501234567890
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import CARRIER, ORDER, SKU, TRACKING, UNITS
from commands.slots_supply import PURCHASE, SUPPLIER
from oms import dropship_cards, purchases, supplier_shipments
from oms.actors import DROPSHIP
from oms.order_card import card
from oms.parcels import Carriage
from oms.records import Order, PurchaseOrder, Sku, Supplier
from oms.tracking import known_carrier


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    units = {int(line): int(count) for line, count in stored["units"]}
    carriage = Carriage(stored["carrier"], stored["tracking"])
    made = supplier_shipments.sent(
        asked.books, stored["purchase"], units, carriage, by=asked.who, key=key
    )
    found = dropship_cards.card(asked.books, asked.books.get_one(PurchaseOrder, stored["purchase"]))
    order = asked.books.get_one(Order, found.order_id)
    facts = {"order": card(asked.books, order), "purchase": found, "units": sum(units.values()),
             "who": asked.who.name}  # fmt: skip
    return Done(facts, {"shipment": made, "purchase": stored["purchase"]})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    supplier_shipments.undo(asked.books, stored["shipment"], by=asked.who, key=key)
    purchase = asked.books.get_one(PurchaseOrder, stored["purchase"])
    return {"purchase": dropship_cards.card(asked.books, purchase), "who": asked.who.name}


@command(
    phrases=[
        "{purchase} (shipped|sent|dispatched|has shipped|was shipped|was sent)",
        "{purchase} has been (shipped|sent|dispatched)",
        "{purchase} (shipped|sent|dispatched) (with|by|via) {carrier}",
        "{purchase} (shipped|sent|dispatched) (with|by|via) {carrier} [tracking] {tracking}",
        "{purchase} (shipped|sent|dispatched|has shipped|has sent) {units} {sku}",
        "{purchase} (shipped|sent|dispatched) {units} {sku} (with|by|via) {carrier}",
        "{purchase} (shipped|sent|dispatched) {units} {sku} (with|by|via) {carrier} {tracking}",
        "{supplier} (shipped|sent|dispatched|has shipped|has sent) [order] {order}",
        "{supplier} (shipped|sent|dispatched) [order] {order} (with|by|via) {carrier}",
        "{supplier} (shipped|sent|dispatched) [order] {order} (with|by|via) {carrier} {tracking}",
        "{supplier} (shipped|sent|has sent) {units} {sku} (of|for) [order] {order}",
        "(shipped|sent) {units} {sku} (of|for) {purchase}",
        "[the] supplier (shipped|sent)",
    ],
    slots=[PURCHASE, SUPPLIER, ORDER, SKU, UNITS, CARRIER, TRACKING],
    may=DROPSHIP,
    write=Write(_do, _undo),
)
def supplier_shipped(  # noqa: PLR0913  a shipment is said in that many words
    asked: Asked,
    *,
    purchase: PurchaseOrder | None = None,
    supplier: Supplier | None = None,
    order: Order | None = None,
    sku: Sku | None = None,
    units: int | None = None,
    carrier: str | None = None,
    tracking: str | None = None,
) -> Preview:
    """Record that a supplier has sent goods of an order to the customer, all or some."""
    if purchase is None and order is None:
        raise MissingWord("purchase order", "PO-3 shipped")
    found = purchase or purchases.the_one(asked.books, order, supplier)
    chosen = purchases.chosen(asked.books, found, sku_id=sku.id if sku else None, units=units)
    named = known_carrier(carrier) if carrier else None
    stored = {"purchase": found.id, "units": sorted(chosen.items()), "carrier": named,
              "tracking": tracking}  # fmt: skip
    facts = {
        "purchase": dropship_cards.card(asked.books, found),
        "lines": dropship_cards.lines(asked.books, chosen),
        "carrier": named or "",
        "tracking": tracking or "",
    }
    return Preview(facts, stored)
