"""`spreadsheets.get`: field masks, ranges, grid data; creating; and errors of both APIs."""

from __future__ import annotations

from typing import Any

import gspread
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.playground import sheets_colors
from tests.playground.sheets_client import Raw


def get(raw: Raw, book: gspread.Spreadsheet, **params: Any) -> Any:
    return raw.json("GET", f"v4/spreadsheets/{book.id}", params=params)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("spreadsheetId", ["spreadsheetId"]),
        ("properties.title", {"properties": {"title": "Test"}}),
        ("properties(title,locale)", {"properties": {"title": "Test", "locale": "en_US"}}),
        ("sheets(properties(sheetId,title))",
         {"sheets": [{"properties": {"sheetId": 0, "title": "Sheet1"}}]}),
        ("sheets/properties/title,properties/timeZone",
         {"sheets": [{"properties": {"title": "Sheet1"}}], "properties": {"timeZone": "Etc/GMT"}}),
        ("sheets.properties.gridProperties.rowCount",
         {"sheets": [{"properties": {"gridProperties": {"rowCount": 1000}}}]}),
        ("namedRanges", {}),
        ("sheets(merges,basicFilter)", {"sheets": [{}]}),
        ("sheets.data.rowData.values.note", {"sheets": [{"data": [{}]}]}),
        ("*", ["spreadsheetId", "properties", "sheets", "spreadsheetUrl"]),
    ],
)  # fmt: skip
def test_a_mask_leaves_what_it_names(
    book: gspread.Spreadsheet, raw: Raw, fields: str, told: Any
) -> None:
    found = get(raw, book, fields=fields)

    assert (list(found) if isinstance(told, list) else found) == told


@pytest.mark.parametrize("fields", ["nonsense", "sheets(", "sheets..x", "spreadsheetId,foo(bar)"])
def test_a_mask_that_names_nothing_is_refused(
    book: gspread.Spreadsheet, raw: Raw, fields: str
) -> None:
    error = raw.error("GET", f"v4/spreadsheets/{book.id}", params={"fields": fields})

    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    if "(" not in fields and "." not in fields:
        assert error["details"][0]["fieldViolations"] == [{
            "field": "nonsense", "description": "Error expanding 'fields' parameter. Cannot find"
            " matching fields for path 'nonsense'."}]  # fmt: skip


def test_cells_are_told_only_when_asked_for(book: gspread.Spreadsheet, raw: Raw) -> None:
    book.sheet1.update([["a"], [None, 1.5]], "B2")

    assert "data" not in get(raw, book)["sheets"][0]
    assert "data" not in get(raw, book, fields="sheets")["sheets"][0]
    assert "data" in get(raw, book, fields="sheets", includeGridData="true")["sheets"][0]
    whole = get(raw, book, includeGridData="true")["sheets"][0]["data"][0]
    assert ("startRow" in whole, len(whole["rowData"]), whole["rowData"][0]) == (False, 3, {})
    assert (len(whole["rowMetadata"]), len(whole["columnMetadata"])) == (1000, 26)
    assert whole["rowMetadata"][0] == {"pixelSize": 21}
    cell = whole["rowData"][1]["values"][1]
    assert (cell["userEnteredValue"], cell["effectiveValue"], cell["formattedValue"]) == (
        {"stringValue": "a"}, {"stringValue": "a"}, "a",
    )  # fmt: skip
    assert cell["effectiveFormat"]["verticalAlignment"] == "BOTTOM"


def test_ranges_narrow_the_tabs_and_the_cells(book: gspread.Spreadsheet, raw: Raw) -> None:
    book.sheet1.update([["a", "b"], ["c", "d"]], "A1")
    book.add_worksheet("Other", 5, 5)

    told = get(raw, book, ranges=["Sheet1!B2:C3", "Sheet1!A1"], includeGridData="true")

    assert [sheet["properties"]["title"] for sheet in told["sheets"]] == ["Sheet1"]
    first, second = told["sheets"][0]["data"]
    assert (first["startRow"], first["startColumn"]) == (1, 1)
    assert first["rowData"][0]["values"][0]["formattedValue"] == "d"
    assert "startRow" not in second
    assert [len(first["rowMetadata"]), len(first["columnMetadata"])] == [2, 2]


