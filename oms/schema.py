"""Bringing a database to the present schema, without losing anything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import column, inspect, select, table

from oms.database import WRITING, Database
from oms.errors import DatabaseTooNew

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION = table("alembic_version", column("version_num"))


def upgrade(database: Database) -> None:
    """Create the tables, or bring them up to date; a database that is up to date is left alone.

    Raises:
        DatabaseTooNew: a newer Backroom wrote it; nothing is changed.
        DatabaseUnreachable: it cannot be opened.
    """
    database.check()
    found = current(database)
    if found == newest():
        return
    if found is not None and found not in _revisions():
        raise DatabaseTooNew(found)
    _migrate(database)


def current(database: Database) -> str | None:
    """The revision the database is at; None when it is empty."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table(VERSION.name):
            return None
        return connection.execute(select(VERSION.c.version_num)).scalar()


def newest() -> str:
    """The revision that this Backroom wants."""
    return _revisions()[-1]


def alembic_config() -> Config:
    """Where Alembic finds the migrations."""
    # loading it takes as long as all else of a short command together, and it is rarely needed
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _revisions() -> list[str]:
    """All revisions in order; a file of a migration begins with its own."""
    files = (MIGRATIONS / "versions").glob("[0-9]*_*.py")
    return sorted(file.name.partition("_")[0] for file in files)


def _migrate(database: Database) -> None:
    from alembic import command

    config = alembic_config()
    with database.engine.execution_options(**{WRITING: True}).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
