"""Somebody looks: at what was on a shelf earlier, and at an order."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import clock, order_card, stock
from oms.tables.orders import OrderLine
from oms.tables.stock import Level, Reservation
from tests.machine.world import Event, World


def write_down(world: World, books: Session, _key: str) -> None:
    """Somebody writes down what is where, now."""
    there = books.scalars(select(Level).where(Level.units != 0))
    shelves: dict[tuple[int, int], dict[str, int]] = {}
    for level in there:
        shelves.setdefault((level.sku_id, level.location_id), {})[level.bucket] = level.units
    world.written_down.append((clock.now(), shelves))


def look_back(world: World, books: Session, _key: str) -> None:
    """What the ledger says of a past moment is what could be seen then."""
    then, shelves = world.draws.pick(world.written_down)
    for (sku_id, place), buckets in shelves.items():
        assert stock.as_of(books, sku_id, place, then) == buckets, "I-7"


def look_at_an_order(world: World, books: Session, _key: str) -> None:
    """The card of an order says what its counters come to, and nothing of its own."""
    order = world.order(books)
    lines = list(books.scalars(select(OrderLine).where(OrderLine.order_id == order.id)))
    kits = {line.parent_line_id for line in lines}
    goods = [line for line in lines if line.id not in kits]
    card = order_card.of_id(books, order.id)
    held = Counter[int]()
    for one in books.scalars(
        select(Reservation).where(
            Reservation.order_line_id.in_([line.id for line in lines]),
            Reservation.state == "active",
        )
    ):
        held[one.order_line_id] += one.units
    for shown in card.lines:
        line = next(line for line in lines if line.id == shown.line_id)
        counters = (shown.reserved, shown.shipped, shown.cancelled, shown.returned)
        assert counters == (line.reserved, line.shipped, line.cancelled, line.returned), "I-30"
        if line.id not in kits:
            assert sum(units for _, units in shown.at) == held[line.id], "I-30"
    assert (card.fulfilment, card.coming_back) == (_gone(goods), _back(goods)), "I-30"


def _gone(goods: list[OrderLine]) -> str:
    shipped, arrived = sum(line.shipped for line in goods), sum(line.delivered for line in goods)
    if shipped == 0:
        return "unfulfilled"
    if shipped < sum(line.ordered - line.cancelled for line in goods):
        return "part_shipped"
    return "delivered" if arrived == shipped else "shipped"


def _back(goods: list[OrderLine]) -> str:
    back, shipped = sum(line.returned for line in goods), sum(line.shipped for line in goods)
    if any(line.return_open for line in goods):
        return "requested"
    return "none" if back == 0 else "returned" if back == shipped else "part_returned"


EVENTS: tuple[Event, ...] = (write_down, look_back, look_at_an_order)
