"""One client of the benchmark of reserving and shipping.

In every phase it says ready, waits for a line, works, and tells what it took.

python -m benchmarks.shipping_client backroom|bare|flow URL FIRST COUNT
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from benchmarks.bare_shipper import BareShipper
from oms import (
    actors,
    catalogue,
    clock,
    locks,
    orders,
    refund_requests,
    refund_steps,
    refunds,
    reservations,
    returns,
    shipments,
    shipping,
    taking,
)
from oms.actors import Who
from oms.customers import Buyer
from oms.database import Database
from oms.shipment_plans import ShipmentPlan, plan
from oms.tables.catalogue import Channel, Sku
from oms.tables.money import Refund
from oms.tables.orders import Order
from oms.taking import NewOrder, WantedLine

OWNER = "U01OWNER"


@dataclass(frozen=True)
class Phase:
    """Work on one order after the other, each a transaction; only `do` is timed."""

    name: str
    do: Callable[[int], None]
    prepare: Callable[[int], None] = lambda _: None


def backroom(database: Database) -> list[Phase]:
    """Reserve orders as they come in, then ship them as a person at the packing table does.

    What is to leave was shown to the person before, in no transaction: that is prepared.
    """
    with database.reading() as books:
        by = actors.who(books, OWNER)
    plans: dict[int, ShipmentPlan] = {}

    def reserve(order_id: int) -> None:
        database.write(
            lambda books: reservations.reserve_order(books, locks.order(books, order_id), by=by)
        )

    def prepare(order_id: int) -> None:
        with database.reading() as books:
            plans[order_id] = plan(books, books.get_one(Order, order_id))

    def ship(order_id: int) -> None:
        key = f"ours-{order_id}"
        database.write(lambda books: shipping.ship(books, plans[order_id], by=by, key=key))

    return [Phase("reserve", reserve), Phase("ship", ship, prepare)]


def bare(database: Database) -> list[Phase]:
    """The same rows by bare SQLAlchemy Core."""
    with database.reading() as books:
        by, customer = actors.who(books, OWNER), catalogue.virtual(books, "customer")
        places = [place.id for place in catalogue.locations(books)]
    engine = database.engine
    if database.is_sqlite:
        # what writes on SQLite begins with BEGIN IMMEDIATE, here as there
        engine = engine.execution_options(backroom_writing=True)
    shipper = BareShipper(engine, by.id, customer, places)
    return [Phase("reserve", shipper.reserve), Phase("ship", shipper.ship)]


def flow(database: Database) -> list[Phase]:
    """An order from its arrival to the money back, each step in a transaction of its own."""
    with database.reading() as books:
        skus = list(books.scalars(select(Sku.id).order_by(Sku.id)))
        channel = books.scalars(select(Channel.id)).first() or 0

    def whole(number: int) -> None:
        lines = tuple(
            WantedLine(skus[(number * 7 + nth) % len(skus)], 1 + nth, Decimal("8.50"))
            for nth in range(2)
        )
        wanted = NewOrder(
            channel, f"F{number}", f"F{number}", Buyer("Ann Lee", "Hull", "GB"), lines, clock.now()
        )
        one = _Flow(wanted, itertools.count())
        for step in (one.take, one.plan, one.pick, one.pack, one.ship, one.take_back, one.pay_back):
            database.write(lambda books, step=step: step(books, actors.who(books, OWNER)))  # type: ignore[misc]

    return [Phase("flow", whole)]


@dataclass
class _Flow:
    """One order on its way; each step is a transaction of its own."""

    wanted: NewOrder
    steps: Iterator[int]
    order_id: int = 0
    shipment: int = 0

    def _key(self) -> str:
        return f"flow-{self.wanted.their_id}-{next(self.steps)}"

    def take(self, books: Session, by: Who) -> None:
        self.order_id = taking.take(books, self.wanted, by=by).id

    def plan(self, books: Session, by: Who) -> None:
        order = books.get_one(Order, self.order_id)
        place, units = next(iter(shipments.free(books, order).items()))
        self.shipment = shipments.plan(books, order.id, place, units, by=by, key=self._key())

    def pick(self, books: Session, by: Who) -> None:
        shipments.start(books, self.shipment, by=by, key=self._key())

    def pack(self, books: Session, by: Who) -> None:
        shipments.pack(books, self.shipment, by=by, key=self._key())

    def ship(self, books: Session, by: Who) -> None:
        leaving = plan(books, books.get_one(Order, self.order_id))
        shipping.ship(books, leaving, by=by, key=self._key())

    def take_back(self, books: Session, by: Who) -> None:
        order, place = books.get_one(Order, self.order_id), catalogue.locations(books)[0]
        returns.accept(books, returns.plan(books, order, place.id), by=by, key=self._key())

    def pay_back(self, books: Session, by: Who) -> None:
        found = refunds.of_order(books, self.order_id)
        refund = found[0].id if found else _asked_for(books, self.order_id, by, self._key())
        refund_requests.approve(books, refund, by=by, key=self._key())
        refund_steps.send(books, refund, "re_1", by=by, key=self._key())
        assert books.get_one(Refund, refund).payout_minor > 0


def _asked_for(books: Session, order_id: int, by: Who, key: str) -> int:
    """A refund of all that came back."""
    lines = {
        line.id: line.returned for line in orders.lines_of(books, books.get_one(Order, order_id))
    }
    return refunds.propose(books, order_id, lines, "return", by=by, key=key)


def main(who: str, url: str, first: str, count: str) -> None:
    """Do the work, and tell in one line of JSON a phase how long it took."""
    database = Database(url)
    numbers = range(int(first), int(first) + int(count))
    for phase in {"backroom": backroom, "bare": bare, "flow": flow}[who](database):
        for number in numbers:
            phase.prepare(number)
        phase.do(numbers[0])
        print("ready", flush=True)
        sys.stdin.readline()
        print(json.dumps(_timed(database, phase, numbers[1:])), flush=True)
    database.close()


def _timed(database: Database, phase: Phase, numbers: Sequence[int]) -> dict[str, float | str]:
    statements = 0

    def counted(*_: object) -> None:
        nonlocal statements
        statements += 1

    event.listen(database.engine, "before_cursor_execute", counted)
    wall, cpu = time.perf_counter(), time.process_time()
    for number in numbers:
        phase.do(number)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    event.remove(database.engine, "before_cursor_execute", counted)
    return {"phase": phase.name, "done": len(numbers), "wall": wall, "cpu": cpu,
            "statements": statements / max(1, len(numbers))}  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
