"""A day, as people say it -> a date."""

from __future__ import annotations

import datetime as dt
import re

from oms.errors import ShopError
from oms.values import short_day

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
YEAR = r"(?:,? \d{4})?"
PATTERN = (
    rf"today|yesterday|tomorrow|(?:last |next )?(?:{'|'.join(WEEKDAYS)})|"
    rf"(?:the )?{DAY}(?: of)? {MONTH}{YEAR}|{MONTH} (?:the )?{DAY}{YEAR}|\d{{4}}-\d\d-\d\d"
)
"""Regular expression of everything that `parse` may understand."""
SAID_DAY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\b")
SAID_MONTH = re.compile(rf"\b({MONTH})\b")
SAID_YEAR = re.compile(r"\b(\d{4})\b")


class UnknownDay(ShopError):
    """A day was said that is on no calendar."""

    code = "unknown_day"

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(
            f"“{said}” is not a day.", remedy="Say it like `3 Nov`, `yesterday` or `2026-11-03`."
        )


class StillToCome(ShopError):
    """A past day was wanted and one ahead was given."""

    code = "still_to_come"

    def __init__(self, day: dt.date) -> None:
        self.day = day
        super().__init__(
            f"{short_day(day)} {day.year} is still to come.",
            remedy="Say a day that is past, such as `yesterday`.",
        )


def parse(said: str, today: dt.date, *, ahead: bool = False) -> dt.date:
    """The date that is meant: “3 Nov”, “Nov 3rd 2025”, “yesterday”, “Friday”, “2026-11-03”.

    Args:
        said: the words.
        today: the date it is in the shop.
        ahead: a day without a year, or a weekday, is the next one; else it is the last one. Today
            counts as both, save that “last Friday” and “next Friday” are never today.

    Raises:
        UnknownDay: there is no such day.
    """
    words = " ".join(said.lower().split())
    near = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if words in near:
        return today + dt.timedelta(days=near[words])
    weekday = words.removeprefix("last ").removeprefix("next ")
    if weekday in WEEKDAYS:
        return _weekday(words, weekday, today, ahead=ahead)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", words):
            return dt.date.fromisoformat(words)
        return _of_month(words, today, ahead=ahead)
    except ValueError:
        raise UnknownDay(said) from None


def _weekday(words: str, weekday: str, today: dt.date, *, ahead: bool) -> dt.date:
    forward = words.startswith("next ") or (ahead and not words.startswith("last "))
    away = (WEEKDAYS.index(weekday) - today.weekday()) % 7
    if away == 0 and words != weekday:
        away = 7
        return today + dt.timedelta(days=away if forward else -away)
    return today + dt.timedelta(days=away if forward or away == 0 else away - 7)


def _of_month(words: str, today: dt.date, *, ahead: bool) -> dt.date:
    day, month, year = SAID_DAY.search(words), SAID_MONTH.search(words), SAID_YEAR.search(words)
    if day is None or month is None:
        raise ValueError(words)
    number = MONTHS.index(month[1][:3]) + 1
    if year is not None:
        return dt.date(int(year[1]), number, int(day[1]))
    # 29 February is found in the leap year that is nearest
    for away in range(5):
        try:
            found = dt.date(today.year + (away if ahead else -away), number, int(day[1]))
        except ValueError:
            continue
        if (found >= today) if ahead else (found <= today):
            return found
    raise ValueError(words)
