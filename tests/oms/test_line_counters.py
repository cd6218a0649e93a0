"""Counters of lines are changed in the database and on the lines in hand, or on neither."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from oms import line_counters, orders
from oms.tables.orders import Order, OrderLine
from tests.oms.routed import order
from tests.small_shop import SmallShop

STORED = text("SELECT reserved, shipped FROM order_lines WHERE id = :line")


def waiting_line(books: Session) -> OrderLine:
    """A line of three units for which nothing is reserved."""
    return orders.lines_of(books, order(books, "2001", {"MUG-BLU": 3}, reserve=False))[0]


def stored(books: Session, line: OrderLine) -> tuple[int, int]:
    """What the database says is reserved and shipped."""
    row = books.connection().execute(STORED, {"line": line.id}).one()
    return row[0], row[1]


def test_the_line_in_hand_and_the_database_say_the_same(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        line = waiting_line(books)
        was = line.reserved, line.shipped
        line_counters.reserve(books, [(line, 1), (line, 1)])
        assert stored(books, line) == (line.reserved, line.shipped) == (was[0] + 2, was[1])

        line_counters.ship(books, {line: 1})

        assert stored(books, line) == (line.reserved, line.shipped) == (was[0] + 1, was[1] + 1)
        assert not books.dirty


def test_what_was_changed_of_a_line_before_is_written_first(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        line = waiting_line(books)
        was = line.reserved
        line.reserved += 1
        line_counters.reserve(books, [(line, 1)])

        assert stored(books, line)[0] == line.reserved == was + 2


def test_what_a_savepoint_takes_back_is_taken_back_of_the_objects_too(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        line = waiting_line(books)
        of_it = books.get_one(Order, line.order_id)
        was = line.reserved, of_it.version
        savepoint = books.begin_nested()
        line_counters.reserve(books, [(line, 1)])
        orders.lines_changed(books, of_it, [line])
        assert (line.reserved, of_it.version) == (was[0] + 1, was[1] + 1)
        savepoint.rollback()

        assert (line.reserved, of_it.version) == was
