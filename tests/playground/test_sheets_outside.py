"""What the grid has not: every kind of request that names rows, columns or cells outside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError

from assistant.playground import sheets_batch
from assistant.playground.google_sheets import LocalSheets

Json = dict[str, Any]
HERE = {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
BELOW = {**HERE, "startRowIndex": 9, "endRowIndex": 10}
BESIDE = {**HERE, "startColumnIndex": 5, "endColumnIndex": 6}
LOOK = {"condition": {"type": "BLANK"}, "format": {"textFormat": {"bold": True}}}
KEPT = [
    {"addNamedRange": {"namedRange": {"namedRangeId": "n", "name": "prices", "range": HERE}}},
    {"addProtectedRange": {"protectedRange": {"protectedRangeId": 7, "range": HERE}}},
    {"addFilterView": {"filter": {"filterViewId": 8, "range": HERE}}},
    {"addBanding": {"bandedRange": {"bandedRangeId": 5, "range": HERE, "rowProperties": {}}}},
    {"addConditionalFormatRule": {"rule": {"ranges": [HERE], "booleanRule": LOOK}}},
]
UNBOUND = {
    "addSheet", "deleteSheet", "updateSheetProperties", "duplicateSheet", "appendCells",
    "updateSpreadsheetProperties", "appendDimension", "clearBasicFilter",
    "deleteNamedRange", "deleteProtectedRange", "deleteFilterView", "duplicateFilterView",
    "deleteBanding", "deleteConditionalFormatRule", "deleteDeveloperMetadata",
}  # fmt: skip
"""Kinds that name no place in a grid."""


def naming(area: Json) -> Iterator[Json]:
    """A request of every kind that names cells, for these cells."""
    at = {"rowIndex": area["startRowIndex"], "columnIndex": area["startColumnIndex"]}
    rule = {"ranges": [HERE, area], "booleanRule": LOOK}
    yield {"updateCells": {"range": area, "fields": "*"}}
    yield {"updateCells": {"start": at, "fields": "*", "rows": []}}
    yield {"repeatCell": {"range": area, "fields": "*", "cell": {}}}
    yield {"updateBorders": {"range": area, "top": {"style": "SOLID"}}}
    yield {"setDataValidation": {"range": area}}
    yield {"copyPaste": {"source": area, "destination": HERE}}
    yield {"copyPaste": {"source": HERE, "destination": area}}
    yield {"cutPaste": {"source": area, "destination": {}}}
    yield {"cutPaste": {"source": {**HERE, "endRowIndex": 0}, "destination": at}}
    yield {"pasteData": {"coordinate": at, "data": "", "delimiter": ","}}
    yield {"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}}
    yield {"findReplace": {"range": area, "find": "a", "replacement": "b"}}
    yield {"addNamedRange": {"namedRange": {"name": "abc", "range": area}}}
    yield {"updateNamedRange": {"namedRange": {"namedRangeId": "n", "range": area},
                                "fields": "range"}}  # fmt: skip
    yield {"addProtectedRange": {"protectedRange": {"range": area}}}
    yield {"addProtectedRange": {"protectedRange": {"range": {}, "unprotectedRanges": [area]}}}
    yield {"updateProtectedRange": {"protectedRange": {"protectedRangeId": 7, "range": area},
                                    "fields": "range"}}  # fmt: skip
    yield {"setBasicFilter": {"filter": {"range": area}}}
    yield {"addFilterView": {"filter": {"range": area}}}
    yield {"updateFilterView": {"filter": {"filterViewId": 8, "range": area}, "fields": "range"}}
    yield {"addBanding": {"bandedRange": {"range": area, "rowProperties": {}}}}
    yield {"updateBanding": {"bandedRange": {"bandedRangeId": 5, "range": area},
                             "fields": "range"}}  # fmt: skip
    yield {"addConditionalFormatRule": {"rule": rule}}
    yield {"updateConditionalFormatRule": {"index": 0, "rule": rule}}
    for kind in ("sortRange", "randomizeRange", "trimWhitespace", "deleteDuplicates",
                 "unmergeCells"):  # fmt: skip
        yield {kind: {"range": area}}
    for kind in ("insertRange", "deleteRange"):
        yield {kind: {"range": area, "shiftDimension": "ROWS"}}


def spanning(dimension: str, size: int) -> Iterator[Json]:
    """A request of every kind that names rows or columns, for the first that there is not."""
    span = {"dimension": dimension, "startIndex": size, "endIndex": size + 1}
    metadata = {"metadataKey": "k", "visibility": "DOCUMENT", "location": {"dimensionRange": span}}
    yield {"insertDimension": {"range": span}}
    yield {"moveDimension": {"source": span, "destinationIndex": 0}}
    yield {"moveDimension": {"source": {**span, "startIndex": 0, "endIndex": 1},
                             "destinationIndex": size + 1}}  # fmt: skip
    yield {"updateDimensionProperties": {"range": span, "fields": "pixelSize",
                                         "properties": {"pixelSize": 9}}}  # fmt: skip
    yield {"autoResizeDimensions": {"dimensions": span}}
    yield {"updateDimensionGroup": {"dimensionGroup": {"range": span, "depth": 1},
                                    "fields": "collapsed"}}  # fmt: skip
    yield {"createDeveloperMetadata": {"developerMetadata": metadata}}
    yield {
        "updateDeveloperMetadata": {
            "dataFilters": [{"developerMetadataLookup": {"metadataKey": "kept"}}],
            "developerMetadata": {"location": {"dimensionRange": span}},
            "fields": "location",
        }
    }
    for kind in ("deleteDimension", "addDimensionGroup", "deleteDimensionGroup"):
        yield {kind: {"range": span}}


def among_others() -> Iterator[Json]:
    """Columns to sort or to compare by, and places among the rules of a tab."""
    new = {"ranges": [HERE], "booleanRule": LOOK}
    beyond = {"dimension": "COLUMNS", "startIndex": 5, "endIndex": 6}
    yield {"sortRange": {"range": HERE, "sortSpecs": [{"dimensionIndex": 5}]}}
    yield {"setBasicFilter": {"filter": {"range": HERE, "sortSpecs": [{"dimensionIndex": -1}]}}}
    yield {"deleteDuplicates": {"range": HERE, "comparisonColumns": [beyond]}}
    yield {"addConditionalFormatRule": {"rule": new, "index": 2}}
    yield {"addConditionalFormatRule": {"rule": new, "index": -1}}
    yield {"updateConditionalFormatRule": {"index": 0, "newIndex": 1}}
    yield {"deleteConditionalFormatRule": {"index": 1}}


CELLS = [*naming(BELOW), *naming(BESIDE)]
SPANS = [*spanning("ROWS", 9), *spanning("COLUMNS", 5)]


@pytest.fixture
def small(tab: gspread.Worksheet) -> gspread.Worksheet:
    """Nine rows and five columns, with one of everything that is kept beside cells."""
    tab.resize(9, 5)
    mark = {"metadataKey": "kept", "visibility": "DOCUMENT", "location": {"spreadsheet": True}}
    made = [*KEPT, {"createDeveloperMetadata": {"developerMetadata": mark}}]
    tab.spreadsheet.batch_update({"requests": made})
    return tab


def refusal(tab: gspread.Worksheet, request: Json) -> str:
    """What a batch is answered that has a good request before this one."""
    note = {"updateCells": {"start": {}, "fields": "note", "rows": [{"values": [{"note": "n"}]}]}}
    with pytest.raises(APIError) as refused:
        tab.spreadsheet.batch_update({"requests": [note, request]})
    assert (refused.value.code, refused.value.error["status"]) == (400, "INVALID_ARGUMENT")
    start, _, words = str(refused.value.error["message"]).partition(": ")
    assert start == f"Invalid requests[1].{next(iter(request))}"
    return words


def first_key(request: Json) -> str:
    return str(next(iter(request)))


@pytest.mark.parametrize("request_", CELLS, ids=first_key)
def test_cells_outside_the_grid_are_refused_by_every_kind_of_request(
    small: gspread.Worksheet, sheets: LocalSheets, request_: Json
) -> None:
    words = refusal(small, request_)

    said = ("Range (Sheet1!A10) exceeds grid limits. Max rows: 9, max columns: 5",
            "Range (Sheet1!F1) exceeds grid limits. Max rows: 9, max columns: 5",
            "GridCoordinate.rowIndex[9] is after last row in grid[8]",
            "GridCoordinate.columnIndex[5] is after last column in grid[4]")  # fmt: skip
    assert words in said
    assert sheets.cell(small.spreadsheet_id, "Sheet1", "A1").note is None


@pytest.mark.parametrize("request_", [*SPANS, *among_others()], ids=first_key)
def test_rows_columns_and_places_that_there_are_not_are_refused(
    small: gspread.Worksheet, sheets: LocalSheets, request_: Json
) -> None:
    refusal(small, request_)

    held = sheets.tab(small.spreadsheet_id, "Sheet1")
    assert (held.rows, held.columns) == (9, 5)
    assert sheets.cell(small.spreadsheet_id, "Sheet1", "A1").note is None


def test_each_kind_that_names_a_place_is_tried_outside() -> None:
    tried = {first_key(one) for one in (*CELLS, *SPANS, *among_others())}
    assert tried | UNBOUND == set(sheets_batch.KINDS) | (UNBOUND & tried)


@pytest.mark.parametrize(
    "request_",
    [
        {"insertDimension": {"range": {"dimension": "ROWS", "startIndex": 9, "endIndex": 11},
                             "inheritFromBefore": True}},
        {"autoResizeDimensions": {"dimensions": {"dimension": "ROWS", "startIndex": 8,
                                                 "endIndex": 20}}},
        {"addConditionalFormatRule": {"rule": {"ranges": [HERE], "booleanRule": LOOK},
                                      "index": 1}},
        {"updateConditionalFormatRule": {"index": 0, "rule": {"ranges": [HERE],
                                                              "booleanRule": LOOK}}},
        {"deleteDuplicates": {"range": HERE, "comparisonColumns": [
            {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}]}},
    ],
    ids=first_key,
)  # fmt: skip
def test_what_lies_at_the_edge_is_taken(small: gspread.Worksheet, request_: Json) -> None:
    assert len(small.spreadsheet.batch_update({"requests": [request_]})["replies"]) == 1
