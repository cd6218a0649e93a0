"""The movements of imported documents, and the levels they change, written together."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from oms.bulk import Bulk

COLUMNS = (
    "sku_id", "units", "from_location_id", "from_bucket", "to_location_id", "to_bucket", "reason",
    "about_kind", "about_id", "note", "occurred_at", "recorded_at", "by_id", "is_fact",
)  # fmt: skip
SELLABLE = "sellable"


class Flows:
    """Movements to write at the end of a chunk; past goods are facts, whatever the shelf says."""

    def __init__(self, bulk: Bulk, *, by_id: int, now: Any) -> None:
        self._bulk, self._by_id, self._now = bulk, by_id, now
        self._movements: list[tuple[Any, ...]] = []
        self._levels: dict[tuple[int, int], int] = defaultdict(int)
        self._places: dict[str, int] = {}

    def sold(
        self, sku_id: int, units: int, place: int, at: dt.datetime, *, about: tuple[str, int]
    ) -> None:
        """Units left a place for a customer."""
        self._move(sku_id, units, place, self._virtual("customer"), "sale", at, about, None)

    def came_back(
        self, sku_id: int, units: int, place: int, at: dt.datetime, *, about: tuple[str, int]
    ) -> None:
        """Units came back from a customer, fit to be sold."""
        self._move(sku_id, units, self._virtual("customer"), place, "return_in", at, about, None)

    def corrected(self, sku_id: int, units: int, place: int, at: dt.datetime, *, note: str) -> None:
        """Units were found (above 0) or lost."""
        variance = self._virtual("variance")
        ends = (variance, place) if units > 0 else (place, variance)
        self._move(sku_id, abs(units), *ends, "correction", at, None, note or None)

    def write(self) -> None:
        """Write the movements and add them to the levels."""
        if not self._movements:
            return
        self._bulk.insert("movements", COLUMNS, self._movements)
        self._bulk.run(
            "INSERT INTO levels (sku_id, location_id, bucket, units) VALUES (?, ?, 'sellable', ?)"
            " ON CONFLICT (sku_id, location_id, bucket)"
            " DO UPDATE SET units = levels.units + excluded.units",
            [(sku, place, units) for (sku, place), units in sorted(self._levels.items())],
        )

    def _move(  # noqa: PLR0913, PLR0917  a movement is that many facts
        self,
        sku_id: int,
        units: int,
        source: int,
        to: int,
        reason: str,
        at: dt.datetime,
        about: tuple[str, int] | None,
        note: str | None,
    ) -> None:
        kind, about_id = about or (None, None)
        self._movements.append(
            (sku_id, units, source, SELLABLE, to, SELLABLE, reason, kind, about_id, note,
             self._bulk.time(at), self._now, self._by_id, True)
        )  # fmt: skip
        self._levels[sku_id, source] -= units
        self._levels[sku_id, to] += units

    def _virtual(self, kind: str) -> int:
        if kind not in self._places:
            found = self._bulk.ask("SELECT id FROM locations WHERE kind = ?", (kind,))
            self._places[kind] = found[0][0]
        return self._places[kind]
