"""Opening the books: one transaction at a time for writers, readers beside them.

SQLite (a file, WAL) begins every write with BEGIN IMMEDIATE, and threads of one process queue for
it here, since several writers waiting on the file itself starve one another. PostgreSQL locks rows,
so that only a crowd queues (docs/decisions/0089).
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    DisconnectionError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.orm import Session, SessionTransaction

from oms import low_stock, queueing, shop_words
from oms.errors import Busy, DatabaseUnreachable
from oms.tables.catalogue import Channel, Location, Sku

WRITING = "backroom_writing"
BUSY_MS = 30_000
WRITERS = 4
"""So many threads of a process write to PostgreSQL at once before the next ones queue."""
USED, RESTED = "backroom used", 1.0
"""When a connection was given back; seconds after which it is asked whether it is still there."""
ATTEMPTS = 6
GAVE_WAY = {
    "40001",  # could not serialise
    "40P01",  # deadlock
    "55P03",  # a lock was not to be had
    "57P01", "57P02", "57P03",  # the server ends, ended or starts
    "08000", "08003", "08006",  # the connection is gone
}  # fmt: skip
"""SQLSTATEs of PostgreSQL after which the same transaction may well succeed."""
SQLITE_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
Done = TypeVar("Done")
REFERRED = "backroom referred to"
REFERRED_TO = (Channel, Location, Sku)


class Database:
    """A database of the shop: hands out books for reading and for writing.

    Args:
        url: `sqlite:///path/to/file` or `postgresql://user@host/name` (psycopg 3 is used).

    Raises:
        DatabaseUnreachable: the address is malformed, or names a kind that is not supported.
    """

    patience = 0.5
    """Seconds after which a writer queues no longer: those before it may wait for others' rows."""

    def __init__(self, url: str) -> None:
        self.url = _understood(url)
        self.engine = _engine(self.url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writer = self.engine.execution_options(**{WRITING: True})
        self._reader = self.engine if self.is_sqlite else _snapshots(self.engine)
        self._turn = queueing.Turn()
        self._room = queueing.Room(WRITERS)

    @contextmanager
    def writing(self, *, queues: bool = True) -> Iterator[Session]:
        """Open books to change them; commits at the end, or leaves everything as it was.

        What ran low by the change is told in the same transaction.

        Args:
            queues: whether it waits where a crowd writes; one row that nobody else needs may not.

        Raises:
            Busy: the database gave way to somebody else's transaction; nothing was changed.
        """
        try:
            with self._opened(queues) as books:
                yield books
        except DBAPIError as fault:
            if not gave_way(fault):
                raise
            raise Busy from fault

    def write(self, do: Callable[[Session], Done], *, queues: bool = True) -> Done:
        """Open books, do something and commit; again from the start where the database gave way.

        Args:
            do: harmless when it is done again after a transaction that failed, or whose commit was
                not confirmed: its commands carry keys.
            queues: as for `writing`.

        Raises:
            Busy: it gave way `ATTEMPTS` times.
        """
        for attempt in range(1, ATTEMPTS):
            try:
                with self.writing(queues=queues) as books:
                    return do(books)
            except Busy:
                # those who met once should not meet again
                time.sleep(secrets.randbelow(20 * attempt) / 1000)
        with self.writing(queues=queues) as books:
            return do(books)

    @contextmanager
    def _opened(self, queues: bool) -> Iterator[Session]:
        if not self.is_sqlite:
            with (
                self._room.entered(self.patience if queues else 0) as entry,
                Session(self.engine, expire_on_commit=False) as books,
                books.begin(),
            ):
                books.info[queueing.ENTRY] = entry
                yield books
                _tell_of_low_stock(books)
            return
        with (
            self._turn.taken(queues=queues),
            Session(self._writer, expire_on_commit=False) as books,
            books.begin(),
        ):
            yield books
            _tell_of_low_stock(books)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open books to look something up: one snapshot, no locks, nothing is kept."""
        with Session(self._reader, autoflush=False) as books:
            yield books

    def check(self) -> None:
        """Connect once.

        Raises:
            DatabaseUnreachable: with what the database said.
        """
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
        except SQLAlchemyError as fault:
            why = str(fault.orig if isinstance(fault, OperationalError) else fault).strip()
            where = self.url.render_as_string(hide_password=True)
            raise DatabaseUnreachable(where, why.splitlines()[0]) from fault

    def answers(self) -> bool:
        """Whether it can be connected to now."""
        try:
            self.check()
        except DatabaseUnreachable:
            return False
        return True

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def _keep(books: Session, loaded: object) -> None:
    """Hold on to what others refer to again and again; the session by itself would let it go."""
    if isinstance(loaded, REFERRED_TO):
        books.info.setdefault(REFERRED, []).append(loaded)


def _read_again(books: Session, ended: SessionTransaction) -> None:
    """What a savepoint had written past the mapper is taken back; no object may say otherwise."""
    if ended.nested:
        books.expire_all()
        shop_words.forget(books)


event.listen(Session, "loaded_as_persistent", _keep)
event.listen(Session, "after_soft_rollback", _read_again)


def gave_way(fault: DBAPIError) -> bool:
    """Whether a transaction failed only because of others, so that it may be done again."""
    if fault.connection_invalidated:
        return True
    if isinstance(fault.orig, sqlite3.Error):
        return getattr(fault.orig, "sqlite_errorcode", 0) & 0xFF in SQLITE_BUSY
    return getattr(fault.orig, "sqlstate", None) in GAVE_WAY


def _tell_of_low_stock(books: Session) -> None:
    # whoever rolled back by hand has nothing to tell
    if books.in_transaction():
        low_stock.check(books)


def _understood(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as fault:
        raise DatabaseUnreachable(url, "that is not a database address") from fault
    kind = parsed.get_backend_name()
    if kind == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if kind == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            _make_folder(url, Path(parsed.database).parent)
        return parsed
    raise DatabaseUnreachable(url, f"{kind} is not supported, only sqlite and postgresql")


def _make_folder(url: str, folder: Path) -> None:
    try:
        folder.expanduser().mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        why = f"the folder {folder} cannot be made ({fault.strerror})"
        raise DatabaseUnreachable(url, why) from fault


def _engine(url: URL) -> Engine:
    # the connection given back last knows the statements and the pages that are asked for next
    engine = create_engine(url, pool_size=40, max_overflow=10, pool_use_lifo=True)
    if url.get_backend_name() == "postgresql":
        _ask_after_a_rest(engine)
        return engine
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _ask_after_a_rest(engine: Engine) -> None:
    """Ask a connection whether it is still there, where nobody used it for a while.

    To ask each time costs a sixth of a command. One that broke since fails its first statement, and
    what was to be written is done again on a new one.
    """

    def used(_connection: Any, record: Any) -> None:
        record.info[USED] = time.monotonic()

    def asked(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get(USED, -RESTED) < RESTED:
            return
        try:
            engine.dialect.do_ping(connection)
        except psycopg.Error as fault:
            raise DisconnectionError(str(fault)) from fault

    event.listen(engine, "checkin", used)
    event.listen(engine, "checkout", asked)


def _snapshots(engine: Engine) -> Engine:
    """Of PostgreSQL: each of its statements would by itself see what others changed meanwhile."""
    return engine.execution_options(isolation_level="REPEATABLE READ")


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # the driver must not begin transactions by itself: it would begin none before a SELECT
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "cache_size = -65536",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
