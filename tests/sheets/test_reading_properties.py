"""Any value is what was shown, and anything typed is read exactly or refused: in open country."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oms.money_words import MOST_MINOR
from oms.values import MOST_UNITS, decimal_of
from sheets.cells import ERRORS, plain
from sheets.reading import Grammar, Kind, Unreadable, Value, is_formula, read, same, show
from sheets.reading_dates import FIRST, LAST
from tests.sheets.test_reading import SIX, UNKNOWN

GRAMMARS = st.sampled_from([*SIX, UNKNOWN, Grammar.of("ja_JP", "JPY"), Grammar.of("en", "KWD")])
KNOWN = st.sampled_from(SIX)
UNITS = st.integers(-MOST_UNITS, MOST_UNITS)
AMOUNT = st.integers(-MOST_MINOR, MOST_MINOR)
DAYS = st.dates(FIRST, LAST)
TEXTS = (
    st.text()
    .map(plain)
    .filter(lambda text: not is_formula(text) and text not in ERRORS and plain(text) == text)
)
VALUES = st.one_of(
    st.tuples(st.just(Kind.TEXT), TEXTS),
    st.tuples(st.just(Kind.QUANTITY), st.none() | UNITS),
    st.tuples(st.just(Kind.MONEY), st.none() | AMOUNT),
    st.tuples(st.just(Kind.DATE), st.none() | DAYS),
    st.tuples(st.just(Kind.FLAG), st.none() | st.booleans()),
)
# what a spreadsheet can send for a cell: also no value at all, for what it cannot show
NUMERIC = st.text("0123456789.,’' -+eE%£€$\u00a0xp=#/", max_size=14)
CELLS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | NUMERIC


def shown_is_read(of: tuple[Kind, Value], grammar: Grammar) -> None:
    """What we write is what we read, typed or, by JSON's way with numbers, as a float."""
    kind, value = of
    cell = show(kind, value, grammar)
    assert read(kind, cell, grammar, signed=True) == value
    assert same(kind, cell, show(kind, value, grammar), grammar)
    if isinstance(cell, int) and not isinstance(cell, bool):
        assert read(kind, float(cell), grammar, signed=True) == value


def written(number: Decimal, grammar: Grammar, group: str) -> str:
    """A number as a person of the locale writes it, thousands parted or not."""
    text = f"{number:,f}"
    return text.replace(",", "\0").replace(".", grammar.decimal).replace("\0", group)


def written_is_read(grammar: Grammar, minor: int, units: int, data: st.DataObject) -> None:
    """An amount and a quantity, written by the grammar of the locale, are what they were."""
    group = data.draw(st.sampled_from(["", grammar.group, " ", "\u00a0", "\u202f"]))
    amount = written(decimal_of(minor, grammar.currency), grammar, group)
    around = data.draw(st.sampled_from(["{}", " {} ", f"{{}}\u00a0{grammar.currency}"]))
    assert read(Kind.MONEY, around.format(amount), grammar, signed=True) == minor
    whole = written(Decimal(units), grammar, group)
    assert read(Kind.QUANTITY, whole, grammar, signed=True) == units


def day_written_is_read_or_named(grammar: Grammar, day: dt.date, separator: str) -> None:
    """A day written in any order is that day, or refused with that day named."""
    for order in ("%Y{0}%m{0}%d", "%d{0}%m{0}%Y", "%m{0}%d{0}%Y"):
        text = day.strftime(order.format(separator))
        if day.day > 12 or day.day == day.month or order.startswith("%Y"):
            assert read(Kind.DATE, text, grammar) == day
        else:
            with pytest.raises(Unreadable, match=f"{day.day} {day:%B %Y}"):
                read(Kind.DATE, text, grammar)


def read_or_refused(kind: Kind, cell: Any, other: Any, grammar: Grammar, signed: bool) -> None:
    """Whatever a cell holds is a value that shows as itself, or is refused in words."""
    assert same(kind, cell, cell) or cell != cell  # noqa: PLR0124  nan
    assert same(kind, cell, other, grammar) == same(kind, other, cell, grammar)
    with suppress(Unreadable):
        value = read(kind, cell, grammar, signed=signed)
        assert read(kind, show(kind, value, grammar), grammar, signed=signed) == value
        if kind is Kind.QUANTITY and isinstance(value, int):
            assert (-MOST_UNITS if signed else 0) <= value <= MOST_UNITS
            assert isinstance(cell, str) or value == cell
        if kind is Kind.MONEY and isinstance(value, int) and isinstance(cell, float):
            assert float(decimal_of(value, grammar.currency)) == cell


PROPERTIES = {
    shown_is_read: (VALUES, GRAMMARS),
    written_is_read: (KNOWN, AMOUNT, UNITS, st.data()),
    day_written_is_read_or_named: (GRAMMARS, DAYS, st.sampled_from("/.-")),
    read_or_refused: (st.sampled_from(Kind), CELLS, CELLS, GRAMMARS, st.booleans()),
}


@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda one: one.__name__)
def test_it_holds_for_whatever_is_shown_or_typed(holds: Any) -> None:
    settings(max_examples=300)(given(*PROPERTIES[holds])(holds))()


@pytest.mark.soak
@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda one: one.__name__)
def test_it_holds_for_whatever_is_shown_or_typed_in_many_more(holds: Any) -> None:
    settings(max_examples=10_000)(given(*PROPERTIES[holds])(holds))()
