"""gspread's Worksheet beyond values: its grid, looks, notes, protection, groups, filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError
from gspread.utils import (
    MergeType,
    PasteOrientation,
    PasteType,
    ValidationConditionType,
    ValueRenderOption,
)

FORMULA = ValueRenderOption.formula


def described(tab: gspread.Worksheet) -> Mapping[str, Any]:
    """The tab as the API describes it now."""
    sheets = tab.spreadsheet.fetch_sheet_metadata()["sheets"]
    found: Mapping[str, Any] = next(one for one in sheets if one["properties"]["sheetId"] == tab.id)
    return found


def cell(tab: gspread.Worksheet, a1: str) -> Mapping[str, Any]:
    """All that the API tells of one cell."""
    told = tab.client.spreadsheets_get(tab.spreadsheet_id, {
        "ranges": f"'{tab.title}'!{a1}", "includeGridData": "true"})  # fmt: skip
    rows = told["sheets"][0]["data"][0].get("rowData", [{}])
    found: Mapping[str, Any] = (rows[0].get("values") or [{}])[0]
    return found


def test_the_grid_grows_and_shrinks(tab: gspread.Worksheet) -> None:
    tab.add_rows(10)
    tab.add_cols(4)
    grid = described(tab)["properties"]["gridProperties"]
    assert grid == {"rowCount": 1010, "columnCount": 30}

    tab.update([["kept", "lost"]], "A1")
    tab.resize(rows=5, cols=1)

    assert described(tab)["properties"]["gridProperties"] == {"rowCount": 5, "columnCount": 1}
    assert tab.get_values() == [["kept"]]


def test_a_tab_is_renamed_moved_and_coloured(
    book: gspread.Spreadsheet, tab: gspread.Worksheet
) -> None:
    book.add_worksheet("Other", 1, 1)
    tab.update_title("Renamed")
    tab.update_index(2)
    tab.update_tab_color("#7f0000")

    told = described(tab)["properties"]
    assert (told["title"], told["index"]) == ("Renamed", 1)
    assert told["tabColor"] == {"red": 0.49803922}
    assert told["tabColorStyle"] == {"rgbColor": {"red": 0.49803922}}
    tab.clear_tab_color()
    assert "tabColorStyle" not in described(tab)["properties"]
    assert book.get_worksheet(1).tab_color is None


def test_rows_and_columns_are_frozen_and_thawed(tab: gspread.Worksheet) -> None:
    tab.freeze(rows=2)
    tab.freeze(cols=1)
    grid = described(tab)["properties"]["gridProperties"]
    assert (grid["frozenRowCount"], grid["frozenColumnCount"]) == (2, 1)

    tab.freeze(0, 0)

    assert described(tab)["properties"]["gridProperties"] == {"rowCount": 1000, "columnCount": 26}


def test_a_tab_is_hidden_and_shown_but_not_the_last(
    book: gspread.Spreadsheet, tab: gspread.Worksheet
) -> None:
    with pytest.raises(APIError, match="You can't hide all the sheets in a document"):
        tab.hide()
    book.add_worksheet("Other", 1, 1)

    tab.hide()
    assert described(tab)["properties"]["hidden"] is True
    tab.show()
    assert "hidden" not in described(tab)["properties"]


def test_grid_lines_are_hidden_and_shown(tab: gspread.Worksheet) -> None:
    tab.hide_gridlines()
    assert described(tab)["properties"]["gridProperties"]["hideGridlines"] is True
    tab.show_gridlines()
    assert "hideGridlines" not in described(tab)["properties"]["gridProperties"]


def test_cells_are_formatted_field_by_field(tab: gspread.Worksheet) -> None:
    tab.format("A1:B2", {"textFormat": {"bold": True}, "backgroundColor": {"red": 1, "green": 0.5}})
    tab.format(["A1"], {"horizontalAlignment": "CENTER"})
    tab.batch_format([{"range": "B2", "format": {"numberFormat": {"type": "PERCENT"}}}])

    told = cell(tab, "A1")["userEnteredFormat"]
    assert told["textFormat"] == {"bold": True}
    assert told["horizontalAlignment"] == "CENTER"
    assert told["backgroundColor"] == {"red": 1, "green": 0.49803922}
    assert told["backgroundColorStyle"] == {"rgbColor": {"red": 1, "green": 0.49803922}}
    assert cell(tab, "A1")["effectiveFormat"]["textFormat"]["fontSize"] == 10
    tab.update([[0.25]], "B2")
    assert tab.acell("B2").value == "25.00%"


def test_borders_are_drawn(tab: gspread.Worksheet) -> None:
    line = {"style": "SOLID", "color": {"red": 1}}
    tab.format("A1", {"borders": {"top": line}})
    tab.spreadsheet.batch_update({"requests": [{"updateBorders": {
        "range": {"startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0,
                  "endColumnIndex": 2}, "bottom": line, "innerHorizontal": line}}]})  # fmt: skip

    assert cell(tab, "A1")["userEnteredFormat"]["borders"]["top"]["style"] == "SOLID"
    assert set(cell(tab, "A2")["userEnteredFormat"]["borders"]) == {"bottom"}
    assert set(cell(tab, "B3")["userEnteredFormat"]["borders"]) == {"bottom"}


def test_notes_are_put_on_read_and_taken_off(tab: gspread.Worksheet) -> None:
    tab.update_note("A1", "one")
    tab.insert_note("B2", "two")
    tab.insert_notes({"C3": "three"})
    tab.update_notes({"A1": "first"})

    assert (tab.get_note("A1"), tab.get_note("Z9")) == ("first", "")
    assert tab.get_notes() == [["first"], ["", "two"], ["", "", "three"]]
    tab.clear_note("A1")
    tab.clear_notes(["B2"])
    assert tab.get_notes(grid_range="A1:B2") == [[]]
    assert tab.get_note("C3") == "three"


def test_names_for_ranges_are_given_and_taken(tab: gspread.Worksheet) -> None:
    told = tab.define_named_range("A1:B2", "square")
    made = told["replies"][0]["addNamedRange"]["namedRange"]

    assert made["name"] == "square"
    assert "sheetId" not in made["range"]
    with pytest.raises(APIError, match="Cannot add named range with name SQUARE, a named range"):
        tab.define_named_range("C1", "SQUARE")
    with pytest.raises(APIError, match="Invalid named range name"):
        tab.define_named_range("C1", "A1")
    tab.delete_named_range(made["namedRangeId"])
    assert tab.spreadsheet.list_named_ranges() == []


def test_ranges_are_protected_and_freed(tab: gspread.Worksheet) -> None:
    hard = tab.add_protected_range("A1:A5", ["p@example.com"])
    warning = tab.add_protected_range("B1:B5", warning_only=True)

    made = [told["replies"][0]["addProtectedRange"]["protectedRange"] for told in (hard, warning)]
    assert "p@example.com" in made[0]["editors"]["users"]
    assert (made[1]["warningOnly"], "editors" in made[1]) == (True, False)
    tab.delete_protected_range(made[0]["protectedRangeId"])
    assert [one["protectedRangeId"] for one in described(tab)["protectedRanges"]] == [
        made[1]["protectedRangeId"]
    ]
    with pytest.raises(APIError, match="No protected range with id: 12"):
        tab.delete_protected_range("12")


def test_a_filter_covers_the_grid_or_a_range(tab: gspread.Worksheet) -> None:
    tab.resize(20, 20)
    tab.set_basic_filter()
    assert described(tab)["basicFilter"]["range"] == {
        "startRowIndex": 0, "endRowIndex": 20, "startColumnIndex": 0, "endColumnIndex": 20,
    }  # fmt: skip

    tab.set_basic_filter("B1:C2")
    assert described(tab)["basicFilter"]["range"]["startColumnIndex"] == 1
    tab.clear_basic_filter()
    assert "basicFilter" not in described(tab)


def test_rows_are_sorted(tab: gspread.Worksheet) -> None:
    tab.update([["b", 2], ["a", 1], ["c", 1]], "A1")
    tab.sort((2, "asc"), (1, "des"), range="A1:B3")
    assert tab.get_values() == [["c", "1"], ["a", "1"], ["b", "2"]]

    tab.freeze(rows=1)
    tab.sort((1, "asc"))

    assert tab.col_values(1) == ["c", "a", "b"]
    tab.update([["b"], ["a"]], "A2")
    tab.sort((1, "asc"))
    assert tab.col_values(1) == ["c", "a", "b"]


def test_a_tab_is_doubled_here_and_elsewhere(
    google: gspread.Client, tab: gspread.Worksheet
) -> None:
    tab.update([["x"]], "A1")
    elsewhere = google.create("Elsewhere")

    here = tab.duplicate(new_sheet_name="Twin", new_sheet_id=5)
    there = tab.copy_to(elsewhere.id)

    assert (here.id, here.get_values()) == (5, [["x"]])
    assert there["title"] == "Copy of Sheet1"
    assert elsewhere.worksheet("Copy of Sheet1").get_values() == [["x"]]


def test_cells_are_merged_each_way_and_parted(tab: gspread.Worksheet) -> None:
    tab.merge_cells("A1:B2")
    tab.batch_merge([{"range": "D1:E2"}], merge_type=MergeType.merge_rows)
    assert len(described(tab)["merges"]) == 3

    tab.merge_cells("A1:C3", MergeType.merge_columns)
    assert len(described(tab)["merges"]) == 5
    tab.unmerge_cells("A1:C3")
    assert len(described(tab)["merges"]) == 2
    with pytest.raises(APIError, match="You must select all cells in a merged range"):
        tab.unmerge_cells("D1")


def test_ranges_are_copied_turned_and_cut(tab: gspread.Worksheet) -> None:
    tab.update([["a", "=A1"], ["b", 2]], "A1", raw=False)

    tab.copy_range("A1:B2", "D1")
    assert tab.get("D1:E2", value_render_option=FORMULA) == [["a", "=D1"], ["b", 2]]
    tab.copy_range("A1:B2", "D4", PasteType.values, PasteOrientation.transpose)
    assert tab.get("D4:E5", value_render_option=FORMULA) == [["a", "b"], ["a", 2]]
    tab.cut_range("A1:A2", "G1")

    assert tab.get("G1:G2") == [["a"], ["b"]]
    assert tab.get("A1:B2", value_render_option=FORMULA) == [["", "=G1"], ["", 2]]


def test_rules_for_what_may_be_typed_are_kept(tab: gspread.Worksheet) -> None:
    tab.add_validation("A1:A3", ValidationConditionType.one_of_list, ["yes", "no"], strict=True,
                       showCustomUi=True, inputMessage="Yes or no")  # fmt: skip

    rule = cell(tab, "A3")["dataValidation"]
    assert rule["condition"] == {
        "type": "ONE_OF_LIST", "values": [{"userEnteredValue": "yes"}, {"userEnteredValue": "no"}],
    }  # fmt: skip
    assert (rule["strict"], rule["inputMessage"]) == (True, "Yes or no")
    assert "dataValidation" not in cell(tab, "A4")


def test_rows_and_columns_are_grouped(tab: gspread.Worksheet) -> None:
    tab.add_dimension_group_rows(1, 5)
    tab.add_dimension_group_rows(2, 3)
    tab.add_dimension_group_columns(0, 2)

    groups = tab.list_dimension_group_rows()
    assert [(one["range"]["startIndex"], one["depth"]) for one in groups] == [(1, 1), (2, 2)]
    assert tab.list_dimension_group_columns() == [
        {"range": {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 2}, "depth": 1}
    ]
    tab.delete_dimension_group_rows(2, 3)
    tab.delete_dimension_group_columns(0, 2)
    assert len(tab.list_dimension_group_rows()) == 1
    assert tab.list_dimension_group_columns() == []


def test_rows_and_columns_are_hidden_and_sized(tab: gspread.Worksheet) -> None:
    tab.update([["a long text in a cell"]], "A1")
    tab.hide_rows(0, 2)
    tab.hide_columns(1, 2)
    tab.unhide_rows(1, 2)
    tab.columns_auto_resize(0, 1)
    tab.rows_auto_resize(0, 1)

    data = tab.client.spreadsheets_get(tab.spreadsheet_id, {"includeGridData": "true"})
    grid = data["sheets"][0]["data"][0]
    assert [one.get("hiddenByUser", False) for one in grid["rowMetadata"][:2]] == [True, False]
    assert [one.get("hiddenByUser", False) for one in grid["columnMetadata"][:2]] == [False, True]
    assert grid["columnMetadata"][0]["pixelSize"] > 100
    tab.unhide_columns(1, 2)
    data = tab.client.spreadsheets_get(tab.spreadsheet_id, {"includeGridData": "true"})
    assert "hiddenByUser" not in data["sheets"][0]["data"][0]["columnMetadata"][1]
