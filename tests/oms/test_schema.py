"""The schema: what the migrations make is what the tables say, and a filled database goes up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Select, column, insert, inspect, select, text
from sqlalchemy import table as sql_table
from sqlalchemy.engine.interfaces import ReflectedCheckConstraint

from oms import schema, sequences, verify
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


def test_the_newest_revision_is_the_one_that_the_migrations_end_with() -> None:
    scripts = ScriptDirectory.from_config(schema.alembic_config())
    assert schema.newest() == scripts.get_current_head()


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
    config = schema.alembic_config()
    with database.engine.execution_options(**{WRITING: True}).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


PART_ONE = Path(__file__).parent / "part_one.json"
"""A shop that the code of the first revision filled, with a row in each of its tables.

Small shop, three lines of a retailer's file, and what its commands and jobs leave behind.
"""
GONE = {("shipments", "carrier"), ("shipments", "tracking")}
"""What stands in the parcels now."""
LINES = """SELECT o.number, l.discount_share_minor, l.net_minor, l.tax_minor, l.return_open
    FROM order_lines l JOIN orders o ON o.id = l.order_id ORDER BY l.id"""
TAKEN = "SELECT number, taken_minor FROM orders"
LABEL = ("DPD", "15501234567890")
Rows = list[dict[str, Any]]


def filled() -> dict[str, Rows]:
    """Table -> its rows, in the order in which they can be put in."""
    told = json.loads(PART_ONE.read_text(encoding="utf-8"))
    return {
        table: [dict(zip(one["columns"], row, strict=True)) for row in one["rows"]]
        for table, one in told.items()
    }


def held(database: Database, columns: dict[str, list[str]]) -> dict[str, Rows]:
    """What a database holds in these columns of each table, in the order of the keys."""
    inspector = inspect(database.engine)
    found = {}
    with database.reading() as books:
        for table, names in columns.items():
            key = inspector.get_pk_constraint(table)["constrained_columns"]
            asked: list[Any] = [column(name) for name in names]
            wanted: Select[Any] = select(*asked).select_from(sql_table(table))
            rows = books.execute(wanted.order_by(*map(column, key)))
            found[table] = [dict(row._mapping) for row in rows]
    return found


@pytest.fixture
def old_database(
    request: pytest.FixtureRequest, tmp_path: Path, postgresql_of_a_file: str
) -> Database:
    """A database at the first revision, filled."""
    url = f"sqlite:///{tmp_path}/old.sqlite" if request.param == "sqlite" else postgresql_of_a_file
    database = Database(url)
    up_to(database, "0001")
    with database.writing() as books:
        for table, rows in filled().items():
            into = insert(sql_table(table, *map(column, rows[0])))
            books.execute(into, rows)
    return database


@pytest.mark.parametrize("old_database", ["sqlite", "postgresql"], indirect=True)
def test_a_filled_database_goes_up_without_loss(old_database: Database) -> None:
    columns = {
        table: [one["name"] for one in inspect(old_database.engine).get_columns(table)]
        for table in inspect(old_database.engine).get_table_names()
        if table != "alembic_version"
    }
    before = held(old_database, columns)
    assert {table for table, rows in before.items() if not rows} == set()

    schema.upgrade(old_database)

    kept = {
        table: [name for name in names if (table, name) not in GONE]
        for table, names in columns.items()
        if table != "sequences"
    }
    # one of the two announced mugs was only asked for; a request speaks for no units any more
    before["order_lines"][0]["return_open"] = 1
    after = held(old_database, kept)
    for table, names in kept.items():
        assert after[table] == [{name: row[name] for name in names} for row in before[table]], table
    sent = {row["id"]: (row["carrier"], row["tracking"]) for row in before["shipments"]}
    with old_database.reading() as books:
        parcels = books.execute(text("SELECT shipment_id, carrier, tracking FROM parcels")).all()
        lines = books.execute(text(LINES)).all()
        taken = {row[0]: row[1] for row in books.execute(text(TAKEN))}
        differs = verify.differences(books)
    with old_database.writing() as books:
        numbers = {row["kind"]: sequences.take(books, row["kind"]) for row in before["sequences"]}
        first = [sequences.take(books, kind) for kind in ("transfer", "count", "refund")]
    old_database.close()
    assert differs == []
    assert {row[0]: (row[1], row[2]) for row in parcels} == {2: sent[2]} == {2: LABEL}
    assert sent[1] == (None, None)
    assert [tuple(line) for line in lines] == [
        ("1001", 0, 2550, 0, 1), ("1042", 0, 11980, 0, 0),
        ("1043", 0, 2550, 0, 0), ("1043", 0, 4200, 0, 0), ("100001", 0, 1530, 0, 0),
        # 10.00 less 1.00, and 1.70 on top: 34, 33, 33 off; 57, 57, 56 of tax
        ("1044", 34, 300, 57, 0), ("1044", 33, 300, 57, 0), ("1044", 33, 300, 56, 0),
    ]  # fmt: skip
    assert taken == {"1001": 2550, "1042": 11980, "1043": 6750, "100001": 3330, "1044": 0}
    assert numbers == {row["kind"]: row["next"] for row in before["sequences"]}
    assert first == [1, 1, 1]
