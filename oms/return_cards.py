"""A return as staff see it, and the list of those that are open."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import (
    clock,
    inspections,
    photos,
    return_documents,
    return_endings,
    settings,
    supplier_returns,
)
from oms.order_card import shown_name
from oms.return_documents import Opened
from oms.return_states import OPEN, State
from oms.tables.money import Refund
from oms.tables.orders import Order
from oms.tables.people import Customer
from oms.tables.returns import Return, ReturnLine

LISTED = 10
WORDS = {
    "restock": "back on the shelf", "hold": "on hold", "repair": "to be repaired",
    "send_back": "to go back to the supplier", "write_off": "written off",
    "to_customer": "sent back to the customer",
}  # fmt: skip
"""Disposition -> what became of the goods, for people."""


@dataclass(frozen=True)
class Found:
    """Units that were inspected alike."""

    inspection_id: int
    units: int
    condition: str
    disposition: str

    @property
    def words(self) -> str:
        """What became of them."""
        return WORDS[self.disposition]


@dataclass(frozen=True)
class LineCard:
    """One line of a return: units announced, and what became of them."""

    line_id: int
    sku_id: int
    sku: str
    title: str
    units: int
    received: int
    missing: int
    to_come: int
    inspected: int
    reason: str
    location: str
    waiting: int
    """Units that are here and wait to be inspected."""
    is_announced: bool
    found: tuple[Found, ...]


@dataclass(frozen=True)
class ReturnCard:
    """A return as staff see it."""

    id: int
    number: str
    state: str
    source: str
    order_id: int | None
    order: str
    currency: str
    customer: str
    place: str
    """Where it comes to: a location, or the supplier that takes it back."""
    place_id: int | None
    supplier: str
    requested_on: dt.date
    expires_on: dt.date | None
    note: str
    ledger_note: str
    """What an owner noted beside it in the ledger."""
    lines: tuple[LineCard, ...]
    photos: tuple[tuple[str, str], ...]
    """Name and link of each picture."""
    refunds: tuple[tuple[str, str, int], ...]
    """Number, state and amount in minor units of each refund."""
    left: tuple[str, ...]
    """What is left to do, each in a few words."""
    concerns: tuple[str, ...]
    """What the rules refused or asked when it was agreed to."""

    @property
    def units(self) -> int:
        """Units announced in all."""
        return sum(line.units for line in self.lines)

    @property
    def to_come(self) -> int:
        """Units still awaited."""
        return sum(line.to_come for line in self.lines)

    @property
    def waiting(self) -> int:
        """Units that wait to be inspected."""
        return sum(line.waiting for line in self.lines)


@dataclass(frozen=True)
class ReturnFound:
    """One return in a list."""

    number: str
    state: str
    order: str
    customer: str
    units: int
    received: int
    waiting: int
    days: int
    """Since it was asked for."""
    expires_on: dt.date | None


def card(books: Session, one: Return) -> ReturnCard:
    """The card of a return, as things stand now."""
    zone = settings.zone(books)
    lines = return_documents.lines_of(books, one.id)
    order = books.get(Order, one.order_id) if one.order_id is not None else None
    opened = Opened(one, order, lines)
    policy = one.policy or {}
    supplier = supplier_returns.name_of(books, one)
    open_ends = one.state in OPEN and one.state != State.REQUESTED
    return ReturnCard(
        id=one.id,
        number=one.number,
        state=one.state,
        source=one.source,
        order_id=one.order_id,
        order=order.number if order is not None else "",
        currency=order.currency if order is not None else settings.value(books, "currency"),
        customer=_customer(books, one.customer_id),
        place=supplier or return_documents.place_name(books, one.location_id),
        place_id=one.location_id,
        supplier=supplier,
        requested_on=clock.day_of(one.requested_at, zone),
        expires_on=one.expires_on,
        note=one.note or "",
        ledger_note=one.ledger_note or "",
        lines=_lines(books, opened),
        photos=tuple((photo.name, photo.permalink) for photo in photos.of(books, one.id)),
        refunds=_refunds(books, one.id),
        left=return_endings.left(books, opened) if open_ends else (),
        concerns=tuple(
            sentence for _, outcome, sentence in policy.get("findings", ()) if outcome != "ok"
        ),
    )


def open_returns(
    books: Session, today: dt.date, *, to_inspect: bool = False, limit: int = LISTED
) -> tuple[list[ReturnFound], int]:
    """The open returns, the oldest first, at most `limit`, and how many there are in all."""
    wanted = select(Return).where(Return.state.in_(OPEN))
    if to_inspect:
        here = select(ReturnLine.return_id).where(ReturnLine.received > ReturnLine.inspected)
        wanted = wanted.where(Return.id.in_(here), Return.state == State.RECEIVING)
    total = books.scalars(select(func.count()).select_from(wanted.subquery())).one()
    page = books.scalars(wanted.order_by(Return.requested_at, Return.id).limit(limit))
    return [_found(books, one, today) for one in page], total


def _found(books: Session, one: Return, today: dt.date) -> ReturnFound:
    lines = return_documents.lines_of(books, one.id)
    order = books.get(Order, one.order_id) if one.order_id is not None else None
    return ReturnFound(
        number=one.number,
        state=one.state,
        order=order.number if order is not None else "",
        customer=_customer(books, one.customer_id),
        units=sum(line.units for line in lines),
        received=sum(line.received for line in lines),
        waiting=sum(line.waiting for line in lines),
        days=(today - clock.day_of(one.requested_at, settings.zone(books))).days,
        expires_on=one.expires_on,
    )


def _lines(books: Session, opened: Opened) -> tuple[LineCard, ...]:
    names = return_documents.titles(books, (line.sku_id for line in opened.lines))
    found: dict[int, list[Found]] = defaultdict(list)
    for one in inspections.of(books, opened.document.id):
        seen = Found(one.id, one.units, one.condition, one.disposition)
        found[one.return_line_id].append(seen)
    return tuple(
        LineCard(
            line_id=line.id,
            sku_id=line.sku_id,
            sku=names[line.sku_id][0],
            title=names[line.sku_id][1],
            units=line.units,
            received=line.received,
            missing=line.missing,
            to_come=opened.to_come(line),
            inspected=line.inspected,
            reason=(line.reason or "").replace("_", " "),
            location=return_documents.place_name(books, line.location_id),
            waiting=line.waiting,
            is_announced=line.order_line_id is not None,
            found=tuple(found[line.id]),
        )
        for line in opened.lines
        # what was never announced and did not come after all is nobody's business
        if line.received or line.order_line_id is not None or opened.order is None
    )


def _customer(books: Session, customer_id: int | None) -> str:
    customer = books.get(Customer, customer_id) if customer_id is not None else None
    return shown_name(books, customer.name) if customer is not None else ""


def _refunds(books: Session, return_id: int) -> tuple[tuple[str, str, int], ...]:
    rows = books.execute(
        select(Refund.number, Refund.state, Refund.payout_minor)
        .where(Refund.return_id == return_id)
        .order_by(Refund.id)
    )
    return tuple((row.number, row.state, row.payout_minor) for row in rows)
