"""Writing off what came back: above a limit with a second person, and on hold until then."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from oms import (
    actors,
    approvals,
    inspections,
    orders,
    return_cards,
    return_documents,
    return_findings,
    return_write_offs,
    returns,
    shipping,
    staff,
    stock,
    verify,
)
from oms.actors import WRITE_OFF, Who
from oms.approvals import SamePerson
from oms.errors import NoLongerPossible, NotAllowed, NotHere, OverLimit
from oms.return_errors import JudgedSince
from oms.return_findings import Finding
from oms.return_landing import Judgement
from oms.return_policy import Announced
from oms.returns import Judged
from oms.stock import Place
from oms.tables.messages import Approval
from oms.tables.returns import Inspection, Return
from tests.small_shop import PICKER, SERVICE, SmallShop
from tests.transactions import at_once

TEAPOTS = 2  # worth £59.90, and a picker writes off £50.00 alone


@dataclass
class Desk:
    """Two teapots of order 1042 that came back to York, waiting in quarantine."""

    books: Session
    shop: SmallShop

    def __post_init__(self) -> None:
        """Ship the order and take the teapots in."""
        order = orders.by_number(self.books, "1042")
        shipping.ship(self.books, shipping.plan(self.books, order), by=self.olive, key="s")
        self.books.expire_all()
        self.york = self.shop.location_id(self.books, "YORK")
        self.teapot = self.shop.sku_id(self.books, "TEAPOT")

    @property
    def olive(self) -> Who:
        """Who may do everything."""
        return self.shop.owner(self.books)

    @property
    def sam(self) -> Who:
        """Who may write off £50.00 alone."""
        return actors.who(self.books, PICKER)

    def arrived(self) -> int:
        """A return of the teapots, received and not inspected."""
        order = orders.by_number(self.books, "1042")
        line = orders.lines_of(self.books, order)[0]
        told = [Announced(line.id, TEAPOTS, "faulty")]
        made = returns.authorise(self.books, order.id, told, by=self.olive, key="a")
        returns.receive(self.books, made, {self.teapot: TEAPOTS}, self.york, by=self.olive, key="r")
        return made

    def found(self, made: int, *told: tuple[int | None, str, str]) -> list[Finding]:
        """What somebody says of the return."""
        seen = return_cards.card(self.books, self.books.get_one(Return, made))
        return return_findings.spread(seen, told, note="cracked")

    def broken(self, made: int, by: Who, key: str = "w") -> tuple[list[int], Approval]:
        """Somebody says that both are broken; it takes a second person."""
        told = self.found(made, (None, "write_off", "damaged"))
        booked = return_write_offs.book(self.books, made, told, by=by, key=key)
        assert booked.waits is not None
        return booked.inspections, booked.waits

    def held(self) -> tuple[int, int]:
        """Teapots in quarantine, and written off, in York."""
        units = [
            stock.units_in(self.books, self.teapot, Place(self.york, bucket))
            for bucket in ("quarantine", "damaged")
        ]
        return units[0], units[1]

    def proven(self) -> bool:
        """Whether the books prove themselves."""
        self.books.flush()
        return verify.differences(self.books) == []


@pytest.fixture
def desk(books: Session, shop: SmallShop) -> Desk:
    """The desk on each kind of database."""
    return Desk(books, shop)


@pytest.fixture
def lite(sqlite_books: Session, sqlite_shop: SmallShop) -> Desk:
    """The desk where the kind of database does not matter."""
    return Desk(sqlite_books, sqlite_shop)


def test_above_the_limit_broken_goods_wait_on_hold_and_somebody_else_is_asked(desk: Desk) -> None:
    made = desk.arrived()

    seen, request = desk.broken(made, desk.sam)

    assert (request.state, request.amount_minor, request.permission) == ("open", 5_990, WRITE_OFF)
    assert desk.held() == (TEAPOTS, 0)
    (one,) = inspections.of(desk.books, made)
    assert ([one.id], one.disposition, one.condition, one.note) == (
        seen, "hold", "damaged", "cracked",
    )  # fmt: skip
    assert approvals.shown(desk.books, request).what == (
        "Write off 2 × Stoneware teapot (TEAPOT) of return R-1, £59.90"
    )
    assert request.why == "damaged, cracked"
    assert desk.proven()


def test_within_the_limit_they_are_written_off_at_once(lite: Desk) -> None:
    made = lite.arrived()

    told = lite.found(made, (1, "write_off", "damaged"), (1, "restock", "new"))
    booked = return_write_offs.book(lite.books, made, told, by=lite.sam, key="w")

    assert booked.waits is None
    assert lite.held() == (0, 1)


def test_only_what_is_written_off_waits_and_the_rest_is_booked(lite: Desk) -> None:
    made = lite.arrived()
    staff.limit(lite.books, "picker", WRITE_OFF, 1_000)

    told = lite.found(made, (1, "restock", "new"), (1, "write_off", "damaged"))
    booked = return_write_offs.book(lite.books, made, told, by=lite.sam, key="w")

    assert booked.waits is not None
    assert lite.held() == (1, 0)
    assert [one.disposition for one in inspections.of(lite.books, made)] == ["restock", "hold"]


def test_agreed_to_by_somebody_else_they_are_written_off(desk: Desk) -> None:
    made = desk.arrived()
    _, request = desk.broken(made, desk.sam)

    with pytest.raises(SamePerson):
        approvals.decide(desk.books, request.id, True, by=desk.sam, key="d0")
    decided = approvals.decide(desk.books, request.id, True, by=desk.olive, key="d1")

    assert decided.state == "approved"
    assert desk.held() == (0, TEAPOTS)
    (one,) = inspections.of(desk.books, made)
    assert (one.disposition, one.condition, one.note) == ("write_off", "damaged", "cracked")
    assert desk.proven()


def test_declined_they_stay_on_hold_and_that_is_said(desk: Desk) -> None:
    made = desk.arrived()
    _, request = desk.broken(made, desk.sam)

    decided = approvals.decide(desk.books, request.id, False, by=desk.olive, key="d1")

    assert approvals.shown(desk.books, decided).otherwise == (
        "The goods stay on hold in quarantine."
    )
    assert desk.held() == (TEAPOTS, 0)
    assert desk.proven()


def test_a_finding_undone_takes_its_request_back(desk: Desk) -> None:
    made = desk.arrived()
    seen, request = desk.broken(made, desk.sam)

    return_write_offs.undo(desk.books, made, seen, by=desk.sam, key="u")

    assert (request.state, request.decided_by_id) == ("declined", None)
    assert approvals.waiting(desk.books) == []
    assert return_documents.lines_of(desk.books, made)[0].waiting == TEAPOTS
    assert desk.proven()


def test_a_request_about_other_goods_of_the_return_stays(lite: Desk) -> None:
    made = lite.arrived()
    staff.limit(lite.books, "picker", WRITE_OFF, 1_000)
    made_of = []
    for key in ("first", "second"):
        told = lite.found(made, (1, "write_off", "damaged"))
        made_of.append(return_write_offs.book(lite.books, made, told, by=lite.sam, key=key))
    first, second = made_of

    return_write_offs.undo(lite.books, made, first.inspections, by=lite.sam, key="u")

    assert second.waits is not None
    assert [one.number for one in approvals.waiting(lite.books)] == [f"A-{second.waits.id}"]


def test_in_pieces_nobody_writes_off_more_of_an_order_than_their_limit(desk: Desk) -> None:
    made = desk.arrived()
    one = (1, "write_off", "damaged")
    first = desk.found(made, one)
    alone = return_write_offs.book(desk.books, made, first, by=desk.sam, key="1")
    assert alone.waits is None
    assert return_write_offs.book(desk.books, made, first, by=desk.sam, key="1") == alone
    second = desk.found(made, one)
    pieces = return_write_offs.book(desk.books, made, second, by=desk.sam, key="2")

    assert pieces.waits is not None
    assert pieces.waits.amount_minor == 2_995
    told = return_write_offs.told(desk.books, 2_995, 2_995)
    assert told == "£29.95, with £29.95 of the same order today,"
    # what the owner agrees to is not what the owner did alone
    approvals.decide(desk.books, pieces.waits.id, True, by=desk.olive, key="d")
    back = desk.books.get_one(Return, made).order_id
    assert return_write_offs.alone(desk.books, back, by=desk.olive) == 0
    assert return_write_offs.alone(desk.books, back, by=desk.sam) == 2_995
    return_write_offs.undo(desk.books, made, alone.inspections, by=desk.sam, key="u")
    assert return_write_offs.alone(desk.books, back, by=desk.sam) == 0
    assert desk.proven()


def test_two_pieces_at_once_are_not_both_written_off_alone(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        desk = Desk(books, shop)
        made = desk.arrived()
        one = desk.found(made, (1, "write_off", "damaged"))

    def is_alone(books: Session, key: str) -> bool:
        sam = actors.who(books, PICKER)
        return return_write_offs.book(books, made, one, by=sam, key=key).waits is None

    assert sorted(at_once(shop.database, is_alone, ["w1", "w2"])) == [False, True]


def test_judged_otherwise_meanwhile_they_are_not_written_off_by_the_old_request(
    desk: Desk,
) -> None:
    made = desk.arrived()
    (held,), request = desk.broken(made, desk.sam)
    line = desk.books.get_one(Inspection, held).return_line_id
    inspections.judge_anew(
        desk.books, held, Judgement(line, TEAPOTS, "restock"), by=desk.sam, key="j"
    )

    decided = approvals.decide(desk.books, request.id, True, by=desk.olive, key="d1")

    assert decided.state == "failed"
    assert "holds no more" in approvals.shown(desk.books, decided).failure
    assert desk.held() == (0, 0)
    assert desk.proven()


def test_what_somebody_was_asked_for_is_not_asked_for_again(lite: Desk) -> None:
    made = lite.arrived()
    lite.broken(made, lite.sam)

    with pytest.raises(NoLongerPossible, match="A-1 asks somebody to agree to that already"):
        lite.broken(made, lite.sam, key="again")


def test_goods_judged_anew_are_held_to_the_same_limit(desk: Desk) -> None:
    made = desk.arrived()
    fine = desk.found(made, (None, "restock", "new"))
    return_write_offs.book(desk.books, made, fine, by=desk.sam, key="f")

    _, request = desk.broken(made, desk.sam)

    assert (request.state, desk.held()) == ("open", (TEAPOTS, 0))
    assert desk.proven()


def test_the_rules_themselves_refuse_it_alone(lite: Desk) -> None:
    made = lite.arrived()
    line = return_documents.lines_of(lite.books, made)[0]
    broken = Judgement(line.id, TEAPOTS, "write_off", "damaged")

    with pytest.raises(OverLimit, match=r"£59\.90"):
        inspections.inspect(lite.books, made, [broken], by=lite.sam, key="i")
    hold = Judgement(line.id, TEAPOTS, "hold", "damaged")
    (held,) = inspections.inspect(lite.books, made, [hold], by=lite.sam, key="h")
    with pytest.raises(OverLimit):
        inspections.judge_anew(lite.books, held, broken, by=lite.sam, key="j")


def test_what_was_written_off_before_is_no_further_loss(lite: Desk) -> None:
    made = lite.arrived()
    line = return_documents.lines_of(lite.books, made)[0]
    broken = Judgement(line.id, TEAPOTS, "write_off", "damaged")
    (lost,) = inspections.inspect(lite.books, made, [broken], by=lite.olive, key="i")

    again = Judgement(line.id, TEAPOTS, "write_off", "incomplete")
    inspections.judge_anew(lite.books, lost, again, by=lite.sam, key="j")

    assert lite.held() == (0, TEAPOTS)


def test_whoever_may_not_write_off_at_all_may_not_ask_either(lite: Desk) -> None:
    made = lite.arrived()
    told = lite.found(made, (None, "write_off", "damaged"))
    sam = lite.sam
    nobody = Who(sam.id, "staff", "Sam Reed", "x", PICKER, {actors.INSPECT: None}, "slack")

    with pytest.raises(NotAllowed, match="write off stock"):
        return_write_offs.book(lite.books, made, told, by=nobody, key="w")


def test_who_acts_at_another_place_only_cannot_agree(lite: Desk) -> None:
    made = lite.arrived()
    _, request = lite.broken(made, lite.sam)
    lee = staff.add(lite.books, name="Lee Ward", slack_user_id="U88LEE", role="manager")
    lee = staff.bind(lite.books, "U88LEE", ["LEEDS"])

    with pytest.raises(NotHere, match="Leeds"):
        approvals.decide(lite.books, request.id, True, by=lee, key="d1")
    assert request.state == "open"


def test_goods_taken_back_broken_in_one_go_wait_too_and_are_owed_for_at_once(desk: Desk) -> None:
    priya = actors.who(desk.books, SERVICE)
    plan = returns.plan(desk.books, orders.by_number(desk.books, "1042"), desk.york, units=TEAPOTS)

    broken = Judged("write_off", condition="damaged")
    made, request = return_write_offs.accept(desk.books, plan, broken, by=priya, key="r1")

    assert request is not None
    again = return_write_offs.accept(desk.books, plan, broken, by=priya, key="r1")
    assert again == (made, request)
    assert (request.amount_minor, desk.held()) == (5_990, (TEAPOTS, 0))
    assert return_cards.card(desk.books, desk.books.get_one(Return, made)).refunds
    assert approvals.decide(desk.books, request.id, True, by=desk.olive, key="d").state == (
        "approved"
    )
    assert desk.held() == (0, TEAPOTS)
    with pytest.raises(JudgedSince):
        returns.undo(desk.books, made, by=priya, key="u")
    assert desk.proven()


def test_taken_back_and_undone_nothing_waits_for_anybody(desk: Desk) -> None:
    priya = actors.who(desk.books, SERVICE)
    plan = returns.plan(desk.books, orders.by_number(desk.books, "1042"), desk.york, units=TEAPOTS)
    with pytest.raises(OverLimit), desk.books.begin_nested():
        returns.accept(desk.books, plan, Judged("write_off"), by=priya, key="r0")
    made, request = return_write_offs.accept(
        desk.books, plan, Judged("write_off", condition="damaged"), by=priya, key="r1"
    )

    returns.undo(desk.books, made, by=priya, key="u")

    assert request is not None
    assert (request.state, desk.held()) == ("declined", (0, 0))
    assert desk.proven()
