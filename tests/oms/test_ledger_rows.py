"""What the ledger shows: each tab's rows, all of them or some, equal to what the books say."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from oms import (
    actors,
    catalogue,
    clock,
    counts,
    ledger_documents,
    ledger_edits,
    ledger_rows,
    order_card,
    orders,
    product_edits,
    return_cards,
    returns,
    settings,
    stock,
)
from oms.counts import Where
from oms.ledger_documents import OrderRow
from oms.ledger_rows import StockRow
from oms.tables.orders import Order
from oms.tables.returns import Return
from tests.conversation import ask_for_return
from tests.oms.routed import location, order, sku
from tests.small_shop import OWNER, SmallShop

PLACES = {"Leeds": "LEEDS", "York": "YORK", "Hull": "HULL"}


def statements(books: Session) -> list[str]:
    """Every statement that these books ask from now on."""
    asked: list[str] = []
    connection = books.connection()
    event.listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
    return asked


def test_stock_is_what_the_books_say_of_each_place(books: Session) -> None:
    owner = actors.who(books, OWNER)
    hull = location(books, "HULL")
    # a place where it never was, with a reorder point only; and goods that are held
    ref = {"sku": sku(books, "TEAPOT").id, "location": hull.id}
    ledger_edits.put(books, ("Stock", "Reorder at"), ref, 3, by=owner, key="k")
    stock.move(books, damaged(books), by=owner)

    rows = list(ledger_rows.stock_rows(books))

    assert [(row.sku, row.location) for row in rows] == [
        ("BAG-JUTE", "Hull"), ("LAMP-1", "Leeds"), ("LAMP-1", "Hull"), ("MUG-BLU", "Leeds"),
        ("MUG-BLU", "York"), ("MUG-RED", "Leeds"), ("TEAPOT", "York"), ("TEAPOT", "Hull"),
    ]  # fmt: skip
    for row in rows:
        there = stock.at(books, row.sku_id, row.location_id)
        assert (row.on_hand, row.reserved, row.held) == (
            there.on_hand, there.reserved, there.held,
        )  # fmt: skip
        assert row.available == there.available
    points = {row.key: row.reorder_at for row in rows if row.reorder_at is not None}
    assert points == {"MUG-BLU|LEEDS": 6, "BAG-JUTE|HULL": 10, "TEAPOT|HULL": 3}


def damaged(books: Session) -> stock.Move:
    leeds = location(books, "LEEDS").id
    return stock.Move(
        sku_id=sku(books, "MUG-RED").id, units=1, source=stock.Place(leeds),
        to=stock.Place(leeds, "damaged"), reason="damage", is_fact=True,
    )  # fmt: skip


@pytest.mark.parametrize(("at_once", "many"), [(500, 5_000), (1, 5_000), (500, 0)])
def test_some_rows_are_those_of_all_with_these_keys(
    books: Session, monkeypatch: pytest.MonkeyPatch, at_once: int, many: int
) -> None:
    monkeypatch.setattr(ledger_rows, "AT_ONCE", at_once)
    monkeypatch.setattr(ledger_rows, "MANY", many)
    every = list(ledger_rows.stock_rows(books))
    products = list(ledger_rows.product_rows(books))

    some = ledger_rows.stock_rows(books, only=["mug-blu|LEEDS", "TEAPOT|York", "NO|WHERE"])
    named = ledger_rows.product_rows(books, only={"mug-blu", "NONE"})

    assert list(some) == [row for row in every if row.key in {"MUG-BLU|LEEDS", "TEAPOT|YORK"}]
    assert list(named) == [row for row in products if row.sku == "MUG-BLU"]
    assert list(ledger_rows.stock_rows(books, only=())) == []


def test_products_show_what_may_be_changed_and_when_it_last_was(books: Session) -> None:
    owner = actors.who(books, OWNER)
    for field, value in (("supplier", "Harrow"), ("cost", 300), ("option", "Large")):
        product_edits.change(books, sku(books, "MUG-BLU").id, field, value, by=owner, key=field)
    ended = product_edits.change(
        books, sku(books, "CARD-XMAS").id, "active", value=False, by=owner, key="end"
    )

    rows = {row.sku: row for row in ledger_rows.product_rows(books)}

    mug = rows["MUG-BLU"]
    assert mug[1:-1] == ("MUG-BLU", "MUG-BLU", "Blue mug", "Large", "5012345678900", 850, 300,
                         "GBP", "Harrow", True)  # fmt: skip
    assert rows["TEAPOT"].supplier is None
    assert rows["TEAPOT"].changed == 0
    assert not rows["CARD-XMAS"].active
    assert rows["CARD-XMAS"].changed == ended.edit_id
    assert list(rows) == sorted(rows)


def test_settings_show_their_values_meanings_and_choices(books: Session) -> None:
    settings.put(books, "starve_days", "5")

    rows = {row.name: row for row in ledger_rows.setting_rows(books)}

    assert list(rows) == list(settings.KNOWN)
    assert rows["starve_days"].value == "5"
    assert rows["names_on_cards"].choices == ("full", "initials")
    assert [one.name for one in ledger_rows.setting_rows(books, only={"zone"})] == ["zone"]


def test_orders_are_as_their_cards_say_with_the_owners_note(books: Session) -> None:
    owner = actors.who(books, OWNER)
    ref = {"order": orders.by_number(books, "1043").id}
    ledger_edits.put(books, ("Orders", "Notes"), ref, "ring first", by=owner, key="k")

    rows = {row.number: row for row in ledger_documents.order_rows(books)}

    assert set(rows) == {"1001", "1042", "1043"}
    for number, row in rows.items():
        card = order_card.card(books, orders.by_number(books, number))
        told = (card.stage, card.customer, card.channel, card.town, card.placed_on, card.ship_by)
        assert told == (
            row.stage, row.customer, row.channel, row.town, row.placed_on, row.ship_by,
        )  # fmt: skip
        assert round(row.total * 100) == card.total_minor
        assert row.note == card.ledger_note
    assert rows["1043"].note == "ring first"
    assert (rows["1043"].units, rows["1001"].parcels) == (4, 1)


def aged(books: Session, number: str, days: int) -> None:
    """Let an order have been placed that long ago."""
    old = books.query(Order).filter_by(number=number).one()
    old.placed_at = clock.now() - dt.timedelta(days=days)
    books.flush()


def test_orders_stay_for_ninety_days_and_open_ones_until_they_are_done(
    sqlite_books: Session,
) -> None:
    def shown() -> set[str]:
        return {row.number for row in ledger_documents.order_rows(sqlite_books)}

    aged(sqlite_books, "1001", 89)
    aged(sqlite_books, "1042", 400)
    assert shown() == {"1001", "1042", "1043"}
    aged(sqlite_books, "1001", 91)
    assert shown() == {"1042", "1043"}
    found: list[OrderRow] = list(ledger_documents.order_rows(sqlite_books, only=["1001", "7"]))
    assert [row.number for row in found] == ["1001"]


def test_returns_say_what_came_and_what_goes_back(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        owner = shop.owner(books)
        mixed = {"MUG-BLU": 1, "MUG-RED": 1, "TEAPOT": 1, "BAG-JUTE": 4, "LAMP-1": 1}
        order(books, "2001", mixed)
        ask_for_return(books, "1001", 2, "MUG-BLU")
        asked = books.query(Return).one()
        ledger_edits.put(
            books, ("Returns", "Notes"), {"return": asked.id}, "was wet", by=owner, key="k"
        )

        (row,) = ledger_documents.return_rows(books)

        card = return_cards.card(books, asked)
        assert (row.number, row.order, row.customer) == (asked.number, "1001", card.customer)
        assert (row.goods, row.units, row.received) == ("2 × Blue mug", 2, 0)
        assert (row.state, row.asked_on) == ("requested", card.requested_on)
        assert (row.refund, row.amount) == ("", None)
        assert row.note == card.ledger_note == "was wet"
        assert [one.id for one in ledger_documents.return_rows(books, only=[row.number])] == [
            row.id
        ]
        asked.requested_at = clock.now() - dt.timedelta(days=400)
        books.flush()
        assert [one.id for one in ledger_documents.return_rows(books)] == [row.id]
        asked.state = "cancelled"
        books.flush()
        assert list(ledger_documents.return_rows(books)) == []


def test_a_refund_of_a_return_is_shown_with_its_amount(books: Session) -> None:
    owner, york = actors.who(books, OWNER), location(books, "YORK").id
    plan = returns.plan(books, orders.by_number(books, "1001"), york)
    returns.accept(books, plan, by=owner, key="k")

    (row,) = ledger_documents.return_rows(books)

    assert (row.units, row.received, row.refund, row.amount) == (3, 3, "proposed", 25.5)


def test_a_tab_takes_a_few_questions_however_many_rows_it_has(books: Session) -> None:
    catalogue.virtual(books, "opening")
    settings.zone(books)
    for code in ("MUG-RED", "LAMP-1", "TEAPOT"):
        where = Where(sku(books, code).id, location(books, "HULL").id)
        counts.count(books, where, 9, by=actors.who(books, OWNER), key=code)
    asked = statements(books)

    assert len(list(ledger_rows.stock_rows(books))) > 7
    assert len(list(ledger_rows.product_rows(books))) == 6
    assert len(list(ledger_documents.order_rows(books))) == 3
    assert list(ledger_documents.return_rows(books)) == []

    assert len(asked) == 1 + 1 + 1 + 3


def test_a_row_of_stock_is_a_plain_tuple() -> None:
    row = StockRow(1, "mug blu", "Blue mug", 2, "Leeds", 5, 2, 1, None)

    assert (row.key, row.available) == ("MUG BLU|LEEDS", 2)
    assert tuple(row)[5] == 5
