"""Another spreadsheet than the one that is kept, named by mistake or meant."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from oms.tables.stock import Movement
from sheets.connection import LedgerRefused
from sheets.google import GoogleLedger
from sheets.sync import Sync
from tests.sheets.conftest import Ledger, tabs


def another(ledger: Ledger, title: str) -> GoogleLedger:
    """A new spreadsheet beside the one that is kept."""
    key = ledger.server.service_account_info()
    return GoogleLedger(key, ledger.server.create(title), ledger.server.base_url)


def sync_of(ledger: Ledger, other: GoogleLedger) -> Sync:
    """What would keep another spreadsheet in step with the same books."""
    return Sync(ledger.shop.database, other, tabs())


def movements(ledger: Ledger) -> int:
    """How many movements of stock there are."""
    with ledger.shop.database.reading() as books:
        return books.scalar(select(func.count()).select_from(Movement)) or 0


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_waits_to_be_blanked_is_booked_once_though_the_wrong_one_was_named_meanwhile(
    ledger: Ledger, *, dry_run: bool
) -> None:
    before = movements(ledger)
    ledger.type("MUG-BLU", "Leeds", "Adjust by", "5")
    ledger.server.faults.append({"path": ":batchUpdate", "status": 400})
    with pytest.raises(LedgerRefused):
        ledger.sync.pass_once()
    assert movements(ledger) == before + 1

    wrong = sync_of(ledger, another(ledger, "Not a ledger"))
    with pytest.raises(LedgerRefused):
        wrong.pass_once(force=True, dry_run=dry_run)
    ledger.restart()
    ledger.settle()

    assert movements(ledger) == before + 1
    assert ledger.shows("MUG-BLU", "Leeds", "Adjust by") == ""


def test_a_dry_run_of_another_ledger_forgets_nothing_of_the_one_that_is_kept(
    ledger: Ledger,
) -> None:
    other = another(ledger, "Next ledger")
    other.prepare(tabs())
    ledger.type("MUG-BLU", "Leeds", "Reorder at", "8")

    assert sync_of(ledger, other).pass_once(force=True, dry_run=True).written > 0
    ledger.restart()
    ledger.settle()

    assert ledger.point("MUG-BLU", "Leeds") == 8


def test_what_is_typed_after_another_was_adopted_is_taken_by_whoever_comes_next(
    ledger: Ledger,
) -> None:
    ledger.id = ledger.server.create("Next ledger")
    ledger.sync_ledger().prepare(tabs())
    ledger.restart()
    ledger.sync.adopt()
    ledger.settle()
    ledger.type("MUG-BLU", "Leeds", "Reorder at", "8")

    ledger.restart()
    ledger.settle()

    assert ledger.point("MUG-BLU", "Leeds") == 8


def test_the_spreadsheet_of_before_is_not_taken_for_an_earlier_version_of_itself(
    ledger: Ledger,
) -> None:
    other = another(ledger, "For a while")
    other.prepare(tabs())
    meanwhile = sync_of(ledger, other)
    for _ in range(3):
        meanwhile.pass_once(force=True)

    ledger.restart()
    ledger.settle()
    ledger.type("MUG-BLU", "Leeds", "Adjust by", "5")
    ledger.settle()

    assert ledger.shows("MUG-BLU", "Leeds", "On hand") == 10
    assert ledger.shows("MUG-BLU", "Leeds", "Adjust by") == ""
