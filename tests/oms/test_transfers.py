"""Transfers: what left is on the way until it is counted in; every unit is accounted for."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from oms import (
    actors,
    orders,
    staff,
    stock,
    transfer_cards,
    transfer_receipts,
    transfer_states,
    transfers,
    verify,
)
from oms.actors import Who
from oms.database import Database
from oms.errors import (
    BadQuantity,
    KeyReused,
    NoLongerPossible,
    NotAllowed,
    NotEnoughStock,
    NotHere,
    ShopError,
)
from oms.tables.stock import TRANSFER_STATES, Transfer
from oms.transfer_receipts import LOST, SENT_BACK, TooManyArrived
from oms.transfer_states import EVENTS, STEPS, Arrived
from oms.transfers import SamePlace, Wanted
from tests.small_shop import OWNER, PICKER, SERVICE, SmallShop, open_small_shop


@pytest.fixture
def shop(sqlite_shop: SmallShop) -> SmallShop:
    """The small shop; one story below is told on both kinds of database."""
    return sqlite_shop


@pytest.fixture
def books(sqlite_books: Session) -> Session:
    """Its books."""
    return sqlite_books


@pytest.fixture
def owner(books: Session) -> Who:
    """Olive."""
    return actors.who(books, OWNER)


def wanted(books: Session, shop: SmallShop, units: int = 2, code: str = "MUG-BLU") -> Wanted:
    """So many from York to Leeds."""
    york, leeds = shop.location_id(books, "YORK"), shop.location_id(books, "LEEDS")
    return Wanted(york, leeds, {shop.sku_id(books, code): units})


def on_hand(books: Session, shop: SmallShop, place: str, code: str = "MUG-BLU") -> int:
    """Units on hand."""
    return stock.at(books, shop.sku_id(books, code), shop.location_id(books, place)).on_hand


def only_line(books: Session, transfer_id: int) -> int:
    """The id of the one line of a transfer."""
    (line,) = transfers.lines_of(books, transfer_id)
    return line.id


@pytest.mark.parametrize("state", TRANSFER_STATES)
@pytest.mark.parametrize("event", EVENTS)
def test_every_event_in_every_state_is_taken_or_refused_as_the_table_says(
    state: str, event: str
) -> None:
    if (state, event) in STEPS:
        assert transfer_states.after("T-1", state, event) in TRANSFER_STATES
    else:
        with pytest.raises(NoLongerPossible, match=f"Transfer T-1 is {state}"):
            transfer_states.after("T-1", state, event)


def test_every_state_can_be_reached_and_every_end_is_one() -> None:
    reached = {"draft", *STEPS.values()}

    assert reached == set(TRANSFER_STATES)
    assert {state for state, _ in STEPS} | {"cancelled"} == set(TRANSFER_STATES)


@given(st.integers(1, 50), st.integers(-2, 60), st.integers(-2, 60))
def test_what_arrived_short_or_damaged_adds_up(units: int, short: int, damaged: int) -> None:
    if min(short, damaged) < 0 or short + damaged > units:
        with pytest.raises(ValueError, match="more than"):
            transfer_states.spread({7: units}, short=short, damaged=damaged)
        return
    came = transfer_states.spread({7: units}, short=short, damaged=damaged)[7]

    assert came.units == units - short
    assert came.damaged == damaged


def test_short_of_several_products_has_to_be_said_by_product() -> None:
    assert transfer_states.spread({7: 2, 8: 1}) == {7: Arrived(2), 8: Arrived(1)}
    with pytest.raises(ValueError, match="which product"):
        transfer_states.spread({7: 2, 8: 1}, short=1)


def test_the_whole_story_on_both_kinds_of_database(database: Database, noon: dt.datetime) -> None:
    shop = SmallShop(database)
    with database.writing() as books:
        open_small_shop(books, today=noon.date())
    with database.writing() as books:
        owner = actors.who(books, OWNER)
        made = transfers.send(books, wanted(books, shop, 5), by=owner, key="t")
        line = only_line(books, made)
    with database.writing() as books:
        came = {line: Arrived(3, damaged=1)}
        moved = transfer_receipts.receive(books, made, came, by=owner, key="r")
    with database.writing() as books:
        transfer_receipts.undo_receipt(books, made, moved, by=owner, key="u")
        transfer_receipts.receive(books, made, {line: Arrived(4)}, by=owner, key="r2")
    with database.writing() as books:
        transfer_receipts.close(books, made, LOST, by=owner, key="c")
        assert (on_hand(books, shop, "YORK"), on_hand(books, shop, "LEEDS")) == (4, 9)
        assert transfer_cards.on_the_way(books) == []
        assert verify.differences(books) == []


def test_what_leaves_is_on_the_way_and_nowhere_else(
    books: Session, shop: SmallShop, owner: Who
) -> None:
    made = transfers.send(books, wanted(books, shop), by=owner, key="t")

    assert (on_hand(books, shop, "YORK"), on_hand(books, shop, "LEEDS")) == (7, 5)
    (one,) = transfer_cards.on_the_way(books)
    assert (one.transfer, one.sku, one.source, one.target, one.units) == (
        "T-1", "MUG-BLU", "York", "Leeds", 2,
    )  # fmt: skip
    assert transfer_cards.card(books, books.get_one(Transfer, made)).left == 2
    assert verify.differences(books) == []


def test_the_same_transfer_twice_leaves_once(books: Session, shop: SmallShop, owner: Who) -> None:
    first = transfers.send(books, wanted(books, shop), by=owner, key="t")

    assert transfers.send(books, wanted(books, shop), by=owner, key="t") == first
    assert on_hand(books, shop, "YORK") == 7
    with pytest.raises(KeyReused):
        transfers.send(books, wanted(books, shop, 3), by=owner, key="t")


def test_a_draft_moves_nothing_until_it_is_dispatched(
    books: Session, shop: SmallShop, owner: Who
) -> None:
    made = transfers.draft(books, wanted(books, shop), by=owner, key="t")
    assert on_hand(books, shop, "YORK") == 9

    transfers.dispatch(books, made, by=owner, key="d")

    assert on_hand(books, shop, "YORK") == 7
    with pytest.raises(NoLongerPossible, match="T-1 is dispatched"):
        transfers.dispatch(books, made, by=owner, key="d2")


def test_a_draft_that_is_dropped_never_leaves(books: Session, shop: SmallShop, owner: Who) -> None:
    made = transfers.draft(books, wanted(books, shop), by=owner, key="t")

    transfers.cancel(books, made, by=owner, key="c")

    with pytest.raises(NoLongerPossible):
        transfers.dispatch(books, made, by=owner, key="d")
    assert on_hand(books, shop, "YORK") == 9


def test_units_that_are_promised_stay(books: Session, shop: SmallShop, owner: Who) -> None:
    # given 7 teapots in York, 4 of them reserved for order 1042
    with pytest.raises(NotEnoughStock, match="York has 3 TEAPOT available and 4 are needed"):
        transfers.send(books, wanted(books, shop, 4, "TEAPOT"), by=owner, key="t")
    transfers.send(books, wanted(books, shop, 3, "TEAPOT"), by=owner, key="t2")

    assert stock.at(
        books, shop.sku_id(books, "TEAPOT"), shop.location_id(books, "YORK")
    ).available == 0  # fmt: skip


@pytest.mark.parametrize("units", [0, -1, 1_000_001])
def test_a_transfer_of_no_goods_is_refused(
    books: Session, shop: SmallShop, owner: Who, units: int
) -> None:
    with pytest.raises(BadQuantity):
        transfers.send(books, wanted(books, shop, units), by=owner, key="t")


def test_a_transfer_to_where_it_is_is_refused(books: Session, shop: SmallShop, owner: Who) -> None:
    york = shop.location_id(books, "YORK")
    with pytest.raises(SamePlace):
        transfers.send(books, Wanted(york, york, {1: 1}), by=owner, key="t")


def test_who_may_not_transfer_does_not(books: Session, shop: SmallShop) -> None:
    with pytest.raises(NotAllowed):
        transfers.send(books, wanted(books, shop), by=actors.who(books, SERVICE), key="t")
    assert transfers.send(books, wanted(books, shop), by=actors.who(books, PICKER), key="t2")


def test_what_arrives_can_be_sold_and_goes_to_the_orders_that_wait(
    books: Session, shop: SmallShop, owner: Who
) -> None:
    # given the 5 mugs of Leeds are short by one
    made = transfers.send(books, wanted(books, shop), by=owner, key="t")
    line = only_line(books, made)

    transfer_receipts.receive(books, made, {line: Arrived(2)}, by=owner, key="r")

    assert on_hand(books, shop, "LEEDS") == 7
    assert books.get_one(Transfer, made).state == "closed"
    assert transfer_cards.on_the_way(books) == []
    assert verify.differences(books) == []


def test_fewer_and_damaged_units_are_counted_as_they_came(
    books: Session, shop: SmallShop, owner: Who
) -> None:
    made = transfers.send(books, wanted(books, shop, 5), by=owner, key="t")
    line = only_line(books, made)

    transfer_receipts.receive(books, made, {line: Arrived(2, damaged=1)}, by=owner, key="r")

    leeds = stock.at(books, shop.sku_id(books, "MUG-BLU"), shop.location_id(books, "LEEDS"))
    assert (leeds.on_hand, leeds.held) == (8, 1)
    assert [one.units for one in transfer_cards.on_the_way(books)] == [2]
    assert books.get_one(Transfer, made).state == "received"
    transfer_receipts.receive(books, made, {line: Arrived(1)}, by=owner, key="r2")
    transfer_receipts.close(books, made, LOST, by=owner, key="c")
    assert books.get_one(Transfer, made).state == "closed"
    assert verify.differences(books) == []


def test_what_never_came_is_lost_or_back_where_it_left(
    books: Session, shop: SmallShop, owner: Who
) -> None:
    first = transfers.send(books, wanted(books, shop), by=owner, key="t1")
    second = transfers.send(books, wanted(books, shop), by=owner, key="t2")

    transfer_receipts.close(books, first, LOST, by=owner, key="c1")
    transfer_receipts.close(books, second, SENT_BACK, by=owner, key="c2")

    assert on_hand(books, shop, "YORK") == 7
    assert transfer_cards.on_the_way(books) == []
    assert verify.differences(books) == []


def test_more_than_left_cannot_arrive(books: Session, shop: SmallShop, owner: Who) -> None:
    made = transfers.send(books, wanted(books, shop), by=owner, key="t")
    line = only_line(books, made)

    with pytest.raises(TooManyArrived, match="2 × MUG-BLU of transfer T-1 on the way"):
        transfer_receipts.receive(books, made, {line: Arrived(2, damaged=1)}, by=owner, key="r")
    with pytest.raises(BadQuantity):
        transfer_receipts.receive(books, made, {line: Arrived(0)}, by=owner, key="r2")
    assert on_hand(books, shop, "LEEDS") == 5


def test_a_receipt_that_was_a_mistake_is_on_the_way_again_and_its_promises_are_repaired(
    books: Session, shop: SmallShop, owner: Who
) -> None:
    made = transfers.send(books, wanted(books, shop, 9), by=owner, key="t")
    line = only_line(books, made)
    moved = transfer_receipts.receive(books, made, {line: Arrived(9)}, by=owner, key="r")

    transfer_receipts.undo_receipt(books, made, moved, by=owner, key="u")

    assert books.get_one(Transfer, made).state == "dispatched"
    assert [one.units for one in transfer_cards.on_the_way(books)] == [9]
    with pytest.raises(NoLongerPossible):
        transfer_receipts.undo_receipt(books, made, moved, by=owner, key="u2")
    transfers.cancel(books, made, by=owner, key="c")
    assert on_hand(books, shop, "YORK") == 9
    assert verify.differences(books) == []


def test_a_closing_that_was_a_mistake_is_undone(
    books: Session, shop: SmallShop, owner: Who
) -> None:
    made = transfers.send(books, wanted(books, shop), by=owner, key="t")
    moved = transfer_receipts.close(books, made, LOST, by=owner, key="c")

    transfer_receipts.undo_close(books, made, moved, by=owner, key="u")

    assert [one.units for one in transfer_cards.on_the_way(books)] == [2]
    assert books.get_one(Transfer, made).state == "dispatched"
    assert verify.differences(books) == []


def test_a_transfer_that_partly_arrived_cannot_be_taken_back(
    books: Session, shop: SmallShop, owner: Who
) -> None:
    made = transfers.send(books, wanted(books, shop), by=owner, key="t")
    line = only_line(books, made)
    transfer_receipts.receive(books, made, {line: Arrived(1)}, by=owner, key="r")

    with pytest.raises(NoLongerPossible, match="T-1 is received"):
        transfers.cancel(books, made, by=owner, key="c")


def test_somebody_of_leeds_receives_in_leeds_and_sends_from_nowhere_else(
    books: Session, shop: SmallShop, owner: Who
) -> None:
    made = transfers.send(books, wanted(books, shop), by=owner, key="t")
    staff.bind(books, PICKER, ["LEEDS"], by=owner)
    sam = actors.who(books, PICKER)

    with pytest.raises(NotHere, match="Leeds"):
        transfers.send(books, wanted(books, shop), by=sam, key="t2")
    transfer_receipts.receive(books, made, {only_line(books, made): Arrived(2)}, by=sam, key="r")

    assert on_hand(books, shop, "LEEDS") == 7


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ("UPDATE transfer_lines SET received = 1", "on the way between places"),
        ("UPDATE transfer_lines SET lost = 1", "units moved for a transfer"),
        ("UPDATE transfers SET state = 'closed'", "closed with units on the way"),
        ("UPDATE levels SET units = units + 1 WHERE bucket = 'sellable'", "made from nothing"),
    ],
)
def test_verify_names_what_was_tampered_with(
    books: Session, shop: SmallShop, owner: Who, wrong: str, kind: str
) -> None:
    transfers.send(books, wanted(books, shop), by=owner, key="t")

    books.execute(text(wrong))

    assert kind in {one.kind for one in verify.differences(books)}


def test_verify_says_when_the_database_no_longer_guards_its_movements(database: Database) -> None:
    name = "movements_no_update" if database.is_sqlite else "movements_append_only ON movements"
    with database.writing() as books:
        assert verify.differences(books) == []
        books.execute(text(f"DROP TRIGGER {name}"))

        assert [one.kind for one in verify.differences(books)] == ["guarded against changes"]


STEPS_DRAWN = st.lists(
    st.tuples(
        st.sampled_from(["send", "receive", "close", "undo", "cancel"]),
        st.integers(0, 6),
        st.integers(0, 3),
        st.booleans(),
    ),
    max_size=10,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS_DRAWN)
def test_whatever_happens_to_transfers_the_books_prove_themselves(
    sqlite_shop: SmallShop, steps: list[tuple[str, int, int, bool]]
) -> None:
    keys = itertools.count()
    receipts: list[tuple[int, list[int]]] = []
    with sqlite_shop.database.writing() as books:
        before = {place: on_hand(books, sqlite_shop, place) for place in ("LEEDS", "YORK")}
        for what, units, damaged, flag in steps:
            try:
                with books.begin_nested():
                    _step(books, sqlite_shop, what, units, damaged, flag, receipts, next(keys))
            except ShopError as refusal:
                assert refusal.remedy  # noqa: PT017
            assert verify.differences(books) == []
        way = sum(one.units for one in transfer_cards.on_the_way(books))
        lost = sum(
            line.lost for made in books.scalars(select(Transfer.id))
            for line in transfers.lines_of(books, made)
        )  # fmt: skip
        now = {place: on_hand(books, sqlite_shop, place) for place in ("LEEDS", "YORK")}
        assert sum(now.values()) + way + lost == sum(before.values())
        assert orders.by_number(books, "1043").state == "open"
        books.rollback()


def _step(
    books: Session, shop: SmallShop, what: str, units: int, damaged: int, flag: bool,
    receipts: list[tuple[int, list[int]]], number: int,
) -> None:  # fmt: skip
    owner, key = actors.who(books, OWNER), f"step-{number}"
    newest = books.scalars(select(Transfer.id).order_by(Transfer.id.desc())).first()
    if what == "send":
        transfers.send(books, wanted(books, shop, units), by=owner, key=key)
    elif newest is None:
        return
    elif what == "receive":
        came = {only_line(books, newest): Arrived(units, damaged)}
        receipts.append((newest, transfer_receipts.receive(books, newest, came, by=owner, key=key)))
    elif what == "close":
        transfer_receipts.close(books, newest, LOST if flag else SENT_BACK, by=owner, key=key)
    elif what == "cancel":
        transfers.cancel(books, newest, by=owner, key=key)
    elif receipts:
        made, moved = receipts[-1]
        transfer_receipts.undo_receipt(books, made, moved, by=owner, key=key)
