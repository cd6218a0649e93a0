"""Reading single cells: money, whole numbers and times, each exactly or not at all."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from oms.values import minor_of

PLAIN = re.compile(r"-?(\d{1,12}(\.\d{0,9})?|\.\d{1,9})", re.ASCII)
"""An amount that stays exact however many of them are added up."""
LARGEST_MINOR = 9 * 10**14
WHOLE = re.compile(r"\s*([-+−]?\d{1,9})(?:\.0+)?\s*", re.ASCII)
FORMULA = "its SKU begins with “=”, as a formula does"
CURRENCY = re.compile(r"[£€$\u00a0\u202f\s]|[A-Z]{3}")


class BadCell(ValueError):
    """A cell does not hold what its column is for; the words say what is wrong."""


class Amounts(NamedTuple):
    """What the quantity and the price of a line come to."""

    units: int
    unit_price: str
    """Decimal text: the digits as written, without signs of currency or of thousands."""
    value: Decimal
    """units × unit price, exact."""
    minor: int
    """The value in whole minor units, rounded half up."""


@lru_cache(maxsize=65_536)
def amounts(units: str, unit_price: str, money: str, currency: str) -> Amounts:
    """The quantity and the price of a line, and what they come to.

    Raises:
        BadCell: one of them cannot be read, or the product is beyond reason.
    """
    plain = _plain(unit_price, money)
    number = whole(units)
    value, minor = worth(Decimal(plain), number, currency)
    return Amounts(number, plain, value, minor)


def price(text: str, money: str) -> Decimal:
    """An amount as written, exact: "1,234.50", "£3.00", "-£3.00", "116,99 €".

    Raises:
        BadCell: it is not one amount.
    """
    return Decimal(_plain(text, money))


def whole(text: str) -> int:
    """A whole number as written: "6", "-2", "1.0".

    Raises:
        BadCell: it is not one.
    """
    match = WHOLE.fullmatch(text)
    if match is None:
        raise BadCell(f"“{text}” is not a whole number" if text.strip() else "it has no quantity")
    return int(match.group(1).replace("−", "-"))


def worth(unit_price: Decimal, units: int, currency: str) -> tuple[Decimal, int]:
    """Units × price: exact, and in whole minor units, rounded half up.

    Raises:
        BadCell: the product is beyond reason.
    """
    value = unit_price * units
    minor = minor_of(value, currency)
    if abs(minor) > LARGEST_MINOR:
        raise BadCell(f"{units} × {unit_price} is too much")
    return value, minor


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
    bare = text.strip()
    if money != "plain":
        bare = CURRENCY.sub("", bare.replace("−", "-"))
        thousands, point = (",", ".") if money == "point" else (".", ",")
        grouped = rf"\d{{1,3}}({re.escape(thousands)}\d{{3}})+|\d+"
        if not re.fullmatch(rf"-?({grouped})?({re.escape(point)}\d+)?", bare):
            raise BadCell(f"“{text}” is not an amount")
        bare = bare.replace(thousands, "").replace(point, ".")
    if PLAIN.fullmatch(bare) is None:
        raise BadCell(f"“{text}” is not an amount" if text.strip() else "it has no price")
    return bare
