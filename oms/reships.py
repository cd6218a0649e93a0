"""Sending goods again that did not arrive: an order of its own, for nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, clock, exceptions, history, shipments, taking
from oms.actors import Who
from oms.customers import Buyer
from oms.errors import NoLongerPossible, ShopError
from oms.history import About
from oms.once import once
from oms.shipment_outcomes import CASE, again_id, sent_again, subject
from oms.shipment_states import State
from oms.tables.orders import Order, OrderLine, Shipment
from oms.tables.people import Customer
from oms.taking import Delivery, NewOrder, Origin, WantedLine

FAILED = (State.LOST, State.DAMAGED_IN_POST, State.RETURNED_TO_SENDER)
"""States of a shipment whose goods may be sent again."""


class NothingToReship(ShopError):
    """No shipment of an order failed, or its goods were sent again already."""

    code = "nothing_to_reship"

    def __init__(self, order: str) -> None:
        self.order = order
        super().__init__(
            f"Nothing of order {order} is to be sent again.",
            remedy=f"Say first what became of its parcels, for example `{order} was lost`.",
        )


def due(books: Session, order: Order) -> list[Shipment]:
    """The shipments of an order that failed and whose goods were not sent again, oldest first.

    Raises:
        NothingToReship: there is none.
    """
    wanted = select(Shipment).where(Shipment.order_id == order.id, Shipment.state.in_(FAILED))
    found = [
        one
        for one in books.scalars(wanted.order_by(Shipment.id))
        if sent_again(books, one, order) is None
    ]
    if not found:
        raise NothingToReship(order.number)
    return found


def reship(books: Session, shipment_id: int, *, by: Who, key: str) -> int:
    """Take an order for the goods of a shipment that failed, at no price; once for each `key`.

    The first order keeps its money and its counters: what the customer paid for is on it.

    Returns:
        The id of the new order, with the stock that there is promised to it.

    Raises:
        NotAllowed: the role does not take orders.
        NoLongerPossible: the shipment did not fail, or was sent again.
    """
    actors.allow(by, actors.TAKE)

    def do() -> dict[str, Any]:
        shipment, order = shipments.locked(books, shipment_id)
        if shipment.state not in FAILED or sent_again(books, shipment, order) is not None:
            raise NoLongerPossible(f"Shipment {shipment.number} is not to be sent again.")
        made = taking.take(books, _wanted(books, shipment, order), by=by)
        exceptions.resolve(books, CASE, subject(shipment, order))
        order.version += 1
        after = {"shipment": shipment.number, "order": made.number}
        about = About("order", order.id)
        history.record(books, by=by, what="sent again", about=about, after=after)
        books.flush()
        return {"order": made.id}

    return int(once(books, key, "reship", {"shipment": shipment_id}, by=by, do=do)["order"])


def _wanted(books: Session, shipment: Shipment, order: Order) -> NewOrder:
    buyer = books.get(Customer, order.customer_id) if order.customer_id else None
    lines = [
        (books.get_one(OrderLine, line.order_line_id), line.units)
        for line in shipments.lines_of(books, shipment.id)
    ]
    return NewOrder(
        channel_id=order.channel_id,
        their_id=again_id(shipment),
        their_number=f"{order.their_number} again",
        buyer=Buyer(buyer.name, buyer.town, buyer.country) if buyer else Buyer(""),
        customer_id=order.customer_id,
        lines=tuple(
            WantedLine(line.sku_id, units, Decimal(0), tax_minor=0)
            for line, units in lines
            if line.sku_id is not None
        ),
        placed_at=clock.now(),
        payment="paid",
        delivery=Delivery(order.ship_to, order.ship_method),
        origin=Origin("reship", order.id),
    )
