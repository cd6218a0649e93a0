"""The example shop: the same every time, laid over a real retailer's months of trade.

Used by the tests, by `backroom try`, by the docs and their pictures. The history comes in as
documents already read (`oms.channels` reads files and is above this package); its dates are moved
by whole weeks so that its last day is yesterday, and its stock movements are balanced by an opening
stock that keeps every level at or above zero at every moment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from oms import (
    actors,
    backorders,
    catalogue,
    clock,
    demo_orders,
    demo_people,
    demo_returns,
    low_stock,
    order_lists,
    sequences,
    settings,
    staff,
    stock,
)
from oms.actors import Who
from oms.database import Database
from oms.stock import Move, Place
from oms.tables.catalogue import Channel, Location, ReorderRule, Sku, Supplier
from oms.tables.orders import Order, OrderLine
from oms.tables.people import Customer, CustomerIdentity

SPARE = 12


@dataclass(frozen=True)
class ShopSummary:
    """What the example shop holds."""

    orders: int
    order_lines: int
    movements: int
    open_orders: int
    late_orders: int
    first_day: dt.date | None
    last_day: dt.date | None


def open_shop(
    database: Database, load_history: Callable[[Database], None] | None, *, today: dt.date
) -> ShopSummary:
    """Fill an empty, migrated database with the example shop, as of `today`.

    Args:
        database: empty, at the present schema.
        load_history: imports the history into the three channels, with movements, its last day
            being yesterday; None: the shop without history.
        today: a date in the shop's zone.
    """
    with database.writing() as books:
        prepare(books)
    if load_history is not None:
        load_history(database)
    with database.writing() as books:
        _tidy(books)
        _open_stock(books)
        by = actors.system(books, source="import")
        _own_range(books, today, by=by)
        popular = _popular(books)
        demo_orders.add_shipped(books, popular, today, by=by)
        demo_orders.add_open(books, popular, today, by=by)
        demo_returns.add(books, demo_orders.SHIPPED, by=by)
        _reorder_rules(books, popular)
        # what is low as the shop opens is no news
        low_stock.sweep(books)
    backorders.drain(database, by=by)
    with database.reading() as books:
        return _summary(books, today)


def prepare(books: Session) -> None:
    """Staff, places, channels, suppliers and settings; harmless twice."""
    staff.prepare(books)
    catalogue.prepare(books)
    for user, name, role in demo_people.STAFF:
        staff.add(books, name=name, slack_user_id=user, role=role)
    known = set(books.scalars(select(Location.code)))
    for rank, (code, name, kind) in enumerate(demo_people.PLACES):
        if code not in known:
            address = demo_people.ADDRESSES[code]
            books.add(Location(code=code, name=name, kind=kind, rank=rank, address=address))
    channels = set(books.scalars(select(Channel.code)))
    for code, name, kind, days in demo_people.CHANNELS:
        if code not in channels:
            books.add(Channel(code=code, name=name, kind=kind, ship_within_days=days))
    suppliers = set(books.scalars(select(Supplier.name)))
    for name, email, lead in demo_people.SUPPLIERS:
        if name not in suppliers:
            books.add(Supplier(name=name, email=email, lead_time_days=lead))
    settings.put(books, "shop_name", "Marsh & Daughters")
    sequences.start_at(books, "order", demo_orders.SHIPPED[0])
    books.flush()


def weeks_to_yesterday(last_day: dt.date, today: dt.date) -> dt.timedelta:
    """The whole weeks by which a history is moved so that it reaches yesterday or just beyond.

    Weekdays stay what they were; what would fall after yesterday is left out by the caller.
    """
    yesterday = today - dt.timedelta(days=1)
    return dt.timedelta(weeks=-((last_day - yesterday).days // 7))


def home_of(their_number: str, places: Iterable[int]) -> int:
    """The location that a past order left from: most from the first, some from the others."""
    first, second, third = places
    slot = sum(their_number.encode()) % 10
    return first if slot < 6 else second if slot < 9 else third


def _tidy(books: Session) -> None:
    """Give the accounts names and the goods readable titles, as a shop would have them."""
    accounts = books.execute(select(CustomerIdentity.customer_id, CustomerIdentity.their_id)).all()
    named = [
        {"id": customer_id, "name": name, "town": town}
        for customer_id, their_id in accounts
        for name, town in (demo_people.account_name(their_id),)
    ]
    if named:
        books.execute(update(Customer), named)
    titles = [
        {"id": sku_id, "title": " ".join(title.split()).capitalize()}
        for sku_id, title in books.execute(select(Sku.id, Sku.title))
    ]
    if titles:
        books.execute(update(Sku), titles)
    books.execute(
        text(
            "UPDATE orders SET town = (SELECT c.town FROM customers c"
            " WHERE c.id = orders.customer_id) WHERE customer_id IS NOT NULL AND town IS NULL"
        )
    )
    catalogue.changed(books)


# The lowest running balance of each SKU at each place; what must have been there before.
LOWEST = """
    WITH flows AS (
        SELECT m.sku_id, m.to_location_id AS location_id, m.units, m.occurred_at, m.id
        FROM movements m JOIN locations l ON l.id = m.to_location_id
        WHERE l.kind IN ('warehouse', 'store', '3pl')
        UNION ALL
        SELECT m.sku_id, m.from_location_id, -m.units, m.occurred_at, m.id
        FROM movements m JOIN locations l ON l.id = m.from_location_id
        WHERE l.kind IN ('warehouse', 'store', '3pl')
    ), running AS (
        SELECT sku_id, location_id, SUM(units) OVER (
            PARTITION BY sku_id, location_id ORDER BY occurred_at, id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS balance
        FROM flows
    )
    SELECT sku_id, location_id, MIN(balance) FROM running GROUP BY sku_id, location_id
    ORDER BY sku_id, location_id"""


def _open_stock(books: Session) -> None:
    earliest = books.scalars(select(func.min(Order.placed_at))).one()
    opening = Place(catalogue.virtual(books, "opening"))
    by = actors.system(books, source="import")
    for sku_id, location_id, lowest in books.execute(text(LOWEST)).all():
        spare = (sku_id * 37 + location_id * 11) % (2 * SPARE)
        units = max(0, -int(lowest)) + spare
        if units:
            delivery = Move(
                sku_id=sku_id,
                units=units,
                source=opening,
                to=Place(location_id),
                reason="opening",
                occurred_at=(earliest or clock.now()) - dt.timedelta(days=1),
                is_fact=True,
                key=f"demo:opening:{sku_id}:{location_id}",
            )
            stock.move(books, delivery, by=by)


def _own_range(books: Session, today: dt.date, *, by: Who) -> None:
    opening = Place(catalogue.virtual(books, "opening"))
    places = catalogue.locations(books)
    suppliers = list(books.scalars(select(Supplier).order_by(Supplier.id)))
    for code, title, price, supplier, on_hand, point in demo_people.RANGE:
        sku = catalogue.add_sku(
            books,
            code,
            title,
            price_minor=price,
            cost_minor=price // 2,
            supplier_id=suppliers[supplier].id,
        )
        books.flush()
        for place, units in zip(places, on_hand, strict=True):
            if units:
                delivery = Move(
                    sku_id=sku.id,
                    units=units,
                    source=opening,
                    to=Place(place.id),
                    reason="opening",
                    occurred_at=demo_orders.at(today, -16, 8),
                    is_fact=True,
                )
                stock.move(books, delivery, by=by)
        books.add(ReorderRule(sku_id=sku.id, location_id=places[0].id, point=point))
    books.flush()


def _popular(books: Session) -> list[Sku]:
    """Forty goods that sold often and of which every place has some."""
    often = (
        select(OrderLine.sku_id)
        .where(OrderLine.sku_id.is_not(None), OrderLine.shipped > 0)
        .group_by(OrderLine.sku_id)
        .order_by(func.count().desc(), OrderLine.sku_id)
        .limit(40)
    )
    return list(books.scalars(select(Sku).where(Sku.id.in_(often)).order_by(Sku.id)))


def _reorder_rules(books: Session, popular: list[Sku]) -> None:
    """Points for the goods that sell most, so that about a dozen are running out."""
    leeds = catalogue.locations(books)[0]
    for sku in popular:
        available = stock.at(books, sku.id, leeds.id).available
        point = max(1, available + (2 if sku.id % 4 == 0 else -3))
        books.add(ReorderRule(sku_id=sku.id, location_id=leeds.id, point=point))
    books.flush()


def _summary(books: Session, today: dt.date) -> ShopSummary:
    zone = settings.zone(books)
    first, last = books.execute(select(func.min(Order.placed_at), func.max(Order.placed_at))).one()
    count = {
        name: books.execute(text(f"SELECT COUNT(*) FROM {name}")).scalar_one()  # noqa: S608
        for name in ("orders", "order_lines", "movements")
    }
    return ShopSummary(
        orders=count["orders"],
        order_lines=count["order_lines"],
        movements=count["movements"],
        open_orders=books.scalars(
            select(func.count()).select_from(Order).where(Order.state == "open")
        ).one(),
        late_orders=len(order_lists.late(books, today)),
        first_day=clock.day_of(first, zone) if first else None,
        last_day=clock.day_of(last, zone) if last else None,
    )
