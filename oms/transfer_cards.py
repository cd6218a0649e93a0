"""Transfers as people ask about them: one by its number, and what is on the way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from oms import clock, questions, settings, transfers
from oms.errors import ShopError
from oms.tables.catalogue import Location, Sku
from oms.tables.stock import Transfer, TransferLine
from oms.transfer_states import ON_THE_WAY, Sent

SOURCE, TARGET = aliased(Location), aliased(Location)


class UnknownTransfer(ShopError):
    """No transfer has that number."""

    code = "unknown_transfer"

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(
            f"There is no transfer {number}.", remedy="Ask which there are: `what is on the way?`"
        )


@dataclass(frozen=True)
class TransferRow:
    """One line of a transfer, and what became of it."""

    line_id: int
    sku_id: int
    sku: str
    title: str
    sent: Sent


@dataclass(frozen=True)
class TransferCard:
    """A transfer as a person sees it."""

    id: int
    number: str
    from_id: int
    source: str
    to_id: int
    target: str
    state: str
    left_on: dt.date | None
    expected_on: dt.date | None
    lines: tuple[TransferRow, ...]

    @property
    def units(self) -> int:
        """All units that were sent."""
        return sum(line.sent.units for line in self.lines)

    @property
    def left(self) -> int:
        """Units still on the way; none before it left and after it is closed."""
        return sum(line.sent.left for line in self.lines) if self.state in ON_THE_WAY else 0


@dataclass(frozen=True)
class OnTheWay:
    """Units of a SKU that left one place and have not arrived at the other."""

    transfer: str
    sku_id: int
    sku: str
    title: str
    source: str
    to_id: int
    target: str
    units: int
    left_on: dt.date | None
    expected_on: dt.date | None


def by_number(books: Session, said: str) -> Transfer:
    """The transfer with that number, T-7 or 7.

    Raises:
        UnknownTransfer: there is none.
    """
    number = f"T-{said.strip().upper().removeprefix('T').lstrip('- ')}"
    found = books.scalars(select(Transfer).where(Transfer.number == number)).first()
    if found is None:
        raise UnknownTransfer(number)
    return found


def card(books: Session, transfer: Transfer) -> TransferCard:
    """A transfer with its lines."""
    rows = books.execute(
        select(TransferLine, Sku.code, Sku.title)
        .join(Sku, Sku.id == TransferLine.sku_id)
        .where(TransferLine.transfer_id == transfer.id)
        .order_by(TransferLine.id)
    )
    return TransferCard(
        id=transfer.id,
        number=transfer.number,
        from_id=transfer.from_location_id,
        source=books.get_one(Location, transfer.from_location_id).name,
        to_id=transfer.to_location_id,
        target=books.get_one(Location, transfer.to_location_id).name,
        state=transfer.state,
        left_on=_day(books, transfer.dispatched_at),
        expected_on=transfer.expected_on,
        lines=tuple(
            TransferRow(line.id, line.sku_id, code, title, transfers.sent(line))
            for line, code, title in rows
        ),
    )


def on_the_way(
    books: Session, *, sku_id: int | None = None, to_id: int | None = None
) -> list[OnTheWay]:
    """What has left and not arrived, the oldest first: of one SKU, to one place, or all."""
    asked = {"sku": sku_id, "to": to_id}
    wanted = LEFT[sku_id is not None, to_id is not None]
    rows = questions.ask(books, wanted, {name: value for name, value in asked.items() if value})
    return [
        OnTheWay(
            transfer=row.number,
            sku_id=row.sku_id,
            sku=row.code,
            title=row.title,
            source=row.source,
            to_id=row.to_location_id,
            target=row.target,
            units=row.left,
            left_on=_day(books, row.dispatched_at),
            expected_on=row.expected_on,
        )
        for row in rows
    ]


def _left() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Transfer.number, Transfer.to_location_id, Transfer.dispatched_at, Transfer.expected_on,
            TransferLine.sku_id, Sku.code, Sku.title, SOURCE.name.label("source"),
            TARGET.name.label("target"), TransferLine.left.label("left"),
        )
        .join(TransferLine, TransferLine.transfer_id == Transfer.id)
        .join(Sku, Sku.id == TransferLine.sku_id)
        .join(SOURCE, SOURCE.id == Transfer.from_location_id)
        .join(TARGET, TARGET.id == Transfer.to_location_id)
        .where(or_(*(Transfer.state == state for state in ON_THE_WAY)), TransferLine.left > 0)
        .order_by(Transfer.id, TransferLine.id)
    )  # fmt: skip


def _day(books: Session, moment: dt.datetime | None) -> dt.date | None:
    return clock.day_of(moment, settings.zone(books)) if moment else None


# Questions are put together once: putting them together costs more than asking them.
OF_SKU = TransferLine.sku_id == bindparam("sku")
TO_PLACE = Transfer.to_location_id == bindparam("to")
LEFT = {
    (False, False): _left(),
    (True, False): _left().where(OF_SKU),
    (False, True): _left().where(TO_PLACE),
    (True, True): _left().where(OF_SKU, TO_PLACE),
}
"""By whether a SKU and a place are named."""
