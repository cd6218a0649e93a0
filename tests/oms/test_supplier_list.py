"""Suppliers: added once, taken off while nothing names them, and who a product comes from."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, history, incoming, orders, settings, supplier_list, suppliers
from oms.errors import NoLongerPossible, NotAllowed
from oms.history import About
from oms.supplier_list import BadLeadTime, BadSupplierName, SupplierThere
from oms.tables.catalogue import Supplier, SupplierSku
from tests.oms.routed import order, sku
from tests.oms.test_incoming import supplier
from tests.small_shop import OWNER, SERVICE, SmallShop


def add(books: Session, name: str, lead: int = 7, key: str = "k1") -> int:
    owner = actors.who(books, OWNER)
    return supplier_list.add(books, name, lead_days=lead, by=owner, key=key)


def comes_from(books: Session, code: str, name: str | None, was: str | None, key: str) -> None:
    """The product of that code is bought from the supplier of that name, and was from another."""
    supplier_list.buy_from(
        books,
        sku(books, code),
        supplier(books, name).id if name else None,
        was=supplier(books, was).id if was else None,
        by=actors.who(books, OWNER),
        key=key,
    )


def test_a_supplier_is_added_once_for_each_key_and_remembered(books: Session) -> None:
    settings.put(books, "currency", "EUR")

    made = add(books, "Kiln & Co")
    again = add(books, "Kiln & Co")

    assert made == again
    added = books.scalars(select(Supplier).where(Supplier.name == "Kiln & Co")).one()
    assert (added.lead_time_days, added.currency, added.can_dropship) == (7, "EUR", False)
    told = [row.what for row in history.of(books, About("supplier", made))]
    assert told == ["supplier added"]


@pytest.mark.parametrize("name", ["Harrow", "HARROW", "harrow"])
def test_a_name_that_is_taken_is_refused_however_it_is_written(books: Session, name: str) -> None:
    with pytest.raises(SupplierThere, match="“Harrow”"):
        add(books, name)


@pytest.mark.parametrize("name", ["", "3M", "<!channel>", "A\nB", "A" * 81])
def test_a_name_that_could_not_be_said_is_refused(sqlite_books: Session, name: str) -> None:
    with pytest.raises(BadSupplierName):
        add(sqlite_books, name)


@pytest.mark.parametrize("lead", [-1, 366, 10**8])
def test_days_that_no_supplier_takes_are_refused(sqlite_books: Session, lead: int) -> None:
    with pytest.raises(BadLeadTime):
        add(sqlite_books, "Kiln", lead)


def test_a_supplier_is_taken_off_only_while_nothing_names_it(books: Session) -> None:
    owner = actors.who(books, OWNER)
    first, second = add(books, "Kiln"), add(books, "Oven", key="k2")
    comes_from(books, "LAMP-1", "Oven", None, "k3")

    assert supplier_list.remove(books, first, by=owner, key="k4") == "Kiln"
    with pytest.raises(NoLongerPossible, match="Oven is named"):
        supplier_list.remove(books, second, by=owner, key="k5")

    names = [one.name for one in supplier_list.listed(books)]
    assert names == ["Aldous", "Harrow", "Oven"]


def test_the_list_counts_what_is_bought_and_what_is_sent_to_customers(books: Session) -> None:
    comes_from(books, "LAMP-1", "Harrow", None, "k1")
    comes_from(books, "TEAPOT", "Harrow", None, "k2")
    suppliers.set_dropship(
        books, supplier(books, "Aldous"), sku(books, "TEAPOT"), on=True,
        by=actors.who(books, OWNER), key="k3",
    )  # fmt: skip

    told = [(one.name, one.products, one.dropships) for one in supplier_list.listed(books)]

    assert told == [("Aldous", 0, 1), ("Harrow", 2, 0)]


def test_what_waits_is_promised_by_the_days_of_who_it_comes_from(
    shop: SmallShop, books: Session
) -> None:
    today = settings.today(books)
    order(books, "2001", {"CARD-XMAS": 2})
    add(books, "Kiln", lead=4)
    comes_from(books, "CARD-XMAS", "Kiln", None, "k2")
    card = sku(books, "CARD-XMAS")

    assert suppliers.lead_days(books, [card.id]) == {card.id: 4}
    assert suppliers.name_for(books, card.id) == "Kiln"
    waiting = orders.by_number(books, "2001")
    incoming.promise(books, waiting, lines=orders.lines_of(books, waiting))
    assert orders.lines_of(books, waiting)[0].promised_on == today + dt.timedelta(days=4)


def test_who_it_comes_from_goes_before_who_merely_sends_it_and_its_own_days_count(
    books: Session,
) -> None:
    card = sku(books, "CARD-XMAS")
    harrow, aldous = supplier(books, "Harrow"), supplier(books, "Aldous")
    books.add(SupplierSku(supplier_id=harrow.id, sku_id=card.id, rank=0, lead_time_days=1))
    books.flush()
    assert suppliers.lead_days(books, [card.id]) == {card.id: 1}
    assert suppliers.name_for(books, card.id) == "Harrow"

    comes_from(books, "CARD-XMAS", "Aldous", None, "k1")
    assert suppliers.lead_days(books, [card.id]) == {card.id: 10}
    assert suppliers.name_for(books, card.id) == "Aldous"

    books.add(SupplierSku(supplier_id=aldous.id, sku_id=card.id, rank=5, lead_time_days=3))
    books.flush()
    assert suppliers.lead_days(books, [card.id]) == {card.id: 3}


def test_what_was_changed_since_it_was_shown_is_refused(books: Session) -> None:
    comes_from(books, "LAMP-1", "Harrow", None, "k1")

    with pytest.raises(NoLongerPossible, match="Brass desk lamp"):
        comes_from(books, "LAMP-1", "Aldous", None, "k2")
    comes_from(books, "LAMP-1", "Harrow", None, "k1")

    assert sku(books, "LAMP-1").supplier_id == supplier(books, "Harrow").id


def test_days_of_a_supplier_are_set_once_and_refused_when_changed_since(books: Session) -> None:
    olive, harrow = actors.who(books, OWNER), supplier(books, "Harrow")

    for _ in range(2):
        supplier_list.set_lead(books, harrow.id, 3, was=10, by=olive, key="k1")
    with pytest.raises(NoLongerPossible, match="Harrow"):
        supplier_list.set_lead(books, harrow.id, 5, was=10, by=olive, key="k2")
    with pytest.raises(BadLeadTime):
        supplier_list.set_lead(books, harrow.id, 366, was=3, by=olive, key="k3")

    assert supplier(books, "Harrow").lead_time_days == 3
    told = history.of(books, About("supplier", harrow.id))
    assert [(row.before, row.after) for row in told] == [({"lead_days": 10}, {"lead_days": 3})]


def test_only_who_changes_suppliers_may(sqlite_books: Session) -> None:
    priya = actors.who(sqlite_books, SERVICE)
    lamp = sku(sqlite_books, "LAMP-1")

    with pytest.raises(NotAllowed):
        supplier_list.add(sqlite_books, "Kiln", lead_days=1, by=priya, key="k1")
    with pytest.raises(NotAllowed):
        supplier_list.remove(sqlite_books, 1, by=priya, key="k2")
    with pytest.raises(NotAllowed):
        supplier_list.set_lead(sqlite_books, 1, 3, was=10, by=priya, key="k4")
    with pytest.raises(NotAllowed):
        supplier_list.buy_from(sqlite_books, lamp, None, was=None, by=priya, key="k3")
