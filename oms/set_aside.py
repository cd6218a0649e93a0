"""Stock that nobody was promised yet and that is kept for an order that ships complete."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from oms import clock, routing, settings
from oms.routing import Kept
from oms.tables.catalogue import Location, Sku
from oms.tables.orders import Order


@dataclass(frozen=True)
class SetAside:
    """Units kept for an order that ships complete, from those behind it in the queue."""

    number: str
    units: int
    title: str
    place: str
    until: dt.date


def of(books: Session, sku_ids: Iterable[int], *, at: int | None = None) -> tuple[SetAside, ...]:
    """What is kept of these SKUs, everywhere or at one location.

    It counts as available, since it is promised to nobody.
    """
    found = routing.all_kept(books, sku_ids)
    return told(books, [one for one in found if at is None or one.location_id == at])


def told(books: Session, kept: Sequence[Kept]) -> tuple[SetAside, ...]:
    """The same in words."""
    if not kept:
        return ()
    zone = settings.zone(books)
    return tuple(
        SetAside(
            number=books.get_one(Order, one.order_id).number,
            units=one.units,
            title=books.get_one(Sku, one.sku_id).title,
            place=books.get_one(Location, one.location_id).name,
            until=clock.day_of(one.until, zone),
        )
        for one in kept
    )
