"""Which units of a line are cancelled first: those that wait for stock, then newest promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Promised:
    """Units promised to a line at a location; a higher id is newer."""

    id: int
    location_id: int
    units: int


@dataclass(frozen=True)
class Cut:
    """What a cancellation of units takes from a line."""

    waiting: int
    """Units that were reserved nowhere."""
    released: tuple[tuple[int, int], ...] = ()
    """Location and units of the promises that end, the newest first."""
    not_possible: int = 0
    """Units asked for that are not there to cancel."""


def cut(units: int, *, waiting: int, promises: Sequence[Promised]) -> Cut:
    """Choose what `units` are cancelled from.

    Args:
        units: how many; at least 1.
        waiting: units of the line that are owed and reserved nowhere.
        promises: what is promised and not in a parcel, in any order.

    Returns:
        Parts that together with `not_possible` are exactly `units`.

    Source: domain.md 3.11
    """
    from_waiting = min(units, max(0, waiting))
    left = units - from_waiting
    released: list[tuple[int, int]] = []
    for promise in sorted(promises, key=lambda one: -one.id):
        part = min(left, promise.units)
        if part > 0:
            released.append((promise.location_id, part))
            left -= part
    return Cut(from_waiting, tuple(released), left)
