"""The small set of formulas: what they come to, and #NAME? for all others."""

from __future__ import annotations

import gspread
import pytest
from gspread.utils import ValueRenderOption
from hypothesis import given
from hypothesis import strategies as st

from assistant.playground.google_sheets import LocalSheets
from assistant.playground.sheets_formulas import evaluate
from assistant.playground.sheets_locale import LOCALES
from assistant.playground.sheets_tab import Fault

UNFORMATTED = ValueRenderOption.unformatted


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=1+2*3", 7), ("=(1+2)*3", 9), ("=2^3^2", 64), ("=-2^2", 4), ("=10/4", 2.5), ("=50%", 0.5),
        ("=1=1", True), ("=1<>1", False), ('="a"<"B"', True), ('=2>"a"', False),
        ('="A"="a"', True), ('="a"&1&TRUE', "a1TRUE"), ('="say ""x"""', 'say "x"'),
        ("=A1+B1", 5), ("=$A$1*B$1", 6), ("=a1", 2), ("=SUM(A1:B2)", 10),
        ('=SUM(A1:B2,C1,"5")', 15),
        ("=SUM(A:A)", 6), ("=SUM(2:2)", 5), ('=IF(A1>1,"yes","no")', "yes"), ("=IF(A1>9,1)", False),
        ("=IF(C1,1,2)", 2), ("=Other!B2", 7), ("='Other'!B2+1", 8), ("=SUM(Other!A1:B2)", 7),
        ("=C1", 0), ("=C1=0", True), ('=C1=""', True), ('=C1&"x"', "x"), ("=D1+1", "#VALUE!"),
        ('="3"+1', 4), ("=TRUE+1", 2), ("=1/0", "#DIV/0!"), ("=1/C1", "#DIV/0!"),
        ("=E1+1", "#DIV/0!"),
        ("=IF(1>0,1,1/0)", 1), ("=VLOOKUP(A1,A1:B2,2)", "#NAME?"), ("=AVERAGE(A1:B2)", "#NAME?"),
        ("=foo", "#NAME?"), ("=Nope!A1", "#REF!"), ("=#REF!", "#REF!"), ("=#N/A", "#N/A"),
        ("=A2000", "#REF!"), ("=1+", "#ERROR!"), ("=(1", "#ERROR!"), ("=SUM(", "#ERROR!"),
        ("=@", "#ERROR!"), ("=A1:B2+1", "#VALUE!"), ("=SUM(A1:E2)", "#DIV/0!"),
        ("=10^400", "#NUM!"), ("=99999999*99999999999", 9.9999998999e18),
        ("= 1 + 1 ", 2), ("=LOG10(100)", "#NAME?"), ("=IF()", "#N/A"), ('=IF("x",1,2)', "#VALUE!"),
        ("=A1:A2", 2), ("=1e3", 1000), ("=.5+.5", 1), ("=--1", 1), ("=+A1", 2),
    ],
)  # fmt: skip
def test_a_formula_comes_to_its_value(
    book: gspread.Spreadsheet, formula: str, value: object
) -> None:
    tab = book.sheet1
    tab.update([[2, 3, None, "x", "=1/0"], [4, 1]], "A1", raw=False)
    book.add_worksheet("Other", 9, 9).update([[7]], "B2")
    tab.update_acell("F5", formula)

    assert tab.get("F5", value_render_option=UNFORMATTED) == [[value]]
    assert tab.get("F5", value_render_option=ValueRenderOption.formula) == [[formula]]


def test_a_chain_is_worked_out_in_any_order_and_a_ring_is_refused(
    book: gspread.Spreadsheet,
) -> None:
    tab = book.sheet1
    tab.update([["=B1+1", "=C1+1", "=D1+1", 1], ["=B2", "=A2", "=A2+1"], ["=A3"]], "A1", raw=False)

    assert tab.get_values() == [["4", "3", "2", "1"], ["#REF!", "#REF!", "#REF!", ""],
                                ["#REF!", "", "", ""]]  # fmt: skip
    tab.update([[10]], "D1")
    assert tab.get("A1:C1") == [["13", "12", "11"]]
    tab.update([["=1"]], "B2", raw=False)
    assert tab.get("A2:C2") == [["1", "1", "2"]]


def test_a_long_chain_does_not_run_out_of_depth(tab: gspread.Worksheet) -> None:
    tab.update([[1], *[[f"=A{row}+1"] for row in range(1, 999)]], "A1", raw=False)
    tab.sort((1, "des"), range="A1:A999")
    tab.update([[1]], "A1000")

    assert tab.col_values(1)[-1] == "1"


def test_what_a_formula_comes_to_is_told_apart_from_what_was_entered(
    sheets: LocalSheets, book: gspread.Spreadsheet
) -> None:
    book.sheet1.update([["=1/0", "=1+1", '="a"', "=1=1"]], "A1", raw=False)
    fields = "userEnteredValue,effectiveValue,formattedValue"
    told = book.client.spreadsheets_get(
        book.id, {"fields": f"sheets.data.rowData.values({fields})"}
    )

    cells = told["sheets"][0]["data"][0]["rowData"][0]["values"]
    assert cells[0] == {
        "userEnteredValue": {"formulaValue": "=1/0"}, "formattedValue": "#DIV/0!",
        "effectiveValue": {"errorValue": {"type": "DIVIDE_BY_ZERO", "message": "#DIV/0!"}},
    }  # fmt: skip
    assert [cell["effectiveValue"] for cell in cells[1:]] == [
        {"numberValue": 2}, {"stringValue": "a"}, {"boolValue": True},
    ]  # fmt: skip


def test_text_that_looks_like_a_formula_or_a_fault_is_only_text(book: gspread.Spreadsheet) -> None:
    book.batch_update({"requests": [{"updateCells": {
        "start": {}, "fields": "userEnteredValue", "rows": [{"values": [
            {"userEnteredValue": {"stringValue": "=1+1"}},
            {"userEnteredValue": {"stringValue": "#REF!"}},
            {"userEnteredValue": {"formulaValue": "=A1&B1"}}]}]}}]})  # fmt: skip

    assert book.sheet1.get_values() == [["=1+1", "#REF!", "=1+1#REF!"]]


numbers = st.integers(-99, 99)


@given(a=numbers, b=numbers, c=st.integers(1, 99))
def test_arithmetic_is_pythons(a: int, b: int, c: int) -> None:
    def look(_: object) -> Fault:
        return Fault("#REF!")

    text = f"({a})*({b})-({a})/{c}+({b})"
    assert evaluate(f"={text}", LOCALES["en_US"], look) == eval(text)  # noqa: S307  made above


@given(text=st.text(alphabet="=A1:B2$!'\"()+-*/^&<>,;#SUMIF% .5x", max_size=20))
def test_no_formula_breaks_the_server(text: str) -> None:
    def look(_: object) -> Fault:
        return Fault("#REF!")

    value = evaluate(f"={text}", LOCALES["en_US"], look)

    assert isinstance(value, str | int | float)
