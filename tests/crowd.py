"""Many processes in one shop at the same moment, each with orders, parcels and counts of its own.

Every process draws from a seed: baskets over the same few SKUs in any order, shipping, taking back,
facts about the shelf, letting go, and commands sent twice. What it was told is compared with the
books afterwards.
"""

from __future__ import annotations

import multiprocessing
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from oms import actors, clock, counts, locks, reservations, shipping
from oms.actors import Who
from oms.counts import Where
from oms.database import Database, gave_way
from oms.errors import ShopError
from oms.once import once
from oms.tables.catalogue import Location, Sku
from oms.tables.orders import Order, OrderLine
from tests.small_shop import OWNER, order

HOT = ("MUG-BLU", "MUG-RED", "LAMP-1", "TEAPOT")
PLACES = ("LEEDS", "YORK")
_start: Barrier


@dataclass(frozen=True)
class Part:
    """What one process does."""

    url: str
    seed: int
    number: int
    rounds: int
    shared: tuple[int, ...]
    """Orders that every process ships, under the same key as the others."""


@dataclass
class Told:
    """What one process was told."""

    results: dict[str, Any] = field(default_factory=dict)
    """Key of a command -> its result."""
    refusals: Counter[str] = field(default_factory=Counter)
    strange: list[str] = field(default_factory=list)
    """Whatever is not a sentence for a person."""
    gave_way: list[str] = field(default_factory=list)
    """What the database gave up although it was done again: deadlocks, locked files."""


