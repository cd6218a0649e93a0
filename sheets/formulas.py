"""Formulas as text: what a copied formula was before its references moved with it. Pure."""

from __future__ import annotations

import re

TOKEN = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")
    | (?P<tab>'(?:[^']|'')*'!)
    | (?P<name>[A-Za-z_][\w.]*(?=\s*\()|[A-Za-z_][\w.]*!)
    | (?P<cell>(?<![\w$.])\$?[A-Za-z]{1,3}\$?[1-9]\d*(?![\w(]))
    | (?P<columns>(?<![\w$.])\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w(]))
    | (?P<rows>(?<![\w$.])\$?[1-9]\d*:\$?[1-9]\d*(?![\w(]))
    """,
    re.VERBOSE,
)
PLAIN = {
    "ABS", "AND", "AVERAGE", "CEILING", "FLOOR", "IF", "IFERROR", "INT", "MAX", "MIN", "MROUND",
    "NOT", "OR", "ROUND", "ROUNDDOWN", "ROUNDUP", "SUM", "TRUNC",
}  # fmt: skip
"""Functions that come to the same wherever they stand, of the same values."""
PART = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)(\d+)?")


def moved(formula: str, *, down: int, right: int) -> str:
    """A formula whose relative references are shifted, as by copying it so far.

    Args:
        formula: as it stands, beginning with =.
        down: rows; below 0 is up.
        right: columns; below 0 is left.
    """

    def shift(found: re.Match[str]) -> str:
        if found.lastgroup in {"text", "tab", "name"}:
            return found[0]
        return ":".join(_shifted(part, down, right) for part in found[0].split(":"))

    return TOKEN.sub(shift, formula)


def within_row(formula: str, number: int) -> set[int] | None:
    """The columns of the cells to which a formula refers, counted from 0.

    None where it may refer to anything but cells of one row, and where that cannot be told: to
    another tab, to a name, to what a function finds.

    Args:
        formula: as it stands, beginning with =.
        number: of the row, as people count, from 1.
    """
    columns: set[int] = set()
    for found in TOKEN.finditer(formula):
        if found.lastgroup == "name" and found[0].upper() in PLAIN:
            continue
        part = PART.fullmatch(found[0]) if found.lastgroup == "cell" else None
        if part is not None and int(part[4]) == number:
            columns.add(_place(part[2]) - 1)
        elif found.lastgroup != "text":
            return None
    # what is left are numbers and signs, or a name
    return None if any(map(str.isalpha, TOKEN.sub("", formula))) else columns


def _shifted(reference: str, down: int, right: int) -> str:
    found = PART.fullmatch(reference)
    if found is None:
        return reference
    first, named, second, digits = found.groups()
    if named is None:
        return f"{first}{_number(digits, down, fixed=bool(first))}"
    column = named.upper() if first else letters(_place(named) + right)
    row = _number(digits, down, fixed=bool(second)) if digits else ""
    return f"{first}{column}{second}{row}"


def _number(digits: str, by: int, *, fixed: bool) -> int:
    return int(digits) if fixed else max(int(digits) + by, 1)


def _place(named: str) -> int:
    """The number of a column by its letters: A is 1."""
    number = 0
    for letter in named.upper():
        number = number * 26 + ord(letter) - 64
    return number


def letters(number: int) -> str:
    """The letters of a column by its number: 1 is A."""
    found, number = "", max(number, 1)
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found
