"""Counts of several products at a place: asked for, counted, counted again, approved, booked.

The variance is measured at the moment of the count (what the books said then) and booked now, so
what was sold in between stays sold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    clock,
    count_lines,
    locks,
    outbox,
    sequences,
    settings,
    stock,
)
from oms.actors import Who
from oms.count_closeness import is_close
from oms.count_lines import Answered, Before
from oms.count_rules import ASKED, COUNTED, RECOUNT, WAITING
from oms.counts import Where
from oms.errors import BadQuantity, NoLongerPossible, ShopError
from oms.once import once
from oms.stock import Place
from oms.tables.catalogue import Location, Sku
from oms.tables.stock import CountLine, StockCount
from oms.values import MOST_UNITS

MOST_LINES = 50


class AnotherPerson(ShopError):
    """Somebody would check their own count."""

    code = "another_person"

    def __init__(self, name: str, what: str) -> None:
        self.name = name
        super().__init__(
            f"{name} counted this, so somebody else has to {what}.",
            remedy="Ask a colleague to do it.",
        )


class TooMuchToCount(ShopError):
    """A count of more products than a person counts in one go."""

    code = "too_much_to_count"

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        super().__init__(
            f"A count of {wanted} products is too long.",
            remedy=f"Say which; {MOST_LINES} go into one count.",
        )


@dataclass(frozen=True)
class Wanted:
    """What is to be counted: the place and the SKUs."""

    location_id: int
    sku_ids: tuple[int, ...]
    blind: bool = True
    """The counter is not told what the books say."""
    due_on: dt.date | None = None
    note: str | None = None

    @property
    def told(self) -> dict[str, Any]:
        """The same as plain values."""
        day = self.due_on.isoformat() if self.due_on else None
        return {"at": self.location_id, "skus": list(self.sku_ids), "blind": self.blind,
                "due_on": day, "note": self.note}  # fmt: skip


def draft(books: Session, wanted: Wanted, *, by: Who, key: str) -> int:
    """Write down what is to be counted, once for each `key`; gives the id of the count.

    Raises:
        NotAllowed, NotHere: the role does not count, or not there.
        BadQuantity, TooMuchToCount: no product, or more than one counts in one go.
    """
    actors.allow(by, actors.COUNT, location_id=wanted.location_id)
    check(len(wanted.sku_ids))

    def do() -> dict[str, Any]:
        return {"count": _draft(books, wanted, by=by)}

    return int(once(books, key, "draft_count", wanted.told, by=by, do=do)["count"])


def check(products: int) -> None:
    """Refuse a count of no product, or of more than a person counts in one go.

    Raises:
        BadQuantity, TooMuchToCount: saying so.
    """
    if not products:
        raise BadQuantity(0)
    if products > MOST_LINES:
        raise TooMuchToCount(products)


def start(books: Session, count_id: int, *, by: Who, key: str) -> None:
    """Ask for the numbers of a draft.

    Raises:
        NotAllowed, NotHere: as `draft`.
        NoLongerPossible: it was started or cancelled before.
    """

    def do() -> dict[str, Any]:
        count = count_lines.locked(books, count_id)
        actors.allow(by, actors.COUNT, location_id=count.location_id)
        if count.state != "draft":
            raise NoLongerPossible(f"Count {count.number} is {count.state}.")
        count.state = "counting"
        count_lines.remember(books, count, "count started", by=by)
        return {}

    once(books, key, "start_count", {"count": count_id}, by=by, do=do)


def cancel(books: Session, count_id: int, *, by: Who, key: str) -> None:
    """Ask for no more numbers: what was booked stays booked, the rest is dropped.

    Raises:
        NotAllowed, NotHere: as `draft`.
        NoLongerPossible: nothing of it waits for anything.
    """

    def do() -> dict[str, Any]:
        found = lines_of(books, count_id)
        locks.stock(books, [line.sku_id for line in found])
        count = count_lines.locked(books, count_id)
        actors.allow(by, actors.COUNT, location_id=count.location_id)
        if not any(line.state in WAITING for line in found) or count.state == "cancelled":
            raise NoLongerPossible(f"Count {count.number} is {count.state}.")
        for line in found:
            books.refresh(line)
            if line.state in WAITING:
                count_lines.step(books, line, "reject")
        count_lines.settle(books, count)
        count_lines.remember(books, count, "count cancelled", by=by)
        return {}

    once(books, key, "cancel_count", {"count": count_id}, by=by, do=do)


def answer(books: Session, line_id: int, units: int, *, by: Who, key: str) -> Answered:
    """Take the number somebody saw: a first count, or the check of somebody else's.

    Within the tolerance of the location the variance is booked at once; else the line waits for
    another person to count, and after that for somebody to approve it.

    Args:
        books: open for writing.
        line_id: the line of the count.
        units: units seen on the shelf, 0 or more. Who saw nothing says 0; who did not look says
            nothing.
        by: who counted.
        key: idempotency key.

    Raises:
        NotAllowed, NotHere: the role does not count, or not there.
        BadQuantity: below 0, or beyond reason.
        AnotherPerson: the check has to be somebody else's.
        NoLongerPossible: the line is booked, dropped, or waits to be approved.
    """
    actors.allow(by, actors.COUNT)
    if not 0 <= units <= MOST_UNITS:
        raise BadQuantity(units)

    def do() -> dict[str, Any]:
        return _answer(books, line_id, units, by=by, key=key)

    return count_lines.answered(
        once(books, key, "answer_count", {"line": line_id, "units": units}, by=by, do=do)
    )


def answer_all(books: Session, answers: Mapping[int, int], *, by: Who, key: str) -> list[Answered]:
    """Take several numbers at once, line id -> units; all are taken or none.

    Raises:
        As `answer`.
    """
    return [
        answer(books, line_id, answers[line_id], by=by, key=f"{key}:{line_id}")
        for line_id in count_lines.lock_all(books, answers)
    ]


def lines_of(books: Session, count_id: int) -> list[CountLine]:
    """The lines of a count, in their order."""
    wanted = select(CountLine).where(CountLine.count_id == count_id)
    return list(books.scalars(wanted.order_by(CountLine.id)))


def _draft(books: Session, wanted: Wanted, *, by: Who) -> int:
    made = StockCount(
        number=f"C-{sequences.take(books, 'count')}",
        location_id=wanted.location_id,
        state="draft",
        blind=wanted.blind,
        due_on=wanted.due_on,
        note=wanted.note,
        made_at=clock.now(),
        by_id=by.id,
    )
    books.add(made)
    books.flush()
    books.add_all(
        CountLine(count_id=made.id, sku_id=sku_id, state=ASKED, asked_at=clock.now())
        for sku_id in wanted.sku_ids
    )
    books.flush()
    count_lines.remember(books, made, "count drafted", by=by)
    return made.id


def _answer(books: Session, line_id: int, units: int, *, by: Who, key: str) -> dict[str, Any]:
    count, line = count_lines.read(books, line_id)
    actors.allow(by, actors.COUNT, location_id=count.location_id)
    before = Before(line.book, line.position)
    place = Place(count.location_id, line.bucket)
    if line.state == COUNTED:
        if line.counter_id == by.id:
            raise AnotherPerson(by.name, "count again")
        count_lines.step(books, line, "recount")
        line.recounted, line.recounter_id = units, by.id
    else:
        count_lines.step(books, line, "count")
        line.counted, line.counter_id, line.counted_at = units, by.id, clock.now()
        line.recounted = line.recounter_id = None
        line.source = {"sheet": "sheet", "cli": "cli"}.get(by.source, "slack")
    line.book = stock.units_in(books, line.sku_id, place)
    line.position = stock.position(books, line.sku_id)
    where = Where(line.sku_id, count.location_id)
    if is_close(books, where, units, line.book, by=by):
        count_lines.post(books, count, line, reason="count", by=by, key=key)
    count_lines.settle(books, count)
    count_lines.remember_line(books, count, line, "counted", by=by)
    if line.state in {COUNTED, RECOUNT}:
        _tell(books, count, line, by=by, key=key)
    return count_lines.plain(line, before)


def _tell(books: Session, count: StockCount, line: CountLine, *, by: Who, key: str) -> None:
    """Let the shop know that another person is wanted; without the numbers, which are not told."""
    channel = settings.value(books, "notice_channel")
    if not channel:
        return
    sku, place = books.get_one(Sku, line.sku_id), books.get_one(Location, count.location_id)
    facts = {"number": count.number, "location": place.name, "sku": sku.code, "title": sku.title,
             "state": line.state, "by": by.name}  # fmt: skip
    payload = {"template": "notices/count_waits", "facts": facts}
    outbox.tell(books, kind="notice", key=f"notice:{key}:waits", target=channel, payload=payload)
