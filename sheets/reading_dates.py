"""Reading the days that people type: as the spreadsheet's own serial number, or as clear text."""

from __future__ import annotations

import datetime as dt
import re

from sheets.cells import Cell, bare, is_error, is_formula
from sheets.grammar import Grammar
from sheets.unreadable import Unreadable

EPOCH = dt.date(1899, 12, 30)
"""Day 0 of a spreadsheet."""
FIRST, LAST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
"""A day outside of these is taken for a slip, or for a number that is no day at all."""
AS_TEXT = "Type the day as 2026-11-27."
YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
YEAR_LAST = re.compile(r"([0-9]{1,2})(\.? |[-/.] ?)([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")


def day(cell: Cell, grammar: Grammar) -> dt.date | None:
    """The day in a cell: a serial number, 2026-11-27, or 27/11/2026 where only one day can be.

    A time of the day is dropped.

    Returns:
        The day, None for an empty cell.

    Raises:
        Unreadable: no day, one before 2000 or after 2100, a formula, an error, or text that is
            two days, as 3/4/2026 is, in whatever locale.
    """
    if isinstance(cell, bool):
        raise Unreadable("it is a tick box, not a day", AS_TEXT)
    if isinstance(cell, int | float):
        return _of_serial(cell)
    if not isinstance(cell, str):
        raise Unreadable("it is not a day", AS_TEXT)
    text = bare(cell)
    if is_formula(text):
        raise Unreadable("it is a formula", AS_TEXT)
    if is_error(cell):
        raise Unreadable("it is an error", AS_TEXT)
    return _of_text(text, grammar) if text else None


def serial(day: dt.date) -> int:
    """A day as the spreadsheet counts it."""
    return (day - EPOCH).days


def day_of(number: float) -> dt.date:
    """The day that the spreadsheet counts so."""
    return EPOCH + dt.timedelta(days=int(number))


def _of_serial(number: float) -> dt.date:
    if not serial(FIRST) <= number < serial(LAST) + 1:
        raise Unreadable("it is not a day between 2000 and 2100", AS_TEXT)
    return day_of(number)


def _of_text(text: str, grammar: Grammar) -> dt.date:
    readings = _readings(text)
    if not readings:
        raise Unreadable("it is not a day", AS_TEXT)
    found = list(dict.fromkeys(one for one in readings if FIRST <= one <= LAST))
    if not found:
        raise Unreadable("it is not a day between 2000 and 2100", AS_TEXT)
    if len(found) > 1:
        one, other = (_named(each) for each in (found if grammar.day_first else found[::-1])[:2])
        raise Unreadable(f"it could be {one} or {other}", AS_TEXT)
    return found[0]


def _readings(text: str) -> list[dt.date]:
    """Each day that text can be, with the day of the month first, then with the month first."""
    if match := YEAR_FIRST.fullmatch(text):
        return _days((match[1], match[3], match[4]))
    match = YEAR_LAST.fullmatch(text)
    if match is None:
        return []
    one, separator, other, year = match.groups()
    full = year if len(year) == 4 else f"20{year}"
    ways = [(full, other, one), (full, one, other)]
    # with dashes, a year in two digits may stand first too
    if len(year) == 2 and separator.startswith("-"):
        ways.append((f"20{one}", other, year))
    return _days(*ways)


def _days(*ways: tuple[str, str, str]) -> list[dt.date]:
    found = []
    for year, month, day in ways:
        try:
            found.append(dt.date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return found


def _named(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
