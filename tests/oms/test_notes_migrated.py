"""An older ledger: the notes that were put on its cells are known after the migration."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from oms import schema
from oms.database import Database
from tests.oms.test_schema import up_to

PUT = """INSERT INTO ledger_problems
    (id, tab, row_key, "column", typed, why, remedy, seen_at, cleared_at)
    VALUES (:id, 'Stock', :key, 'Counted', 'many', 'it is none', 'Type one.', :at, :cleared)"""
AT = "2026-11-24 12:00:00"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_notes_of_problems_that_are_open_are_taken_for_put_on(
    kind: str, tmp_path: Path, postgresql_of_a_file: str
) -> None:
    url = f"sqlite:///{tmp_path}/old.sqlite" if kind == "sqlite" else postgresql_of_a_file
    database = Database(url)
    up_to(database, "0009")
    rows = [("MUG", None), ("CUP", AT), ("all rows", None)]
    with database.writing() as books:
        for number, (key, cleared) in enumerate(rows):
            told = {"id": number, "key": key, "at": AT, "cleared": cleared}
            books.execute(text(PUT), told)

    schema.upgrade(database)

    with database.reading() as books:
        found = books.execute(text("SELECT row_key, noted FROM ledger_problems ORDER BY id")).all()
    database.close()
    note = "Backroom: “many”: it is none. Type one."
    assert [tuple(row) for row in found] == [("MUG", note), ("CUP", None), ("all rows", None)]
