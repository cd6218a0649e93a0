"""How a spreadsheet's locale writes numbers and days, and what digits with signs can be in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

# locale -> the sign before decimals, the sign between thousands; Unicode CLDR, with any kind of
# space as one (French has a narrow no-break one)
NUMBERS = {
    "en_US": (".", ","),
    "en_GB": (".", ","),
    "de_DE": (",", "."),
    "fr_FR": (",", " "),
    "es_ES": (",", "."),
    "it_IT": (",", "."),
}
MONTH_FIRST = {"en_US"}
# Google may name a language alone; a region that we do not know can differ from its language (de_CH
# and es_MX write 12.50), so only a bare language is taken for one of ours
BARE = {"en": "en_US", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "it": "it_IT"}
ANY_GROUP = ".,’' "


class LocaleWanted(Exception):
    """Something is to be read that means another thing in another locale: it has to be asked for.

    Nobody is told when somebody sets another; what was known may be of before.
    """


@dataclass(frozen=True)
class Grammar:
    """How people write in a spreadsheet: its locale, and the currency of its amounts."""

    locale: str
    currency: str
    """By its ISO 4217 code; "" where none is meant."""
    is_sure: bool = True
    """Whether the locale was asked for with what is read by it."""

    @classmethod
    def of(cls, locale: str, currency: str, *, is_sure: bool = True) -> Grammar:
        """The grammar of a locale as Google names it: de_DE, de-DE or de.

        Any other locale is kept as unknown: what is written with one sign that could stand before
        decimals or between thousands has two readings there.
        """
        named = locale.replace("-", "_")
        return cls(BARE.get(named, named), currency, is_sure)

    def need(self) -> None:
        """Say that the locale matters.

        Raises:
            LocaleWanted: it is not sure.
        """
        if not self.is_sure:
            raise LocaleWanted

    @property
    def is_known(self) -> bool:
        """Whether it is one of the six locales whose grammar is written down here."""
        return self.locale in NUMBERS

    @property
    def decimal(self) -> str:
        """The sign before decimals; a point where the locale is unknown."""
        return NUMBERS.get(self.locale, (".", ""))[0]

    @property
    def group(self) -> str:
        """The sign between thousands; none where the locale is unknown."""
        return NUMBERS.get(self.locale, (".", ""))[1]

    @property
    def day_first(self) -> bool:
        """Whether 3/4 is more often 3 April than 4 March. Orders two readings, never picks one."""
        return self.locale not in MONTH_FIRST

    def readings(self, figure: str) -> tuple[Decimal, ...]:
        """What digits with signs between them can be, with the decimals as written.

        Spaces may stand between thousands in every locale.

        Returns:
            At most one number in a known locale; in an unknown one each that some locale reads.

        Raises:
            LocaleWanted: there are signs in it that locales read differently, and it is not sure.
        """
        if not figure.isdigit() and elsewhere(figure):
            self.need()
        if self.is_known:
            return _distinct(_number(figure, self.decimal, f"{self.group} "))
        return elsewhere(figure)


def elsewhere(figure: str) -> tuple[Decimal, ...]:
    """Each number that digits with signs between them are in some locale, the largest first."""
    return _distinct(*(_number(figure, one, ANY_GROUP.replace(one, "")) for one in ".,"))


def _distinct(*found: Decimal | None) -> tuple[Decimal, ...]:
    return tuple(sorted({one for one in found if one is not None}, reverse=True))


def _number(figure: str, decimal: str, groups: str) -> Decimal | None:
    """The number by one grammar: thousands in threes after a first group that is no 0."""
    grouped = rf"[1-9][0-9]{{0,2}}(?P<group>[{groups}])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*"
    shape = rf"(?P<whole>[0-9]+|{grouped}|)(?:{re.escape(decimal)}(?P<part>[0-9]+))?"
    match = re.fullmatch(shape, figure)
    if not match or not figure:
        return None
    whole = re.sub(r"[^0-9]", "", match["whole"])
    return Decimal(f"{whole or 0}.{match['part'] or ''}")
