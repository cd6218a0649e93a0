"""A PostgreSQL of the tests' own, where no package of Python brings one: the system's programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

FORGETFUL = {
    "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off",
    "min_wal_size": "32MB", "max_wal_size": "128MB",
}  # fmt: skip
"""Nothing has to outlast the machine here, and each test has a database of its own made."""
OWNER = "postgres"
"""Whom a package of the system makes to own its servers; the server refuses to be run by root."""


@contextmanager
def served(programs: Path) -> Iterator[str]:
    """A server with nothing in it, on a socket in a folder of its own; gives its address.

    Args:
        programs: the folder of `initdb` and `pg_ctl`.
    """
    with tempfile.TemporaryDirectory(prefix="backroom-pg-") as name:
        folder, data = Path(name), Path(name) / "data"
        if os.geteuid() == 0:
            shutil.chown(folder, OWNER)
        _run(programs / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync")
        settings = " ".join(f"-c {name}={value}" for name, value in FORGETFUL.items())
        options = f"-c listen_addresses= {settings} -k {folder}"
        _run(programs / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start")
        try:
            yield f"postgresql://{OWNER}@/postgres?host={folder}"
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def forgetful(address: str) -> None:
    """Let a server that is up already wait for no disk."""
    with psycopg.connect(address, autocommit=True) as connection:
        for name, value in FORGETFUL.items():
            connection.execute(
                sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), value)
            )
        connection.execute("SELECT pg_reload_conf()")


def _run(*words: str | Path) -> None:
    as_owner = ["runuser", "-u", OWNER, "--"] if os.geteuid() == 0 else []
    subprocess.run([*as_owner, *map(str, words)], check=True, stdout=subprocess.DEVNULL, cwd="/")
