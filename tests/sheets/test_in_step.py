"""A pass compares only rows that may differ, and leaves out none of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from oms import (
    actors,
    cancelling,
    counts,
    ledger_stale,
    orders,
    product_edits,
    reorder,
    returns,
    shipping,
    stock,
    transfers,
    verify,
)
from oms.actors import Who
from oms.cancelling import Wish
from oms.counts import Where
from oms.stock import Move, Place
from oms.tables.catalogue import Location
from oms.tables.sheet import StaleStock
from oms.transfers import Wanted
from sheets import in_step
from sheets.connection import LedgerRefused
from sheets.frame import Frame
from sheets.sync import Sync
from sheets.tab import Row, Rows, Tab
from sheets.tabs import stock as stock_tab
from tests.oms import routed
from tests.oms.routed import location, sku
from tests.sheets.conftest import Ledger, tabs
from tests.sheets.test_merge import TAB, Look
from tests.small_shop import OWNER, SmallShop

Change = Callable[[Session, Who], object]


def at(books: Session, code: str, place: str) -> Where:
    return Where(sku(books, code).id, location(books, place).id)


def damaged(books: Session, by: Who) -> None:
    """One teapot in York is put aside."""
    here = at(books, "TEAPOT", "YORK")
    shelf, aside = Place(here.location_id), Place(here.location_id, "damaged")
    stock.move(books, Move(here.sku_id, 1, shelf, aside, "damage"), by=by)


def ship(books: Session, by: Who) -> None:
    plan = shipping.plan(books, orders.by_number(books, "1043"))
    shipping.ship(books, plan, by=by, key="ship")


def take_back(books: Session, by: Who) -> None:
    plan = returns.plan(books, orders.by_number(books, "1001"), location(books, "HULL").id, units=1)
    returns.accept(books, plan, by=by, key="return")


def send(books: Session, by: Who) -> None:
    hull, leeds = location(books, "HULL").id, location(books, "LEEDS").id
    way = Wanted(hull, leeds, {sku(books, "BAG-JUTE").id: 6})
    transfers.send(books, way, by=by, key="send")


def cancel(books: Session, by: Who) -> None:
    order = orders.by_number(books, "1042")
    cancelling.cancel(books, order.id, Wish(reason="out_of_stock"), by=by, key="cancel")


def new_place(books: Session, _by: Who) -> None:
    books.add(Location(code="BATH", name="Bath", kind="store", rank=9))
    books.flush()
    routed.receive(books, "LAMP-1", "BATH", 3)


def new_product(books: Session, by: Who) -> None:
    facts = {"code": "VASE", "title": "Vase"}
    product_edits.add(books, facts, by=by, key="vase")
    routed.receive(books, "VASE", "YORK", 2)


def edited(code: str, field: str, value: str) -> Change:
    def change(books: Session, by: Who) -> None:
        key = f"{code} {field}"
        product_edits.change(books, sku(books, code).id, field, value, by=by, key=key)

    return change


def rename_place(books: Session, _by: Who) -> None:
    location(books, "YORK").name = "York Road"
    books.flush()


def close_place(books: Session, _by: Who) -> None:
    location(books, "HULL").active = False
    books.flush()


def open_place(books: Session, _by: Who) -> None:
    location(books, "HULL").active = True
    books.flush()


def sold(*, is_sold: bool) -> Change:
    def change(books: Session, _by: Who) -> None:
        sku(books, "LAMP-1").active = is_sold
        books.flush()

    return change


def past_the_books(statement: str) -> Change:
    """By hand in the database, where none of our own ways is taken."""

    def change(books: Session, _by: Who) -> None:
        books.execute(text(statement))

    return change


CHANGES: dict[str, Change] = {
    "goods come": lambda books, _by: routed.receive(books, "LAMP-1", "LEEDS", 4),
    "goods come where it never was": lambda books, _by: routed.receive(books, "TEAPOT", "HULL", 1),
    "goods are put aside": damaged,
    "a count": lambda books, by: counts.count(
        books, at(books, "MUG-RED", "LEEDS"), 9, by=by, key="count"),
    "an adjustment": lambda books, by: counts.adjust(
        books, at(books, "MUG-RED", "LEEDS"), -1, reason="damage", by=by, key="adjust"),
    "an order is promised its goods": lambda books, _by: routed.order(
        books, "1050", {"BAG-JUTE": 2}),
    "an order is cancelled": cancel,
    "goods are shipped": ship,
    "goods come back": take_back,
    "goods are sent to another place": send,
    "a reorder point": lambda books, by: reorder.set_point(
        books, at(books, "LAMP-1", "HULL"), 2, by=by),
    "another reorder point": lambda books, by: reorder.set_point(
        books, at(books, "BAG-JUTE", "HULL"), 12, by=by),
    "no reorder point any more": lambda books, by: reorder.set_point(
        books, at(books, "MUG-BLU", "LEEDS"), None, by=by),
    "a new product": new_product,
    "a new place": new_place,
    "a product is renamed": edited("TEAPOT", "title", "Brown teapot"),
    "a product gets another code": edited("TEAPOT", "code", "TEAPOT-BR"),
    "a product is sold again": sold(is_sold=True),
    "a place is renamed": rename_place,
    "a place is open again": open_place,
    "a figure is put right by hand": past_the_books("UPDATE levels SET units = units + 1"),
    "a promise is put right by hand": past_the_books("UPDATE promises SET reserved = 0"),
    "figures go over to another product": past_the_books(
        "UPDATE reorder_rules SET sku_id = (SELECT id FROM skus WHERE code = 'CARD-XMAS')"
        " WHERE point = 10"),
    "a promise is taken out by hand": past_the_books("DELETE FROM promises WHERE reserved = 4"),
}  # fmt: skip


FIRST: dict[str, Change] = {
    "a product is sold again": sold(is_sold=False), "a place is open again": close_place,
}  # fmt: skip
"""What happened before a change, and was shown."""


SHOWN = (
    "goods come", "an order is promised its goods", "a new product", "a product is renamed",
    "a product gets another code", "a reorder point", "a place is renamed",
    "a figure is put right by hand",
)  # fmt: skip
"""Changes that are looked at in a ledger too, one after the other."""


def shown(books: Session) -> dict[str, Row]:
    """Every row of Stock by its key."""
    rows = stock_tab.rows(books, None)
    return {key: {one: rows.cell(key, one) for one in rows.columns} for key in rows.keys}


def test_every_row_that_a_change_shows_in_is_noted_by_the_books(books: Session) -> None:
    by = actors.who(books, OWNER)
    for name, change in CHANGES.items():
        with books.begin_nested() as tried:
            if name in FIRST:
                FIRST[name](books, by)
            before = shown(books)
            ledger_stale.take(books)
            change(books, by)
            after, noted = shown(books), stock_tab.stale(books)
            tried.rollback()

        other = {key for key in after if before.get(key) != after[key]}
        assert other, name
        assert noted is None or other <= noted, name


@pytest.mark.parametrize("table", ["promises", "skus"])
def test_verify_says_when_the_database_no_longer_notes_what_changed(
    books: Session, table: str
) -> None:
    is_sqlite = books.get_bind().dialect.name == "sqlite"
    name = f"{table}_noted_on_update" if is_sqlite else f"{table}_noted ON {table}"
    assert verify.differences(books) == []
    books.execute(text(f"DROP TRIGGER {name}"))

    found = verify.differences(books)

    assert [(one.kind, one.subject) for one in found] == [("noted for the ledger", table)]


def test_what_is_noted_is_noted_once_for_each_product_after_a_while(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        ledger_stale.take(books)
    for units in (1, 2, 3):
        with shop.database.writing() as books:
            routed.receive(books, "LAMP-1", "LEEDS", units)
            routed.receive(books, "TEAPOT", "YORK", units)

    with shop.database.writing() as books:
        ledger_stale.thin(books)
        kept = list(books.scalars(select(StaleStock.sku_id)))

    with shop.database.writing() as books:
        lamp, teapot = sku(books, "LAMP-1").id, sku(books, "TEAPOT").id
        assert (len(kept), set(kept)) == (2, {lamp, teapot})
        assert ledger_stale.take(books) == {lamp, teapot}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_commits_late_is_noted_for_the_next_pass(shop: SmallShop) -> None:
    # SQLite has one writer at a time: there nothing commits late
    with shop.database.writing() as books:
        ledger_stale.take(books)
        lamp, teapot = sku(books, "LAMP-1").id, sku(books, "TEAPOT").id
    with shop.database.writing() as late:
        routed.receive(late, "LAMP-1", "LEEDS", 1)
        with shop.database.writing() as early:
            routed.receive(early, "TEAPOT", "YORK", 1)
        with shop.database.writing() as books:
            assert ledger_stale.take(books) == {teapot}

    with shop.database.writing() as books:
        assert ledger_stale.take(books) == {lamp}


class Watched:
    """The ledger's passes, and which rows of Stock each asked the books for to compare them."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.asked: list[Collection[str] | None] = []
        plain = next(tab for tab in tabs() if tab.title == "Stock")

        def rows(books: Session, only: Collection[str] | None) -> Rows:
            self.asked.append(only)
            return plain.rows(books, only)

        self.tabs: list[Tab] = [
            dataclasses.replace(tab, rows=rows) if tab.title == "Stock" else tab for tab in tabs()
        ]
        self.restart()

    def restart(self) -> None:
        """A program that was started again; its first pass compares all."""
        self.ledger.sync = Sync(self.ledger.shop.database, self.ledger.sync_ledger(), self.tabs)
        self.ledger.settle()
        self.asked.clear()

    def all_was_compared(self) -> bool:
        return None in self.asked

    def lacks(self) -> int:
        """How many cells a pass that compares all would still write."""
        return self.ledger.sync.pass_once(force=True, dry_run=True).written


