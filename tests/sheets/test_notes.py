"""Notes of people survive ours, whatever happens between our read and our write."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sheets import notes
from sheets.connection import LedgerRefused
from sheets.frame import Frame
from sheets.grid import Note, Noted
from sheets.table import Table
from tests.sheets.conftest import Ledger
from tests.sheets.test_merge import TAB

HEADING = "Counted"


def acting(ledger: Ledger, *acts: Callable[[], None]) -> None:
    """A person who does one thing before each of our next writes."""
    left = list(acts)

    def act(kind: str, _path: str) -> None:
        if kind == "write" and left:
            left.pop(0)()

    ledger.server.before_request = act


def put_note(ledger: Ledger, sku: str, place: str, text: str) -> None:
    """A person puts a note on a cell of the tab Stock."""
    at = ledger.server.rows(ledger.id, "Stock")[0].index(HEADING)
    row = ledger.rows_of(sku, place)
    start = {"sheetId": row["sheetId"], "rowIndex": row["startIndex"], "columnIndex": at}
    note = {"start": start, "rows": [{"values": [{"note": text}]}], "fields": "note"}
    ledger.server.do(ledger.id, {"updateCells": note})


def sort_down(ledger: Ledger) -> None:
    """A person sorts the tab Stock by the first column, downwards."""
    tab = ledger.server.tab(ledger.id, "Stock")
    area = {"sheetId": tab.id, "startRowIndex": 1, "endRowIndex": tab.used()[0],
            "startColumnIndex": 0, "endColumnIndex": tab.columns}  # fmt: skip
    down = [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]
    ledger.server.do(ledger.id, {"sortRange": {"range": area, "sortSpecs": down}})


def move_pot(ledger: Ledger) -> None:
    """A person moves the row of the teapot."""
    move = {"source": ledger.rows_of("TEAPOT", "York"), "destinationIndex": 6}
    ledger.server.do(ledger.id, {"moveDimension": move})


def test_a_note_that_is_put_on_a_cell_in_the_same_moment_as_ours_is_given_back(
    ledger: Ledger,
) -> None:
    ledger.type("MUG-BLU", "Leeds", HEADING, "many")
    acting(ledger, lambda: put_note(ledger, "MUG-BLU", "Leeds", "mine"))
    ledger.settle()
    assert ledger.note("MUG-BLU", "Leeds", HEADING) == "mine"


@pytest.mark.parametrize("moves", [1, 2, 3])
def test_a_note_of_ours_that_hits_another_row_gives_back_what_stood_there(
    ledger: Ledger, moves: int
) -> None:
    rows = [(str(row[0]), str(row[1])) for row in ledger.server.rows(ledger.id, "Stock")[1:]]
    theirs = {row: f"note {number}" for number, row in enumerate(rows) if row[0] != "MUG-BLU"}
    for row, text in theirs.items():
        put_note(ledger, *row, text)
    ledger.type("MUG-BLU", "Leeds", HEADING, "many")

    sort, move = (lambda: sort_down(ledger)), (lambda: move_pot(ledger))
    acting(ledger, *[sort, move, sort][:moves])
    ledger.settle()

    assert {row: ledger.note(*row, HEADING) for row in theirs} == theirs


def test_a_note_is_given_back_by_a_program_that_was_started_again(ledger: Ledger) -> None:
    put_note(ledger, "TEAPOT", "York", "mine")
    ledger.type("BAG-JUTE", "Hull", HEADING, "many")

    def sort_and_fail() -> None:
        sort_down(ledger)
        ledger.server.faults.append({"path": ":getByDataFilter", "times": 1, "status": 403})

    acting(ledger, sort_and_fail)
    with pytest.raises(LedgerRefused):
        ledger.settle()
    assert ledger.note("TEAPOT", "York", HEADING) != "mine"
    ledger.restart()
    ledger.settle()
    assert ledger.note("TEAPOT", "York", HEADING) == "mine"


def test_a_note_to_give_back_in_a_tab_that_is_gone_stops_nothing(ledger: Ledger) -> None:
    put_note(ledger, "TEAPOT", "York", "mine")
    ledger.type("BAG-JUTE", "Hull", HEADING, "many")
    stock = ledger.rows_of("TEAPOT", "York")["sheetId"]

    def sort_and_fail() -> None:
        sort_down(ledger)
        ledger.server.faults.append({"path": ":getByDataFilter", "times": 1, "status": 403})

    acting(ledger, sort_and_fail)
    with pytest.raises(LedgerRefused):
        ledger.settle()
    ledger.server.do(ledger.id, {"deleteSheet": {"sheetId": stock}})
    ledger.restart()
    ledger.settle()
    assert ledger.sync.pass_once(force=True).paused == ["Stock"]


def test_merged_cells_get_no_note(ledger: Ledger) -> None:
    row = ledger.rows_of("MUG-BLU", "Leeds")
    at = ledger.server.rows(ledger.id, "Stock")[0].index(HEADING)
    span = {
        "sheetId": row["sheetId"],
        "startRowIndex": row["startIndex"],
        "endRowIndex": row["endIndex"],
        "startColumnIndex": at,
        "endColumnIndex": at + 2,
    }
    ledger.server.do(ledger.id, {"mergeCells": {"mergeType": "MERGE_ALL", "range": span}})
    ledger.type("MUG-BLU", "Leeds", HEADING, "many")
    ledger.settle()
    assert ledger.note("MUG-BLU", "Leeds", HEADING) is None
    assert any("many" in row for row in ledger.server.rows(ledger.id, "Problems"))


@pytest.mark.parametrize(("row", "before", "given"), [
    # on its own cell ours may take the place of an older one of ours; elsewhere nothing of ours
    # belongs, and what stood there comes back, be it one of ours or nothing
    (0, "", []), (0, "Backroom: older", []), (0, "mine", ["mine"]),
    (1, "", [""]), (1, "Backroom: older", ["Backroom: older"]), (1, "mine", ["mine"]),
])  # fmt: skip
def test_what_a_note_took_the_place_of_comes_back_but_for_ours_on_its_own_cell(
    row: int, before: str, given: list[str]
) -> None:
    frame = Frame(TAB, Table.of([["SKU", "MUG", "CUP"], ["On hand", 1, 2]]))
    note = Note("Goods", "MUG", "On hand", row, 1, "Backroom: new")
    back = notes.given_back([note], [before], {"Goods": frame}, Noted({}, {}))
    assert [one.text for one in back] == given


@pytest.mark.parametrize(("key", "given"), [
    ("MUG", [("CUP", 1, ""), ("MUG", 0, "mine")]),
    ("GONE", []),  # better on a wrong cell than nowhere
])  # fmt: skip
def test_a_note_given_back_that_missed_its_row_where_ours_left_nothing_goes_on_to_it(
    key: str, given: list[tuple[str, int, str]]
) -> None:
    frame = Frame(TAB, Table.of([["SKU", "MUG", "CUP"], ["On hand", 1, 2]]))
    note = Note("Goods", key, "On hand", 1, 1, "mine", left="")
    back = notes.given_back([note], [""], {"Goods": frame}, Noted({}, {}))
    assert [(one.key, one.row, one.text) for one in back] == given


@pytest.mark.parametrize(("stands", "given"), [
    ("Backroom: ours", [("MUG", 0, "mine")]), ("mine", []), ("another", []), ("", []),
])  # fmt: skip
def test_a_note_given_back_that_missed_its_row_for_a_cell_that_says_the_same_goes_on_to_it(
    stands: str, given: list[tuple[str, int, str]]
) -> None:
    frames = {"Goods": Frame(TAB, Table.of([["SKU", "MUG", "CUP"], ["On hand", 1, 2]]))}
    note = Note("Goods", "MUG", "On hand", 1, 1, "mine", left="Backroom: ours")
    assert notes.astray([note], ["mine"], frames) == [note]

    there = Noted({("Goods", 0, 1): stands, ("Goods", 1, 1): "mine"}, {})
    back = notes.given_back([note], ["mine"], frames, there)
    assert [(one.key, one.row, one.text) for one in back] == given
