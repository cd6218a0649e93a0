"""Counts of several products, by two people where the first number is far off."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, count_decisions, stock_counts
from oms.stock_counts import Wanted
from oms.tables.stock import CountLine, StockCount
from tests.machine.world import Event, World
from tests.small_shop import OWNER, PICKER


def ask(world: World, books: Session, key: str) -> None:
    """Somebody is to count a few products at a place."""
    skus = {world.any_sku(books) for _ in range(world.draws.number(1, 3))}
    wanted = Wanted(world.any_place(books), tuple(sorted(skus)))
    made = stock_counts.draft(books, wanted, by=world.owner(books), key=key)
    stock_counts.start(books, made, by=world.owner(books), key=f"{key}:start")


def answer(world: World, books: Session, key: str) -> None:
    """Somebody says what they saw; the same person does not count twice."""
    waiting = CountLine.state.in_(("asked", "recount", "stale"))
    line_id = world.any_of(books, select(CountLine.id).where(waiting).order_by(CountLine.id))
    who = actors.who(books, world.draws.pick([OWNER, PICKER]))
    stock_counts.answer(books, line_id, world.draws.number(0, 14), by=who, key=key)


def decide(world: World, books: Session, key: str) -> None:
    """A manager books what two people counted, or drops it."""
    counted = select(CountLine.id).where(CountLine.state.in_(("counted", "recount")))
    line_id = world.any_of(books, counted.order_by(CountLine.id))
    if world.draws.number(0, 1):
        count_decisions.approve(books, line_id, "count", by=world.owner(books), key=key)
    else:
        count_decisions.reject(books, line_id, by=world.owner(books), key=key)


def cancel(world: World, books: Session, key: str) -> None:
    """Nobody is to count after all."""
    chosen = world.any_of(books, select(StockCount.id).order_by(StockCount.id))
    stock_counts.cancel(books, chosen, by=world.owner(books), key=key)


EVENTS: tuple[Event, ...] = (ask, answer, answer, decide, cancel)
