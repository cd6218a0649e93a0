"""A small shop that can be pictured: three places, three channels, four people, six SKUs.

Leeds is preferred, then York, then Hull. Stock (on hand): MUG-BLU Leeds 5, York 9; MUG-RED Leeds 4;
LAMP-1 Leeds 2, Hull 1; TEAPOT York 7; BAG-JUTE Hull 30; CARD-XMAS none.
Order 1001 is shipped; 1043 is open: 3 blue mugs reserved at Leeds and 1 lamp at Leeds; it is due
tomorrow. 1042 is late by two days: 4 teapots reserved at York. Suppliers: Harrow and Aldous, ten
days each; nobody has said yet what they supply.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    backorders,
    catalogue,
    clock,
    low_stock,
    orders,
    reservations,
    sequences,
    settings,
    shipping,
    staff,
    stock,
)
from oms.actors import Who
from oms.database import Database
from oms.stock import Move, Place
from oms.tables.catalogue import Channel, Location, ReorderRule, Sku, Supplier
from oms.tables.orders import Order, OrderLine
from oms.tables.people import Customer

NOON_HOUR = 12
OWNER, PICKER, SERVICE, STRANGER = "U01OLIVE", "U02SAM", "U03PRIYA", "U09NOBODY"

SKUS = (
    ("MUG-BLU", "Blue mug", 850, "5012345678900"),
    ("MUG-RED", "Red mug", 850, None),
    ("LAMP-1", "Brass desk lamp", 4200, None),
    ("TEAPOT", "Stoneware teapot", 2995, None),
    ("BAG-JUTE", "Jute bag", 395, None),
    ("CARD-XMAS", "Christmas card set", 599, None),
)
STOCK = (
    ("MUG-BLU", "LEEDS", 8), ("MUG-BLU", "YORK", 9), ("MUG-RED", "LEEDS", 4),
    ("LAMP-1", "LEEDS", 2), ("LAMP-1", "HULL", 1), ("TEAPOT", "YORK", 7), ("BAG-JUTE", "HULL", 30),
)  # fmt: skip


@dataclass(frozen=True)
class SmallShop:
    """The shop and the database that remembers it."""

    database: Database

    def owner(self, books: Session) -> Who:
        """Olive, who may do everything."""
        return actors.who(books, OWNER)

    def drain(self) -> None:
        """Give freed stock to the orders that wait for it, as the running program does."""
        with self.database.reading() as books:
            program = actors.system(books)
        backorders.drain(self.database, by=program)

    def sku_id(self, books: Session, code: str) -> int:
        """The id of a SKU by its code."""
        return books.scalars(select(Sku.id).where(Sku.code == code)).one()

    def location_id(self, books: Session, code: str) -> int:
        """The id of a location by its code."""
        return books.scalars(select(Location.id).where(Location.code == code)).one()


def open_small_shop(books: Session, *, today: dt.date) -> None:
    """Fill empty books with the small shop, as of `today`."""
    staff.prepare(books)
    catalogue.prepare(books)
    for user, name, role in (
        (OWNER, "Olive Marsh", "owner"),
        (PICKER, "Sam Reed", "picker"),
        (SERVICE, "Priya Nair", "service"),
    ):
        staff.add(books, name=name, slack_user_id=user, role=role)
    settings.put(books, "shop_name", "Marsh & Daughters")
    settings.put(books, "digest_channel", "C03DIGEST")
    settings.put(books, "notice_channel", "C01FLOOR")
    for rank, (code, name) in enumerate((("LEEDS", "Leeds"), ("YORK", "York"), ("HULL", "Hull"))):
        books.add(Location(code=code, name=name, kind="warehouse", rank=rank))
    for code, name, kind in (
        ("website", "Website", "webshop"),
        ("etsy", "Etsy", "marketplace"),
        ("stall", "Market stall", "pos"),
    ):
        books.add(Channel(code=code, name=name, kind=kind))
    for name in ("Harrow", "Aldous"):
        books.add(Supplier(name=name, lead_time_days=10))
    for code, title, price, barcode in SKUS:
        catalogue.add_sku(books, code, title, price_minor=price, barcode=barcode)
    books.flush()
    system = actors.system(books)
    for code, place, units in STOCK:
        _receive(books, code, place, units, by=system)
    _rule(books, "MUG-BLU", "LEEDS", 6)
    _rule(books, "BAG-JUTE", "HULL", 10)
    _orders(books, today, by=system)
    sequences.start_at(books, "order", 1044)
    # that blue mugs run low in Leeds is known
    low_stock.check(books, quiet=True)


def open_small_shop_now(books: Session) -> None:
    """The small shop on the real clock, in a zone where it is past noon at whatever hour this runs.

    So no midnight and no change of the clocks comes in between, and the hour of the digest is past.
    """
    now = clock.now()
    # the names of these zones count hours west of Greenwich
    settings.put(books, "zone", f"Etc/GMT{now.hour - NOON_HOUR:+d}")
    open_small_shop(books, today=now.date())


def _orders(books: Session, today: dt.date, *, by: Who) -> None:
    shipped = order(books, "1001", "etsy", "Ann Lee", "Hull", today, {"MUG-BLU": 3}, due=-20)
    reservations.reserve_order(books, shipped, by=by)
    shipping.ship(books, shipping.plan(books, shipped), by=by, key="small-shop-1001")
    late = order(books, "1042", "stall", "Tom Hale", "York", today, {"TEAPOT": 4}, due=-2)
    reservations.reserve_order(books, late, by=by)
    wanted = {"MUG-BLU": 3, "LAMP-1": 1}
    open_one = order(books, "1043", "website", "Priya Shah", "Ripon", today, wanted, due=1)
    reservations.reserve_order(books, open_one, by=by)


def order(
    books: Session,
    number: str,
    channel: str,
    customer: str,
    town: str,
    today: dt.date,
    wanted: dict[str, int],
    *,
    due: int,
) -> Order:
    """Add an open order of `wanted` (SKU code -> units), due so many days from today."""
    buyer = Customer(name=customer, town=town, country="GB", created_at=_noon(today))
    books.add(buyer)
    books.flush()
    placed = _noon(today) + dt.timedelta(days=min(due, 0) - 2)
    added = Order(
        number=number,
        channel_id=catalogue.channel(books, channel).id,
        their_id=f"{channel}-{number}",
        their_number=f"{channel[:2].upper()}-{number}",
        customer_id=buyer.id,
        state="open",
        placed_at=placed,
        ship_by=today + dt.timedelta(days=due),
        town=town,
        country="GB",
        currency="GBP",
        total_minor=0,
        recorded_at=placed,
    )
    books.add(added)
    books.flush()
    for line_no, (code, units) in enumerate(wanted.items(), start=1):
        sku = books.scalars(select(Sku).where(Sku.code == code)).one()
        price = sku.price_minor or 0
        books.add(
            OrderLine(
                order_id=added.id,
                line_no=line_no,
                sku_id=sku.id,
                sku_text=code,
                title=sku.title,
                ordered=units,
                unit_price=f"{price / 100:.2f}",
                amount_minor=units * price,
                net_minor=units * price,
            )
        )
        added.total_minor += units * price
        added.taken_minor += units * price
    books.flush()
    assert orders.lines_of(books, added)
    return added


def _receive(books: Session, code: str, place: str, units: int, *, by: Who) -> None:
    opening = catalogue.virtual(books, "opening")
    sku = books.scalars(select(Sku).where(Sku.code == code)).one()
    location = books.scalars(select(Location).where(Location.code == place)).one()
    wanted = Move(
        sku_id=sku.id,
        units=units,
        source=Place(opening),
        to=Place(location.id),
        reason="opening",
        is_fact=True,
    )
    stock.move(books, wanted, by=by)


def _rule(books: Session, code: str, place: str, point: int) -> None:
    sku = books.scalars(select(Sku).where(Sku.code == code)).one()
    location = books.scalars(select(Location).where(Location.code == place)).one()
    books.add(ReorderRule(sku_id=sku.id, location_id=location.id, point=point))
    books.flush()


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)
