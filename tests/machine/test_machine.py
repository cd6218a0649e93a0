"""After any events, in any order, the books prove themselves."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy.engine import make_url

from oms.database import Database
from tests.machine.draws import GuidedDraws
from tests.machine.events import EVENTS
from tests.machine.heard import Heard
from tests.machine.invariants import faults
from tests.machine.world import Event, World


class ShopMachine(RuleBasedStateMachine):
    """A lived-in shop in which one thing happens after the other."""

    open_database: Callable[[], Database]

    @initialize(data=st.data())
    def lived_in(self, data: st.DataObject) -> None:
        """Open the shop."""
        self.world = World(type(self).open_database(), GuidedDraws(data))
        self.world.open()
        self.heard = Heard()
        self._prove()

    @rule(data=st.data(), event=st.sampled_from(EVENTS))
    def happens(self, data: st.DataObject, event: Event) -> None:
        """Something happens; then everything must hold."""
        self.world.draws = GuidedDraws(data)
        self.world.happen(event)
        self._prove()

    def teardown(self) -> None:
        """Close the shop."""
        if hasattr(self, "world"):
            self.world.close()

    def _prove(self) -> None:
        with self.world.database.reading() as books:
            assert faults(books) == []
        with self.world.database.writing() as books:
            assert self.heard.missed(books) == []


def _run(open_database: Callable[[], Database], examples: int, steps: int) -> None:
    machine = type("Machine", (ShopMachine,), {"open_database": staticmethod(open_database)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def _sqlite(template: Path, folder: Path) -> Callable[[], Database]:
    numbers = itertools.count()

    def open_one() -> Database:
        path = folder / f"{next(numbers)}.sqlite"
        path.write_bytes(template.read_bytes())
        return Database(f"sqlite:///{path}")

    return open_one


def _postgresql(server: str, template: str) -> Callable[[], Database]:
    def open_one() -> Database:
        name = f"machine_{os.getpid()}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        url = make_url(server).set(database=name)
        return Database(url.render_as_string(hide_password=False))

    return open_one


def test_the_books_prove_themselves_after_any_events_on_sqlite(
    sqlite_template: Path, quick_folder: Path
) -> None:
    _run(_sqlite(sqlite_template, quick_folder), examples=30, steps=25)


def test_the_books_prove_themselves_after_any_events_on_postgresql(
    postgresql_server: str, postgresql_template: str
) -> None:
    _run(_postgresql(postgresql_server, postgresql_template), examples=8, steps=20)


@pytest.mark.soak
def test_the_books_prove_themselves_after_many_more_events_on_sqlite(
    sqlite_template: Path, quick_folder: Path
) -> None:
    _run(_sqlite(sqlite_template, quick_folder), examples=300, steps=40)


@pytest.mark.soak
def test_the_books_prove_themselves_after_many_more_events_on_postgresql(
    postgresql_server: str, postgresql_template: str
) -> None:
    _run(_postgresql(postgresql_server, postgresql_template), examples=300, steps=40)
