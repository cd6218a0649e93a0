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
