"""A tab is deleted while what we hit in it is to be put back, and the deletion is undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import select

from assistant.playground.sheets_document import Document
from oms import reorder
from oms.counts import Where
from oms.tables.sheet import LedgerBatch, LedgerProblem
from sheets import remember
from sheets.connection import LedgerRefused
from tests.sheets.conftest import Ledger
from tests.sheets.test_notes import put_note

HIT = "MUG-BLU", "York"
"""Stands where the mugs of Leeds stood, once the tab is sorted down."""


class Deletion:
    """A person deletes the tab Stock, and may take that back."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._before: Document | None = None

    @property
    def is_done(self) -> bool:
        """Whether the tab is gone."""
        return self._before is not None

    def do(self) -> None:
        """Delete the tab."""
        document = self._ledger.server.document(self._ledger.id)
        self._before = document.copy()
        sheet = self._ledger.server.tab(self._ledger.id, "Stock").id
        self._ledger.server.do(self._ledger.id, {"deleteSheet": {"sheetId": sheet}})

    def undo(self) -> None:
        """Take it back: the tab is there as it was, with its marks."""
        assert self._before is not None
        document = self._ledger.server.document(self._ledger.id)
        stock = self._before.tab("Stock")
        document.tabs.append(stock)
        marks = [one for one in self._before.metadata if one not in document.metadata]
        document.metadata += [one for one in marks if f"{stock.id}" in str(one)]
        self._ledger.server.changed(document)


def set_point(ledger: Ledger, units: int, row: tuple[str, str] = ("MUG-BLU", "Leeds")) -> None:
    """Somebody sets the reorder point in the books."""
    sku, place_name = row
    with ledger.shop.database.writing() as books:
        location = ledger.shop.location_id(books, place_name.upper())
        place = Where(ledger.shop.sku_id(books, sku), location)
        reorder.set_point(books, place, units, by=ledger.shop.owner(books))


def type_and_sort(ledger: Ledger) -> None:
    """A person types into the row that our next write will hit, and sorts."""
    ledger.type(*HIT, "Reorder at", "17")
    ledger.sort("Stock")


def shown_and_booked(ledger: Ledger, sku: str, place: str) -> tuple[object, int | None]:
    """The reorder point that the tab shows, and that in the books."""
    return ledger.shows(sku, place, "Reorder at"), ledger.point(sku, place)


def passes(ledger: Ledger, times: int = 3) -> None:
    """Passes, of which some are refused."""
    for _ in range(times):
        try:
            ledger.sync.pass_once(force=True)
        except LedgerRefused:
            continue


def gone(moment: str, ledger: Ledger, deletion: Deletion, before: Callable[[], None]) -> None:
    """A person does something before our next write, and deletes the tab at a moment after it.

    Args:
        moment: "read" or "write": before the next one of these.
        ledger: whose tab.
        deletion: what deletes it.
        before: what the person does first.
    """
    writes = 0

    def act(kind: str, _path: str) -> None:
        nonlocal writes
        if kind == "write" and not writes:
            before()
        if kind == moment and writes and not deletion.is_done:
            deletion.do()
        writes += kind == "write"

    ledger.server.before_request = act


gone_after_write, gone_before_mend = partial(gone, "read"), partial(gone, "write")
WHEN = [gone_after_write, gone_before_mend]


@pytest.mark.parametrize("gone", WHEN)
@pytest.mark.parametrize("is_restarted", [False, True])
def test_what_was_typed_where_we_wrote_comes_back_with_its_tab(
    ledger: Ledger,
    gone: Callable[[Ledger, Deletion, Callable[[], None]], None],
    *,
    is_restarted: bool,
) -> None:
    deletion = Deletion(ledger)
    set_point(ledger, 9)

    gone(ledger, deletion, lambda: type_and_sort(ledger))
    passes(ledger)
    assert deletion.is_done
    ledger.server.before_request = None
    if is_restarted:
        ledger.restart()
    passes(ledger)
    assert ledger.sync.pass_once(force=True).paused == ["Stock"]

    deletion.undo()
    ledger.settle()

    assert shown_and_booked(ledger, "MUG-BLU", "Leeds") == (9, 9)
    assert shown_and_booked(ledger, *HIT) == (17, 17)


