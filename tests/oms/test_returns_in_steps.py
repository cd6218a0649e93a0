"""Returns step by step: announced, received by the unit, inspected, ended, and undone."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from oms import (
    actors,
    backorders,
    clock,
    exceptions,
    history,
    inspections,
    orders,
    photos,
    reservations,
    return_cards,
    return_documents,
    return_endings,
    return_receipts,
    return_reminders,
    returns,
    stock,
    verify,
)
from oms.actors import Who
from oms.errors import NoLongerPossible, OverLimit, TooManyReturned
from oms.history import About
from oms.photos import Picture
from oms.return_announcing import Terms
from oms.return_errors import (
    DeductionUnproven,
    JudgedSince,
    NeedsDecision,
    NotReturnable,
    StillToSettle,
    TooManyJudged,
)
from oms.return_landing import Judgement
from oms.return_policy import Announced
from oms.return_states import ReturnRefuses
from oms.tables.catalogue import Sku
from oms.tables.money import Refund
from oms.tables.orders import Order, OrderLine
from oms.tables.people import Customer
from oms.tables.returns import Inspection, Return, ReturnLine
from oms.tables.stock import Movement
from tests.small_shop import OWNER, SERVICE, SmallShop, order


class Desk:
    """The returns desk of the small shop: order 1001, three blue mugs, all shipped from Leeds."""

    def __init__(self, books: Session, shop: SmallShop) -> None:
        self.books, self.shop = books, shop
        self.by: Who = actors.who(books, OWNER)
        self.order = orders.by_number(books, "1001")
        self.leeds = shop.location_id(books, "LEEDS")
        self.york = shop.location_id(books, "YORK")
        self.mug = shop.sku_id(books, "MUG-BLU")

    @property
    def line(self) -> OrderLine:
        """The line of the order."""
        self.books.flush()
        self.books.expire_all()
        return orders.lines_of(self.books, self.order)[0]

    def sku(self) -> Sku:
        """The product, to change its rules."""
        return self.books.get_one(Sku, self.mug)

    def authorise(self, units: int, reason: str = "changed_mind", key: str = "a") -> int:
        """Agree that mugs come back."""
        told = [Announced(self.line.id, units, reason)]
        return returns.authorise(
            self.books, self.order.id, told, Terms(self.leeds), by=self.by, key=key
        )

    def receive(self, made: int, units: int, place: int | None = None, key: str = "r") -> list[int]:
        """Count mugs in."""
        return returns.receive(
            self.books, made, {self.mug: units}, place or self.leeds, by=self.by, key=key
        )

    def inspect(self, made: int, *found: tuple[int, str], key: str = "i") -> list[int]:
        """Judge mugs: units and disposition."""
        (line,) = {one.id for one in return_documents.lines_of(self.books, made)}
        judged = [Judgement(line, units, what, "opened") for units, what in found]
        return inspections.inspect(self.books, made, judged, by=self.by, key=key)

    def decline(self, made: int) -> None:
        """Say that no money goes back."""
        return_endings.decline(self.books, made, "kept the set", by=self.by, key=f"d{made}")

    def counters(self) -> tuple[int, int, int]:
        """Announced, returned, and what may still come back."""
        line = self.line
        return line.return_open, line.returned, line.returnable

    def buckets(self, place: int | None = None) -> dict[str, int]:
        """Units of the mug at a place, by bucket, that are not 0."""
        found = {
            bucket: stock.units_in(self.books, self.mug, stock.Place(place or self.leeds, bucket))
            for bucket in ("sellable", "quarantine", "damaged", "refurb", "rtv")
        }
        return {bucket: units for bucket, units in found.items() if units}

    def state(self, made: int) -> str:
        """Where a return is."""
        return self.books.get_one(Return, made).state

    def proven(self) -> bool:
        """Whether the books prove themselves."""
        self.books.flush()
        assert verify.differences(self.books) == []
        return True


@pytest.fixture
def desk(books: Session, shop: SmallShop) -> Desk:
    """The returns desk on each kind of database."""
    return Desk(books, shop)


@pytest.fixture
def lite(sqlite_books: Session, sqlite_shop: SmallShop) -> Desk:
    """The returns desk where the kind of database does not matter."""
    return Desk(sqlite_books, sqlite_shop)


def test_an_authorised_return_speaks_for_its_units_and_no_more_can_be_announced(desk: Desk) -> None:
    desk.authorise(2)

    assert desk.counters() == (2, 0, 1)
    with pytest.raises(NotReturnable, match="Only 1 × Blue mug can still come back"):
        desk.authorise(2, key="b")
    assert desk.proven()


def test_the_database_itself_refuses_more_units_back_than_went_out(desk: Desk) -> None:
    line = desk.line
    line.returned, line.return_open = 2, 2

    with pytest.raises(IntegrityError, match=r"not_over_(returned|kept|lost)"):
        desk.books.flush()
    desk.books.rollback()


def test_received_goods_are_neither_announced_nor_returnable_any_more(lite: Desk) -> None:
    lite.sku().inspect_on_return = True
    made = lite.authorise(3)
    lite.receive(made, 2)

    assert lite.counters() == (1, 2, 0)
    with pytest.raises(NotReturnable):
        lite.authorise(1, key="b")
    assert lite.proven()


def test_a_receipt_needs_no_refund_and_goods_wait_in_quarantine_until_inspected(desk: Desk) -> None:
    desk.sku().inspect_on_return = True
    made = desk.authorise(2)
    desk.receive(made, 2)

    assert desk.buckets() == {"sellable": 5, "quarantine": 2}
    assert stock.at(desk.books, desk.mug, desk.leeds).available == 2
    desk.inspect(made, (1, "restock"), (1, "write_off"))
    assert desk.buckets() == {"sellable": 6, "damaged": 1}
    assert desk.state(made) == "receiving", "nobody has said yet what the customer gets"
    desk.decline(made)
    assert desk.state(made) == "closed"
    assert desk.proven()


def test_goods_that_need_no_look_are_on_the_shelf_at_once_but_broken_ones_never(
    lite: Desk,
) -> None:
    whole = lite.authorise(1)
    lite.receive(whole, 1)
    assert lite.buckets() == {"sellable": 6}

    broken = lite.authorise(1, "faulty", key="b")
    lite.receive(broken, 1, key="rb")
    assert lite.buckets() == {"sellable": 6, "quarantine": 1}
    assert lite.proven()


@pytest.mark.parametrize(
    ("disposition", "bucket"),
    [("restock", "sellable"), ("hold", "quarantine"), ("repair", "refurb"), ("send_back", "rtv"),
     ("write_off", "damaged")],
)  # fmt: skip
def test_a_disposition_decides_where_goods_go_and_only_restock_can_be_sold(
    lite: Desk, disposition: str, bucket: str
) -> None:
    made = lite.authorise(1, "faulty")
    lite.receive(made, 1)
    before = stock.at(lite.books, lite.mug, lite.leeds).available

    lite.inspect(made, (1, disposition))

    after = stock.at(lite.books, lite.mug, lite.leeds).available
    assert lite.buckets() == ({"sellable": 6} if bucket == "sellable" else
                              {"sellable": 5, bucket: 1})  # fmt: skip
    assert after - before == (1 if disposition == "restock" else 0)


def test_goods_put_aside_can_be_restocked_months_later_and_that_undone(desk: Desk) -> None:
    made = desk.authorise(3, "faulty")
    desk.receive(made, 3)
    (held,) = desk.inspect(made, (3, "repair"))
    desk.decline(made)
    assert desk.state(made) == "closed"

    judged = Judgement(desk.books.get_one(Inspection, held).return_line_id, 2, "restock", "new")
    anew = inspections.judge_anew(desk.books, held, judged, by=desk.by, key="anew")

    line = desk.books.get_one(ReturnLine, judged.line_id)
    assert line.disposition is None, "two are whole, one is not"
    assert desk.buckets() == {"sellable": 7, "refurb": 1}
    assert desk.state(made) == "closed"
    assert desk.proven()
    inspections.undo(desk.books, made, anew, by=desk.by, key="undo")
    assert desk.buckets() == {"sellable": 5, "refurb": 3}
    assert [one.id for one in inspections.of(desk.books, made)] == [held]
    assert line.disposition == "repair"
    assert desk.proven()


def test_what_was_judged_anew_is_undone_as_a_whole_and_in_order(lite: Desk) -> None:
    made = lite.authorise(3, "faulty")
    lite.receive(made, 3)
    (held,) = lite.inspect(made, (3, "repair"))
    line = lite.books.get_one(Inspection, held).return_line_id
    some, rest = inspections.judge_anew(
        lite.books, held, Judgement(line, 1, "restock"), by=lite.by, key="1"
    )
    (later, _) = inspections.judge_anew(
        lite.books, rest, Judgement(line, 1, "write_off"), by=lite.by, key="2"
    )
    with pytest.raises(NoLongerPossible, match="judged anew since"):
        inspections.undo(lite.books, made, [some], by=lite.by, key="too soon")

    inspections.undo(lite.books, made, [later], by=lite.by, key="u2")
    inspections.undo(lite.books, made, [some], by=lite.by, key="u1")

    assert [one.id for one in inspections.of(lite.books, made)] == [held]
    assert lite.buckets() == {"sellable": 5, "refurb": 3}
    assert lite.proven()


def test_no_more_is_inspected_than_arrived(lite: Desk) -> None:
    made = lite.authorise(3, "faulty")
    lite.receive(made, 2)
    lite.inspect(made, (1, "hold"))

    with pytest.raises(TooManyJudged, match=r"1 × Blue mug of return R-1 can .* 2 were given"):
        lite.inspect(made, (2, "restock"), key="more")


def test_one_inspection_cannot_judge_the_same_unit_twice(lite: Desk) -> None:
    made = lite.authorise(2, "faulty")
    lite.receive(made, 2)

    with pytest.raises(TooManyJudged):
        lite.inspect(made, (1, "restock"), (2, "hold"))


def test_fewer_come_and_the_rest_stays_awaited_until_it_is_given_up(desk: Desk) -> None:
    made = desk.authorise(3)
    desk.receive(made, 2)
    assert desk.counters() == (1, 2, 0)
    desk.decline(made)

    missing = return_endings.close_short(desk.books, made, by=desk.by, key="close")

    assert desk.state(made) == "closed"
    assert desk.counters() == (0, 2, 1)
    assert desk.proven()
    return_endings.wait_again(desk.books, made, missing, by=desk.by, key="wait")
    assert (desk.state(made), desk.counters()) == ("receiving", (1, 2, 0))
    assert desk.proven()


def test_what_was_given_up_and_comes_late_is_taken_in_all_the_same(lite: Desk) -> None:
    made = lite.authorise(3)
    lite.receive(made, 2)
    lite.decline(made)
    return_endings.close_short(lite.books, made, by=lite.by, key="close")

    late = lite.receive(made, 1, key="late")

    assert lite.counters() == (0, 3, 0)
    assert lite.state(made) == "receiving", "nobody declined a refund for this one"
    assert lite.proven()
    returns.undo_receipt(lite.books, made, late, by=lite.by, key="undo")
    assert lite.counters() == (0, 2, 1)
    assert lite.state(made) == "closed", "nothing of it is left, as before"
    assert lite.proven()


def test_a_return_cannot_be_closed_short_while_goods_wait_for_inspection(lite: Desk) -> None:
    made = lite.authorise(2, "faulty")
    lite.receive(made, 1)

    with pytest.raises(StillToSettle, match="1 × Blue mug to inspect; 1 × Blue mug to refund"):
        return_endings.close_short(lite.books, made, by=lite.by, key="close")


def test_more_than_announced_is_unidentified_and_waits_in_quarantine(desk: Desk) -> None:
    made = desk.authorise(1)
    lamp = desk.shop.sku_id(desk.books, "LAMP-1")
    got = returns.receive(desk.books, made, {desk.mug: 2, lamp: 1}, desk.leeds, by=desk.by, key="r")

    assert desk.counters() == (0, 1, 2), "nobody announced the second mug"
    assert stock.units_in(desk.books, lamp, stock.Place(desk.leeds, "quarantine")) == 1
    cases = [one for one in exceptions.waiting(desk.books) if one.kind == "unidentified_return"]
    assert sorted(one.subject for one in cases) == ["R-1: LAMP-1", "R-1: MUG-BLU"]
    assert desk.proven()
    returns.undo_receipt(desk.books, made, got, by=desk.by, key="undo")
    assert desk.counters() == (1, 0, 2)
    assert desk.state(made) == "authorised"
    assert not [one for one in exceptions.waiting(desk.books) if one.kind == "unidentified_return"]
    assert desk.proven()


def test_two_who_count_in_the_same_parcel_count_it_in_once(desk: Desk) -> None:
    made = desk.authorise(2)
    desk.receive(made, 2, key="hers")

    with pytest.raises(NoLongerPossible, match="has changed since you were asked"):
        returns.receive(
            desk.books, made, {desk.mug: 2}, desk.leeds, received=0, by=desk.by, key="his"
        )
    assert desk.counters() == (0, 2, 1)
    # who has seen that two are there says that two more came
    returns.receive(desk.books, made, {desk.mug: 2}, desk.leeds, received=2, by=desk.by, key="more")
    assert desk.buckets() == {"sellable": 7, "quarantine": 2}
    assert desk.proven()


def test_units_that_come_to_two_places_are_inspected_where_they_are(lite: Desk) -> None:
    made = lite.authorise(3, "faulty")
    lite.receive(made, 2)
    lite.receive(made, 1, lite.york, key="york")
    here, there = return_documents.lines_of(lite.books, made)

    judged = [Judgement(here.id, 2, "restock"), Judgement(there.id, 1, "restock")]
    inspections.inspect(lite.books, made, judged, by=lite.by, key="i")

    assert lite.buckets() == {"sellable": 7}
    assert lite.buckets(lite.york) == {"sellable": 10}
    assert (here.line_no, there.line_no, here.units, there.units) == (1, 1, 2, 1)
    assert lite.proven()


def test_undoing_a_receipt_leaves_everything_as_before(desk: Desk) -> None:
    made = desk.authorise(3)
    got = desk.receive(made, 2)

    returns.undo_receipt(desk.books, made, got, by=desk.by, key="undo")

    assert desk.state(made) == "authorised"
    assert desk.counters() == (3, 0, 0)
    assert desk.buckets() == {"sellable": 5}
    assert desk.proven()
    with pytest.raises(NoLongerPossible, match="undone before"):
        returns.undo_receipt(desk.books, made, got, by=desk.by, key="again")


def test_a_receipt_that_was_inspected_is_undone_only_after_the_inspection(lite: Desk) -> None:
    made = lite.authorise(2, "faulty")
    got = lite.receive(made, 2)
    seen = lite.inspect(made, (2, "restock"))

    with pytest.raises(JudgedSince, match="Undo the inspection first"):
        returns.undo_receipt(lite.books, made, got, by=lite.by, key="undo")
    inspections.undo(lite.books, made, seen, by=lite.by, key="undo-i")
    returns.undo_receipt(lite.books, made, got, by=lite.by, key="undo-r")

    assert lite.buckets() == {"sellable": 5}
    assert lite.proven()


def test_the_same_command_twice_is_done_once(lite: Desk) -> None:
    assert lite.authorise(2, "faulty") == lite.authorise(2, "faulty")
    made = lite.authorise(2, "faulty")
    assert lite.receive(made, 2) == lite.receive(made, 2)
    assert lite.inspect(made, (2, "hold")) == lite.inspect(made, (2, "hold"))

    assert lite.counters() == (0, 2, 1)
    assert len(lite.books.scalars(select(Return)).all()) == 1
    assert lite.proven()


def test_a_request_speaks_for_nothing_until_somebody_agrees(lite: Desk) -> None:
    told = [Announced(lite.line.id, 2)]
    made = returns.request(lite.books, lite.order.id, told, by=lite.by, key="ask")
    assert (lite.state(made), lite.counters()) == ("requested", (0, 0, 3))
    with pytest.raises(ReturnRefuses, match="R-1 does not let you receive: nobody has authorised"):
        lite.receive(made, 1)

    returns.agree(lite.books, made, by=lite.by, key="yes")

    assert (lite.state(made), lite.counters()) == ("authorised", (2, 0, 1))
    assert lite.proven()


def test_a_rejection_and_a_cancellation_can_be_taken_back(lite: Desk) -> None:
    told = [Announced(lite.line.id, 1)]
    asked = returns.request(lite.books, lite.order.id, told, by=lite.by, key="ask")
    return_endings.reject(lite.books, asked, "worn", by=lite.by, key="no")
    assert lite.state(asked) == "rejected"
    return_endings.restore(lite.books, asked, by=lite.by, key="undo-no")
    assert lite.state(asked) == "requested"

    made = lite.authorise(3)
    return_endings.cancel(lite.books, made, None, by=lite.by, key="off")
    assert (lite.state(made), lite.counters()) == ("cancelled", (0, 0, 3))
    return_endings.restore(lite.books, made, by=lite.by, key="on")
    assert (lite.state(made), lite.counters()) == ("authorised", (3, 0, 0))
    assert lite.proven()


def test_a_cancelled_return_cannot_be_restored_when_its_units_are_spoken_for(lite: Desk) -> None:
    made = lite.authorise(3)
    return_endings.cancel(lite.books, made, None, by=lite.by, key="off")
    lite.authorise(1, key="other")

    with pytest.raises(TooManyReturned, match="2 × MUG-BLU can still come back and 3 were given"):
        return_endings.restore(lite.books, made, by=lite.by, key="on")


def test_goods_of_an_expired_return_are_taken_in_as_far_as_they_can_be_its(lite: Desk) -> None:
    made = lite.authorise(3)
    clock.set_source(lambda: dt.datetime(2026, 12, 25, 12, tzinfo=dt.UTC))
    today = dt.date(2026, 12, 25)
    assert return_endings.due_to_expire(lite.books, today) == [made]
    assert return_endings.expire(lite.books, made, by=lite.by, key="over")
    assert (lite.state(made), lite.counters()) == ("expired", (0, 0, 3))
    other = returns.authorise(
        lite.books, lite.order.id, [Announced(lite.line.id, 2)], Terms(despite="loyal"),
        by=lite.by, key="other",
    )  # fmt: skip
    assert lite.state(other) == "authorised"

    lite.receive(made, 2)

    assert lite.counters() == (2, 1, 0), "one was free, the other is nobody's"
    assert lite.proven()


def test_a_return_restored_after_its_last_day_is_awaited_as_long_as_a_new_one(lite: Desk) -> None:
    made = lite.authorise(3)
    day = dt.date(2026, 12, 25)
    clock.set_source(lambda: dt.datetime.combine(day, dt.time(12), dt.UTC))
    assert return_reminders.keep(lite.books, day, by=lite.by) == 1
    return_endings.restore(lite.books, made, by=lite.by, key="after all")

    assert return_reminders.keep(lite.books, day + dt.timedelta(days=1), by=lite.by) == 0

    last = lite.books.get_one(Return, made).expires_on
    assert (lite.state(made), last) == ("authorised", dt.date(2027, 1, 24))
    assert return_reminders.keep(lite.books, dt.date(2027, 1, 25), by=lite.by) == 1
    assert (lite.state(made), lite.counters()) == ("expired", (0, 0, 3))


def test_a_cancelled_return_is_cancelled_again_when_its_late_goods_were_a_mistake(
    lite: Desk,
) -> None:
    made = lite.authorise(3)
    return_endings.cancel(lite.books, made, "changed again", by=lite.by, key="cancel")
    late = lite.receive(made, 1)

    returns.undo_receipt(lite.books, made, late, by=lite.by, key="undo")

    assert (lite.state(made), lite.counters()) == ("cancelled", (0, 0, 3))
    return_endings.restore(lite.books, made, by=lite.by, key="after all")
    assert (lite.state(made), lite.counters()) == ("authorised", (3, 0, 0))
    assert lite.proven()


def test_goods_that_come_late_to_a_past_return_change_nothing_of_what_was_settled(
    lite: Desk,
) -> None:
    line = lite.line
    past = Return(
        number="R-100001", channel_id=lite.order.channel_id, their_number="C1", source="channel",
        order_id=line.order_id, state="closed", requested_at=clock.now(), by_id=lite.by.id,
    )  # fmt: skip
    lite.books.add(past)
    lite.books.flush()
    judged = ReturnLine(
        return_id=past.id, line_no=1, order_line_id=line.id, sku_id=lite.mug, units=2, received=2,
        disposition="restock", resolution="refund", unit_price="8.50", amount_minor=1700,
    )  # fmt: skip
    line.returned = 2
    lite.books.add(judged)
    assert return_cards.card(lite.books, past).waiting == 0

    came = lite.receive(past.id, 1)

    seen = return_cards.card(lite.books, past)
    assert (seen.state, seen.left) == ("receiving", ("1 × Blue mug to inspect",))
    returns.undo_receipt(lite.books, past.id, came, by=lite.by, key="undo")
    assert (past.state, judged.disposition, judged.resolution) == ("closed", "restock", "refund")
    assert lite.proven()


def test_a_return_of_which_something_came_does_not_expire(lite: Desk) -> None:
    made = lite.authorise(3)
    lite.receive(made, 1)

    assert return_endings.due_to_expire(lite.books, dt.date(2030, 1, 1)) == []
    assert not return_endings.expire(lite.books, made, by=lite.by, key="over")


def test_the_policy_is_kept_with_the_return_and_a_later_one_changes_nothing(lite: Desk) -> None:
    made = lite.authorise(1)
    lite.sku().returnable = False

    lite.receive(made, 1)

    policy = lite.books.get_one(Return, made).policy
    assert policy is not None
    assert (policy["outcome"], policy["window_days"], policy["statutory"]) == ("ok", 30, True)
    with pytest.raises(NotReturnable, match="Order 1001: Blue mug is not taken back"):
        lite.authorise(1, key="b")


def test_a_flagged_customer_needs_a_decision_and_policy_needs_authority(lite: Desk) -> None:
    customer = lite.books.get_one(Customer, lite.order.customer_id)
    customer.ask_on_return = True
    told = [Announced(lite.line.id, 1)]
    with pytest.raises(NeedsDecision, match="flagged for abusing returns"):
        returns.authorise(lite.books, lite.order.id, told, by=lite.by, key="a")
    yes = Terms(decided=True)
    returns.authorise(lite.books, lite.order.id, told, yes, by=lite.by, key="b")

    lite.sku().personalised = True
    priya = actors.who(lite.books, SERVICE)
    despite = Terms(decided=True, despite="a regular")
    with pytest.raises(OverLimit, match="Priya Nair"):
        returns.authorise(lite.books, lite.order.id, told, despite, by=priya, key="c")
    returns.authorise(lite.books, lite.order.id, told, despite, by=lite.by, key="d")
    assert lite.proven()


def test_no_policy_lets_more_back_than_went_out(lite: Desk) -> None:
    with pytest.raises(NotReturnable, match="Only 3 × Blue mug can still come back"):
        returns.authorise(
            lite.books, lite.order.id, [Announced(lite.line.id, 4)], Terms(despite="please"),
            by=lite.by, key="a",
        )  # fmt: skip


def test_loss_of_value_needs_a_reason_and_a_photo(lite: Desk) -> None:
    made = lite.authorise(1, "faulty")
    lite.receive(made, 1)
    (line,) = return_documents.lines_of(lite.books, made)

    def inspect(note: str | None, key: str) -> list[int]:
        judged = Judgement(line.id, 1, "write_off", "used", deduction_minor=200, note=note)
        return inspections.inspect(lite.books, made, [judged], by=lite.by, key=key)

    with pytest.raises(DeductionUnproven, match="without a reason"):
        inspect(None, "1")
    with pytest.raises(DeductionUnproven, match="without a photo"):
        inspect("handle gone", "2")
    photos.attach(lite.books, made, [Picture("F1", "mug.jpg", "https://x/F1")], by=lite.by)
    inspect("handle gone", "3")
    assert inspections.deductions(lite.books, made) == {lite.line.id: 200}


def test_goods_go_back_to_the_customer_under_an_order_of_no_price(desk: Desk) -> None:
    made = desk.authorise(2, "faulty")
    desk.receive(made, 2)
    desk.inspect(made, (2, "to_customer"))

    assert desk.buckets() == {"sellable": 5}
    sent = desk.books.scalars(select(Order).where(Order.origin == "reship")).one()
    assert (sent.parent_order_id, sent.total_minor, sent.state) == (desk.order.id, 0, "completed")
    assert desk.counters() == (0, 2, 1), "the old line's counters never go down"
    assert [line.shipped for line in orders.lines_of(desk.books, sent)] == [2]
    assert desk.state(made) == "closed", "nothing is owed for what they have again"
    assert desk.proven()


def test_the_wrong_goods_that_we_sent_come_in_as_what_they_are(desk: Desk) -> None:
    red = desk.shop.sku_id(desk.books, "MUG-RED")
    made = desk.authorise(1, "wrong_item")
    desk.receive(made, 1)
    (line,) = return_documents.lines_of(desk.books, made)

    judged = Judgement(line.id, 1, "restock", "wrong_item", actual_sku_id=red)
    seen = inspections.inspect(desk.books, made, [judged], by=desk.by, key="i")

    assert stock.at(desk.books, red, desk.leeds).on_hand == 5
    assert desk.buckets() == {"sellable": 5}
    assert desk.counters() == (0, 1, 2)
    assert desk.proven()
    inspections.undo(desk.books, made, seen, by=desk.by, key="undo")
    assert stock.at(desk.books, red, desk.leeds).on_hand == 4
    assert desk.buckets() == {"sellable": 5, "quarantine": 1}
    assert desk.proven()


def test_restocked_goods_go_to_who_waits_for_them(lite: Desk) -> None:
    waiting = order(
        lite.books, "2001", "etsy", "Ann Lee", "Hull", dt.date(2026, 11, 24), {"MUG-BLU": 14},
        due=3,
    )  # fmt: skip
    reservations.reserve_order(lite.books, waiting, by=lite.by)
    assert orders.lines_of(lite.books, waiting)[0].backordered == 3
    made = lite.authorise(2, "faulty")
    lite.receive(made, 2)
    assert orders.lines_of(lite.books, waiting)[0].backordered == 3

    lite.inspect(made, (1, "restock"), (1, "write_off"))

    # whoever waits is given it by the next drain, in a transaction of its own
    assert backorders.is_wanted(lite.books)
    assert reservations.reserve_order(lite.books, waiting, by=lite.by) == 2


def test_one_tap_leaves_what_must_be_looked_at_in_quarantine(lite: Desk) -> None:
    lite.sku().inspect_on_return = True
    plan = returns.plan(lite.books, lite.order, lite.leeds, units=2)
    made = returns.accept(lite.books, plan, by=lite.by, key="tap")

    assert [line.needs_look for line in plan.lines] == [True]
    assert lite.state(made) == "receiving"
    assert lite.buckets() == {"sellable": 5, "quarantine": 2}
    assert lite.books.scalars(select(Refund)).all() == [], "money waits for the inspection"
    returns.undo(lite.books, made, by=lite.by, key="undo")
    assert (lite.state(made), lite.counters()) == ("cancelled", (0, 0, 3))
    assert lite.proven()


def test_every_step_stands_in_the_history_of_the_return_and_of_its_order(lite: Desk) -> None:
    made = lite.authorise(2, "faulty")
    lite.receive(made, 2)
    lite.inspect(made, (2, "hold"))
    lite.decline(made)

    told = [row.what for row in history.of(lite.books, About("return", made))]
    assert told == ["authorised", "received", "inspected", "refund declined", "closed"]
    ours = [row.what for row in history.of(lite.books, About("order", lite.order.id))]
    assert ours[-5:] == [f"return {what}" for what in told]


def test_receipts_name_their_movements(lite: Desk) -> None:
    made = lite.authorise(2)
    (got,) = lite.receive(made, 2)

    (receipt,) = return_receipts.of(lite.books, made)
    movement = lite.books.get_one(Movement, receipt.movement_id)
    assert receipt.id == got
    assert (movement.reason, movement.units, movement.line_id) == ("return_in", 2, lite.line.id)
    assert lite.books.scalars(select(ReturnLine.inspected)).all() == [2]
