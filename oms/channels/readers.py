"""Reading single cells: money, whole numbers and times, each exactly or not at all."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from zoneinfo import ZoneInfo

from oms.values import minor_of

CURRENCY = re.compile(r"[£€$\u00a0\u202f\s]|[A-Z]{3}")
LARGEST = Decimal(10) ** 12


class BadCell(ValueError):
    """A cell does not hold what its column is for; the words say what is wrong."""


@lru_cache(maxsize=65_536)
def price(text: str, money: str) -> Decimal:
    """An amount as written, exact: "1,234.50", "£3.00", "-£3.00", "116,99 €".

    Raises:
        BadCell: it is not one amount.
    """
    plain = text.strip() if money == "plain" else _plain(text, money)
    try:
        amount = Decimal(plain)
    except InvalidOperation as fault:
        raise BadCell(f"“{text}” is not an amount") from fault
    if not amount.is_finite() or abs(amount) > LARGEST:
        raise BadCell(f"“{text}” is not an amount")
    return amount


@lru_cache(maxsize=65_536)
def whole(text: str) -> int:
    """A whole number as written: "6", "-2", "1.0".

    Raises:
        BadCell: it is not one.
    """
    match = re.fullmatch(r"\s*([-+−]?\d{1,9})(?:\.0+)?\s*", text)
    if match is None:
        raise BadCell(f"“{text}” is not a whole number")
    return int(match.group(1).replace("−", "-"))


@lru_cache(maxsize=65_536)
def worth(unit_price: Decimal, units: int, currency: str) -> tuple[Decimal, int]:
    """Units × price: exact, and in whole minor units, rounded half up."""
    value = unit_price * units
    return value, minor_of(value, currency)


@lru_cache(maxsize=4_096)
def moment(text: str, formats: tuple[str, ...], zone: str) -> dt.datetime:
    """A time as written, in UTC; without a zone of its own it is the channel's.

    Raises:
        BadCell: no format of the profile reads it.
    """
    for form in formats:
        try:
            read = dt.datetime.strptime(text.strip(), form)  # noqa: DTZ007  the zone follows
        except ValueError:
            continue
        aware = read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))
        return aware.astimezone(dt.UTC)
    raise BadCell(f"“{text}” is not a time this profile reads")


def account(text: str) -> str:
    """A customer's number as text: a number that a table made of it ("17850.0") loses its .0."""
    return re.sub(r"^(\d+)\.0$", r"\1", text.strip())


def _plain(text: str, money: str) -> str:
    bare = CURRENCY.sub("", text.strip().replace("−", "-"))
    thousands, point = (",", ".") if money == "point" else (".", ",")
    grouped = rf"\d{{1,3}}({re.escape(thousands)}\d{{3}})+|\d+"
    if not re.fullmatch(rf"-?({grouped})?({re.escape(point)}\d+)?", bare) or not bare:
        raise BadCell(f"“{text}” is not an amount")
    return bare.replace(thousands, "").replace(point, ".")
