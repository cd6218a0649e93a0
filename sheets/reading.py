"""What people type into the ledger -> values of the books and back; exactly, or not at all.

Cells come as Google sends them with `valueRenderOption=FORMULA` and serial numbers for days. What
the spreadsheet itself took for a number, a day or a tick box is taken as that; text that it could
not read is read by the grammar of the spreadsheet's locale, if it can be one thing only.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from enum import Enum

from oms.values import decimal_of
from sheets import reading_dates, reading_numbers
from sheets.cells import Cell, bare, is_error, is_formula, plain
from sheets.grammar import Grammar
from sheets.unreadable import Unreadable

__all__ = ["Grammar", "Kind", "Unreadable", "is_error", "is_formula", "read", "same", "show"]

Value = str | int | dt.date | bool | None
ANYWHERE = Grammar("", "")
"""Reads only what is the same in every locale and has no currency."""
YES = {"true", "yes", "y", "wahr", "ja", "j", "vrai", "oui", "verdadero", "sí", "si", "vero", "sì"}
NO = {"false", "no", "n", "falsch", "nein", "faux", "non", "falso"}
TICK = "Type yes or no, or tick the box."
AS_TEXT = "Format the cell as plain text and type it again."
MOST_DIGITS = 10**15
"""Spreadsheets keep fifteen digits of a number; a longer code typed as one is no longer whole."""


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    QUANTITY = "quantity"
    MONEY = "money"
    DATE = "date"
    FLAG = "flag"


def read(kind: Kind, cell: Cell, grammar: Grammar, *, signed: bool = False) -> Value:
    """The value in a cell.

    Args:
        kind: what its column holds.
        cell: as typed.
        grammar: of the spreadsheet.
        signed: whether a quantity or an amount may be below 0.

    Returns:
        Text (NFC, its no-break spaces as spaces, "" for an empty cell), whole units, minor units,
        a day or a yes or no; None for an empty cell of any kind but text.

    Raises:
        Unreadable: it is none of these, or could be two.
    """
    if kind is Kind.TEXT:
        return _text(cell, grammar)
    if kind is Kind.QUANTITY:
        return reading_numbers.quantity(cell, grammar, signed=signed)
    if kind is Kind.MONEY:
        return reading_numbers.money(cell, grammar, signed=signed)
    if kind is Kind.DATE:
        return reading_dates.day(cell, grammar)
    return _flag(cell)


def show(kind: Kind, value: Value, grammar: Grammar) -> Cell:
    """The cell that shows a value: typed, so that no locale reads it anew; "" for None.

    Money is a number of whole units of the currency, a day its serial number. `read` gives back
    what was shown, but for text that is a formula or an error to a spreadsheet.
    """
    match kind, value:
        case _, None:
            return ""
        case Kind.TEXT, str() as text:
            return text
        case Kind.FLAG, bool() as flag:
            return flag
        case Kind.QUANTITY, int() as units:
            return units
        case Kind.MONEY, int() as minor:
            amount = decimal_of(minor, grammar.currency)
            return int(amount) if amount == amount.to_integral_value() else float(amount)
        case Kind.DATE, dt.date() as day:
            return reading_dates.serial(day)
    raise TypeError(f"{value!r} is no {kind.value}")


def same(kind: Kind, one: Cell, other: Cell, grammar: Grammar = ANYWHERE) -> bool:
    """Whether two cells of a column say the same, however typed.

    12 is 12.0, "12.50" is 12.5, a ticked box is "TRUE", a serial number its day in text. Without a
    grammar text is only what it is in every locale; what cannot be read is compared as text.
    """
    if type(one) is type(other) and one == other:
        return True
    said = _compared(kind, one, grammar)
    told = _compared(kind, other, grammar)
    # True is 1 to Python, and a tick box is no number
    return isinstance(said, bool) == isinstance(told, bool) and said == told


def _compared(kind: Kind, cell: Cell, grammar: Grammar) -> Value | Decimal | Cell:
    """The value of a cell, "" for an empty one; where it is none of its kind, as plain as can be.

    Numbers are compared as they are, whole or not and however great.
    """
    try:
        if kind is Kind.QUANTITY:
            value: Value | Decimal = reading_numbers.units_in(cell, grammar)
        elif kind is Kind.MONEY:
            value = reading_numbers.money_in(cell, grammar)
        else:
            value = read(kind, cell, grammar)
    except Unreadable:
        return plain(cell) if isinstance(cell, str) else cell
    return "" if value is None else value


def _text(cell: Cell, grammar: Grammar) -> str:
    """Text in a cell; a code that the spreadsheet took for a number as its digits."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, str):
        if is_formula(cell):
            raise Unreadable("it is a formula", "Type the text itself.")
        if is_error(cell):
            raise Unreadable("it is an error", "Type the text itself.")
        return plain(cell)
    if not isinstance(cell, int) and not (isinstance(cell, float) and math.isfinite(cell)):
        raise Unreadable("it is not text", AS_TEXT)
    if abs(cell) >= MOST_DIGITS:
        raise Unreadable("it is a number whose last digits are lost", AS_TEXT)
    if isinstance(cell, int) or cell.is_integer():
        return str(int(cell))
    grammar.need()
    return f"{Decimal(repr(cell)):f}".replace(".", grammar.decimal)


def _flag(cell: Cell) -> bool | None:
    if isinstance(cell, bool):
        return cell
    if not isinstance(cell, str):
        raise Unreadable("it is a number, neither yes nor no", TICK)
    if is_formula(cell):
        raise Unreadable("it is a formula", TICK)
    if is_error(cell):
        raise Unreadable("it is an error", TICK)
    word = bare(cell).casefold()
    if word and word not in YES | NO:
        raise Unreadable("it is neither yes nor no", TICK)
    return word in YES if word else None
