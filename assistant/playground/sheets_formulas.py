"""Formulas: arithmetic, comparison, &, SUM, IF and references; anything else is #NAME?."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from assistant.playground.sheets_locale import Locale
from assistant.playground.sheets_references import Reference, read
from assistant.playground.sheets_shown import shown
from assistant.playground.sheets_tab import Fault, Value
from assistant.playground.sheets_tokens import Token, Unreadable, tokens
from assistant.playground.sheets_typed import plain_number, whole

Node = tuple[Any, ...]
Rows = list[list[Value | None]]
Look = Callable[[Reference], Rows | Fault]
BINDING = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4,
           "/": 4, "^": 5}  # fmt: skip
DIV, VALUE, NAME, REF, NA, NUM = (
    Fault(text) for text in ("#DIV/0!", "#VALUE!", "#NAME?", "#REF!", "#N/A", "#NUM!")
)
ERROR = Fault("#ERROR!")
TYPES = {"#DIV/0!": "DIVIDE_BY_ZERO", "#VALUE!": "VALUE", "#NAME?": "NAME", "#REF!": "REF",
         "#N/A": "N_A", "#NUM!": "NUM", "#NULL!": "NULL_VALUE", "#ERROR!": "ERROR"}  # fmt: skip
"""What the API calls each of them."""


def evaluate(formula: str, locale: Locale, look: Look) -> Value:
    """What a formula comes to; `look` gives the cells of a reference.

    What `look` raises goes through.
    """
    try:
        tree = parsed(formula, locale)
    except Unreadable:
        return ERROR
    found = _Worker(locale, look).value(tree)
    if isinstance(found, list):
        # a range alone shows its first cell
        found = found[0][0] if found and found[0] else None
    return 0 if found is None else whole(found) if _is_number(found) else found


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@lru_cache(maxsize=65536)
def parsed(formula: str, locale: Locale) -> Node:
    """The tree of a formula.

    Raises:
        Unreadable: it is not one.
    """
    words = [word for word in tokens(formula, locale.decimal) if word.kind != "space"]
    reader = _Reader(words, locale)
    tree = reader.expression(0)
    if reader.left():
        raise Unreadable(formula)
    return tree


class _Reader:
    """Reads words into a tree, operators by how tightly they bind."""

    def __init__(self, words: list[Token], locale: Locale) -> None:
        self._words = words
        self._locale = locale
        self._at = 0

    def left(self) -> bool:
        """Whether words are left."""
        return self._at < len(self._words)

    def expression(self, least: int) -> Node:
        """What binds at least so tightly."""
        tree = self._signed()
        while (sign := self._peek()) in BINDING and BINDING[sign] > least:
            self._at += 1
            tree = ("op", sign, tree, self.expression(BINDING[sign]))
        return tree

    def _signed(self) -> Node:
        if self._peek() in {"-", "+"}:
            sign = self._take().text
            # -2^2 is 4 in a spreadsheet: the sign binds more tightly than anything else
            inner = self._signed()
            return ("minus", inner) if sign == "-" else inner
        tree = self._atom()
        while self._peek() == "%":
            self._at += 1
            tree = ("op", "/", tree, ("value", 100))
        return tree

    def _atom(self) -> Node:
        word = self._take()
        if word.kind in {"number", "text", "fault", "lost"}:
            return ("value", self._constant(word))
        if word.kind == "reference":
            return ("reference", read(word.text))
        if word.kind == "name":
            return self._name(word.text.upper())
        if word.text == "(":
            tree = self.expression(0)
            self._expect(")")
            return tree
        raise Unreadable(word.text)

    def _constant(self, word: Token) -> Value:
        if word.kind == "number":
            number = plain_number(word.text, self._locale)
            return NUM if number is None else number
        if word.kind == "text":
            return word.text[1:-1].replace('""', '"')
        return REF if word.kind == "lost" else Fault(word.text)

    def _name(self, name: str) -> Node:
        if self._peek() != "(":
            words = {
                self._locale.true: True,
                self._locale.false: False,
                "TRUE": True,
                "FALSE": False,
            }
            return ("value", words.get(name, NAME))
        self._at += 1
        given: list[Node] = []
        while self._peek() != ")":
            given.append(("value", None) if self._peek() in self._marks() else self.expression(0))
            if self._peek() in self._marks():
                self._at += 1
            elif self._peek() != ")":
                raise Unreadable(name)
        self._at += 1
        return ("call", self._locale.functions.get(name, name), tuple(given))

    def _marks(self) -> set[str]:
        return {";"} if self._locale.separator == ";" else {",", ";"}

    def _peek(self) -> str:
        if not self.left():
            return ""
        word = self._words[self._at]
        return word.text if word.kind == "sign" else ""

    def _take(self) -> Token:
        if not self.left():
            raise Unreadable
        self._at += 1
        return self._words[self._at - 1]

    def _expect(self, sign: str) -> None:
        if self._take().text != sign:
            raise Unreadable(sign)


class _Worker:
    """Works a tree out."""

    def __init__(self, locale: Locale, look: Look) -> None:
        self._locale = locale
        self._look = look

    def value(self, tree: Node) -> Any:
        """What a part of a formula comes to: a value, a fault, or the rows of a range."""
        kind = tree[0]
        if kind == "value":
            return tree[1]
        if kind == "reference":
            return self._referred(tree[1])
        if kind == "minus":
            number = self._number(self._single(tree[1]))
            return number if isinstance(number, Fault) else -number
        if kind == "call":
            return self._call(tree[1], tree[2])
        return self._operation(tree[1], tree[2], tree[3])

    def _referred(self, reference: Reference) -> Any:
        rows = self._look(reference)
        if isinstance(rows, Fault) or reference.last is not None:
            return rows
        return rows[0][0]

    def _single(self, tree: Node) -> Any:
        found = self.value(tree)
        if isinstance(found, list):
            return found[0][0] if len(found) == 1 and len(found[0]) == 1 else VALUE
        return found

    def _call(self, name: str, given: tuple[Node, ...]) -> Any:
        if name == "IF":
            return self._if(given)
        if name == "SUM":
            return self._sum(given)
        return NAME

    def _if(self, given: tuple[Node, ...]) -> Any:
        if not 2 <= len(given) <= 3:
            return NA
        test = self._single(given[0])
        if isinstance(test, str) and not isinstance(test, Fault):
            test = {"TRUE": True, "FALSE": False}.get(test.upper(), VALUE)
        if isinstance(test, Fault):
            return test
        if test:
            return self.value(given[1])
        return self.value(given[2]) if len(given) == 3 else False

    def _sum(self, given: tuple[Node, ...]) -> Any:
        if not given:
            return NA
        total: float = 0
        for one in given:
            found = self.value(one)
            if isinstance(found, list):
                cells = [cell for row in found for cell in row]
                # in a range only numbers count; texts and tick boxes are passed over
                numbers: list[Any] = [
                    cell for cell in cells
                    if isinstance(cell, Fault | int | float) and not isinstance(cell, bool)
                ]  # fmt: skip
            else:
                numbers = [self._number(found)]
            for number in numbers:
                if isinstance(number, Fault):
                    return number
                total += number
        return total

    def _number(self, value: Any) -> Any:
        if value is None:
            return 0
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, str) and not isinstance(value, Fault):
            number = plain_number(value.strip(), self._locale)
            return VALUE if number is None else number
        return value

    def _operation(self, sign: str, first: Node, second: Node) -> Any:
        left, right = self._single(first), self._single(second)
        for side in (left, right):
            if isinstance(side, Fault):
                return side
        if sign == "&":
            return shown(left, None, self._locale) + shown(right, None, self._locale)
        if BINDING[sign] == 1:
            return _compared(sign, left, right)
        left, right = self._number(left), self._number(right)
        for side in (left, right):
            if isinstance(side, Fault):
                return side
        return _arithmetic(sign, left, right)


def _arithmetic(sign: str, left: float, right: float) -> Any:
    try:
        if sign == "/":
            return left / right
        if sign == "^":
            power = float(left) ** right
            return power if isinstance(power, int | float) else NUM
    except ZeroDivisionError:
        return DIV
    except OverflowError:
        return NUM
    found = {"+": left + right, "-": left - right, "*": float(left) * right}[sign]
    return found if abs(found) < float("inf") else NUM


def _compared(sign: str, left: Any, right: Any) -> bool:
    first, second = _rank(left, right), _rank(right, left)
    return {"=": first == second, "<>": first != second, "<": first < second,
            ">": first > second, "<=": first <= second, ">=": first >= second}[sign]  # fmt: skip


def _rank(value: Any, beside: Any) -> tuple[int, Any]:
    """Numbers stand before texts, texts before truth; an empty cell is like what it is beside."""
    if value is None:
        value = "" if isinstance(beside, str) else False if isinstance(beside, bool) else 0
    if isinstance(value, bool):
        return 2, value
    return (0, value) if isinstance(value, int | float) else (1, value.lower())
