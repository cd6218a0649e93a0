"""The schema: what the migrations make is what the tables say, and a filled database goes up."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.engine.interfaces import ReflectedCheckConstraint

from oms import schema, sequences
from oms.database import WRITING, Database
from oms.tables.everything import METADATA


def test_the_migrations_make_what_the_tables_say(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_every_constraint_of_the_tables_is_in_the_database(database: Database) -> None:
    inspector = inspect(database.engine)
    missing = {
        f"{table.name}: {constraint.name}"
        for table in METADATA.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
        and constraint.name
        not in {one["name"] for one in inspector.get_check_constraints(table.name)}
    }
    assert missing == set()


def names(found: list[ReflectedCheckConstraint]) -> set[str | None]:
    """The names of constraints."""
    return {one["name"] for one in found}


@pytest.mark.parametrize("table", ["movements", "history", "history_seals"])
def test_append_only_tables_have_their_triggers(database: Database, table: str) -> None:
    question = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
        if database.is_sqlite
        else "SELECT tgname FROM pg_trigger WHERE tgrelid = CAST(:table AS regclass)"
    )
    with database.engine.connect() as connection:
        assert connection.execute(text(question), {"table": table}).all()


def up_to(database: Database, revision: str) -> None:
    """Bring a database up to one revision only."""
    config = schema._config()
    with database.engine.execution_options(**{WRITING: True}).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


LINES = """SELECT shipped, returned, discount_share_minor, net_minor, tax_minor
    FROM order_lines ORDER BY id"""
FILL = """
INSERT INTO actors (id, kind, name, active, created_at)
VALUES (1, 'system', 'Backroom', true, '2026-01-01 00:00:00');
INSERT INTO channels (id, code, name, kind, currency, ship_within_days, active)
VALUES (1, 'etsy', 'Etsy', 'marketplace', 'GBP', 2, true);
INSERT INTO locations
    (id, code, name, kind, fulfils, accepts_returns, rank, country, active)
VALUES (1, 'LEEDS', 'Leeds', 'warehouse', true, true, 0, 'GB', true);
INSERT INTO skus (id, code, code_key, title, kind, currency, active, created_at)
VALUES (1, 'MUG', 'MUG', 'Mug', 'stocked', 'GBP', true, '2026-01-01 00:00:00');
INSERT INTO orders (id, number, channel_id, their_id, their_number, state, payment, placed_at,
    currency, total_minor, version, recorded_at)
VALUES (1, '1001', 1, 'E1', 'E1', 'completed', 'paid', '2026-01-01 00:00:00',
    'GBP', 1700, 1, '2026-01-01 00:00:00');
INSERT INTO order_lines (id, order_id, line_no, sku_id, sku_text, title, ordered, unit_price,
    amount_minor, cancelled, reserved, shipped, return_open, returned)
VALUES (1, 1, 1, 1, 'MUG', 'Mug', 2, '8.50', 1700, 0, 0, 2, 0, 1);
INSERT INTO orders (id, number, channel_id, their_id, their_number, state, payment, placed_at,
    currency, total_minor, version, recorded_at)
VALUES (2, '1002', 1, 'E2', 'E2', 'open', 'unpaid', '2026-01-01 00:00:00',
    'GBP', 1070, 1, '2026-01-01 00:00:00');
INSERT INTO order_lines (id, order_id, line_no, sku_id, sku_text, title, ordered, unit_price,
    amount_minor, cancelled, reserved, shipped, return_open, returned)
VALUES (2, 2, 1, 1, 'MUG', 'Mug', 1, '3.34', 334, 0, 0, 0, 0, 0),
    (3, 2, 2, 1, 'MUG', 'Mug', 1, '3.33', 333, 0, 0, 0, 0, 0),
    (4, 2, 3, 1, 'MUG', 'Mug', 1, '3.33', 333, 0, 0, 0, 0, 0);
INSERT INTO charges (id, channel_id, their_number, line_no, order_id, kind, title, units,
    unit_price, amount_minor, occurred_at)
VALUES (1, 1, 'E2', 4, 2, 'discount', 'Discount', 1, '-1.00', -100, '2026-01-01 00:00:00'),
    (2, 1, 'E2', 5, 2, 'tax', 'Tax', 1, '1.70', 170, '2026-01-01 00:00:00');
INSERT INTO shipments (id, number, order_id, location_id, state, carrier, tracking, shipped_at,
    by_id)
VALUES (1, 'S-1', 1, 1, 'shipped', 'DPD', '15501234567890', '2026-01-02 00:00:00', 1);
INSERT INTO sequences (kind, next) VALUES ('order', 1003), ('shipment', 2), ('catalogue', 5)
"""


@pytest.fixture
def old_database(
    request: pytest.FixtureRequest, tmp_path: Path, postgresql_of_a_file: str
) -> Database:
    """A database at the first revision, filled."""
    url = f"sqlite:///{tmp_path}/old.sqlite" if request.param == "sqlite" else postgresql_of_a_file
    database = Database(url)
    up_to(database, "0001")
    with database.writing() as books:
        for statement in FILL.split(";"):
            books.execute(text(statement))
    return database


@pytest.mark.parametrize("old_database", ["sqlite", "postgresql"], indirect=True)
def test_a_filled_database_goes_up_without_loss(old_database: Database) -> None:
    schema.upgrade(old_database)

    with old_database.reading() as books:
        carried = books.execute(text("SELECT shipment_id, carrier, tracking FROM parcels")).all()
        lines = books.execute(text(LINES)).all()
        taken = books.execute(text("SELECT taken_minor FROM orders ORDER BY id")).scalars().all()
    with old_database.writing() as books:
        kinds = ("order", "shipment", "catalogue", "return", "past_order")
        numbers = [sequences.take(books, kind) for kind in kinds]
    old_database.close()
    assert numbers == [1003, 2, 5, 1, 100_001]
    assert [tuple(row) for row in carried] == [(1, "DPD", "15501234567890")]
    assert [tuple(line) for line in lines] == [
        (2, 1, 0, 1700, 0), (0, 0, 34, 300, 57), (0, 0, 33, 300, 57), (0, 0, 33, 300, 56),
    ]  # fmt: skip
    assert taken == [1700, 0]
