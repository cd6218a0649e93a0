"""Six places: how what is typed there is read, and how it is shown."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator

import gspread
import pytest
from gspread.utils import ValueRenderOption
from hypothesis import given
from hypothesis import strategies as st

from assistant.playground.google_sheets import LocalSheets
from assistant.playground.sheets_locale import LOCALES
from assistant.playground.sheets_shown import shown
from assistant.playground.sheets_typed import serial, typed
from tests.playground.sheets_client import client

UNFORMATTED = ValueRenderOption.unformatted
FRESH = itertools.count(1)
"""Rows that no test has typed into, and that no number format is left in."""
NBSP, NARROW = "\u00a0", "\u202f"


@pytest.fixture(scope="module")
def dated() -> Iterator[LocalSheets]:
    """A server on which it is 26 November 2026 for ever."""
    server = LocalSheets(clock=lambda: dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def abroad(dated: LocalSheets) -> dict[str, gspread.Worksheet]:
    """A tab of a spreadsheet of each place."""
    made = {}
    for code in LOCALES:
        book = client(dated).create(code)
        book.update_locale(code)
        made[code] = book.sheet1
    return made


@pytest.mark.parametrize(
    ("code", "text", "value", "look"),
    [
        ("en_US", "1,234.5", 1234.5, "1,234.50"),
        ("en_US", "11/1/2026", 46327, "11/1/2026"),
        ("en_US", "11/1", 46327, "11/1/2026"),
        ("en_US", "26/11/2026", "26/11/2026", "26/11/2026"),
        ("en_US", "€5.50", 5.5, "€5.50"),
        ("en_GB", "£1,234.50", 1234.5, "£1,234.50"),
        ("en_GB", "11/1/2026", 46033, "11/01/2026"),
        ("en_GB", "26 Nov 2026", 46352, "26/11/2026"),
        ("en_GB", "26.11.2026", "26.11.2026", "26.11.2026"),
        ("en_GB", "26/11/2026 12:30", 46352.520833333336, "26/11/2026 12:30:00"),
        ("de_DE", "1.234,5", 1234.5, "1.234,50"),
        ("de_DE", "12,5", 12.5, "12,5"),
        ("de_DE", "1.123", 1123, "1.123"),
        ("de_DE", "1.5", 46143, "01.05.2026"),
        ("de_DE", "26.11.2026", 46352, "26.11.2026"),
        ("de_DE", "26.11.", 46352, "26.11.2026"),
        ("de_DE", "12,5 %", 0.125, "12,50%"),
        ("de_DE", "5,50 €", 5.5, "5,50 €"),
        ("de_DE", "WAHR", True, "WAHR"),
        ("de_DE", "26 März 2026", 46107, "26.03.2026"),
        ("de_DE", "12.5,5", "12.5,5", "12.5,5"),
        ("fr_FR", f"1{NBSP}234,5", 1234.5, f"1{NARROW}234,50"),
        ("fr_FR", f"1{NARROW}234", 1234, f"1{NARROW}234"),
        ("fr_FR", "1 234", 1234, f"1{NARROW}234"),
        ("fr_FR", "1.5", "1.5", "1.5"),
        ("fr_FR", "VRAI", True, "VRAI"),
        ("fr_FR", "faux", False, "FAUX"),
        ("fr_FR", "1/2/2026", 46054, "01/02/2026"),
        ("fr_FR", "3 février 2026", 46056, "03/02/2026"),
        ("es_ES", "1.234,5", 1234.5, "1.234,50"),
        ("es_ES", "VERDADERO", True, "VERDADERO"),
        ("es_ES", "5/3/26", 46086, "5/3/2026"),
        ("it_IT", "1.234", 1234, "1.234"),
        ("it_IT", "FALSO", False, "FALSO"),
        ("it_IT", "5 maggio 2026", 46147, "05/05/2026"),
        ("it_IT", "€ 3", 3, "3 €"),
        ("it_IT", "TRUE", True, "VERO"),
    ],
)
def test_what_is_typed_is_read_and_shown_as_the_place_does(
    abroad: dict[str, gspread.Worksheet], code: str, text: str, value: object, look: str
) -> None:
    tab, place = abroad[code], f"A{next(FRESH)}"
    tab.update_acell(place, text)

    assert tab.get(place, value_render_option=UNFORMATTED) == [[value]]
    assert tab.acell(place).value == look


@pytest.mark.parametrize(
    ("code", "formula", "look"),
    [
        ("de_DE", "=1,5*2", "3"),
        ("de_DE", '=IF(1>2;"a";"b")', "b"),
        ("de_DE", "=WENN(WAHR;1,5;0)", "1,5"),
        ("fr_FR", "=SOMME(1;2;0,5)", "3,5"),
        ("es_ES", "=SI(VERDADERO;1;2)", "1"),
        ("it_IT", "=SE(FALSO;1;2)", "2"),
        ("de_DE", "=SUM(1,2)", "1,2"),
        ("en_GB", "=SUM(1;2)", "3"),
        ("en_GB", "=1,5", "#ERROR!"),
        ("de_DE", '=1/3&""', "0,3333333333"),
    ],
)  # fmt: skip
def test_formulas_are_written_as_the_place_writes_them(
    abroad: dict[str, gspread.Worksheet], code: str, formula: str, look: str
) -> None:
    abroad[code].update_acell("C1", formula)

    assert abroad[code].acell("C1").value == look


@pytest.mark.parametrize(
    ("value", "kind", "pattern", "look"),
    [
        (1234.567, "NUMBER", "#,##0.00", "1,234.57"), (1234.5, "NUMBER", "0", "1235"),
        (0.5, "NUMBER", "#.##", ".5"), (7, "NUMBER", "000", "007"),
        (-2.5, "NUMBER", "0.0;(0.0)", "(2.5)"),
        (0, "NUMBER", '0;-0;"none"', "none"), (3, "NUMBER", '0 "pcs"', "3 pcs"),
        (0.1234, "PERCENT", "", "12.34%"),
        (0.5, "PERCENT", "0%", "50%"), (12345.678, "SCIENTIFIC", "0.00E+00", "1.23E+04"),
        (5, "CURRENCY", "", "$5.00"), (-5, "CURRENCY", "", "-$5.00"),
        (2.675, "NUMBER", "0.00", "2.68"),
        (46352, "DATE", "", "11/26/2026"), (46352, "DATE", "yyyy-mm-dd", "2026-11-26"),
        (46352, "DATE", "d mmm yy", "26 Nov 26"), (46352, "DATE", "mmmm d", "November 26"),
        (46352.75, "DATE_TIME", "yyyy-mm-dd hh:mm:ss", "2026-11-26 18:00:00"),
        (0.75, "TIME", "h:mm am/pm", "6:00 PM"), (0.5208, "TIME", "hh:mm", "12:29"),
        (12, "TEXT", "", "12"), (12, "TEXT", "@", "12"), (-0.001, "NUMBER", "0.00", "0.00"),
    ],
)  # fmt: skip
def test_number_formats_show_numbers(value: float, kind: str, pattern: str, look: str) -> None:
    told = {"type": kind} | ({"pattern": pattern} if pattern else {})

    assert shown(value, told, LOCALES["en_US"]) == look


@given(
    value=st.one_of(st.integers(-(10**12), 10**12), st.decimals(-9999, 9999, places=2).map(float)),
    code=st.sampled_from(sorted(LOCALES)),
)
def test_a_number_that_is_shown_can_be_typed_again(value: float, code: str) -> None:
    locale = LOCALES[code]
    for look in (None, {"type": "NUMBER", "pattern": "#,##0.00"}, {"type": "CURRENCY"}):
        again = typed(shown(value, look, locale), locale, dt.date(2026, 11, 26)).value

        assert again == value


@given(
    day=st.dates(dt.date(1930, 1, 1), dt.date(2999, 12, 31)), code=st.sampled_from(sorted(LOCALES))
)
def test_a_day_that_is_shown_can_be_typed_again(day: dt.date, code: str) -> None:
    locale = LOCALES[code]
    look = shown(serial(day), {"type": "DATE"}, locale)

    assert typed(look, locale, dt.date(2026, 11, 26)).value == serial(day)
