"""One line of a count: read under lock, moved from state to state, its variance booked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import catalogue, clock, count_rules, counts, history, locks, stock
from oms.actors import Who
from oms.count_rules import POSTED, Tolerance
from oms.errors import NoLongerPossible
from oms.history import About
from oms.stock import Move, Place
from oms.tables.catalogue import Location, Sku
from oms.tables.stock import CountLine, Movement, StockCount


@dataclass(frozen=True)
class Before:
    """What a line held before an answer, so that the answer can be taken back."""

    book: int | None
    position: int | None


@dataclass(frozen=True)
class Answered:
    """What became of a line after somebody said a number, or decided."""

    line_id: int
    state: str
    movement_id: int | None
    before: Before


def last_booked(books: Session, sku_id: int, place: Place) -> int:
    """The id of the last count or adjustment of a SKU in a bucket at a place; 0: none."""
    variance = catalogue.virtual(books, "variance")
    there, here = Movement.to_location_id, Movement.from_location_id
    gained = (
        (here == variance) & (there == place.location_id) & (Movement.to_bucket == place.bucket)
    )
    lost = (
        (there == variance) & (here == place.location_id) & (Movement.from_bucket == place.bucket)
    )
    last = select(func.coalesce(func.max(Movement.id), 0)).where(Movement.sku_id == sku_id)
    return books.scalars(last.where(gained | lost)).one()


def tolerance_of(location: Location) -> Tolerance:
    """How far a count there may be off and still be booked by itself."""
    return Tolerance(location.tolerance_units, location.tolerance_bps, location.tolerance_minor)


def post(  # noqa: PLR0913  one variance, booked
    books: Session, count: StockCount, line: CountLine, *, reason: str, by: Who, key: str,
    event: str = "agree",
) -> None:  # fmt: skip
    """Book the variance of a line now, as it was when the units were counted."""
    step(books, line, event)
    step(books, line, "post")
    line.reason = reason
    held = line.counted if line.recounted is None else line.recounted
    variance = (held or 0) - (line.book or 0)
    if variance == 0:
        return
    shelf = Place(count.location_id, line.bucket)
    lost = Place(catalogue.virtual(books, "variance"))
    gain_reason, loss_reason = counts.REASONS[reason]
    moved = stock.move(
        books,
        Move(
            sku_id=line.sku_id,
            units=abs(variance),
            source=lost if variance > 0 else shelf,
            to=shelf if variance > 0 else lost,
            reason=gain_reason if variance > 0 else loss_reason,
            about=("count", count.id),
            line_id=line.id,
            is_fact=True,
            key=f"{key}:{line.id}",
        ),
        by=by,
    )
    line.movement_id = moved.id if moved else None
    counts.settle(books, counts.Where(line.sku_id, count.location_id), gained=variance > 0, by=by)


def read(books: Session, line_id: int) -> tuple[StockCount, CountLine]:
    """A line and its count, read afresh, the SKU locked first; a number overtaken is marked so."""
    line = books.get_one(CountLine, line_id)
    locks.stock(books, [line.sku_id])
    count = locked(books, line.count_id)
    books.refresh(line)
    if count.state in {"draft", "cancelled"}:
        raise NoLongerPossible(f"Count {count.number} is {count.state}.")
    booked = last_booked(books, line.sku_id, Place(count.location_id, line.bucket))
    if count_rules.is_stale(line.state, line.position, booked):
        step(books, line, "go stale")
    return count, line


def lock_all(books: Session, line_ids: Iterable[int]) -> list[int]:
    """Lock the SKUs of several lines at once, before any of them; gives the lines in that order.

    One after the other, each with its count in between, two people could wait for each other.
    """
    wanted = select(CountLine.id, CountLine.sku_id).where(CountLine.id.in_(list(line_ids)))
    rows = books.execute(wanted.order_by(CountLine.sku_id, CountLine.id)).all()
    locks.stock(books, [row.sku_id for row in rows])
    return [row.id for row in rows]


def locked(books: Session, count_id: int) -> StockCount:
    """A count, read afresh and locked."""
    return books.get_one(StockCount, count_id, with_for_update=True, populate_existing=True)


def step(books: Session, line: CountLine, event: str) -> None:
    """Let something happen to a line; refused where the table says so."""
    line.state = count_rules.after(books.get_one(Sku, line.sku_id).title, line.state, event)


def settle(books: Session, count: StockCount) -> None:
    """Give a count the state that follows from its lines."""
    books.flush()
    states = books.scalars(select(CountLine.state).where(CountLine.count_id == count.id))
    count.state = count_rules.count_state(states)
    count.posted_at = clock.now() if count.state == POSTED else None
    books.flush()


def plain(line: CountLine, before: Before) -> dict[str, Any]:
    """What became of a line, as plain values."""
    return {"line": line.id, "state": line.state, "movement": line.movement_id,
            "before": [before.book, before.position]}  # fmt: skip


def answered(result: dict[str, Any]) -> Answered:
    """The same, from plain values."""
    return Answered(result["line"], result["state"], result["movement"], Before(*result["before"]))


def remember(books: Session, count: StockCount, what: str, *, by: Who) -> None:
    """Write what happened into the history of a count."""
    after = {"number": count.number, "state": count.state}
    history.record(books, by=by, what=what, about=About("count", count.id), after=after)
    books.flush()


def remember_line(
    books: Session, count: StockCount, line: CountLine, what: str, *, by: Who
) -> None:
    """Write what happened to one line into the history of its count."""
    after = {"line": line.id, "sku": line.sku_id, "state": line.state, "counted": line.counted,
             "recounted": line.recounted, "book": line.book, "reason": line.reason}  # fmt: skip
    history.record(books, by=by, what=what, about=About("count", count.id), after=after)
    books.flush()
