"""Choosing where the stock for an order line comes from.

Pure arithmetic: units in, units out, no database. `reservations.reserve` locks the rows, asks this
module, and writes what it answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oms.errors import BadQuantity


@dataclass(frozen=True)
class Allocation:
    """Which location supplies how many units, and how many no location can."""

    parts: Mapping[int, int]
    backordered: int


def allocate(wanted: int, available: Mapping[int, int]) -> Allocation:
    """Split `wanted` units of one SKU over locations, in as few parcels as possible.

    A location that can supply the whole line wins, the first such in the shop's order of
    preference. Otherwise the fullest locations go first, which is what makes the parcels fewest:
    no k locations hold more than the k fullest.

    Args:
        wanted: units still to find; at least 1.
        available: location id -> units free to promise, in the shop's order of preference.
            Below zero means oversold, and counts as none.

    Returns:
        Parts, each between 1 and what its location has, and the units left over as backordered.
        Together they are exactly `wanted`.

    Raises:
        BadQuantity: `wanted` is below 1.
    """
    if wanted < 1:
        raise BadQuantity(wanted)
    for location, units in available.items():
        if units >= wanted:
            return Allocation({location: wanted}, backordered=0)
    parts: dict[int, int] = {}
    left = wanted
    # sorted() is stable: equally full locations keep the shop's order of preference
    for location in sorted(available, key=available.__getitem__, reverse=True):
        units = min(left, available[location])
        if units <= 0:
            break
        parts[location] = units
        left -= units
    return Allocation(parts, backordered=left)
