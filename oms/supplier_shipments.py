"""A supplier says that it has sent goods to a customer; that is a fact, counted in units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    catalogue,
    clock,
    history,
    orders,
    parcels,
    purchases,
    sequences,
    stock,
)
from oms.actors import Who
from oms.errors import NoLongerPossible
from oms.history import About
from oms.once import once
from oms.parcels import UNKNOWN, Carriage
from oms.purchase_states import DRAFT, SENT
from oms.stock import Move, Place
from oms.tables.orders import Order, OrderLine, Shipment, ShipmentLine
from oms.tables.purchasing import PurchaseLine, PurchaseOrder
from oms.tables.stock import Movement


def sent(
    books: Session,
    purchase_id: int,
    units: Mapping[int, int],
    carriage: Carriage = UNKNOWN,
    *,
    by: Who,
    key: str,
) -> int:
    """A supplier has sent units (by purchase line) to the customer, once for each `key`.

    They count as sold and as being with the customer, like our own; no shelf of ours changes.

    Returns:
        The id of the shipment.

    Raises:
        NotAllowed: the role does not have suppliers send.
        BadQuantity: more units than are to come.
    """
    actors.allow(by, actors.DROPSHIP)

    def do() -> dict[str, Any]:
        purchase, order = purchases.locked(books, purchase_id)
        lines = purchases.open_lines(books, purchase, units)
        if purchase.state == DRAFT:
            purchase.state, purchase.sent_at = SENT, clock.now()
        shipment = _shipment(books, order, purchase, carriage, by=by)
        for line in lines:
            _leave(books, shipment, line, units[line.id], by=by, key=f"{key}:{line.id}")
        _settle(books, purchase, order)
        after = {"shipment": shipment.number, "units": sum(units.values())}
        history.record(
            books, by=by, what="sent by supplier", about=About("order", order.id), after=after
        )
        return {"shipment": shipment.id}

    arguments = {"purchase": purchase_id, "units": sorted(units.items()), "by": carriage.told}
    return int(once(books, key, "supplier_shipped", arguments, by=by, do=do)["shipment"])


def undo(books: Session, shipment_id: int, *, by: Who, key: str) -> None:
    """The supplier has not sent them after all: they are to come, as before.

    Raises:
        NotAllowed: the role does not have suppliers send.
        NoLongerPossible: goods of it came back, or something became of it since.
    """
    actors.allow(by, actors.DROPSHIP)

    def do() -> dict[str, Any]:
        _undo(books, shipment_id, by=by, key=key)
        return {}

    once(books, key, "undo_supplier_shipped", {"shipment": shipment_id}, by=by, do=do)


def _shipment(
    books: Session, order: Order, purchase: PurchaseOrder, carriage: Carriage, *, by: Who
) -> Shipment:
    made = Shipment(
        number=f"S-{sequences.take(books, 'shipment')}",
        order_id=order.id,
        supplier_id=purchase.supplier_id,
        state="shipped",
        shipped_at=clock.now(),
        by_id=by.id,
    )
    books.add(made)
    books.flush()
    if carriage.is_known:
        parcels.put_in(books, made, [carriage])
    return made


def _leave(
    books: Session, shipment: Shipment, line: PurchaseLine, units: int, *, by: Who, key: str
) -> None:
    purchase_number = books.get_one(PurchaseOrder, line.purchase_order_id).number
    order_line = books.get_one(OrderLine, line.order_line_id, populate_existing=True)
    line.received += units
    order_line.dropship_open -= units
    order_line.shipped += units
    books.add(ShipmentLine(shipment_id=shipment.id, order_line_id=order_line.id, units=units))
    leaving = Move(
        sku_id=line.sku_id,
        units=units,
        source=Place(catalogue.virtual(books, "supplier")),
        to=Place(catalogue.virtual(books, "customer")),
        reason="dropship_sale",
        about=("shipment", shipment.id),
        line_id=order_line.id,
        note=purchase_number,
        is_fact=True,
        key=key,
    )
    stock.move(books, leaving, by=by)


def _settle(books: Session, purchase: PurchaseOrder, order: Order) -> None:
    purchases.settle(books, purchase)
    order.version += 1
    orders.settle_state(order, orders.lines_of(books, order))
    books.flush()


def _undo(books: Session, shipment_id: int, *, by: Who, key: str) -> None:
    movements = _movements(books, shipment_id)
    if not movements:
        raise NoLongerPossible("No supplier sent that.")
    purchase, order = purchases.locked(
        books, purchases.by_number(books, movements[0].note or "").id
    )
    shipment = books.get_one(Shipment, shipment_id, with_for_update=True, populate_existing=True)
    if shipment.state != "shipped":
        raise NoLongerPossible(f"Shipment {shipment.number} is {shipment.state}.")
    shipment.state = "undone"
    lines = {line.order_line_id: line for line in purchases.lines_of(books, purchase)}
    for movement in movements:
        order_line = books.get_one(OrderLine, movement.line_id, populate_existing=True)
        if order_line.returnable < movement.units:
            raise NoLongerPossible(f"Goods of shipment {shipment.number} have come back since.")
        stock.reverse(books, movement, by=by, key=f"{key}:{movement.id}", is_fact=True)
        order_line.shipped -= movement.units
        order_line.dropship_open += movement.units
        lines[order_line.id].received -= movement.units
    _settle(books, purchase, order)
    after = {"shipment": shipment.number}
    history.record(
        books, by=by, what="shipment undone", about=About("order", order.id), after=after
    )


def _movements(books: Session, shipment_id: int) -> list[Movement]:
    """The movements with which a supplier's goods left; each notes its purchase order."""
    wanted = select(Movement).where(
        Movement.about_kind == "shipment",
        Movement.about_id == shipment_id,
        Movement.reason == "dropship_sale",
    )
    return list(books.scalars(wanted.order_by(Movement.id)))
