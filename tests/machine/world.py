"""The shop that events happen to: lived in, each event in a transaction of its own."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from oms import (
    actors,
    backorders,
    catalogue,
    clock,
    kits,
    orders,
    returns,
    shipments,
    stock_counts,
    transfers,
)
from oms.actors import Who
from oms.database import Database
from oms.errors import ShopError
from oms.return_announcing import Terms
from oms.return_policy import Announced
from oms.tables.catalogue import Location, Sku, Supplier, SupplierSku
from oms.tables.orders import Order, OrderLine
from tests.machine import audit
from tests.machine.draws import Draws, Nothing
from tests.small_shop import OWNER, SKUS, open_small_shop

TODAY = dt.date(2026, 11, 24)
NOON = dt.datetime.combine(TODAY, dt.time(12), dt.UTC)
CODES = [sku[0] for sku in SKUS]
KIT = "GIFT-SET"
IN_KIT = {"MUG-RED": 1, "BAG-JUTE": 2}
PLACES = ["LEEDS", "YORK", "HULL"]
Shelves = dict[tuple[int, int], dict[str, int]]
"""(SKU id, location id) -> bucket -> units."""


class World:
    """The small shop as it is on a weekday, and a clock that goes on."""

    def __init__(self, database: Database, draws: Draws) -> None:
        self.database, self.draws = database, draws
        self._keys = itertools.count()
        self.done: list[str] = []
        self.refused: list[str] = []
        self.written_down: list[tuple[dt.datetime, Shelves]] = []
        """What was where at past moments."""
        self._now = NOON
        clock.set_source(lambda: self._now)

    def open(self) -> None:
        """Fill the shop, as it is after some weeks."""
        with self.database.writing() as books:
            open_small_shop(books, today=TODAY)
            self._live_in(books)

    def _live_in(self, books: Session) -> None:
        """Goods that came back and are announced, on the way, being picked and to be counted."""
        olive = self.owner(books)
        kit = catalogue.add_sku(books, KIT, "Gift set", price_minor=1595)
        inside = {self.sku(books, code): units for code, units in IN_KIT.items()}
        kits.define(books, kit, inside, by=olive, key="lived:kit")
        leeds, hull = self.place(books, "LEEDS"), self.place(books, "HULL")
        harrow = books.scalars(select(Supplier).where(Supplier.name == "Harrow")).one()
        harrow.can_dropship = True
        for code in ("TEAPOT", "CARD-XMAS"):
            books.add(
                SupplierSku(supplier_id=harrow.id, sku_id=self.sku(books, code), dropship=True)
            )
        shipped = orders.by_number(books, "1001")
        plan = returns.plan(books, shipped, leeds, units=1)
        returns.accept(books, plan, by=olive, key="lived:accepted")
        mugs = orders.lines_of(books, shipped)[0]
        announced = [Announced(mugs.id, 1)]
        terms = Terms(decided=True, despite="lived in")
        returns.authorise(books, shipped.id, announced, terms, by=olive, key="lived:announced")
        way = transfers.Wanted(hull, leeds, {self.sku(books, "BAG-JUTE"): 6})
        transfers.send(books, way, by=olive, key="lived:way")
        picked = orders.by_number(books, "1043")
        line = orders.lines_of(books, picked)[0]
        bound = shipments.plan(books, picked.id, leeds, {line.id: 2}, by=olive, key="lived:bound")
        shipments.start(books, bound, by=olive, key="lived:picking")
        counted = stock_counts.Wanted(leeds, (self.sku(books, "MUG-RED"),))
        count = stock_counts.draft(books, counted, by=olive, key="lived:count")
        stock_counts.start(books, count, by=olive, key="lived:counting")

    def close(self) -> None:
        """Close the books and let the real clock run."""
        self.database.close()
        clock.set_source(None)

    def happen(self, event: Event) -> None:
        """Let one event happen; a refusal leaves everything as it was, and says what to do."""
        self._now += dt.timedelta(minutes=7)
        key = f"event-{next(self._keys)}"
        try:
            with self.database.writing() as books:
                before, since = audit.states(books), audit.last_row(books)
                event(self, books, key)
                books.flush()
                silent = audit.unrecorded(books, before, since)
                assert not silent, f"I-29: nothing tells of {silent}"
        except Nothing:
            return
        except ShopError as refusal:
            assert refusal.remedy  # noqa: PT017  any refusal is an answer, if it says what to do
            self.refused.append(event.__name__)
        else:
            self.done.append(event.__name__)
        with self.database.reading() as books:
            program = actors.system(books)
        backorders.drain(self.database, by=program)

    def number(self) -> str:
        """A number that no order has."""
        return str(20_000 + next(self._keys))

    @staticmethod
    def owner(books: Session) -> Who:
        """Olive, who may do everything."""
        return actors.who(books, OWNER)

    @staticmethod
    def place(books: Session, code: str) -> int:
        """The id of a location."""
        return books.scalars(select(Location.id).where(Location.code == code)).one()

    @staticmethod
    def sku(books: Session, code: str) -> int:
        """The id of a SKU."""
        return books.scalars(select(Sku.id).where(Sku.code == code)).one()

    def any_place(self, books: Session) -> int:
        """The id of some location."""
        return self.place(books, self.draws.pick(PLACES))

    def any_sku(self, books: Session) -> int:
        """The id of some SKU."""
        return self.sku(books, self.draws.pick(CODES))

    def line(self, books: Session, *guide: ColumnElement[bool]) -> OrderLine:
        """An order line of which the guide is true; now and then any line."""
        rows = select(OrderLine.id).order_by(OrderLine.id)
        chosen = self.any_of(books, rows if self.draws.wild() else rows.where(*guide))
        return books.get_one(OrderLine, chosen)

    def order(self, books: Session, *guide: ColumnElement[bool]) -> Order:
        """An order of which the guide is true; now and then any order."""
        rows = select(Order.id).order_by(Order.id)
        chosen = self.any_of(books, rows if self.draws.wild() else rows.where(*guide))
        return books.get_one(Order, chosen)

    def any_of(self, books: Session, ids: Select[int]) -> int:
        """One of the ids that a question gives."""
        return self.draws.pick(list(books.scalars(ids)))


Event = Callable[[World, Session, str], None]
