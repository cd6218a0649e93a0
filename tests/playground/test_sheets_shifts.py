"""Rows and columns that come, go and move, and all that points at them; sorting; whole batches."""

from __future__ import annotations

from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError
from gspread.utils import ValueRenderOption
from hypothesis import given
from hypothesis import strategies as st

from assistant.playground.google_sheets import LocalSheets
from assistant.playground.sheets_area import Area
from assistant.playground.sheets_layer import Layer
from assistant.playground.sheets_shift import Shift

FORMULA = ValueRenderOption.formula


def batch(book: gspread.Spreadsheet, *requests: dict[str, Any]) -> Any:
    return book.batch_update({"requests": list(requests)})["replies"]


def rows(start: int, end: int, sheet: int = 0) -> dict[str, Any]:
    return {"sheetId": sheet, "dimension": "ROWS", "startIndex": start, "endIndex": end}


def columns(start: int, end: int) -> dict[str, Any]:
    return {"sheetId": 0, "dimension": "COLUMNS", "startIndex": start, "endIndex": end}


def grid(top: int, bottom: int, left: int = 0, right: int = 3) -> dict[str, int]:
    return {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left,
            "endColumnIndex": right}  # fmt: skip


@pytest.fixture
def furnished(book: gspread.Spreadsheet) -> gspread.Spreadsheet:
    """A spreadsheet with something anchored to rows 4 to 6 (from 0) of each kind."""
    batch(
        book,
        {"mergeCells": {"range": grid(4, 6, 0, 2), "mergeType": "MERGE_ALL"}},
        {"addProtectedRange": {"protectedRange": {"range": grid(4, 6)}}},
        {"addNamedRange": {"namedRange": {"name": "here", "range": grid(4, 6)}}},
        {"setBasicFilter": {"filter": {"range": grid(4, 6)}}},
        {"addConditionalFormatRule": {"index": 0, "rule": {
            "ranges": [grid(4, 6)],
            "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {}}}}},
        {"addBanding": {"bandedRange": {"range": grid(4, 6), "rowProperties": {
            "firstBandColor": {"red": 1}, "secondBandColor": {"blue": 1}}}}},
        {"addFilterView": {"filter": {"title": "v", "range": grid(4, 6)}}},
        {"addDimensionGroup": {"range": rows(4, 6)}},
        {"updateDimensionProperties": {"range": rows(4, 5), "properties": {"pixelSize": 50},
                                       "fields": "pixelSize"}},
        {"createDeveloperMetadata": {"developerMetadata": {
            "metadataKey": "k", "visibility": "DOCUMENT",
            "location": {"dimensionRange": rows(4, 5)}}}},
        {"updateCells": {"start": {"rowIndex": 4, "columnIndex": 0}, "fields": "note",
                         "rows": [{"values": [{"note": "n"}]}]}},
        {"setDataValidation": {"range": grid(4, 5, 0, 1),
                               "rule": {"condition": {"type": "BOOLEAN"}}}},
        {"repeatCell": {"range": grid(4, 5, 0, 1), "fields": "userEnteredFormat.textFormat",
                        "cell": {"userEnteredFormat": {"textFormat": {"bold": True}}}}},
    )  # fmt: skip
    book.sheet1.update([["=A5"], ["=SUM(A5:A6)"], ["=$A$5"]], "H1", raw=False)
    return book


def anchors(book: gspread.Spreadsheet, sheets: LocalSheets) -> dict[str, Any]:
    """Where everything is anchored now: start and end row, or the row."""
    told = book.client.spreadsheets_get(book.id)
    sheet = told["sheets"][0]
    ranges = {
        "merge": sheet.get("merges"), "protected": sheet.get("protectedRanges"),
        "filter": [sheet["basicFilter"]] if "basicFilter" in sheet else None,
        "banding": sheet.get("bandedRanges"), "view": sheet.get("filterViews"),
        "name": told.get("namedRanges"),
    }  # fmt: skip
    found: dict[str, Any] = {}
    for name, held in ranges.items():
        for one in held or []:
            place = one.get("range", one)
            found[name] = (place["startRowIndex"], place["endRowIndex"])
    for rule in sheet.get("conditionalFormats", []):
        found["rule"] = (rule["ranges"][0]["startRowIndex"], rule["ranges"][0]["endRowIndex"])
    for group in sheet.get("rowGroups", []):
        found["group"] = (group["range"]["startIndex"], group["range"]["endIndex"])
    tab = sheets.tab(book.id, "Sheet1")
    found["height"] = next(iter(tab.row_looks), None)
    for key, layer in (("note", tab.notes), ("validation", tab.rules), ("format", tab.formats)):
        found[key] = [row for row, _, _ in layer.items()]
    found["metadata"] = [one["location"]["dimensionRange"]["startIndex"]
                         for one in sheets.document(book.id).metadata]  # fmt: skip
    found["formulas"] = [line[0] for line in book.sheet1.get("H:H", value_render_option=FORMULA)
                         if line]  # fmt: skip
    return found


def everywhere(start: int, end: int, first: int, formulas: list[str]) -> dict[str, Any]:
    spans = ("merge", "protected", "filter", "banding", "view", "name", "rule", "group")
    return {
        **dict.fromkeys(spans, (start, end)), "height": first, "note": [first],
        "validation": [first], "format": [first], "metadata": [first], "formulas": formulas,
    }  # fmt: skip


def test_all_that_is_anchored_moves_down_with_rows_put_in_above(
    furnished: gspread.Spreadsheet, sheets: LocalSheets
) -> None:
    batch(furnished, {"insertDimension": {"range": rows(3, 5)}})

    assert anchors(furnished, sheets) == everywhere(6, 8, 6, ["=A7", "=SUM(A7:A8)", "=$A$7"])


def test_all_that_is_anchored_grows_with_rows_put_in_within(
    furnished: gspread.Spreadsheet, sheets: LocalSheets
) -> None:
    batch(furnished, {"insertDimension": {"range": rows(5, 7)}})

    found = anchors(furnished, sheets)
    # the new rows look like the one after them
    assert found == everywhere(4, 8, 4, ["=A5", "=SUM(A5:A8)", "=$A$5"])


def test_rows_put_in_can_look_like_the_one_before(
    furnished: gspread.Spreadsheet, sheets: LocalSheets
) -> None:
    batch(furnished, {"insertDimension": {"range": rows(5, 6), "inheritFromBefore": True}})

    found = anchors(furnished, sheets)
    assert (found["format"], found["validation"], found["note"]) == ([4, 5], [4, 5], [4])
    with pytest.raises(APIError, match="inheritFromBefore cannot be true"):
        batch(furnished, {"insertDimension": {"range": rows(0, 1), "inheritFromBefore": True}})


def test_rows_put_in_below_move_nothing(
    furnished: gspread.Spreadsheet, sheets: LocalSheets
) -> None:
    before = anchors(furnished, sheets)
    batch(furnished, {"insertDimension": {"range": rows(6, 9)}})

    assert anchors(furnished, sheets) == before


def test_what_is_anchored_shrinks_and_goes_with_its_rows(
    furnished: gspread.Spreadsheet, sheets: LocalSheets
) -> None:
    batch(furnished, {"deleteDimension": {"range": rows(5, 6)}})
    assert anchors(furnished, sheets) == everywhere(4, 5, 4, ["=A5", "=SUM(A5:A5)", "=$A$5"])

    batch(furnished, {"deleteDimension": {"range": rows(4, 5)}})

    found = anchors(furnished, sheets)
    assert found == {
        "height": None, "note": [], "validation": [], "format": [], "metadata": [],
        "formulas": ["=#REF!", "=SUM(#REF!)", "=#REF!"],
    }  # fmt: skip
    assert furnished.sheet1.acell("H1").value == "#REF!"


def test_what_is_anchored_goes_along_when_its_rows_are_moved(
    furnished: gspread.Spreadsheet, sheets: LocalSheets
) -> None:
    batch(furnished, {"moveDimension": {"source": rows(4, 6), "destinationIndex": 10}})
    assert anchors(furnished, sheets) == everywhere(8, 10, 8, ["=A9", "=SUM(A9:A10)", "=$A$9"])

    batch(furnished, {"moveDimension": {"source": rows(8, 10), "destinationIndex": 4}})

    assert anchors(furnished, sheets) == everywhere(4, 6, 4, ["=A5", "=SUM(A5:A6)", "=$A$5"])


def test_references_from_other_tabs_follow_too_and_so_do_titles(book: gspread.Spreadsheet) -> None:
    other = book.add_worksheet("Other", 9, 9)
    other.update([["='Sheet1'!B3+Sheet1!A1"], ["=SUM(Sheet1!A:B)"], ['="Sheet1!B3"']], "A1",
                 raw=False)  # fmt: skip
    batch(book, {"insertDimension": {"range": rows(1, 2)}},
          {"insertDimension": {"range": columns(0, 1)}})  # fmt: skip
    book.sheet1.update_title("My stock")

    assert other.get("A1:A3", value_render_option=FORMULA) == [
        ["='My stock'!C4+'My stock'!B1"], ["=SUM('My stock'!B:C)"], ['="Sheet1!B3"'],
    ]  # fmt: skip
    book.del_worksheet(book.sheet1)
    assert other.acell("A1").value == "#REF!"


def test_columns_shift_like_rows(book: gspread.Spreadsheet, sheets: LocalSheets) -> None:
    tab = book.sheet1
    tab.update([["a", "b", "c"], ["=A1", "=B1", "=C1"]], "A1", raw=False)
    tab.update_note("B1", "n")
    batch(book, {"createDeveloperMetadata": {"developerMetadata": {
        "metadataKey": "col", "visibility": "DOCUMENT",
        "location": {"dimensionRange": columns(1, 2)}}}})  # fmt: skip

    batch(book, {"moveDimension": {"source": columns(1, 2), "destinationIndex": 0}})
    assert tab.get("A1:C2", value_render_option=FORMULA) == [["b", "a", "c"], ["=A1", "=B1", "=C1"]]
    assert (tab.get_note("A1"), tab.get_values()[1]) == ("n", ["b", "a", "c"])
    batch(book, {"deleteDimension": {"range": columns(1, 2)}})

    assert tab.get("A1:C2", value_render_option=FORMULA) == [["b", "c"], ["=A1", "=B1"]]
    found = sheets.document(book.id).metadata[0]["location"]["dimensionRange"]
    assert found == {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}


def test_a_smaller_grid_takes_what_was_outside_with_it(
    furnished: gspread.Spreadsheet, sheets: LocalSheets
) -> None:
    furnished.sheet1.resize(rows=4)

    assert "name" not in anchors(furnished, sheets)


def test_frozen_rows_grow_and_shrink_with_what_is_put_in_and_out(book: gspread.Spreadsheet) -> None:
    book.sheet1.freeze(rows=2)
    batch(book, {"insertDimension": {"range": rows(1, 2)}})
    assert book.sheet1.frozen_row_count == 3
    batch(book, {"deleteDimension": {"range": rows(0, 2)}})

    assert book.sheet1.frozen_row_count == 1


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"deleteDimension": {"range": rows(1000, 1001)}},
         "Tried to delete row index 1000 but there are only 1000 rows."),
        ({"deleteDimension": {"range": rows(0, 1000)}}, "You can't delete all the rows"),
        ({"deleteDimension": {"range": rows(5, 5)}}, "must be after startIndex"),
        ({"insertDimension": {"range": rows(2000, 2001)}}, "larger than current grid size (1000)"),
        ({"insertDimension": {"range": rows(1000, 1001)}}, "must be less than the grid size if"),
        ({"moveDimension": {"source": rows(1, 4), "destinationIndex": 2}}, "within the moved"),
        ({"insertDimension": {"range": rows(0, 400_000)}}, "above the limit of 10000000 cells"),
        ({"appendDimension": {"dimension": "ROWS", "length": 400_000}}, "limit of 10000000 cells"),
        ({"mergeCells": {"range": grid(1000, 2000)}}, "Range (Sheet1!A1001:C2000) exceeds grid"),
        ({"insertDimension": {"range": rows(0, 1, sheet=9)}}, "No grid with id: 9"),
    ],
)  # fmt: skip
def test_what_the_grid_has_not_is_refused(
    book: gspread.Spreadsheet, request_: dict[str, Any], words: str
) -> None:
    with pytest.raises(APIError) as refused:
        batch(book, request_)

    kind = next(iter(request_))
    assert refused.value.error["message"].startswith(f"Invalid requests[0].{kind}: ")
    assert words in refused.value.error["message"]


