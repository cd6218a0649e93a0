"""An amount of money as a person writes it -> whole minor units, or a refusal; never a guess."""

from __future__ import annotations

import re
from decimal import Decimal

from oms.errors import ShopError
from oms.values import SYMBOLS, exponent, minor_of, money

MOST_MINOR = 100_000_000
CODES = {symbol: currency for currency, symbol in SYMBOLS.items()}
UNIT_WORDS = {
    "pound": "GBP", "pounds": "GBP", "quid": "GBP", "euro": "EUR", "euros": "EUR",
    "dollar": "USD", "dollars": "USD",
}  # fmt: skip
HUNDREDTHS = {
    "p": ("GBP",), "pence": ("GBP",), "cent": ("EUR", "USD"), "cents": ("EUR", "USD"),
}  # fmt: skip
SHAPE = re.compile(
    r"(?P<before>[£€$]|[a-z]{3}(?=[ \d]))?\s*(?P<figure>[0-9][0-9.,]*)\s*(?P<after>[£€$]|[a-z]+)?",
    re.IGNORECASE,
)
NAMES = "|".join(sorted([*UNIT_WORDS, *HUNDREDTHS, *SYMBOLS], reverse=True))
AMOUNT = rf"(?:[£€$] ?|(?:{'|'.join(SYMBOLS)}) )?-?[0-9][0-9.,]*(?: ?(?:[£€$]|(?:{NAMES})\b))?"
"""Where an amount can stand in a sentence; `read` says whether it is one."""
SURELY = (
    rf"(?:[£€$] ?|(?:{'|'.join(SYMBOLS)}) )[0-9][0-9.,]*"
    rf"|[0-9][0-9.,]* ?(?:[£€$]|(?:{NAMES})\b)|[0-9][0-9.,]*[.,][0-9]{{2}}"
)
"""Of those, what can be nothing else: no number of units."""
GROUPED = {
    ".": re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+"),
    ",": re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+"),
}
"""Sign of the decimals -> whole figures with the other sign between their thousands."""


class BadAmount(ShopError):
    """Words are not an amount of money, or could be read as two different ones."""

    code = "bad_amount"

    def __init__(self, said: str, why: str, remedy: str) -> None:
        self.said = said
        super().__init__(f"“{said}” {why}.", remedy=remedy)


def read(said: str, currency: str) -> int:
    """An amount above 0 in minor units of `currency`: “£5”, “5.00”, “12,50”, “50p”, “1,250.00”.

    Raises:
        BadAmount: no amount; another currency; more decimals than it has; or two readings, as
            “1,250” has, which is a thousand to some and one and a quarter to others.
    """
    example = f"Write it as {money(1250, currency)}."
    match = SHAPE.fullmatch(said.strip())
    if match is None:
        raise BadAmount(said, "is not an amount of money", example)
    hundredths = (match["after"] or "").lower() in HUNDREDTHS
    named = [word for word in (match["before"], match["after"]) if word]
    if (hundredths and len(named) > 1) or any(not _currencies(word) for word in named):
        raise BadAmount(said, "is not an amount of money", example)
    if any(currency not in _currencies(word) for word in named):
        raise BadAmount(said, f"is not in {currency}, and this is", example)
    figure = _figure(said, match["figure"], 0 if hundredths else exponent(currency), example)
    minor = int(figure) if hundredths else minor_of(figure, currency)
    if minor == 0:
        raise BadAmount(said, "is no amount above 0", example)
    if minor > MOST_MINOR:
        most = money(MOST_MINOR, currency)
        raise BadAmount(said, f"is more than the {most} that can be booked at once", example)
    return minor


def _currencies(word: str) -> tuple[str, ...]:
    """The currencies that a sign, a code or a word can stand for; none where it is none of them."""
    hundredths = HUNDREDTHS.get(word.lower())
    known = CODES.get(word) or UNIT_WORDS.get(word.lower())
    if hundredths or known:
        return hundredths or (str(known),)
    return (word.upper(),) if len(word) == 3 else ()


def _figure(said: str, figure: str, decimals: int, example: str) -> Decimal:
    signs = [sign for sign in ".," if sign in figure]
    if not signs:
        return Decimal(figure)
    last = max(signs, key=figure.rindex)
    whole, _, part = figure.rpartition(last)
    if len(signs) == 1 and GROUPED["." if last == "," else ","].fullmatch(figure):
        if figure.count(last) > 1 or decimals == 0:
            return Decimal(figure.replace(last, ""))
        raise BadAmount(said, "can be read in two ways", example)
    plain = re.fullmatch(r"[0-9]+", whole) or (len(signs) == 2 and GROUPED[last].fullmatch(whole))
    if not plain or not 1 <= len(part) <= decimals:
        raise BadAmount(said, "is not an amount of money", example)
    return Decimal(re.sub(r"[.,]", "", whole) + "." + part)
