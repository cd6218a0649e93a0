"""The command line, in this process or in one of its own, and the files it is given."""

from __future__ import annotations

import csv
import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from assistant import config, try_history
from assistant.cli import main


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    stdout: str
    stderr: str

    @property
    def told(self) -> dict[str, Any]:
        """The one JSON document on stdout."""
        document: dict[str, Any] = json.loads(self.stdout)
        return document


def environment(url: str) -> Mapping[str, str]:
    """The environment of a program with this database."""
    return {**os.environ, "BACKROOM_DATABASE_URL": url}


def as_process(url: str, *arguments: str | Path) -> Ended:
    """Run a command to its end, as a process of its own."""
    ended = subprocess.run(
        [sys.executable, "-m", "assistant", *map(str, arguments)],
        env=environment(url), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def backroom(url: str, *arguments: str | Path) -> Ended:
    """Run a command to its end in this process, which spares it starting one."""
    ran = CliRunner().invoke(main, [str(one) for one in arguments], env=environment(url))
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return Ended(ran.exit_code, ran.stdout, ran.stderr)


def real_file() -> Path:
    """The whole Online Retail file where it is, else the two weeks that are shipped."""
    named = {name: os.environ[name] for name in ("BACKROOM_DATA",) if name in os.environ}
    return try_history.find(config.from_environment(named).data).path


def lines_of(path: Path) -> Iterator[dict[str, str]]:
    """The lines of a packed file, read without any code of ours."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def worth(line: Mapping[str, str]) -> Decimal:
    """Quantity × UnitPrice of a line, exact."""
    return Decimal(line["Quantity"]) * Decimal(line["UnitPrice"])