def test_a_batch_is_applied_whole_or_not_at_all(
    furnished: gspread.Spreadsheet, sheets: LocalSheets
) -> None:
    before, version = anchors(furnished, sheets), sheets.document(furnished.id).version
    with pytest.raises(APIError, match=r"Invalid requests\[9\]\.deleteSheet"):
        batch(
            furnished,
            {"insertDimension": {"range": rows(0, 2)}},
            {"updateCells": {"start": {}, "fields": "userEnteredValue",
                             "rows": [{"values": [{"userEnteredValue": {"numberValue": 1}}]}]}},
            {"addSheet": {"properties": {"title": "New"}}},
            {"updateSheetProperties": {"properties": {"title": "X"}, "fields": "title"}},
            {"addNamedRange": {"namedRange": {"name": "n", "range": grid(0, 1)}}},
            {"createDeveloperMetadata": {"developerMetadata": {
                "metadataKey": "z", "visibility": "DOCUMENT", "location": {"spreadsheet": True}}}},
            {"clearBasicFilter": {"sheetId": 0}},
            {"updateSpreadsheetProperties": {"properties": {"title": "T"}, "fields": "title"}},
            {"unmergeCells": {"range": grid(0, 20)}},
            {"deleteSheet": {"sheetId": 12345}},
        )  # fmt: skip

    assert anchors(furnished, sheets) == before
    assert [tab.title for tab in furnished.worksheets()] == ["Sheet1"]
    assert sheets.document(furnished.id).title == "Test"
    assert sheets.document(furnished.id).version == version
    assert furnished.sheet1.get("A1:G9") == [[]]


