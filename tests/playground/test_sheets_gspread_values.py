"""gspread's Worksheet, as far as values go: read, written, added, found, cleared."""

from __future__ import annotations

import re

import gspread
import pytest
from gspread.exceptions import APIError
from gspread.utils import (
    DateTimeOption,
    Dimension,
    GridRangeType,
    InsertDataOption,
    TableDirection,
    ValueInputOption,
    ValueRenderOption,
)
from gspread.worksheet import ValueRange

UNFORMATTED, FORMULA = ValueRenderOption.unformatted, ValueRenderOption.formula
TYPED = ValueInputOption.user_entered


def test_one_cell_is_written_and_read(tab: gspread.Worksheet) -> None:
    told = tab.update_cell(2, 3, "x")
    tab.update_acell("A1", "0042")

    assert (told["updatedRange"], told["updatedCells"]) == ("Sheet1!C2", 1)
    assert (tab.cell(2, 3).value, tab.acell("A1").value) == ("x", "42")
    assert tab.get("A1", value_render_option=UNFORMATTED) == [[42]]


def test_what_is_typed_is_read_as_sheets_reads_it(tab: gspread.Worksheet) -> None:
    typed = ["0042", "2,000,000.01", "12.5%", "TRUE", "2020-01-01", "'0042", "Артур", "=4/2", "1e3"]
    tab.update([typed], "A1", value_input_option=TYPED)

    assert tab.get(value_render_option=FORMULA) == [
        [42, 2000000.01, 0.125, True, 43831, "0042", "Артур", "=4/2", 1000]
    ]
    assert tab.get_values() == [
        ["42", "2,000,000.01", "12.50%", "TRUE", "2020-01-01", "0042", "Артур", "2", "1.00E+03"]
    ]


def test_raw_values_stay_as_they_are(tab: gspread.Worksheet) -> None:
    given = ["0042", "=1+1", "12%", "TRUE", "2020-01-01", 7, 1.5, True]
    tab.update([given], "A1")

    assert tab.get(value_render_option=UNFORMATTED) == [given]


def test_ranges_are_read_as_cells_in_either_order(tab: gspread.Worksheet) -> None:
    tab.update([["a", "b"], ["c", "d"]], "A1")

    there = [(cell.row, cell.col, cell.value) for cell in tab.range("A1:B2")]
    back = [(cell.row, cell.col, cell.value) for cell in tab.range("B2:A1")]
    assert there == back == [(1, 1, "a"), (1, 2, "b"), (2, 1, "c"), (2, 2, "d")]
    assert len(tab.range("A1:C")) == 3000
    assert len(tab.get_all_cells()) == 26_000


def test_lists_of_cells_are_written_where_they_lie(tab: gspread.Worksheet) -> None:
    tab.update([["a", "b"], ["c", "d"]], "A1")
    told = tab.update_cells([gspread.Cell(1, 1, "x"), gspread.Cell(2, 2, "y")])

    # the two between are null: they stay, and they do not count
    assert tab.get_values() == [["x", "b"], ["c", "y"]]
    assert told["updatedCells"] == 2


def test_all_values_come_padded_and_in_both_directions(tab: gspread.Worksheet) -> None:
    tab.update([["A1", "B1", "", "D1"], ["", "b2"], [], ["A4"]], "A1")

    assert tab.get_all_values() == [
        ["A1", "B1", "", "D1"], ["", "b2", "", ""], ["", "", "", ""], ["A4", "", "", ""],
    ]  # fmt: skip
    by_column = tab.get_values(major_dimension=Dimension.cols)
    assert by_column[0] == ["A1", "", "", "A4"]
    assert tab.get("A1:E9") == [["A1", "B1", "", "D1"], ["", "b2"], [], ["A4"]]
    square = tab.get("A1:B2", maintain_size=True, return_type=GridRangeType.ListOfLists)
    assert square == [["A1", "B1"], ["", "b2"]]


