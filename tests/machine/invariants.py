"""What must hold after every event: each invariant by its number in the design, and its faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import exceptions, routing, stock, verify, waiting
from oms.tables.catalogue import Channel
from oms.tables.orders import Order, OrderLine
from oms.tables.stock import Level, Promise
from tests.machine import invariants_money, invariants_returns

Invariant = Callable[[Session], Iterator[str]]


def the_books_verify(books: Session) -> Iterator[str]:
    """I-1, I-8, I-9, I-11, I-12, I-17: every stored figure equals the rows that make it."""
    for difference in verify.differences(books):
        yield str(difference)


def nothing_appears_from_nowhere(books: Session) -> Iterator[str]:
    """I-2: over all places, virtual ones included, the units of a SKU add up to none."""
    totals = select(Level.sku_id, func.sum(Level.units)).group_by(Level.sku_id)
    for sku_id, total in books.execute(totals):
        if total:
            yield f"SKU {sku_id} adds up to {total}"


def promises_are_kept(books: Session) -> Iterator[str]:
    """I-8: no more is promised than is on the shelf."""
    for promise in books.scalars(select(Promise)):
        place = stock.Place(promise.location_id)
        sellable = stock.units_in(books, promise.sku_id, place)
        if promise.reserved > max(0, sellable):
            yield f"SKU {promise.sku_id}: {promise.reserved} promised of {sellable}"


def no_stock_is_idle(books: Session) -> Iterator[str]:
    """I-22: nobody who may be given stock waits while a place that may supply them has some."""
    short = select(OrderLine.sku_id).join(Order, Order.id == OrderLine.order_id)
    skus = set(books.scalars(short.where(*waiting.may_be_given()).distinct()))
    for line in waiting.of(books, [sku_id for sku_id in skus if sku_id is not None]):
        if books.get_one(Channel, line.channel_id).split_policy == "never":
            continue
        places = [place.id for place in routing.places(books, books.get_one(Order, line.order_id))]
        free = {place: units[line.sku_id]
                for place, units in routing.free(books, [line.sku_id], places).items()}  # fmt: skip
        if any(units > 0 for units in free.values()):
            yield f"line {line.line_id} waits for {line.units} of SKU {line.sku_id}: {free}"


def what_runs_low_is_told(books: Session) -> Iterator[str]:
    """An alert is open for what runs low, and for nothing else."""
    low = {f"{one.sku} at {one.location}" for one in stock.low(books)}
    alerts = set(exceptions.subjects(books, exceptions.LOW_STOCK))
    if low != alerts:
        yield f"{low} run low and {alerts} are open"


INVARIANTS: tuple[Invariant, ...] = (
    the_books_verify,
    nothing_appears_from_nowhere,
    promises_are_kept,
    no_stock_is_idle,
    *invariants_money.INVARIANTS,
    *invariants_returns.INVARIANTS,
    what_runs_low_is_told,
)


def faults(books: Session) -> list[str]:
    """Everything that does not hold."""
    return [
        f"{invariant.__name__}: {fault}" for invariant in INVARIANTS for fault in invariant(books)
    ]
