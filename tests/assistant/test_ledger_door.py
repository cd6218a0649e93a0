"""The ledger as the running program uses it: what stops a pass is told once, and ends by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant import config
from assistant.ledger_door import Door, tabs
from assistant.playground.google_sheets import LocalSheets
from oms import actors, exceptions, ledger_wishes, product_edits
from oms.tables.messages import OutboxMessage
from sheets.google import GoogleLedger
from tests.small_shop import OWNER, SmallShop


@pytest.fixture(scope="module")
def local_sheets() -> Iterator[LocalSheets]:
    """One server for the tests of a file."""
    server = LocalSheets().start()
    yield server
    server.stop()


@pytest.fixture
def door(local_sheets: LocalSheets, sqlite_shop: SmallShop, tmp_path: Path) -> Door:
    """The door to a ledger that is set up and in step with the small shop."""
    key, ledger_id = tmp_path / "key.json", local_sheets.create("Ledger")
    key.write_text(json.dumps(local_sheets.service_account_info()), encoding="utf-8")
    GoogleLedger(local_sheets.service_account_info(), ledger_id, local_sheets.base_url).prepare(
        tabs()
    )
    known = config.from_environment(
        {
            "BACKROOM_DATABASE_URL": str(sqlite_shop.database.engine.url),
            "GOOGLE_SERVICE_ACCOUNT_FILE": str(key),
            "BACKROOM_LEDGER_ID": ledger_id,
            "GOOGLE_SHEETS_URL": local_sheets.base_url,
        }
    )
    made = Door(known, sqlite_shop.database)
    assert made.pass_once() is not None
    return made


def told(shop: SmallShop) -> list[dict[str, str]]:
    """The facts of what was told of a ledger that stopped."""
    with shop.database.reading() as books:
        rows = books.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        stopped = [row for row in rows if row.payload["template"] == "notices/ledger_stopped"]
        return [row.payload["facts"] for row in stopped]


def cases(shop: SmallShop) -> list[str]:
    with shop.database.reading() as books:
        return exceptions.subjects(books, exceptions.LEDGER_AWAY)


def change_price(shop: SmallShop) -> None:
    """Somebody changes a price in the books."""
    with shop.database.writing() as books:
        owner = shop.owner(books)
        sku = shop.sku_id(books, "MUG-BLU")
        product_edits.change(books, sku, "price", 999, by=owner, key="dearer")


def rename(shop: SmallShop, was: str, to: str) -> None:
    """Something that no pass foresees: a table is not there."""
    with shop.database.engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {was} RENAME TO {to}")


def test_a_pass_that_ends_as_nobody_foresaw_is_told_once_with_why_and_ends_by_itself(
    door: Door, sqlite_shop: SmallShop
) -> None:
    for _ in range(2):
        rename(sqlite_shop, "ledger_problems", "problems_away")
        assert door.pass_once(force=True) is None
        assert cases(sqlite_shop) == []
        for _ in range(3):
            door.pass_once(force=True)
        assert cases(sqlite_shop) == ["pass"]
        rename(sqlite_shop, "problems_away", "ledger_problems")
        assert door.pass_once(force=True) is not None
        assert cases(sqlite_shop) == []

    first, second = told(sqlite_shop)
    assert "no such table: ledger_problems" in first["why"]
    assert first["why"].startswith("OperationalError")
    assert second == first


def test_a_ledger_that_somebody_has_to_see_to_is_told_once(
    door: Door, sqlite_shop: SmallShop, local_sheets: LocalSheets
) -> None:
    local_sheets.faults.append({"path": "values:batchGetByDataFilter", "times": 3, "status": 403})
    try:
        for _ in range(3):
            assert door.pass_once(force=True) is None
    finally:
        local_sheets.faults.clear()

    assert len(told(sqlite_shop)) == 1
    assert cases(sqlite_shop) == ["ledger"]
    assert door.pass_once(force=True) is not None
    assert cases(sqlite_shop) == []


def test_another_trouble_in_the_same_case_is_told_too(
    door: Door, sqlite_shop: SmallShop, local_sheets: LocalSheets
) -> None:
    document = local_sheets.document(door.ledger.spreadsheet)
    earlier = document.copy()
    change_price(sqlite_shop)
    assert door.pass_once(force=True) is not None
    local_sheets.faults.append({"path": "values:batchGetByDataFilter", "times": 1, "status": 403})
    assert door.pass_once(force=True) is None
    document.tabs = earlier.tabs
    local_sheets.changed(document)
    for _ in range(2):
        assert door.pass_once(force=True) is None

    refused, behind = told(sqlite_shop)
    assert "Google refuses" in refused["why"]
    assert "put back to an earlier version" in behind["why"]
    assert cases(sqlite_shop) == ["ledger"]


def test_a_pass_that_finds_nothing_to_do_ends_the_case_as_well(
    door: Door, sqlite_shop: SmallShop, local_sheets: LocalSheets
) -> None:
    while not (report := door.pass_once()) or not report.idle:
        pass
    local_sheets.down = True
    assert door.pass_once() is None
    assert cases(sqlite_shop) == ["ledger"]
    local_sheets.down = False
    found = door.pass_once()
    assert found is not None
    assert found.idle
    assert cases(sqlite_shop) == []


def protect(sheets: LocalSheets, door: Door, title: str) -> int:
    """The owner lets nobody else write into a tab; gives the number of the protection."""
    tab = sheets.tab(door.ledger.spreadsheet, title)
    held = {"range": {"sheetId": tab.id}, "editors": {"users": ["owner@example.com"]}}
    sheets.do(door.ledger.spreadsheet, {"addProtectedRange": {"protectedRange": held}})
    return int(tab.protected[-1]["protectedRangeId"])


def test_a_range_that_the_owner_protected_is_said_with_its_tab_and_what_to_do(
    door: Door, sqlite_shop: SmallShop, local_sheets: LocalSheets
) -> None:
    number = protect(local_sheets, door, "Stock")
    local_sheets.type(door.ledger.spreadsheet, "Stock", "D2", "9")
    with sqlite_shop.database.writing() as books:
        ledger_wishes.ask(books, ("D01", "1.1"), by=actors.who(books, OWNER))

    for _ in range(2):
        door.pass_and_tell()

    (stopped,) = told(sqlite_shop)
    assert "write into a protected range of the tab Stock" in stopped["why"]
    assert "Data › Protected sheets and ranges" in stopped["remedy"]
    with sqlite_shop.database.reading() as books:
        rows = [row.payload for row in books.scalars(select(OutboxMessage))]
    (passed,) = (row["facts"] for row in rows if row["template"] == "notices/ledger_passed")
    assert passed["away"] == f"{stopped['why']} {stopped['remedy']}"
    local_sheets.do(door.ledger.spreadsheet, {"deleteProtectedRange": {"protectedRangeId": number}})
    assert door.pass_once(force=True) is not None
    assert cases(sqlite_shop) == []


def test_whoever_asks_for_a_pass_is_told_what_to_do_about_a_refusal(
    door: Door, sqlite_shop: SmallShop, local_sheets: LocalSheets
) -> None:
    with sqlite_shop.database.writing() as books:
        ledger_wishes.ask(books, ("D01", "1.1"), by=actors.who(books, OWNER))
    local_sheets.faults.append({"path": "values:batchGetByDataFilter", "times": 9, "status": 403})
    try:
        door.pass_and_tell()
    finally:
        local_sheets.faults.clear()

    with sqlite_shop.database.reading() as books:
        rows = [row.payload for row in books.scalars(select(OutboxMessage))]
    (passed,) = (row["facts"] for row in rows if row["template"] == "notices/ledger_passed")
    assert "as an editor." in passed["away"]
