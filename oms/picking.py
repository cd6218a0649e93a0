"""What to take from which shelf, and what stands on the slip of a parcel."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from oms import clock, settings, shipments, stock
from oms.errors import ShopError
from oms.holds import NOT_BLOCKING
from oms.shipment_states import LEFT, State
from oms.slips import PackingSlip, PickList, PickRow, SlipLine
from oms.tables.catalogue import Channel, Location, Sku
from oms.tables.orders import Order, OrderHold, OrderLine, Parcel, Shipment
from oms.tables.people import Customer
from oms.tables.stock import Reservation

ADDRESS = ("company", "line1", "line2", "town", "region", "postcode")


@dataclass(frozen=True)
class Ready:
    """An order whose goods can be picked at one location, and nobody has begun."""

    order_id: int
    number: str
    version: int
    customer: str
    units: int
    ship_by: dt.date | None
    late: bool


class NothingToPick(ShopError):
    """Nothing waits to be picked: at that place, or of that order."""

    code = "nothing_to_pick"

    def __init__(self, order: str | None, location: str | None) -> None:
        self.order, self.location = order, location
        what = f"Nothing of order {order}" if order else "Nothing"
        where = f" in {location}" if location else ""
        ask = f"where is order {order}?" if order else f"pick list for {location}"
        super().__init__(
            f"{what} waits to be picked{where}.", remedy=f"See how things stand: `{ask}`."
        )


def ready(books: Session, location_id: int) -> list[Ready]:
    """The orders to pick at a location: open, not held, goods promised there and not bound yet.

    The most urgent first: priority, ship-by day, then age.
    """
    held = select(OrderHold.order_id).where(
        OrderHold.released_at.is_(None), OrderHold.kind.not_in(NOT_BLOCKING)
    )
    rows = books.execute(
        select(Order, func.coalesce(Customer.name, ""), func.sum(Reservation.units))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Reservation, Reservation.order_line_id == OrderLine.id)
        .outerjoin(Customer, Customer.id == Order.customer_id)
        .where(
            Reservation.location_id == location_id,
            Reservation.state == "active",
            Reservation.shipment_id.is_(None),
            Order.state == "open",
            Order.id.not_in(held),
        )
        .group_by(Order.id, Customer.name)
        .order_by(Order.priority.desc(), Order.ship_by.nulls_last(), Order.placed_at, Order.id)
    )
    today = settings.today(books)
    return [
        Ready(
            order.id,
            order.number,
            order.version,
            customer,
            int(units),
            order.ship_by,
            late=order.ship_by is not None and order.ship_by < today,
        )
        for order, customer, units in rows
    ]


def being_picked(books: Session, location_id: int) -> list[Shipment]:
    """The shipments that are being picked at a location, oldest first."""
    wanted = select(Shipment).where(
        Shipment.location_id == location_id, Shipment.state == State.PICKING
    )
    return list(books.scalars(wanted.order_by(Shipment.id)))


def pick_list(books: Session, location: Location) -> PickList:
    """Everything to take from the shelves of a location now, whether somebody has begun or not."""
    orders = [one.order_id for one in ready(books, location.id)]
    bound = [one.id for one in being_picked(books, location.id)]
    free = Reservation.shipment_id.is_(None) & OrderLine.order_id.in_(orders)
    return _list(books, location, free | Reservation.shipment_id.in_(bound))


def list_of(books: Session, location: Location, shipment_ids: Iterable[int]) -> PickList:
    """What to take from the shelves of a location for these shipments."""
    return _list(books, location, Reservation.shipment_id.in_(list(shipment_ids)))


def packing_slip(books: Session, shipment: Shipment) -> PackingSlip:
    """What is in the parcels of a shipment, for whom, and what follows later."""
    order = books.get_one(Order, shipment.order_id)
    channel = books.get_one(Channel, order.channel_id)
    parcel = books.scalars(
        select(Parcel).where(Parcel.shipment_id == shipment.id).order_by(Parcel.id)
    ).first()
    here = {one.order_line_id: one.units for one in shipments.lines_of(books, shipment.id)}
    rows = _lines(books, order)
    return PackingSlip(
        shop=settings.value(books, "shop_name"),
        order=order.number,
        their_number=order.their_number,
        channel=channel.name,
        placed_on=clock.day_of(order.placed_at, settings.zone(books)),
        shipment=shipment.number,
        address=_address(books, order, shipment),
        lines=tuple(
            SlipLine(code, line.title, here[line.id]) for line, code in rows if line.id in here
        ),
        later=tuple(
            SlipLine(code, line.title, left, expected=line.promised_on)
            for line, code in rows
            if (left := _left(line, here.get(line.id, 0), shipment)) > 0
        ),
        carrier=(parcel.carrier if parcel else None) or "",
        tracking=(parcel.tracking if parcel else None) or "",
    )


def _left(line: OrderLine, here: int, shipment: Shipment) -> int:
    """Units of a line that are neither in this shipment nor sent before."""
    if line.sku_id is None:
        return line.open_units
    return line.open_units - (0 if shipment.state in LEFT else here)


def _lines(books: Session, order: Order) -> list[tuple[OrderLine, str]]:
    """The lines of an order that can be in a parcel, with their SKU codes; a kit is its parts."""
    kits = select(OrderLine.parent_line_id).where(OrderLine.parent_line_id.is_not(None))
    rows = books.execute(
        select(OrderLine, func.coalesce(Sku.code, OrderLine.sku_text))
        .outerjoin(Sku, Sku.id == OrderLine.sku_id)
        .where(OrderLine.order_id == order.id, OrderLine.id.not_in(kits))
        .order_by(OrderLine.line_no)
    )
    return [(row[0], row[1]) for row in rows]


def _address(books: Session, order: Order, shipment: Shipment) -> tuple[str, ...]:
    """Name and address as they are to stand on the parcel; the country only for one abroad."""
    buyer = books.get(Customer, order.customer_id) if order.customer_id else None
    to = {name: str(part) for name, part in (order.ship_to or {}).items() if part}
    name = to.get("name") or (buyer.name if buyer else "")
    home = books.get(Location, shipment.location_id) if shipment.location_id else None
    country = to.get("country") or order.country or ""
    lines = [to[part] for part in ADDRESS if part in to] or [order.town or ""]
    abroad = [country] if home is not None and country != home.country else []
    return tuple(line for line in (name, *lines, *abroad) if line)


def _list(books: Session, location: Location, which: ColumnElement[bool]) -> PickList:
    rows = books.execute(
        select(Sku, Order.number, func.sum(Reservation.units))
        .select_from(Reservation)
        .join(OrderLine, OrderLine.id == Reservation.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Sku, Sku.id == Reservation.sku_id)
        .where(Reservation.location_id == location.id, Reservation.state == "active", which)
        .group_by(Sku.id, Order.id, Order.number, Order.priority, Order.ship_by)
        .order_by(Sku.code, Order.priority.desc(), Order.ship_by.nulls_last(), Order.id)
    )
    skus: dict[int, Sku] = {}
    wanted: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for sku, number, units in rows:
        skus[sku.id] = sku
        wanted[sku.id].append((number, int(units)))
    made_at = settings.local(clock.now(), settings.zone(books))
    return PickList(
        number=f"{location.code}-{made_at:%y%m%d-%H%M}",
        shop=settings.value(books, "shop_name"),
        location=location.name,
        made_at=made_at,
        rows=tuple(
            PickRow(
                sku.code,
                sku.title,
                sku.barcode or "",
                sum(units for _, units in wanted[sku.id]),
                stock.units_in(books, sku.id, stock.Place(location.id)),
                tuple(wanted[sku.id]),
            )
            for sku in skus.values()
        ),
    )
