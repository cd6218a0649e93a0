"""Have a supplier send what an order waits for.

Said: dropship 1043 · dropship 2 lamps of 1043 · dropship 1043 with Harrow
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import ORDER, SKU, UNITS
from commands.slots_supply import SUPPLIER
from oms import dropship, purchases
from oms.actors import DROPSHIP
from oms.errors import NoLongerPossible
from oms.records import Order, PurchaseOrder, Sku, Supplier


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    order = asked.books.get_one(Order, stored["order"])
    if order.version != stored["version"]:
        raise NoLongerPossible(f"Order {order.number} has changed since you were asked.")
    supplier = asked.books.get_one(Supplier, stored["supplier"]) if stored["supplier"] else None
    wishes = dropship.plan(
        asked.books, order, sku_id=stored["sku"], units=stored["units"], supplier=supplier
    )
    made = dropship.place(
        asked.books, order.id, wishes, version=order.version, by=asked.who, key=key
    )
    found = [asked.books.get_one(PurchaseOrder, one) for one in made]
    facts = {
        "order": order.number,
        "purchases": [(one.number, dropship.text_of(asked.books, one)) for one in found],
        "units": sum(wish.units for wish in wishes),
        "who": asked.who.name,
    }
    return Done(facts, {"order": order.id, "purchases": made})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    units = 0
    for purchase_id in stored["purchases"]:
        purchase = asked.books.get_one(PurchaseOrder, purchase_id)
        left = purchases.to_come(asked.books, purchase)
        if not left:
            raise NoLongerPossible(f"{purchase.number} is over.")
        dropship.cannot(asked.books, purchase_id, left, by=asked.who, key=f"{key}:{purchase_id}")
        units += sum(left.values())
    order = asked.books.get_one(Order, stored["order"])
    return {"order": order.number, "units": units, "who": asked.who.name}


@command(
    phrases=[
        "dropship [order] {order}",
        "dropship [order] {order} (with|by|from|at) {supplier}",
        "dropship [the] {sku} (of|for|on) [order] {order}",
        "dropship {units} {sku} (of|for|on) [order] {order}",
        "dropship [the] {sku} (of|for|on) [order] {order} (with|by|from|at) {supplier}",
        "dropship {units} {sku} (of|for|on) [order] {order} (with|by|from|at) {supplier}",
        "(have|let) {supplier} (send|dropship|ship) [order] {order}",
        "dropship",
    ],
    slots=[ORDER, SKU, UNITS, SUPPLIER],
    may=DROPSHIP,
    write=Write(_do, _undo),
)
def dropship_order(
    asked: Asked,
    order: Order | None = None,
    sku: Sku | None = None,
    units: int | None = None,
    supplier: Supplier | None = None,
) -> Preview:
    """Have a supplier send what an order waits for straight to the customer."""
    if order is None:
        raise MissingWord("order", "dropship 1043")
    wishes = dropship.plan(
        asked.books, order, sku_id=sku.id if sku else None, units=units, supplier=supplier
    )
    stored = {
        "order": order.id,
        "version": order.version,
        "sku": sku.id if sku else None,
        "units": units,
        "supplier": supplier.id if supplier else None,
    }
    return Preview({"order": order.number, "wishes": wishes}, stored)
