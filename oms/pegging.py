"""Which incoming goods are for whom: pure. Who stands first in the queue gets what comes first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Expected:
    """Units of a SKU that are to come, on one line of a purchase order or a transfer."""

    key: tuple[int, int]
    """How they come, and the id of their line: which comes first of what comes on one day."""
    number: str
    """Of the purchase order or transfer."""
    sku_id: int
    units: int
    on: dt.date | None
    """None: nobody knows."""
    location_id: int | None = None
    """Where they come to, which must serve whoever gets them; None: anywhere."""


@dataclass(frozen=True)
class Wanting:
    """Units of a SKU that a line waits for."""

    line_id: int
    sku_id: int
    units: int
    places: frozenset[int] = frozenset()
    """The locations that may supply it."""


@dataclass(frozen=True)
class Peg:
    """Units of a line that come with one expected line; with none: they must still be bought."""

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
    lines = sorted(expected, key=lambda one: (one.on is None, one.on or dt.date.max, one.key))
    left = {one.key: one.units for one in lines}
    pegs: list[Peg] = []
    for line in waiting:
        wanted = line.units
        for one in lines:
            units = min(wanted, left[one.key]) if _may_have(line, one) else 0
            if units > 0:
                left[one.key] -= units
                wanted -= units
                pegs.append(Peg(line.line_id, line.sku_id, units, one))
        if wanted:
            pegs.append(Peg(line.line_id, line.sku_id, wanted, None))
    return pegs


def _may_have(line: Wanting, one: Expected) -> bool:
    return one.sku_id == line.sku_id and (one.location_id in line.places or not one.location_id)


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
