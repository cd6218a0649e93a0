"""Each batch leaves a mark that the spreadsheet takes once, so that none lands a second time."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.playground.google_sheets import LocalSheets
from sheets import requests as bodies
from sheets.grid import SYNC, Batch
from sheets.requests import KEPT_MARKS, RECEIPTS, Grid
from sheets.sync import Sync
from tests.sheets.conftest import Ledger, tabs
from tests.sheets.test_sync import copied
from tests.small_shop import SmallShop


def marks(ledger: Ledger) -> list[int]:
    """The numbers of the batches that the spreadsheet knows."""
    held = ledger.server.document(ledger.id).metadata
    return sorted(one["metadataId"] for one in held if one["metadataKey"] == bodies.MARK)


def test_the_first_batch_of_a_ledger_does_not_land_a_second_time(
    local_sheets: LocalSheets, sqlite_shop: SmallShop
) -> None:
    made = Ledger(local_sheets, local_sheets.create("Ledger"), sqlite_shop)
    local_sheets.faults.append({"path": ":batchUpdate", "drop": "late"})
    made.settle()
    filled = local_sheets.rows(made.id, "Stock")

    assert local_sheets.land() == 1

    assert marks(made) == [1]
    assert local_sheets.rows(made.id, "Stock") == filled
    assert len({tuple(row[:2]) for row in filled}) == len(filled) > 1


@pytest.mark.parametrize(("number", "forgotten"), [(1, []), (KEPT_MARKS, []),
                                                  (KEPT_MARKS + 1, [1]), (500, [480])])  # fmt: skip
def test_only_marks_of_batches_long_past_are_forgotten(number: int, forgotten: list[int]) -> None:
    grids = {SYNC: Grid(799, SYNC, 2, RECEIPTS)}

    requests = bodies.batch_requests(Batch(f"{number}-a", number), grids)

    lookups = [one["deleteDeveloperMetadata"]["dataFilter"]["developerMetadataLookup"]
               for one in requests if "deleteDeveloperMetadata" in one]  # fmt: skip
    assert [one["metadataId"] for one in lookups] == forgotten


def test_a_database_that_begins_at_the_first_number_may_adopt_a_ledger_with_marks(
    ledger: Ledger, tmp_path: Path
) -> None:
    ledger.type("MUG-BLU", "Leeds", "Reorder at", "8")
    other = Sync(copied(ledger.shop.database, tmp_path), ledger.sync_ledger(), tabs())
    assert 1 in marks(ledger)

    other.adopt()
    ledger.type("MUG-BLU", "Leeds", "Adjust by", "1")
    other.pass_once(force=True)

    assert ledger.shows("MUG-BLU", "Leeds", "On hand") == 6
    assert 1 in marks(ledger)
