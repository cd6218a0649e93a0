"""Cells of a spreadsheet: what is in one, how it is shown, and how what a person types is read."""

from __future__ import annotations

import ast
import datetime as dt
import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple

Value = str | float | int | bool | None
EPOCH = dt.date(1899, 12, 30)
MONEY = re.compile(r"^-?[£$€]\s?-?[\d,]+(\.\d+)?$")
NUMBER = re.compile(r"^-?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?([eE][+-]?\d+)?$")
DAY = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")


class Cell(NamedTuple):
    """One cell; `formula` starts with = and `value` is what it comes to."""

    value: Value = None
    formula: str | None = None
    note: str | None = None
    text_format: bool = False
    """Formatted as plain text: what is typed stays as typed."""


EMPTY = Cell()


def typed(text: str, *, as_text: bool = False) -> tuple[Value, str | None]:
    """What Sheets (en_GB) makes of what a person types: value and formula."""
    if text == "":
        return None, None
    if text.startswith("'"):
        return text[1:], None
    if as_text:
        return text, None
    if text.startswith("=") and len(text) > 1:
        return None, text
    if text.upper() in {"TRUE", "FALSE"}:
        return text.upper() == "TRUE", None
    return _quantity(text.strip(), text), None


def _quantity(bare: str, text: str) -> Value:
    if bare.endswith("%") and NUMBER.match(bare[:-1]) and bare[:-1]:
        return float(bare[:-1].replace(",", "")) / 100
    if MONEY.match(bare):
        return _number(re.sub(r"[£$€\s]", "", bare))
    if NUMBER.match(bare) and any(letter.isdigit() for letter in bare):
        return _number(bare)
    for pattern, order in ((DAY, (2, 1, 0)), (ISO, (0, 1, 2))):
        match = pattern.match(bare)
        if match:
            try:
                day = dt.date(*(int(match.group(place + 1)) for place in order))
            except ValueError:
                return text
            return (day - EPOCH).days
    return text


def _number(text: str) -> float | int | str:
    value = float(text.replace(",", ""))
    if math.isinf(value):
        return text  # no cell holds so great a number
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def shown(cell: Cell, option: str) -> Any:
    """A cell as the API gives it: FORMULA, UNFORMATTED_VALUE or FORMATTED_VALUE."""
    if option == "FORMULA" and cell.formula:
        return cell.formula
    value = cell.value
    if value is None:
        return ""
    if option != "FORMATTED_VALUE":
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return f"{value:g}" if isinstance(value, float) else str(value)


def evaluate(
    formula: str, read: Callable[[str], Value], span: Callable[[str], list[Value]]
) -> Value:
    """What a formula comes to: arithmetic, references, SUM, IF; anything else is #NAME?."""
    try:
        return _worked_out(ast.parse(_as_python(formula[1:]), mode="eval").body, read, span)
    except ZeroDivisionError:
        return "#DIV/0!"
    except _Unknown:
        return "#NAME?"
    except (SyntaxError, TypeError, ValueError):
        return "#ERROR!"


def _worked_out(
    node: ast.AST, read: Callable[[str], Value], span: Callable[[str], list[Value]]
) -> Value:
    value: Value = _value(node, read, span)
    return value


class _Unknown(Exception):
    """A name that this small evaluator does not know."""


def _as_python(text: str) -> str:
    text = re.sub(r"(\$?[A-Z]{1,3}\$?\d+):(\$?[A-Z]{1,3}\$?\d+)", r"SPAN('\1:\2')", text)
    return text.replace("<>", "!=").replace("^", "**").replace("$", "")


def _value(node: ast.AST, read: Callable[[str], Value], span: Callable[[str], list[Value]]) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        if not re.fullmatch(r"[A-Z]{1,3}\d+", node.id):
            raise _Unknown
        return read(node.id) or 0
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, read, span)
    if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        left, right = _value(node.left, read, span), _value(node.right, read, span)
        return ARITHMETIC[type(node.op)](left, right)
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        left, right = _value(node.left, read, span), _value(node.comparators[0], read, span)
        return COMPARISONS[type(node.ops[0])](left, right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _call(node, node.func.id, read, span)
    raise _Unknown


def _call(
    node: ast.Call, name: str, read: Callable[[str], Value], span: Callable[[str], list[Value]]
) -> Any:
    if name == "IF" and len(node.args) == 3:
        chosen = node.args[1] if _value(node.args[0], read, span) else node.args[2]
        return _value(chosen, read, span)
    if name == "SPAN":
        return span(str(_value(node.args[0], read, span)))
    if name == "SUM":
        found = [_value(one, read, span) for one in node.args]
        flat = [one for part in found for one in (part if isinstance(part, list) else [part])]
        return sum(one for one in flat if isinstance(one, int | float))
    raise _Unknown


ARITHMETIC: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}
COMPARISONS: dict[type, Callable[[Any, Any], bool]] = {
    ast.Gt: lambda a, b: a > b,
    ast.Lt: lambda a, b: a < b,
    ast.GtE: lambda a, b: a >= b,
    ast.LtE: lambda a, b: a <= b,
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
}