def test_sheet_id_0_is_told_of_a_sheet_and_left_out_of_ranges(
    book: gspread.Spreadsheet, raw: Raw
) -> None:
    book.sheet1.merge_cells("A1:B1")
    other = book.add_worksheet("Other", 5, 5)
    other.merge_cells("A1:B1")

    first, second = get(raw, book)["sheets"]
    assert (first["properties"]["sheetId"], first["properties"]["index"]) == (0, 0)
    assert "sheetId" not in first["merges"][0]
    assert second["merges"][0]["sheetId"] == other.id


def test_a_spreadsheet_is_created_with_its_properties_and_sheets(raw: Raw) -> None:
    made = raw.json("POST", "v4/spreadsheets", json={
        "properties": {"title": "Made", "locale": "fr_FR", "timeZone": "Europe/Paris"},
        "sheets": [{"properties": {"title": "Stock", "gridProperties": {"frozenRowCount": 1}}},
                   {"properties": {"title": "Hidden", "hidden": True}}]})  # fmt: skip

    assert (made["properties"]["locale"], made["properties"]["timeZone"]) == (
        "fr_FR",
        "Europe/Paris",
    )
    assert [sheet["properties"]["title"] for sheet in made["sheets"]] == ["Stock", "Hidden"]
    assert made["sheets"][0]["properties"]["gridProperties"]["frozenRowCount"] == 1
    assert made["spreadsheetUrl"].endswith(f"/d/{made['spreadsheetId']}/edit")


def test_a_colour_comes_back_as_eight_bits_and_as_a_style(
    book: gspread.Spreadsheet, raw: Raw
) -> None:
    book.batch_update({"requests": [{"updateSheetProperties": {
        "properties": {"tabColor": {"red": 0.5, "green": 0.25, "blue": 0}},
        "fields": "tabColor"}}]})  # fmt: skip

    told = get(raw, book, fields="sheets.properties(tabColor,tabColorStyle)")["sheets"][0]
    color = {"red": 0.49803922, "green": 0.24705882}
    assert told == {"properties": {"tabColor": color, "tabColorStyle": {"rgbColor": color}}}


