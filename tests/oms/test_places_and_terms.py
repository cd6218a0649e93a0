"""Adding a place, what it sends and takes, and what a supplier asks for a product."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from oms import (
    actors,
    catalogue,
    counts,
    location_list,
    location_setup,
    orders,
    reservations,
    suppliers,
    verify,
)
from oms import supplier_terms as terms
from oms.counts import Where
from oms.errors import NoLongerPossible, NotAllowed
from oms.location_list import BadLocationName, LocationThere
from oms.location_setup import BadSetup
from oms.supplier_terms import BadTerms, Terms
from oms.tables.catalogue import Location, Sku
from tests.small_shop import PICKER, SmallShop


def test_a_place_that_is_added_holds_stock_and_sends_orders(
    books: Session, shop: SmallShop
) -> None:
    olive = shop.owner(books)

    made = location_list.add(books, "Bath Road", kind="store", by=olive, key="a")
    again = location_list.add(books, "Bath Road", kind="store", by=olive, key="a")

    bath = books.get_one(Location, made)
    assert again == made
    assert (bath.code, bath.kind, bath.rank, bath.is_physical) == ("BATH-ROAD", "store", 3, True)
    assert catalogue.location(books, "bath road").id == made
    cards = shop.sku_id(books, "CARD-XMAS")
    counts.adjust(books, Where(cards, made), 3, reason="opening", by=olive, key="s")
    assert verify.differences(books) == []
    with pytest.raises(NoLongerPossible, match="Something has happened in Bath Road"):
        location_list.remove(books, made, by=olive, key="r")
    assert catalogue.location(books, "Bath Road").id == made


def test_a_place_where_nothing_happened_goes_again(books: Session, shop: SmallShop) -> None:
    olive = shop.owner(books)
    made = location_list.add(books, "Bath", by=olive, key="a")

    assert location_list.remove(books, made, by=olive, key="r") == "Bath"
    assert books.get(Location, made) is None
    assert location_list.add(books, "Bath", by=olive, key="b") != 0


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("leeds", LocationThere), ("Leeds 2", BadLocationName), ("7 Dials", BadLocationName),
     ("", BadLocationName), ("x" * 41, BadLocationName), ("Customer", LocationThere)],
)  # fmt: skip
def test_a_name_that_is_taken_or_cannot_be_said_is_refused(
    sqlite_books: Session, sqlite_shop: SmallShop, name: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        location_list.add(sqlite_books, name, by=sqlite_shop.owner(sqlite_books), key="a")


def test_a_picker_adds_no_place_and_no_terms(sqlite_books: Session, sqlite_shop: SmallShop) -> None:
    sam = actors.who(sqlite_books, PICKER)
    lamp = sqlite_books.get_one(Sku, sqlite_shop.sku_id(sqlite_books, "LAMP-1"))
    harrow = suppliers.find(sqlite_books, "Harrow")

    with pytest.raises(NotAllowed):
        location_list.add(sqlite_books, "Bath", by=sam, key="a")
    with pytest.raises(NotAllowed):
        terms.change(sqlite_books, harrow, lamp, {}, was={}, by=sam, key="t")


def test_from_a_place_that_sends_nothing_no_order_is_promised_stock(
    books: Session, shop: SmallShop
) -> None:
    # given the blue mugs in Leeds only, which stops to send orders
    olive, leeds = shop.owner(books), shop.location_id(books, "LEEDS")
    order = orders.by_number(books, "1043")
    for line in orders.lines_of(books, order):
        reservations.release(books, line, line.reserved)
    location_setup.change(
        books, leeds, {"fulfils": False}, was={"fulfils": True}, by=olive, key="f"
    )

    reservations.reserve_order(books, order, by=olive)

    york = shop.location_id(books, "YORK")
    mugs = orders.lines_of(books, order)[0]
    assert {one.location_id for one in reservations.active(books, [mugs.id])} == {york}
    assert verify.differences(books) == []


@pytest.mark.parametrize("part", ["fulfils", "accepts_returns"])
def test_the_last_place_that_does_it_cannot_stop(
    sqlite_books: Session, sqlite_shop: SmallShop, part: str
) -> None:
    olive = sqlite_shop.owner(sqlite_books)
    for code in ("LEEDS", "YORK"):
        place = sqlite_shop.location_id(sqlite_books, code)
        location_setup.change(
            sqlite_books, place, {part: False}, was={part: True}, by=olive, key=code
        )

    hull = sqlite_shop.location_id(sqlite_books, "HULL")
    stop, was = {part: False}, {part: True}

    with pytest.raises(BadSetup, match="Hull is the only place"):
        location_setup.change(sqlite_books, hull, stop, was=was, by=olive, key="h")


def test_the_terms_of_a_supplier_are_kept_and_taken_back(books: Session, shop: SmallShop) -> None:
    olive, harrow = shop.owner(books), suppliers.find(books, "Harrow")
    lamp = books.get_one(Sku, shop.sku_id(books, "LAMP-1"))
    wanted = {"cost_minor": 1250, "supplier_code": "HL-22", "lead_time_days": 5, "least_units": 10}
    nothing = dict.fromkeys(wanted)

    made = terms.change(books, harrow, lamp, wanted, was=nothing, by=olive, key="t")

    assert made == terms.of(books, harrow.id, lamp.id) == Terms(1250, "HL-22", 5, 10)
    assert suppliers.lead_days(books, [lamp.id]) == {lamp.id: 5}
    with pytest.raises(NoLongerPossible, match="changed since"):
        terms.change(books, harrow, lamp, wanted, was=nothing, by=olive, key="t2")
    terms.change(books, harrow, lamp, nothing, was=wanted, by=olive, key="u")
    assert terms.of(books, harrow.id, lamp.id) == Terms()


@pytest.mark.parametrize(
    "wanted", [Terms(cost_minor=-1), Terms(supplier_code=""), Terms(supplier_code="x" * 61)]
)
def test_terms_that_nobody_asks_are_refused(wanted: Terms) -> None:
    with pytest.raises(BadTerms):
        terms.check(wanted)
