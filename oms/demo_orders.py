"""The orders of the example shop: seven that left, forty that are open, five of those late."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import clock, demo_people, orders, reservations, settings, shipping, taking
from oms.actors import Who
from oms.customers import Buyer
from oms.tables.catalogue import Channel, Sku
from oms.tables.orders import Order, OrderHold
from oms.taking import NewOrder, WantedLine

SHIPPED = range(997, 1004)
OPEN = range(1004, 1044)
LATE = {1007: 1, 1015: 3, 1026: 1, 1038: 2, 1043: 2}
"""Late orders: number -> whole days since they should have left."""
HELD = 1019
PART_SHIPPED = 1012
ASKED_ABOUT = {"MUG-BLU": 3, "LAMP-BRS": 1}
"""What 1043 is about: SKU -> units; in no other order, so that the figures of the README hold."""


def add_shipped(books: Session, popular: list[Sku], today: dt.date, *, by: Who) -> None:
    """Seven orders that left in the last two weeks; each has a return in another state."""
    channels = _channels(books)
    for number in SHIPPED:
        placed = at(today, number - OPEN[0] - 2, 10)
        taken = _take(books, number, channels["website"], placed, popular, by=by)
        taken.ship_by = clock.day_of(placed, settings.zone(books))
        carriage = shipping.Carriage("DPD", f"155{number:011d}")
        shipping.ship(books, shipping.plan(books, taken), carriage, by=by, key=f"demo:{number}")


def add_open(books: Session, popular: list[Sku], today: dt.date, *, by: Who) -> None:
    """Forty orders, 1004 to 1043, the last of them the one everybody asks about."""
    channels = _channels(books)
    in_turn = ["website", "counter", "website", "wholesale"]
    for number in OPEN:
        seed = number - OPEN[0]
        channel = channels["website" if number == OPEN[-1] else in_turn[seed % 4]]
        due = -LATE[number] if number in LATE else seed % 4
        placed = at(today, min(due, 0) - channel.ship_within_days, 9 + seed % 8)
        taken = _take(books, number, channel, placed, popular, by=by)
        taken.ship_by = today + dt.timedelta(days=due)
    books.flush()
    _special(books, by=by)


def _take(
    books: Session,
    number: int,
    channel: Channel,
    placed: dt.datetime,
    popular: list[Sku],
    *,
    by: Who,
) -> Order:
    name, town = demo_people.person_name(number)
    if number == OPEN[-1]:
        name, town = "Priya Shah", "Ripon"
    wanted = NewOrder(
        channel_id=channel.id,
        their_id=f"demo-{number}",
        their_number=f"{channel.code[0].upper()}{70_000 + number}",
        buyer=Buyer(name=name, town=town, country="GB"),
        lines=_wanted(books, number, popular),
        placed_at=placed,
    )
    return taking.take(books, wanted, by=by)


def _channels(books: Session) -> dict[str, Channel]:
    return {channel.code: channel for channel in books.scalars(select(Channel))}


def _wanted(books: Session, number: int, popular: list[Sku]) -> tuple[WantedLine, ...]:
    new_range = select(Sku).where(Sku.supplier_id.is_not(None)).order_by(Sku.id)
    own = {sku.code: sku for sku in books.scalars(new_range)}
    if number == OPEN[-1]:
        return tuple(_line(own[code], units) for code, units in ASKED_ABOUT.items())
    codes = [code for code in own if code not in ASKED_ABOUT]
    # an order a day of the new range, the rest of what sells anyway
    chosen = [own[codes[number % len(codes)]]] if number % 3 == 0 or not popular else []
    wanted = (
        [popular[(number * 3 + step) % len(popular)] for step in range(1 + number % 3)]
        if popular
        else []
    )
    return tuple(_line(sku, 1 + (number + at) % 2) for at, sku in enumerate(chosen + wanted))


def _line(sku: Sku, units: int) -> WantedLine:
    return WantedLine(sku.id, units, Decimal(sku.price_minor or 295) / 100)


def _special(books: Session, *, by: Who) -> None:
    """One order on hold, and one of which a part has left."""
    held = orders.by_number(books, str(HELD))
    held.ship_to = {"line1": "4 Mill Lane", "town": held.town, "country": "GB"}
    books.add(
        OrderHold(
            order_id=held.id,
            kind="address",
            note="Postcode is missing",
            placed_by_id=by.id,
            placed_at=held.placed_at,
        )
    )
    part = orders.by_number(books, str(PART_SHIPPED))
    for line in orders.lines_of(books, part):
        line.ordered += 2
        line.amount_minor = line.amount_minor * line.ordered // (line.ordered - 2)
        line.net_minor = line.amount_minor
    books.flush()
    part.total_minor = sum(line.amount_minor for line in orders.lines_of(books, part))
    part.taken_minor = part.total_minor
    plan = shipping.plan(books, part)
    carriage = shipping.Carriage("Royal Mail", "AB123456785GB")
    shipping.ship(books, plan, carriage, by=by, key="demo:part-shipped")
    reservations.reserve_order(books, part, by=by)


def at(today: dt.date, days: int, hour: int) -> dt.datetime:
    """So many days from today, on the hour, UTC."""
    return dt.datetime.combine(today + dt.timedelta(days=days), dt.time(hour), dt.UTC)
