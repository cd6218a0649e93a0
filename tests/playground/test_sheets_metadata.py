"""Developer metadata and data filters: anchors that follow rows and columns; writing by them."""

from __future__ import annotations

from typing import Any

import gspread
import pytest

from assistant.playground.google_sheets import LocalSheets
from tests.playground.sheets_client import Raw


def span(dimension: str, at: int, sheet: int = 0) -> dict[str, Any]:
    return {"dimensionRange": {"sheetId": sheet, "dimension": dimension, "startIndex": at,
                               "endIndex": at + 1}}  # fmt: skip


def create(book: gspread.Spreadsheet, key: str, location: dict[str, Any], **more: Any) -> Any:
    told = {"metadataKey": key, "location": location, "visibility": "DOCUMENT", **more}
    replies = book.batch_update({"requests": [
        {"createDeveloperMetadata": {"developerMetadata": told}}]})["replies"]  # fmt: skip
    return replies[0]["createDeveloperMetadata"]["developerMetadata"]


def by_key(key: str) -> dict[str, Any]:
    return {"developerMetadataLookup": {"metadataKey": key}}


def search(raw: Raw, book: gspread.Spreadsheet, *filters: dict[str, Any]) -> list[Any]:
    told = raw.json("POST", f"v4/spreadsheets/{book.id}/developerMetadata:search",
                    json={"dataFilters": list(filters)})  # fmt: skip
    return [one["developerMetadata"] for one in told.get("matchedDeveloperMetadata", [])]


@pytest.fixture
def marked(book: gspread.Spreadsheet) -> gspread.Spreadsheet:
    """A table with metadata on everything."""
    book.sheet1.update([["sku", "price", "stock"], ["a", 1, 10], ["b", 2, 20]], "A1")
    create(book, "row", span("ROWS", 2), metadataValue="b")
    create(book, "price", span("COLUMNS", 1), metadataId=42)
    create(book, "tab", {"sheetId": 0})
    create(book, "book", {"spreadsheet": True})
    return book


