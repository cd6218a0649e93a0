"""What time it is, and which day that is for the shop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

_read: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)  # noqa: E731  one swap point


def now() -> dt.datetime:
    """The time now, aware, UTC."""
    return _read()


def set_source(read: Callable[[], dt.datetime] | None) -> None:
    """Let another clock tell the time, as the tests and the example shop do; None: the real one."""
    global _read  # noqa: PLW0603  the one place where the program's time comes from
    _read = read or (lambda: dt.datetime.now(dt.UTC))


def day_of(moment: dt.datetime, zone: str) -> dt.date:
    """The date that `moment` (aware) falls on in the shop's zone, such as "Europe/London"."""
    return moment.astimezone(ZoneInfo(zone)).date()


def day_bounds(day: dt.date, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """First moment of `day` in the shop's zone and first moment of the next, both UTC.

    23 or 25 hours apart where the clocks change.
    """
    midnight = dt.datetime.combine(day, dt.time(), ZoneInfo(zone))
    following = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(zone))
    return midnight.astimezone(dt.UTC), following.astimezone(dt.UTC)
