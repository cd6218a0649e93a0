"""What stands on the papers of the stockroom, pick list, packing slip, return slip, and on a CSV.

Plain values only: `oms/picking.py` gathers them, the drawing of the pages is somebody else's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class PickRow:
    """Units of one SKU to take from the shelf, and for which orders."""

    sku: str
    title: str
    barcode: str
    """What its label says; empty: the SKU code stands for it."""
    units: int
    on_hand: int
    """Sellable units on the shelf by the books."""
    orders: tuple[tuple[str, int], ...]
    """Order number and its units, together `units`."""


@dataclass(frozen=True)
class PickList:
    """What to take from the shelves of one location, in walking order: by SKU code."""

    number: str
    shop: str
    location: str
    made_at: dt.datetime
    """As the shop's wall clock shows it."""
    rows: tuple[PickRow, ...]

    @property
    def units(self) -> int:
        """All units to take."""
        return sum(row.units for row in self.rows)

    @property
    def orders(self) -> tuple[str, ...]:
        """The numbers of the orders, each once, in the order of the list."""
        return tuple(dict.fromkeys(number for row in self.rows for number, _ in row.orders))


@dataclass(frozen=True)
class SlipLine:
    """Units of one SKU on a slip."""

    sku: str
    title: str
    units: int
    reason: str = ""
    """Why it comes back."""
    expected: dt.date | None = None
    """When what is still to come should leave."""


@dataclass(frozen=True)
class PackingSlip:
    """What is in the parcel, for the customer who opens it."""

    shop: str
    order: str
    their_number: str
    channel: str
    placed_on: dt.date
    shipment: str
    address: tuple[str, ...]
    """Name first, then the lines of the address as they are written."""
    lines: tuple[SlipLine, ...]
    later: tuple[SlipLine, ...]
    """Units of the order that are neither here nor sent before."""
    carrier: str = ""
    tracking: str = ""

    @property
    def units(self) -> int:
        """All units in the parcel."""
        return sum(line.units for line in self.lines)


@dataclass(frozen=True)
class ReturnSlip:
    """What a customer puts into the parcel that comes back."""

    shop: str
    number: str
    order: str
    customer: str
    address: tuple[str, ...]
    """Where it goes: name of the shop first."""
    lines: tuple[SlipLine, ...]
    until: dt.date | None = None
    """The day after which it is not taken back any more."""

    @property
    def units(self) -> int:
        """All units expected."""
        return sum(line.units for line in self.lines)


@dataclass(frozen=True)
class FigureFile:
    """A figure of some days as a file for a spreadsheet."""

    name: str
    title: str
    since: dt.date
    until: dt.date
    """The first day that it covers, and the last."""
    count: int
    """Of its rows, without the headings."""
    text: str
    """CSV."""


Slip = PickList | PackingSlip | ReturnSlip | FigureFile
"""Any of the papers."""
KINDS: Mapping[str, type[Slip]] = {
    "pick_list": PickList,
    "packing_slip": PackingSlip,
    "return_slip": ReturnSlip,
    "figure": FigureFile,
}


def kind(slip: Slip) -> str:
    """Which of `KINDS` it is."""
    return next(name for name, one in KINDS.items() if isinstance(slip, one))


def plain(slip: Slip) -> dict[str, Any]:
    """What stands on it, as JSON can keep it until it is drawn."""
    return {name: _plain(one) for name, one in asdict(slip).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def from_plain(name: str, told: Mapping[str, Any]) -> Slip:
    """The slip that `plain` told of."""
    facts = dict(told)
    for known in ("lines", "later"):
        if known in facts:
            facts[known] = tuple(
                SlipLine(**{**line, "expected": _day(line["expected"])}) for line in facts[known]
            )
    if "rows" in facts:
        facts["rows"] = tuple(
            PickRow(**{**row, "orders": tuple((one[0], one[1]) for one in row["orders"])})
            for row in facts["rows"]
        )
    if "address" in facts:
        facts["address"] = tuple(facts["address"])
    for day in ("placed_on", "since", "until"):
        if day in facts:
            facts[day] = _day(facts[day])
    if "made_at" in facts:
        facts["made_at"] = dt.datetime.fromisoformat(facts["made_at"])
    return KINDS[name](**facts)


def _day(told: str | None) -> dt.date | None:
    return dt.date.fromisoformat(told) if told else None
