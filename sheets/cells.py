"""What a cell of the ledger holds, and its text without what only the eye sees."""

from __future__ import annotations

import unicodedata

Cell = str | int | float | bool
"""Typed; an empty cell is ""."""

ERRORS = {
    "#REF!", "#N/A", "#DIV/0!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "#ERROR!", "#SPILL!",
    "Loading...", "Loading…",
    # as spreadsheets in the other languages of the ledger spell them
    "#BEZUG!", "#NV", "#WERT!", "#ZAHL!", "#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!",
    "#¡REF!", "#¡DIV/0!", "#¿NOMBRE?", "#¡VALOR!", "#¡NUM!", "#¡NULO!",
    "#RIF!", "#N/D", "#NOME?", "#VALORE!", "#NULLO!",
}  # fmt: skip
NO_BREAK_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f"), " ")
LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t", " "),
        # invisible: soft hyphen, zero width, marks of direction, byte order mark
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", ""),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-"),
        **dict(zip("０１２３４５６７８９＋，．／％", "0123456789+,./%", strict=True)),
    }
)


def is_error(cell: object) -> bool:
    """Whether a cell shows what a formula leaves that went wrong, or is not done yet."""
    return isinstance(cell, str) and cell.strip() in ERRORS


def is_formula(cell: object) -> bool:
    """Whether a cell, read as FORMULA, holds a formula."""
    return isinstance(cell, str) and cell.startswith("=")


def as_seen(cell: Cell) -> str:
    """A cell as a spreadsheet shows it: TRUE and FALSE in capitals."""
    return str(cell).upper() if isinstance(cell, bool) else str(cell)


def plain(text: str) -> str:
    """Text for keeping and comparing: NFC, no-break spaces as spaces, no blanks around it."""
    return unicodedata.normalize("NFC", text.translate(NO_BREAK_SPACES)).strip()


def bare(text: str) -> str:
    """Text for reading numbers, days and yes or no.

    All kinds of spaces are spaces, all kinds of dashes minus signs; invisible signs are gone.
    Full-width digits are digits. Those of other scripts stay what they are, and unread: they come
    with separators of their own.
    """
    return unicodedata.normalize("NFC", text.translate(LOOKALIKES)).strip()