def test_metadata_is_made_and_got_by_its_id(marked: gspread.Spreadsheet, raw: Raw) -> None:
    assert raw.json("GET", f"v4/spreadsheets/{marked.id}/developerMetadata/42") == {
        "metadataId": 42, "metadataKey": "price", "visibility": "DOCUMENT",
        "location": {"locationType": "COLUMN", "dimensionRange": {
            "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}},
    }  # fmt: skip
    error = raw.error("GET", f"v4/spreadsheets/{marked.id}/developerMetadata/43")
    assert (error["code"], error["status"]) == (404, "NOT_FOUND")


def test_metadata_is_described_where_it_belongs(marked: gspread.Spreadsheet) -> None:
    told = marked.client.spreadsheets_get(marked.id, {"includeGridData": "true"})
    sheet = told["sheets"][0]

    assert [one["metadataKey"] for one in told["developerMetadata"]] == ["book"]
    assert [one["metadataKey"] for one in sheet["developerMetadata"]] == ["tab"]
    data = sheet["data"][0]
    assert data["rowMetadata"][2]["developerMetadata"][0]["metadataValue"] == "b"
    assert data["columnMetadata"][1]["developerMetadata"][0]["metadataId"] == 42


@pytest.mark.parametrize(
    ("lookup", "keys"),
    [
        ({"metadataKey": "row"}, ["row"]), ({"metadataValue": "b"}, ["row"]),
        ({"metadataId": 42}, ["price"]), ({"locationType": "SHEET"}, ["tab"]),
        ({"locationType": "COLUMN", "metadataKey": "row"}, []),
        ({"visibility": "DOCUMENT"}, ["row", "price", "tab", "book"]),
        ({"metadataLocation": span("ROWS", 2)}, ["row"]),
        ({"metadataLocation": {"sheetId": 0}}, ["tab"]),
        ({"metadataLocation": {"sheetId": 0}, "locationMatchingStrategy": "INTERSECTING_LOCATION"},
         ["row", "price", "tab", "book"]),
        ({"metadataLocation": span("ROWS", 0), "locationMatchingStrategy": "INTERSECTING_LOCATION"},
         ["price", "tab", "book"]),
    ],
)  # fmt: skip
def test_metadata_is_searched_by_what_it_is_and_where(
    marked: gspread.Spreadsheet, raw: Raw, lookup: dict[str, Any], keys: list[str]
) -> None:
    found = search(raw, marked, {"developerMetadataLookup": lookup})

    assert [one["metadataKey"] for one in found] == keys


def test_metadata_is_searched_by_a_range(marked: gspread.Spreadsheet, raw: Raw) -> None:
    assert [one["metadataKey"] for one in search(raw, marked, {"a1Range": "B1:B2"})] == ["price"]
    corner = {"gridRange": {"startRowIndex": 2, "startColumnIndex": 2}}
    assert [one["metadataKey"] for one in search(raw, marked, corner)] == ["row"]


def test_metadata_is_changed_and_taken_away(marked: gspread.Spreadsheet, raw: Raw) -> None:
    told = marked.batch_update({"requests": [
        {"updateDeveloperMetadata": {
            "dataFilters": [by_key("row")], "fields": "metadataValue,location",
            "developerMetadata": {"metadataValue": "c", "location": span("ROWS", 1)}}},
        {"deleteDeveloperMetadata": {"dataFilter": by_key("price")}},
    ]})["replies"]  # fmt: skip

    changed = told[0]["updateDeveloperMetadata"]["developerMetadata"][0]
    assert (changed["metadataValue"], changed["location"]["dimensionRange"]["startIndex"]) == (
        "c",
        1,
    )
    assert told[1]["deleteDeveloperMetadata"]["deletedDeveloperMetadata"][0]["metadataId"] == 42
    assert search(raw, marked, by_key("price")) == []


def test_metadata_follows_its_row_but_not_a_sort(marked: gspread.Spreadsheet, raw: Raw) -> None:
    def row() -> list[int]:
        return [
            one["location"]["dimensionRange"]["startIndex"]
            for one in search(raw, marked, by_key("row"))
        ]

    tab = marked.sheet1
    tab.insert_row([], 1)
    assert row() == [3]
    tab.sort((1, "des"), range="A3:C4")
    assert (row(), tab.row_values(3)) == ([3], ["b", "2", "20"])
    tab.delete_rows(1)
    assert row() == [2]
    tab.delete_rows(3)
    assert row() == []


def test_values_are_read_by_metadata_and_by_range(marked: gspread.Spreadsheet, raw: Raw) -> None:
    filters = [by_key("price"), by_key("row"), {"a1Range": "A1"}, by_key("nothing")]
    told = raw.json("POST", f"v4/spreadsheets/{marked.id}/values:batchGetByDataFilter", json={
        "dataFilters": filters, "valueRenderOption": "UNFORMATTED_VALUE"})  # fmt: skip

    found = told["valueRanges"]
    assert [one["valueRange"].get("values") for one in found] == [
        [["price"], [1], [2]], [["b", 2, 20]], [["sku"]],
    ]  # fmt: skip
    assert found[0]["valueRange"]["range"] == "Sheet1!B1:B1000"
    assert [one["dataFilters"] for one in found] == [[one] for one in filters[:3]]


def test_values_are_written_to_the_row_where_it_is_now(
    marked: gspread.Spreadsheet, raw: Raw, sheets: LocalSheets
) -> None:
    sheets.do(marked.id, {"moveDimension": {"source": span("ROWS", 2)["dimensionRange"],
                                            "destinationIndex": 1}})  # fmt: skip
    told = raw.json("POST", f"v4/spreadsheets/{marked.id}/values:batchUpdateByDataFilter", json={
        "valueInputOption": "RAW", "includeValuesInResponse": True,
        "data": [{"dataFilter": by_key("row"), "values": [[None, 5]]}]})  # fmt: skip

    assert marked.sheet1.get_values() == [
        ["sku", "price", "stock"],
        ["b", "5", "20"],
        ["a", "1", "10"],
    ]
    answer = told["responses"][0]
    assert (answer["updatedRange"], answer["updatedCells"]) == ("Sheet1!A2:B2", 1)
    assert (answer["dataFilter"], answer["updatedData"]["values"]) == (by_key("row"), [["b", "5"]])
    assert told["totalUpdatedCells"] == 1


def test_a_column_is_written_and_cleared_by_its_metadata(
    marked: gspread.Spreadsheet, raw: Raw
) -> None:
    data = {"dataFilter": by_key("price"), "majorDimension": "COLUMNS", "values": [[None, 7, 8]]}
    raw.json("POST", f"v4/spreadsheets/{marked.id}/values:batchUpdateByDataFilter",
             json={"valueInputOption": "RAW", "data": [data]})  # fmt: skip
    assert marked.sheet1.col_values(2) == ["price", "7", "8"]

    told = raw.json("POST", f"v4/spreadsheets/{marked.id}/values:batchClearByDataFilter",
                    json={"dataFilters": [by_key("price")]})  # fmt: skip
    assert told["clearedRanges"] == ["Sheet1!B1:B1000"]
    assert marked.sheet1.get_values() == [["sku", "", "stock"], ["a", "", "10"], ["b", "", "20"]]


def test_lines_of_null_write_nothing(marked: gspread.Spreadsheet, raw: Raw) -> None:
    data = {"dataFilter": by_key("row"), "values": [[None, None]]}
    told = raw.json("POST", f"v4/spreadsheets/{marked.id}/values:batchUpdateByDataFilter",
                    json={"valueInputOption": "RAW", "data": [data]})  # fmt: skip

    assert told["responses"][0]["updatedRange"] == "Sheet1!A3:B3"
    assert "updatedCells" not in told["responses"][0]


def test_a_spreadsheet_is_described_by_data_filter(marked: gspread.Spreadsheet, raw: Raw) -> None:
    told = raw.json("POST", f"v4/spreadsheets/{marked.id}:getByDataFilter", json={
        "dataFilters": [by_key("row")], "includeGridData": True})  # fmt: skip

    data = told["sheets"][0]["data"][0]
    assert (data["startRow"], len(data["rowData"])) == (2, 1)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"location": {"sheetId": 0}, "visibility": "DOCUMENT"}, "must have a key"),
        ({"metadataKey": "k", "location": {"sheetId": 0}}, "must have a visibility"),
        ({"metadataKey": "k", "visibility": "DOCUMENT"}, "must have a location"),
        ({"metadataKey": "k", "visibility": "DOCUMENT", "location": {"dimensionRange": {
            "dimension": "ROWS", "startIndex": 0, "endIndex": 2}}}, "single row or column"),
        ({"metadataKey": "k", "visibility": "DOCUMENT", "location": span("ROWS", 5000)}, "outside"),
        ({"metadataKey": "k", "visibility": "DOCUMENT", "location": {"sheetId": 9}},
         "No grid with id"),
    ],
)  # fmt: skip
def test_metadata_that_cannot_be_is_refused(
    book: gspread.Spreadsheet, raw: Raw, told: dict[str, Any], words: str
) -> None:
    request = {"createDeveloperMetadata": {"developerMetadata": told}}
    error = raw.error(
        "POST", f"v4/spreadsheets/{book.id}:batchUpdate", json={"requests": [request]}
    )

    assert words in error["message"]
    assert search(raw, book, by_key("k")) == []


