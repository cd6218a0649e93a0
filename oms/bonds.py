"""Units bound to a shipment: promised to its order as before, and taken by nothing else.

Binding changes no sum: the same units stay reserved for the same line at the same location.
"""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import reservations
from oms.errors import NoLongerPossible
from oms.tables.orders import Order, Shipment, ShipmentLine
from oms.tables.stock import Reservation


class StockGivenAway(NoLongerPossible):
    """Units of a planned shipment are not on its shelf any more."""

    code = "stock_given_away"

    def __init__(self, order: str, number: str, short: int) -> None:
        self.order, self.number, self.short = order, number, short
        units = "1 unit" if short == 1 else f"{short} units"
        super().__init__(
            f"{units} of shipment {number} are not there any more: fewer were on the shelf.",
            remedy=f"Put it back (`stop picking {order}`), then ship what there is.",
        )


def bind(books: Session, shipment: Shipment, line_id: int, units: int) -> None:
    """Bind units of a line that are promised at the shipment's location and bound to nothing.

    Raises:
        NoLongerPossible: fewer are promised there.
    """
    left = units
    for promise in reservations.active(books, [line_id]):
        if left == 0:
            break
        if promise.location_id == shipment.location_id and promise.shipment_id is None:
            left -= _bind_part(books, promise, min(left, promise.units), shipment.id)
    if left:
        raise NoLongerPossible("The stock for this order was given to another since.")
    books.flush()


def unbind(books: Session, shipment: Shipment) -> None:
    """Let the units of a shipment be reserved for their lines only, as before it was planned."""
    for promise in _of(books, shipment.id):
        promise.shipment_id = None
    books.flush()


def units(books: Session, shipment_id: int) -> dict[int, int]:
    """Order line id -> units bound to a shipment."""
    found: dict[int, int] = defaultdict(int)
    for promise in _of(books, shipment_id):
        found[promise.order_line_id] += promise.units
    return dict(found)


def insist(books: Session, shipment: Shipment, order: Order) -> None:
    """Refuse when a fact has taken units of a shipment since it was planned.

    Raises:
        StockGivenAway: with how many are missing.
    """
    bound = units(books, shipment.id)
    wanted = select(ShipmentLine).where(ShipmentLine.shipment_id == shipment.id)
    short = sum(line.units - bound.get(line.order_line_id, 0) for line in books.scalars(wanted))
    if short:
        raise StockGivenAway(order.number, shipment.number, short)


def _of(books: Session, shipment_id: int) -> list[Reservation]:
    wanted = select(Reservation).where(
        Reservation.shipment_id == shipment_id, Reservation.state == reservations.ACTIVE
    )
    again = wanted.order_by(Reservation.id).execution_options(populate_existing=True)
    return list(books.scalars(again))


def _bind_part(books: Session, promise: Reservation, part: int, shipment_id: int) -> int:
    """Bind a whole promise, or split off the part that is bound; gives the part."""
    if part == promise.units:
        promise.shipment_id = shipment_id
        return part
    promise.units -= part
    books.add(
        Reservation(
            order_line_id=promise.order_line_id,
            sku_id=promise.sku_id,
            location_id=promise.location_id,
            units=part,
            state=reservations.ACTIVE,
            made_at=promise.made_at,
            shipment_id=shipment_id,
        )
    )
    return part
