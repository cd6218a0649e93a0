"""What a ledger needs of the values API and client test suites do not look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError
from gspread.utils import ValueRenderOption

from assistant.playground.google_sheets import LocalSheets
from tests.playground.sheets_client import Raw

UNFORMATTED, FORMULA = ValueRenderOption.unformatted, ValueRenderOption.formula


def refusal(raw: Raw, book: gspread.Spreadsheet, path: str, **given: Any) -> str:
    method = given.pop("method", "PUT")
    error = raw.error(method, f"v4/spreadsheets/{book.id}/{path}", **given)
    assert error["status"] == "INVALID_ARGUMENT"
    return str(error["message"])


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12%", 0.12), ("1,234", 1234), ("1,234.5", 1234.5), ("-5", -5), (".5", 0.5), ("5.", 5),
        ("$12.50", 12.5), ("-£3", -3), ("TRUE", True), ("false", False), ("1E3", 1000),
        ("12:30", 0.5208333333333334), ("6:00 PM", 0.75), ("11/26/2026", 46352),
        ("2026-11-26", 46352), ("26 Nov 2026", 46352), ("Nov 26, 2026", 46352),
        ("11/26/2026 12:00", 46352.5), ("1,23", "1,23"), ("1,2345", "1,2345"), ("12 pcs", "12 pcs"),
        ("1.2.3", "1.2.3"), ("--5", "--5"), ("13/26/2026", "13/26/2026"), ("1E999", "1E999"),
        ("'=1", "=1"), ("'", ""), ("MAY", "MAY"), ("%", "%"), ("$", "$"), ("-", "-"),
        ("1/2/3/4", "1/2/3/4"), ("1\u00a0234", "1\u00a0234"), ("12\u2009", 12),
    ],
)  # fmt: skip
def test_typed_text_becomes_what_sheets_makes_of_it(
    sheets: LocalSheets, book: gspread.Spreadsheet, typed: str, value: object
) -> None:
    book.sheet1.update([["x"], [typed]], "A1", raw=False)
    sheets.type(book.id, "Sheet1", "A3", typed)

    for row in (2, 3):
        found = book.sheet1.get(f"A{row}", value_render_option=UNFORMATTED)
        assert found == ([[value]] if value != "" else [[]])
    assert type(sheets.cell(book.id, "Sheet1", "A2").value) is type(value)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("12%", "12%"), ("12.5%", "12.50%"), ("1,234", "1,234"), ("$12.5", "$12.50"),
     ("$1,200", "$1,200"),
     ("11/26/2026", "11/26/2026"), ("2026-01-02", "2026-01-02"), ("1E3", "1.00E+03"),
     ("12:30", "12:30:00 PM"), ("0.1", "0.1"), ("=1/3", "0.3333333333"), ("=0.1+0.2", "0.3"),
     ("=1000/3", "333.3333333"), ("123456789012", "123456789012"), ("=10^15", "1E+15"),
     ("=-1/8", "-0.125"), ("1E-7", "1.00E-07"), ("=1/10^7", "1E-07"), ("true", "TRUE")],
)  # fmt: skip
def test_what_is_typed_brings_its_look(tab: gspread.Worksheet, typed: str, shown: str) -> None:
    tab.update_acell("B2", typed)

    assert tab.acell("B2").value == shown


def test_a_look_that_was_given_stays_when_another_value_is_typed(tab: gspread.Worksheet) -> None:
    tab.format("A1", {"numberFormat": {"type": "NUMBER", "pattern": "0.000"}})
    tab.update_acell("A1", "50%")

    assert tab.acell("A1").value == "0.500"


def test_in_a_cell_of_plain_text_all_stays_text(
    sheets: LocalSheets, book: gspread.Spreadsheet
) -> None:
    tab = book.sheet1
    tab.format("A1:A4", {"numberFormat": {"type": "TEXT"}})
    tab.update([["0042"], ["=1+1"], ["12%"]], "A1", raw=False)
    sheets.type(book.id, "Sheet1", "A4", "007")

    assert tab.get(value_render_option=FORMULA) == [["0042"], ["=1+1"], ["12%"], ["007"]]


def test_a_number_sent_as_json_is_a_number_under_every_locale(book: gspread.Spreadsheet) -> None:
    book.update_locale("de_DE")
    tab = book.sheet1
    tab.update([[1.123, 1000, True]], "A1")
    tab.update([[1.123, 1000, True]], "A2", raw=False)

    assert tab.get(value_render_option=UNFORMATTED) == [[1.123, 1000, True]] * 2


def test_null_leaves_a_cell_and_an_empty_text_clears_it(tab: gspread.Worksheet) -> None:
    tab.update([["a", "b", "c"]], "A1")

    told = tab.update([[None, "", "x"], [None, None, None]], "A1")

    assert tab.get_values() == [["a", "", "x"]]
    cells = tab.client.spreadsheets_get(tab.spreadsheet_id, {"includeGridData": "true"})
    row = cells["sheets"][0]["data"][0]["rowData"][0]["values"]
    assert [cell.get("effectiveValue") for cell in row] == [
        {"stringValue": "a"}, None, {"stringValue": "x"},
    ]  # fmt: skip
    assert told == {"spreadsheetId": tab.spreadsheet_id, "updatedRange": "Sheet1!A1:C2",
                    "updatedRows": 1, "updatedColumns": 2, "updatedCells": 2}  # fmt: skip


def test_a_write_keeps_notes_formats_and_rules(tab: gspread.Worksheet) -> None:
    tab.update_note("A1", "mine")
    tab.format("A1", {"textFormat": {"bold": True}})
    writes: list[Callable[[], Any]] = [
        lambda: tab.update([["new"]], "A1"), lambda: tab.update_acell("A1", "typed"),
        lambda: tab.batch_clear(["A1"]), tab.clear, lambda: tab.append_row(["x"], table_range="A1"),
    ]  # fmt: skip
    for write in writes:
        write()

        assert tab.get_note("A1") == "mine"
        told = tab.client.spreadsheets_get(tab.spreadsheet_id, {
            "ranges": "A1", "fields": "sheets.data.rowData.values.userEnteredFormat"})  # fmt: skip
        cell = told["sheets"][0]["data"][0]["rowData"][0]["values"][0]
        assert cell["userEnteredFormat"] == {"textFormat": {"bold": True}}


def test_every_write_moves_drives_times_and_version(book: gspread.Spreadsheet, raw: Raw) -> None:
    tab = book.sheet1
    path = f"drive/v3/files/{book.id}?fields=version,modifiedTime,lastModifyingUser/emailAddress"
    before = raw.json("GET", path)
    for write in (
        lambda: tab.update([["a"]], "A1"), lambda: tab.append_row(["b"]), tab.clear,
        lambda: tab.batch_update([{"range": "A1", "values": [["c"]]}]), lambda: tab.add_rows(1),
        lambda: tab.batch_clear(["A1"]), lambda: book.share("v@example.com", "user", "reader"),
    ):  # fmt: skip
        write()

        after = raw.json("GET", path)
        assert int(after["version"]) > int(before["version"])
        assert after["modifiedTime"] >= before["modifiedTime"]
        assert after["lastModifyingUser"]["emailAddress"].startswith("backroom@")
        before = after


def test_reading_moves_nothing(book: gspread.Spreadsheet, raw: Raw) -> None:
    path = f"drive/v3/files/{book.id}?fields=version"
    before = raw.json("GET", path)
    book.sheet1.get_values()
    book.fetch_sheet_metadata()

    assert raw.json("GET", path) == before


def test_outside_the_grid_nothing_is_written_and_it_does_not_grow(
    book: gspread.Spreadsheet, raw: Raw
) -> None:
    book.sheet1.resize(3, 3)
    for said, values in (("A4", [["x"]]), ("D1", [["x"]]), ("A3", [["x"], ["y"]]),
                         ("C1", [["x", "y"]]), ("A1:C9", [["x"]] * 4)):  # fmt: skip
        message = refusal(raw, book, f"values/{said}?valueInputOption=RAW", json={"values": values})
        assert message.startswith("Range (Sheet1!")
        assert message.endswith("exceeds grid limits. Max rows: 3, max columns: 3")

    assert book.sheet1.get_values() == [[]]
    grid = book.fetch_sheet_metadata()["sheets"][0]["properties"]["gridProperties"]
    assert grid == {"rowCount": 3, "columnCount": 3}


def test_reading_ends_at_the_grid_and_cannot_begin_outside(
    book: gspread.Spreadsheet, raw: Raw
) -> None:
    assert book.values_get("A1:C")["range"] == "Sheet1!A1:C1000"
    assert book.values_get("A998:AB5000")["range"] == "Sheet1!A998:Z1000"
    message = refusal(raw, book, "values/A1001", method="GET")
    assert message == "Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26"


def test_only_added_rows_make_the_grid_grow(book: gspread.Spreadsheet) -> None:
    tab = book.sheet1
    tab.resize(2, 2)
    tab.update([["a", "b"], ["c", "d"]], "A1")

    tab.append_rows([["e", "f"], ["g", "h", "i"]])

    grid = book.fetch_sheet_metadata()["sheets"][0]["properties"]["gridProperties"]
    assert grid == {"rowCount": 4, "columnCount": 3}
    assert tab.get_values()[3] == ["g", "h", "i"]


@pytest.mark.parametrize(
    ("said", "values", "words"),
    [
        (
            "A1:B2",
            [["a", "b", "c"]],
            "within range [Sheet1!A1:B2], but tried writing to column [C]",
        ),
        ("A1:B2", [["a"]] * 3, "within range [Sheet1!A1:B2], but tried writing to row [3]"),
        (
            "square",
            [["a", "b", "c"]],
            "within range [Sheet1!B2:C3], but tried writing to column [D]",
        ),
        ("square", [["a"]] * 3, "within range [Sheet1!B2:C3], but tried writing to row [4]"),
        ("lone", [["a", "b"]], "within range [Sheet1!E5], but tried writing to column [F]"),
    ],
)
def test_values_must_fit_their_range_named_or_not(
    book: gspread.Spreadsheet, raw: Raw, said: str, values: list[list[str]], words: str
) -> None:
    book.sheet1.define_named_range("B2:C3", "square")
    book.sheet1.define_named_range("E5", "lone")

    message = refusal(raw, book, f"values/{said}?valueInputOption=RAW", json={"values": values})

    assert message == f"Requested writing {words}"
    assert book.sheet1.get_values() == [[]]


def test_one_cell_is_where_writing_begins(tab: gspread.Worksheet) -> None:
    tab.update([["a", "b"], ["c", "d"]], "B2")

    assert tab.get("B2:C3") == [["a", "b"], ["c", "d"]]


def test_lines_can_be_columns(book: gspread.Spreadsheet) -> None:
    book.values_update("A1", {"valueInputOption": "RAW"},
                       {"majorDimension": "COLUMNS", "values": [["a", "b"], ["c"]]})  # fmt: skip

    assert book.sheet1.get("A1:B2") == [["a", "c"], ["b"]]


def test_values_that_are_no_rows_are_refused_before_the_range_is_looked_at(
    book: gspread.Spreadsheet, raw: Raw
) -> None:
    path = f"v4/spreadsheets/{book.id}/values/No%20such%20tab!A1?valueInputOption=RAW"

    error = raw.error("PUT", path, json={"values": ["a", "b"]})

    words = (
        "Invalid value at 'data.values[0]' (type.googleapis.com/google.protobuf.ListValue), \"a\""
    )
    assert error == {
        "code": 400, "status": "INVALID_ARGUMENT", "message": words,
        "details": [{"@type": "type.googleapis.com/google.rpc.BadRequest",
                     "fieldViolations": [{"field": "data.values[0]", "description": words}]}],
    }  # fmt: skip
    later = raw.error("PUT", path, json={"values": [["a"]]})
    assert later["message"] == "Unable to parse range: No such tab!A1"


def test_no_other_way_of_writing_takes_a_text_for_a_row(
    book: gspread.Spreadsheet, raw: Raw
) -> None:
    lines = [["a"], "bc"]
    data = [{"range": "A1", "values": [["first"]]}, {"range": "A1", "values": lines}]
    by_filter = [{"dataFilter": {"a1Range": "A1"}, "values": lines}]
    for path, body, field in (
        ("values/A1:append?valueInputOption=RAW", {"values": lines}, "data.values[1]"),
        ("values:batchUpdate", {"data": data}, "data[1].values[1]"),
        ("values:batchUpdateByDataFilter", {"data": by_filter}, "data[0].values[1]"),
    ):  # fmt: skip
        error = raw.error("POST", f"v4/spreadsheets/{book.id}/{path}",
                          json={"valueInputOption": "RAW", **body})  # fmt: skip
        assert error["message"].startswith(f"Invalid value at '{field}'")
        assert error["details"][0]["fieldViolations"][0]["field"] == field

    assert book.sheet1.get_values() == [[]]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"values": [[["a"]]]}, "Invalid values[0][0]: list_value"),
        ({"values": [["a", {"b": 1}]]}, "Invalid values[0][1]: struct_value"),
        ({"values": [["x" * 50_001]]}, "more than the maximum of 50000 characters"),
    ],
)
def test_what_no_cell_can_hold_is_refused(
    book: gspread.Spreadsheet, raw: Raw, body: Any, words: str
) -> None:
    assert words in refusal(raw, book, "values/A1?valueInputOption=RAW", json=body)


def test_how_values_are_to_be_read_must_be_told(book: gspread.Spreadsheet, raw: Raw) -> None:
    assert "'valueInputOption' is required" in refusal(raw, book, "values/A1", json={"values": []})
    message = refusal(raw, book, "values/A1?valueInputOption=TYPED", json={"values": []})
    assert 'ValueInputOption), "TYPED"' in message


@pytest.mark.parametrize(
    ("said", "range_"),
    [("B2", "B2"), ("$B$2:$C$3", "B2:C3"), ("R2C2", "B2"), ("R2C2:R3C3", "B2:C3"),
     ("b2:c3", "B2:C3"),
     ("C3:B2", "B2:C3"), ("B", "B1:B1000"), ("2", "A2:Z2"), ("B:C", "B1:C1000"), ("2:3", "A2:Z3"),
     ("B2:C", "B2:C1000"), ("B2:3", "B2:Z3"), ("sheet1", "A1:Z1000"), ("'Sheet1'!B2", "B2")],
)  # fmt: skip
def test_a_range_is_said_in_many_ways(book: gspread.Spreadsheet, said: str, range_: str) -> None:
    assert book.values_get(said)["range"] == f"Sheet1!{range_}"


@pytest.mark.parametrize(
    "said", ["Nope!A1", "A1:B2:C3", "A0", "1A", "Sheet1!", "!A1", "A1:", ":A1"]
)
def test_a_range_that_is_none_is_refused_in_googles_words(
    book: gspread.Spreadsheet, raw: Raw, said: str
) -> None:
    path = "values:batchGet"
    message = refusal(raw, book, path, method="GET", params={"ranges": said})

    assert message.startswith("Unable to parse range: ")


def test_several_ranges_are_written_all_or_none(book: gspread.Spreadsheet) -> None:
    tab = book.sheet1
    tab.update([["before"]], "A1")
    version = book.get_lastUpdateTime()

    with pytest.raises(APIError, match=r"Invalid data\[1\]: Requested writing within range"):
        tab.batch_update([{"range": "A1", "values": [["after"]]},
                          {"range": "B1:B2", "values": [["too"], ["many"], ["rows"]]}])  # fmt: skip

    assert tab.get_values() == [["before"]]
    assert book.get_lastUpdateTime() == version


def test_blank_ends_are_left_out_and_a_blank_range_has_no_values(
    book: gspread.Spreadsheet,
) -> None:
    book.sheet1.update([["a", "", ""], [], ["", "b"], [""]], "A1")

    assert book.values_get("A1:E9")["values"] == [["a"], [], ["", "b"]]
    assert book.values_get("A1:A3")["values"] == [["a"]]
    assert book.values_get("A2:A3") == {"range": "Sheet1!A2:A3", "majorDimension": "ROWS"}
    assert book.values_get("D1:E9") == {"range": "Sheet1!D1:E9", "majorDimension": "ROWS"}


def test_google_writes_its_json_in_lines(book: gspread.Spreadsheet, raw: Raw) -> None:
    book.sheet1.update([["a"]], "A1")
    pretty = raw("GET", f"v4/spreadsheets/{book.id}/values/A1").text
    plain = raw("GET", f"v4/spreadsheets/{book.id}/values/A1?prettyPrint=false").text

    assert pretty.startswith('{\n  "range": "Sheet1!A1",\n  "majorDimension": "ROWS",\n')
    assert plain == '{"range":"Sheet1!A1","majorDimension":"ROWS","values":[["a"]]}'
    refused = raw("GET", "v4/spreadsheets/nope").text
    assert refused.startswith('{\n  "error": {\n    "code": 404,\n')


def test_a_filter_hides_rows_from_people_and_not_from_the_api(book: gspread.Spreadsheet) -> None:
    tab = book.sheet1
    tab.update([["n"], [1], [2], [3]], "A1")
    book.batch_update({"requests": [{"setBasicFilter": {"filter": {
        "range": {"startRowIndex": 0, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 1},
        "criteria": {"0": {"hiddenValues": ["2", "n"]}}}}}]})  # fmt: skip

    told = tab.client.spreadsheets_get(
        book.id, {"fields": "sheets.data.rowMetadata.hiddenByFilter"}
    )
    rows = told["sheets"][0]["data"][0]["rowMetadata"][:4]
    assert [row.get("hiddenByFilter", False) for row in rows] == [False, False, True, False]
    assert tab.col_values(1) == ["n", "1", "2", "3"]
    assert tab.get_values() == [["n"], ["1"], ["2"], ["3"]]
    tab.update([["x"]], "A3")
    tab.copy_range("A1:A4", "C1", gspread.utils.PasteType.values)
    assert tab.col_values(3) == ["n", "1", "x", "3"]


def test_a_row_is_added_below_rows_that_a_filter_hides(book: gspread.Spreadsheet) -> None:
    tab = book.sheet1
    tab.update([["n"], [1], [2]], "A1")
    book.batch_update({"requests": [{"setBasicFilter": {"filter": {
        "range": {}, "criteria": {"0": {"hiddenValues": ["2"]}}}}}]})  # fmt: skip

    told = tab.append_row([3])

    assert (told["tableRange"], told["updates"]["updatedRange"]) == ("Sheet1!A1:A3", "Sheet1!A4")
    assert tab.col_values(1) == ["n", "1", "2", "3"]


@pytest.mark.parametrize(
    ("kind", "given", "left"),
    [("NUMBER_GREATER", ["1"], ["2", "3"]), ("NUMBER_LESS_THAN_EQ", ["2"], ["1", "2"]),
     ("NUMBER_NOT_EQ", ["2"], ["1", "3"]), ("TEXT_CONTAINS", ["3"], ["3"]),
     ("BLANK", [], []), ("NOT_BLANK", [], ["1", "2", "3"])],
)  # fmt: skip
def test_a_filter_can_have_a_condition(
    book: gspread.Spreadsheet, kind: str, given: list[str], left: list[str]
) -> None:
    book.sheet1.update([["n"], [1], [2], [3]], "A1")
    values = [{"userEnteredValue": one} for one in given]
    specs = [{"columnIndex": 0, "filterCriteria": {"condition": {"type": kind, "values": values}}}]
    book.batch_update(
        {"requests": [{"setBasicFilter": {"filter": {"range": {}, "filterSpecs": specs}}}]}
    )

    told = book.client.spreadsheets_get(book.id, {"includeGridData": "true"})
    rows = told["sheets"][0]["data"][0]["rowMetadata"][1:4]
    shown = [str(at) for at, row in enumerate(rows, start=1) if not row.get("hiddenByFilter")]
    assert shown == left