def crowd(parts: list[Part]) -> list[Told]:
    """Let all parts run at the same moment, each in a process of its own."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__])
    barrier = processes.Barrier(len(parts))
    with ProcessPoolExecutor(
        len(parts), mp_context=processes, initializer=_begin, initargs=(barrier,)
    ) as pool:
        return list(pool.map(live, parts))


def live(part: Part) -> Told:
    """One process: its rounds, one after the other."""
    one = _Process(part)
    _start.wait(timeout=120)
    for number in range(part.rounds):
        one.round(number)
    one.database.close()
    return one.told


def _begin(barrier: Barrier) -> None:
    global _start  # noqa: PLW0603  handed to a process once, when it begins
    _start = barrier
    locks.STRICT = True


class _Process:
    """The commands of one process; each is sent through the door, where it is tried again."""

    def __init__(self, part: Part) -> None:
        self.part, self.told = part, Told()
        self.draw = random.Random(f"{part.seed}-{part.number}")  # noqa: S311  a seed, no secret
        self.database = Database(part.url)
        event.listen(self.database.engine, "handle_error", self._noticed)
        self.sent: list[tuple[str, Callable[[Session, Who, str], Any]]] = []
        self.mine: list[int] = []
        with self.database.reading() as books:
            self.skus = {code: _id(books, Sku, code) for code in HOT}
            self.places = {code: _id(books, Location, code) for code in PLACES}

    def _noticed(self, fault: ExceptionContext) -> None:
        found = fault.sqlalchemy_exception
        if isinstance(found, DBAPIError) and gave_way(found):
            self.told.gave_way.append(f"{found.orig} in {fault.statement}")

    def round(self, number: int) -> None:
        """Place an order and do something else, or send something again."""
        key = f"{self.part.seed}-{self.part.number}-{number}"
        basket = self.draw.sample(HOT, self.draw.randint(1, 3))
        wanted = {code: self.draw.randint(1, 2) for code in basket}
        if placed := self.send(f"{key}-place", _placing(f"{self.part.number}{number:04}", wanted)):
            self.mine.append(placed["order"])
        deeds = [self._ship, self._ship, self._shelf, self._let_go, self._shared, self._undo]
        for nth, deed in enumerate(self.draw.sample(deeds, 3)):
            deed(f"{key}-{nth}")
        if self.sent:
            self.send(*self.draw.choice(self.sent))

    def send(self, key: str, do: Callable[[Session, Who, str], Any]) -> Any:
        """Send a command, also one that was sent before; the result has to stay the same."""
        try:
            result = self.database.write(lambda books: do(books, actors.who(books, OWNER), key))
        except ShopError as refusal:
            self.told.refusals[refusal.code] += 1
            return None
        except Exception as fault:  # noqa: BLE001  that there is none is what is tested
            self.told.strange.append(f"{key}: {type(fault).__name__} {fault}")
            return None
        if self.told.results.setdefault(key, result) != result:
            self.told.strange.append(f"{key}: {self.told.results[key]} became {result}")
        self.sent.append((key, do))
        return result

    def _ship(self, key: str) -> None:
        if self.mine:
            self.send(key, _shipping(self.draw.choice(self.mine)))

    def _shared(self, _key: str) -> None:
        if self.part.shared:
            order_id = self.draw.choice(self.part.shared)
            self.send(f"shared-{order_id}", _shipping(order_id))

    def _undo(self, key: str) -> None:
        shipped = [one for one in self.told.results.values() if "shipments" in one]
        if shipped:
            self.send(key, _undoing(self.draw.choice(shipped)["shipments"]))

    def _shelf(self, key: str) -> None:
        where = Where(self.skus[self.draw.choice(HOT)], self.places[self.draw.choice(PLACES)])
        units = self.draw.choice((1, 2, -1))
        self.send(key, _adjusting(where, units))

    def _let_go(self, key: str) -> None:
        if self.mine:
            self.send(key, _letting_go(self.draw.choice(self.mine)))


def _id(books: Session, kind: type[Sku | Location], code: str) -> int:
    return books.scalars(select(kind.id).where(kind.code == code)).one()


def _placing(number: str, wanted: dict[str, int]) -> Callable[[Session, Who, str], Any]:
    def place(books: Session, by: Who, key: str) -> Any:
        def do() -> dict[str, Any]:
            today = clock.now().date()
            name = f"C{number}"
            placed = order(books, number, "website", name, "Ripon", today, wanted, due=1)
            left = reservations.reserve_order(books, placed, by=by)
            return {"order": placed.id, "left": left}

        return once(books, key, "place", {"number": number, **wanted}, by=by, do=do)

    return place


def _shipping(order_id: int) -> Callable[[Session, Who, str], Any]:
    def ship(books: Session, by: Who, key: str) -> Any:
        def do() -> dict[str, Any]:
            plan = shipping.plan(books, books.get_one(Order, order_id))
            return {"shipments": shipping.ship(books, plan, by=by, key=f"{key}:ship")}

        return once(books, key, "ship", {"order": order_id}, by=by, do=do)

    return ship


def _undoing(shipments: list[int]) -> Callable[[Session, Who, str], Any]:
    def undo(books: Session, by: Who, key: str) -> Any:
        shipping.undo(books, shipments, by=by, key=key)
        return {"undone": shipments}

    return undo


def _adjusting(where: Where, units: int) -> Callable[[Session, Who, str], Any]:
    reason = "found" if units > 0 else "damage"

    def adjust(books: Session, by: Who, key: str) -> Any:
        change = counts.adjust(books, where, units, reason=reason, by=by, key=key)
        return {"movement": change.movement_id, "after": change.after}

    return adjust


def _letting_go(order_id: int) -> Callable[[Session, Who, str], Any]:
    """Let go of what is promised to an order and ask for it anew, as rerouting does."""

    def let_go(books: Session, by: Who, key: str) -> Any:
        def do() -> dict[str, Any]:
            kept = locks.order(books, order_id)
            lines = list(books.scalars(select(OrderLine).where(OrderLine.order_id == order_id)))
            locks.stock(books, [line.sku_id for line in lines if line.sku_id])
            let = 0
            for line in lines:
                books.refresh(line)
                let += reservations.release(books, line, line.reserved)
            return {"let": let, "left": reservations.reserve_order(books, kept, by=by)}

        return once(books, key, "let_go", {"order": order_id}, by=by, do=do)

    return let_go
