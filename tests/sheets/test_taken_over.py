"""A spreadsheet is taken over: what is there is found, what is owed is given, nothing is twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from oms import problems
from sheets.connection import LedgerRefused
from sheets.holding import Holding, LedgerBusy
from sheets.stock_inputs import FROM_BEFORE
from sheets.sync import Sync
from sheets.whose import LedgerBehind
from tests.sheets.conftest import Ledger, tabs
from tests.sheets.test_again import PLACE, on_hand, set_point
from tests.sheets.test_earlier_version import booked_since, put_back, version
from tests.sheets.test_notes import acting, put_note
from tests.sheets.test_tab_back import HIT, Deletion, shown_and_booked, type_and_sort


def take_over(ledger: Ledger) -> Sync:
    """What `backroom ledger setup --adopt` does, in a program of its own."""
    sync = Sync(ledger.shop.database, ledger.sync_ledger(), tabs())
    sync.prepare(adopts=True)
    sync.adopt()
    for _ in range(4):
        sync.pass_once(force=True)
    return sync


def rename_tab(ledger: Ledger, title: str) -> int:
    """A person calls the tab Stock by another title; gives its number."""
    sheet = ledger.server.tab(ledger.id, "Stock").id
    properties = {"sheetId": sheet, "title": title}
    renamed = {"properties": properties, "fields": "title"}
    ledger.server.do(ledger.id, {"updateSheetProperties": renamed})
    return sheet


def cell_of(ledger: Ledger, heading: str) -> str:
    """Where a cell of the first place stands."""
    return f"{ledger.column('Stock', heading)}{ledger.row('Stock', *PLACE)}"


@pytest.mark.parametrize("adopts", [True, False])
def test_a_tab_that_has_another_title_is_not_made_a_second_time(
    ledger: Ledger, *, adopts: bool
) -> None:
    cell = cell_of(ledger, "Reorder at")
    rename_tab(ledger, "Lager")
    ledger.settle()
    sync = Sync(ledger.shop.database, ledger.sync_ledger(), tabs())
    assert "Stock" in sync.titles()
    assert sync.prepare(adopts=adopts) == []
    if adopts:
        sync.adopt()
        sync.pass_once(force=True)

    ledger.server.type(ledger.id, "Lager", cell, "8")
    ledger.restart()
    ledger.settle()
    assert ledger.point(*PLACE) == 8


def heading_renamed(ledger: Ledger) -> Callable[[], None]:
    """The heading of the input has another name that nobody knows, and then its own again."""
    cell = f"{ledger.column('Stock', 'Adjust by')}1"
    marks = ledger.server.document(ledger.id).metadata
    hidden = [one for one in marks if "Adjust by" in str(one)]
    ledger.server.document(ledger.id).metadata = [one for one in marks if one not in hidden]
    ledger.server.type(ledger.id, "Stock", cell, "Korrektur")
    return lambda: ledger.server.type(ledger.id, "Stock", cell, "Adjust by")


def key_cleared(ledger: Ledger) -> Callable[[], None]:
    """The heading of the key is empty, and then there again."""
    cell = f"{ledger.column('Stock', 'SKU')}1"
    ledger.server.type(ledger.id, "Stock", cell, "")
    return lambda: ledger.server.type(ledger.id, "Stock", cell, "SKU")


def tab_deleted(ledger: Ledger) -> Callable[[], None]:
    """The tab is gone, and then the deletion is undone, in place of the one that was made."""
    deletion = Deletion(ledger)
    deletion.do()

    def undo() -> None:
        made = ledger.server.tab(ledger.id, "Stock").id
        ledger.server.do(ledger.id, {"deleteSheet": {"sheetId": made}})
        deletion.undo()

    return undo


def row_copied(ledger: Ledger) -> Callable[[], None]:
    """The row stands there twice, and then only the copy."""
    rows = ledger.rows_of(*PLACE)
    sheet = ledger.server.tab(ledger.id, "Stock")
    below = sheet.used()[0]
    area = {"sheetId": sheet.id, "startColumnIndex": 0, "endColumnIndex": sheet.columns}
    source = {**area, "startRowIndex": rows["startIndex"], "endRowIndex": rows["endIndex"]}
    to = {**area, "startRowIndex": below, "endRowIndex": below + 1}
    ledger.server.do(ledger.id, {"copyPaste": {"source": source, "destination": to}})
    return lambda: ledger.server.do(ledger.id, {"deleteDimension": {"range": rows}})


@pytest.mark.parametrize("hide", [heading_renamed, key_cleared, tab_deleted, row_copied])
def test_what_stood_where_nobody_could_see_it_is_not_booked_again_once_it_is_seen(
    ledger: Ledger, hide: Callable[[Ledger], Callable[[], None]]
) -> None:
    put_back(ledger, booked_since(ledger))
    show = hide(ledger)
    take_over(ledger)
    show()
    ledger.restart()
    ledger.settle()
    assert on_hand(ledger) == 7
    with ledger.shop.database.reading() as books:
        assert FROM_BEFORE in {one.why for one in problems.open_problems(books)}


def test_a_tab_that_took_the_place_of_another_has_nothing_booked_of_what_stood_there(
    ledger: Ledger,
) -> None:
    ledger.type(*PLACE, "Adjust by", "2")
    stock = ledger.server.tab(ledger.id, "Stock").id
    ledger.server.do(ledger.id, {"duplicateSheet": {
        "sourceSheetId": stock, "newSheetId": 4711, "newSheetName": "Backup"}})  # fmt: skip
    ledger.settle()
    ledger.server.do(ledger.id, {"deleteSheet": {"sheetId": stock}})
    renamed = {"properties": {"sheetId": 4711, "title": "Stock"}, "fields": "title"}
    ledger.server.do(ledger.id, {"updateSheetProperties": renamed})
    ledger.restart()
    ledger.settle()
    assert on_hand(ledger) == 7


def killed_before_it_looked(ledger: Ledger, do: Callable[[], None]) -> None:
    """A person does something before our next write, and the program ends before it looks."""

    def and_fail() -> None:
        do()
        read = {"path": "values:batchGetByDataFilter", "times": 1, "status": 403}
        ledger.server.faults.append(read)

    acting(ledger, and_fail)
    with pytest.raises(LedgerRefused):
        ledger.settle()


def test_what_is_owed_to_cells_is_put_back_before_all_is_forgotten(ledger: Ledger) -> None:
    put_note(ledger, "TEAPOT", "York", "mine")
    ledger.type("BAG-JUTE", "Hull", "Counted", "many")
    killed_before_it_looked(ledger, lambda: ledger.sort("Stock"))
    take_over(ledger)
    assert ledger.note("TEAPOT", "York", "Counted") == "mine"


def test_what_was_typed_where_we_wrote_is_taken_though_all_is_forgotten(ledger: Ledger) -> None:
    set_point(ledger, 9)
    killed_before_it_looked(ledger, lambda: type_and_sort(ledger))
    take_over(ledger)
    assert shown_and_booked(ledger, *HIT) == (17, 17)
    assert ledger.point(*PLACE) == 9


def test_nothing_is_made_in_a_spreadsheet_that_is_refused(ledger: Ledger) -> None:
    earlier = version(ledger)
    earlier.tabs = [tab for tab in earlier.tabs if tab.title != "Words"]
    set_point(ledger, 33)
    ledger.settle()
    put_back(ledger, earlier)
    with pytest.raises(LedgerBehind):
        Sync(ledger.shop.database, ledger.sync_ledger(), tabs()).prepare()
    assert "Words" not in [tab.title for tab in ledger.server.document(ledger.id).tabs]


def test_while_another_program_is_at_work_nothing_is_taken_over(ledger: Ledger) -> None:
    other = Holding(ledger.shop.database)
    assert other.take()
    with pytest.raises(LedgerBusy):
        ledger.sync.adopt()
    other.give_back()
    ledger.settle()
    ledger.type(*PLACE, "Adjust by", "1")
    ledger.settle()
    assert on_hand(ledger) == 6
