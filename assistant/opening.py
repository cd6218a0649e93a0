"""Opening the shop's database, ready to be used."""

from __future__ import annotations

import click

from assistant.config import Config
from oms import catalogue, schema, staff, words
from oms.database import Database


def opened(config: Config) -> Database:
    """The shop's database, at the present schema, with the program's own actors in it.

    Raises:
        DatabaseUnreachable, DatabaseTooNew: nothing was changed.
    """
    words.set_phrasebook(phrasebook)
    database = Database(config.database_url)
    command = click.get_current_context(silent=True)
    if command is not None:
        command.call_on_close(database.close)
    schema.upgrade(database)
    with database.writing() as books:
        staff.prepare(books)
        catalogue.prepare(books)
    return database


def phrasebook() -> words.Phrasebook:
    """Who judges new words of the shop; loaded when the first is judged."""
    from assistant import phrasebook as judge

    return judge