@pytest.fixture
def watched(ledger: Ledger) -> Watched:
    """A ledger in step."""
    return Watched(ledger)


def change_books(ledger: Ledger, change: Change) -> None:
    with ledger.shop.database.writing() as books:
        change(books, actors.who(books, OWNER))


def test_a_change_reaches_the_ledger_as_if_all_rows_were_compared(watched: Watched) -> None:
    for name in SHOWN:
        change_books(watched.ledger, CHANGES[name])
        watched.asked.clear()

        watched.ledger.settle()

        assert watched.all_was_compared() == (name == "a place is renamed"), name
        assert watched.lacks() == 0, name


def test_a_change_asks_the_books_for_its_own_rows_only(watched: Watched) -> None:
    change_books(watched.ledger, CHANGES["goods come"])

    report = watched.ledger.sync.pass_once()

    assert report.written > 0
    assert [set(asked or ()) for asked in watched.asked] == [{"LAMP-1|LEEDS", "LAMP-1|HULL"}]


def test_a_program_that_was_started_again_compares_all_once(watched: Watched) -> None:
    watched.ledger.sync = Sync(
        watched.ledger.shop.database, watched.ledger.sync_ledger(), watched.tabs
    )

    watched.ledger.sync.pass_once()

    assert watched.all_was_compared()


