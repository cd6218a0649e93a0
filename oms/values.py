"""SKUs, order numbers, money and units: read from words, printed back."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from oms.errors import BadQuantity

MOST_UNITS = 1_000_000
SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}
# ISO 4217: currencies whose minor unit is not a hundredth
EXPONENTS = {"JPY": 0, "KRW": 0, "ISK": 0, "BHD": 3, "KWD": 3, "TND": 3}
DIGITS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,7}")
"""1250 and 1,250; a comma that parts no thousands may be a point: 1,5 is no fifteen."""


def sku_key(code: str) -> str:
    """A SKU code folded for comparison: NFKC, trimmed, upper case, inner blanks one space."""
    return " ".join(unicodedata.normalize("NFKC", code).upper().split())


def reads_as_formula(code: str) -> bool:
    """Whether a spreadsheet would take a code for a formula, so that it cannot be told from one."""
    return sku_key(code).startswith("=")


def exponent(currency: str) -> int:
    """How many digits the currency has after the point, by ISO 4217."""
    return EXPONENTS.get(currency, 2)


def minor_of(amount: Decimal, currency: str = "GBP") -> int:
    """An exact amount in whole minor units, halves away from zero."""
    return int(amount.scaleb(exponent(currency)).quantize(Decimal(1), ROUND_HALF_UP))


def decimal_of(minor: int, currency: str = "GBP") -> Decimal:
    """Minor units as an exact decimal: 1250 GBP is 12.50."""
    return Decimal(minor).scaleb(-exponent(currency))


def money(minor: int, currency: str = "GBP") -> str:
    """Minor units in words: £1,250.00, or 12.50 CHF where the sign is not a common one."""
    return price(decimal_of(minor, currency), currency)


def price(amount: Decimal, currency: str) -> str:
    """The same of a price, which may have more places than there are coins for: £0.125."""
    exact = -int(amount.normalize().as_tuple().exponent)
    sign = "−" if amount < 0 else ""
    figure = f"{abs(amount):,.{max(exponent(currency), exact)}f}"
    symbol = SYMBOLS.get(currency)
    return f"{sign}{symbol}{figure}" if symbol else f"{sign}{figure} {currency}"


def parse_units(said: str) -> int:
    """A quantity said in digits: a whole number of 1 or more.

    Raises:
        BadQuantity: zero, negative, fractional, too large, or not a number.
    """
    text = said.strip()
    units = int(text.replace(",", "")) if DIGITS.fullmatch(text) else 0
    if not 1 <= units <= MOST_UNITS:
        raise BadQuantity(said)
    return units


def short_day(day: dt.date) -> str:
    """A date for a person: Fri 27 Nov."""
    return f"{day:%a} {day.day} {day:%b}"
