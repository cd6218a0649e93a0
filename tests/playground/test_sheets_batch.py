"""The requests of a batch that gspread has no method for."""

from __future__ import annotations

from typing import Any

import gspread
import pytest
from gspread.utils import ValueRenderOption

from assistant.playground.google_sheets import LocalSheets

FORMULA = ValueRenderOption.formula
CELL = {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}


def batch(book: gspread.Spreadsheet, *requests: dict[str, Any]) -> Any:
    return book.batch_update({"requests": list(requests)})["replies"]


def area(top: int, bottom: int, left: int, right: int) -> dict[str, int]:
    return {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left,
            "endColumnIndex": right}  # fmt: skip


def test_a_range_that_is_updated_is_emptied_where_nothing_is_told(
    book: gspread.Spreadsheet,
) -> None:
    book.sheet1.update([["a", "b"], ["c", "d"]], "A1")
    book.sheet1.update_note("A1", "kept")

    rows = [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}]
    batch(book, {"updateCells": {"range": area(0, 2, 0, 2), "fields": "userEnteredValue",
                                 "rows": rows}})  # fmt: skip

    assert (book.sheet1.get_values(), book.sheet1.get_note("A1")) == ([["x"]], "kept")


def test_typed_cells_are_taken_as_they_are(book: gspread.Spreadsheet) -> None:
    kinds = [{"stringValue": "=1+1"}, {"stringValue": "007"}, {"numberValue": 1.5},
             {"numberValue": 2.0},
             {"boolValue": False}, {"formulaValue": "=C1*2"}, {"stringValue": ""}, {}]  # fmt: skip
    batch(book, {"updateCells": {"start": {}, "fields": "userEnteredValue", "rows": [
        {"values": [{"userEnteredValue": one} for one in kinds]}]}})  # fmt: skip

    assert book.sheet1.get(value_render_option=FORMULA) == [["=1+1", "007", 1.5, 2, False, "=C1*2"]]
    assert book.sheet1.acell("F1").value == "3"


def test_one_cell_is_repeated_and_its_formula_moves_along(book: gspread.Spreadsheet) -> None:
    cell = {"userEnteredValue": {"formulaValue": "=A1+$Z$1"}, "note": "n"}
    batch(book, {"repeatCell": {"range": area(1, 4, 1, 3), "fields": "userEnteredValue,note",
                                "cell": cell}})  # fmt: skip

    assert book.sheet1.get("B2:C4", value_render_option=FORMULA) == [
        ["=A1+$Z$1", "=B1+$Z$1"], ["=A2+$Z$1", "=B2+$Z$1"], ["=A3+$Z$1", "=B3+$Z$1"],
    ]  # fmt: skip
    assert book.sheet1.get_note("C4") == "n"


def test_a_part_of_a_format_is_changed_or_cleared(
    book: gspread.Spreadsheet, sheets: LocalSheets
) -> None:
    def look() -> Any:
        return sheets.tab(book.id, "Sheet1").formats.get(0, 0)

    book.sheet1.format("A1", {"textFormat": {"bold": True, "italic": True}, "wrapStrategy": "WRAP"})
    thin = {"userEnteredFormat": {"textFormat": {"bold": False}}}
    batch(book, {"repeatCell": {"range": CELL, "fields": "userEnteredFormat.textFormat.bold",
                                "cell": thin}})  # fmt: skip
    assert look() == {"textFormat": {"bold": False, "italic": True}, "wrapStrategy": "WRAP"}
    batch(
        book, {"repeatCell": {"range": CELL, "fields": "userEnteredFormat.textFormat", "cell": {}}}
    )
    assert look() == {"wrapStrategy": "WRAP"}
    batch(book, {"repeatCell": {"range": CELL, "fields": "userEnteredFormat", "cell": {}}})

    assert look() is None


@pytest.mark.parametrize(
    ("range_", "named"),
    [
        ({"startRowIndex": 1000, "endColumnIndex": 2}, "A1001:B"),
        ({"startRowIndex": 1005, "endColumnIndex": 2}, "A1006:B"),
        (area(1000, 1001, 0, 2), "A1001:B1001"),
        (area(0, 2, 26, 27), "AA1:AA2"),
        ({"startColumnIndex": 26, "endRowIndex": 2}, "AA1:2"),
    ],
)
def test_a_range_that_begins_outside_the_grid_is_refused(
    book: gspread.Spreadsheet, range_: dict[str, int], named: str
) -> None:
    # as Google answered on 29 September 2026 to somebody who tried each
    with pytest.raises(gspread.exceptions.APIError) as refused:
        batch(book, {"repeatCell": {"range": range_, "cell": {}, "fields": "note"}})

    assert refused.value.error["message"] == (
        f"Invalid requests[0].repeatCell: Range (Sheet1!{named}) exceeds grid limits."
        " Max rows: 1000, max columns: 26"
    )


