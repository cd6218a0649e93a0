"""Each way of writing: text as it is or as typed, the time of it, and what it leaves alone."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError
from gspread.utils import (
    InsertDataOption,
    PasteType,
    ValidationConditionType,
    ValueInputOption,
    ValueRenderOption,
)

from assistant.playground.google_sheets import LocalSheets
from tests.playground.sheets_client import client

FORMULA, UNFORMATTED = ValueRenderOption.formula, ValueRenderOption.unformatted
AS_TYPED = ["0042", "=1+1", "12%", "TRUE", "1,234", "2026-11-26", "'x", "a"]
AS_READ = [42, "=1+1", 0.12, True, 1234, 46352, "x", "a"]
"""What Sheets makes of them when they are typed."""
Write = Callable[[gspread.Worksheet, list[str], bool], Any]


def option(typed: bool) -> ValueInputOption:
    return ValueInputOption.user_entered if typed else ValueInputOption.raw


def by_filter(tab: gspread.Worksheet, line: list[str], typed: bool) -> Any:
    """values:batchUpdateByDataFilter, which gspread has no method for."""
    data = {"dataFilter": {"a1Range": f"'{tab.title}'!A1:H1"}, "values": [line]}
    body = {"valueInputOption": option(typed), "data": [data]}
    path = f"v4/spreadsheets/{tab.spreadsheet_id}/values:batchUpdateByDataFilter"
    return tab.client.request("post", f"https://sheets.googleapis.com/{path}", json=body)


WRITES: dict[str, Write] = {
    "update": lambda tab, line, typed: tab.update([line], "A1:H1", raw=not typed),
    "update from a cell": lambda tab, line, typed: tab.update([line], "A1", raw=not typed),
    "update_cells": lambda tab, line, typed: tab.update_cells(
        [gspread.Cell(1, at, text) for at, text in enumerate(line, start=1)], option(typed)
    ),
    "batch_update": lambda tab, line, typed: tab.batch_update(
        [{"range": "A1:H1", "values": [line]}], raw=not typed
    ),
    "append_row": lambda tab, line, typed: tab.append_row(line, option(typed)),
    "append_row putting in": lambda tab, line, typed: tab.append_row(
        line, option(typed), insert_data_option=InsertDataOption.insert_rows
    ),
    "insert_row": lambda tab, line, typed: tab.insert_row(line, 1, option(typed)),
    "insert_cols": lambda tab, line, typed: tab.insert_cols(
        [[text] for text in line], 1, option(typed)
    ),
    "by data filter": by_filter,
}
everyway = pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)


@everyway
def test_raw_text_stays_text_by_every_way_of_writing(tab: gspread.Worksheet, write: Write) -> None:
    write(tab, AS_TYPED, False)

    assert tab.get("A1:H1", value_render_option=FORMULA) == [AS_TYPED]
    assert tab.get("A1:H1", value_render_option=UNFORMATTED) == [AS_TYPED]


@everyway
def test_typed_text_is_read_by_every_way_of_writing(tab: gspread.Worksheet, write: Write) -> None:
    write(tab, AS_TYPED, True)

    assert tab.get("A1:H1", value_render_option=FORMULA) == [AS_READ]


def test_an_apostrophe_is_a_letter_where_nothing_is_typed(book: gspread.Spreadsheet) -> None:
    cells = [{"userEnteredValue": {"stringValue": text}} for text in ("'", "'=1", "''x")]
    book.batch_update({"requests": [{"updateCells": {
        "start": {}, "fields": "userEnteredValue", "rows": [{"values": cells}]}}]})  # fmt: skip
    book.sheet1.update([["''x", "'"]], "A2", raw=False)

    assert book.sheet1.get_values() == [["'", "'=1", "''x"], ["'x", "", ""]]


@pytest.fixture
def ticking() -> Iterator[LocalSheets]:
    """A server on which every look at the clock is a second later."""
    seconds = itertools.count()
    start = dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)
    server = LocalSheets(clock=lambda: start + dt.timedelta(seconds=next(seconds))).start()
    yield server
    server.stop()


def test_every_way_of_writing_moves_the_time_that_drive_tells(ticking: LocalSheets) -> None:
    tab = client(ticking).create("Timed").sheet1
    more: dict[str, Write] = {
        "clear": lambda tab, _line, _typed: tab.clear(),
        "batch_clear": lambda tab, _line, _typed: tab.batch_clear(["A1"]),
        "a request": lambda tab, _line, _typed: tab.add_rows(1),
        "a person": lambda tab, line, _: ticking.type(tab.spreadsheet_id, "Sheet1", "A1", line[0]),
    }
    before = tab.spreadsheet.get_lastUpdateTime()
    for name, write in {**WRITES, **more}.items():
        write(tab, AS_TYPED, False)

        after = tab.spreadsheet.get_lastUpdateTime()
        assert after > before, name
        before = after
    tab.get_values()
    with pytest.raises(APIError):
        tab.update([["x"] * 99], "A1:B1")
    assert tab.spreadsheet.get_lastUpdateTime() == before


@pytest.fixture
def dressed(tab: gspread.Worksheet) -> gspread.Worksheet:
    """A tab of which A1:B2 has notes, formats and rules, and A1:B1 values."""
    tab.update([["old", "=1+1"]], "A1", raw=False)
    tab.update_notes({place: f"of {place}" for place in ("A1", "B1", "A2", "B2")})
    tab.format("A1:B2", {"textFormat": {"bold": True}})
    tab.add_validation("A1:B2", ValidationConditionType.one_of_list, ["old", "new"])
    return tab


def looks(tab: gspread.Worksheet, place: str) -> list[Any]:
    """Note, format and rule of a cell, each as far as there is one."""
    told = tab.client.spreadsheets_get(tab.spreadsheet_id, {
        "ranges": place, "fields": "sheets.data.rowData.values"})  # fmt: skip
    data = told["sheets"][0]["data"][0]
    cell = data["rowData"][0]["values"][0] if "rowData" in data else {}
    return [
        cell.get("note"), cell.get("userEnteredFormat"),
        cell.get("dataValidation", {}).get("condition", {}).get("type"),
    ]  # fmt: skip


def update_cells(tab: gspread.Worksheet, rows: list[Any], **place: Any) -> Any:
    request = {"fields": "userEnteredValue", "rows": rows, **(place or {"start": {}})}
    return tab.spreadsheet.batch_update({"requests": [{"updateCells": request}]})


SQUARE = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
NEW = {"userEnteredValue": {"stringValue": "new"}}


def of_one(write: Write) -> Callable[[gspread.Worksheet], Any]:
    return lambda tab: write(tab, ["new"], False)


VALUE_WRITES: dict[str, Callable[[gspread.Worksheet], Any]] = {
    **{name: of_one(write) for name, write in WRITES.items()
       if "insert_" not in name and "putting in" not in name},
    "append below": lambda tab: tab.append_row(["new"], table_range="A1"),
    "typed": lambda tab: tab.update_acell("A1", "12%"),
    "clear": lambda tab: tab.clear(),
    "batch_clear": lambda tab: tab.batch_clear(["A1:B2"]),
    "updateCells": lambda tab: update_cells(tab, [{"values": [NEW, NEW]}]),
    "updateCells of uneven rows": lambda tab: update_cells(tab, [{"values": [NEW]}, {}]),
    "updateCells of nothing": lambda tab: update_cells(tab, [], range=SQUARE),
    "updateCells of a part": lambda tab: update_cells(tab, [{"values": [NEW]}], range=SQUARE),
    "pasted values": lambda tab: tab.copy_range("D1:E2", "A1:B2", PasteType.values),
    "findReplace": lambda tab: tab.spreadsheet.batch_update({"requests": [
        {"findReplace": {"find": "old", "replacement": "new", "allSheets": True}}]}),
    "pasteData": lambda tab: tab.spreadsheet.batch_update({"requests": [
        {"pasteData": {"coordinate": {}, "data": "new", "delimiter": ","}}]}),
}  # fmt: skip


@pytest.mark.parametrize("write", VALUE_WRITES.values(), ids=VALUE_WRITES)
def test_no_write_of_values_takes_notes_formats_or_rules(
    dressed: gspread.Worksheet, write: Callable[[gspread.Worksheet], Any]
) -> None:
    before = dressed.get("A1:B2", value_render_option=FORMULA)
    write(dressed)

    assert dressed.get("A1:B2", value_render_option=FORMULA) != before
    for place in ("A1", "B1", "A2", "B2"):
        note, look, rule = looks(dressed, place)
        assert (note, look["textFormat"], rule) == (f"of {place}", {"bold": True}, "ONE_OF_LIST")


OVER_A1 = {name: write for name, write in VALUE_WRITES.items()
           if "append" not in name and name != "findReplace"}  # fmt: skip


@pytest.mark.parametrize("write", OVER_A1.values(), ids=OVER_A1)
def test_a_write_of_values_leaves_no_formula_behind(
    tab: gspread.Worksheet, write: Callable[[gspread.Worksheet], Any]
) -> None:
    tab.update([['="old"', '="old"'], ['="old"', '="old"']], "A1", raw=False)
    write(tab)

    tab.spreadsheet.batch_update({"requests": [{"addSheet": {}}]})  # all is worked out again
    entered = tab.get("A1", value_render_option=FORMULA)
    assert entered != [['="old"']]
    assert tab.get("A1", value_render_option=UNFORMATTED) == entered


def test_a_note_alone_changes_nothing_else_and_goes_when_it_is_empty(
    dressed: gspread.Worksheet,
) -> None:
    value, look = dressed.get("A1:B1", value_render_option=FORMULA), looks(dressed, "A1")
    dressed.update_note("A1", "ours")
    assert looks(dressed, "A1") == ["ours", *look[1:]]

    dressed.clear_note("A1")

    assert looks(dressed, "A1") == [None, *look[1:]]
    assert dressed.get("A1:B1", value_render_option=FORMULA) == value


@pytest.mark.parametrize(
    ("kind", "values", "carried"),
    [("PASTE_VALUES", ["old", 2], []), ("PASTE_FORMULA", ["old", "=1+1"], []),
     ("PASTE_FORMAT", [], [1]), ("PASTE_DATA_VALIDATION", [], [2]),
     ("PASTE_NORMAL", ["old", "=1+1"], [0, 1, 2])],
)  # fmt: skip
def test_each_way_of_pasting_carries_its_own(
    dressed: gspread.Worksheet, kind: str, values: list[Any], carried: list[int]
) -> None:
    to = {"startRowIndex": 3, "endRowIndex": 5, "startColumnIndex": 3, "endColumnIndex": 5}
    request = {"copyPaste": {"source": SQUARE, "destination": to, "pasteType": kind}}
    dressed.spreadsheet.batch_update({"requests": [request]})

    source = looks(dressed, "A1")
    assert looks(dressed, "D4") == [source[at] if at in carried else None for at in range(3)]
    assert dressed.get("D4:E4", value_render_option=FORMULA) == [values]


def spans(tab: gspread.Worksheet) -> set[tuple[int, int, int, int]]:
    """The merges of a tab: first and last row, first and last column."""
    found = tab.spreadsheet.fetch_sheet_metadata()["sheets"][0].get("merges", [])
    names = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
    return {tuple(one[name] for name in names) for one in found}


def copied(tab: gspread.Worksheet, to: str, kind: str, *, turned: bool = False) -> None:
    """Copy A1:B2, in which A1:B1 are merged, to another place."""
    destination = gspread.utils.a1_range_to_grid_range(to)
    way = "TRANSPOSE" if turned else "NORMAL"
    tab.spreadsheet.batch_update({"requests": [{"copyPaste": {
        "source": SQUARE, "destination": destination, "pasteType": kind,
        "pasteOrientation": way}}]})  # fmt: skip


def test_a_whole_paste_carries_merges_and_undoes_those_it_meets(tab: gspread.Worksheet) -> None:
    tab.merge_cells("A1:B1")
    tab.merge_cells("E4:E5")
    copied(tab, "D4:E7", "PASTE_NORMAL")
    copied(tab, "G1:H2", "PASTE_NO_BORDERS", turned=True)
    assert spans(tab) == {(0, 1, 0, 2), (3, 4, 3, 5), (5, 6, 3, 5), (0, 2, 6, 7)}

    copied(tab, "D4:E5", "PASTE_VALUES")
    copied(tab, "A9:B10", "PASTE_FORMAT")
    assert len(spans(tab)) == 4
    with pytest.raises(APIError, match="You must select all cells in a merged range"):
        copied(tab, "E4:F5", "PASTE_NORMAL")


def test_merges_go_along_with_what_is_cut(tab: gspread.Worksheet) -> None:
    tab.merge_cells("A1:B1")
    place = {"rowIndex": 3, "columnIndex": 3}
    tab.spreadsheet.batch_update({"requests": [{"cutPaste": {
        "source": SQUARE, "destination": place, "pasteType": "PASTE_NORMAL"}}]})  # fmt: skip

    assert spans(tab) == {(3, 4, 3, 5)}
