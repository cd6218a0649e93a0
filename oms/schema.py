"""Bringing a database to the present schema, without losing anything."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from oms.database import WRITING, Database
from oms.errors import DatabaseTooNew

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> None:
    """Create the tables, or bring them up to date; a database that is up to date is left alone.

    Raises:
        DatabaseTooNew: a newer Backroom wrote it; nothing is changed.
        DatabaseUnreachable: it cannot be opened.
    """
    database.check()
    if current(database) == newest():
        return
    _refuse_newer(database)
    config = _config()
    with database.engine.execution_options(**{WRITING: True}).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def current(database: Database) -> str | None:
    """The revision the database is at; None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The revision that this Backroom wants."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _refuse_newer(database: Database) -> None:
    found = current(database)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is not None and found not in known:
        raise DatabaseTooNew(found)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
