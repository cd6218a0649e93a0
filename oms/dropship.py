"""Goods that a supplier sends straight to the customer: ordered, sent, or not to be had.

The source is one of units, not of lines: of five, three may come from stock and two from a
supplier. How far it has gone is counted in units too, never read off a purchase order's state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from oms import (
    actors,
    clock,
    dropship_text,
    fills,
    history,
    kit_lines,
    locks,
    orders,
    purchases,
    sequences,
    suppliers,
    waits,
)
from oms.actors import Who
from oms.errors import NoLongerPossible, ShopError
from oms.history import About
from oms.once import once
from oms.purchase_states import DRAFT, SENT
from oms.suppliers import Offer
from oms.tables.catalogue import Sku, Supplier
from oms.tables.orders import Order, OrderLine
from oms.tables.people import Customer
from oms.tables.purchasing import PurchaseLine, PurchaseOrder

DROPSHIP = "dropship"


@dataclass(frozen=True)
class Wish:
    """Units of an order line that a supplier is to send."""

    line_id: int
    sku_id: int
    sku: str
    title: str
    units: int
    offer: Offer


class NobodySends(ShopError):
    """No supplier sends what is wanted to customers."""

    code = "nobody_sends"

    def __init__(self, title: str, supplier: str | None = None) -> None:
        self.title = title
        who = supplier or "No supplier"
        verb = "does not send" if supplier else "sends"
        super().__init__(
            f"{who} {verb} {title} to customers.",
            remedy=f"Say who does: `{supplier or 'Harrow'} dropships {title}`.",
        )


class NothingToSend(ShopError):
    """Nothing of an order waits that a supplier could send."""

    code = "nothing_to_send"

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(
            f"Nothing of order {number} waits for stock.",
            remedy=f"Ask how it stands: `where is {number}?`",
        )


def plan(
    books: Session,
    order: Order,
    *,
    sku_id: int | None = None,
    units: int | None = None,
    supplier: Supplier | None = None,
) -> list[Wish]:
    """What a supplier would be asked to send: all that waits, or so many units of one SKU.

    Raises:
        NothingToSend: nothing (of that SKU) waits.
        NobodySends: no supplier, or not that one, sends a SKU to customers.
        FewerWanted: more units than wait.
    """
    lines = [
        line
        for line in kit_lines.physical(orders.lines_of(books, order))
        if line.backordered > 0 and line.sku_id is not None and sku_id in (None, line.sku_id)
    ]
    if not lines or order.state != "open":
        raise NothingToSend(order.number)
    there = sum(line.backordered for line in lines)
    if units is not None and not 1 <= units <= there:
        raise purchases.FewerWanted(units, there, f"of order {order.number} wait")
    left = units if units is not None else sum(line.backordered for line in lines)
    wishes = []
    for line in lines:
        part = min(left, line.backordered)
        left -= part
        if part:
            wishes.append(_wish(books, line, part, supplier))
    return wishes


def place(
    books: Session, order_id: int, wishes: list[Wish], *, version: int, by: Who, key: str
) -> list[int]:
    """Have suppliers send units of an order: one purchase order for each, once for each `key`.

    An open one for the same order and supplier takes the units too.

    Returns:
        The ids of the purchase orders.

    Raises:
        NotAllowed: the role does not have suppliers send.
        NoLongerPossible: the order changed since it was planned.
    """
    actors.allow(by, actors.DROPSHIP)

    def do() -> dict[str, Any]:
        order = locks.unchanged(books, order_id, version)
        _insist(books, wishes)
        made = ask(books, order, wishes, by=by)
        waits.settle(books, order)
        order.version += 1
        return {"purchases": [one.id for one in made]}

    told = [[one.line_id, one.units, one.offer.supplier_id] for one in wishes]
    arguments = {"order": order_id, "wishes": told}
    return list(once(books, key, "dropship_order", arguments, by=by, do=do)["purchases"])


def ask(books: Session, order: Order, wishes: list[Wish], *, by: Who) -> list[PurchaseOrder]:
    """Write the purchase orders for a locked order, and count the units as coming."""
    lines = {line.id: line for line in orders.lines_of(books, order)}
    made: dict[int, PurchaseOrder] = {}
    for wish in wishes:
        supplier_id = wish.offer.supplier_id
        if supplier_id not in made:
            made[supplier_id] = _purchase(books, order, supplier_id, by=by)
        _add_units(books, made[supplier_id], wish)
        lines[wish.line_id].dropship_open += wish.units
    kit_lines.follow(lines.values())
    books.flush()
    for one in made.values():
        history.record(
            books,
            by=by,
            what="dropshipped",
            about=About("order", order.id),
            after={"purchase": one.number, "units": sum(
                wish.units for wish in wishes if wish.offer.supplier_id == one.supplier_id)},
        )  # fmt: skip
    return list(made.values())


def send(books: Session, purchase_id: int, *, by: Who, key: str) -> bool:
    """Say that the text of a purchase order went to its supplier, once for each `key`.

    Returns:
        Whether it had not before.
    """
    actors.allow(by, actors.DROPSHIP)

    def do() -> dict[str, Any]:
        purchase, order = purchases.locked(books, purchase_id)
        fresh = purchase.state == DRAFT
        if fresh:
            purchase.state, purchase.sent_at = SENT, clock.now()
            after = {"purchase": purchase.number}
            history.record(
                books, by=by, what="sent to supplier", about=About("order", order.id), after=after
            )
        return {"fresh": fresh}

    return bool(once(books, key, "send_purchase", {"purchase": purchase_id}, by=by, do=do)["fresh"])


def cannot(
    books: Session, purchase_id: int, units: Mapping[int, int], *, by: Who, key: str
) -> dict[int, int]:
    """A supplier will not send units (by purchase line): they wait for stock again.

    Returns:
        SKU id -> units that wait again.

    Raises:
        NotAllowed: the role does not have suppliers send.
        BadQuantity: more units than are to come.
    """
    actors.allow(by, actors.DROPSHIP)

    def do() -> dict[str, Any]:
        purchase, order = purchases.locked(books, purchase_id)
        gone: dict[int, int] = {}
        for line in purchases.open_lines(books, purchase, units):
            line.cancelled += units[line.id]
            books.get_one(OrderLine, line.order_line_id).dropship_open -= units[line.id]
            gone[line.sku_id] = gone.get(line.sku_id, 0) + units[line.id]
        purchases.settle(books, purchase)
        kit_lines.follow(orders.lines_of(books, order))
        order.version += 1
        books.flush()
        after = {"purchase": purchase.number, "units": sum(gone.values())}
        history.record(
            books, by=by, what="supplier cannot send", about=About("order", order.id), after=after
        )
        waits.settle(books, order)
        fills.ask(books, gone)
        return {"waiting": sorted(gone.items())}

    arguments = {"purchase": purchase_id, "units": sorted(units.items())}
    return dict(once(books, key, "supplier_cannot", arguments, by=by, do=do)["waiting"])


def text_of(books: Session, purchase: PurchaseOrder) -> str:
    """What is written to the supplier: what to send, and to whom."""
    supplier = books.get_one(Supplier, purchase.supplier_id)
    rows = []
    for line in purchases.lines_of(books, purchase):
        sku = books.get_one(Sku, line.sku_id)
        theirs = next(
            (one.supplier_code for one in suppliers.offers(books, sku.id)
             if one.supplier_id == supplier.id and one.supplier_code), sku.code,
        )  # fmt: skip
        if line.units > line.cancelled:
            rows.append((line.units - line.cancelled, theirs, sku.title))
    return dropship_text.text(purchase.number, supplier.name, rows, purchase.ship_to or {})


def _insist(books: Session, wishes: list[Wish]) -> None:
    """Refuse where the units were given stock since they were planned."""
    for wish in wishes:
        line = books.get_one(OrderLine, wish.line_id, populate_existing=True)
        if line.backordered < wish.units:
            raise NoLongerPossible(f"{wish.title} got stock since you were asked.")


def _wish(books: Session, line: OrderLine, units: int, supplier: Supplier | None) -> Wish:
    sku = books.get_one(Sku, line.sku_id)
    offer = next(
        (one for one in suppliers.offers(books, sku.id)
         if supplier is None or one.supplier_id == supplier.id), None,
    )  # fmt: skip
    if offer is None:
        raise NobodySends(sku.title, supplier.name if supplier else None)
    return Wish(line.id, sku.id, sku.code, sku.title, units, offer)


def _purchase(books: Session, order: Order, supplier_id: int, *, by: Who) -> PurchaseOrder:
    found = next(iter(purchases.of_order(books, order, supplier_id)), None)
    if found is not None and found.state == DRAFT:
        return found
    made = PurchaseOrder(
        number=f"PO-{sequences.take(books, 'purchase')}",
        supplier_id=supplier_id,
        kind=DROPSHIP,
        order_id=order.id,
        ship_to=dict(order.ship_to) if order.ship_to else _known_address(books, order),
        state=DRAFT,
        currency=books.get_one(Supplier, supplier_id).currency,
        made_at=clock.now(),
        by_id=by.id,
    )
    books.add(made)
    books.flush()
    return made


def _known_address(books: Session, order: Order) -> dict[str, str]:
    """Of an order whose channel keeps the address: what is known of whom it goes to."""
    customer = books.get(Customer, order.customer_id)
    return {
        "name": customer.name if customer else "",
        "town": order.town or "",
        "country": order.country or "",
    }


def _add_units(books: Session, purchase: PurchaseOrder, wish: Wish) -> None:
    lines = purchases.lines_of(books, purchase)
    same = next((line for line in lines if line.order_line_id == wish.line_id), None)
    if same is None:
        books.add(
            PurchaseLine(
                purchase_order_id=purchase.id,
                sku_id=wish.sku_id,
                order_line_id=wish.line_id,
                units=wish.units,
                received=0,
                cancelled=0,
                cost_minor=wish.offer.cost_minor,
            )
        )
    else:
        same.units += wish.units
    books.flush()
