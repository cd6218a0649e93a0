"""Counts as people ask about them: one by its number, those that are open, the packing bench."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import clock, count_lines, count_rules, counts, settings
from oms.count_rules import ASKED, RECOUNT, STALE
from oms.errors import ShopError
from oms.stock import Place
from oms.tables.catalogue import Location, Sku
from oms.tables.orders import Shipment
from oms.tables.people import Actor
from oms.tables.stock import CountLine, Reservation, StockCount

ON_THE_BENCH = ("picking", "packed")
"""States of a shipment whose goods were taken off the shelf and have not left."""


class UnknownCount(ShopError):
    """No count has that number."""

    code = "unknown_count"

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(
            f"There is no count {number}.", remedy="Ask which there are: `open counts`."
        )


@dataclass(frozen=True)
class CountRow:
    """One product of a count."""

    line_id: int
    sku_id: int
    sku: str
    title: str
    state: str
    counted: int | None
    counter: str
    recounted: int | None
    recounter: str
    book: int | None
    """By the books when the number that holds was counted."""
    each_minor: int
    bench: int
    """Units on the packing bench: off the shelf, not gone."""

    @property
    def variance(self) -> int:
        """Units that the number that holds differs by; 0 while there is none."""
        held = self.counted if self.recounted is None else self.recounted
        return 0 if held is None or self.book is None else held - self.book

    @property
    def waits_for_number(self) -> bool:
        """Whether somebody is to say a number."""
        return self.state in {ASKED, STALE, count_rules.COUNTED}


@dataclass(frozen=True)
class CountCard:
    """A count as a person sees it."""

    id: int
    number: str
    location_id: int
    location: str
    state: str
    blind: bool
    asked_on: dt.date
    lines: tuple[CountRow, ...]

    @property
    def missing(self) -> tuple[CountRow, ...]:
        """Lines of which somebody is to say a number."""
        return tuple(line for line in self.lines if line.waits_for_number)

    @property
    def to_approve(self) -> tuple[CountRow, ...]:
        """Lines that two counted and somebody is to approve or drop."""
        return tuple(line for line in self.lines if line.state == RECOUNT)


def by_number(books: Session, said: str) -> StockCount:
    """The count with that number, C-3 or 3.

    Raises:
        UnknownCount: there is none.
    """
    number = f"C-{said.strip().upper().removeprefix('C').lstrip('- ')}"
    found = books.scalars(select(StockCount).where(StockCount.number == number)).first()
    if found is None:
        raise UnknownCount(number)
    return found


def open_counts(books: Session) -> list[CountCard]:
    """Counts that wait for a number or a decision, the oldest first."""
    wanted = select(StockCount).where(StockCount.state.in_(("draft", "counting", "review")))
    return [card(books, count) for count in books.scalars(wanted.order_by(StockCount.id))]


def card(books: Session, count: StockCount) -> CountCard:
    """A count with its lines; a number that was overtaken since shows as stale."""
    rows = books.execute(
        select(CountLine, Sku)
        .join(Sku, Sku.id == CountLine.sku_id)
        .where(CountLine.count_id == count.id)
        .order_by(CountLine.id)
    ).all()
    lines = [(line, sku) for line, sku in rows]
    on_bench = bench(books, count.location_id, [sku.id for _, sku in lines])
    names = _names(books, [line for line, _ in lines])
    return CountCard(
        id=count.id,
        number=count.number,
        location_id=count.location_id,
        location=books.get_one(Location, count.location_id).name,
        state=count.state,
        blind=count.blind,
        asked_on=clock.day_of(count.made_at, settings.zone(books)),
        lines=tuple(
            CountRow(
                line_id=line.id,
                sku_id=sku.id,
                sku=sku.code,
                title=sku.title,
                state=_state(books, count, line),
                counted=line.counted,
                counter=names.get(line.counter_id or 0, ""),
                recounted=line.recounted,
                recounter=names.get(line.recounter_id or 0, ""),
                book=line.book,
                each_minor=counts.value_of(books, sku.id, 1),
                bench=on_bench.get(sku.id, 0),
            )
            for line, sku in lines
        ),
    )


def bench(books: Session, location_id: int, sku_ids: Iterable[int]) -> Mapping[int, int]:
    """Units of these SKUs on the packing bench of a place; by the books they are on hand."""
    rows = books.execute(
        select(Reservation.sku_id, func.sum(Reservation.units))
        .join(Shipment, Shipment.id == Reservation.shipment_id)
        .where(
            Reservation.state == "active",
            Reservation.location_id == location_id,
            Reservation.sku_id.in_(list(sku_ids)),
            Shipment.state.in_(ON_THE_BENCH),
        )
        .group_by(Reservation.sku_id)
    )
    return {sku_id: int(units) for sku_id, units in rows}


def _state(books: Session, count: StockCount, line: CountLine) -> str:
    place = Place(count.location_id, line.bucket)
    if line.position is None:
        return line.state
    booked = count_lines.last_booked(books, line.sku_id, place)
    return STALE if count_rules.is_stale(line.state, line.position, booked) else line.state


def _names(books: Session, lines: list[CountLine]) -> Mapping[int, str]:
    ids = {one for line in lines for one in (line.counter_id, line.recounter_id) if one}
    rows = books.execute(select(Actor.id, Actor.name).where(Actor.id.in_(ids)))
    return {row.id: row.name for row in rows}