def test_a_change_that_no_log_tells_of_ends_the_rest(watched: Watched) -> None:
    assert watched.ledger.sync.pass_once().idle

    change_books(watched.ledger, CHANGES["a figure is put right by hand"])

    assert not watched.ledger.sync.pass_once().idle
    watched.ledger.settle()
    assert watched.ledger.shows("BAG-JUTE", "Hull", "On hand") == 31


def test_after_a_write_whose_fate_is_unknown_all_is_compared(watched: Watched) -> None:
    ledger = watched.ledger
    change_books(ledger, CHANGES["goods come"])
    ledger.server.faults.append({"path": ":batchUpdate", "times": 99, "status": 403})
    with pytest.raises(LedgerRefused):
        ledger.sync.pass_once()
    ledger.server.faults.clear()
    watched.asked.clear()

    ledger.settle()

    assert watched.all_was_compared()
    assert watched.lacks() == 0


def test_rows_with_a_cell_that_is_asked_about_are_behind() -> None:
    look = Look(rows=("CUP", "MUG"))
    now = Frame(TAB, look.table({"CUP": {"Name": "Cup"}, "MUG": {"Name": "Mug"}}))
    assert in_step.behind(now, Rows.of({}), [("MUG", "Name")]) == {"MUG"}
    assert in_step.behind(now, Rows.of({}), []) == set()