def test_what_waits_for_its_tab_waits_however_much_is_written_elsewhere(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remember, "KEPT_BATCHES", 1)
    deletion = Deletion(ledger)
    set_point(ledger, 9)
    gone_before_mend(ledger, deletion, lambda: type_and_sort(ledger))
    passes(ledger)
    ledger.server.before_request = None
    cell = f"{ledger.column('Products', 'Name')}{ledger.row('Products', 'MUG-BLU')}"
    for number in range(4):
        ledger.server.type(ledger.id, "Products", cell, f"Mug {number}")
        ledger.settle()

    deletion.undo()
    ledger.settle()

    assert shown_and_booked(ledger, *HIT) == (17, 17)
    with ledger.shop.database.reading() as books:
        waiting = select(LedgerBatch).where(LedgerBatch.state == "prepared")
        assert list(books.scalars(waiting)) == []


def test_what_waits_for_a_tab_is_told_of_where_another_spreadsheet_is_kept_by_then(
    ledger: Ledger,
) -> None:
    deletion = Deletion(ledger)
    set_point(ledger, 9)
    gone_before_mend(ledger, deletion, lambda: type_and_sort(ledger))
    passes(ledger)
    assert deletion.is_done
    ledger.server.before_request = None
    set_point(ledger, 9, HIT)

    ledger.id = ledger.server.create("Next ledger")
    ledger.restart()
    ledger.sync.prepare()
    ledger.settle()

    assert shown_and_booked(ledger, *HIT) == (9, 9)
    with ledger.shop.database.reading() as books:
        told = list(books.scalars(select(LedgerProblem.typed)))
        waiting = select(LedgerBatch).where(LedgerBatch.state == "prepared")
        assert list(books.scalars(waiting)) == []
    assert "17" in told


@pytest.mark.parametrize("gone", WHEN)
def test_what_waits_for_a_tab_waits_on_where_the_spreadsheet_is_taken_over(
    ledger: Ledger, gone: Callable[[Ledger, Deletion, Callable[[], None]], None]
) -> None:
    deletion = Deletion(ledger)
    set_point(ledger, 9)
    gone(ledger, deletion, lambda: type_and_sort(ledger))
    passes(ledger)
    ledger.server.before_request = None
    ledger.sync.adopt()
    passes(ledger)

    deletion.undo()
    ledger.settle()

    assert ledger.shows(*HIT, "Reorder at") == 17


@pytest.mark.parametrize("gone", WHEN)
def test_a_note_that_ours_took_the_place_of_comes_back_with_its_tab(
    ledger: Ledger, gone: Callable[[Ledger, Deletion, Callable[[], None]], None]
) -> None:
    deletion = Deletion(ledger)
    put_note(ledger, "TEAPOT", "York", "mine")
    ledger.type("BAG-JUTE", "Hull", "Counted", "many")
    gone(ledger, deletion, lambda: ledger.sort("Stock"))
    passes(ledger)
    assert deletion.is_done
    ledger.server.before_request = None
    passes(ledger)

    deletion.undo()
    ledger.settle()

    assert ledger.note("TEAPOT", "York", "Counted") == "mine"


def test_a_pass_of_another_tab_leaves_what_is_to_be_put_back_for_later(ledger: Ledger) -> None:
    set_point(ledger, 9)
    writes = 0

    def sort_then_fail(kind: str, _path: str) -> None:
        nonlocal writes
        if kind == "write":
            writes += 1
            if writes == 1:
                type_and_sort(ledger)
            else:
                ledger.server.faults.append({"path": ":batchUpdate", "times": 1, "status": 403})

    ledger.server.before_request = sort_then_fail
    with pytest.raises(LedgerRefused):
        ledger.sync.pass_once(force=True)
    ledger.server.before_request = None
    assert shown_and_booked(ledger, *HIT) == (9, None)

    ledger.only("Products").pass_once(force=True)
    ledger.settle()

    assert shown_and_booked(ledger, *HIT) == (17, 17)
