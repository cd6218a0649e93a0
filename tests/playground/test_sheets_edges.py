"""The edges: outside the grid, half a batch, too large, and what counts as a read or a write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError
from gspread.utils import InsertDataOption

from assistant.playground.google_sheets import LocalSheets
from tests.playground.sheets_client import Raw

SQUARE = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
NEW = {"userEnteredValue": {"stringValue": "new"}}
WIDE = {**SQUARE, "endColumnIndex": 4}
OUTSIDE: list[dict[str, Any]] = [
    {"updateCells": {"start": {"rowIndex": 2}, "fields": "*", "rows": [{"values": [NEW]}] * 2}},
    {"updateCells": {"start": {"columnIndex": 3}, "fields": "*", "rows": [{"values": [NEW, NEW]}]}},
    {"updateCells": {"start": {"rowIndex": -1}, "fields": "userEnteredValue",
                     "rows": [{"values": [NEW]}]}},
    {"updateCells": {"start": {"columnIndex": -1}, "fields": "*", "rows": [{"values": [NEW]}]}},
    {"copyPaste": {"source": SQUARE, "destination": {**SQUARE, "startRowIndex": 2,
                                                     "endRowIndex": 3}}},
    {"copyPaste": {"source": SQUARE, "destination": {**SQUARE, "startColumnIndex": 3,
                                                     "endColumnIndex": 4}}},
    {"copyPaste": {"source": WIDE, "destination": SQUARE, "pasteOrientation": "TRANSPOSE"}},
    {"cutPaste": {"source": SQUARE, "destination": {"rowIndex": 2}}},
    {"cutPaste": {"source": SQUARE, "destination": {"columnIndex": 3}}},
    {"cutPaste": {"source": SQUARE, "destination": {"rowIndex": -1}}},
    {"pasteData": {"coordinate": {"rowIndex": 2}, "data": "x\nx", "delimiter": ","}},
    {"pasteData": {"coordinate": {"columnIndex": 3}, "data": "x,x", "delimiter": ","}},
]  # fmt: skip


@pytest.mark.parametrize("request_", OUTSIDE, ids=lambda one: str(next(iter(one))))
def test_no_request_writes_outside_the_grid_or_makes_it_grow(
    tab: gspread.Worksheet, sheets: LocalSheets, request_: dict[str, Any]
) -> None:
    tab.resize(3, 4)
    tab.update([["a", "b"], ["c", "d"]], "A1")

    with pytest.raises(APIError) as refused:
        tab.spreadsheet.batch_update({"requests": [request_]})

    assert refused.value.code == 400
    held = sheets.tab(tab.spreadsheet_id, "Sheet1")
    assert (held.rows, held.columns, held.used()) == (3, 4, (2, 2))
    assert tab.get_values() == [["a", "b"], ["c", "d"]]


FIRST = {"updateCells": {"start": {}, "fields": "userEnteredValue", "rows": [{"values": [NEW]}]}}


@pytest.mark.parametrize(
    "refused_too",
    [
        {"deleteSheet": {"sheetId": 9}},
        {"findReplace": {"find": "(n)", "replacement": "$7", "searchByRegex": True,
                         "allSheets": True}},
        {"addConditionalFormatRule": {"rule": {"ranges": ["A1"], "booleanRule": {}}}},
        {"insertDimension": {}}, "insertDimension", 5, None,
    ],
    ids=str,
)  # fmt: skip
def test_whatever_is_wrong_with_a_request_the_batch_is_refused_whole(
    tab: gspread.Worksheet, refused_too: Any
) -> None:
    with pytest.raises(APIError) as refused:
        tab.spreadsheet.batch_update({"requests": [FIRST, refused_too]})

    assert (refused.value.code, refused.value.error["status"]) == (400, "INVALID_ARGUMENT")
    assert "requests[1]" in refused.value.error["message"]
    assert tab.get_values() == [[]]


def test_a_batch_is_undone_when_what_is_wanted_back_is_not_there(
    book: gspread.Spreadsheet, sheets: LocalSheets
) -> None:
    version = sheets.document(book.id).version
    heard: list[Any] = []
    sheets.listeners.append(heard.append)
    with pytest.raises(APIError, match="Unable to parse range: Nope!A1"):
        book.batch_update({"requests": [FIRST, {"addSheet": {}}], "responseRanges": ["Nope!A1"],
                           "includeSpreadsheetInResponse": True})  # fmt: skip

    sheets.listeners.clear()
    assert (book.sheet1.get_values(), len(book.worksheets())) == ([[]], 1)
    assert (sheets.document(book.id).version, heard) == (version, [])


def test_a_batch_gives_back_no_cells_unless_they_are_asked_for(book: gspread.Spreadsheet) -> None:
    told = book.batch_update({"requests": [FIRST], "includeSpreadsheetInResponse": True})
    assert "data" not in told["updatedSpreadsheet"]["sheets"][0]

    assert set(book.batch_update({"requests": [FIRST]})) == {"spreadsheetId", "replies"}
    asked = {"responseRanges": ["A2:B3"], "responseIncludeGridData": True}
    told = book.batch_update({"requests": [FIRST], "includeSpreadsheetInResponse": True, **asked})
    data = told["updatedSpreadsheet"]["sheets"][0]["data"]
    assert [(one["startRow"], "rowData" in one, len(one["rowMetadata"])) for one in data] == [
        (1, False, 2)
    ]  # fmt: skip


def test_a_batch_is_undone_when_the_server_itself_fails(book: gspread.Spreadsheet) -> None:
    too_deep = {"userEnteredValue": {"formulaValue": f"={'(' * 9_000}1{')' * 9_000}"}}
    last = {
        "updateCells": {"start": {"rowIndex": 1}, "fields": "*", "rows": [{"values": [too_deep]}]}
    }

    with pytest.raises(APIError, match="Internal error"):
        book.batch_update({"requests": [FIRST, last]})

    assert book.sheet1.get_values() == [[]]


def test_an_empty_place_is_copied_to_no_effect(tab: gspread.Worksheet) -> None:
    tab.update([["a"]], "A1")
    nothing = {"startRowIndex": 3, "endRowIndex": 3, "endColumnIndex": 1}
    request = {"copyPaste": {"source": nothing, "destination": SQUARE}}

    tab.spreadsheet.batch_update({"requests": [request]})
    assert tab.get_values() == [["a"]]


def test_nothing_comes_in_where_the_workbook_would_be_too_large(tab: gspread.Worksheet) -> None:
    tab.resize(1000, 9_999)
    tab.update([["a"], ["b"]], "A1")
    wide: list[Callable[[], Any]] = [
        lambda: tab.append_row(["x"] * 10_001),
        lambda: tab.append_row(["x"] * 10_000, insert_data_option=InsertDataOption.insert_rows,
                               table_range="A1"),
        lambda: tab.resize(1001), tab.duplicate, lambda: tab.add_cols(2),
        lambda: tab.spreadsheet.add_worksheet("Too much", 1001, 1),
        lambda: tab.spreadsheet.batch_update({"requests": [{"appendCells": {
            "fields": "*", "rows": [{"values": [NEW] * 10_001}]}}]}),
    ]  # fmt: skip
    for write in wide:
        with pytest.raises(APIError, match="above the limit of 10000000 cells"):
            write()

    grid = tab.spreadsheet.fetch_sheet_metadata()["sheets"][0]["properties"]["gridProperties"]
    assert grid == {"rowCount": 1000, "columnCount": 9_999}
    assert tab.get_values("A1:A9") == [["a"], ["b"]]
    tab.spreadsheet.add_worksheet("Just so", 1000, 1)


def test_a_cell_holds_50000_characters_and_no_more(book: gspread.Spreadsheet) -> None:
    def typed_cell(text: str) -> Any:
        cell = {"userEnteredValue": {"stringValue": text}}
        request = {"start": {}, "fields": "userEnteredValue", "rows": [{"values": [cell]}]}
        return book.batch_update({"requests": [{"updateCells": request}]})

    for write in (typed_cell, lambda text: book.sheet1.update([[text]], "A1")):
        write("x" * 50_000)
        assert len(book.sheet1.acell("A1").value or "") == 50_000
        with pytest.raises(APIError, match="more than the maximum of 50000 characters"):
            write("y" * 50_001)


def test_no_body_is_too_large(tab: gspread.Worksheet) -> None:
    told = tab.update([["x" * 50_000] * 10] * 10, "A1")

    assert told["updatedCells"] == 100  # 5 MB; Google recommends 2 and refuses no size


def test_a_batch_of_100000_requests_is_taken(tab: gspread.Worksheet) -> None:
    note = {"updateCells": {"start": {}, "fields": "note", "rows": []}}
    told = tab.spreadsheet.batch_update({"requests": [FIRST, *[note] * 99_999]})

    assert len(told["replies"]) == 100_000
    assert tab.get_values() == [["new"]]


BOOK = "v4/spreadsheets/ledger"
EVERY: list[tuple[str, str, str, Any]] = [
    ("read", "GET", BOOK, None),
    ("read", "GET", f"{BOOK}/values/A1", None),
    ("read", "GET", f"{BOOK}/values:batchGet?ranges=A1&ranges=B1", None),
    ("read", "POST", f"{BOOK}:getByDataFilter", {"dataFilters": [{"a1Range": "A1"}]}),
    ("read", "POST", f"{BOOK}/values:batchGetByDataFilter", {"dataFilters": [{"a1Range": "A1"}]}),
    ("read", "POST", f"{BOOK}/developerMetadata:search",
     {"dataFilters": [{"developerMetadataLookup": {"metadataId": 5}}]}),
    ("read", "GET", f"{BOOK}/developerMetadata/5", None),
    ("write", "POST", "v4/spreadsheets", {}),
    ("write", "POST", f"{BOOK}:batchUpdate", {"requests": [FIRST]}),
    ("write", "PUT", f"{BOOK}/values/A1?valueInputOption=RAW", {"values": [["x"]]}),
    ("write", "POST", f"{BOOK}/values/A1:append?valueInputOption=RAW", {"values": [["x"]]}),
    ("write", "POST", f"{BOOK}/values/A1:clear", {}),
    ("write", "POST", f"{BOOK}/values:batchUpdate",
     {"valueInputOption": "RAW", "data": [{"range": "A1", "values": [["x"]]}]}),
    ("write", "POST", f"{BOOK}/values:batchClear", {"ranges": ["A1"]}),
    ("write", "POST", f"{BOOK}/values:batchUpdateByDataFilter", {
        "valueInputOption": "RAW",
        "data": [{"dataFilter": {"a1Range": "A1"}, "values": [["x"]]}]}),
    ("write", "POST", f"{BOOK}/values:batchClearByDataFilter", {
        "dataFilters": [{"a1Range": "A1"}]}),
    ("write", "POST", f"{BOOK}/sheets/0:copyTo", {"destinationSpreadsheetId": "ledger"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "method", "path", "body"), EVERY, ids=[f"{one[1]} {one[2]}" for one in EVERY]
)
def test_each_method_counts_as_google_counts_it(
    sheets: LocalSheets, raw: Raw, kind: str, method: str, path: str, body: Any
) -> None:
    sheets.create("Ledger", "ledger")
    sheets.do("ledger", {"createDeveloperMetadata": {"developerMetadata": {
        "metadataId": 5, "metadataKey": "k", "visibility": "DOCUMENT",
        "location": {"spreadsheet": True}}}})  # fmt: skip
    sheets.share("ledger", "reader@example.com", "reader")
    reader = Raw(sheets, "reader@example.com")
    mine = reader(method, path, json=body)
    reader.close()

    assert raw(method, path, json=body).ok
    assert sheets.calls[-1]["kind"] == kind
    # and who may only read may do only what reads; anybody may make a spreadsheet
    assert mine.ok == (kind == "read" or path == "v4/spreadsheets")