@pytest.mark.parametrize(
    "place", [{"a1Range": "Other!B2:C2"}, {"gridRange": {"sheetId": 7, "startRowIndex": 1,
              "endRowIndex": 2, "startColumnIndex": 1, "endColumnIndex": 3}}]
)  # fmt: skip
def test_values_are_written_read_and_cleared_by_a_range(
    marked: gspread.Spreadsheet, raw: Raw, place: dict[str, Any]
) -> None:
    marked.batch_update(
        {"requests": [{"addSheet": {"properties": {"title": "Other", "sheetId": 7}}}]}
    )
    other, path = marked.worksheet("Other"), f"v4/spreadsheets/{marked.id}/values"
    data = [{"dataFilter": place, "values": [["x", "y"]]}]
    raw.json("POST", f"{path}:batchUpdateByDataFilter",
             json={"valueInputOption": "RAW", "data": data})  # fmt: skip

    assert other.get_values() == [["", "", ""], ["", "x", "y"]]
    assert marked.sheet1.row_values(2) == ["a", "1", "10"]
    read = raw.json("POST", f"{path}:batchGetByDataFilter", json={"dataFilters": [place]})
    assert read["valueRanges"][0]["valueRange"]["range"] == "Other!B2:C2"
    raw.json("POST", f"{path}:batchClearByDataFilter", json={"dataFilters": [place]})
    assert other.get_values() == [[]]


def test_every_row_of_a_key_is_written_and_cleared(marked: gspread.Spreadsheet, raw: Raw) -> None:
    create(marked, "row", span("ROWS", 1))
    path = f"v4/spreadsheets/{marked.id}/values"
    data = [{"dataFilter": by_key("row"), "values": [[None, 7]]}]
    told = raw.json("POST", f"{path}:batchUpdateByDataFilter",
                    json={"valueInputOption": "RAW", "data": data})  # fmt: skip

    assert [one["updatedRange"] for one in told["responses"]] == ["Sheet1!A3:B3", "Sheet1!A2:B2"]
    assert marked.sheet1.col_values(2) == ["price", "7", "7"]
    told = raw.json("POST", f"{path}:batchClearByDataFilter", json={"dataFilters": [by_key("row")]})
    assert told["clearedRanges"] == ["Sheet1!A3:Z3", "Sheet1!A2:Z2"]
    assert marked.sheet1.get_values() == [["sku", "price", "stock"]]


def test_a_write_by_data_filters_is_done_whole_or_not_at_all(
    marked: gspread.Spreadsheet, raw: Raw
) -> None:
    before = marked.sheet1.get_values()
    for too_much in ([["x"], ["y"]], [["x"] * 27]):
        error = raw.error("POST", f"v4/spreadsheets/{marked.id}/values:batchUpdateByDataFilter",
                          json={"valueInputOption": "RAW", "data": [
                              {"dataFilter": by_key("price"), "values": [["first"]]},
                              {"dataFilter": by_key("row"), "values": too_much}]})  # fmt: skip
        # a row holds one line, and no more than the grid
        assert error["message"].startswith("Invalid data[1]: ")

    assert marked.sheet1.get_values() == before


def test_metadata_tells_its_place_as_google_tells_it(marked: gspread.Spreadsheet, raw: Raw) -> None:
    lookup = {"developerMetadataLookup": {"visibility": "DOCUMENT"}}
    places = [one["location"] for one in search(raw, marked, lookup)]

    assert places == [
        {"locationType": "ROW",
         "dimensionRange": {"dimension": "ROWS", "startIndex": 2, "endIndex": 3}},
        {"locationType": "COLUMN",
         "dimensionRange": {"dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}},
        {"locationType": "SHEET", "sheetId": 0},
        {"locationType": "SPREADSHEET", "spreadsheet": True},
    ]  # fmt: skip
    with pytest.raises(gspread.exceptions.APIError, match="Metadata with id 42 already exists"):
        create(marked, "again", {"sheetId": 0}, metadataId=42)
