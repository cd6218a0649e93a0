"""A shipment that comes back to the sender is a return that its carrier announces.

It is authorised at once, whatever the shop's rules are: nobody asked the customer, and the goods
come. What becomes of them, and of the money, goes the way of every return.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import clock, return_announcing, return_documents, return_policy, shipments
from oms.actors import Who
from oms.errors import NoLongerPossible
from oms.return_announcing import Terms
from oms.return_policy import Announced
from oms.return_reasons import UNDELIVERED
from oms.return_states import Event, State
from oms.tables.orders import Order, OrderLine, Shipment
from oms.tables.returns import Return

CARRIER = "carrier"


def announce(books: Session, shipment: Shipment, order: Order, *, by: Who) -> Return:
    """Open the return of a shipment that comes back, with all its units; the order is locked.

    Raises:
        NoLongerPossible: units of it came back, or are announced to, already.
    """
    announced = [
        Announced(line.order_line_id, line.units, UNDELIVERED)
        for line in shipments.lines_of(books, shipment.id)
    ]
    for one in announced:
        if books.get_one(OrderLine, one.line_id).returnable < one.units:
            raise NoLongerPossible(
                f"Goods of shipment {shipment.number} are in a return already.",
                remedy="Receive that return instead.",
            )
    verdict = return_policy.verdict(books, order, announced)
    terms = Terms(location_id=shipment.location_id, source=CARRIER)
    opened = return_announcing.begin(books, order, announced, terms, verdict, by=by)
    opened.document.their_number = shipment.number
    return_announcing.speak_for(books, opened)
    after = {"shipment": shipment.number, "units": sum(one.units for one in announced)}
    return_documents.remember(books, opened, "authorised", by=by, after=after)
    return opened.document


def call_off(books: Session, shipment: Shipment, *, by: Who) -> None:
    """The shipment does not come back after all: its return is cancelled.

    Raises:
        NoLongerPossible: goods of it have arrived.
    """
    found = of(books, shipment)
    if found is None:
        return
    if found.state != State.AUTHORISED:
        raise NoLongerPossible(
            f"Return {found.number} of shipment {shipment.number} is {found.state}.",
            remedy=f"See how it stands: `how is {found.number}?`",
        )
    opened = return_documents.open_up(books, found.id)
    freed = return_documents.let_go(books, opened)
    return_documents.happened(books, opened, Event.CANCEL)
    opened.document.closed_at = clock.now()
    after = {"freed": freed, "shipment": shipment.number}
    return_documents.remember(books, opened, opened.document.state, by=by, after=after)


def of(books: Session, shipment: Shipment) -> Return | None:
    """The return that a shipment's carrier announced, the latest; None: none stands."""
    wanted = select(Return).where(
        Return.order_id == shipment.order_id,
        Return.source == CARRIER,
        Return.their_number == shipment.number,
        Return.state.not_in((State.CANCELLED, State.REJECTED)),
    )
    return books.scalars(wanted.order_by(Return.id.desc())).first()
