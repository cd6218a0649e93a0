"""An import killed with -9 half way and run again ends where one that was not killed ends."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from assistant import try_history
from oms.database import Database
from oms.tables.orders import Order
from tests.importing.command import as_process, backroom, environment

TABLES = {
    "orders": "number, their_number, state, total_minor",
    "order_lines": "order_id, line_no, sku_text, ordered, shipped, returned, amount_minor",
    "returns": "number, their_number, source, state",
    "return_lines": "return_id, line_no, part, units, amount_minor",
    "charges": "their_number, line_no, kind, amount_minor",
    "corrections": "their_number, line_no, units",
    "customers": "id, country",
    "skus": "code, title",
}


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """What the tables hold, ids and times apart that may differ between two runs."""
    with database.reading() as books:
        return {
            table: [tuple(row) for row in books.execute(
                text(f"SELECT {columns} FROM {table} ORDER BY {columns}"))]  # noqa: S608
            for table, columns in TABLES.items()
        }  # fmt: skip


def orders_in(database: Database) -> int:
    with database.reading() as books:
        return books.scalars(select(func.count()).select_from(Order)).one()


@pytest.fixture(scope="module")
def unharmed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[object, ...]]]:
    """What an import that nobody kills leaves."""
    url = f"sqlite:///{tmp_path_factory.mktemp('unharmed')}/shop.sqlite"
    assert as_process(url, *command()).status == 0
    database = Database(url)
    found = contents(database)
    database.close()
    return found


def command() -> tuple[str | Path, ...]:
    return ("import", "orders", try_history.EXCERPT, "--profile", "online_retail", "--json")


def kill_when(url: str, database: Database, so: Callable[[], bool]) -> bool:
    """Start an import and kill it as soon as something is so; whether it died of it."""
    child = subprocess.Popen(
        [sys.executable, "-m", "assistant", *map(str, command())],
        env=environment(url), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while child.poll() is None and not so():
        time.sleep(0.002)
    child.kill()
    return child.wait() != 0


def test_killed_at_the_start_in_the_middle_and_near_the_end_it_ends_the_same(
    database_url: str, database: Database, unharmed: dict[str, list[tuple[object, ...]]]
) -> None:
    whole = len(unharmed["orders"])
    died = [
        kill_when(database_url, database, lambda: True),
        kill_when(database_url, database, lambda: orders_in(database) > 0),
        kill_when(database_url, database, lambda: orders_in(database) >= whole),
    ]

    ended = as_process(database_url, *command())
    again = as_process(database_url, *command())

    assert died[:2] == [True, True]
    assert ended.status == 0
    assert sum(ended.told["accounted"].values()) == ended.told["lines_read"]
    assert again.told["nothing_new"] is True
    assert contents(database) == unharmed
    assert backroom(database_url, "verify", "--json").told == {"differences": []}
