"""Telling pickers of new orders: once each, a batch at a time, and never of one that is held."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from oms import catalogue, clock, fired, outbox, picking, settings
from oms.picking import Ready
from oms.tables.catalogue import Location
from oms.tables.messages import Fired
from oms.tables.orders import Order

BATCH = dt.timedelta(minutes=15)
"""At most one message to a location in each such part of an hour."""
LISTED = 15
AT_ONCE = 500


def tell(books: Session) -> int:
    """Queue a message for each location that has orders to pick of which nobody was told.

    It goes to the location's own channel, else to the shop's `pick_channel`; to none where neither
    is set. An order that is held is told of when it is released.

    Returns:
        How many messages were queued.
    """
    return sum(_tell(books, place, channel) for place, channel in _channels(books))


def wanted(books: Session) -> bool:
    """Whether anybody is to be told of anything; asks only, and locks nothing."""
    return any(channel and news(books, place) for place, channel in _channels(books))


def news(books: Session, location: Location) -> list[Ready]:
    """The orders to pick at a location of which nobody was told, the most urgent first."""
    told = set(books.scalars(select(Fired.slot).where(Fired.name == _name(location))))
    return [one for one in picking.ready(books, location.id) if str(one.order_id) not in told]


def _channels(books: Session) -> list[tuple[Location, str]]:
    """The locations that send goods, each with its channel; empty where it has none."""
    shared = settings.value(books, "pick_channel")
    return [
        (one, one.slack_channel or shared)
        for one in catalogue.locations(books)
        if one.fulfils and one.is_physical
    ]


def _tell(books: Session, location: Location, channel: str) -> bool:
    if not channel:
        return False
    new = news(books, location)
    if not new or not fired.once(books, f"picks of {location.id}", _slot(clock.now())):
        return False
    for one in new:
        fired.once(books, _name(location), str(one.order_id))
    _forget(books, location)
    key = f"to_pick:{location.id}:{_slot(clock.now())}"
    payload = {"template": "notices/to_pick", "facts": _facts(books, location, new)}
    return outbox.tell(books, kind="notice", key=key, target=channel, payload=payload) is not None


def _facts(books: Session, location: Location, new: list[Ready]) -> dict[str, Any]:
    return {
        "location": location.name,
        "location_id": location.id,
        "new": [
            {"number": one.number, "customer": one.customer, "units": one.units, "late": one.late}
            for one in new[:LISTED]
        ],
        "orders": len(new),
        "units": sum(one.units for one in new),
        "waiting": len(picking.ready(books, location.id)),
    }


def _forget(books: Session, location: Location) -> None:
    """What was told of orders that are over needs no remembering: they never wait again."""
    told = list(books.scalars(select(Fired.slot).where(Fired.name == _name(location))))
    for start in range(0, len(told), AT_ONCE):
        some = [int(one) for one in told[start : start + AT_ONCE]]
        over = select(Order.id).where(
            Order.id.in_(some), Order.state.in_(("cancelled", "completed"))
        )
        slots = [str(one) for one in books.scalars(over)]
        books.execute(delete(Fired).where(Fired.name == _name(location), Fired.slot.in_(slots)))


def _name(location: Location) -> str:
    return f"to pick at {location.id}"


def _slot(moment: dt.datetime) -> str:
    """The part of the hour that a moment is in."""
    start = moment.replace(minute=0, second=0, microsecond=0)
    return (start + (moment - start) // BATCH * BATCH).isoformat(timespec="minutes")
