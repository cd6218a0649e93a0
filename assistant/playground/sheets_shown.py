"""How a cell is shown: a value, its number format and the place's habits make a text."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from assistant.playground.sheets_errors import Json
from assistant.playground.sheets_locale import Locale
from assistant.playground.sheets_tab import Value
from assistant.playground.sheets_typed import EPOCH

TOKEN = re.compile(
    r"\"[^\"]*\"|\\.|\[\$[^\]]*\]|y+|M+|m+|d+|h+|H+|s+|am/pm|AM/PM|a/p|E[+-]0+|[0#?.,]+|%|@|.",
    re.DOTALL,
)
DIGITS = 10
"""How many digits a number without a format shows."""


def shown(value: Value | None, number_format: Json | None, locale: Locale) -> str:
    """The text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return locale.true if value else locale.false
    if isinstance(value, str):
        return value
    told = number_format or {}
    pattern = told.get("pattern") or _default(told.get("type", ""), locale)
    if not pattern:
        return _general(value, locale)
    section, negated = _section(pattern, value)
    if _is_moment(section):
        return _moment(value, section, locale)
    return _number(abs(value) if negated else value, section, locale)


def _default(kind: str, locale: Locale) -> str:
    return {
        "DATE": locale.date, "TIME": "h:mm:ss am/pm" if locale.code == "en_US" else "HH:mm:ss",
        "DATE_TIME": f"{locale.date} H:mm:ss", "NUMBER": "#,##0.00", "PERCENT": "0.00%",
        "CURRENCY": locale.currency, "SCIENTIFIC": "0.00E+00",
    }.get(kind, "")  # fmt: skip


def _general(value: float, locale: Locale) -> str:
    if isinstance(value, int) and abs(value) < 10**15:
        return str(value)
    text = f"{value:.{DIGITS}g}"
    if "e" in text:
        bare = Decimal(repr(value))
        text = f"{bare:.5E}" if abs(value) >= 10**15 or abs(value) < 10**-5 else f"{bare:f}"
        mantissa, _, power = text.partition("E")
        text = _bare(mantissa) + (f"E{power[0]}{power[1:].zfill(2)}" if power else "")
    return text.replace(".", locale.decimal)


def _bare(digits: str) -> str:
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


@lru_cache(maxsize=256)
def _sections(pattern: str) -> tuple[str, ...]:
    found, text = [], ""
    for part in TOKEN.findall(pattern):
        if part == ";":
            found.append(text)
            text = ""
        else:
            text += part
    return (*found, text)


def _section(pattern: str, value: float) -> tuple[str, bool]:
    """The part of a pattern that is for this number, and whether it shows the minus itself."""
    sections = _sections(pattern)
    if value < 0 and len(sections) > 1:
        return sections[1], True
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], False


@lru_cache(maxsize=256)
def _is_moment(section: str) -> bool:
    return any(token[0] in "yMmdhHs" and token.isalpha() for token in TOKEN.findall(section))


def _number(value: float, section: str, locale: Locale) -> str:
    tokens = TOKEN.findall(section)
    if "@" in tokens:
        return "".join(_general(value, locale) if one == "@" else _literal(one) for one in tokens)
    shifted = Decimal(repr(value)) * (100 if "%" in tokens else 1)
    figures = next((token for token in tokens if token[0] in "0#?." and set(token) <= set("0#?.,")),
                   None)  # fmt: skip
    power = next((token for token in tokens if re.fullmatch(r"E[+-]0+", token)), None)
    sign = "-" if shifted < 0 else ""
    size = abs(shifted)
    exponent = size.adjusted() if power and size else 0
    text = _figures(size.scaleb(-exponent), figures or "", locale) if figures else ""
    parts = []
    for token in tokens:
        if token == figures:
            parts.append(text)
        elif token == power:
            parts.append(f"E{'-' if exponent < 0 else '+'}{abs(exponent):0{len(token) - 2}d}")
        else:
            parts.append(_literal(token))
    return (sign if any(digit in "123456789" for digit in text) else "") + "".join(parts)


def _figures(size: Decimal, pattern: str, locale: Locale) -> str:
    whole, _, part = pattern.partition(".")
    most, least = len(part), part.count("0")
    text = str(size.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP))
    before, _, after = text.partition(".")
    while len(after) > least and after.endswith("0"):
        after = after[:-1]
    before = before.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole:
        before = re.sub(r"(?<=\d)(?=(\d{3})+$)", locale.thousands, before)
    return before + (locale.decimal + after if after else "")


def _literal(token: str) -> str:
    if token.startswith('"'):
        return token[1:-1]
    if token.startswith("\\"):
        return token[1:]
    if token.startswith("[$"):
        return token[2:-1].partition("-")[0]
    return token


def _moment(value: float, section: str, locale: Locale) -> str:
    seconds = round((value % 1) * 86400)
    days, seconds = int(value // 1) + seconds // 86400, seconds % 86400
    try:
        day = EPOCH + dt.timedelta(days=days)
    except OverflowError:
        return _general(value, locale)
    tokens = TOKEN.findall(section)
    half = any(token.lower() in {"am/pm", "a/p"} for token in tokens)
    parts = []
    for at, token in enumerate(tokens):
        minutes = token[0] == "m" and _about_time(tokens, at)
        parts.append(_part(token, day, seconds, locale, half=half, minutes=minutes))
    return "".join(parts)


def _about_time(tokens: list[str], at: int) -> bool:
    """Whether an m stands beside hours or seconds, and so means minutes."""
    before = [token for token in tokens[:at] if token[0] in "yMmdhHs"]
    after = [token for token in tokens[at + 1 :] if token[0] in "yMmdhHs"]
    return bool((before and before[-1][0] in "hH") or (after and after[0][0] == "s"))


def _part(
    token: str, day: dt.date, seconds: int, locale: Locale, *, half: bool, minutes: bool
) -> str:
    hour = seconds // 3600
    if token.lower() in {"am/pm", "a/p"}:
        return "AM" if hour < 12 else "PM"
    if not token.isalpha():
        return _literal(token)
    if minutes:
        return str(seconds // 60 % 60).zfill(len(token))
    sign = token[0]
    if sign in "Mm":
        name = locale.months[day.month - 1]
        return (
            str(day.month).zfill(len(token))
            if len(token) < 3
            else name[: 3 if len(token) == 3 else None]
        )
    if sign in "hH":
        return str((hour % 12 or 12) if half else hour).zfill(len(token))
    figures = {"y": day.year if len(token) > 2 else day.year % 100, "d": day.day, "s": seconds % 60}
    return str(figures[sign]).zfill(len(token)) if sign in figures else token
