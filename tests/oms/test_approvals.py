"""A second person: never the same, only with the right, once, and in time."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from oms import (
    actors,
    approvals,
    clock,
    counts,
    history,
    staff,
    stock,
    transfer_receipts,
    transfers,
    verify,
    write_offs,
)
from oms.actors import WRITE_OFF, Who
from oms.approvals import AskedAlready, SamePerson, UnknownApproval
from oms.counts import StockChange, Where
from oms.errors import KeyReused, NoLongerPossible, NotAllowed, OverLimit
from oms.history import About
from oms.tables.messages import Approval, OutboxMessage
from oms.tables.stock import Movement
from oms.transfers import Wanted
from tests.conftest import NOON
from tests.small_shop import OWNER, PICKER, SmallShop
from tests.transactions import at_once

TEAPOTS = 2  # worth £59.90, and a picker writes off £50.00 alone


def teapots(shop: SmallShop, books: Session) -> Where:
    """The teapots at York: 7 of them."""
    return Where(shop.sku_id(books, "TEAPOT"), shop.location_id(books, "YORK"))


def sam(books: Session) -> Who:
    return actors.who(books, PICKER)


def asked(shop: SmallShop, books: Session, key: str = "sam-1") -> Approval:
    """Sam asks to write off teapots."""
    where = teapots(shop, books)
    made = write_offs.take_off(books, where, TEAPOTS, reason="damage", by=sam(books), key=key)
    assert isinstance(made, Approval)
    return made


def on_hand(shop: SmallShop, books: Session) -> int:
    where = teapots(shop, books)
    return stock.at(books, where.sku_id, where.location_id).on_hand


def test_above_the_limit_it_is_asked_and_nothing_is_done(shop: SmallShop, books: Session) -> None:
    request = asked(shop, books)

    assert (request.state, request.amount_minor, request.permission) == ("open", 5_990, WRITE_OFF)
    assert on_hand(shop, books) == 7
    told = books.scalars(select(OutboxMessage).where(OutboxMessage.kind == "notice")).one()
    assert told.payload["template"] == "notices/approval_asked"
    assert told.payload["facts"]["approval"]["asked_by"] == "Sam Reed"


def test_within_the_limit_it_is_done_and_nobody_is_asked(shop: SmallShop, books: Session) -> None:
    done = write_offs.take_off(
        books, teapots(shop, books), 1, reason="damage", by=sam(books), key="k"
    )

    assert isinstance(done, StockChange)
    assert (done.before, done.after) == (7, 6)
    assert approvals.waiting(books) == []


def test_in_pieces_nobody_takes_more_off_a_shelf_than_their_limit(
    shop: SmallShop, books: Session
) -> None:
    where = teapots(shop, books)
    take = partial(write_offs.take_off, books, where, 1, reason="damage")
    first = take(by=sam(books), key="1")
    assert isinstance(first, StockChange)
    assert first.movement_id is not None
    assert take(by=sam(books), key="1") == first

    second = take(by=sam(books), key="2")
    assert isinstance(second, Approval)
    # what the owner agrees to is not what the owner did alone, and what was undone did not happen
    approvals.decide(books, second.id, True, by=shop.owner(books), key="d")
    assert write_offs.lost_alone(books, where, by=shop.owner(books)) == 0
    assert write_offs.lost_alone(books, where, by=sam(books)) == 2_995
    counts.undo(books, first.movement_id, by=sam(books), key="u")
    assert write_offs.lost_alone(books, where, by=sam(books)) == 0
    assert isinstance(take(by=sam(books), key="3"), StockChange)
    # what was found counts against it, another day and another shelf on their own
    counts.adjust(books, where, 1, reason="found", by=sam(books), key="4")
    assert isinstance(take(by=sam(books), key="5"), StockChange)
    assert isinstance(take(by=sam(books), key="6"), Approval)
    leeds = Where(where.sku_id, shop.location_id(books, "LEEDS"))
    assert write_offs.lost_alone(books, leeds, by=sam(books)) == 0
    clock.set_source(lambda: NOON + dt.timedelta(days=1))
    assert isinstance(take(by=sam(books), key="7"), StockChange)
    assert verify.differences(books) == []


def test_the_same_request_twice_is_one_and_another_under_its_key_is_refused(
    shop: SmallShop, books: Session
) -> None:
    first, again = asked(shop, books), asked(shop, books)

    assert first.id == again.id
    assert len(approvals.waiting(books)) == 1
    with pytest.raises(KeyReused):
        write_offs.take_off(
            books, teapots(shop, books), 3, reason="damage", by=sam(books), key="sam-1"
        )


def test_the_same_again_is_asked_for_once_the_first_is_decided(
    shop: SmallShop, books: Session
) -> None:
    request = asked(shop, books)
    take = partial(write_offs.take_off, books, teapots(shop, books), TEAPOTS, reason="damage")

    with pytest.raises(AskedAlready, match="A-1 waits for a second person"):
        take(by=sam(books), key="again")

    approvals.decide(books, request.id, False, by=actors.who(books, OWNER), key="no")
    assert isinstance(take(by=sam(books), key="once more"), Approval)


def test_agreed_to_by_another_it_is_done_in_their_name_once(
    shop: SmallShop, books: Session
) -> None:
    request, olive = asked(shop, books), shop.owner(books)

    first = approvals.decide(books, request.id, True, by=olive, key="d1")
    again = approvals.decide(books, request.id, True, by=olive, key="d1")

    assert first is again
    assert (first.state, first.decided_by_id) == ("approved", olive.id)
    assert on_hand(shop, books) == 5
    moved = books.scalars(select(Movement).order_by(Movement.id.desc())).first()
    assert moved is not None
    assert (moved.units, moved.by_id, moved.reason) == (TEAPOTS, olive.id, "damage")
    with pytest.raises(NoLongerPossible, match="A-1 was approved before"):
        approvals.decide(books, request.id, True, by=olive, key="d2")
    with pytest.raises(KeyReused):
        approvals.decide(books, request.id, False, by=olive, key="d1")
    assert on_hand(shop, books) == 5
    assert verify.differences(books) == []


def test_declined_nothing_is_done_and_it_cannot_be_agreed_to_later(
    shop: SmallShop, books: Session
) -> None:
    request, olive = asked(shop, books), shop.owner(books)

    assert approvals.decide(books, request.id, False, by=olive, key="d1").state == "declined"
    with pytest.raises(NoLongerPossible, match="was declined before"):
        approvals.decide(books, request.id, True, by=olive, key="d2")
    assert on_hand(shop, books) == 7


def test_whoever_asked_never_decides_not_even_with_a_higher_limit_since(
    shop: SmallShop, books: Session
) -> None:
    request = asked(shop, books)
    staff.add(books, name="Sam Reed", slack_user_id=PICKER, role="owner")

    for approve in (True, False):
        with pytest.raises(SamePerson, match="Sam Reed asked for A-1"):
            approvals.decide(books, request.id, approve, by=sam(books), key=f"d{approve}")
    assert request.state == "open"


def test_the_database_itself_refuses_one_person_as_both(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        request = asked(shop, books).id
    with pytest.raises(IntegrityError), shop.database.writing() as books:
        books.execute(text("UPDATE approvals SET decided_by_id = asked_by_id"))
    with shop.database.reading() as books:
        assert books.get_one(Approval, request).decided_by_id is None


def test_who_may_not_do_it_or_not_for_so_much_does_not_decide(
    shop: SmallShop, books: Session
) -> None:
    request = asked(shop, books)
    jo = staff.add(books, name="Jo Hill", slack_user_id="U77JO", role="picker")

    with pytest.raises(OverLimit, match="up to £50.00, and this is £59.90"):  # noqa: RUF043
        approvals.decide(books, request.id, True, by=jo, key="d1")
    kim = staff.add(books, name="Kim Nair", slack_user_id="U78KIM", role="buyer")
    with pytest.raises(NotAllowed, match="Kim Nair may not write off stock"):
        approvals.decide(books, request.id, True, by=kim, key="d2")


def test_who_may_not_even_ask_is_refused(shop: SmallShop, books: Session) -> None:
    kim = staff.add(books, name="Kim Nair", slack_user_id="U78KIM", role="buyer")

    with pytest.raises(NotAllowed):
        approvals.ask(books, "write_off", {}, why="", by=kim, key="k")


def test_what_can_no_longer_be_done_ends_as_failed_and_says_why(
    shop: SmallShop, books: Session
) -> None:
    request, olive = asked(shop, books), shop.owner(books)
    counts.adjust(books, teapots(shop, books), -6, reason="theft", by=olive, key="gone")

    decided = approvals.decide(books, request.id, True, by=olive, key="d1")

    assert decided.state == "failed"
    assert "1 TEAPOT on hand" in approvals.shown(books, decided).failure
    assert on_hand(shop, books) == 1
    assert verify.differences(books) == []


def test_nobody_decides_what_is_too_old_and_the_job_ends_it_and_says_so(
    shop: SmallShop, books: Session
) -> None:
    request, olive = asked(shop, books), shop.owner(books)
    clock.set_source(lambda: NOON + dt.timedelta(days=3, seconds=1))

    with pytest.raises(NoLongerPossible, match="too old"):
        approvals.decide(books, request.id, True, by=olive, key="d1")
    assert approvals.waiting(books) == []
    assert [one.id for one in approvals.expire(books, by=actors.system(books))] == [request.id]
    assert approvals.expire(books, by=actors.system(books)) == []
    assert request.state == "expired"
    notices = books.scalars(select(OutboxMessage.payload).order_by(OutboxMessage.id))
    assert [told["template"] for told in notices if "template" in told] == [
        "notices/approval_asked", "notices/approval_decided",
    ]  # fmt: skip


def test_asking_and_deciding_stand_in_the_history_with_who_and_why(
    shop: SmallShop, books: Session
) -> None:
    request, olive = asked(shop, books), shop.owner(books)
    approvals.decide(books, request.id, False, by=olive, key="d1")

    rows = history.of(books, About("sku", teapots(shop, books).sku_id))
    told = [(row.what, row.by_id, row.reason) for row in rows]
    assert told[-2:] == [
        ("approval asked", sam(books).id, "damage"), ("approval declined", olive.id, None),
    ]  # fmt: skip


def test_of_several_who_agree_at_once_one_does_it(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        request = asked(shop, books).id

    def agree(books: Session, key: str) -> Any:
        try:
            return approvals.decide(books, request, True, by=shop.owner(books), key=key).state
        except NoLongerPossible as refusal:
            return refusal.code

    ends = at_once(shop.database, agree, list("abcde"))

    assert sorted(ends) == ["approved"] + ["no_longer_possible"] * 4
    with shop.database.reading() as books:
        assert on_hand(shop, books) == 5
        lost = select(func.count(Movement.id)).where(Movement.reason == "damage")
        assert books.scalars(lost).one() == 1


@pytest.mark.parametrize("said", ["A-9", "9", "a-", "x", ""])
def test_a_number_that_there_is_not_is_refused(sqlite_books: Session, said: str) -> None:
    with pytest.raises(UnknownApproval):
        approvals.by_number(sqlite_books, said)


@pytest.mark.parametrize(
    ("role", "could"),
    [("viewer", False), ("buyer", False), ("integration", False), ("picker", True),
     ("service", True), ("manager", True), ("owner", True)],
)  # fmt: skip
def test_who_could_ever_decide_a_request_is_whoever_may_some_of_it_alone(
    sqlite_books: Session, role: str, could: bool
) -> None:
    who = staff.add(sqlite_books, name="Jo", slack_user_id="U77JO", role=role)

    assert approvals.could_decide(who) is could


def test_who_may_only_ask_for_it_could_never_decide(sqlite_books: Session) -> None:
    staff.limit(sqlite_books, "picker", actors.WRITE_OFF, 0)

    assert not approvals.could_decide(actors.who(sqlite_books, PICKER))


def test_what_was_found_is_not_undone_under_what_was_taken_off(
    shop: SmallShop, books: Session
) -> None:
    where, who = teapots(shop, books), sam(books)
    found = counts.adjust(books, where, TEAPOTS, reason="found", by=who, key="found")
    assert found.movement_id is not None
    for number in range(TEAPOTS):
        write_offs.take_off(books, where, 1, reason="damage", by=who, key=f"one {number}")
    assert write_offs.lost_alone(books, where, by=who) == 0

    with pytest.raises(OverLimit), books.begin_nested():
        write_offs.undo(books, found.movement_id, by=who, key="undo")

    assert on_hand(shop, books) == 7
    assert write_offs.undo(books, found.movement_id, by=shop.owner(books), key="u").units < 0


def test_in_pieces_nobody_loses_more_of_transfers_than_their_limit(
    shop: SmallShop, books: Session
) -> None:
    where, who = teapots(shop, books), sam(books)
    leeds = shop.location_id(books, "LEEDS")

    def lose(key: str) -> None:
        made = transfers.send(
            books, Wanted(where.location_id, leeds, {where.sku_id: 1}), by=who, key=key
        )
        transfer_receipts.close(books, made, "lost", by=who, key=f"{key}:lost")

    lose("first")
    with pytest.raises(OverLimit, match="alone today"):
        lose("second")


def test_what_is_taken_off_and_what_is_lost_on_the_way_is_one_sum(
    shop: SmallShop, books: Session
) -> None:
    where, who = teapots(shop, books), sam(books)
    leeds = shop.location_id(books, "LEEDS")

    def sent(key: str) -> int:
        wanted = Wanted(where.location_id, leeds, {where.sku_id: 1})
        return transfers.send(books, wanted, by=who, key=key)

    made = sent("first")
    damaged = write_offs.take_off(books, where, 1, reason="damage", by=who, key="damaged")
    with pytest.raises(OverLimit, match="alone today"), books.begin_nested():
        transfer_receipts.close(books, made, "lost", by=who, key="lost")

    assert isinstance(damaged, StockChange)
    assert damaged.movement_id is not None
    write_offs.undo(books, damaged.movement_id, by=who, key="undone")
    lost = transfer_receipts.close(books, made, "lost", by=who, key="lost again")
    again = write_offs.take_off(books, where, 1, reason="damage", by=who, key="damaged again")
    assert isinstance(again, Approval)

    transfer_receipts.undo_close(books, made, lost, by=who, key="there after all")
    assert write_offs.lost_alone(books, where, by=who) == 0
