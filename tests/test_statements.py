"""What the tests remember of SQL serves every database of its kind."""

from __future__ import annotations

from sqlalchemy import func, select

from oms.database import Database
from oms.tables.stock import Movement
from tests import statements


def test_a_statement_is_put_into_words_once_for_all_databases_of_a_kind(database_url: str) -> None:
    statements.KNOWN.clear()
    known = []
    for _ in range(2):
        opened = Database(database_url)
        with opened.reading() as books:
            assert books.scalars(select(func.count()).select_from(Movement)).one() == 0
        opened.close()
        known.append(len(statements.KNOWN))

    assert known == [1, 1]
