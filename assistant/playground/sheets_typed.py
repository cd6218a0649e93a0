"""What Sheets makes of what a person types: a number, a day, money, a formula, or text."""

from __future__ import annotations

import datetime as dt
import math
import re
from functools import lru_cache
from typing import NamedTuple

from assistant.playground.sheets_errors import Json
from assistant.playground.sheets_locale import Locale
from assistant.playground.sheets_tab import Value

EPOCH = dt.date(1899, 12, 30)
SIGNS = "$£€"
TIME = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([aApP])\.?[mM]\.?)?$")
ISO = re.compile(r"^(\d{4})([-/])(\d{1,2})\2(\d{1,2})$")


class Typed(NamedTuple):
    """What a cell holds after typing; `shown` is the number format that the typing brings."""

    value: Value | None
    formula: str | None = None
    shown: Json | None = None


def typed(text: str, locale: Locale, today: dt.date, *, as_text: bool = False) -> Typed:
    """Read what is typed into a cell; `as_text` where the cell is formatted as plain text."""
    if text == "":
        return Typed(None)
    if text.startswith("'"):
        return Typed(text[1:])
    if as_text:
        return Typed(text)
    if text.startswith("=") and len(text) > 1:
        return Typed(None, text)
    bare = text.strip()
    word = bare.upper()
    if word in {locale.true, "TRUE"} or word in {locale.false, "FALSE"}:
        return Typed(word in {locale.true, "TRUE"})
    return _quantity(bare, locale) or _moment(bare, locale, today) or Typed(text)


def plain_number(text: str, locale: Locale) -> float | int | None:
    """A number as the place writes it, with or without marks between thousands."""
    if _number_pattern(locale).match(text) is None or not any(sign.isdigit() for sign in text):
        return None
    for mark in locale.groups:
        text = text.replace(mark, "")
    value = float(text.replace(locale.decimal, "."))
    return None if math.isinf(value) else whole(value)


def whole(value: float) -> float | int:
    """A number as it is kept: 5.0 is 5, and what no float can tell apart is a float."""
    return int(value) if abs(value) < 2**53 and value == int(value) else float(value)


def serial(day: dt.date) -> int:
    """The number of a day: days since 30 December 1899."""
    return (day - EPOCH).days


@lru_cache
def _number_pattern(locale: Locale) -> re.Pattern[str]:
    mark, point = f"[{re.escape(locale.groups)}]", re.escape(locale.decimal)
    return re.compile(rf"^[+-]?(\d{{1,3}}({mark}\d{{3}})+|\d+)?({point}\d*)?([eE][+-]?\d+)?$")


def _quantity(bare: str, locale: Locale) -> Typed | None:
    if bare.endswith("%"):
        share = plain_number(bare[:-1].rstrip(), locale)
        if share is None:
            return None
        pattern = "0.00%" if locale.decimal in bare else "0%"
        return Typed(whole(share / 100), None, {"type": "PERCENT", "pattern": pattern})
    money = _money(bare, locale)
    if money is not None:
        return money
    value = plain_number(bare, locale)
    return None if value is None else Typed(value, None, _format_of(bare, locale))


def _money(bare: str, locale: Locale) -> Typed | None:
    sign = next((one for one in SIGNS if one in bare), None)
    if sign is None:
        return None
    minus, rest = ("-", bare[1:]) if bare.startswith("-") else ("", bare)
    if not (rest.startswith(sign) or rest.endswith(sign)):
        return None
    value = plain_number(minus + rest.replace(sign, "", 1).strip(), locale)
    if value is None:
        return None
    digits = "#,##0.00" if locale.decimal in bare else "#,##0"
    pattern = f"[${sign}]{digits}" if locale.decimal == "." else f"{digits} [${sign}]"
    return Typed(value, None, {"type": "CURRENCY", "pattern": pattern})


def _format_of(bare: str, locale: Locale) -> Json | None:
    if "e" in bare.lower():
        return {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    if any(mark in bare for mark in locale.groups):
        return {"type": "NUMBER", "pattern": "#,##0.00" if locale.decimal in bare else "#,##0"}
    return None


def _moment(bare: str, locale: Locale, today: dt.date) -> Typed | None:
    day_part, _, time_part = bare.partition(" ")
    clock = _time(bare)
    if clock is not None:
        return Typed(whole(clock), None, {"type": "TIME"})
    day = _day(bare, locale, today)
    if day is not None:
        return Typed(serial(day[0]), None, day[1])
    clock, day = _time(time_part.strip()), _day(day_part, locale, today)
    if clock is not None and day is not None:
        shown = {"type": "DATE_TIME"}
        if "pattern" in day[1]:
            shown["pattern"] = f"{day[1]['pattern']} hh:mm:ss"
        return Typed(whole(serial(day[0]) + clock), None, shown)
    return None


def _time(text: str) -> float | None:
    match = TIME.match(text)
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[:3])
    if match.group(4):
        hours = hours % 12 + (12 if match.group(4).lower() == "p" else 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    return (hours * 3600 + minutes * 60 + seconds) / 86400


def _day(text: str, locale: Locale, today: dt.date) -> tuple[dt.date, Json] | None:
    """A day and how it is shown, from what is typed in the place's order of day and month."""
    iso = ISO.match(text)
    if iso:
        mark = iso.group(2)
        day = _date(int(iso.group(1)), int(iso.group(3)), int(iso.group(4)))
        return None if day is None else (day, {"type": "DATE", "pattern": f"yyyy{mark}mm{mark}dd"})
    match = re.match(
        rf"^(\d{{1,2}})([{locale.date_marks}])(\d{{1,2}})(?:\2(\d{{4}}|\d{{2}})?)?$", text
    )
    if match is None:
        return _day_in_words(text, locale, today)
    first, second = int(match.group(1)), int(match.group(3))
    number, month = (first, second) if locale.day_first else (second, first)
    if match.group(4) is None and match.group(0)[-1] in "/-":
        return None
    day = _date(_year(match.group(4), today), month, number)
    return None if day is None else (day, {"type": "DATE"})


def _day_in_words(text: str, locale: Locale, today: dt.date) -> tuple[dt.date, Json] | None:
    """26 November 2026, 26 Nov, Nov 26, 2026: with the months of the place."""
    parts = re.sub(r"[.,]", " ", text).split()
    names = [name.lower() for name in locale.months]
    words = [part.lower() for part in parts if not part.isdigit()]
    figures = [part for part in parts if part.isdigit()]
    if len(words) != 1 or not 1 <= len(figures) <= 2 or len(words[0]) < 3 or parts[-1] == words[0]:
        return None
    month = next((at for at, name in enumerate(names, start=1) if name.startswith(words[0])), None)
    if month is None or len(figures[0]) > 2:
        return None
    day = _date(_year(figures[1] if len(figures) == 2 else None, today), month, int(figures[0]))
    return None if day is None else (day, {"type": "DATE"})


def _year(said: str | None, today: dt.date) -> int:
    if said is None:
        return today.year
    year = int(said)
    return year if len(said) == 4 else year + (2000 if year < 30 else 1900)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
