"""Columns that come, go and move, and all that points at them; what is on other tabs stays."""

from __future__ import annotations

from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError
from gspread.utils import ValueRenderOption

from assistant.playground.google_sheets import LocalSheets
from tests.playground.sheets_client import Raw, client

FORMULA = ValueRenderOption.formula
STAFF = "staff@example.com"


def batch(book: gspread.Spreadsheet, *requests: dict[str, Any]) -> Any:
    return book.batch_update({"requests": list(requests)})["replies"]


def columns(start: int, end: int, sheet: int = 0) -> dict[str, Any]:
    return {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": start, "endIndex": end}


def grid(left: int, right: int, sheet: int = 0) -> dict[str, int]:
    return {"sheetId": sheet, "startRowIndex": 0, "endRowIndex": 3, "startColumnIndex": left,
            "endColumnIndex": right}  # fmt: skip


def furnish(book: gspread.Spreadsheet, sheet: int) -> None:
    """Something of each kind anchored to columns E and F of a tab."""
    asked = {"criteria": {"4": {"hiddenValues": ["x"]}},
             "sortSpecs": [{"dimensionIndex": 5, "sortOrder": "ASCENDING"}]}  # fmt: skip
    specs = [{"columnIndex": 5, "filterCriteria": {"hiddenValues": ["y"]}}]
    start = {"sheetId": sheet, "rowIndex": 0, "columnIndex": 4}
    batch(
        book,
        {"mergeCells": {"range": grid(4, 6, sheet), "mergeType": "MERGE_ALL"}},
        {"addProtectedRange": {"protectedRange": {"range": grid(4, 6, sheet)}}},
        {"addProtectedRange": {"protectedRange": {
            "range": {"sheetId": sheet}, "unprotectedRanges": [grid(4, 6, sheet)],
            "description": "but"}}},
        {"addNamedRange": {"namedRange": {"name": f"here{sheet}", "range": grid(4, 6, sheet)}}},
        {"setBasicFilter": {"filter": {"range": grid(4, 6, sheet), **asked}}},
        {"addFilterView": {"filter": {"title": "v", "range": grid(4, 6, sheet),
                                      "filterSpecs": specs}}},
        {"addConditionalFormatRule": {"index": 0, "rule": {
            "ranges": [grid(4, 6, sheet)],
            "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {}}}}},
        {"addBanding": {"bandedRange": {"range": grid(4, 6, sheet), "rowProperties": {
            "firstBandColor": {"red": 1}, "secondBandColor": {"blue": 1}}}}},
        {"addDimensionGroup": {"range": columns(4, 6, sheet)}},
        {"updateDimensionProperties": {"range": columns(4, 5, sheet), "fields": "pixelSize",
                                       "properties": {"pixelSize": 50}}},
        {"createDeveloperMetadata": {"developerMetadata": {
            "metadataKey": "k", "visibility": "DOCUMENT",
            "location": {"dimensionRange": columns(4, 5, sheet)}}}},
        {"updateCells": {"start": start, "fields": "note,dataValidation,userEnteredFormat",
                         "rows": [{"values": [{
                             "note": "n", "dataValidation": {"condition": {"type": "BOOLEAN"}},
                             "userEnteredFormat": {"textFormat": {"bold": True}}}]}]}},
    )  # fmt: skip


@pytest.fixture
def furnished(book: gspread.Spreadsheet) -> gspread.Spreadsheet:
    """A spreadsheet with something anchored to columns E and F of each kind, and formulas."""
    furnish(book, 0)
    book.sheet1.update([["=E1"], ["=SUM(E1:F1)"], ["=$E$1"]], "A8", raw=False)
    return book


def anchors(book: gspread.Spreadsheet, sheet: int = 0) -> dict[str, Any]:
    """Where everything of a tab is anchored now: start and end column, or the column."""
    told = book.client.spreadsheets_get(book.id, {"includeGridData": "true"})
    held = next(one for one in told["sheets"] if one["properties"]["sheetId"] == sheet)
    protected = {one.get("description", "protected"): one for one in held["protectedRanges"]}
    places = {
        "merge": held["merges"][0], "protected": protected["protected"]["range"],
        "hole": protected["but"]["unprotectedRanges"][0],
        "filter": held["basicFilter"]["range"], "view": held["filterViews"][0]["range"],
        "rule": held["conditionalFormats"][0]["ranges"][0],
        "banding": held["bandedRanges"][0]["range"],
        "name": next(one["range"] for one in told["namedRanges"] if one["name"] == f"here{sheet}"),
    }  # fmt: skip
    found: dict[str, Any] = {
        name: (place["startColumnIndex"], place["endColumnIndex"]) for name, place in places.items()
    }
    group = held["columnGroups"][0]["range"]
    found["group"] = (group["startIndex"], group["endIndex"])
    looks = held["data"][0]["columnMetadata"]
    found["width"] = [at for at, one in enumerate(looks) if one["pixelSize"] == 50]
    found["metadata"] = [at for at, one in enumerate(looks) if "developerMetadata" in one]
    cells = held["data"][0]["rowData"][0]["values"]
    for key in ("note", "dataValidation", "userEnteredFormat"):
        found[key] = [at for at, cell in enumerate(cells) if key in cell]
    found["hidden"] = list(held["basicFilter"].get("criteria", {}))
    found["sorted"] = [one["dimensionIndex"] for one in held["basicFilter"]["sortSpecs"]]
    found["view asks"] = [one["columnIndex"] for one in held["filterViews"][0]["filterSpecs"]]
    return found


def everywhere(start: int, end: int) -> dict[str, Any]:
    spans = ("merge", "protected", "hole", "filter", "view", "rule", "banding", "name", "group")
    cells = ("width", "metadata", "note", "dataValidation", "userEnteredFormat")
    return {
        **dict.fromkeys(spans, (start, end)), **{key: [start] for key in cells},
        "hidden": [str(start)], "sorted": [end - 1], "view asks": [end - 1],
    }  # fmt: skip


def formulas(book: gspread.Spreadsheet) -> list[str]:
    lines = book.sheet1.get("A8:Z10", value_render_option=FORMULA)
    return [next(cell for cell in line if cell) for line in lines]


def test_all_that_is_anchored_moves_right_with_columns_put_in_before(
    furnished: gspread.Spreadsheet,
) -> None:
    batch(furnished, {"insertDimension": {"range": columns(3, 5)}})

    assert anchors(furnished) == everywhere(6, 8)
    assert formulas(furnished) == ["=G1", "=SUM(G1:H1)", "=$G$1"]


def test_all_that_is_anchored_grows_with_columns_put_in_within(
    furnished: gspread.Spreadsheet,
) -> None:
    batch(furnished, {"insertDimension": {"range": columns(5, 7)}})

    assert anchors(furnished) == everywhere(4, 8)
    assert formulas(furnished) == ["=E1", "=SUM(E1:H1)", "=$E$1"]


def test_what_is_anchored_shrinks_with_its_columns(furnished: gspread.Spreadsheet) -> None:
    batch(furnished, {"deleteDimension": {"range": columns(5, 6)}})

    assert anchors(furnished) == {**everywhere(4, 5), "sorted": [], "view asks": []}
    assert formulas(furnished) == ["=E1", "=SUM(E1:E1)", "=$E$1"]


def test_what_is_anchored_goes_with_its_columns(furnished: gspread.Spreadsheet, raw: Raw) -> None:
    batch(furnished, {"deleteDimension": {"range": columns(4, 6)}})

    told = raw.json("GET", f"v4/spreadsheets/{furnished.id}", params={"includeGridData": "true"})
    sheet = told["sheets"][0]
    assert set(sheet) == {"properties", "data", "protectedRanges"}
    # what protects the whole sheet stays, without its hole
    assert ["unprotectedRanges" in one for one in sheet["protectedRanges"]] == [False]
    assert "namedRanges" not in told
    marks = [one for one in sheet["data"][0]["columnMetadata"] if one != {"pixelSize": 100}]
    assert marks == []
    assert formulas(furnished) == ["=#REF!", "=SUM(#REF!)", "=#REF!"]


def test_what_is_anchored_goes_along_when_its_columns_are_moved(
    furnished: gspread.Spreadsheet,
) -> None:
    batch(furnished, {"moveDimension": {"source": columns(4, 6), "destinationIndex": 10}})
    assert anchors(furnished) == everywhere(8, 10)

    batch(furnished, {"moveDimension": {"source": columns(8, 10), "destinationIndex": 1}})
    assert anchors(furnished) == everywhere(1, 3)
    assert formulas(furnished) == ["=B1", "=SUM(B1:C1)", "=$B$1"]


def test_frozen_columns_grow_and_shrink_with_what_is_put_in_and_out(
    book: gspread.Spreadsheet,
) -> None:
    book.sheet1.freeze(cols=2)
    batch(book, {"insertDimension": {"range": columns(1, 2)}})
    assert book.sheet1.frozen_col_count == 3
    batch(book, {"deleteDimension": {"range": columns(0, 2)}})

    assert book.sheet1.frozen_col_count == 1


@pytest.mark.parametrize("dimension", ["ROWS", "COLUMNS"])
@pytest.mark.parametrize("kind", ["insertDimension", "deleteDimension", "moveDimension"])
def test_what_is_on_another_tab_stays(book: gspread.Spreadsheet, dimension: str, kind: str) -> None:
    other = book.add_worksheet("Other", 20, 20)
    furnish(book, other.id)
    place = {**columns(0, 1), "dimension": dimension}
    body = {"source": place, "destinationIndex": 9} if kind == "moveDimension" else {"range": place}
    before = anchors(book, other.id)

    batch(book, {kind: body})

    assert anchors(book, other.id) == before == everywhere(4, 6)


def test_what_was_on_a_tab_goes_with_it(furnished: gspread.Spreadsheet, raw: Raw) -> None:
    furnished.add_worksheet("Other", 9, 9)
    furnished.del_worksheet(furnished.sheet1)

    assert "namedRanges" not in raw.json("GET", f"v4/spreadsheets/{furnished.id}")
    found = raw.json("POST", f"v4/spreadsheets/{furnished.id}/developerMetadata:search", json={
        "dataFilters": [{"developerMetadataLookup": {"metadataKey": "k"}}]})  # fmt: skip
    assert found == {}


@pytest.mark.parametrize("dimension", ["ROWS", "COLUMNS"])
def test_who_may_write_only_in_a_hole_may_do_so_where_it_is_now(
    sheets: LocalSheets, google: gspread.Client, dimension: str
) -> None:
    made = sheets.create("Forms")
    sheets.share(made, STAFF)
    book = google.open_by_key(made)
    hole = {"startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 1, "endColumnIndex": 2}
    batch(book, {"addProtectedRange": {"protectedRange": {
        "range": {"sheetId": 0}, "unprotectedRanges": [hole]}}})  # fmt: skip
    batch(book, {"insertDimension": {"range": {**columns(0, 1), "dimension": dimension}}})
    tab = client(sheets, STAFF).open_by_key(made).sheet1

    tab.update_acell("B3" if dimension == "ROWS" else "C2", "mine")
    with pytest.raises(APIError, match="protected"):
        tab.update_acell("B2", "not mine")


def test_a_filter_hides_by_its_own_column_after_others_were_put_in(
    book: gspread.Spreadsheet,
) -> None:
    book.sheet1.update([["n", "m"], [1, 2], [2, 1]], "A1")
    batch(book, {"setBasicFilter": {"filter": {
        "range": grid(0, 2), "criteria": {"0": {"hiddenValues": ["2"]}}}}},
        {"insertDimension": {"range": columns(0, 1)}})  # fmt: skip

    told = book.client.spreadsheets_get(
        book.id, {"fields": "sheets.data.rowMetadata.hiddenByFilter"}
    )
    rows = told["sheets"][0]["data"][0]["rowMetadata"][:3]
    assert [row.get("hiddenByFilter", False) for row in rows] == [False, False, True]
