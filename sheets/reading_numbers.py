"""Reading the quantities and amounts that people type: exactly, or not at all."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from oms.money_words import MOST_MINOR
from oms.values import MOST_UNITS, decimal_of, exponent
from oms.values import money as in_words
from sheets import currency_words
from sheets.cells import Cell, bare, is_error, is_formula
from sheets.grammar import Grammar, elsewhere
from sheets.unreadable import Unreadable

WHOLE = "Type a whole number such as 12."
LONGEST = 60
"""No number that makes sense is longer; what is longer is not looked at."""
UNIT_WORD = re.compile(
    r"\s*(?:units?|pcs?|pieces?|ea|x|×|stc?k|stück|stueck|st|einheit(?:en)?|pièces?|pces?|unités?|u"
    r"|uds?|unidad(?:es)?|piezas?|pzas?|pz|pezz[oi]|unità)\.?$",
    re.IGNORECASE,
)
QUANTITY = re.compile(r"(?P<sign>[+-]?)\s?(?P<figure>[0-9.,’' ]*[0-9])")
# a figure begins with a digit where a currency stands before it: "Fr.12" is 12 francs, not 0.12
AMOUNT = re.compile(
    r"(?P<sign>[+-]?)\s?(?:(?P<before>[^0-9\s.,’'+-][^0-9\s+-]*)\s?(?P<inner>[+-]?)(?=[0-9]))?"
    r"(?P<figure>[0-9.,’' ]*[0-9])\s?(?P<after>[^0-9\s.,’'+-][^0-9\s+-]*)?"
)
FIGURE = re.compile(r"[0-9](?:[0-9.,’' ]*[0-9])?")
MONEY_SIGN = re.compile(r"[£€$¥]")


def quantity(cell: Cell, grammar: Grammar, *, signed: bool = False) -> int | None:
    """The whole number in a cell: 12, "12", "1,200" in en_GB, "12 pcs", and signed "+3", "-3".

    Returns:
        Units, None for an empty cell.

    Raises:
        Unreadable: text, a fraction, a percentage, money, a formula, an error, below 0 where that
            makes no sense, more than a million, or two readings.
    """
    value = units_in(cell, grammar)
    if value is None:
        return None
    # "12.000" is twelve thousand to some, so decimals are refused as they are written
    if _decimals(value):
        raise Unreadable(_twofold(cell) or "it is not a whole number", WHOLE)
    if value < 0 and not signed:
        raise Unreadable("it is below 0", WHOLE)
    if not -MOST_UNITS <= value <= MOST_UNITS:
        raise Unreadable("it is more than a million", WHOLE)
    return int(value)


def money(cell: Cell, grammar: Grammar, *, signed: bool = False) -> int | None:
    """The amount in a cell, in minor units of the grammar's currency: 12.5, "£12.50", "12,50 €".

    A number is taken by its shortest decimals, never by what a binary float rounds to.

    Returns:
        Minor units, None for an empty cell.

    Raises:
        Unreadable: text, another currency, more decimals than it has, a percentage, a formula, an
            error, below 0 where that makes no sense, more than can be booked, or two readings.
    """
    value = money_in(cell, grammar)
    if value is None:
        return None
    remedy, digits = _such_as(grammar), exponent(grammar.currency)
    if value < 0 and not signed:
        raise Unreadable("it is below 0", remedy)
    most = decimal_of(MOST_MINOR, grammar.currency)
    if not -most <= value <= most:
        raise Unreadable(f"it is more than {in_words(MOST_MINOR, grammar.currency)}", remedy)
    if _decimals(value) > digits:
        name = currency_words.name(grammar.currency)
        few = f"more decimals than the {digits} of {name}" if digits else f"decimals, {name} none"
        raise Unreadable(_twofold(cell) or f"it has {few}", remedy)
    return int(value.scaleb(digits))


def units_in(cell: Cell, grammar: Grammar) -> Decimal | None:
    """The number in a cell of a column of quantities, whole or not, as written.

    Raises:
        Unreadable: it holds no number, or two readings.
    """
    if not isinstance(cell, str):
        return _typed(cell, "a number", WHOLE)
    text = _text(cell, "a number", WHOLE)
    if MONEY_SIGN.search(text):
        raise Unreadable("it is an amount of money", WHOLE)
    if not text:
        return None
    match = QUANTITY.fullmatch(UNIT_WORD.sub("", text))
    if match is None:
        raise Unreadable("it is not a number", WHOLE)
    found = _one(match["figure"], grammar)
    if isinstance(found, str):
        is_fraction = _decimals(next(iter(elsewhere(match["figure"])), Decimal(0))) > 0
        raise Unreadable("it is not a whole number" if is_fraction else found, WHOLE)
    return found.copy_negate() if match["sign"] == "-" else found


def money_in(cell: Cell, grammar: Grammar) -> Decimal | None:
    """The amount in a cell, in whole units of the grammar's currency, as written.

    Raises:
        Unreadable: it holds no amount, one of another currency, or two readings.
    """
    remedy = _such_as(grammar)
    if not isinstance(cell, str):
        return _typed(cell, "an amount", remedy)
    text = _text(cell, "an amount", remedy)
    if not text:
        return None
    match = AMOUNT.fullmatch(text)
    if match is None or (match["sign"] and match["inner"]):
        raise Unreadable("it is not an amount", remedy)
    for word in filter(None, (match["before"], match["after"])):
        _in_our_currency(word, grammar, remedy)
    found = _one(match["figure"], grammar)
    if isinstance(found, str):
        raise Unreadable(found, remedy)
    return found.copy_negate() if "-" in {match["sign"], match["inner"]} else found


def _typed(cell: object, what: str, remedy: str) -> Decimal:
    """A number that the spreadsheet itself took for one."""
    if isinstance(cell, bool):
        raise Unreadable(f"it is a tick box, not {what}", remedy)
    if isinstance(cell, int):
        return Decimal(cell)
    # Google may send no value at all for what it cannot show
    if not isinstance(cell, float) or not math.isfinite(cell):
        raise Unreadable(f"it is not {what}", remedy)
    return Decimal(int(cell)) if cell.is_integer() else Decimal(repr(cell))


def _text(cell: str, what: str, remedy: str) -> str:
    """Text that may hold a number, bare."""
    if is_formula(bare(cell)):
        raise Unreadable("it is a formula", remedy)
    if is_error(cell):
        raise Unreadable("it is an error", remedy)
    text = bare(cell)
    if len(text) > LONGEST:
        raise Unreadable(f"it is not {what}", remedy)
    if text.endswith("%"):
        raise Unreadable("it is a percentage", remedy)
    return text


def _one(figure: str, grammar: Grammar) -> Decimal | str:
    """The one reading of digits with signs between them, or why there is not one."""
    found = grammar.readings(figure)
    if len(found) == 1:
        return found[0]
    return _twofold(figure) or (
        "it is written as another country writes numbers"
        if elsewhere(figure)
        else "it is not a number"
    )


def _twofold(cell: Cell) -> str | None:
    """Names both numbers that text can be to people of different countries; None if one or none."""
    figure = FIGURE.search(bare(cell)) if isinstance(cell, str) else None
    found = elsewhere(figure[0]) if figure else ()
    return f"it could be {found[0]:f} or {found[1]:f}" if len(found) > 1 else None


def _in_our_currency(word: str, grammar: Grammar, remedy: str) -> None:
    """Refuse what stands beside an amount, unless it names the currency that it is kept in."""
    meant = currency_words.meant(word)
    if word.upper() == grammar.currency or grammar.currency in meant:
        return
    if not meant:
        raise Unreadable("it is not an amount", remedy)
    theirs, ours = currency_words.name(meant[0]), currency_words.name(grammar.currency)
    raise Unreadable(f"it is in {theirs}, this amount is kept in {ours}", remedy)


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _such_as(grammar: Grammar) -> str:
    amount = f"{decimal_of(1250, grammar.currency):f}".replace(".", grammar.decimal)
    return f"Type an amount such as {amount}."
