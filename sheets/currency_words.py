"""Which currency a sign, a code or a word beside an amount names, and what we call it."""

from __future__ import annotations

# in the plural: "it is in euros"
NAMES = {
    "GBP": "pounds", "EUR": "euros", "USD": "US dollars", "CHF": "Swiss francs", "JPY": "yen",
    "CAD": "Canadian dollars", "AUD": "Australian dollars", "NZD": "New Zealand dollars",
    "SGD": "Singapore dollars", "HKD": "Hong Kong dollars", "MXN": "Mexican pesos",
    "SEK": "Swedish kronor", "NOK": "Norwegian kroner", "DKK": "Danish kroner",
    "ISK": "Icelandic krónur", "PLN": "złoty", "CZK": "Czech koruny", "HUF": "forints",
    "RON": "lei", "TRY": "Turkish lira", "CNY": "yuan", "INR": "Indian rupees", "KRW": "won",
    "ILS": "shekels", "UAH": "hryvnias", "BRL": "reais", "ZAR": "rand", "AED": "dirhams",
    "BHD": "Bahraini dinars", "KWD": "Kuwaiti dinars", "TND": "Tunisian dinars",
}  # fmt: skip
DOLLARS = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN")
KRONER = ("SEK", "NOK", "DKK", "ISK")
# folded sign or word -> the currencies it can stand for, the likeliest first
WORDS = {
    "£": ("GBP",), "€": ("EUR",), "$": DOLLARS, "us$": ("USD",), "c$": ("CAD",), "a$": ("AUD",),
    "¥": ("JPY", "CNY"), "￥": ("JPY", "CNY"), "₩": ("KRW",), "₹": ("INR",), "₺": ("TRY",),
    "₪": ("ILS",), "₴": ("UAH",), "r$": ("BRL",), "zł": ("PLN",), "kč": ("CZK",), "ft": ("HUF",),
    "kr": KRONER, "kr.": KRONER, "fr": ("CHF",), "fr.": ("CHF",), "sfr": ("CHF",),
    "sfr.": ("CHF",), "franken": ("CHF",),
    **dict.fromkeys(("euro", "euros"), ("EUR",)),
    **dict.fromkeys(("pound", "pounds", "pfund", "livre", "livres", "libra", "libras",
                     "sterlina", "sterline"), ("GBP",)),
    **dict.fromkeys(("dollar", "dollars", "dólar", "dólares", "dollaro", "dollari"), DOLLARS),
}  # fmt: skip


def name(currency: str) -> str:
    """A currency in words, in the plural; its code where we have no word for it."""
    return NAMES.get(currency, currency)


def meant(word: str) -> tuple[str, ...]:
    """The currencies that a sign, a code or a word can stand for; none if it is none of them."""
    if word.upper() in NAMES:
        return (word.upper(),)
    return WORDS.get(word.casefold(), ())
