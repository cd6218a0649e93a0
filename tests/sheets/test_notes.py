"""Notes of people survive ours, whatever happens between our read and our write."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sheets.connection import LedgerRefused
from sheets.frame import Frame
from sheets.grid import Batch, Note
from sheets.notes import Landed
from sheets.table import Table
from tests.sheets.conftest import Ledger
from tests.sheets.test_merge import TAB

HEADING = "Counted"
OLDER = "Backroom: “x”: it is not a number. Type one."


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

    sort, move = (lambda: ledger.sort("Stock")), (lambda: move_pot(ledger))
    acting(ledger, *[sort, move, sort][:moves])
    ledger.settle()

    assert {row: ledger.note(*row, HEADING) for row in theirs} == theirs


def test_a_note_is_given_back_by_a_program_that_was_started_again(ledger: Ledger) -> None:
    put_note(ledger, "TEAPOT", "York", "mine")
    ledger.type("BAG-JUTE", "Hull", HEADING, "many")

    def sort_and_fail() -> None:
        ledger.sort("Stock")
        ledger.server.faults.append(
            {"path": "values:batchGetByDataFilter", "times": 1, "status": 403}
        )

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
        ledger.sort("Stock")
        ledger.server.faults.append(
            {"path": "values:batchGetByDataFilter", "times": 1, "status": 403}
        )

    acting(ledger, sort_and_fail)
    with pytest.raises(LedgerRefused):
        ledger.settle()
    ledger.server.do(ledger.id, {"deleteSheet": {"sheetId": stock}})
    ledger.restart()
    ledger.settle()
    assert ledger.sync.pass_once(force=True).paused == ["Stock"]


def test_a_pass_that_puts_a_note_on_or_takes_it_off_reads_once_and_sees_once_what_it_hit(
    ledger: Ledger,
) -> None:
    for typed, is_noted in (("many", True), ("9", False)):
        ledger.type("MUG-BLU", "Leeds", HEADING, typed)
        ledger.server.calls.clear()
        ledger.sync.pass_once()
        assert (ledger.note("MUG-BLU", "Leeds", HEADING) is not None) == is_noted
        assert (ledger.calls("read"), ledger.calls("write")) == (2, 1)


def test_a_note_of_somebody_on_a_cell_that_is_not_taken_stays(ledger: Ledger) -> None:
    put_note(ledger, "MUG-BLU", "Leeds", "mine")
    for typed in ("many", "lots", ""):
        ledger.type("MUG-BLU", "Leeds", HEADING, typed)
        ledger.settle()
        assert ledger.note("MUG-BLU", "Leeds", HEADING) == "mine"


def test_what_notes_were_kept_is_asked_for_where_the_answer_that_told_it_is_lost(
    ledger: Ledger,
) -> None:
    put_note(ledger, "MUG-BLU", "Leeds", "mine")
    ledger.type("MUG-BLU", "Leeds", HEADING, "many")
    ledger.server.faults.append({"path": ":batchUpdate", "times": 1, "drop": "after"})
    ledger.settle()
    assert ledger.note("MUG-BLU", "Leeds", HEADING) == "mine"


def test_a_note_is_put_on_though_somebody_renamed_the_hidden_tab(ledger: Ledger) -> None:
    sync = ledger.server.tab(ledger.id, "_sync").id
    renamed = {"properties": {"sheetId": sync, "title": "Bob's"}, "fields": "title"}
    ledger.server.do(ledger.id, {"updateSheetProperties": renamed})
    ledger.type("MUG-BLU", "Leeds", HEADING, "many")
    ledger.settle()
    assert ledger.note("MUG-BLU", "Leeds", HEADING) is not None


def merge_cells(ledger: Ledger, sku: str, place: str) -> None:
    """A person merges a cell of the tab Stock with the one beside it."""
    at = ledger.server.rows(ledger.id, "Stock")[0].index(HEADING)
    row = ledger.rows_of(sku, place)
    span = {"sheetId": row["sheetId"], "startRowIndex": row["startIndex"],
            "endRowIndex": row["endIndex"], "startColumnIndex": at,
            "endColumnIndex": at + 2}  # fmt: skip
    ledger.server.do(ledger.id, {"mergeCells": {"mergeType": "MERGE_ALL", "range": span}})


def test_merged_cells_get_a_note_and_nothing_is_merged_in_the_hidden_tab(ledger: Ledger) -> None:
    merge_cells(ledger, "MUG-BLU", "Leeds")
    ledger.type("MUG-BLU", "Leeds", HEADING, "many")
    ledger.settle()
    assert "many" in (ledger.note("MUG-BLU", "Leeds", HEADING) or "")
    assert ledger.server.tab(ledger.id, "_sync").merges == []


def test_where_a_paste_of_a_part_of_merged_cells_is_refused_only_they_get_no_note(
    ledger: Ledger,
) -> None:
    merge_cells(ledger, "MUG-BLU", "Leeds")
    ledger.type("MUG-BLU", "Leeds", HEADING, "many")
    ledger.type("TEAPOT", "York", HEADING, "lots")
    ledger.server.faults.append({"path": ":batchUpdate", "times": 1, "status": 400})
    ledger.settle()
    assert ledger.note("MUG-BLU", "Leeds", HEADING) is None
    assert "lots" in (ledger.note("TEAPOT", "York", HEADING) or "")
    assert any("many" in row for row in ledger.server.rows(ledger.id, "Problems"))


def test_what_an_earlier_batch_kept_is_not_taken_for_what_stood_under_a_note_that_was_refused(
    ledger: Ledger,
) -> None:
    put_note(ledger, "TEAPOT", "York", "mine")
    ledger.type("TEAPOT", "York", HEADING, "many")
    ledger.settle()
    put_note(ledger, "TEAPOT", "York", "")
    merge_cells(ledger, "MUG-BLU", "Leeds")
    ledger.type("MUG-BLU", "Leeds", HEADING, "lots")
    ledger.server.faults.append({"path": ":batchUpdate", "times": 1, "status": 400})
    ledger.settle()

    assert ledger.note("MUG-BLU", "Leeds", HEADING) is None
    assert ledger.sync.pass_once().idle


def landed(note: Note, frame: Frame, left: Table | None = None) -> Landed:
    """A note that landed in the tab Goods; `left`: the tab as the batch before left it."""
    left_there = {} if left is None else {"Goods": left}
    return Landed(Batch("1", 1, notes=[note], left=left_there), {"Goods": frame})


@pytest.mark.parametrize(("row", "before", "given"), [
    # on its own cell ours may take the place of an older one of ours; elsewhere nothing of ours
    # belongs, and what stood there comes back, be it one of ours or nothing
    (0, "", []), (0, OLDER, []), (0, "mine", ["mine"]),
    (1, "", [""]), (1, OLDER, [OLDER]), (1, "mine", ["mine"]),
    # what only begins like ours is somebody's
    (0, "Backroom: ask Sam", ["Backroom: ask Sam"]),
])  # fmt: skip
def test_what_a_note_took_the_place_of_comes_back_but_for_ours_on_its_own_cell(
    row: int, before: str, given: list[str]
) -> None:
    frame = Frame(TAB, Table.of([["SKU", "MUG", "CUP"], ["On hand", 1, 2]]))
    note = Note("Goods", "MUG", "On hand", row, 1, "Backroom: new")
    back = landed(note, frame).given_back({0: before}, {})
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
    back = landed(note, frame).given_back({}, {})
    assert [(one.key, one.row, one.text) for one in back] == given


@pytest.mark.parametrize(("stands", "given"), [
    ("Backroom: ours", [("MUG", 0, "mine")]), ("mine", []), ("another", []), ("", []),
])  # fmt: skip
def test_a_note_given_back_that_missed_its_row_for_a_cell_that_says_the_same_goes_on_to_it(
    stands: str, given: list[tuple[str, int, str]]
) -> None:
    frame = Frame(TAB, Table.of([["SKU", "MUG", "CUP"], ["On hand", 1, 2]]))
    note = Note("Goods", "MUG", "On hand", 1, 1, "mine", left="Backroom: ours")
    assert landed(note, frame).looked_for_in({0: "mine"}) == {("Goods", 0), ("Goods", 1)}

    there = {("Goods", 0, 1): stands, ("Goods", 1, 1): "mine"}
    back = landed(note, frame).given_back({0: "mine"}, there)
    assert [(one.key, one.row, one.text) for one in back] == given


@pytest.mark.parametrize(("before", "given"), [
    ("", [("", 1, ""), ("MUG", 2, "mine")]), ("his", [("", 1, "his"), ("MUG", 2, "mine")]),
])  # fmt: skip
def test_a_note_given_back_whose_row_was_renamed_and_moved_is_followed(
    before: str, given: list[tuple[str, int, str]]
) -> None:
    left = Table.of([["SKU", "CUP", "MUG"], ["Name", "Cup", "Mug"], ["On hand", 2, 1]])
    now = Table.of([["On hand", 2, "", 1], ["SKU", "CUP", "", "JUG"], ["Name", "Cup", "", "Mug"]])
    note = Note("Goods", "MUG", "On hand", 1, 2, "mine", left="")
    back = landed(note, Frame(TAB, now), left).given_back({0: before}, {})
    assert [(one.key, one.row, one.text) for one in back] == given
    assert back[-1].column == 0


def test_a_note_given_back_that_reached_its_cell_is_done_though_its_row_was_renamed() -> None:
    left = Table.of([["SKU", "CUP", "MUG"], ["On hand", 2, 1]])
    now = Frame(TAB, Table.of([["SKU", "CUP", "JUG"], ["On hand", 2, 1]]))
    note = Note("Goods", "MUG", "On hand", 1, 1, "mine", left="")
    assert landed(note, now, left).given_back({}, {}) == []


def two_rows_down() -> Frame:
    """Two rows were put above, and the columns changed places, since a note was left on MUG."""
    return Frame(TAB, Table.of([["On hand", "", "", 2, 1], ["SKU", "", "", "CUP", "MUG"]]))


LEFT = Table.of([["SKU", "CUP", "MUG"], ["On hand", 2, 1]])


def test_a_note_that_went_astray_and_was_hit_by_another_of_its_batch_is_not_given_back() -> None:
    """The two changed places: each is taken off where the other had been."""
    frame = Frame(TAB, Table.of([["SKU", "MUG", "CUP"], ["On hand", 1, 2]]))
    astray = [Note("Goods", key, "On hand", row, 1, "", left=left, slot=slot)
              for slot, (key, row, left) in enumerate([("MUG", 1, "Backroom: one"),
                                                       ("CUP", 0, "Backroom: two")])]  # fmt: skip
    there = Landed(Batch("1", 1, notes=astray), {"Goods": frame})
    back = there.given_back({0: "Backroom: two", 1: "Backroom: one"}, {})
    assert [one for one in back if one.text] == []


def test_where_two_notes_of_a_batch_hit_one_cell_the_last_says_what_belongs_there() -> None:
    """What the first was to take off had moved away; the second belongs where both landed."""
    frame = Frame(TAB, Table.of([["SKU", "CUP", "MUG"], ["On hand", 2, 1]]))
    notes = [
        Note("Goods", "CUP", "On hand", 1, 1, "", left="mine", slot=0),
        Note("Goods", "MUG", "On hand", 1, 1, "mine", left="Backroom: ours", slot=1),
    ]
    there = Landed(Batch("1", 1, notes=notes), {"Goods": frame})
    back = there.given_back({0: "Backroom: ours", 1: "Backroom: ours"}, {("Goods", 0, 1): "mine"})
    assert [(one.row, one.text) for one in back] == [(0, "")]


def test_a_note_that_missed_is_looked_for_in_all_columns_as_its_own_may_move() -> None:
    note = Note("Goods", "MUG", "On hand", 1, 1, "", left="Backroom: ours")
    found = landed(note, two_rows_down(), LEFT)
    assert found.looked_for_in({}) == {("Goods", 1), ("Goods", 0)}
    assert found.looked_for_in() == {("Goods", 1), ("Goods", 0)}


@pytest.mark.parametrize(("before", "there", "given"), [
    # one row more was put above until it was looked: what we left is there, and is taken off
    ("", {("Goods", 4, 0): "Backroom: ours"}, [(4, 0, "")]),
    # its column was moved until it was looked
    ("", {("Goods", 3, 1): "Backroom: ours"}, [(3, 1, "")]),
    # another row has a note that says the same: its key tells which is meant
    ("", {("Goods", 3, 0): "Backroom: ours", ("Goods", 4, 0): "Backroom: ours"}, [(3, 0, "")]),
    # it hit another cell that says the same
    ("Backroom: ours", {("Goods", 3, 0): "Backroom: ours"}, [(3, 0, "")]),
    ("", {}, []),
])  # fmt: skip
def test_a_note_of_ours_that_is_to_go_and_was_missed_is_taken_off_where_it_stands(
    before: str, there: dict[tuple[str, int, int], str], given: list[tuple[int, int, str]]
) -> None:
    note = Note("Goods", "MUG", "On hand", 1, 1, "", left="Backroom: ours")
    back = landed(note, two_rows_down(), LEFT).given_back({0: before}, there)
    assert [(one.row, one.column, one.text) for one in back] == given
