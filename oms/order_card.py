"""All that staff want to know of one order, gathered in a handful of indexed questions."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    String,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from oms import clock, holds, order_lists, order_states, questions, settings, taken_back
from oms.holds import Held
from oms.order_states import Around
from oms.payments import CAPTURED, PAID_TOO_MUCH, PROMISED, SENT_BACK, VOID, Paid
from oms.tables.catalogue import Channel, Location, Sku, Supplier
from oms.tables.line_units import LineUnits
from oms.tables.messages import ExceptionCase
from oms.tables.money import Exchange, Refund
from oms.tables.orders import (
    Charge,
    Order,
    OrderHold,
    OrderLine,
    OrderVersion,
    Parcel,
    Payment,
    Shipment,
    ShipmentLine,
)
from oms.tables.people import Customer
from oms.tables.returns import Return
from oms.tables.stock import Reservation
from oms.tracking import tracking_url


@dataclass(frozen=True)
class LineCard(LineUnits):
    """One line: units ordered and what became of them, and where reserved ones stand."""

    line_id: int
    sku: str
    title: str
    ordered: int
    reserved: int
    shipped: int
    cancelled: int
    returned: int
    amount_minor: int
    delivered: int
    return_open: int
    dropship_open: int
    returnless: int
    """Units that were refunded and stay with the customer."""
    lost: int
    """Units that were lost in the post."""
    promised_on: dt.date | None
    """The day by which what waits is expected to leave; None where that is not known."""
    parent_line_id: int | None
    """The line of the kit that this is a component of; it stands below it."""
    at: tuple[tuple[str, int], ...]

    @property
    def id(self) -> int:
        """The id of the line."""
        return self.line_id


@dataclass(frozen=True)
class ParcelCard:
    """One shipment that left or is to leave."""

    number: str
    state: str
    location: str
    carrier: str
    tracking: str
    url: str
    shipped_on: dt.date | None
    units: int


@dataclass(frozen=True)
class OrderCard:
    """An order as staff see it. `late_days` is 0 unless it is open past its ship-by day."""

    id: int
    version: int
    number: str
    their_number: str
    channel: str
    stage: str
    badge: str
    """The one word for it: see `order_states.BADGES`."""
    fulfilment: str
    coming_back: str
    payment: str
    paid: Paid
    customer: str
    town: str
    placed_on: dt.date
    ship_by: dt.date | None
    late_days: int
    total_minor: int
    currency: str
    lines: tuple[LineCard, ...]
    parcels: tuple[ParcelCard, ...]
    holds: tuple[Held, ...]
    now: dt.datetime
    returns: tuple[tuple[str, str], ...]
    """Number and state of each return."""
    charges: tuple[tuple[str, int], ...]
    """Title and amount in minor units of what is not goods."""
    refunds: tuple[tuple[str, str, int, int], ...]
    """Number and state of each, what is sent back, and what is only owed no more."""
    versions: int
    """How often it was changed after it was placed, without what was undone."""
    ship_method: str
    note: str
    ledger_note: str
    """What an owner noted beside it in the ledger."""

    @property
    def word(self) -> str:
        """What it is called: see `order_states.word`."""
        return order_states.word(self.stage, self.badge)

    @property
    def waiting(self) -> list[LineCard]:
        """The lines of which units wait for stock."""
        return [line for line in self.lines if line.backordered]

    @property
    def reserved(self) -> int:
        """Units of it that are reserved."""
        return sum(line.reserved for line in self.lines)

    @property
    def returnable(self) -> int:
        """Units that went out and may still come back."""
        return sum(line.returnable for line in self.lines)

    @property
    def is_blocked(self) -> bool:
        """Whether a hold keeps it from going out."""
        return any(hold.is_blocking for hold in self.holds)

    @property
    def is_unreserved(self) -> bool:
        """Whether nothing is reserved for it because of a hold."""
        return any(hold.is_unreserved for hold in self.holds)


# Questions are put together once: putting them together costs as much as asking them.
THIS = bindparam("order_id", type_=BigInteger)
LINES = (
    select(
        OrderLine.id.label("line_id"), func.coalesce(Sku.code, OrderLine.sku_text).label("sku"),
        OrderLine.title,
        OrderLine.ordered, OrderLine.reserved, OrderLine.shipped, OrderLine.cancelled,
        OrderLine.returned, OrderLine.amount_minor, OrderLine.delivered, OrderLine.return_open,
        OrderLine.dropship_open, OrderLine.returnless, OrderLine.lost,
        OrderLine.promised_on, OrderLine.parent_line_id,
    )
    .outerjoin(Sku, Sku.id == OrderLine.sku_id)
    .where(OrderLine.order_id == THIS)
    .order_by(OrderLine.line_no)
)  # fmt: skip
HEAD = (
    select(
        Order.id, Order.version, Order.number, Order.their_number, Order.state, Order.payment,
        Order.town, Order.placed_at, Order.ship_by, Order.total_minor, Order.taken_minor,
        Order.currency, Order.ship_method, Order.note,
        Order.ledger_note,
        Channel.name.label("channel"), Customer.name.label("customer"),
    )
    .join(Channel, Channel.id == Order.channel_id)
    .outerjoin(Customer, Customer.id == Order.customer_id)
    .where(Order.id == THIS)
)  # fmt: skip
EACH = aliased(Parcel)
FIRST_PARCEL = (
    select(func.min(EACH.id))
    .where(EACH.shipment_id == Shipment.id)
    .correlate(Shipment)
    .scalar_subquery()
)
STANDING = (Shipment.state != "undone") & (Shipment.state != "void")
PARCELS = (
    select(
        Shipment.number, Shipment.state, Shipment.shipped_at,
        func.coalesce(Location.name, Supplier.name).label("place"),
        Parcel.carrier, Parcel.tracking, func.sum(ShipmentLine.units).label("units"),
    )
    .outerjoin(Location, Location.id == Shipment.location_id)
    .outerjoin(Supplier, Supplier.id == Shipment.supplier_id)
    .outerjoin(Parcel, Parcel.id == FIRST_PARCEL)
    .outerjoin(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
    .where(Shipment.order_id == THIS, STANDING)
    .group_by(Shipment.id, Location.name, Supplier.name, Parcel.carrier, Parcel.tracking)
    .order_by(Shipment.id)
)  # fmt: skip
PLACES = (
    select(Reservation.order_line_id, Location.name, Reservation.units)
    .select_from(OrderLine)
    .join(Reservation, Reservation.order_line_id == OrderLine.id)
    .join(Location, Location.id == Reservation.location_id)
    .where(OrderLine.order_id == THIS, Reservation.state == "active")
)
REFUNDS = (
    select(Refund.number, Refund.state, Refund.payout_minor, Refund.released_minor, Refund.reason)
    .where(Refund.order_id == THIS)
    .order_by(Refund.id)
)


def _kind(word: str) -> ColumnElement[str]:
    # in the words of SQL itself: what is bound costs something each time it is asked
    return literal_column(f"'{word}'", String)


NO_WORD, NO_MONEY = literal_column("''", String), literal_column("0", BigInteger)
UNDOING = func.coalesce(OrderVersion.after["undoes"].as_string(), NO_WORD)
"""Of a version that only undoes another one: which; else empty."""
SUBJECT = bindparam("subject", type_=String)
BESIDE = union_all(
    select(_kind("hold"), OrderHold.id, OrderHold.kind, NO_WORD, NO_MONEY).where(
        OrderHold.order_id == THIS, OrderHold.released_at.is_(None)
    ),
    select(_kind("return"), Return.id, Return.number, Return.state, NO_MONEY).where(
        Return.order_id == THIS
    ),
    select(_kind("charge"), Charge.id, Charge.title, NO_WORD, Charge.amount_minor).where(
        Charge.order_id == THIS
    ),
    select(_kind("parcel"), Shipment.id, Shipment.number, Shipment.state, NO_MONEY).where(
        Shipment.order_id == THIS, STANDING
    ),
    select(_kind("payment"), Payment.id, Payment.method, NO_WORD, Payment.amount_minor).where(
        Payment.order_id == THIS, Payment.state == CAPTURED
    ),
    select(_kind("exchange"), Exchange.id, NO_WORD, NO_WORD, Exchange.worth_minor).where(
        Exchange.child_id == THIS, Exchange.state == PROMISED
    ),
    select(_kind("refund"), Refund.id, NO_WORD, NO_WORD, NO_MONEY).where(Refund.order_id == THIS),
    select(_kind("version"), OrderVersion.id, NO_WORD, UNDOING, NO_MONEY).where(
        OrderVersion.order_id == THIS
    ),
    select(_kind("case"), ExceptionCase.id, NO_WORD, NO_WORD, NO_MONEY).where(
        ExceptionCase.state == "open", ExceptionCase.subject == SUBJECT
    ),
    select(_kind("case"), ExceptionCase.id, NO_WORD, NO_WORD, NO_MONEY).where(
        ExceptionCase.state == "open",
        ExceptionCase.about_kind == "order",
        ExceptionCase.about_id == THIS,
    ),
)


def card(books: Session, order: Order) -> OrderCard:
    """The card of an order, as things stand now."""
    return of_id(books, order.id)


def of_id(books: Session, order_id: int) -> OrderCard:
    """The card of the order with that id, as things stand now."""
    asked = questions.through(books)
    order: Any = asked.execute(HEAD, {"order_id": order_id}).one()
    lines, beside = _lines(asked, order_id), _beside(asked, order_id, order.number)
    zone, now = settings.zone(books), clock.now()
    today = clock.day_of(now, zone)
    parcels = _parcels(asked, order_id, zone) if beside["parcel"] else ()
    held = holds.of_many(books, [order_id])[order_id] if beside["hold"] else []
    refunds = asked.execute(REFUNDS, {"order_id": order_id}).all() if beside["refund"] else ()
    units, paid = order_states.progress(lines), _paid(order, beside, refunds)
    late = order_lists.is_late(order, today)
    around = Around(
        held=bool(held),
        excepted=bool(beside["case"]),
        late=late,
        packing=sum(one.units for one in parcels if one.state in order_lists.IN_HAND),
    )
    is_held = any(one.is_blocking for one in held)
    return OrderCard(
        id=order.id,
        version=order.version,
        number=order.number,
        their_number=order.their_number,
        channel=order.channel,
        stage=order_states.stage(order.state, held=is_held, units=units),
        badge=order_states.badge(order.state, units, around),
        fulfilment=order_states.fulfilment(units),
        coming_back=order_states.coming_back(units),
        payment=paid.state,
        paid=paid,
        customer=shown_name(books, order.customer or ""),
        town=order.town or "",
        placed_on=clock.day_of(order.placed_at, zone),
        ship_by=order.ship_by,
        late_days=(today - order.ship_by).days if late and order.ship_by else 0,
        total_minor=order.total_minor,
        currency=order.currency,
        lines=_standing(books, lines),
        parcels=parcels,
        holds=tuple(held),
        now=now,
        returns=tuple((one.name, one.state) for one in beside["return"]),
        charges=tuple((charge.name, charge.minor) for charge in beside["charge"]),
        refunds=tuple(
            (one.number, one.state, one.payout_minor, one.released_minor) for one in refunds
        ),
        versions=sum(-1 if one.state else 1 for one in beside["version"]),
        ship_method=order.ship_method or "",
        note=order.note or "",
        ledger_note=order.ledger_note or "",
    )


def _paid(order: Any, beside: dict[str, list[_Beside]], refunds: Sequence[Any]) -> Paid:
    """The money of the order, from its payments, its refunds and what comes back in exchange."""
    standing = [one for one in refunds if one.state != VOID]
    too_much = [one for one in standing if one.reason == PAID_TOO_MUCH]
    return Paid(
        total_minor=order.total_minor,
        captured_minor=order.taken_minor + sum(one.minor for one in beside["payment"]),
        released_minor=sum(one.released_minor for one in standing),
        refunded_minor=sum(one.payout_minor for one in refunds if one.state in SENT_BACK),
        given_back_minor=sum(one.payout_minor for one in too_much),
        promised_minor=sum(one.minor for one in beside["exchange"]),
        told=order.payment,
    )


def _lines(asked: Connection, order_id: int) -> tuple[LineCard, ...]:
    """The lines of an order, in their order, those of a kit below it."""
    rows = list(asked.execute(LINES, {"order_id": order_id}).all())
    places_of = {row.line_id: at for at, row in enumerate(rows)}
    rows.sort(key=lambda row: places_of[row.parent_line_id or row.line_id])
    places = _places(asked, order_id) if any(row.reserved for row in rows) else {}
    cards = []
    for row in rows:
        # the question asks for the fields in their order
        fields: Any = (*row, tuple(sorted(places.get(row.line_id, {}).items())))
        cards.append(LineCard(*fields))
    return tuple(cards)


def _standing(books: Session, lines: tuple[LineCard, ...]) -> tuple[LineCard, ...]:
    """Without those that only an undone edit had added."""
    may = (one for one in lines if taken_back.maybe(one.ordered, one.cancelled, one.amount_minor))
    gone = taken_back.among(books, (one.line_id for one in may))
    return tuple(one for one in lines if one.line_id not in gone) if gone else lines


def _places(asked: Connection, order_id: int) -> dict[int, dict[str, int]]:
    """Order line id -> place -> units promised there."""
    places: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line_id, place, units in asked.execute(PLACES, {"order_id": order_id}):
        places[line_id][place] += units
    return places


def _parcels(asked: Connection, order_id: int, zone: str) -> tuple[ParcelCard, ...]:
    return tuple(
        ParcelCard(
            number=row.number,
            state=row.state,
            location=row.place or "",
            carrier=row.carrier or "",
            tracking=row.tracking or "",
            url=tracking_url(row.carrier, row.tracking),
            shipped_on=clock.day_of(row.shipped_at, zone) if row.shipped_at else None,
            units=int(row.units or 0),
        )
        for row in asked.execute(PARCELS, {"order_id": order_id})
    )


class _Beside(NamedTuple):
    """What stands beside the lines of an order, and most orders have none of."""

    kind: str
    id: int
    name: str
    state: str
    minor: int


def _beside(asked: Connection, order_id: int, number: str) -> dict[str, list[_Beside]]:
    """What stands beside the lines, in one question; by kind, oldest first."""
    found: dict[str, list[_Beside]] = defaultdict(list)
    about = {"order_id": order_id, "subject": f"order {number}"}
    rows = asked.execute(BESIDE, about)
    for row in sorted(_Beside(*row) for row in rows):
        found[row.kind].append(row)
    return found


def shown_name(books: Session, name: str) -> str:
    """A customer's name as cards show it: in full, or its initials."""
    if settings.value(books, "names_on_cards") == "full":
        return name
    return " ".join(f"{word[0]}." for word in name.split())
