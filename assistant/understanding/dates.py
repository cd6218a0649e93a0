"""Days as staff say them -> an inclusive range; weeks begin on Monday, “now” is given.

A week, month or year that is named is meant whole. What has no year or week is the nearest in the
direction that the question looks: back for reports, ahead for deliveries.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding import years
from assistant.understanding.numbers import TENS, UNITS

DAYS = {name: number for number, day in enumerate(calendar.day_name)
        for name in (day.lower(), day.lower()[:3], f"{day.lower()}s")}  # fmt: skip
DAYS |= {"tues": 1, "thur": 3, "thurs": 3}
MONTHS = {name: number for number, month in enumerate(calendar.month_name) if month
          for name in (month.lower(), month.lower()[:3])}  # fmt: skip
MONTHS |= {"sept": 9}
DOUBTFUL = frozenset({"may", "march", "mar", "sat", "sun", "wed", "mon", "dec", "jan"})
"""Words that are a day or month only where the words around say so."""
ONE_DAY = dt.timedelta(days=1)
WEEK, HALF_A_YEAR = 7, 183
"""Days."""
ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
SPANS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "fortnight": 14, "month": 30, "months": 30,
         "year": 365, "years": 365}  # fmt: skip
SHIFTS = {"this": 0, "current": 0, "next": 1, "coming": 1, "last": -1, "past": -1, "previous": -1}
PERIODS = frozenset({"week", "month", "year", "quarter", "weekend", "fortnight"})
WEEKS = {
    ("w", "c"): 6, ("with", "c"): 6, ("wc",): 6, ("week", "commencing"): 6,
    ("week", "beginning"): 6, ("week", "starting"): 6, ("w", "e"): -6, ("with", "e"): -6,
    ("week", "ending"): -6,
}  # fmt: skip
"""“w/c 9th”: what stands before the first day of a week, or its last -> days to the other end.
“W” is short for “with” in the middle of a sentence."""
SHORT_TO_DATE = {"mtd": "month", "ytd": "year", "wtd": "week"}


@dataclass(frozen=True)
class Range:
    """Days from one to another, both included, and the tokens they were said with."""

    first: int
    past: int
    start: dt.date | None
    end: dt.date | None

    def plain(self) -> dict[str, str]:
        """The two ends as ISO dates; an open end is left out."""
        ends = {"from": self.start, "to": self.end}
        return {name: day.isoformat() for name, day in ends.items() if day is not None}


Found = tuple[int, dt.date | None, dt.date | None]
"""Token after it, first day, last day."""


def ranges(words: Sequence[str], today: dt.date, *, ahead: bool = False) -> list[Range]:
    """Every range of days that is named, none overlapping another.

    Args:
        words: the tokens, in lower case.
        today: the day it is in the shop.
        ahead: whether a day without a week or year is the next one rather than the last.
    """
    found: list[Range] = []
    at = 0
    while at < len(words):
        one = _at(words, at, today, ahead=ahead)
        if one is None:
            at += 1
            continue
        past, start, end = one
        first = at
        if start and end and start <= today <= end and start != end:
            first, past, end = _so_far(words, at, past, today, end)
        while first and words[first - 1] in {"on", "in", "for", "during", "over", "by", "this"}:
            first -= 1
        found.append(Range(first, past, start, end))
        at = past
    return found


def _so_far(
    words: Sequence[str], first: int, past: int, today: dt.date, end: dt.date
) -> tuple[int, int, dt.date]:
    """“so far this month”, “this week so far”: no later than today."""
    if tuple(words[past : past + 2]) == ("so", "far"):
        return first, past + 2, today
    if tuple(words[max(0, first - 2) : first]) == ("so", "far"):
        return first - 2, past, today
    return first, past, end


def _at(words: Sequence[str], at: int, today: dt.date, *, ahead: bool) -> Found | None:
    word = words[at]
    if word in {"since", "after"} and at + 1 < len(words):
        one = _simple(words, _skip(words, at + 1), today, ahead=False)
        return None if one is None else (one[0], _beginning(word, one, today), today)
    if word in {"between", "from"}:
        return _between(words, at, today, ahead=ahead)
    if word in {"before", "until", "till", "by"} and at + 1 < len(words):
        one = _simple(words, _skip(words, at + 1), today, ahead=ahead)
        if one is None or word == "by":
            return one
        last = one[1] - ONE_DAY if word == "before" and one[1] else one[2]
        return one[0], None, last
    one = _simple(words, at, today, ahead=ahead)
    if one is not None and one[0] < len(words) and words[one[0]] in {"to", "-", "until", "through"}:
        other = _simple(words, _skip(words, one[0] + 1), today, ahead=ahead)
        if other is not None:
            return _ordered(word, one, other, ahead=ahead)
    return one


def _beginning(word: str, one: Found, today: dt.date) -> dt.date | None:
    """The day of “since” it, the next one of “after” it; after today, today."""
    return min(one[2] + ONE_DAY, today) if word == "after" and one[2] else one[1]


def _ordered(said: str, one: Found, other: Found, *, ahead: bool) -> Found:
    """From the one to the other, either of which by itself may be of another time.

    “From Friday to Monday” begins in the week before, “30 Nov to 2 Dec” in the same winter. What is
    said the wrong way round is turned; the answer names the days.
    """
    past, start, end = other[0], one[1], other[2]
    if start is None or end is None or start <= end:
        return past, start, end
    apart = (start - end).days
    if said in DAYS and apart < WEEK:
        return past, start - WEEK * ONE_DAY, end
    if apart < HALF_A_YEAR:
        return past, end, start
    return (past, start, _years_on(end, 1)) if ahead else (past, _years_on(start, -1), end)


def _years_on(day: dt.date, years: int) -> dt.date:
    last = calendar.monthrange(day.year + years, day.month)[1]
    return day.replace(year=day.year + years, day=min(day.day, last))


def _between(words: Sequence[str], at: int, today: dt.date, *, ahead: bool) -> Found | None:
    one = _simple(words, _skip(words, at + 1), today, ahead=ahead)
    if one is None:
        return _month_after_day(words, at, today, ahead=ahead)
    if one[0] >= len(words) or words[one[0]] not in {"to", "and", "-", "until", "till", "through"}:
        return one if words[at] == "from" else None
    other = _simple(words, _skip(words, one[0] + 1), today, ahead=ahead)
    if other is None:
        return one
    return _ordered(words[_skip(words, at + 1)], one, other, ahead=ahead)


def _month_after_day(words: Sequence[str], at: int, today: dt.date, *, ahead: bool) -> Found | None:
    """“from 1 to 5 March”: the month stands at the second day only."""
    if at + 4 >= len(words) or words[at + 2] not in {"to", "and", "-"}:
        return None
    first, other = _day_number(words[at + 1]), _simple(words, at + 3, today, ahead=ahead)
    if first is None or other is None or other[2] is None:
        return None
    return other[0], other[2].replace(day=min(first, other[2].day)), other[2]


def _skip(words: Sequence[str], at: int) -> int:
    return at + 1 if at < len(words) and words[at] == "the" else at


def _simple(words: Sequence[str], at: int, today: dt.date, *, ahead: bool) -> Found | None:
    if at >= len(words):
        return None
    return (
        _week(words, at, today, ahead=ahead)
        or _two_days(words, at, today, ahead=ahead)
        or _named_day(words, at, today)
        or _year(words, at)
        or _relative(words, at, today, ahead=ahead)
        or _digits(words, at)
        or _calendar(words, at, today, ahead=ahead)
        or _weekday(words, at, today, ahead=ahead)
    )


def _week(words: Sequence[str], at: int, today: dt.date, *, ahead: bool) -> Found | None:
    """“w/c 9th”, “week ending 15 March”: seven days from that day, or up to it."""
    begins = next((one for one in WEEKS if tuple(words[at : at + len(one)]) == one), ())
    first = _skip(words, at + len(begins))
    if not begins or first >= len(words):
        return None
    day = _day_number(words[first])
    one = _digits(words, first) or _calendar(words, first, today, ahead=ahead)
    if one is None and day and ORDINAL.fullmatch(words[first]):
        one = _day_of_month(first + 1, day, today, ahead=ahead)
    if one is None or one[1] is None or one[1] != one[2]:
        return None
    start, end = sorted((one[1], one[1] + WEEKS[begins] * ONE_DAY))
    return one[0], start, end


def _year(words: Sequence[str], at: int) -> Found | None:
    """“in 2024”: all of it."""
    if not years.is_year(words, at):
        return None
    year = int(words[at])
    return at + 1, dt.date(year, 1, 1), dt.date(year, 12, 31)


def _two_days(words: Sequence[str], at: int, today: dt.date, *, ahead: bool) -> Found | None:
    """“sat & sun”: two days of which one follows the other."""
    if at + 2 >= len(words) or words[at + 1] not in {"and", "&"}:
        return None
    first, second = DAYS.get(words[at]), DAYS.get(words[at + 2])
    if first is None or second is None or (second - first) % 7 != 1:
        return None
    _, start, _ = _day_of_week(words[at], at, "next" if ahead else "", today)
    return (at + 3, start, start + ONE_DAY) if start else None


def _named_day(words: Sequence[str], at: int, today: dt.date) -> Found | None:
    word = words[at]
    shifts = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1, "tmrw": 1, "tomoz": 1}
    if word == "day" and tuple(words[at + 1 : at + 3]) == ("before", "yesterday"):
        return at + 3, today - 2 * ONE_DAY, today - 2 * ONE_DAY
    if word == "day" and tuple(words[at + 1 : at + 3]) == ("after", "tomorrow"):
        return at + 3, today + 2 * ONE_DAY, today + 2 * ONE_DAY
    if word == "this" and tuple(words[at + 1 : at + 2]) in {("morning",), ("afternoon",)}:
        return at + 2, today, today
    if word == "last" and tuple(words[at + 1 : at + 2]) == ("night",):
        return at + 2, today - ONE_DAY, today - ONE_DAY
    if word not in shifts:
        return None
    day = today + shifts[word] * ONE_DAY
    return at + 1, day, day


def _relative(words: Sequence[str], at: int, today: dt.date, *, ahead: bool) -> Found | None:
    """“this week”, “last 7 days”, “month to date”, “3 days ago”, “weekend”."""
    word = words[at]
    if word in SHIFTS:
        return _shifted(words, at, today)
    if word == "weekend":
        return _period("weekend", at + 1, 0 if ahead else -1, today)
    return _to_date(words, at, today) or _ago(words, at, today)


def _shifted(words: Sequence[str], at: int, today: dt.date) -> Found | None:
    word, rest = words[at], words[at + 1 :]
    first, shift = rest[0] if rest else "", SHIFTS[word]
    if first in PERIODS:
        return _period(first, at + 2, shift, today)
    if first in DAYS:
        return _day_of_week(first, at + 2, word, today)
    if first in MONTHS:
        return _month(MONTHS[first], None, at + 2, today, ahead=shift > 0)
    days = (_count(first) * SPANS.get(rest[1], 0) if len(rest) > 1 else 0) - 1
    if days < 0:
        return None
    if shift > 0:
        return at + 3, today, today + days * ONE_DAY
    return at + 3, today - days * ONE_DAY, today


def _to_date(words: Sequence[str], at: int, today: dt.date) -> Found | None:
    if words[at] in PERIODS and tuple(words[at + 1 : at + 3]) == ("to", "date"):
        return at + 3, _period(words[at], 0, 0, today)[1], today
    if words[at] in SHORT_TO_DATE:
        return at + 1, _period(SHORT_TO_DATE[words[at]], 0, 0, today)[1], today
    return None


def _ago(words: Sequence[str], at: int, today: dt.date) -> Found | None:
    count = 1 if words[at] in {"a", "an"} else _count(words[at])
    if not count or len(words) < at + 3 or words[at + 1] not in SPANS or words[at + 2] != "ago":
        return None
    day = today - count * SPANS[words[at + 1]] * ONE_DAY
    return at + 3, day, day


def _count(word: str) -> int:
    return (
        int(word)
        if word.isdigit()
        else UNITS.get(word, TENS.get(word, 2 if word == "couple" else 0))
    )


def _period(unit: str, past: int, shift: int, today: dt.date) -> Found:
    monday = today - today.weekday() * ONE_DAY
    if unit == "week":
        start = monday + 7 * shift * ONE_DAY
        return past, start, start + 6 * ONE_DAY
    if unit == "weekend":
        start = monday + (5 + 7 * shift) * ONE_DAY
        return past, start, start + ONE_DAY
    if unit == "fortnight":
        return (
            past,
            today - 13 * ONE_DAY if shift <= 0 else today,
            today + 13 * max(0, shift) * ONE_DAY,
        )
    if unit == "month":
        months = today.year * 12 + today.month - 1 + shift
        return _whole_month(months // 12, months % 12 + 1, past)
    if unit == "quarter":
        quarters = today.year * 4 + (today.month - 1) // 3 + shift
        year, first = quarters // 4, quarters % 4 * 3 + 1
        last = dt.date(year, first + 2, calendar.monthrange(year, first + 2)[1])
        return past, dt.date(year, first, 1), last
    return past, dt.date(today.year + shift, 1, 1), dt.date(today.year + shift, 12, 31)


def _whole_month(year: int, month: int, past: int) -> Found:
    return past, dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def _month(month: int, year: int | None, past: int, today: dt.date, *, ahead: bool) -> Found:
    if year is None:
        year = today.year
        if month > today.month and not ahead:
            year -= 1
        elif month < today.month and ahead:
            year += 1
    return _whole_month(year, month, past)


def _digits(words: Sequence[str], at: int) -> Found | None:
    """2025-03-12, 12/03/2025 and 12.3.25: the day stands before the month, as in Britain."""
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", words[at])
    british = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})", words[at])
    if iso:
        year, month, day = map(int, iso.groups())
    elif british:
        day, month, year = map(int, british.groups())
        year += 2000 if year < 100 else 0
    else:
        return None
    return _one(at + 1, year, month, day)


def _calendar(words: Sequence[str], at: int, today: dt.date, *, ahead: bool) -> Found | None:
    """“12 March”, “March 12th 2025”, “the 5th”, “February”, “Q1”."""
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    day = _day_number(word)
    if day:
        of = following == "of" and at + 2 < len(words)
        month = words[at + 2] if of else following
        if month in MONTHS:
            return _dated(words, at + 2 + of, day, MONTHS[month], today, ahead=ahead)
        led = at > 0 and words[at - 1] in {"the", "on", "since"}
        is_ordinal = led and ORDINAL.fullmatch(word)
        return _day_of_month(at + 1, day, today, ahead=ahead) if is_ordinal else None
    if word in MONTHS:
        return _month_first(words, at, today, ahead=ahead)
    if re.fullmatch(r"q[1-4]", word):
        shift = int(word[1]) - (today.month - 1) // 3 - 1
        return _period("quarter", at + 1, shift if shift <= 0 or ahead else shift - 4, today)
    return None


def _month_first(words: Sequence[str], at: int, today: dt.date, *, ahead: bool) -> Found | None:
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    day = _day_number(following)
    if day:
        return _dated(words, at + 2, day, MONTHS[word], today, ahead=ahead)
    year = int(following) if re.fullmatch(r"20\d\d", following) else None
    if word in DOUBTFUL and year is None and not _is_led(words, at):
        return None
    return _month(MONTHS[word], year, at + 1 + (year is not None), today, ahead=ahead)


def _is_led(words: Sequence[str], at: int) -> bool:
    return at > 0 and words[at - 1] in {"in", "for", "during", "since", "of", "last", "from", "to"}


def _day_of_month(past: int, day: int, today: dt.date, *, ahead: bool) -> Found | None:
    months = today.year * 12 + today.month - 1
    if not ahead and day > today.day:
        months -= 1
    elif ahead and day < today.day:
        months += 1
    return _one(past, months // 12, months % 12 + 1, day)


def _dated(
    words: Sequence[str], past: int, day: int, month: int, today: dt.date, *, ahead: bool
) -> Found | None:
    if past < len(words) and re.fullmatch(r"20\d\d", words[past]):
        return _one(past + 1, int(words[past]), month, day)
    year = _month(month, None, 0, today, ahead=ahead)[1]
    return None if year is None else _one(past, year.year, month, day)


def _day_number(word: str) -> int | None:
    ordinal = ORDINAL.fullmatch(word)
    number = int(ordinal[1]) if ordinal else int(word) if word.isdigit() and len(word) < 3 else 0
    return number if 1 <= number <= 31 else None


def _one(past: int, year: int, month: int, day: int) -> Found | None:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return None
    return past, found, found


def _weekday(words: Sequence[str], at: int, today: dt.date, *, ahead: bool) -> Found | None:
    word = words[at]
    if word not in DAYS or (word in DOUBTFUL and not _is_led(words, at) and words[at - 1] != "on"):
        return None
    if (
        word in DAYS
        and at
        and words[at - 1] == "on"
        and at + 1 < len(words)
        and words[at + 1] in MONTHS
    ):
        return None
    return _day_of_week(word, at + 1, "next" if ahead else "", today)


def _day_of_week(word: str, past: int, which: str, today: dt.date) -> Found:
    number = DAYS[word]
    if which in {"next", "coming"}:
        day = today + ((number - today.weekday() - 1) % 7 + 1) * ONE_DAY
    elif which == "this":
        day = today + (number - today.weekday()) * ONE_DAY
    else:
        day = today - ((today.weekday() - number - 1) % 7 + 1) * ONE_DAY
    return past, day, day
