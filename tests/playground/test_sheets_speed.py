"""What lets a large ledger be served quickly: nothing is copied or written out that did not change.

These tests do not time anything: they look at what is shared.
"""

from __future__ import annotations

import itertools
import socket

import gspread
import orjson
from gspread.utils import ValueRenderOption

from assistant.playground.google_sheets import LocalSheets
from tests.playground.sheets_client import Raw

ROWS = 3_000


def filled(sheets: LocalSheets, book: gspread.Spreadsheet) -> None:
    rows = [[f"SKU-{row}", row, row / 4] for row in range(ROWS)]
    tab = book.sheet1
    tab.resize(ROWS, 4)
    tab.update(rows, "A1")


def compact(raw: Raw, book: gspread.Spreadsheet, ranges: str = "Sheet1") -> bytes:
    answer = raw("GET", f"v4/spreadsheets/{book.id}/values:batchGet", params={
        "ranges": ranges, "majorDimension": "COLUMNS", "valueRenderOption": "FORMULA",
        "prettyPrint": "false"})  # fmt: skip
    return answer.content


def test_a_column_that_did_not_change_is_not_written_out_again(
    sheets: LocalSheets, book: gspread.Spreadsheet, raw: Raw
) -> None:
    filled(sheets, book)
    first = compact(raw, book)
    tab = sheets.tab(book.id, "Sheet1")
    kept = {key[0]: held[1] for key, held in tab.written_out.items()}
    sheets.type(book.id, "Sheet1", "B7", "changed")

    second = orjson.loads(compact(raw, book))

    now = {key[0]: held[1] for key, held in tab.written_out.items()}
    assert (now[0] is kept[0], now[1] is kept[1], now[2] is kept[2]) == (True, False, True)
    assert second["valueRanges"][0]["values"][1][6] == "changed"
    assert orjson.loads(first)["valueRanges"][0]["values"][1][6] == 6


def test_answers_are_not_held_back_by_nagles_delay(sheets: LocalSheets) -> None:
    # asyncio turns it off for the connections of a socket that names its protocol, and only then
    assert sheets._socket.proto == socket.IPPROTO_TCP


def test_an_answer_in_one_piece_says_the_same_as_one_in_lines(
    sheets: LocalSheets, book: gspread.Spreadsheet, raw: Raw
) -> None:
    filled(sheets, book)
    book.sheet1.update([["=B2*2", None, True]], "B5", raw=False)
    book.sheet1.update_acell("D300", "below what is read")
    options = ("FORMULA", "UNFORMATTED_VALUE", "FORMATTED_VALUE")
    # in the second of the places the last column is blank
    for option, place in itertools.product(options, ("A1:D200", "A9:D200")):
        for major in ("ROWS", "COLUMNS"):
            asked = {"majorDimension": major, "valueRenderOption": option}
            path = f"v4/spreadsheets/{book.id}/values/Sheet1!{place}"
            lines = raw("GET", path, params=asked)
            piece = raw("GET", path, params={**asked, "prettyPrint": "false"})

            assert lines.json() == piece.json()
            assert (b"\n" in lines.content, b"\n" in piece.content) == (True, False)


def test_a_batch_copies_only_the_columns_that_it_touches(
    sheets: LocalSheets, book: gspread.Spreadsheet
) -> None:
    filled(sheets, book)
    tab = sheets.tab(book.id, "Sheet1")
    before = [tab.values.frozen(column) for column in range(3)]

    book.sheet1.update_acell("B2", "x")

    after = [tab.values.frozen(column) for column in range(3)]
    assert [new is old for new, old in zip(after, before, strict=True)] == [True, False, True]


def test_the_pre_image_of_a_table_is_copied_column_by_column(
    sheets: LocalSheets, book: gspread.Spreadsheet
) -> None:
    filled(sheets, book)
    book.sheet1.update_acell("D3", "=B3+1")
    copy = book.add_worksheet("_sync", ROWS + 1, 10)
    area = {"startRowIndex": 0, "endRowIndex": ROWS, "startColumnIndex": 0, "endColumnIndex": 4}

    book.batch_update({"requests": [{"copyPaste": {
        "source": {"sheetId": 0, **area},
        "destination": {"sheetId": copy.id, "startRowIndex": 1, "endRowIndex": ROWS + 1,
                        "startColumnIndex": 2, "endColumnIndex": 6},
        "pasteType": "PASTE_VALUES"}}]})  # fmt: skip

    formula = ValueRenderOption.formula
    assert copy.get("C4:F4", value_render_option=formula) == [["SKU-2", 2, 0.5, 3]]
    assert sheets.tab(book.id, "_sync").values.height() == ROWS + 1
