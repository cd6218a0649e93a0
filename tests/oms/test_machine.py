"""The core under any order of events: after every step the books prove themselves.

The draws are guided (an order that can be shipped, units within what may come back), one in five
is wild, and every run starts from the lived-in small shop.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from oms import actors, clock, counts, orders, reservations, returns, shipping, stock, verify
from oms.counts import Where
from oms.database import Database
from oms.errors import ShopError
from oms.tables.catalogue import Location, Sku
from oms.tables.orders import Order, OrderLine, Shipment
from oms.tables.returns import Return
from oms.tables.stock import Level, Movement, Promise
from tests.small_shop import OWNER, SKUS, open_small_shop, order

TODAY = dt.date(2026, 11, 24)
CODES = [sku[0] for sku in SKUS]
PLACES = ["LEEDS", "YORK", "HULL"]
Draw = Callable[[st.SearchStrategy[Any]], Any]


class ShopMachine(RuleBasedStateMachine):
    """Orders, shipments, returns, counts and their undoing, in any order."""

    open_database: Callable[[], Database]

    @initialize()
    def lived_in(self) -> None:
        """Open the small shop and give back one of its shipped mugs."""
        clock.set_source(lambda: dt.datetime.combine(TODAY, dt.time(12), dt.UTC))
        self.database = type(self).open_database()
        self.keys = itertools.count()
        with self.database.writing() as books:
            open_small_shop(books, today=TODAY)
            shipped = orders.by_number(books, "1001")
            plan = returns.plan(books, shipped, self._place(books, "LEEDS"), units=1)
            returns.accept(books, plan, by=actors.who(books, OWNER), key="start")
        self.booked = 0

    def teardown(self) -> None:
        """Close the books and let the real clock run."""
        if hasattr(self, "database"):
            self.database.close()
        clock.set_source(None)

    @rule(
        wanted=st.dictionaries(st.sampled_from(CODES), st.integers(1, 12), min_size=1, max_size=3)
    )
    def place(self, wanted: dict[str, int]) -> None:
        """A customer orders."""
        number = str(2000 + next(self.keys))
        with self.database.writing() as books:
            new = order(books, number, "website", "Any One", "Goole", TODAY, wanted, due=3)
            reservations.reserve_order(books, new, by=actors.system(books))

    @rule(data=st.data(), wild=st.integers(0, 4), place=st.sampled_from([None, *PLACES]))
    def ship(self, data: st.DataObject, wild: int, place: str | None) -> None:
        """Somebody ships an order, all of it or from one place."""

        def act(books: Session, key: str) -> None:
            states = select(Order.id).where(Order.state == "open") if wild else select(Order.id)
            chosen = data.draw(st.sampled_from(sorted(books.scalars(states)) or [0]))
            if not chosen:
                return
            at = self._place(books, place) if place else None
            plan = shipping.plan(books, books.get_one(Order, chosen), location_id=at)
            first = shipping.ship(books, plan, by=actors.who(books, OWNER), key=key)
            assert shipping.ship(books, plan, by=actors.who(books, OWNER), key=key) == first

        self._try(act)

    @rule(data=st.data())
    def undo_shipment(self, data: st.DataObject) -> None:
        """Somebody takes a shipment back."""

        def act(books: Session, key: str) -> None:
            chosen = data.draw(st.sampled_from(sorted(books.scalars(select(Shipment.id)))))
            shipping.undo(books, [chosen], by=actors.who(books, OWNER), key=key)

        self._try(act)

    @rule(
        data=st.data(),
        units=st.one_of(st.none(), st.integers(1, 6)),
        place=st.sampled_from(PLACES),
        disposition=st.sampled_from(["restock", "hold", "write_off", "repair"]),
    )
    def accept_return(
        self, data: st.DataObject, units: int | None, place: str, disposition: str
    ) -> None:
        """Goods come back."""

        def act(books: Session, key: str) -> None:
            went_out = select(OrderLine.order_id).where(OrderLine.shipped > OrderLine.returned)
            chosen = data.draw(st.sampled_from(sorted(set(books.scalars(went_out))) or [1]))
            at = self._place(books, place)
            plan = returns.plan(books, books.get_one(Order, chosen), at, units=units)
            judged = returns.Judged(disposition=disposition)
            returns.accept(books, plan, judged, by=actors.who(books, OWNER), key=key)

        self._try(act)

    @rule(data=st.data())
    def undo_return(self, data: st.DataObject) -> None:
        """Goods did not come back after all."""

        def act(books: Session, key: str) -> None:
            chosen = data.draw(st.sampled_from(sorted(books.scalars(select(Return.id)))))
            returns.undo(books, chosen, by=actors.who(books, OWNER), key=key)

        self._try(act)

    @rule(code=st.sampled_from(CODES), place=st.sampled_from(PLACES), counted=st.integers(0, 15))
    def count(self, code: str, place: str, counted: int) -> None:
        """Somebody counts a shelf: on hand is then exactly what was counted."""

        def act(books: Session, key: str) -> None:
            where = Where(self._sku(books, code), self._place(books, place))
            counts.count(books, where, counted, by=actors.who(books, OWNER), key=key)
            assert stock.at(books, where.sku_id, where.location_id).on_hand == counted

        self._try(act)

    @rule(
        code=st.sampled_from(CODES),
        place=st.sampled_from(PLACES),
        units=st.integers(-6, 9),
        reason=st.sampled_from(sorted(counts.REASONS)),
    )
    def adjust(self, code: str, place: str, units: int, reason: str) -> None:
        """Somebody adds or takes off, and sends the same command twice."""

        def act(books: Session, key: str) -> None:
            where = Where(self._sku(books, code), self._place(books, place))
            before = stock.at(books, where.sku_id, where.location_id).on_hand
            for _ in range(2):
                counts.adjust(
                    books, where, units, reason=reason, by=actors.who(books, OWNER), key=key
                )
            after = stock.at(books, where.sku_id, where.location_id).on_hand
            assert after - before == units

        self._try(act)

    @precondition(lambda self: self.booked > 0)
    @rule(data=st.data())
    def undo_stock_change(self, data: st.DataObject) -> None:
        """Somebody takes back a count or an adjustment, whatever has moved since."""

        def act(books: Session, key: str) -> None:
            wanted = select(Movement.id).where(
                Movement.about_kind.is_(None), Movement.reverses_id.is_(None)
            )
            chosen = data.draw(st.sampled_from(sorted(books.scalars(wanted))))
            counts.undo(books, chosen, by=actors.who(books, OWNER), key=key)

        self._try(act)

    @invariant()
    def the_books_prove_themselves(self) -> None:
        """Every projection equals its rows; nothing appears from nowhere; promises are kept."""
        if not hasattr(self, "database"):
            return
        with self.database.reading() as books:
            assert verify.differences(books) == []
            for total in books.scalars(select(func.sum(Level.units)).group_by(Level.sku_id)):
                assert total == 0
            for promise in books.scalars(select(Promise)):
                place = stock.Place(promise.location_id)
                sellable = stock.units_in(books, promise.sku_id, place)
                assert promise.reserved <= max(0, sellable)

    def _try(self, act: Callable[[Session, str], None]) -> None:
        """Do one thing in a transaction of its own; a refusal leaves everything as it was."""
        key = f"machine-{next(self.keys)}"
        try:
            with self.database.writing() as books:
                act(books, key)
            self.booked += 1
        except ShopError as refusal:
            assert refusal.remedy  # noqa: PT017  any refusal is an answer, if it says what to do

    @staticmethod
    def _place(books: Session, code: str) -> int:
        return books.scalars(select(Location.id).where(Location.code == code)).one()

    @staticmethod
    def _sku(books: Session, code: str) -> int:
        return books.scalars(select(Sku.id).where(Sku.code == code)).one()


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


def test_the_books_prove_themselves_after_any_events_on_sqlite(sqlite_template: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _run(_sqlite(sqlite_template, Path(folder)), examples=30, steps=25)


def test_the_books_prove_themselves_after_any_events_on_postgresql(
    postgresql_server: str, postgresql_template: str
) -> None:
    _run(_postgresql(postgresql_server, postgresql_template), examples=8, steps=20)


@pytest.mark.soak
def test_the_books_prove_themselves_after_many_more_events(
    sqlite_template: Path, postgresql_server: str, postgresql_template: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _run(_sqlite(sqlite_template, Path(folder)), examples=300, steps=40)
    _run(_postgresql(postgresql_server, postgresql_template), examples=100, steps=40)
