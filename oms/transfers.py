"""Goods that leave one location for another: written down, sent, taken back before they arrive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from oms import (
    actors,
    catalogue,
    clock,
    fills,
    history,
    kits,
    locks,
    reservations,
    sequences,
    stock,
    transfer_states,
)
from oms.actors import Who
from oms.errors import BadQuantity, ShopError
from oms.history import About
from oms.once import once
from oms.stock import Move, Place
from oms.tables.catalogue import Location
from oms.tables.stock import Movement, Transfer, TransferLine
from oms.transfer_states import Sent
from oms.values import MOST_UNITS


class SamePlace(ShopError):
    """A transfer would go from a place to itself."""

    code = "same_place"

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(f"{place} to {place} is no way to go.", remedy="Say from where to where.")


@dataclass(frozen=True)
class Wanted:
    """What is to be sent: from where, to where, and units by SKU id."""

    from_id: int
    to_id: int
    units: Mapping[int, int]
    note: str | None = None
    expected_on: dt.date | None = None

    @property
    def told(self) -> dict[str, Any]:
        """The same as plain values."""
        units = [[sku_id, units] for sku_id, units in sorted(self.units.items())]
        day = self.expected_on.isoformat() if self.expected_on else None
        return {"from": self.from_id, "to": self.to_id, "units": units, "note": self.note,
                "expected_on": day}  # fmt: skip


def draft(books: Session, wanted: Wanted, *, by: Who, key: str) -> int:
    """Write down a transfer that has not left yet, once for each `key`; gives its id.

    Raises:
        NotAllowed, NotHere: the role does not transfer stock, or not from there.
        SamePlace: it would go nowhere.
        BadQuantity: no line, or a line of less than one unit.
    """
    _check(books, wanted, by=by)

    def do() -> dict[str, Any]:
        return {"transfer": _draft(books, wanted, by=by).id}

    return int(once(books, key, "draft_transfer", wanted.told, by=by, do=do)["transfer"])


def dispatch(books: Session, transfer_id: int, *, by: Who, key: str) -> None:
    """Let the goods of a draft leave; they stand in TRANSIT until they are received.

    Raises:
        NotAllowed, NotHere: as `draft`.
        NoLongerPossible: it left before, or was cancelled.
        NotEnoughStock: the place would keep fewer units than it has promised.
    """
    actors.allow(by, actors.TRANSFER)

    def do() -> dict[str, Any]:
        _dispatch(books, transfer_id, by=by, key=key)
        return {}

    once(books, key, "dispatch_transfer", {"transfer": transfer_id}, by=by, do=do)


def send(books: Session, wanted: Wanted, *, by: Who, key: str) -> int:
    """Draft and dispatch in one: the goods leave now; gives the id of the transfer.

    Raises:
        NotAllowed, NotHere, SamePlace, BadQuantity, NotEnoughStock: as `draft` and `dispatch`.
    """
    _check(books, wanted, by=by)

    def do() -> dict[str, Any]:
        made = _draft(books, wanted, by=by)
        _dispatch(books, made.id, by=by, key=key)
        return {"transfer": made.id}

    return int(once(books, key, "send_transfer", wanted.told, by=by, do=do)["transfer"])


def cancel(books: Session, transfer_id: int, *, by: Who, key: str) -> None:
    """Drop a draft, or bring back goods that left and of which none arrived.

    Raises:
        NotAllowed, NotHere: the role does not transfer stock, or not from there.
        NoLongerPossible: some units arrived, or it is closed or cancelled.
    """
    actors.allow(by, actors.TRANSFER)

    def do() -> dict[str, Any]:
        transfer, lines = locked(books, transfer_id)
        actors.allow(by, actors.TRANSFER, location_id=transfer.from_location_id)
        event = "cancel" if transfer.state == transfer_states.DRAFT else "take back"
        transfer.state = transfer_states.after(transfer.number, transfer.state, event)
        transfer.closed_at = clock.now()
        for movement in _standing(books, transfer):
            stock.reverse(books, movement, by=by, key=f"{key}:{movement.id}", is_fact=True)
        for line in lines:
            line.lost = line.sent_back = 0
        settle(books, transfer.from_location_id, lines, by=by)
        remember(books, transfer, "transfer cancelled", by=by)
        return {}

    once(books, key, "cancel_transfer", {"transfer": transfer_id}, by=by, do=do)


def _check(books: Session, wanted: Wanted, *, by: Who) -> None:
    actors.allow(by, actors.TRANSFER, location_id=wanted.from_id)
    if wanted.from_id == wanted.to_id:
        raise SamePlace(books.get_one(Location, wanted.from_id).name)
    fewest = min(wanted.units.values(), default=0)
    if not 1 <= fewest <= max(wanted.units.values(), default=0) <= MOST_UNITS:
        raise BadQuantity(fewest)
    for sku_id in wanted.units:
        kits.refuse(books, sku_id)


def _draft(books: Session, wanted: Wanted, *, by: Who) -> Transfer:
    made = Transfer(
        number=f"T-{sequences.take(books, 'transfer')}",
        from_location_id=wanted.from_id,
        to_location_id=wanted.to_id,
        state=transfer_states.DRAFT,
        note=wanted.note,
        made_at=clock.now(),
        expected_on=wanted.expected_on,
        by_id=by.id,
    )
    books.add(made)
    books.flush()
    books.add_all(
        TransferLine(transfer_id=made.id, sku_id=sku_id, units=units)
        for sku_id, units in sorted(wanted.units.items())
    )
    books.flush()
    remember(books, made, "transfer drafted", by=by)
    return made


def _dispatch(books: Session, transfer_id: int, *, by: Who, key: str) -> None:
    transfer, lines = locked(books, transfer_id)
    actors.allow(by, actors.TRANSFER, location_id=transfer.from_location_id)
    transfer.state = transfer_states.after(transfer.number, transfer.state, "dispatch")
    transfer.dispatched_at = clock.now()
    transit = Place(catalogue.virtual(books, "transit"))
    for line in lines:
        leaving = Move(
            sku_id=line.sku_id,
            units=line.units,
            source=Place(transfer.from_location_id),
            to=transit,
            reason="transfer_out",
            about=("transfer", transfer.id),
            line_id=line.id,
            key=f"{key}:out:{line.id}",
        )
        stock.move(books, leaving, by=by)
    # who waits for these goods may be promised another day now
    fills.ask(books, {line.sku_id for line in lines})
    remember(books, transfer, "transfer dispatched", by=by)


def sent(line: TransferLine) -> Sent:
    """The figures of a line."""
    return Sent(line.units, line.received, line.damaged, line.lost, line.sent_back)


def lines_of(books: Session, transfer_id: int) -> list[TransferLine]:
    """The lines of a transfer."""
    wanted = select(TransferLine).where(TransferLine.transfer_id == transfer_id)
    return list(books.scalars(wanted.order_by(TransferLine.id)))


def locked(books: Session, transfer_id: int) -> tuple[Transfer, list[TransferLine]]:
    """The transfer and its lines, read afresh; its SKUs are locked first, as everywhere."""
    lines = lines_of(books, transfer_id)
    locks.stock(books, [line.sku_id for line in lines])
    transfer = books.get_one(Transfer, transfer_id, with_for_update=True, populate_existing=True)
    for line in lines:
        books.refresh(line)
    return transfer, lines


def _standing(books: Session, transfer: Transfer) -> list[Movement]:
    """The movements of a transfer that were not taken back, the newest first."""
    back = aliased(Movement)
    wanted = select(Movement).where(
        Movement.about_kind == "transfer",
        Movement.about_id == transfer.id,
        Movement.reverses_id.is_(None),
        ~select(back.id).where(back.reverses_id == Movement.id).exists(),
    )
    return list(books.scalars(wanted.order_by(Movement.id.desc())))


def settle(books: Session, location_id: int, lines: list[TransferLine], *, by: Who) -> None:
    """Give what came to waiting orders, and repair what a place can no longer keep."""
    books.flush()
    for sku_id in sorted({line.sku_id for line in lines}):
        reservations.fill(books, sku_id, by=by)
        reservations.repair(books, sku_id, location_id, by=by)


def remember(
    books: Session, transfer: Transfer, what: str, *, by: Who, units: int | None = None
) -> None:
    """Write what happened into the history of the transfer."""
    after: dict[str, Any] = {"number": transfer.number, "state": transfer.state}
    if units is not None:
        after["units"] = units
    history.record(books, by=by, what=what, about=About("transfer", transfer.id), after=after)
    books.flush()