def test_a_tab_whose_title_is_like_a_cell_is_still_a_tab(tab: gspread.Worksheet) -> None:
    tab.update_title("D3")
    tab.update([["x", "y"]], "A1")

    assert tab.get_all_values() == [["x", "y"]]
    told = tab.get("A1")
    assert isinstance(told, ValueRange)
    assert told.range == "'D3'!A1"


@pytest.mark.parametrize("title", ["a/b", "it's", "x:append", "50% off", "Ünï", "a!b", "clear"])
def test_odd_titles_are_found(tab: gspread.Worksheet, title: str) -> None:
    tab.update_title(title)
    tab.update([["x"]], "B2")
    tab.append_row(["y"])

    assert tab.get_all_values() == [["", ""], ["", "x"], ["", "y"]]


def test_records_are_read_as_gspread_reads_them(tab: gspread.Worksheet) -> None:
    tab.update([["SKU", "n"], ["007", "=1+1"], ["x", 1.5]], "A1", value_input_option=TYPED)

    assert tab.get_all_records() == [{"SKU": 7, "n": 2}, {"SKU": "x", "n": 1.5}]
    formulas = tab.get_all_records(value_render_option=FORMULA)
    assert formulas[0]["n"] == "=1+1"


def test_days_are_read_as_numbers_or_texts(tab: gspread.Worksheet) -> None:
    tab.update([["2020-01-01", 43831]], "A1", value_input_option=TYPED)

    as_text = tab.get(value_render_option=UNFORMATTED,
                      date_time_render_option=DateTimeOption.formatted_string)  # fmt: skip
    as_number = tab.get(value_render_option=UNFORMATTED,
                        date_time_render_option=DateTimeOption.serial_number)  # fmt: skip
    as_entered = tab.get(value_render_option=FORMULA,
                         date_time_render_option=DateTimeOption.formatted_string)  # fmt: skip
    assert as_text == as_entered == [["2020-01-01", 43831]]
    assert as_number == [[43831, 43831]]


def test_rows_and_columns_are_read_alone(tab: gspread.Worksheet) -> None:
    tab.update([["a", "b"], ["c"], ["e", "f"]], "A1")

    assert (tab.row_values(2), tab.col_values(2), tab.row_values(9)) == (["c"], ["b", "", "f"], [])
    assert tab.col_values(5) == []


def test_several_ranges_are_read_and_written_at_once(tab: gspread.Worksheet) -> None:
    told = tab.batch_update([
        {"range": "A1:B1", "values": [["a", "=1+1"]]}, {"range": "D4", "values": [[3]]},
    ], raw=False)  # fmt: skip

    assert [one["updatedRange"] for one in told["responses"]] == ["Sheet1!A1:B1", "Sheet1!D4"]
    assert (told["totalUpdatedCells"], told["totalUpdatedRows"]) == (3, 2)
    assert [list(one) for one in tab.batch_get(["A1:B1", "D4", "F1:F9"])] == [
        [["a", "2"]], [["3"]], [],
    ]  # fmt: skip


def test_what_was_written_can_come_back_in_the_answer(tab: gspread.Worksheet) -> None:
    told = tab.update([["1,5", "=2*3"]], "A1", raw=False, include_values_in_response=True,
                      response_value_render_option=FORMULA)  # fmt: skip

    assert told["updatedData"] == {
        "range": "Sheet1!A1:B1", "majorDimension": "ROWS", "values": [["1,5", "=2*3"]],
    }  # fmt: skip


def test_rows_are_added_below_the_table(tab: gspread.Worksheet) -> None:
    tab.update([["h", "i"], ["a", "b"]], "B2")

    one = tab.append_row(["c", "=1+1"], value_input_option=TYPED)
    many = tab.append_rows([["d"], ["e"]], include_values_in_response=True)

    assert (one["tableRange"], one["updates"]["updatedRange"]) == ("Sheet1!B2:C3", "Sheet1!B4:C4")
    assert many["updates"]["updatedData"]["values"] == [["d"], ["e"]]
    assert tab.get("B2:C6") == [["h", "i"], ["a", "b"], ["c", "2"], ["d"], ["e"]]