@pytest.mark.parametrize(
    "range_", [area(999, 1003, 0, 1), area(0, 1, 25, 28), area(3, 3, 0, 1), area(0, 1, 3, 3)]
)
def test_a_range_that_ends_outside_the_grid_or_is_empty_is_taken(
    book: gspread.Spreadsheet, sheets: LocalSheets, range_: dict[str, int]
) -> None:
    batch(book, {"repeatCell": {"range": range_, "cell": {"note": "n"}, "fields": "note"}})

    tab = sheets.tab(book.id, "Sheet1")
    assert (tab.rows, tab.columns) == (1000, 26)
    inside = [(999, 0)] if range_ == area(999, 1003, 0, 1) else [(0, 25)]
    found = [(row, column) for row, column, _ in tab.notes.items()]
    assert found == (inside if max(range_.values()) > 3 else [])


def test_sorting_works_though_gspread_believes_in_more_rows(book: gspread.Spreadsheet) -> None:
    tab = book.sheet1
    tab.append_rows([["b"], ["a"]])  # gspread counts two rows more than there are

    tab.sort((1, "asc"))

    assert tab.col_values(1) == ["a", "b"]


def test_cells_are_appended_below_the_last_row_with_data(book: gspread.Spreadsheet) -> None:
    book.sheet1.resize(2, 2)
    book.sheet1.update([["a"], [None, "b"]], "A1")
    rows = [{"values": [{"userEnteredValue": {"numberValue": number}}] * number}
            for number in (1, 2, 3)]  # fmt: skip

    batch(book, {"appendCells": {"rows": rows, "fields": "userEnteredValue"}})

    assert book.sheet1.get_values()[1:] == [
        ["", "b", ""], ["1", "", ""], ["2", "2", ""], ["3", "3", "3"]
    ]  # fmt: skip
    tab = book.get_worksheet(0)
    assert (tab.row_count, tab.col_count) == (5, 3)


