"""Several days, as people say them -> the first and the last: “last week”, “3 to 9 Nov”."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from oms import clock, days
from oms.days import MONTH, MONTHS, StillToCome, UnknownDay
from oms.errors import ShopError

ONE_DAY = dt.timedelta(days=1)
USUAL_DAYS = 30
"""What a figure is asked for when no day is named."""
MOST_DAYS = 366
"""Longer is not added up while somebody waits for an answer."""
SPANS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "fortnight": 14}
DAY_NAME = "|".join(rf"{name[:3]}(?:{name[3:]})?s?" for name in days.WEEKDAYS)
PAIR = re.compile(rf"({DAY_NAME}) (?:and|&) ({DAY_NAME})")
PATTERN = (
    rf"(?:{DAY_NAME}) (?:and|&) (?:{DAY_NAME})|"
    r"(?:this|last) (?:week|month|year|quarter)|(?:the )?(?:last|past) \d{1,3} (?:days?|weeks?)|"
    rf"(?:last )?{MONTH}(?: \d{{4}})?|since (?:{days.PATTERN})|"
    rf"(?:{days.PATTERN})(?: to | - |\.\.)(?:{days.PATTERN})|{days.PATTERN}"
)
"""Regular expression of everything that `parse` may understand."""


class TooManyDays(ShopError):
    """More days were asked for than are added up at once."""

    code = "too_many_days"

    def __init__(self, days: int) -> None:
        self.days = days
        super().__init__(
            f"That is {days:,} days, and at most {MOST_DAYS} are added up at once.",
            remedy="Ask for a year or less; `backroom report` shows any days.",
        )


@dataclass(frozen=True)
class Days:
    """Days of the shop from one to another, both included, none of them still to come."""

    first: dt.date
    last: dt.date
    is_open: bool = False
    """It was meant to go on beyond today, and is cut there."""
    is_usual: bool = False
    """Nobody named a day."""

    def span(self, zone: str) -> tuple[dt.datetime, dt.datetime]:
        """The first moment, and the first moment after them, both UTC."""
        return clock.day_bounds(self.first, zone)[0], clock.day_bounds(self.last, zone)[1]


def usual(today: dt.date) -> Days:
    """The last days up to today, for a question that names none."""
    return Days(today - (USUAL_DAYS - 1) * ONE_DAY, today, is_usual=True)


def parse(said: str, today: dt.date) -> Days:
    """The days that are meant; a week begins on Monday, and what is named is meant whole.

    Args:
        said: the words.
        today: the date it is in the shop; what lies beyond it is cut off.

    Raises:
        UnknownDay: there are no such days.
        TooManyDays: more than `MOST_DAYS`.
        StillToCome: all of them are ahead.
    """
    words = " ".join(said.lower().split()).removeprefix("the ")
    try:
        first, last = _named(words, today) or _between(words, said, today)
    except (ValueError, OverflowError):
        # a year that is on no calendar
        raise UnknownDay(said) from None
    if last < first:
        raise UnknownDay(said)
    if (last - first).days >= MOST_DAYS:
        raise TooManyDays((last - first).days + 1)
    if first > today:
        raise StillToCome(first)
    return Days(first, min(last, today), is_open=last > today)


def _named(words: str, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """“this week”, “last 7 days”, “October”."""
    period = re.fullmatch(r"(this|last) (week|month|year|quarter)", words)
    if period:
        return _calendar(period[2], 0 if period[1] == "this" else -1, today)
    count = re.fullmatch(r"(?:last|past) (\d+) (\w+)", words)
    if count and count[2] in SPANS:
        return today - (max(1, int(count[1]) * SPANS[count[2]]) - 1) * ONE_DAY, today
    pair = PAIR.fullmatch(words)
    if pair:
        return _days_running(pair[1][:3], pair[2][:3], today)
    month = re.fullmatch(rf"(?:last )?({MONTH})(?: (\d{{4}}))?", words)
    if month:
        number = MONTHS.index(month[1][:3]) + 1
        year = int(month[2]) if month[2] else today.year - (number > today.month)
        return _months(year * 12 + number - 1, 1)
    return None


def _days_running(first: str, second: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """“Saturday and Sunday”, the last time; days that do not follow one another are no span."""
    names = [name[:3] for name in days.WEEKDAYS]
    if (names.index(second) - names.index(first)) % 7 != 1:
        raise UnknownDay(f"{first} and {second}")
    last = days.parse(days.WEEKDAYS[names.index(second)], today)
    return last - ONE_DAY, last


def _calendar(unit: str, shift: int, today: dt.date) -> tuple[dt.date, dt.date]:
    if unit == "week":
        monday = today + (7 * shift - today.weekday()) * ONE_DAY
        return monday, monday + 6 * ONE_DAY
    months = today.year * 12 + today.month - 1
    if unit == "month":
        return _months(months + shift, 1)
    if unit == "quarter":
        return _months((months // 3 + shift) * 3, 3)
    return _months((today.year + shift) * 12, 12)


def _months(first: int, count: int) -> tuple[dt.date, dt.date]:
    """Whole months; `first` counts them from the year 0."""
    start, after = (dt.date(one // 12, one % 12 + 1, 1) for one in (first, first + count))
    return start, after - ONE_DAY


def _between(words: str, said: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """“since Monday”, “3 Nov to 9 Nov”, “2026-11-03..2026-11-09”, “yesterday”."""
    if words.startswith("since "):
        return days.parse(words.removeprefix("since "), today), today
    ends = re.split(r" to | - |\.\.", words)
    if len(ends) > 2:
        raise UnknownDay(said)
    return days.parse(ends[0], today), days.parse(ends[-1], today)
