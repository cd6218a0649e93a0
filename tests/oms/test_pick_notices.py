"""Pickers are told of new orders: each once, in batches, and never of one that is held."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, clock, pick_notices, picking_rounds, reservations, settings
from oms.tables.catalogue import Location
from oms.tables.messages import OutboxMessage
from oms.tables.orders import Order, OrderHold
from tests.small_shop import OWNER, SmallShop, order

LEEDS_ROOM, PICKERS = "C09LEEDS", "C08PICKS"


def told(books: Session) -> list[tuple[str, list[str]]]:
    """Channel and order numbers of each notice, oldest first."""
    rows = books.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    return [
        (row.target, [one["number"] for one in row.payload["facts"]["new"]])
        for row in rows
        if row.key.startswith("to_pick:")
    ]


def later(minutes: int) -> None:
    then = clock.now() + dt.timedelta(minutes=minutes)
    clock.set_source(lambda: then)


def with_channels(books: Session) -> None:
    """Leeds has its own channel, the others share the shop's."""
    settings.put(books, "pick_channel", PICKERS)
    leeds = books.scalars(select(Location).where(Location.code == "LEEDS")).one()
    leeds.slack_channel = LEEDS_ROOM
    books.flush()


def new_order(books: Session, number: str) -> Order:
    made = order(books, number, "etsy", "Ann", "Hull", clock.now().date(), {"MUG-RED": 1}, due=3)
    reservations.reserve_order(books, made, by=actors.system(books))
    return made


def test_each_location_is_told_in_its_own_channel_else_in_the_shops(
    books: Session, shop: SmallShop
) -> None:
    with_channels(books)

    assert pick_notices.wanted(books)
    assert pick_notices.tell(books) == 2

    assert told(books) == [(LEEDS_ROOM, ["1043"]), (PICKERS, ["1042"])]
    assert not pick_notices.wanted(books)


def test_without_a_channel_nobody_is_told(sqlite_books: Session) -> None:
    assert not pick_notices.wanted(sqlite_books)
    assert pick_notices.tell(sqlite_books) == 0


def test_an_order_is_told_of_once_and_new_ones_wait_for_the_next_batch(
    sqlite_books: Session,
) -> None:
    books = sqlite_books
    with_channels(books)
    pick_notices.tell(books)
    new_order(books, "2001")
    new_order(books, "2002")

    assert pick_notices.tell(books) == 0
    later(15)
    assert pick_notices.tell(books) == 1

    assert told(books)[-1] == (LEEDS_ROOM, ["2001", "2002"])
    later(60)
    assert pick_notices.tell(books) == 0


def test_a_held_order_is_told_of_when_it_is_released(sqlite_books: Session) -> None:
    books = sqlite_books
    with_channels(books)
    pick_notices.tell(books)
    made = new_order(books, "2001")
    hold = OrderHold(order_id=made.id, kind="fraud", placed_at=clock.now(),
                     placed_by_id=actors.system(books).id)  # fmt: skip
    books.add(hold)
    books.flush()
    later(15)
    assert pick_notices.tell(books) == 0

    hold.released_at = clock.now()
    books.flush()

    assert pick_notices.tell(books) == 1
    assert told(books)[-1] == (LEEDS_ROOM, ["2001"])


def test_what_is_being_picked_is_no_news_until_it_is_put_back(
    sqlite_books: Session, sqlite_shop: SmallShop
) -> None:
    books, owner = sqlite_books, actors.who(sqlite_books, OWNER)
    with_channels(books)
    made = new_order(books, "2001")
    leeds = sqlite_shop.location_id(books, "LEEDS")
    picked = picking_rounds.begin(books, leeds, [(made.id, made.version)], by=owner, key="k")

    pick_notices.tell(books)
    assert told(books)[0] == (LEEDS_ROOM, ["1043"])
    picking_rounds.call_off(books, picked.shipments, by=owner, key="off")
    later(15)
    pick_notices.tell(books)

    assert told(books)[-1] == (LEEDS_ROOM, ["2001"])
    picking_rounds.begin(books, leeds, [(made.id, made.version)], by=owner, key="k2")
    later(15)
    assert pick_notices.tell(books) == 0