def test_later_requests_of_a_batch_see_what_earlier_ones_did(book: gspread.Spreadsheet) -> None:
    batch(book, {"addSheet": {"properties": {"sheetId": 5, "title": "T"}}},
          {"updateCells": {"start": {"sheetId": 5}, "fields": "*",
                           "rows": [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}]}},
          {"copyPaste": {"source": {"sheetId": 5, **grid(0, 1, 0, 1)},
                         "destination": {"sheetId": 0, **grid(2, 3, 1, 2)}}})  # fmt: skip

    assert book.sheet1.acell("B3").value == "x"


def test_sorting_is_without_regard_to_capitals_and_puts_blanks_last(tab: gspread.Worksheet) -> None:
    tab.update([["b"], ["A"], [None], [10], ["a"], [9], [True], ["B"]], "A1")

    tab.sort((1, "asc"), range="A1:A8")
    assert tab.get("A1:A8") == [["9"], ["10"], ["A"], ["a"], ["b"], ["B"], ["TRUE"]]
    tab.batch_clear(["A2"])
    tab.sort((1, "des"), range="A1:A8")
    assert tab.get("A1:A8") == [["TRUE"], ["b"], ["B"], ["A"], ["a"], ["9"]]


def test_a_sort_moves_cells_whole_and_leaves_what_belongs_to_rows(
    book: gspread.Spreadsheet, sheets: LocalSheets
) -> None:
    tab = book.sheet1
    tab.update([["b", "=A1&1", "=$A$1"], ["a", "=A2&2", "=Z9"]], "A1", raw=False)
    tab.update_note("A1", "of b")
    tab.format("A1", {"textFormat": {"bold": True}})
    batch(book, {"createDeveloperMetadata": {"developerMetadata": {
        "metadataKey": "k", "visibility": "DOCUMENT", "location": {"dimensionRange": rows(0, 1)}}}},
        {"updateDimensionProperties": {"range": rows(0, 1), "properties": {"hiddenByUser": True},
                                       "fields": "hiddenByUser"}})  # fmt: skip

    tab.sort((1, "asc"), range="A1:C2")

    assert tab.get(value_render_option=FORMULA) == [["a", "=A1&2", "=Z8"], ["b", "=A2&1", "=$A$1"]]
    assert tab.get_values() == [["a", "a2", "0"], ["b", "b1", "a"]]
    held = sheets.tab(book.id, "Sheet1")
    assert (tab.get_note("A2"), tab.get_note("A1"), held.formats.get(1, 0) is not None) == (
        "of b", "", True,
    )  # fmt: skip
    assert sheets.document(book.id).metadata[0]["location"]["dimensionRange"]["startIndex"] == 0
    assert held.row_looks == {0: {"hiddenByUser": True}}


