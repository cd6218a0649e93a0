"""A note of ours stands on the cell that it is about, whatever happened when it was put there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sheets import limits
from sheets.connection import LedgerRefused
from sheets.notes import MARK
from tests.sheets.conftest import Ledger
from tests.sheets.test_notes import HEADING, acting, put_note

BAD = "BAG-JUTE", "Hull"


def ours(ledger: Ledger, heading: str = HEADING) -> set[tuple[object, object]]:
    """SKU and location of the rows of the tab Stock on which a note of ours stands."""
    column = ledger.column("Stock", heading)
    rows = ledger.server.rows(ledger.id, "Stock")
    noted = [ledger.server.cell(ledger.id, "Stock", f"{column}{number}").note or ""
             for number in range(2, len(rows) + 1)]  # fmt: skip
    return {(row[0], row[1]) for row, note in zip(rows[1:], noted, strict=True)
            if note.startswith(MARK)}  # fmt: skip


def goes_well(ledger: Ledger) -> None:
    """Nothing happens."""
    ledger.settle()


def is_sorted(ledger: Ledger) -> None:
    """A person sorts between our read and our write."""
    acting(ledger, lambda: ledger.sort("Stock"))
    ledger.settle()


def is_killed(ledger: Ledger) -> None:
    """A person sorts, and the program ends before it sees what its write hit."""

    def sort_and_fail() -> None:
        ledger.sort("Stock")
        read = {"path": "values:batchGetByDataFilter", "times": 1, "status": 403}
        ledger.server.faults.append(read)

    acting(ledger, sort_and_fail)
    with pytest.raises(LedgerRefused):
        ledger.settle()
    ledger.restart()
    ledger.settle()


def is_refused(ledger: Ledger) -> None:
    """The write never lands."""
    ledger.server.faults.append({"path": ":batchUpdate", "times": 1, "status": 403})
    with pytest.raises(LedgerRefused):
        ledger.settle()
    ledger.restart()
    ledger.settle()


HOW = [goes_well, is_sorted, is_killed, is_refused]


@pytest.mark.parametrize("put_on", HOW)
@pytest.mark.parametrize("taken_off", HOW)
def test_a_note_stands_on_its_cell_alone_and_goes_when_that_is_mended(
    ledger: Ledger, put_on: Callable[[Ledger], None], taken_off: Callable[[Ledger], None]
) -> None:
    ledger.type(*BAD, HEADING, "many")
    put_on(ledger)
    assert ours(ledger) == {BAD}
    ledger.type(*BAD, HEADING, "9")
    taken_off(ledger)
    assert ours(ledger) == set()
    assert ledger.sync.pass_once().idle


def test_a_note_that_somebody_took_off_is_not_put_on_again(ledger: Ledger) -> None:
    ledger.type(*BAD, HEADING, "many")
    ledger.settle()
    put_note(ledger, *BAD, "")
    ledger.restart()
    ledger.settle()
    assert ours(ledger) == set()


def test_words_that_somebody_added_to_a_note_of_ours_stay(ledger: Ledger) -> None:
    ledger.type(*BAD, HEADING, "many")
    ledger.settle()
    added = f"{ledger.note(*BAD, HEADING)} Sam knows about it."
    put_note(ledger, *BAD, added)
    for typed in ("lots", "9"):
        ledger.type(*BAD, HEADING, typed)
        ledger.settle()
        assert ledger.note(*BAD, HEADING) == added


def test_a_note_of_somebody_that_only_begins_like_ours_stays(ledger: Ledger) -> None:
    put_note(ledger, *BAD, f"{MARK}ask Sam")
    for typed in ("many", "9"):
        ledger.type(*BAD, HEADING, typed)
        ledger.settle()
        assert ledger.note(*BAD, HEADING) == f"{MARK}ask Sam"


def test_notes_for_which_a_batch_has_no_room_go_with_the_next_one(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_NOTES", 1)
    rows = [BAD, ("TEAPOT", "York"), ("MUG-RED", "Leeds")]
    for row in rows:
        ledger.type(*row, HEADING, "many")
    for _ in range(6):
        ledger.sync.pass_once(force=True)
    assert ours(ledger) == set(rows)


@pytest.mark.parametrize("heading", ["SKU", "Location"])
def test_where_the_key_is_under_merged_cells_a_note_is_not_sent_again_and_again(
    ledger: Ledger, heading: str
) -> None:
    at = ledger.server.rows(ledger.id, "Stock")[0].index(heading)
    row = ledger.row("Stock", *BAD)
    sheet = ledger.server.tab(ledger.id, "Stock").id
    for top in (row - 1, row):
        ledger.type(*BAD, HEADING, f"many {top}")
        span = {"sheetId": sheet, "startRowIndex": row - 1, "endRowIndex": row + 1,
                "startColumnIndex": at, "endColumnIndex": at + 1}  # fmt: skip
        merge = {"mergeCells": {"mergeType": "MERGE_ALL", "range": span}}
        ledger.server.do(ledger.id, merge)
        assert ledger.settle(8).idle


def test_a_note_goes_where_its_advice_was_followed_and_the_row_has_another_key(
    ledger: Ledger,
) -> None:
    below = len(ledger.server.rows(ledger.id, "Stock")) + 1

    def type_below(heading: str, text: str) -> None:
        cell = f"{ledger.column('Stock', heading)}{below}"
        ledger.server.type(ledger.id, "Stock", cell, text)

    for heading, text in (("SKU", "MUG-BLUU"), ("Location", "Hull"), ("Adjust by", "5")):
        type_below(heading, text)
    ledger.settle()
    assert ours(ledger, "Adjust by") == {("MUG-BLUU", "Hull")}
    type_below("SKU", "MUG-BLU")
    ledger.settle()
    assert ours(ledger, "Adjust by") == set()
    assert ledger.shows("MUG-BLU", "Hull", "On hand") == 5
