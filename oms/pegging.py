"""Which incoming goods are for whom: pure. Who stands first in the queue gets what comes first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Expected:
    """Units of a SKU that are to come, on one line of a purchase order."""

    purchase_line_id: int
    number: str
    """Of the purchase order."""
    sku_id: int
    units: int
    on: dt.date | None
    """None: nobody knows."""


@dataclass(frozen=True)
class Wanting:
    """Units of a SKU that a line waits for."""

    line_id: int
    sku_id: int
    units: int


@dataclass(frozen=True)
class Peg:
    """Units of a line that come with one purchase line; with none: they must still be bought."""

    line_id: int
    sku_id: int
    units: int
    expected: Expected | None


def peg(waiting: Sequence[Wanting], expected: Sequence[Expected]) -> list[Peg]:
    """Give each line, in the order in which they wait, the earliest units nobody has yet.

    Args:
        waiting: the first in rank first.
        expected: in any order. What comes on no known day counts as coming last.

    Returns:
        Pegs that add up to the units of every line.
    """
    lines = sorted(
        expected, key=lambda one: (one.on is None, one.on or dt.date.max, one.purchase_line_id)
    )
    left = {one.purchase_line_id: one.units for one in lines}
    pegs: list[Peg] = []
    for line in waiting:
        wanted = line.units
        for one in lines:
            units = min(wanted, left[one.purchase_line_id]) if one.sku_id == line.sku_id else 0
            if units > 0:
                left[one.purchase_line_id] -= units
                wanted -= units
                pegs.append(Peg(line.line_id, line.sku_id, units, one))
        if wanted:
            pegs.append(Peg(line.line_id, line.sku_id, wanted, None))
    return pegs


def promised(
    pegs: Sequence[Peg], today: dt.date, lead_days: Mapping[int, int]
) -> dict[int, dt.date | None]:
    """The day by which each line can leave: that of its last units; None where nobody knows.

    Units that nobody ordered take the supplier's lead time from today. A day that is past without
    the goods counts as today: they may come any moment.

    Args:
        pegs: as `peg` gave them.
        today: in the shop's zone.
        lead_days: SKU id -> days, for SKUs that somebody supplies.
    """
    days: dict[int, dt.date | None] = {}
    for one in pegs:
        day = _day(one, today, lead_days)
        if one.line_id in days:
            known = days[one.line_id]
            days[one.line_id] = max(known, day) if known and day else None
        else:
            days[one.line_id] = day
    return days


def _day(one: Peg, today: dt.date, lead_days: Mapping[int, int]) -> dt.date | None:
    if one.expected is not None and one.expected.on is not None:
        return max(one.expected.on, today)
    if one.sku_id in lead_days:
        return today + dt.timedelta(days=lead_days[one.sku_id])
    return None
