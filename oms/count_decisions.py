"""What a person decides about a counted number: approve it, drop it, take it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from oms import actors, count_lines, counts, stock
from oms.actors import Who
from oms.count_lines import Answered, Before
from oms.count_rules import COUNTED, RECOUNT, STALE
from oms.once import once
from oms.stock_counts import AnotherPerson
from oms.tables.stock import CountLine, Movement, StockCount


def approve(books: Session, line_id: int, reason: str, *, by: Who, key: str) -> Answered:
    """Book a variance that two people counted and that is still too large to be booked by itself.

    Raises:
        NotAllowed, NotHere: the role does not approve counts, or not there.
        OverLimit: what would be written off is worth more than the role may write off alone.
        UnknownReason: not one of `counts.REASONS`.
        AnotherPerson: whoever counted does not approve.
        NoLongerPossible: the line does not wait for it.
    """
    actors.allow(by, actors.APPROVE_COUNTS)
    if reason not in counts.REASONS:
        raise counts.UnknownReason(reason)

    def do() -> dict[str, Any]:
        return _approve(books, line_id, reason, by=by, key=key)

    return count_lines.answered(
        once(books, key, "approve_count", {"line": line_id, "reason": reason}, by=by, do=do)
    )


def approve_all(
    books: Session, line_ids: Iterable[int], reason: str, *, by: Who, key: str
) -> list[Answered]:
    """Approve several lines for one reason; all or none.

    Raises:
        As `approve`.
    """
    return [
        approve(books, line_id, reason, by=by, key=f"{key}:{line_id}")
        for line_id in count_lines.lock_all(books, line_ids)
    ]


def take_back_all(
    books: Session, before: Mapping[int, Before], *, by: Who, key: str
) -> list[Answered]:
    """Undo the last answers of several lines, line id -> what it held before; all or none.

    Raises:
        As `take_back`.
    """
    return [
        take_back(books, line_id, before[line_id], by=by, key=f"{key}:{line_id}")
        for line_id in count_lines.lock_all(books, before)
    ]


def reject(books: Session, line_id: int, *, by: Who, key: str) -> Answered:
    """Drop a line: nothing is booked for it.

    Raises:
        NotAllowed, NotHere: the role does not count, or not there; to drop a number that waits to
            be approved takes whoever may approve it.
        NoLongerPossible: it is booked or dropped.
    """
    actors.allow(by, actors.COUNT)

    def do() -> dict[str, Any]:
        count, line = count_lines.read(books, line_id)
        permission = actors.APPROVE_COUNTS if line.state == RECOUNT else actors.COUNT
        actors.allow(by, permission, location_id=count.location_id)
        count_lines.step(books, line, "reject")
        count_lines.settle(books, count)
        count_lines.remember_line(books, count, line, "count dropped", by=by)
        return count_lines.plain(line, Before(line.book, line.position))

    return count_lines.answered(once(books, key, "reject_count", {"line": line_id}, by=by, do=do))


def take_back(books: Session, line_id: int, before: Before, *, by: Who, key: str) -> Answered:
    """Undo the last answer of a line; what was booked for it is reversed.

    Raises:
        NotAllowed, NotHere: the role does not count, or not there.
        NoLongerPossible: nobody has said a number yet, or it was dropped.
    """
    actors.allow(by, actors.COUNT)

    def do() -> dict[str, Any]:
        count, line = count_lines.read(books, line_id)
        actors.allow(by, actors.COUNT, location_id=count.location_id)
        count_lines.step(books, line, "take back")
        if line.movement_id is not None:
            _reverse(books, count, line, by=by, key=key)
        if line.state == COUNTED:
            line.book, line.position = before.book, before.position
        else:
            line.counted = line.counter_id = line.counted_at = line.book = line.position = None
        line.recounted = line.recounter_id = line.reason = line.approved_by_id = None
        count_lines.settle(books, count)
        count_lines.remember_line(books, count, line, "count taken back", by=by)
        return count_lines.plain(line, before)

    return count_lines.answered(
        once(books, key, "take_back_count", {"line": line_id}, by=by, do=do)
    )


def _approve(books: Session, line_id: int, reason: str, *, by: Who, key: str) -> dict[str, Any]:
    count, line = count_lines.read(books, line_id)
    actors.allow(by, actors.APPROVE_COUNTS, location_id=count.location_id)
    before = Before(line.book, line.position)
    if line.state == RECOUNT:
        _refuse_own(line, by=by)
        lost = (line.book or 0) - (line.recounted or 0)
        if lost > 0:
            worth = counts.value_of(books, line.sku_id, lost)
            actors.allow(by, actors.WRITE_OFF, amount_minor=worth)
    if line.state != STALE:
        line.approved_by_id = by.id
        count_lines.post(books, count, line, reason=reason, by=by, key=key, event="approve")
    count_lines.settle(books, count)
    count_lines.remember_line(books, count, line, "count approved", by=by)
    return count_lines.plain(line, before)


def _refuse_own(line: CountLine, *, by: Who) -> None:
    """Whoever counted does not approve; whoever confirmed the very same number may."""
    own_number = line.recounter_id == by.id and line.recounted != line.counted
    if line.counter_id == by.id or own_number:
        raise AnotherPerson(by.name, "approve it")


def _reverse(books: Session, count: StockCount, line: CountLine, *, by: Who, key: str) -> None:
    movement = books.get_one(Movement, line.movement_id)
    stock.reverse(books, movement, by=by, key=f"{key}:{movement.id}", is_fact=True)
    line.movement_id = None
    gained = movement.from_location_id == count.location_id
    counts.settle(books, counts.Where(line.sku_id, count.location_id), gained=gained, by=by)
