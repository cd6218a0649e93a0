"""Which changes that can be read are still asked about: slips of the fingers, and of the whole."""

from __future__ import annotations

import datetime as dt

from sheets import reading_dates
from sheets.cells import Cell
from sheets.reading import Kind, Value

FACTOR = 10
"""A price or a count that changes by more than this, up or down, is rather a slip."""
SMALLEST_COLUMN = 10
"""Of fewer cells than this, 20 % is one cell, and one cell alone tells nothing."""
LATEST = dt.date(2060, 1, 1)
"""Days after this are not what somebody types by a slip."""
OLDEST_MONTH = dt.date(1930, 1, 1)
"""A spreadsheet takes two figures of a year, 30 and above, for one of the last century."""
MANY = 5
"""Up to so many cells are what a person changes one after the other, in however short a column."""


def unlikely(kind: Kind, before: Value, after: Value) -> str | None:
    """Why a quantity or an amount is rather a slip of the fingers than meant.

    Nothing to compare with is no slip: an empty cell filled or emptied, or what was 0 or below
    (a price not set yet, a shelf that was empty), but for a quantity that may be a day. What
    becomes 0 counts as 1, the least there can be, so that the last 8 mugs may go and a price of
    14.00 may not.

    Args:
        kind: what the column holds.
        before: the books' value.
        after: the value typed, of the same kind.

    Returns:
        A part of a sentence without a full stop, None where it is likely.
    """
    if kind not in {Kind.QUANTITY, Kind.MONEY} or not isinstance(after, int):
        return None
    if after < 0:
        return "it is below 0"
    if not isinstance(before, int) or before <= 0:
        return _day(after) if kind is Kind.QUANTITY else None
    if after > before * FACTOR:
        return f"it is more than {FACTOR} times what it was"
    if before > max(after, 1) * FACTOR:
        return "it is less than a tenth of what it was"
    return None


def as_a_day(kind: Kind, typed: Cell, today: dt.date) -> str | None:
    """Why an amount may be a day that the spreadsheet made of it: 12.5 typed in Germany is 12 May.

    What has no year is a day of this one, and 12.95 the first of a month of 1995; an amount may be
    as large as that too, so it is asked about.

    Args:
        kind: what the column holds.
        typed: the cell as it was received.
        today: in the shop's zone; what was typed some weeks ago may be of last year.

    Returns:
        A part of a sentence without a full stop, None where it is none.
    """
    if kind is not Kind.MONEY or isinstance(typed, bool | str) or typed != int(typed):
        return None
    if not reading_dates.serial(OLDEST_MONTH) <= typed <= reading_dates.serial(LATEST):
        return None
    day = reading_dates.day_of(typed)
    is_near = today.year - 1 <= day.year <= today.year
    return f"it may be a day: {day.isoformat()}" if is_near or day.day == 1 else None


def _day(units: int) -> str | None:
    """Why a first quantity may be a day: to the spreadsheet 3/4/2026 is the number 46085."""
    if reading_dates.serial(reading_dates.FIRST) <= units <= reading_dates.serial(LATEST):
        return f"it may be a day: {reading_dates.day_of(units).isoformat()}"
    return None


def too_many(changed: int, total: int) -> bool:
    """Whether more than 20 % of a column changed at once: rather a paste into the wrong place.

    Args:
        changed: cells that people changed since the last read.
        total: cells of the column that held something; under 10 it is never too many.

    Returns:
        False for 5 cells or fewer, however short the column is.
    """
    return total >= SMALLEST_COLUMN and changed > MANY and changed * 5 > total
