"""Two programs on one database: only the one that holds the ledger decides and writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from oms import clock
from sheets.connection import LedgerUnreachable
from sheets.google import GoogleLedger
from sheets.grid import Batch
from sheets.sync import Sync
from sheets.whose import LedgerAhead
from tests.conftest import NOON
from tests.sheets.conftest import Ledger, tabs
from tests.sheets.test_again import restored
from tests.sheets.test_sync import changed_in_books, movements, on_hand


def at_the_next(ledger: Ledger, wanted: str, act: Callable[[], object]) -> None:
    """Something happens just before the next call of a kind arrives, once."""

    def before(kind: str, _path: str) -> None:
        if kind == wanted:
            ledger.server.before_request = None
            act()

    ledger.server.before_request = before


def half_an_hour_later() -> None:
    clock.set_source(lambda: NOON + dt.timedelta(minutes=30))


@pytest.fixture
def other(ledger: Ledger) -> Sync:
    """Another program on the same database and spreadsheet."""
    return Sync(ledger.shop.database, ledger.sync_ledger(), tabs())


def test_a_slow_pass_that_another_overtook_books_nothing_from_its_old_read(
    ledger: Ledger, other: Sync
) -> None:
    before = movements(ledger)
    ledger.type("MUG-BLU", "Leeds", "Counted", "7")

    def overtaken() -> None:
        half_an_hour_later()
        assert other.pass_once(force=True).booked == 1

    at_the_next(ledger, "read", overtaken)
    report = ledger.sync.pass_once()

    assert (report.lost, report.booked, report.written) == (True, 0, 0)
    assert movements(ledger) == before + 1
    assert ledger.settle().idle
    assert ledger.shows("MUG-BLU", "Leeds", "On hand") == 7


def test_a_pass_that_loses_the_ledger_while_it_looks_at_notes_does_not_write(
    ledger: Ledger, other: Sync
) -> None:
    ledger.type("MUG-BLU", "Leeds", "Counted", "twelve")
    ledger.type("TEAPOT", "York", "Counted", "6")

    def read_first() -> None:
        at_the_next(ledger, "read", overtaken)

    def overtaken() -> None:
        half_an_hour_later()
        other.pass_once(force=True)
        ledger.server.calls.clear()

    # the first read is that of the tabs, the second that of the notes
    at_the_next(ledger, "read", read_first)
    report = ledger.sync.pass_once()

    assert (report.lost, report.booked, report.written) == (True, 1, 0)
    assert ledger.calls("write") == 0
    ledger.settle()
    assert on_hand(ledger, "TEAPOT", "York") == 6
    assert ledger.shows("TEAPOT", "York", "Counted") == ""


def test_a_slow_pass_that_nobody_overtook_keeps_the_ledger(ledger: Ledger, other: Sync) -> None:
    changed_in_books(ledger, 3)
    busy: list[bool] = []

    def slow() -> None:
        half_an_hour_later()
        at_the_next(ledger, "write", lambda: busy.append(other.pass_once(force=True).busy))

    at_the_next(ledger, "read", slow)
    report = ledger.sync.pass_once()

    assert (report.lost, busy) == (False, [True])
    assert ledger.shows("MUG-BLU", "Leeds", "Reorder at") == 3


@pytest.mark.parametrize("passes", [1, 2])
def test_a_write_that_arrives_after_another_program_wrote_is_lost_and_no_earlier_version(
    ledger: Ledger, other: Sync, passes: int
) -> None:
    before = on_hand(ledger, "MUG-BLU", "Leeds")
    ledger.type("MUG-BLU", "Leeds", "Adjust by", "5")

    def overtaken() -> None:
        half_an_hour_later()
        for units in range(passes):
            ledger.type("MUG-BLU", "Leeds", "Adjust by", f"{3 - units}")
            other.pass_once(force=True)

    at_the_next(ledger, "write", overtaken)
    report = ledger.sync.pass_once(force=True)

    assert (report.lost, report.booked, report.written) == (True, 1, 0)
    ledger.settle()
    other.pass_once(force=True)
    typed = 5 + sum(3 - units for units in range(passes))
    assert on_hand(ledger, "MUG-BLU", "Leeds") == before + typed
    assert ledger.shows("MUG-BLU", "Leeds", "Adjust by") == ""


def test_a_write_that_arrives_after_books_of_another_made_are_the_newer_ones_is_lost(
    ledger: Ledger, tmp_path: Path
) -> None:
    newer = Sync(restored(ledger, tmp_path), ledger.sync_ledger(), tabs())
    changed_in_books(ledger, 3)

    def overtaken() -> None:
        half_an_hour_later()
        for units in ("1", "2"):
            ledger.type("MUG-BLU", "Leeds", "Adjust by", units)
            newer.pass_once(force=True)

    at_the_next(ledger, "write", overtaken)
    assert ledger.sync.pass_once(force=True).lost
    with pytest.raises(LedgerAhead):
        ledger.sync.pass_once(force=True)


def test_a_write_before_which_an_earlier_one_landed_late_is_no_refusal(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = on_hand(ledger, "MUG-BLU", "Leeds")
    ledger.type("MUG-BLU", "Leeds", "Adjust by", "2")
    late: list[Batch] = []

    def is_late(_client: GoogleLedger, batch: Batch) -> None:
        late.append(batch)
        raise LedgerUnreachable("no answer")

    with monkeypatch.context() as patched:
        patched.setattr(GoogleLedger, "write", is_late)
        with pytest.raises(LedgerUnreachable):
            ledger.sync.pass_once(force=True)
    client = ledger.sync_ledger()
    client.read([tab.title for tab in tabs()])
    ledger.type("TEAPOT", "York", "Adjust by", "1")
    at_the_next(ledger, "write", lambda: client.write(late[0]))
    assert ledger.sync.pass_once(force=True).lost
    ledger.settle()
    assert on_hand(ledger, "MUG-BLU", "Leeds") == before + 2
    assert ledger.shows("MUG-BLU", "Leeds", "Adjust by") == ""
    assert ledger.shows("TEAPOT", "York", "Adjust by") == ""
