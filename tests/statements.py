"""SQL that was put into words once serves every database of its kind, not only that of one test.

SQLAlchemy remembers it for each engine, and nearly every test opens a database of its own: putting
the same statements into words again was more than a quarter of what the tests of the books took.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache

KNOWN: LRUCache[object, object] = LRUCache(5_000)


def remember() -> None:
    """Let all engines of the tests share what they know of statements."""
    for kind in (PGDialect_psycopg, SQLiteDialect_pysqlite):
        kind.__hash__ = _hash_of_kind  # type: ignore[assignment]
        kind.__eq__ = _is_of_kind  # type: ignore[assignment]
    event.listen(Engine, "engine_connect", _share)


def _share(connection: Connection) -> None:
    connection.execution_options(compiled_cache=KNOWN)


def _hash_of_kind(dialect: Dialect) -> int:
    return hash(type(dialect))


def _is_of_kind(dialect: Dialect, other: object) -> bool:
    return type(dialect) is type(other)
