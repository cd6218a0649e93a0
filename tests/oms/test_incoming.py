"""What is to come, for whom, in rank; and by which day an order can leave."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from oms import (
    actors,
    catalogue,
    clock,
    holds,
    incoming,
    orders,
    pegging,
    purchase_dates,
    reservations,
    transfer_receipts,
    transfers,
)
from oms.pegging import Expected, Wanting
from oms.tables.catalogue import Supplier
from oms.tables.purchasing import PurchaseLine, PurchaseOrder
from oms.transfer_states import Arrived
from tests.oms.routed import order, policy, receive, sku
from tests.small_shop import OWNER, SmallShop

TODAY = dt.date(2026, 11, 24)


def day(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def bought(
    books: Session, number: str, code: str, units: int, on: dt.date | None, state: str = "sent"
) -> PurchaseLine:
    """Units that Harrow is to bring to Leeds."""
    harrow = supplier(books)
    purchase = PurchaseOrder(
        number=number, supplier_id=harrow.id, kind="stock", state=state, currency="GBP",
        made_at=clock.now(), sent_at=clock.now(), expected_on=on, by_id=actors.system(books).id,
    )  # fmt: skip
    books.add(purchase)
    books.flush()
    line = PurchaseLine(
        purchase_order_id=purchase.id, sku_id=sku(books, code).id, units=units, received=0,
        cancelled=0,
    )  # fmt: skip
    books.add(line)
    books.flush()
    return line


def supplier(books: Session, name: str = "Harrow", lead: int = 10) -> Supplier:
    found = books.query(Supplier).filter_by(name=name).first()
    if found is None:
        found = Supplier(name=name, currency="GBP", lead_time_days=lead)
        books.add(found)
        books.flush()
    return found


def promised(books: Session, number: str) -> dt.date | None:
    return orders.lines_of(books, orders.by_number(books, number))[0].promised_on


def test_the_first_in_rank_gets_what_comes_first(sqlite_books: Session) -> None:
    bought(sqlite_books, "PO-1", "CARD-XMAS", 3, day(9))
    bought(sqlite_books, "PO-2", "CARD-XMAS", 2, day(4))
    bought(sqlite_books, "PO-3", "CARD-XMAS", 9, day(1), state="draft")  # nobody has sent it

    order(sqlite_books, "2001", {"CARD-XMAS": 2}, due=1)
    order(sqlite_books, "2002", {"CARD-XMAS": 2}, due=2)

    assert promised(sqlite_books, "2001") == day(4)
    assert promised(sqlite_books, "2002") == day(9)


def test_what_nobody_ordered_takes_the_suppliers_time(sqlite_books: Session) -> None:
    sku(sqlite_books, "CARD-XMAS").supplier_id = supplier(sqlite_books).id
    bought(sqlite_books, "PO-1", "CARD-XMAS", 1, day(2))

    order(sqlite_books, "2001", {"CARD-XMAS": 2})

    assert promised(sqlite_books, "2001") == day(10)


def test_where_nobody_knows_somebody_is_to_find_out(sqlite_shop: SmallShop) -> None:
    shop = sqlite_shop
    with shop.database.writing() as books:
        added = order(books, "2001", {"CARD-XMAS": 2, "MUG-RED": 1})
        assert promised(books, "2001") is None
        assert [(one.kind, one.is_blocking) for one in holds.of(books, added)] == [
            ("unknown_date", False)
        ]
        bought(books, "PO-1", "CARD-XMAS", 5, day(6))
        reservations.fill(books, sku(books, "CARD-XMAS").id, by=actors.system(books))
    shop.drain()

    with shop.database.writing() as books:
        assert promised(books, "2001") == day(6)
        assert holds.of(books, orders.by_number(books, "2001")) == []
        receive(books, "CARD-XMAS", "HULL", 2)
    shop.drain()
    with shop.database.reading() as books:
        assert promised(books, "2001") is None, "it waits for nothing any more"


def test_the_outlook_of_a_product_says_what_comes_and_what_of_it_is_free(
    sqlite_books: Session,
) -> None:
    bought(sqlite_books, "PO-1", "CARD-XMAS", 3, day(4))
    bought(sqlite_books, "PO-2", "CARD-XMAS", 5, day(9))
    order(sqlite_books, "2001", {"CARD-XMAS": 4})

    outlook = incoming.outlook(sqlite_books, sku(sqlite_books, "CARD-XMAS").id)

    assert outlook.waiting == 4
    assert [(one.number, one.free) for one in outlook.deliveries] == [("PO-1", 0), ("PO-2", 4)]
    assert outlook.next_free_on == day(9)


def sent(books: Session, code: str, units: int, on: dt.date | None, *, to: str = "LEEDS") -> int:
    """Units that have left Hull for another place."""
    from_id, to_id = (catalogue.location(books, one).id for one in ("HULL", to))
    olive = actors.who(books, OWNER)
    wanted = transfers.Wanted(from_id, to_id, {sku(books, code).id: units}, expected_on=on)
    return transfers.send(books, wanted, by=olive, key=f"{code} {units} {to}")


def test_what_is_on_its_way_to_a_place_that_sends_the_order_is_promised(
    shop: SmallShop,
) -> None:
    with shop.database.writing() as books:
        bought(books, "PO-1", "CARD-XMAS", 2, day(4))
        receive(books, "CARD-XMAS", "HULL", 3)
        moved = sent(books, "CARD-XMAS", 3, day(2))
        order(books, "2001", {"CARD-XMAS": 2}, due=1)
        order(books, "2002", {"CARD-XMAS": 2}, due=2)
        # 2001 gets two of the transfer, 2002 the third and one that is bought
        assert (promised(books, "2001"), promised(books, "2002")) == (day(2), day(4))
        outlook = incoming.outlook(books, sku(books, "CARD-XMAS").id)
        assert [(one.number, one.units, one.free) for one in outlook.deliveries] == [
            ("T-1", 3, 0), ("PO-1", 2, 1),
        ]  # fmt: skip
        assert outlook.next_free_on == day(4)
        transfers.cancel(books, moved, by=actors.who(books, OWNER), key="back")
    shop.drain()
    with shop.database.reading() as books:
        assert (promised(books, "2001"), promised(books, "2002")) == (None, day(4))


def test_a_transfer_that_leaves_tells_those_who_wait_their_new_day(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        receive(books, "CARD-XMAS", "HULL", 2)
        catalogue.location(books, "HULL").fulfils = False
        order(books, "2001", {"CARD-XMAS": 2})
        assert promised(books, "2001") is None
        sent(books, "CARD-XMAS", 2, day(3))
    shop.drain()
    with shop.database.reading() as books:
        assert promised(books, "2001") == day(3)


def test_what_goes_to_a_place_that_does_not_send_the_order_is_not_promised(
    sqlite_books: Session,
) -> None:
    books = sqlite_books
    receive(books, "CARD-XMAS", "HULL", 2)
    catalogue.location(books, "YORK").fulfils = False
    sent(books, "CARD-XMAS", 2, day(2), to="YORK")
    bought(books, "PO-1", "CARD-XMAS", 2, day(6))

    order(books, "2001", {"CARD-XMAS": 2})

    assert promised(books, "2001") == day(6)


def test_what_arrived_of_a_transfer_is_not_awaited_as_well(sqlite_books: Session) -> None:
    books, olive = sqlite_books, actors.who(sqlite_books, OWNER)
    receive(books, "CARD-XMAS", "HULL", 3)
    moved = sent(books, "CARD-XMAS", 3, None)
    (line,) = transfers.lines_of(books, moved)
    transfer_receipts.receive(books, moved, {line.id: Arrived(1, 1)}, by=olive, key="two")

    (coming,) = incoming.expected(books, [sku(books, "CARD-XMAS").id])

    assert (coming.units, coming.number, coming.on) == (1, "T-1", None)


LINES = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 9)), max_size=6)
COMING = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 9), st.one_of(st.none(), st.integers(0, 30))),
    max_size=6,
)


@given(LINES, COMING)
def test_every_unit_is_pegged_once_and_nobody_overtakes(
    lines: list[tuple[int, int]], coming: list[tuple[int, int, int | None]]
) -> None:
    waiting = [Wanting(at, sku_id, units) for at, (sku_id, units) in enumerate(lines)]
    expected = [
        Expected(
            (incoming.PURCHASE, at), f"PO-{at}", sku_id, units, None if on is None else day(on)
        )
        for at, (sku_id, units, on) in enumerate(coming)
    ]

    pegs = pegging.peg(waiting, expected)

    for line in waiting:
        assert sum(one.units for one in pegs if one.line_id == line.line_id) == line.units
    for one in expected:
        assert sum(peg.units for peg in pegs if peg.expected == one) <= one.units
    days = pegging.promised(pegs, TODAY, {1: 40, 2: 40, 3: 40})
    for sku_id in (1, 2, 3):
        in_turn = [days[one.line_id] for one in waiting if one.sku_id == sku_id]
        assert in_turn == sorted(in_turn, key=lambda on: on or dt.date.max)


def test_what_is_there_and_waits_for_the_rest_of_its_order_is_no_unknown(
    sqlite_books: Session,
) -> None:
    policy(sqlite_books, "website", "never")
    bought(sqlite_books, "PO-1", "CARD-XMAS", 3, day(4))

    added = order(sqlite_books, "2001", {"MUG-RED": 2, "CARD-XMAS": 1})

    assert [line.promised_on for line in orders.lines_of(sqlite_books, added)] == [TODAY, day(4)]
    assert [one.kind for one in holds.of(sqlite_books, added)] == ["stock"]


def test_a_new_day_of_a_purchase_order_is_told_to_who_waits(sqlite_shop: SmallShop) -> None:
    shop = sqlite_shop
    with shop.database.writing() as books:
        line = bought(books, "PO-1", "CARD-XMAS", 3, day(4))
        order(books, "2001", {"CARD-XMAS": 1})
        found = books.get_one(PurchaseOrder, line.purchase_order_id)
        assert purchase_dates.waiting_for(books, found) == ["2001"]
        purchase_dates.expect(books, found.id, day(9), by=shop.owner(books), key="late")
    shop.drain()

    with shop.database.reading() as books:
        assert promised(books, "2001") == day(9)
