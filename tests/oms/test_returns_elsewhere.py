"""Returns off the beaten track: no order, straight to the supplier, kits, reminders, photos."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    blind_returns,
    catalogue,
    clock,
    exceptions,
    inspections,
    kits,
    orders,
    outbox,
    photos,
    reservations,
    return_documents,
    return_endings,
    return_reminders,
    returns,
    settings,
    shipping,
    stock,
    supplier_returns,
    verify,
)
from oms.actors import Who
from oms.errors import BadQuantity, NoLongerPossible, NotAllowed, TooManyReturned
from oms.photos import Picture
from oms.return_announcing import Terms
from oms.return_errors import NotOfTheSupplier, NotReturnable
from oms.return_landing import Judgement
from oms.return_policy import Announced
from oms.return_reasons import FAULTY
from oms.stock import Move, Place
from oms.tables.catalogue import Channel, Sku, Supplier
from oms.tables.orders import Order, OrderLine, Shipment, ShipmentLine
from oms.tables.returns import InspectionPhoto, Return
from tests.small_shop import OWNER, PICKER, SmallShop, order

TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def by(sqlite_books: Session) -> Who:
    """Olive, who may do everything."""
    return actors.who(sqlite_books, OWNER)


def in_bucket(books: Session, sku_id: int, place: int, bucket: str) -> int:
    """Units of a SKU in one bucket at a place."""
    return stock.units_in(books, sku_id, Place(place, bucket))


def test_goods_of_no_order_wait_in_quarantine_whatever_they_are(
    sqlite_books: Session, sqlite_shop: SmallShop, by: Who
) -> None:
    lamp, leeds = (sqlite_shop.sku_id(sqlite_books, "LAMP-1"),
                   sqlite_shop.location_id(sqlite_books, "LEEDS"))  # fmt: skip
    made = blind_returns.take_in(sqlite_books, {lamp: 2}, leeds, by=by, key="b")
    again = blind_returns.take_in(sqlite_books, {lamp: 2}, leeds, by=by, key="b")

    assert made == again
    found = sqlite_books.get_one(Return, made)
    assert (found.source, found.order_id, found.state) == ("blind", None, "receiving")
    assert in_bucket(sqlite_books, lamp, leeds, "quarantine") == 2
    (line,) = return_documents.lines_of(sqlite_books, made)
    judged = [Judgement(line.id, 1, "restock"), Judgement(line.id, 1, "write_off", "damaged")]
    inspections.inspect(sqlite_books, made, judged, by=by, key="i")
    assert found.state == "closed", "no money is owed for what nobody bought"
    assert in_bucket(sqlite_books, lamp, leeds, "damaged") == 1
    assert verify.differences(sqlite_books) == []


def test_goods_of_no_order_can_be_taken_out_again(
    sqlite_books: Session, sqlite_shop: SmallShop, by: Who
) -> None:
    lamp, leeds = (sqlite_shop.sku_id(sqlite_books, "LAMP-1"),
                   sqlite_shop.location_id(sqlite_books, "LEEDS"))  # fmt: skip
    made = blind_returns.take_in(sqlite_books, {lamp: 2}, leeds, by=by, key="b")

    returns.undo(sqlite_books, made, by=by, key="u")

    assert sqlite_books.get_one(Return, made).state == "cancelled"
    assert in_bucket(sqlite_books, lamp, leeds, "quarantine") == 0
    assert verify.differences(sqlite_books) == []
    with pytest.raises(BadQuantity):
        blind_returns.take_in(sqlite_books, {lamp: 0}, leeds, by=by, key="none")


def dropshipped(books: Session, shop: SmallShop, *, takes: bool) -> tuple[Order, Supplier]:
    """Order 3001: two teapots that a supplier sent straight to the customer."""
    supplier = Supplier(name="Potters", can_dropship=True, takes_returns=takes)
    books.add(supplier)
    sold = order(books, "3001", "etsy", "Ann Lee", "Hull", TODAY, {"TEAPOT": 2}, due=1)
    (line,) = orders.lines_of(books, sold)
    books.flush()
    made = Shipment(number="S-900", order_id=sold.id, supplier_id=supplier.id, state="shipped",
                    shipped_at=clock.now(), by_id=actors.system(books).id)  # fmt: skip
    books.add(made)
    books.flush()
    books.add(ShipmentLine(shipment_id=made.id, order_line_id=line.id, units=2))
    ends = [Place(catalogue.virtual(books, kind)) for kind in ("supplier", "customer")]
    moved = Move(shop.sku_id(books, "TEAPOT"), 2, ends[0], ends[1], "dropship_sale",
                 ("shipment", made.id), line.id, is_fact=True)  # fmt: skip
    stock.move(books, moved, by=actors.system(books))
    line.shipped, sold.state = 2, "completed"
    books.flush()
    return sold, supplier


def test_dropshipped_goods_go_straight_back_and_their_price_is_claimed(
    sqlite_books: Session, sqlite_shop: SmallShop, by: Who
) -> None:
    sold, supplier = dropshipped(sqlite_books, sqlite_shop, takes=True)
    (line,) = orders.lines_of(sqlite_books, sold)
    teapot = sqlite_shop.sku_id(sqlite_books, "TEAPOT")
    before = [one.on_hand for one in stock.levels(sqlite_books, teapot)]
    terms = Terms(supplier_id=supplier.id)
    made = returns.authorise(
        sqlite_books, sold.id, [Announced(line.id, 2, FAULTY)], terms, by=by, key="a"
    )

    got = supplier_returns.confirm(sqlite_books, made, {teapot: 2}, by=by, key="c")

    assert [one.on_hand for one in stock.levels(sqlite_books, teapot)] == before, "never with us"
    assert (line.returned, line.return_open) == (2, 0)
    assert [one.kind for one in exceptions.waiting(sqlite_books)] == ["supplier_claim"]
    assert verify.differences(sqlite_books) == []
    supplier_returns.credited(sqlite_books, made, "credit note 12", by=by, key="p")
    assert exceptions.waiting(sqlite_books) == []
    with pytest.raises(NoLongerPossible, match="Nothing is claimed"):
        supplier_returns.credited(sqlite_books, made, "again", by=by, key="p2")
    returns.undo_receipt(sqlite_books, made, got, by=by, key="u")
    assert (line.returned, line.return_open) == (0, 2)
    assert verify.differences(sqlite_books) == []


def test_dropshipped_goods_that_come_to_us_are_ours(
    sqlite_books: Session, sqlite_shop: SmallShop, by: Who
) -> None:
    sold, _ = dropshipped(sqlite_books, sqlite_shop, takes=False)
    york = sqlite_shop.location_id(sqlite_books, "YORK")

    returns.accept(sqlite_books, returns.plan(sqlite_books, sold, york), by=by, key="r")

    teapot = sqlite_shop.sku_id(sqlite_books, "TEAPOT")
    assert stock.at(sqlite_books, teapot, york).on_hand == 9
    assert verify.differences(sqlite_books) == []


def test_a_supplier_gets_back_only_what_it_sent_and_wants(
    sqlite_books: Session, sqlite_shop: SmallShop, by: Who
) -> None:
    sold, supplier = dropshipped(sqlite_books, sqlite_shop, takes=False)
    mugs = orders.by_number(sqlite_books, "1001")
    wanted = [(sold, 2), (mugs, 1)]
    for number, (one, units) in enumerate(wanted):
        (line, *_) = orders.lines_of(sqlite_books, one)
        told = [Announced(line.id, units, FAULTY)]
        with pytest.raises(NotOfTheSupplier, match="cannot go back to Potters"):
            returns.authorise(
                sqlite_books, one.id, told, Terms(supplier_id=supplier.id), by=by, key=f"{number}"
            )
        supplier.takes_returns = True


def shipped_kits(books: Session, shop: SmallShop, units: int) -> Order:
    """Order 3002: gift sets of one red mug and two jute bags, all shipped."""
    olive = actors.who(books, OWNER)
    kit = catalogue.add_sku(books, "GIFT", "Gift set", price_minor=1600)
    inside = {shop.sku_id(books, "MUG-RED"): 1, shop.sku_id(books, "BAG-JUTE"): 2}
    kits.define(books, kit, inside, by=olive, key="kit")
    sold = order(books, "3002", "etsy", "Ann Lee", "Hull", TODAY, {"GIFT": units}, due=1)
    reservations.reserve_order(books, sold, by=olive)
    shipping.ship(books, shipping.plan(books, sold), by=olive, key="kits gone")
    return sold


def counters(books: Session, sold: Order) -> dict[str, tuple[int, int]]:
    """SKU -> units shipped and returned, of kits too."""
    books.flush()
    return {line.sku_text: (line.shipped, line.returned) for line in orders.lines_of(books, sold)}


def test_a_kit_comes_back_as_its_parts_and_its_line_follows_them(
    sqlite_books: Session, sqlite_shop: SmallShop, by: Who
) -> None:
    sold = shipped_kits(sqlite_books, sqlite_shop, 2)
    leeds = sqlite_shop.location_id(sqlite_books, "LEEDS")
    kit = catalogue.sku(sqlite_books, "GIFT")
    plan = returns.plan(sqlite_books, sold, leeds, sku_id=kit.id, units=1)
    assert sorted((line.sku, line.units) for line in plan.lines) == [
        ("BAG-JUTE", 2),
        ("MUG-RED", 1),
    ]

    returns.accept(sqlite_books, plan, by=by, key="r")

    assert counters(sqlite_books, sold) == {"GIFT": (2, 1), "MUG-RED": (2, 1), "BAG-JUTE": (4, 2)}
    assert verify.differences(sqlite_books) == []
    with pytest.raises(TooManyReturned):
        returns.plan(sqlite_books, sold, leeds, sku_id=kit.id, units=2)


def test_a_part_of_a_kit_comes_back_alone_only_where_the_channel_lets_it(
    sqlite_books: Session, sqlite_shop: SmallShop, by: Who
) -> None:
    sold = shipped_kits(sqlite_books, sqlite_shop, 2)
    bags = next(line for line in orders.lines_of(sqlite_books, sold) if line.sku_text == "BAG-JUTE")
    channel = sqlite_books.get_one(Channel, sold.channel_id)
    channel.kit_return = "whole"
    alone = [Announced(bags.id, 2)]
    with pytest.raises(
        NotReturnable, match="Jute bag is a part of Gift set, which comes back only"
    ):
        returns.authorise(sqlite_books, sold.id, alone, by=by, key="a")

    broken = [Announced(bags.id, 1, FAULTY)]
    returns.authorise(sqlite_books, sold.id, broken, by=by, key="b")
    channel.kit_return = "component"
    returns.authorise(sqlite_books, sold.id, alone, by=by, key="c")

    assert verify.differences(sqlite_books) == []


def announced(books: Session, by: Who) -> int:
    """Return R-1 of two blue mugs, which ends on Thursday 24 December."""
    sold = orders.by_number(books, "1001")
    (line,) = orders.lines_of(books, sold)
    return returns.authorise(books, sold.id, [Announced(line.id, 2)], by=by, key="a")


def told(books: Session) -> list[str]:
    """The templates of the notices that wait."""
    return [one.payload["template"] for one in outbox.waiting(books) if one.kind == "notice"]


def test_staff_are_reminded_a_week_and_a_day_before_and_each_time_once(
    sqlite_books: Session, by: Who
) -> None:
    announced(sqlite_books, by)
    last = dt.date(2026, 12, 24)
    days = {left: last - dt.timedelta(days=left) for left in (8, 7, 6, 1, 0)}

    counts = {
        left: [return_reminders.keep(sqlite_books, day, by=by) for _ in range(2)]
        for left, day in days.items()
    }

    assert counts == {8: [0, 0], 7: [1, 0], 6: [0, 0], 1: [1, 0], 0: [0, 0]}
    assert told(sqlite_books) == ["notices/return_expires"] * 2


def test_a_program_that_was_off_reminds_once_and_not_of_the_past(
    sqlite_books: Session, by: Who
) -> None:
    announced(sqlite_books, by)

    assert return_reminders.keep(sqlite_books, dt.date(2026, 12, 23), by=by) == 1
    assert told(sqlite_books) == ["notices/return_expires"]


def test_the_day_after_the_last_it_ends_and_its_units_are_free(
    sqlite_books: Session, by: Who
) -> None:
    made = announced(sqlite_books, by)

    assert return_reminders.keep(sqlite_books, dt.date(2026, 12, 25), by=by) == 1
    assert return_reminders.keep(sqlite_books, dt.date(2026, 12, 25), by=by) == 0

    assert sqlite_books.get_one(Return, made).state == "expired"
    line = sqlite_books.scalars(select(OrderLine).where(OrderLine.shipped == 3)).one()
    assert line.returnable == 3
    assert told(sqlite_books) == ["notices/return_expired"]
    return_endings.restore(sqlite_books, made, by=by, key="after all")
    assert line.returnable == 1


def test_where_nobody_wants_notices_none_is_queued(sqlite_books: Session, by: Who) -> None:
    settings.put(sqlite_books, "notice_channel", "")
    announced(sqlite_books, by)

    return_reminders.keep(sqlite_books, dt.date(2026, 12, 23), by=by)

    assert told(sqlite_books) == []


def linked(books: Session) -> set[tuple[int, int]]:
    """Inspection and photo of each link."""
    rows = books.execute(select(InspectionPhoto.inspection_id, InspectionPhoto.photo_id))
    return {(row.inspection_id, row.photo_id) for row in rows}


def test_a_photo_belongs_to_the_return_and_its_newest_inspections_and_is_kept_once(
    sqlite_books: Session, sqlite_shop: SmallShop, by: Who
) -> None:
    sold = orders.by_number(sqlite_books, "1001")
    (line,) = orders.lines_of(sqlite_books, sold)
    told = [Announced(line.id, 3, FAULTY)]
    made = returns.authorise(sqlite_books, sold.id, told, by=by, key="a")
    mug, leeds = (sqlite_shop.sku_id(sqlite_books, "MUG-BLU"),
                  sqlite_shop.location_id(sqlite_books, "LEEDS"))  # fmt: skip
    returns.receive(sqlite_books, made, {mug: 3}, leeds, by=by, key="r")
    box = Picture("F1", "box.jpg", "https://slack/F1")
    assert photos.attach(sqlite_books, made, [box], by=by) == 1
    assert photos.attach(sqlite_books, made, [box], by=by) == 0, "Slack delivers twice"
    (first,) = photos.of(sqlite_books, made)
    assert linked(sqlite_books) == set()

    (own,) = return_documents.lines_of(sqlite_books, made)
    judged = [Judgement(own.id, 1, "restock"), Judgement(own.id, 1, "write_off", "damaged")]
    seen = inspections.inspect(sqlite_books, made, judged, by=by, key="i")
    assert linked(sqlite_books) == {(one, first.id) for one in seen}, "it was posted before"

    clock.set_source(lambda: dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC))
    (later,) = inspections.inspect(
        sqlite_books, made, [Judgement(own.id, 1, "repair")], by=by, key="i2"
    )
    photos.attach(sqlite_books, made, [Picture("F2", "rim.jpg", "https://slack/F2")], by=by)
    (_, second) = photos.of(sqlite_books, made)
    assert linked(sqlite_books) - {(one, first.id) for one in seen} == {(later, second.id)}
    assert (first.name, first.permalink, first.by_id) == ("box.jpg", "https://slack/F1", by.id)


def test_who_neither_inspects_nor_accepts_returns_attaches_nothing(
    sqlite_books: Session, by: Who
) -> None:
    made = announced(sqlite_books, by)
    picker = actors.who(sqlite_books, PICKER)
    assert photos.attach(sqlite_books, made, [Picture("F1", "a", "https://x")], by=picker) == 1

    nobody = Who(picker.id, "staff", "Vic", "viewer", "U1", {"read": None}, "slack")
    with pytest.raises(NotAllowed):
        photos.attach(sqlite_books, made, [Picture("F2", "b", "https://x")], by=nobody)


def test_a_thread_is_remembered_once_and_found_again(sqlite_books: Session, by: Who) -> None:
    made = announced(sqlite_books, by)
    photos.talk_in(sqlite_books, made, "C1", "171.5")
    photos.talk_in(sqlite_books, made, "C1", "999.9")

    found = photos.talked_about(sqlite_books, "C1", "171.5")
    assert found is not None
    assert found.id == made
    assert photos.talked_about(sqlite_books, "C1", "999.9") is None


def test_a_product_that_may_not_be_sold_again_unseen_is_a_matter_of_the_product(
    sqlite_books: Session, sqlite_shop: SmallShop, by: Who
) -> None:
    sku = sqlite_books.get_one(Sku, sqlite_shop.sku_id(sqlite_books, "MUG-BLU"))
    sku.hygiene = True
    sold = orders.by_number(sqlite_books, "1001")

    plan = returns.plan(sqlite_books, sold, sqlite_shop.location_id(sqlite_books, "LEEDS"))

    assert plan.concerns == (
        "Blue mug is sealed for hygiene: take it back only if the seal is whole.",
    )
