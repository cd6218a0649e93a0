"""Counts: variance at the count, tolerance, another person, approval, stale numbers, undo."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from assistant import render
from oms import (
    actors,
    count_cards,
    count_decisions,
    counts,
    exceptions,
    orders,
    outbox,
    shipments,
    shipping,
    staff,
    stock,
    stock_counts,
    verify,
)
from oms.actors import Who
from oms.count_lines import Before
from oms.counts import UnknownReason, Where
from oms.database import Database
from oms.errors import BadQuantity, NoLongerPossible, NotAllowed, NotHere, OverLimit, ShopError
from oms.stock import Move, Place
from oms.stock_counts import AnotherPerson, TooMuchToCount, Wanted
from oms.tables.catalogue import Location, Sku
from oms.tables.stock import CountLine, StockCount
from tests.conversation import Talk
from tests.small_shop import OWNER, PICKER, SERVICE, SmallShop, open_small_shop

MANAGER = "U04MIA"


@pytest.fixture
def shop(sqlite_shop: SmallShop) -> SmallShop:
    """The small shop; one story below is told on both kinds of database."""
    return sqlite_shop


@pytest.fixture
def books(sqlite_books: Session) -> Session:
    """Its books."""
    return sqlite_books


@pytest.fixture
def sam(books: Session) -> Who:
    """A picker, who counts and approves nothing."""
    return actors.who(books, PICKER)


@pytest.fixture
def mia(books: Session) -> Who:
    """A manager."""
    return staff.add(books, name="Mia Cole", slack_user_id=MANAGER, role="manager")


def started(
    books: Session, shop: SmallShop, by: Who, *codes: str, place: str = "LEEDS"
) -> list[int]:
    """A started count of these SKUs; gives the ids of its lines."""
    skus = tuple(shop.sku_id(books, code) for code in codes or ("MUG-BLU",))
    wanted = Wanted(shop.location_id(books, place), skus)
    made = stock_counts.draft(books, wanted, by=by, key=f"draft:{codes}:{place}")
    stock_counts.start(books, made, by=by, key=f"start:{codes}:{place}")
    lines = select(CountLine.id).where(CountLine.count_id == made).order_by(CountLine.id)
    return list(books.scalars(lines))


def on_hand(books: Session, shop: SmallShop, code: str = "MUG-BLU", place: str = "LEEDS") -> int:
    """Units on hand."""
    return stock.at(books, shop.sku_id(books, code), shop.location_id(books, place)).on_hand


def count_of(books: Session, line: int) -> StockCount:
    """The count of a line."""
    return books.get_one(StockCount, books.get_one(CountLine, line).count_id)


def test_a_number_near_the_books_is_booked_at_once(
    books: Session, shop: SmallShop, sam: Who
) -> None:
    (line,) = started(books, shop, sam)

    done = stock_counts.answer(books, line, 4, by=sam, key="a")

    assert (done.state, on_hand(books, shop)) == ("posted", 4)
    assert count_of(books, line).state == "posted"
    assert verify.differences(books) == []


def test_a_number_that_is_right_moves_nothing(books: Session, shop: SmallShop, sam: Who) -> None:
    (line,) = started(books, shop, sam)

    done = stock_counts.answer(books, line, 5, by=sam, key="a")

    assert (done.state, done.movement_id, on_hand(books, shop)) == ("posted", None, 5)


def test_a_number_far_off_waits_for_another_person(
    books: Session, shop: SmallShop, sam: Who, olive: Who
) -> None:
    (line,) = started(books, shop, sam)

    assert stock_counts.answer(books, line, 0, by=sam, key="a").state == "counted"
    assert on_hand(books, shop) == 5
    assert count_of(books, line).state == "review"
    with pytest.raises(AnotherPerson, match="Sam Reed counted this"):
        stock_counts.answer(books, line, 0, by=sam, key="b")
    # the other one finds the mugs
    done = stock_counts.answer(books, line, 5, by=olive, key="c")
    assert (done.state, on_hand(books, shop)) == ("posted", 5)


def test_the_shop_is_told_who_acts_next_and_not_the_numbers(
    books: Session, shop: SmallShop, sam: Who, olive: Who
) -> None:
    (line,) = started(books, shop, sam)
    stock_counts.answer(books, line, 0, by=sam, key="a")
    stock_counts.answer(books, line, 1, by=olive, key="b")

    told = [render.render(one.payload["template"], one.payload["facts"]).text
            for one in outbox.waiting(books)]  # fmt: skip
    assert [said.partition("Next: ")[::2] for said in told] == [
        (
            "Count C-1 in Leeds: Sam Reed counted Blue mug (MUG-BLU), far from the books. ",
            "somebody else counts again and says C-1 MUG-BLU and the number.",
        ),
        (
            "Count C-1 in Leeds: Olive Marsh counted Blue mug (MUG-BLU), far from the books. ",
            "a manager says approve C-1 and the reason.",
        ),
    ]


def test_nothing_said_is_not_nothing_seen(books: Session, shop: SmallShop, sam: Who) -> None:
    blue, red = started(books, shop, sam, "MUG-BLU", "MUG-RED")

    stock_counts.answer(books, blue, 5, by=sam, key="a")

    assert books.get_one(CountLine, red).counted is None
    assert count_of(books, red).state == "counting"
    assert on_hand(books, shop, "MUG-RED") == 4


def test_what_two_people_counted_is_booked_when_somebody_approves_it_with_a_reason(
    books: Session, shop: SmallShop, sam: Who, olive: Who, mia: Who
) -> None:
    (line,) = started(books, shop, sam)
    stock_counts.answer(books, line, 1, by=sam, key="a")
    assert stock_counts.answer(books, line, 2, by=olive, key="b").state == "recount"

    with pytest.raises(AnotherPerson):
        # a number of one's own is not approved by oneself
        count_decisions.approve(books, line, "theft", by=olive, key="c")
    with pytest.raises(NotAllowed):
        count_decisions.approve(books, line, "theft", by=sam, key="d")
    with pytest.raises(UnknownReason):
        count_decisions.approve(books, line, "because", by=mia, key="e")
    done = count_decisions.approve(books, line, "theft", by=mia, key="f")

    assert (done.state, on_hand(books, shop)) == ("posted", 2)
    assert [case.kind for case in exceptions.waiting(books)] == ["oversold"]
    assert verify.differences(books) == []


def test_what_was_taken_off_before_a_count_approved_as_theft_is_undone_no_more(
    books: Session, shop: SmallShop, sam: Who, olive: Who, mia: Who
) -> None:
    where = Where(shop.sku_id(books, "MUG-BLU"), shop.location_id(books, "LEEDS"))
    taken = counts.adjust(books, where, -1, reason="damage", by=olive, key="taken")
    (line,) = started(books, shop, sam)
    stock_counts.answer(books, line, 1, by=sam, key="a")
    stock_counts.answer(books, line, 1, by=olive, key="b")
    count_decisions.approve(books, line, "theft", by=mia, key="c")

    assert taken.movement_id is not None
    with pytest.raises(NoLongerPossible, match="has counted MUG-BLU"):
        counts.undo(books, taken.movement_id, by=olive, key="d")
    assert on_hand(books, shop) == 1


def test_who_confirms_the_same_number_may_approve_it_and_the_first_counter_never(
    books: Session, shop: SmallShop, olive: Who, mia: Who
) -> None:
    (line,) = started(books, shop, olive)
    stock_counts.answer(books, line, 2, by=olive, key="a")
    stock_counts.answer(books, line, 2, by=mia, key="b")

    with pytest.raises(AnotherPerson, match="Olive Marsh counted this"):
        count_decisions.approve(books, line, "count", by=olive, key="c")
    assert count_decisions.approve(books, line, "count", by=mia, key="d").state == "posted"


def test_a_manager_approves_no_more_loss_than_a_manager_may_write_off(
    books: Session, shop: SmallShop, sam: Who, olive: Who, mia: Who
) -> None:
    books.get_one(Sku, shop.sku_id(books, "TEAPOT")).cost_minor = 50_000
    (line,) = started(books, shop, sam, "TEAPOT", place="YORK")
    stock_counts.answer(books, line, 2, by=sam, key="a")
    stock_counts.answer(books, line, 2, by=mia, key="b")

    with pytest.raises(OverLimit):
        count_decisions.approve(books, line, "theft", by=mia, key="c")
    assert count_decisions.approve(books, line, "theft", by=olive, key="d").state == "posted"


def test_dear_goods_are_counted_twice_even_for_one_unit(
    books: Session, shop: SmallShop, sam: Who
) -> None:
    books.get_one(Location, shop.location_id(books, "LEEDS")).tolerance_minor = 4_000
    lamp, mug = started(books, shop, sam, "LAMP-1", "MUG-BLU")

    assert stock_counts.answer(books, lamp, 1, by=sam, key="a").state == "counted"
    assert stock_counts.answer(books, mug, 4, by=sam, key="b").state == "posted"


def test_what_is_sold_between_the_count_and_the_booking_stays_sold(
    books: Session, shop: SmallShop, sam: Who, olive: Who, mia: Who
) -> None:
    (line,) = started(books, shop, sam)
    stock_counts.answer(books, line, 8, by=sam, key="a")
    stock_counts.answer(books, line, 8, by=olive, key="b")
    shipping.ship(books, shipping.plan(books, orders.by_number(books, "1043")), by=olive, key="s")
    before = on_hand(books, shop)

    count_decisions.approve(books, line, "found", by=mia, key="c")

    # I-26: 5 on hand and 8 counted were 3 more; 3 were sold since
    assert (before, on_hand(books, shop)) == (2, 5)
    assert verify.differences(books) == []


def test_a_number_is_worth_nothing_once_another_count_was_booked_there(
    books: Session, shop: SmallShop, sam: Who, olive: Who, mia: Who
) -> None:
    (line,) = started(books, shop, sam)
    stock_counts.answer(books, line, 2, by=sam, key="a")
    stock_counts.answer(books, line, 2, by=olive, key="b")
    where = Where(shop.sku_id(books, "MUG-BLU"), shop.location_id(books, "LEEDS"))
    counts.count(books, where, 2, by=olive, key="quick")
    assert count_cards.card(books, count_of(books, line)).lines[0].state == "stale"

    done = count_decisions.approve(books, line, "theft", by=mia, key="c")

    # the loss is not booked a second time; the line is asked for again
    assert (done.state, on_hand(books, shop)) == ("stale", 2)
    assert count_of(books, line).state == "counting"
    assert stock_counts.answer(books, line, 2, by=sam, key="d").state == "posted"
    assert on_hand(books, shop) == 2


@pytest.mark.parametrize("elsewhere", ["another place", "another bucket", "a sale"])
def test_what_happens_elsewhere_makes_no_number_stale(
    books: Session, shop: SmallShop, sam: Who, olive: Who, mia: Who, elsewhere: str
) -> None:
    (line,) = started(books, shop, sam)
    stock_counts.answer(books, line, 2, by=sam, key="a")
    sku, leeds = shop.sku_id(books, "MUG-BLU"), shop.location_id(books, "LEEDS")
    if elsewhere == "another place":
        york = Where(sku, shop.location_id(books, "YORK"))
        counts.adjust(books, york, 1, reason="found", by=olive, key="x")
    elif elsewhere == "another bucket":
        aside = Move(sku, 1, Place(leeds), Place(leeds, "damaged"), "inspect")
        stock.move(books, aside, by=olive)
    else:
        order = orders.by_number(books, "1043")
        shipping.ship(books, shipping.plan(books, order), by=olive, key="x")

    assert stock_counts.answer(books, line, 0, by=mia, key="b").state in {"recount", "posted"}


def test_a_count_that_was_dropped_books_nothing(
    books: Session, shop: SmallShop, sam: Who, olive: Who
) -> None:
    blue, red = started(books, shop, sam, "MUG-BLU", "MUG-RED")
    stock_counts.answer(books, blue, 4, by=sam, key="a")
    stock_counts.answer(books, red, 0, by=sam, key="b")

    stock_counts.cancel(books, count_of(books, red).id, by=olive, key="c")

    assert (on_hand(books, shop), on_hand(books, shop, "MUG-RED")) == (4, 4)
    assert count_of(books, red).state == "posted"
    with pytest.raises(NoLongerPossible):
        stock_counts.answer(books, red, 4, by=olive, key="d")
    with pytest.raises(NoLongerPossible):
        stock_counts.cancel(books, count_of(books, red).id, by=olive, key="e")


def test_only_who_may_approve_drops_what_waits_for_it(
    books: Session, shop: SmallShop, sam: Who, olive: Who, mia: Who
) -> None:
    (line,) = started(books, shop, sam)
    stock_counts.answer(books, line, 0, by=sam, key="a")
    stock_counts.answer(books, line, 0, by=mia, key="b")

    with pytest.raises(NotAllowed):
        count_decisions.reject(books, line, by=sam, key="c")
    assert count_decisions.reject(books, line, by=olive, key="d").state == "rejected"
    assert count_of(books, line).state == "cancelled"
    assert on_hand(books, shop) == 5


def test_an_answer_is_taken_back_with_what_was_booked_for_it(
    books: Session, shop: SmallShop, sam: Who
) -> None:
    (line,) = started(books, shop, sam)
    done = stock_counts.answer(books, line, 6, by=sam, key="a")

    count_decisions.take_back(books, line, done.before, by=sam, key="u")

    assert on_hand(books, shop) == 5
    assert books.get_one(CountLine, line).state == "asked"
    assert verify.differences(books) == []
    assert stock_counts.answer(books, line, 4, by=sam, key="b").state == "posted"
    assert on_hand(books, shop) == 4
    assert verify.differences(books) == []


def test_a_check_that_is_taken_back_leaves_the_first_number_as_it_was(
    books: Session, shop: SmallShop, sam: Who, olive: Who
) -> None:
    (line,) = started(books, shop, sam)
    stock_counts.answer(books, line, 1, by=sam, key="a")
    held = books.get_one(CountLine, line)
    first = Before(held.book, held.position)
    done = stock_counts.answer(books, line, 2, by=olive, key="b")

    count_decisions.take_back(books, line, done.before, by=olive, key="u")

    assert done.before == first
    assert (held.state, held.counted, held.recounted) == ("counted", 1, None)
    assert Before(held.book, held.position) == first


def test_the_same_answer_twice_is_one_answer(books: Session, shop: SmallShop, sam: Who) -> None:
    (line,) = started(books, shop, sam)

    first = stock_counts.answer(books, line, 6, by=sam, key="a")

    assert stock_counts.answer(books, line, 6, by=sam, key="a") == first
    assert on_hand(books, shop) == 6


def test_a_count_needs_products_and_not_too_many(books: Session, shop: SmallShop, sam: Who) -> None:
    leeds = shop.location_id(books, "LEEDS")
    with pytest.raises(BadQuantity):
        stock_counts.draft(books, Wanted(leeds, ()), by=sam, key="a")
    with pytest.raises(TooMuchToCount):
        stock_counts.draft(books, Wanted(leeds, tuple(range(51))), by=sam, key="b")


def test_a_draft_takes_no_numbers_and_is_started_once(
    books: Session, shop: SmallShop, sam: Who
) -> None:
    wanted = Wanted(shop.location_id(books, "LEEDS"), (shop.sku_id(books, "MUG-BLU"),))
    made = stock_counts.draft(books, wanted, by=sam, key="d")
    (line,) = books.scalars(select(CountLine.id).where(CountLine.count_id == made))

    with pytest.raises(NoLongerPossible, match="is draft"):
        stock_counts.answer(books, line, 5, by=sam, key="a")
    stock_counts.start(books, made, by=sam, key="s")
    with pytest.raises(NoLongerPossible, match="is counting"):
        stock_counts.start(books, made, by=sam, key="s2")
    with pytest.raises(BadQuantity):
        stock_counts.answer(books, line, -1, by=sam, key="b")


def test_who_may_not_count_there_does_not(books: Session, shop: SmallShop, sam: Who) -> None:
    (line,) = started(books, shop, sam)
    with pytest.raises(NotAllowed):
        stock_counts.answer(books, line, 5, by=actors.who(books, SERVICE), key="a")
    staff.bind(books, PICKER, ["YORK"], by=actors.who(books, OWNER))
    with pytest.raises(NotHere):
        stock_counts.answer(books, line, 5, by=actors.who(books, PICKER), key="b")


def test_verify_names_a_count_that_was_not_booked(
    books: Session, shop: SmallShop, sam: Who
) -> None:
    (line,) = started(books, shop, sam)
    stock_counts.answer(books, line, 6, by=sam, key="a")

    books.execute(text("UPDATE count_lines SET counted = 9"))

    assert [one.kind for one in verify.differences(books)] == ["variance of a count"]


def test_the_whole_story_on_both_kinds_of_database(database: Database, noon: dt.datetime) -> None:
    shop = SmallShop(database)
    with database.writing() as books:
        open_small_shop(books, today=noon.date())
        staff.add(books, name="Mia Cole", slack_user_id=MANAGER, role="manager")
    with database.writing() as books:
        (line,) = started(books, shop, actors.who(books, PICKER))
        stock_counts.answer(books, line, 1, by=actors.who(books, PICKER), key="a")
    with database.writing() as books:
        stock_counts.answer(books, line, 2, by=actors.who(books, OWNER), key="b")
    with database.writing() as books:
        done = count_decisions.approve(
            books, line, "damage", by=actors.who(books, MANAGER), key="c"
        )
        assert (done.state, on_hand(books, shop)) == ("posted", 2)
    with database.writing() as books:
        count_decisions.take_back(books, line, done.before, by=actors.who(books, OWNER), key="u")
        assert on_hand(books, shop) == 5
        assert verify.differences(books) == []


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["answer", "answer", "approve", "quick", "sell", "back", "reject"]),
        st.sampled_from([OWNER, PICKER, MANAGER]),
        st.integers(0, 9),
    ),
    max_size=9,
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=EVENTS)
def test_whatever_happens_only_the_variance_at_the_count_is_booked(
    sqlite_shop: SmallShop, events: list[tuple[str, str, int]]
) -> None:
    keys = itertools.count()
    with sqlite_shop.database.writing() as books:
        staff.add(books, name="Mia Cole", slack_user_id=MANAGER, role="manager")
        (line,) = started(books, sqlite_shop, actors.who(books, PICKER))
        for what, user, units in events:
            before, held = on_hand(books, sqlite_shop), books.get_one(CountLine, line)
            was = held.state
            try:
                with books.begin_nested():
                    _event(books, sqlite_shop, line, what, user, units, f"event-{next(keys)}")
            except ShopError as refusal:
                assert refusal.remedy  # noqa: PT017
                continue
            books.refresh(held)
            if what in {"answer", "approve"}:
                booked = held.state == "posted" and was != "posted"
                number = held.counted if held.recounted is None else held.recounted
                variance = (number or 0) - (held.book or 0) if booked else 0
                assert on_hand(books, sqlite_shop) == before + variance
            assert held.counter_id != held.recounter_id or held.counter_id is None
            assert held.approved_by_id is None or held.approved_by_id != held.counter_id
            assert verify.differences(books) == []
        books.rollback()


def _event(
    books: Session, shop: SmallShop, line: int, what: str, user: str, units: int, key: str
) -> None:
    who = actors.who(books, user)
    where = Where(shop.sku_id(books, "MUG-BLU"), shop.location_id(books, "LEEDS"))
    if what == "answer":
        stock_counts.answer(books, line, units, by=who, key=key)
    elif what == "approve":
        count_decisions.approve(books, line, "theft", by=who, key=key)
    elif what == "reject":
        count_decisions.reject(books, line, by=who, key=key)
    elif what == "quick":
        counts.count(books, where, units, by=who, key=key)
    elif what == "sell":
        order = orders.by_number(books, "1043")
        shipping.ship(books, shipping.plan(books, order), by=who, key=key)
    else:
        held = books.get_one(CountLine, line)
        before = Before(held.book, held.position)
        count_decisions.take_back(books, line, before, by=who, key=key)


def test_goods_on_the_packing_bench_are_named_and_asked_about(
    sqlite_shop: SmallShop,
) -> None:
    # given the 3 blue mugs of order 1043 were taken off the shelf, and 2 of 5 stand there
    with sqlite_shop.database.writing() as books:
        olive = actors.who(books, OWNER)
        order, leeds = orders.by_number(books, "1043"), sqlite_shop.location_id(books, "LEEDS")
        mugs = orders.lines_of(books, order)[0]
        made = shipments.plan(books, order.id, leeds, {mugs.id: 3}, by=olive, key="p")
        assert count_cards.bench(books, leeds, [mugs.sku_id or 0]) == {}
        shipments.start(books, made, by=olive, key="s")
        assert count_cards.bench(books, leeds, [mugs.sku_id or 0]) == {mugs.sku_id: 3}
        started(books, sqlite_shop, olive)
    talk = Talk(sqlite_shop)

    talk.say("C-1 MUG-BLU 2")
    assert talk.shown[0] == "Are the goods on the packing bench counted in?"
    assert "3 × Blue mug of Leeds" in talk.shown[1]
    talk.say("[Not counted]")
    assert talk.shown[1] == "• 5 × Blue mug (MUG-BLU), the bench added"
    talk.say("[Confirm]")

    assert talk.shown[1] == "• Blue mug (MUG-BLU): booked, ±0"
    talk.say("[Undo]")
    talk.say("C-1 MUG-BLU 5 with the bench")
    assert talk.shown[1] == "• 5 × Blue mug (MUG-BLU)"
