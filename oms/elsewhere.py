"""What is said where nothing of an order is reserved at a place: where its goods are instead."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import rerouting, shipments
from oms.errors import ShopError
from oms.tables.catalogue import Location
from oms.tables.orders import Order


def told(books: Session, order: Order, place: Location, verb: str) -> tuple[str, str]:
    """Why nothing of an order can leave from a place, and what can be done about it.

    Args:
        books: open books.
        order: nothing of which is reserved there.
        place: where.
        verb: what was to be done with it, as it is said: ship, pack.
    """
    why = f"no stock is reserved for it at {place.name}"
    begun = {one.location_id for one in shipments.waiting(books, order)}
    standing = begun | set(shipments.free(books, order))
    names = list(
        books.scalars(
            select(Location.name)
            .where(Location.id.in_(one for one in standing if one is not None))
            .order_by(Location.rank, Location.id)
        )
    )
    if not names:
        return why, f"Ask where its goods are: `where is order {order.number}?`"
    why += f"; its goods are in {' and '.join(names)}"
    here = f"{verb.capitalize()} it from where it is: `{verb} {order.number}`"
    if not _could_move(books, order, place):
        return why, f"{here}."
    move = f"move {order.number} to {place.name}"
    return why, f"{here}, or have it sent from {place.name}: `{move}`."


def _could_move(books: Session, order: Order, place: Location) -> bool:
    """Whether all of it could be sent from there."""
    try:
        return not rerouting.plan(books, order, place).staying
    except ShopError:
        return False