def test_cells_are_put_in_and_taken_out_beside_others(book: gspread.Spreadsheet) -> None:
    tab = book.sheet1
    tab.update([["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]], "A1")

    batch(book, {"insertRange": {"range": area(1, 2, 0, 2), "shiftDimension": "ROWS"}})
    assert tab.get_values() == [["a", "b", "c"], ["", "", "f"], ["d", "e", "i"], ["g", "h", ""]]
    batch(book, {"deleteRange": {"range": area(1, 2, 0, 2), "shiftDimension": "ROWS"}})
    assert tab.get_values() == [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]]
    batch(book, {"insertRange": {"range": area(1, 2, 0, 1), "shiftDimension": "COLUMNS"}})
    assert tab.row_values(2) == ["", "d", "e", "f"]
    batch(book, {"deleteRange": {"range": area(1, 2, 0, 2), "shiftDimension": "COLUMNS"}})
    assert tab.get_values() == [["a", "b", "c"], ["e", "f", ""], ["g", "h", "i"]]


def test_a_copy_fills_a_larger_place_and_keeps_to_values_where_told(
    book: gspread.Spreadsheet, sheets: LocalSheets
) -> None:
    tab = book.sheet1
    tab.update([["=1+1", "x"]], "A1", raw=False)
    tab.update_note("A1", "n")
    tab.format("A1", {"textFormat": {"bold": True}})
    tab.update_note("D4", "theirs")

    batch(book, {"copyPaste": {"source": area(0, 1, 0, 2), "destination": area(3, 7, 3, 5),
                               "pasteType": "PASTE_VALUES"}})  # fmt: skip
    batch(book, {"copyPaste": {"source": area(0, 1, 0, 1), "destination": area(8, 9, 0, 1),
                               "pasteType": "PASTE_FORMAT"}})  # fmt: skip

    assert tab.get("D4:E7", value_render_option=FORMULA) == [[2, "x"]] * 4
    assert tab.get_note("D4") == "theirs"
    held = sheets.tab(book.id, "Sheet1")
    assert held.formats.get(3, 3) is None
    assert (held.formats.get(8, 0) is not None, held.values.get(8, 0)) == (True, None)


def test_an_empty_source_empties_its_place(book: gspread.Spreadsheet) -> None:
    book.sheet1.update([["a", "=A1"]], "A1", raw=False)
    batch(book, {"copyPaste": {"source": area(5, 6, 0, 2), "destination": area(0, 1, 0, 2),
                               "pasteType": "PASTE_VALUES"}})  # fmt: skip

    assert book.sheet1.get("A1:B1", value_render_option=FORMULA) == [[]]


def test_texts_are_found_and_replaced(book: gspread.Spreadsheet) -> None:
    tab = book.sheet1
    tab.update([["Mug", "mug mug", 12], ['="mug"', "teapot", 120]], "A1", raw=False)

    told = batch(book, {"findReplace": {"find": "mug", "replacement": "cup", "sheetId": 0}})
    assert told[0]["findReplace"] == {"valuesChanged": 2, "rowsChanged": 1, "sheetsChanged": 1,
                                      "occurrencesChanged": 3}  # fmt: skip
    assert tab.get_values() == [["cup", "cup cup", "12"], ["mug", "teapot", "120"]]
    whole = batch(book, {"findReplace": {"find": "12", "replacement": "13", "allSheets": True,
                                         "matchEntireCell": True}})  # fmt: skip
    assert whole[0]["findReplace"]["valuesChanged"] == 1
    batch(book, {"findReplace": {"find": "(tea)(pot)", "replacement": "$2$1", "searchByRegex": True,
                                 "range": area(1, 2, 1, 2)}},
          {"findReplace": {"find": "MUG", "replacement": "x", "matchCase": True, "allSheets": True,
                           "includeFormulas": True}})  # fmt: skip
    assert tab.get_values() == [["cup", "cup cup", "13"], ["mug", "pottea", "120"]]
    assert batch(book, {"findReplace": {"find": "no such", "allSheets": True}}) == [
        {"findReplace": {}}
    ]


def test_separated_text_is_pasted_as_if_typed(book: gspread.Spreadsheet) -> None:
    batch(book, {"pasteData": {"coordinate": {"rowIndex": 1, "columnIndex": 1}, "delimiter": ",",
                               "data": "a,007\n=1+1,12%"}})  # fmt: skip

    assert book.sheet1.get("B2:C3", value_render_option=FORMULA) == [["a", 7], ["=1+1", 0.12]]


def test_blanks_are_trimmed_and_duplicates_go(book: gspread.Spreadsheet) -> None:
    tab = book.sheet1
    tab.update([[" a  b "], ["x"], ["X"], ["a b"], ["x"]], "A1")

    told = batch(book, {"trimWhitespace": {"range": area(0, 5, 0, 1)}},
                 {"deleteDuplicates": {"range": area(0, 5, 0, 1)}})  # fmt: skip

    assert told == [{"trimWhitespace": {"cellsChangedCount": 1}},
                    {"deleteDuplicates": {"duplicatesRemovedCount": 3}}]  # fmt: skip
    assert tab.col_values(1) == ["a b", "x"]


def test_rows_are_shuffled_and_none_is_lost(book: gspread.Spreadsheet) -> None:
    book.sheet1.update([[number, number] for number in range(20)], "A1")
    batch(book, {"randomizeRange": {"range": area(0, 20, 0, 2)}})

    rows = book.sheet1.get_values()
    assert sorted(int(row[0]) for row in rows) == list(range(20))
    assert all(row[0] == row[1] for row in rows)


def test_colour_rules_are_added_changed_moved_and_taken_away(book: gspread.Spreadsheet) -> None:
    def rule(kind: str) -> dict[str, Any]:
        return {"ranges": [CELL], "booleanRule": {"condition": {"type": kind}, "format": {
            "backgroundColor": {"red": 1}}}}  # fmt: skip

    def kinds() -> list[str]:
        held = book.fetch_sheet_metadata()["sheets"][0].get("conditionalFormats", [])
        return [one["booleanRule"]["condition"]["type"] for one in held]

    batch(book, *({"addConditionalFormatRule": {"rule": rule(kind), "index": 0}}
                  for kind in ("BLANK", "NOT_BLANK")))  # fmt: skip
    assert kinds() == ["NOT_BLANK", "BLANK"]
    told = batch(book, {"updateConditionalFormatRule": {"index": 0, "sheetId": 0, "newIndex": 1}},
                 {"updateConditionalFormatRule": {"index": 0, "rule": rule("TEXT_EQ")}},
                 {"deleteConditionalFormatRule": {"index": 1, "sheetId": 0}})  # fmt: skip

    assert kinds() == ["TEXT_EQ"]
    moved = told[0]["updateConditionalFormatRule"]
    assert (moved["oldIndex"], moved["newIndex"]) == (0, 1)
    gone = told[2]["deleteConditionalFormatRule"]["rule"]["booleanRule"]
    assert gone["condition"]["type"] == "NOT_BLANK"
    assert gone["format"]["backgroundColorStyle"] == {"rgbColor": {"red": 1}}


def test_bands_and_filter_views_come_and_go(book: gspread.Spreadsheet) -> None:
    red = {"range": CELL, "rowProperties": {"firstBandColor": {"red": 1}}}
    told = batch(book, {"addBanding": {"bandedRange": red}},
                 {"addFilterView": {"filter": {"range": CELL}}})  # fmt: skip
    band = told[0]["addBanding"]["bandedRange"]["bandedRangeId"]
    view = told[1]["addFilterView"]["filter"]
    assert view["title"] == "Filter 1"
    double = batch(
        book,
        {"updateBanding": {"bandedRange": {"bandedRangeId": band, "range": area(0, 5, 0, 1)},
                           "fields": "range"}},
        {"updateFilterView": {"filter": {"filterViewId": view["filterViewId"], "title": "Mine"},
                              "fields": "title"}},
        {"duplicateFilterView": {"filterId": view["filterViewId"]}},
    )[2]["duplicateFilterView"]["filter"]  # fmt: skip

    sheet = book.fetch_sheet_metadata()["sheets"][0]
    assert sheet["bandedRanges"][0]["range"]["endRowIndex"] == 5
    assert [one["title"] for one in sheet["filterViews"]] == ["Mine", "Copy of Mine"]
    batch(book, {"deleteBanding": {"bandedRangeId": band}},
          {"deleteFilterView": {"filterId": view["filterViewId"]}},
          {"deleteFilterView": {"filterId": double["filterViewId"]}})  # fmt: skip
    assert {"bandedRanges", "filterViews"}.isdisjoint(book.fetch_sheet_metadata()["sheets"][0])


def test_a_named_range_is_changed_in_place(book: gspread.Spreadsheet) -> None:
    told = book.sheet1.define_named_range("A1", "first")
    name = told["replies"][0]["addNamedRange"]["namedRange"]["namedRangeId"]
    batch(book, {"updateNamedRange": {"fields": "name,range", "namedRange": {
        "namedRangeId": name, "name": "second", "range": area(2, 3, 0, 1)}}})  # fmt: skip

    book.values_update("second", {"valueInputOption": "RAW"}, {"values": [["x"]]})
    assert book.sheet1.acell("A3").value == "x"


def test_setting_a_filter_can_sort(book: gspread.Spreadsheet) -> None:
    book.sheet1.update([["n"], [3], [1], [2]], "A1")
    batch(book, {"setBasicFilter": {"filter": {"range": area(0, 4, 0, 1), "sortSpecs": [
        {"dimensionIndex": 0, "sortOrder": "ASCENDING"}]}}})  # fmt: skip

    assert book.sheet1.col_values(1) == ["n", "1", "2", "3"]


def test_a_group_is_folded(book: gspread.Spreadsheet) -> None:
    span = {"dimension": "ROWS", "startIndex": 1, "endIndex": 4}
    folded = {"range": span, "depth": 1, "collapsed": True}
    batch(book, {"addDimensionGroup": {"range": span}},
          {"updateDimensionGroup": {"dimensionGroup": folded, "fields": "collapsed"}})  # fmt: skip

    assert book.sheet1.list_dimension_group_rows()[0]["collapsed"] is True


@pytest.mark.parametrize("hidden", [True, False])
def test_a_visible_tab_must_stay(book: gspread.Spreadsheet, hidden: bool) -> None:
    other = book.add_worksheet("Other", 1, 1)
    if hidden:
        other.hide()
        with pytest.raises(gspread.exceptions.APIError, match="all the visible sheets"):
            book.del_worksheet(book.sheet1)
    else:
        book.del_worksheet(book.sheet1)