def test_a_gap_in_the_last_row_moves_what_is_added(tab: gspread.Worksheet) -> None:
    # recorded: over the whole tab the last block counts, and that is C1 alone
    tab.append_row(["a", "", "c"])

    told = tab.append_row(["d"])

    assert (told["tableRange"], told["updates"]["updatedRange"]) == ("Sheet1!C1", "Sheet1!C2")
    kept = tab.append_row(["e"], table_range="A1")
    assert (kept["tableRange"], kept["updates"]["updatedRange"]) == ("Sheet1!A1", "Sheet1!A2")


def test_added_rows_can_push_others_down(tab: gspread.Worksheet) -> None:
    tab.update([["a"], [None], ["below"]], "A1")
    tab.update([["a"], [""], ["below"]], "A1")

    tab.append_row(["b"], table_range="A1", insert_data_option=InsertDataOption.insert_rows)

    assert tab.col_values(1) == ["a", "b", "", "below"]


def test_rows_and_columns_are_put_in_with_values(tab: gspread.Worksheet) -> None:
    tab.update([["a", "b"], ["c", "d"]], "A1")

    tab.insert_row(["new", "row"], 2)
    tab.insert_rows([["x"], ["y"]], 1)
    tab.insert_cols([["c1", "c2"]], 2)

    assert tab.get_values() == [
        ["x", "c1", ""], ["y", "c2", ""], ["a", "", "b"], ["new", "", "row"], ["c", "", "d"],
    ]  # fmt: skip


def test_rows_and_columns_are_taken_out(tab: gspread.Worksheet) -> None:
    tab.update([["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]], "A1")

    tab.delete_rows(2)
    tab.delete_columns(1, 2)
    tab.delete_dimension(Dimension.rows, 2)

    assert tab.get_values() == [["c"]]
    with pytest.raises(APIError, match="Cannot delete a row that doesn't exist"):
        tab.delete_rows(5000)


def test_values_are_cleared_and_the_rest_stays(tab: gspread.Worksheet) -> None:
    tab.update([["a", 1], ["b", 2]], "A1")
    tab.format("A1", {"textFormat": {"italic": True}})
    tab.update_note("A1", "kept")

    told = tab.batch_clear(["A1", "B2"])
    assert told["clearedRanges"] == ["Sheet1!A1", "Sheet1!B2"]
    assert tab.get_values() == [["", "1"], ["b", ""]]
    assert tab.clear()["clearedRange"] == "Sheet1!A1:Z1000"

    assert (tab.get_values(), tab.get_note("A1")) == ([[]], "kept")


def test_cells_are_found_by_text_and_by_pattern(tab: gspread.Worksheet) -> None:
    tab.update([["Mug", "mug"], ["Teapot", "Mug"]], "A1")

    found = tab.find("mug")
    assert found is not None
    assert (found.row, found.col) == (1, 2)
    loosely = tab.findall("MUG", case_sensitive=False)
    assert [(cell.row, cell.col) for cell in loosely] == [(1, 1), (1, 2), (2, 2)]
    assert [cell.value for cell in tab.findall(re.compile("pot$"), in_column=1)] == ["Teapot"]
    assert tab.find("nothing") is None


def test_a_table_is_found_from_its_corner(tab: gspread.Worksheet) -> None:
    tab.update([["a", "b", "", "x"], ["c", "d"], [], ["e"]], "A1")

    assert tab.expand("A1") == [["a", "b"], ["c", "d"]]
    assert tab.expand("A1", TableDirection.right) == [["a", "b"]]


def test_merged_cells_can_be_read_as_one(tab: gspread.Worksheet) -> None:
    tab.update([["a", "b"], ["c", "d"]], "A1")
    tab.merge_cells("A1:B1")

    assert tab.get_values() == [["a", ""], ["c", "d"]]
    assert tab.get_values(combine_merged_cells=True) == [["a", "a"], ["c", "d"]]
