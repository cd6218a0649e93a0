"""Many processes in one shop: nothing is sold twice, nothing drifts, nothing is lost."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import select, text

from oms import clock, reservations, verify
from oms.database import Database
from oms.tables.messages import DoneCommand
from tests.crowd import Part, Told, crowd
from tests.small_shop import SmallShop, open_small_shop, order

EXPECTED = {"nothing_to_ship", "no_longer_possible", "not_that_many", "shipment_state"}
"""Refusals that a shop with little stock and many hands must give."""
OVERSOLD = """
    SELECT s.code, l.code, lv.units, p.reserved
    FROM promises p
    JOIN skus s ON s.id = p.sku_id JOIN locations l ON l.id = p.location_id
    LEFT JOIN levels lv ON lv.sku_id = p.sku_id AND lv.location_id = p.location_id
         AND lv.bucket = 'sellable'
    WHERE p.reserved > COALESCE(lv.units, 0)"""
PROCESSES = {"sqlite": 8, "postgresql": 16}


@pytest.fixture
def busy_shop(database: Database) -> SmallShop:
    """The small shop on the real clock, with three orders that everybody will ship."""
    today = clock.now().date()
    with database.writing() as books:
        open_small_shop(books, today=today)
    return SmallShop(database)


def let_loose(shop: SmallShop, rounds: int, seed: int) -> list[Told]:
    """Let as many processes as the kind of database is promised for live their rounds."""
    today = clock.now().date()
    with shop.database.writing() as books:
        shared = [
            order(books, f"9{n}", "etsy", "All", "Hull", today, {"TEAPOT": 1}, due=1)
            for n in range(3)
        ]
        for one in shared:
            reservations.reserve_order(books, one, by=shop.owner(books))
        ids = tuple(one.id for one in shared)
    url = shop.database.url.render_as_string(hide_password=False)
    kind = shop.database.engine.dialect.name
    return crowd([Part(url, seed, n, rounds, ids) for n in range(PROCESSES[kind])])


def hold(shop: SmallShop, told: list[Told]) -> None:
    """Compare what everybody was told with the books."""
    assert [strange for one in told for strange in one.strange] == []
    assert [given for one in told for given in one.gave_way] == []
    assert {code for one in told for code in one.refusals} <= EXPECTED
    results: dict[str, object] = {}
    for one in told:
        for key, result in one.results.items():
            assert results.setdefault(key, result) == result, f"{key} was told two results"
    with shop.database.reading() as books:
        assert verify.differences(books) == []
        assert books.execute(text(OVERSOLD)).all() == []
        done = set(books.scalars(select(DoneCommand.key)))
        assert set(results) - done == set(), "commands that were confirmed and are not there"
        if not shop.database.is_sqlite:
            lost = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
            assert books.execute(text(lost)).scalar_one() == 0


def test_a_crowd_sells_nothing_twice_and_loses_nothing(busy_shop: SmallShop) -> None:
    hold(busy_shop, let_loose(busy_shop, rounds=4, seed=1))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(int(os.environ.get("BACKROOM_SOAK_SEEDS", "3"))))
def test_a_crowd_sells_nothing_twice_for_long(busy_shop: SmallShop, seed: int) -> None:
    hold(busy_shop, let_loose(busy_shop, rounds=60, seed=seed))
