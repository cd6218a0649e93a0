"""Reading the numbers that people type into the ledger: exactly, or not at all."""

from __future__ import annotations

import re

from sheets.cells import Cell

ERRORS = {
    "#REF!",
    "#N/A",
    "#DIV/0!",
    "#NAME?",
    "#VALUE!",
    "#NUM!",
    "#NULL!",
    "#ERROR!",
    "Loading...",
}
MOST = 1_000_000
UNIT_WORDS = re.compile(r"\s*(?:units?|pcs|pieces?|x)\.?$", re.IGNORECASE)


class NotAQuantity(ValueError):
    """A cell does not hold a whole number; the words say why."""


def quantity(cell: Cell, *, signed: bool = False) -> int:
    """The whole number in a cell, as typed: 12, "12", "1,200", "12 pcs", and signed "+3", "-3".

    Raises:
        NotAQuantity: text, a fraction, a formula, an error, below 0 where that makes no sense, or
            more than a million.
    """
    number = _whole(cell)
    if number < 0 and not signed:
        raise NotAQuantity("it is below 0")
    if abs(number) > MOST:
        raise NotAQuantity("it is more than a million")
    return number


def _whole(cell: Cell) -> int:
    if isinstance(cell, bool):
        raise NotAQuantity("it is a tick box, not a number")
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float):
        if not cell.is_integer():
            raise NotAQuantity("it is not a whole number")
        return int(cell)
    if not isinstance(cell, str):
        # Google may send no value at all for what it cannot show
        raise NotAQuantity("it is not a number")
    return _from_text(cell)


def _from_text(text: str) -> int:
    bare = text.replace("\u00a0", " ").replace("\u202f", " ").replace("−", "-").strip()
    if bare.startswith("="):
        raise NotAQuantity("it is a formula")
    if bare in ERRORS:
        raise NotAQuantity("it is an error")
    bare = UNIT_WORDS.sub("", bare)
    if re.fullmatch(r"[+-]?\s?\d{1,3}(,\d{3})+", bare):
        bare = bare.replace(",", "")
    if not re.fullmatch(r"[+-]?\s?\d{1,9}", bare):
        fraction = re.fullmatch(r"[+-]?\d+[.,]\d+", bare)
        raise NotAQuantity("it is not a whole number" if fraction else "it is not a number")
    return int(bare.replace(" ", ""))
