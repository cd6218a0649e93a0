"""Taking orders: what lines are worth is fixed, a total that is not ours is asked about."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as checked
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, drafts, exceptions, orders, payments, settings, taking, verify
from oms.catalogue import NoPrice
from oms.customers import Buyer
from oms.drafts import NotADraft, Wish
from oms.order_card import card
from oms.tables.catalogue import Channel, Sku
from oms.tables.orders import Charge
from oms.taking import NewOrder, WantedCharge, WantedLine
from tests.small_shop import OWNER, SmallShop

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


def wanted(books: Session, their_id: str, prices: list[str], **more: object) -> NewOrder:
    """An order of one mug a price."""
    website = books.scalars(select(Channel).where(Channel.code == "website")).one()
    mug = books.scalars(select(Sku.id).where(Sku.code == "MUG-BLU")).one()
    lines = tuple(WantedLine(mug, 1, Decimal(price)) for price in prices)
    return NewOrder(
        website.id, their_id, their_id, Buyer("Ann Lee", town="Hull"), lines, NOON, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_total_that_the_channel_states_otherwise_opens_a_case_and_the_order_is_there(
    books: Session,
) -> None:
    system = actors.system(books)

    order = taking.take(books, wanted(books, "a", ["8.50"], stated_total_minor=900), by=system)

    assert (order.total_minor, order.taken_minor, order.state) == (850, 900, "open")
    assert card(books, order).badge == "exception"
    case = next(one for one in exceptions.waiting(books) if one.kind == taking.MISMATCH)
    assert case.detail == f"Order {order.number} comes to £8.50; its channel says £9.00."
    assert payments.of(books, order).state == "overpaid"


def test_a_penny_a_line_is_rounding(sqlite_books: Session) -> None:
    system = actors.system(sqlite_books)
    new = wanted(sqlite_books, "a", ["1.00", "1.00"], stated_total_minor=202)

    order = taking.take(sqlite_books, new, by=system)

    assert order.total_minor == 202
    charge = sqlite_books.scalars(select(Charge).where(Charge.order_id == order.id)).one()
    assert (charge.kind, charge.amount_minor) == ("rounding", 2)


def test_where_prices_do_not_hold_the_tax_it_is_charged_on_top(sqlite_books: Session) -> None:
    books = sqlite_books
    settings.put(books, "tax_percent", "20")
    books.scalars(select(Channel).where(Channel.code == "website")).one().prices_include_tax = False
    postage = (WantedCharge("shipping", 500),)

    order = taking.take(
        books, wanted(books, "a", ["10.00"], charges=postage), by=actors.system(books)
    )

    assert order.total_minor == 1000 + 500 + 200 + 100
    assert [(line.net_minor, line.tax_minor) for line in orders.lines_of(books, order)] == [
        (1000, 200)
    ]
    assert verify.differences(books) == []


@checked(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    prices=st.lists(st.integers(0, 9_999), min_size=1, max_size=5),
    discount=st.integers(0, 20_000),
    postage=st.integers(0, 900),
    rate=st.sampled_from(["0", "5", "17.5", "20"]),
    included=st.booleans(),
)
def test_whatever_is_taken_its_lines_and_charges_make_its_total(
    sqlite_shop: SmallShop, prices: list[int], discount: int, postage: int, rate: str,
    included: bool,
) -> None:  # fmt: skip
    with sqlite_shop.database.writing() as books:
        savepoint = books.begin_nested()
        settings.put(books, "tax_percent", rate)
        website = books.scalars(select(Channel).where(Channel.code == "website")).one()
        website.prices_include_tax = included
        charges = tuple(
            charge
            for charge in (WantedCharge("discount", -discount), WantedCharge("shipping", postage))
            if charge.amount_minor
        )
        told = [f"{price / 100:.2f}" for price in prices]
        order = taking.take(
            books, wanted(books, "a", told, charges=charges), by=actors.system(books)
        )

        lines = orders.lines_of(books, order)
        rows = books.scalars(select(Charge).where(Charge.order_id == order.id)).all()
        shared = sum(line.discount_share_minor for line in lines)
        beside = sum(row.amount_minor for row in rows if row.kind != "tax")
        assert order.total_minor == sum(x.net_minor + x.tax_minor for x in lines) + beside + shared
        assert shared == min(discount, sum(prices))
        assert verify.differences(books) == []
        savepoint.rollback()
        books.info.clear()


def test_a_draft_promises_nothing_until_it_is_confirmed_once(
    books: Session, shop: SmallShop
) -> None:
    owner = shop.owner(books)
    drafts.phone_channel(books).payment_required = False
    wish = Wish(((shop.sku_id(books, "MUG-BLU"), 2),), name="Joan Bell", is_draft=True)
    order_id = drafts.write(books, wish, by=owner, key="d")
    assert drafts.write(books, wish, by=owner, key="d") == order_id
    order = orders.by_number(books, "1044")
    assert (order.state, [line.reserved for line in orders.lines_of(books, order)]) == (
        "draft",
        [0],
    )

    drafts.confirm(books, order_id, by=owner, key="c")

    assert (order.state, [line.reserved for line in orders.lines_of(books, order)]) == ("open", [2])
    with pytest.raises(NotADraft):
        drafts.confirm(books, order_id, by=owner, key="c2")
    drafts.unconfirm(books, order_id, order.version, by=owner, key="u")
    assert (order.state, [line.reserved for line in orders.lines_of(books, order)]) == (
        "draft",
        [0],
    )
    assert verify.differences(books) == []


def test_what_has_no_price_is_not_taken_by_telephone(sqlite_books: Session) -> None:
    mug = sqlite_books.scalars(select(Sku).where(Sku.code == "MUG-RED")).one()
    mug.price_minor = None
    owner = actors.who(sqlite_books, OWNER)

    with pytest.raises(NoPrice, match="Red mug has no price"):
        drafts.write(sqlite_books, Wish(((mug.id, 1),), name="Joan"), by=owner, key="d")
