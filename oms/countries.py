"""Countries as people name them -> their codes (ISO 3166-1 alpha-2)."""

from __future__ import annotations

from oms.errors import ShopError
from oms.tracking_formats import COUNTRIES

CODES = COUNTRIES
"""Those that post has."""
NAMES = {
    "uk": "GB", "united kingdom": "GB", "great britain": "GB", "britain": "GB", "england": "GB",
    "scotland": "GB", "wales": "GB", "northern ireland": "GB", "ireland": "IE", "france": "FR",
    "germany": "DE", "spain": "ES", "italy": "IT", "portugal": "PT", "netherlands": "NL",
    "holland": "NL", "belgium": "BE", "luxembourg": "LU", "austria": "AT", "switzerland": "CH",
    "denmark": "DK", "sweden": "SE", "norway": "NO", "finland": "FI", "iceland": "IS",
    "poland": "PL", "czech republic": "CZ", "czechia": "CZ", "slovakia": "SK", "hungary": "HU",
    "slovenia": "SI", "croatia": "HR", "romania": "RO", "bulgaria": "BG", "greece": "GR",
    "cyprus": "CY", "malta": "MT", "estonia": "EE", "latvia": "LV", "lithuania": "LT",
    "usa": "US", "united states": "US", "america": "US", "canada": "CA", "mexico": "MX",
    "brazil": "BR", "australia": "AU", "new zealand": "NZ", "japan": "JP", "china": "CN",
    "hong kong": "HK", "singapore": "SG", "india": "IN", "israel": "IL", "turkey": "TR",
    "south africa": "ZA", "united arab emirates": "AE",
}  # fmt: skip
EU = (
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV",
    "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
)  # fmt: skip
GROUPS = {"eu": EU, "european union": EU}
JOINING = frozenset({"and", "or", "the", "&", "+"})
LONGEST_NAME = 3
"""Words in the longest name."""


class UnknownCountry(ShopError):
    """Words name no country."""

    code = "unknown_country"

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(
            f"“{said}” is no country that I know.",
            remedy="Give its code of two letters, such as GB, IE or FR.",
        )


def read(said: str) -> tuple[str, ...]:
    """The codes of the countries that are named, each once, by alphabet: “GB, France and the EU”.

    Raises:
        UnknownCountry: naming the word that is none, or all of it where no country is named.
    """
    words = [word for word in said.replace(",", " ").split() if word.lower() not in JOINING]
    found: set[str] = set()
    at = 0
    while at < len(words):
        count = next((n for n in range(LONGEST_NAME, 0, -1) if _named(words[at : at + n])), 0)
        if not count:
            raise UnknownCountry(words[at])
        found.update(_named(words[at : at + count]))
        at += count
    if not found:
        raise UnknownCountry(said)
    return tuple(sorted(found))


def _named(words: list[str]) -> tuple[str, ...]:
    name = " ".join(words).lower()
    if name in GROUPS:
        return GROUPS[name]
    code = NAMES.get(name, name.upper())
    return (code,) if code in CODES else ()
