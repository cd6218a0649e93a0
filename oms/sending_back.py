"""Goods that came back go to the customer again: a shipment of its own, at no price.

A returned unit that leaves again leaves under a new order line; the old line's counters never go
down. So it gets an order of its own (origin reship), which is shipped at once.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from oms import catalogue, clock, sequences, stock
from oms.actors import Who
from oms.errors import NoLongerPossible
from oms.return_documents import Opened
from oms.return_landing import QUARANTINE
from oms.stock import Move, Place
from oms.tables.orders import Order, OrderLine, Shipment, ShipmentLine
from oms.tables.returns import Inspection, ReturnLine


def send(
    books: Session, opened: Opened, line: ReturnLine, seen: Inspection, *, by: Who, key: str
) -> int:
    """Ship the units of an inspection from quarantine to the customer; gives the movement's id.

    Raises:
        NoLongerPossible: no order, and so no customer, is known for the goods.
        NotEnoughStock: they are not in quarantine any more.
    """
    parent, old = opened.order, opened.order_line(books, line)
    if parent is None or old is None or line.location_id is None:
        raise NoLongerPossible(
            f"Nobody is known to whom goods of return {opened.document.number} could be sent.",
            remedy="Hold them, or say whose they are.",
        )
    order = _order(books, opened, parent, seen)
    new = OrderLine(
        order_id=order.id,
        line_no=1,
        sku_id=line.sku_id,
        sku_text=old.sku_text,
        title=old.title,
        ordered=seen.units,
        shipped=seen.units,
        unit_price="0",
        amount_minor=0,
    )
    shipment = Shipment(
        number=f"S-{sequences.take(books, 'shipment')}",
        order_id=order.id,
        location_id=line.location_id,
        state="shipped",
        shipped_at=clock.now(),
        by_id=by.id,
    )
    books.add_all([new, shipment])
    books.flush()
    books.add(ShipmentLine(shipment_id=shipment.id, order_line_id=new.id, units=seen.units))
    moved = stock.move(
        books,
        Move(
            sku_id=line.sku_id,
            units=seen.units,
            source=Place(line.location_id, QUARANTINE),
            to=Place(catalogue.virtual(books, "customer")),
            reason="sale",
            about=("shipment", shipment.id),
            line_id=new.id,
            key=key,
        ),
        by=by,
    )
    if moved is None:
        raise ValueError(f"movement {key} is known")
    return moved.id


def _order(books: Session, opened: Opened, parent: Order, seen: Inspection) -> Order:
    number = str(sequences.take(books, "order"))
    now = clock.now()
    made = Order(
        number=number,
        channel_id=parent.channel_id,
        their_id=f"{parent.their_id}:{opened.document.number}:{seen.id}",
        their_number=f"{opened.document.number}/{seen.id}",
        customer_id=parent.customer_id,
        state="completed",
        payment="paid",
        placed_at=now,
        town=parent.town,
        country=parent.country,
        currency=parent.currency,
        total_minor=0,
        recorded_at=now,
        origin="reship",
        parent_order_id=parent.id,
        ship_to=parent.ship_to,
        note=f"Goods of return {opened.document.number} go back.",
    )
    books.add(made)
    books.flush()
    return made
