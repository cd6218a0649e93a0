"""What leaves when it is chosen line by line: no more than can, whole kits, and what is in hand."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from oms import (
    actors,
    catalogue,
    orders,
    return_picks,
    shipment_plans,
    shipments,
    shipping,
    verify,
)
from oms.errors import NothingToShip, TooManyReturned
from oms.return_errors import NothingToReturn
from oms.shipment_plans import FewerFree
from tests.oms.test_kits import gift_set, kit_order
from tests.small_shop import OWNER


def left_of(books: Session, number: str) -> dict[str, tuple[int, tuple[tuple[str, int], ...]]]:
    """SKU -> how many can leave, and where they stand."""
    found = shipment_plans.leaving(books, orders.by_number(books, number))
    return {one.sku: (one.units, one.places) for one in found}


def test_each_line_says_how_many_can_leave_and_where(sqlite_books: Session) -> None:
    assert left_of(sqlite_books, "1043") == {
        "MUG-BLU": (3, (("Leeds", 3),)), "LAMP-1": (1, (("Leeds", 1),)),
    }  # fmt: skip


@pytest.mark.parametrize(("mugs", "lamps"), [(1, 0), (3, 0), (0, 1), (2, 1)])
def test_what_is_picked_leaves_and_the_rest_stays(
    sqlite_books: Session, mugs: int, lamps: int
) -> None:
    order = orders.by_number(sqlite_books, "1043")
    mug, lamp = orders.lines_of(sqlite_books, order)
    picked = {line.id: units for line, units in ((mug, mugs), (lamp, lamps)) if units}

    plan = shipping.plan(sqlite_books, order, picked=picked)
    shipping.ship(sqlite_books, plan, by=actors.who(sqlite_books, OWNER), key="k")

    assert (plan.units, plan.left_behind) == (mugs + lamps, 4 - mugs - lamps)
    assert (mug.shipped, lamp.shipped) == (mugs, lamps)
    assert verify.differences(sqlite_books) == []


def test_more_than_can_leave_or_a_line_of_another_order_is_refused(sqlite_books: Session) -> None:
    order = orders.by_number(sqlite_books, "1043")
    mug, _ = orders.lines_of(sqlite_books, order)
    (other,) = orders.lines_of(sqlite_books, orders.by_number(sqlite_books, "1042"))

    with pytest.raises(FewerFree) as refused:
        shipping.plan(sqlite_books, order, picked={mug.id: 4})
    assert (refused.value.line_id, refused.value.free) == (mug.id, 3)
    with pytest.raises(NothingToShip, match="that line is not on it"):
        shipping.plan(sqlite_books, order, picked={other.id: 1})


def test_a_kit_is_picked_whole_and_leaves_as_its_components(sqlite_books: Session) -> None:
    gift_set(sqlite_books)
    order = kit_order(sqlite_books, "2001", 2)
    kit, mugs, pot = orders.lines_of(sqlite_books, order)
    assert left_of(sqlite_books, "2001") == {"GIFT-TEA": (2, (("York", 2),))}

    plan = shipping.plan(sqlite_books, order, picked={kit.id: 1})
    shipping.ship(sqlite_books, plan, by=actors.who(sqlite_books, OWNER), key="k")

    assert (kit.shipped, mugs.shipped, pot.shipped) == (1, 2, 1)
    assert left_of(sqlite_books, "2001") == {"GIFT-TEA": (1, (("York", 1),))}
    assert verify.differences(sqlite_books) == []


def test_what_somebody_is_picking_leaves_whole_or_stays(sqlite_books: Session) -> None:
    order, owner = orders.by_number(sqlite_books, "1043"), actors.who(sqlite_books, OWNER)
    mug, lamp = orders.lines_of(sqlite_books, order)
    leeds = catalogue.location(sqlite_books, "Leeds").id
    free = shipments.free(sqlite_books, order)[leeds]
    made = shipments.plan(sqlite_books, order.id, leeds, free, by=owner, key="plan")
    shipments.start(sqlite_books, made, by=owner, key="start")

    with pytest.raises(FewerFree):
        shipping.plan(sqlite_books, order, picked={mug.id: 1})
    whole = shipping.plan(sqlite_books, order, picked={mug.id: 3, lamp.id: 1})
    assert [one.state for one in whole.parcels] == ["picking"]


def test_returned_goods_are_picked_of_what_went_out(sqlite_books: Session) -> None:
    order = orders.by_number(sqlite_books, "1001")
    (line,) = orders.lines_of(sqlite_books, order)
    assert return_picks.returnable(sqlite_books, order) == [line]

    (announced,) = return_picks.pick(
        sqlite_books, order, {line.id: 2}, reason="faulty", wanted="credit"
    )
    assert (announced.units, announced.reason, announced.wanted) == (2, "faulty", "credit")
    for units in (0, 4):
        with pytest.raises(TooManyReturned) as refused:
            return_picks.pick(sqlite_books, order, {line.id: units}, reason="faulty")
        assert refused.value.line_id == line.id
    with pytest.raises(NothingToReturn):
        return_picks.pick(sqlite_books, order, {line.id + 9999: 1}, reason="faulty")
    with pytest.raises(NothingToReturn):
        return_picks.returnable(sqlite_books, orders.by_number(sqlite_books, "1043"))
