"""The words of a formula: numbers, texts, references, names and signs."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

SHEET = r"(?:(?:'(?:[^']|'')+'|[^\W\d]\w*)!)?"
CORNER = r"\$?[A-Za-z]{1,3}\$?[1-9]\d*"
PATTERNS = (
    ("space", r"\s+"),
    ("text", r'"(?:[^"]|"")*"'),
    ("fault", r"#REF!|#DIV/0!|#VALUE!|#NAME\?|#N/A|#NUM!|#NULL!|#ERROR!"),
    ("reference", rf"{SHEET}{CORNER}(?::{CORNER})?(?![\w(])"),
    ("reference", rf"{SHEET}\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}(?![\w(!])"),
    ("reference", rf"{SHEET}\$?[1-9]\d*:\$?[1-9]\d*(?![\w(])"),
    ("lost", rf"{SHEET}#REF!"),
    ("number", None),
    ("name", r"[^\W\d][\w.]*"),
    ("sign", r"<>|<=|>=|[-+*/^&=<>(),;%{}:!]"),
)


class Token(NamedTuple):
    """One word of a formula."""

    kind: str
    text: str


class Unreadable(Exception):
    """A formula that cannot be read."""


@lru_cache
def _pattern(decimal: str) -> re.Pattern[str]:
    number = rf"(?:\d+(?:[{decimal}]\d*)?|[{decimal}]\d+)(?:[eE][+-]?\d+)?"
    return re.compile("|".join(f"(?P<{kind}{at}>{made or number})"
                               for at, (kind, made) in enumerate(PATTERNS)))  # fmt: skip


@lru_cache(maxsize=4096)
def tokens(formula: str, decimal: str = ".") -> tuple[Token, ...]:
    """The words of a formula, the = left out, spaces kept.

    Raises:
        Unreadable: a sign that no formula has.
    """
    found, at = [], 1
    while at < len(formula):
        match = _pattern(decimal).match(formula, at)
        if match is None or match.end() == at:
            raise Unreadable(formula)
        found.append(Token(str(match.lastgroup).rstrip("0123456789"), match.group()))
        at = match.end()
    return tuple(found)