@given(red=st.integers(0, 255))
def test_a_colour_that_was_read_is_the_same_when_written_back(red: int) -> None:
    once = sheets_colors.rounded({"red": red / 255})

    assert sheets_colors.rounded(once) == once
    assert round(once.get("red", 0) * 255) == red


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"frobnicate": {}}, "Unknown name \"frobnicate\" at 'requests[0]': Cannot find field."),
        ({}, "No request set"),
        ({"addChart": {}}, "this local server has no addChart"),
        ({"updateSheetProperties": {"properties": {"title": "x"}}},
         "At least one field must be listed"),
        ({"updateSheetProperties": {"properties": {"sheetId": 9}, "fields": "title"}},
         "No sheet with id: 9"),
        ({"updateSheetProperties": {"properties": {"title": ""}, "fields": "title"}},
         "cannot be empty"),
        ({"updateSheetProperties": {"properties": {"title": "x" * 101}, "fields": "title"}},
         "100 characters"),
        ({"updateSheetProperties": {"properties": {"gridProperties": {"rowCount": 0}},
                                    "fields": "gridProperties.rowCount"}}, "at least one row"),
        ({"updateSheetProperties": {"properties": {"gridProperties": {"frozenRowCount": 1000}},
                                    "fields": "gridProperties.frozenRowCount"}},
         "can't freeze all"),
        ({"addSheet": {"properties": {"gridProperties": {"rowCount": 10**6, "columnCount": 10}}}},
         "above the limit of 10000000 cells"),
        ({"addSheet": {"properties": {"sheetId": 0}}}, "already exists"),
        ({"updateCells": {"start": {"rowIndex": 1000}, "fields": "*"}},
         "GridCoordinate.rowIndex[1000] is after last row in grid[999]"),
        ({"updateCells": {"start": {"columnIndex": 26}, "fields": "*"}},
         "GridCoordinate.columnIndex[26] is after last column in grid[25]"),
        ({"updateCells": {"start": {"columnIndex": 25},
                             "rows": [{"values": [{}, {}]}], "fields": "*"}},
         "Attempting to write column: 26, beyond the last requested column of: 25"),
        ({"updateCells": {"range": {"endRowIndex": 1}, "rows": [{}, {}], "fields": "*"}},
         "Attempting to write row: 1, beyond the last requested row of: 0"),
        ({"updateCells": {"start": {}, "rows": [{}], "fields": "colour"}}, "Invalid field: colour"),
        ({"updateCells": {"start": {}, "fields": "*", "rows": [{"values": [
            {"userEnteredValue": {"textValue": "x"}}]}]}}, 'Unknown name "textValue"'),
        ({"updateCells": {"start": {}, "fields": "*", "rows": [{"values": [
            {"userEnteredValue": {"numberValue": "x"}}]}]}}, "Invalid value at"),
        ({"updateCells": {"start": {}, "fields": "*", "rows": [{"values": [
            {"userEnteredValue": {"numberValue": True}}]}]}}, "Invalid value at"),
        ({"addNamedRange": {"namedRange": {"name": "no space", "range": {}}}},
         "Invalid named range"),
        ({"deleteNamedRange": {"namedRangeId": "7"}}, "No named range with id: 7"),
        ({"deleteConditionalFormatRule": {"index": 3}},
         "No conditional format on sheet: 0 at index: 3"),
        ({"repeatCell": {"range": {"sheetId": 3}, "cell": {}, "fields": "*"}},
         "No grid with id: 3"),
        ({"findReplace": {"find": "x"}}, "No search scope"),
        ({"deleteDimensionGroup": {"range": {"dimension": "ROWS", "startIndex": 1, "endIndex": 2}}},
         "No dimension group"),
        ({"sortRange": {"range": {"endRowIndex": "many"}}}, "ValueError"),
    ],
)  # fmt: skip
def test_a_request_that_cannot_be_is_refused_and_says_where(
    book: gspread.Spreadsheet, raw: Raw, request_: dict[str, Any], words: str
) -> None:
    body = {"requests": [request_]}
    error = raw.error("POST", f"v4/spreadsheets/{book.id}:batchUpdate", json=body)

    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert words in error["message"]
    assert "requests[0]" in error["message"]


def test_a_batch_of_too_many_requests_is_refused(book: gspread.Spreadsheet, raw: Raw) -> None:
    body: Any = {"requests": [{"addSheet": {}}] * 100_001}
    error = raw.error("POST", f"v4/spreadsheets/{book.id}:batchUpdate", json=body)

    assert error["message"] == "Cannot exceed 100000 requests in a single batch."


def test_no_answer_has_an_etag_and_a_spreadsheet_no_revision(
    book: gspread.Spreadsheet, raw: Raw
) -> None:
    for path in (f"v4/spreadsheets/{book.id}", f"v4/spreadsheets/{book.id}/values/A1"):
        assert "etag" not in raw("GET", path).headers
    told = raw.json("GET", f"drive/v3/files/{book.id}?fields=headRevisionId,trashed")
    assert told == {"trashed": False}


def test_an_empty_batch_is_refused(book: gspread.Spreadsheet, raw: Raw) -> None:
    error = raw.error("POST", f"v4/spreadsheets/{book.id}:batchUpdate", json={"requests": []})

    assert error["message"] == "Must specify at least one request."


def test_drive_refuses_in_its_own_words(book: gspread.Spreadsheet, raw: Raw) -> None:
    missing = raw.error("GET", "drive/v3/files/nope")
    assert missing == {
        "code": 404, "message": "File not found: nope.",
        "errors": [{"message": "File not found: nope.", "domain": "global", "reason": "notFound",
                    "location": "fileId", "locationType": "parameter"}],
    }  # fmt: skip
    odd = raw.error("GET", f"drive/v3/files/{book.id}", params={"fields": "colour"})
    assert odd["message"] == "Invalid field selection colour"
    query = raw.error("GET", "drive/v3/files", params={"q": "name ~ 'x'"})
    assert (query["message"], query["errors"][0]["location"]) == ("Invalid Value", "q")
    comments = raw.error("GET", f"drive/v3/files/{book.id}/comments")
    assert "'fields' parameter is required" in comments["message"]