places = st.integers(0, 12)


@st.composite
def shifts(draw: st.DrawFn) -> Shift:
    start, count, to = draw(places), draw(st.integers(1, 4)), draw(places)
    kind = draw(st.sampled_from(["insert", "delete", "move"]))
    if kind == "move" and start < to < start + count:
        to = start
    return Shift(0, draw(st.booleans()), kind, start, start + count, to)  # type: ignore[arg-type]


@given(shift=shifts())
def test_a_line_of_things_goes_where_each_of_them_is_said_to_go(shift: Shift) -> None:
    line = list(range(20))
    after = shift.line(line, -1)

    assert {old: at for at, old in enumerate(after) if old >= 0} == {
        old: new for old in line if (new := shift.place(old)) is not None
    }


@given(shift=shifts(), start=places, length=st.integers(1, 6))
def test_a_run_keeps_what_is_left_of_it_together(shift: Shift, start: int, length: int) -> None:
    left = [new for old in range(start, start + length) if (new := shift.place(old)) is not None]
    span = shift.span(start, start + length)

    if shift.kind != "move":
        assert (span is None) == (left == [])
        assert span is None or (span[0], span[1] - 1) == (min(left), max(left))
    elif shift.start <= start and start + length <= shift.end:
        assert span == (min(left), max(left) + 1)


cells = st.dictionaries(st.tuples(places, st.integers(0, 3)), st.integers(1, 9), max_size=12)


@given(held=cells, changes=st.lists(shifts(), max_size=4), later=cells)
def test_a_layer_is_a_grid_of_cells_whatever_is_done_to_it(
    held: dict[tuple[int, int], int], changes: list[Shift], later: dict[tuple[int, int], int]
) -> None:
    layer: Layer[int] = Layer()
    for place, item in held.items():
        layer.put(*place, item)
    plain, kept, before = dict(held), layer.copy(), dict(held)
    for shift in changes:
        layer.shift(shift)
        plain = {
            ((new, column) if shift.rows else (row, new)): item
            for (row, column), item in plain.items()
            if (new := shift.place(row if shift.rows else column)) is not None
        }
    for place, item in later.items():
        layer.put(*place, item)
        plain[place] = item

    assert {(row, column): item for row, column, item in layer.items()} == plain
    assert {(row, column): item for row, column, item in kept.items()} == before
    assert layer.height() == max((row for row, _ in plain), default=-1) + 1
    layer.reorder(Area(0, 3, 0, 4), [2, 0, 1])
    for row, old in enumerate([2, 0, 1]):
        assert layer.get(row, 1) == plain.get((old, 1))
