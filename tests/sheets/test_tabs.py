"""The tabs against a real server: products, orders, returns and settings as owners edit them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from assistant.playground.google_sheets import LocalSheets
from oms import (
    catalogue,
    clock,
    ledger_answers,
    ledger_edits,
    ledger_notices,
    ledger_questions,
    orders,
    product_edits,
    settings,
)
from oms.ledger_answers import Answer
from oms.tables.messages import History, OutboxMessage
from oms.tables.returns import Return
from sheets.google import GoogleLedger
from sheets.sync import Sync
from tests.conversation import ask_for_return
from tests.sheets.conftest import Ledger, tabs
from tests.small_shop import SmallShop, order


def cells(ledger: Ledger, tab: str, first: str) -> dict[str, Any]:
    """A row by its first cell: heading -> what stands there."""
    heading, *rows = ledger.server.rows(ledger.id, tab)
    row = next(row for row in rows if row and row[0] == first)
    return dict(zip(heading, [*row, *[""] * len(heading)], strict=False))


def type_in(ledger: Ledger, tab: str, first: str, heading: str, text: str) -> None:
    """A person types into a cell."""
    a1 = f"{ledger.column(tab, heading)}{ledger.row(tab, first)}"
    ledger.server.type(ledger.id, tab, a1, text)


def add_row(ledger: Ledger, tab: str, wanted: dict[str, str]) -> None:
    """A person fills a row below the last."""
    below = len(ledger.server.rows(ledger.id, tab)) + 1
    for heading, text in wanted.items():
        ledger.server.type(ledger.id, tab, f"{ledger.column(tab, heading)}{below}", text)


def notices(ledger: Ledger) -> list[str]:
    with ledger.shop.database.reading() as books:
        rows = books.scalars(select(OutboxMessage).where(OutboxMessage.kind == "notice"))
        return [row.payload["template"] for row in rows]


def answer(ledger: Ledger, said: str) -> None:
    """Somebody answers the one question that waits."""
    with ledger.shop.database.writing() as books:
        (one,) = ledger_questions.waiting(books)
        given = Answer(one.id, one.version, said)
        ledger_answers.answer(books, given, by=ledger.shop.owner(books), key=f"a{one.id}")


def price(ledger: Ledger, code: str) -> int | None:
    with ledger.shop.database.reading() as books:
        return catalogue.exactly(books, code).price_minor


def test_products_show_what_the_books_have(ledger: Ledger) -> None:
    mug = cells(ledger, "Products", "MUG-BLU")

    assert (mug["Name"], mug["Price"], mug["Barcode"]) == ("Blue mug", 8.5, "5012345678900")
    assert (mug["Cost"], mug["Supplier"], mug["Active"]) == ("", "", True)
    with ledger.shop.database.reading() as books:
        assert mug["Row ID"] == str(ledger.shop.sku_id(books, "MUG-BLU"))


def test_what_an_owner_types_of_a_product_is_taken_told_and_undone(ledger: Ledger) -> None:
    for heading, text in (
        ("Name", "Navy mug"), ("Price", "9.25"), ("Cost", "3"), ("Supplier", "harrow"),
        ("Barcode", "0012345678905"), ("Option", "Large"),
    ):  # fmt: skip
        type_in(ledger, "Products", "MUG-BLU", heading, text)

    ledger.settle()

    with ledger.shop.database.reading() as books:
        mug = catalogue.exactly(books, "MUG-BLU")
        assert (mug.title, mug.price_minor, mug.cost_minor) == ("Navy mug", 925, 300)
        assert (mug.barcode, mug.option) == ("0012345678905", "Large")
    assert cells(ledger, "Products", "MUG-BLU")["Supplier"] == "Harrow"
    assert cells(ledger, "Stock", "MUG-BLU")["Name"] == "Navy mug"
    assert notices(ledger) == ["notices/ledger_changed"]
    with ledger.shop.database.writing() as books:
        told = books.scalars(select(OutboxMessage)).all()[-1].payload["facts"]
        assert told["total"] == 6
        first, last, by = told["first"], told["last"], ledger.shop.owner(books)
        ledger_edits.undo_all(books, first, last, by=by, key="undo")
    ledger.settle()
    back = cells(ledger, "Products", "MUG-BLU")
    assert (back["Name"], back["Price"], back["Supplier"]) == ("Blue mug", 8.5, "")


def test_a_product_that_the_books_refuse_is_named_in_problems(ledger: Ledger) -> None:
    type_in(ledger, "Products", "MUG-RED", "Barcode", "5012345678900")
    type_in(ledger, "Products", "MUG-RED", "Supplier", "Nobody & Co")
    type_in(ledger, "Products", "MUG-BLU", "Active", "FALSE")

    ledger.settle()

    why = {row[4]: row[6] for row in ledger.server.rows(ledger.id, "Problems")[1:]}
    assert why["Barcode"] == "The barcode 5012345678900 belongs to Blue mug (MUG-BLU)"
    assert why["Supplier"] == "There is no supplier “Nobody & Co”"
    assert str(why["Active"]).startswith("Blue mug (MUG-BLU) cannot end yet: 5 on hand in Leeds")
    typed = {row[4]: row[5] for row in ledger.server.rows(ledger.id, "Problems")[1:]}
    assert typed["Active"] == "FALSE"
    type_in(ledger, "Products", "MUG-RED", "Barcode", "")
    ledger.settle()
    assert len(ledger.server.rows(ledger.id, "Problems")[1:]) >= 2


def test_a_new_row_is_asked_about_and_becomes_a_product_with_one_tap(ledger: Ledger) -> None:
    add_row(ledger, "Products", {"SKU": "MUG-GRN"})
    ledger.sync.pass_once()
    assert notices(ledger) == ["notices/ledger_new_row"]
    below = ledger.row("Products", "MUG-GRN")
    for heading, text in (("Name", "Green mug"), ("Price", "8.75"), ("Supplier", "Harrow")):
        a1 = f"{ledger.column('Products', heading)}{below}"
        ledger.server.type(ledger.id, "Products", a1, text)
    ledger.sync.pass_once()
    with ledger.shop.database.reading() as books:
        (one,) = ledger_questions.waiting(books)
        assert (one.kind, one.version) == ("new_row", 2)
        # a person is shown money as money, however the cell shows it
        assert ledger_notices.shown(books, one).cells == (
            ("Name", "Green mug"), ("Price", "£8.75"), ("Supplier", "Harrow"),
        )  # fmt: skip

    # the button was printed when only the SKU stood there
    with ledger.shop.database.writing() as books:
        (one,) = ledger_questions.waiting(books)
        given = Answer(one.id, 1, "add")
        ledger_answers.answer(books, given, by=ledger.shop.owner(books), key="tap")
    ledger.settle()

    with ledger.shop.database.reading() as books:
        mug = catalogue.exactly(books, "MUG-GRN")
        assert (mug.title, mug.price_minor, mug.currency) == ("Green mug", 875, "GBP")
        assert mug.supplier_id is not None
    shown = cells(ledger, "Products", "MUG-GRN")
    assert (shown["Name"], shown["Price"], shown["Active"]) == ("Green mug", 8.75, True)
    assert shown["Row ID"] == str(mug.id)
    assert notices(ledger) == ["notices/ledger_new_row"]


def test_a_row_that_is_ignored_stays_in_the_ledger_only(ledger: Ledger) -> None:
    add_row(ledger, "Products", {"SKU": "IDEA-1", "Name": "An idea", "Price": "5"})
    ledger.settle()
    answer(ledger, "ignore")

    ledger.settle()
    type_in(ledger, "Products", "IDEA-1", "Price", "6")
    ledger.settle()

    row = cells(ledger, "Products", "IDEA-1")
    assert (row["Name"], row["Price"], row["Row ID"]) == ("An idea", 6, "")
    with ledger.shop.database.reading() as books:
        assert catalogue.by_code(books, "IDEA-1") is None
        assert ledger_questions.waiting(books) == []


def test_what_makes_no_sense_in_a_new_row_is_said_when_it_is_added(ledger: Ledger) -> None:
    add_row(ledger, "Products", {"SKU": "MUG-GRN", "Name": "Green mug", "Price": "about 8"})
    ledger.settle()

    with pytest.raises(Exception, match="“about 8” cannot be the price"):
        answer(ledger, "add")

    type_in(ledger, "Products", "MUG-GRN", "Price", "8")
    ledger.settle()
    answer(ledger, "add")
    assert price(ledger, "MUG-GRN") == 800


def test_a_row_with_another_sku_is_the_same_product_and_keeps_what_was_typed_beside(
    ledger: Ledger,
) -> None:
    type_in(ledger, "Products", "MUG-BLU", "Price", "9")
    type_in(ledger, "Products", "MUG-BLU", "SKU", "MUG-NAVY")
    ledger.settle()
    assert notices(ledger) == ["notices/ledger_rename"]
    assert price(ledger, "MUG-BLU") == 850

    answer(ledger, "rename")
    ledger.settle()

    with ledger.shop.database.reading() as books:
        assert catalogue.exactly(books, "MUG-BLU").code == "MUG-NAVY"
        # only one side changed it, so nobody is asked
        assert ledger_questions.waiting(books) == []
    assert cells(ledger, "Products", "MUG-NAVY")["Price"] == 9
    assert price(ledger, "MUG-NAVY") == 900
    assert [row[0] for row in ledger.server.rows(ledger.id, "Products")].count("MUG-BLU") == 0


def test_a_copied_row_with_a_new_sku_is_a_new_product(ledger: Ledger) -> None:
    blue = cells(ledger, "Products", "MUG-BLU")
    add_row(ledger, "Products", {"SKU": "MUG-GRN", "Name": "Green mug", "Row ID": blue["Row ID"]})
    ledger.settle()
    assert notices(ledger) == ["notices/ledger_new_row"]

    answer(ledger, "add")
    ledger.settle()

    with ledger.shop.database.reading() as books:
        green = ledger.shop.sku_id(books, "MUG-GRN")
    assert cells(ledger, "Products", "MUG-GRN")["Row ID"] == str(green)
    assert cells(ledger, "Products", "MUG-BLU")["Row ID"] == blue["Row ID"]
    # nobody typed over what came with the copy
    assert "notices/ledger_put_back" not in notices(ledger)


def test_what_is_typed_into_a_column_of_ours_in_a_new_row_is_told_when_it_is_added(
    ledger: Ledger,
) -> None:
    add_row(ledger, "Products", {"SKU": "MUG-GRN", "Name": "Green mug", "Row ID": "7008"})
    ledger.settle()
    answer(ledger, "add")
    ledger.settle()

    with ledger.shop.database.reading() as books:
        assert cells(ledger, "Products", "MUG-GRN")["Row ID"] == str(
            ledger.shop.sku_id(books, "MUG-GRN")
        )
    assert notices(ledger).count("notices/ledger_put_back") == 1


def take_out(ledger: Ledger, code: str) -> None:
    """A person deletes the row of a product, and a minute passes."""
    row = ledger.row("Products", code)
    span = {"sheetId": ledger.server.tab(ledger.id, "Products").id, "dimension": "ROWS",
            "startIndex": row - 1, "endIndex": row}  # fmt: skip
    ledger.server.do(ledger.id, {"deleteDimension": {"range": span}})
    ledger.settle()
    then = clock.now() + dt.timedelta(seconds=61)
    clock.set_source(lambda: then)
    ledger.sync.pass_once(force=True)
    ledger.settle()


def test_a_product_taken_out_ends_unless_somebody_counts_on_it(ledger: Ledger) -> None:
    take_out(ledger, "CARD-XMAS")
    take_out(ledger, "LAMP-1")

    with ledger.shop.database.reading() as books:
        assert not catalogue.exactly(books, "CARD-XMAS").active
        assert catalogue.exactly(books, "LAMP-1").active
    shown = {row[0] for row in ledger.server.rows(ledger.id, "Products")}
    assert "LAMP-1" in shown
    assert "CARD-XMAS" not in shown
    with ledger.shop.database.writing() as books:
        card, by = ledger.shop.sku_id(books, "CARD-XMAS"), ledger.shop.owner(books)
        product_edits.change(books, card, "active", value=True, by=by, key="again")
    ledger.settle()
    assert cells(ledger, "Products", "CARD-XMAS")["Active"] is True


def test_a_setting_is_changed_where_it_stands_and_one_that_does_not_fit_is_held(
    ledger: Ledger,
) -> None:
    for name, text in (("starve_days", "5"), ("digest_time", "08:15"), ("names_on_cards", "ab")):
        type_in(ledger, "Settings", name, "Value", text)
        ledger.settle()

    with ledger.shop.database.reading() as books:
        assert settings.value(books, "starve_days") == "5"
        assert settings.value(books, "digest_time") == "08:15"
        assert settings.value(books, "names_on_cards") == "full"
    (problem,) = ledger.server.rows(ledger.id, "Problems")[1:]
    assert problem[6] == "names_on_cards cannot be “ab”"
    assert cells(ledger, "Settings", "names_on_cards")["One of"] == "full, initials"


def test_notes_beside_orders_and_returns_are_the_owners_and_known_in_slack(ledger: Ledger) -> None:
    with ledger.shop.database.writing() as books:
        ask_for_return(books, "1001", 2, "MUG-BLU")
        number = books.scalars(select(Return.number)).one()
    ledger.settle()
    back = cells(ledger, "Returns", number)
    assert (back["Order"], back["Goods"], back["State"]) == ("1001", "2 × Blue mug", "requested")

    type_in(ledger, "Orders", "1043", "Notes", "ring first")
    type_in(ledger, "Returns", number, "Notes", "was wet")
    ledger.settle()

    with ledger.shop.database.reading() as books:
        assert orders.by_number(books, "1043").ledger_note == "ring first"
        assert books.scalars(select(Return.ledger_note)).one() == "was wet"


def test_what_was_typed_beside_the_number_of_an_order_to_come_is_told_when_it_is_there(
    ledger: Ledger,
) -> None:
    # a copy of a row that got another number brought its figures along, and nobody typed them
    row, below = ledger.row("Orders", "1043"), len(ledger.server.rows(ledger.id, "Orders"))
    sheet = {"sheetId": ledger.server.tab(ledger.id, "Orders").id}
    ledger.server.do(ledger.id, {"copyPaste": {
        "source": {**sheet, "startRowIndex": row - 1, "endRowIndex": row},
        "destination": {**sheet, "startRowIndex": below, "endRowIndex": below + 1}}})  # fmt: skip
    ledger.server.type(ledger.id, "Orders", f"A{below + 1}", "1046")
    add_row(ledger, "Orders", {"Order": "1045", "Customer": "Ann, by phone", "Town": "Ripon"})
    add_row(ledger, "Orders", {"Order": "Ann's own", "Customer": "the three above"})
    ledger.settle()
    ledger.restart()
    ledger.settle()
    assert cells(ledger, "Orders", "1045")["Customer"] == "Ann, by phone"
    assert len(ledger.server.rows(ledger.id, "Problems")) == 1
    assert "notices/ledger_put_back" not in notices(ledger)

    with ledger.shop.database.writing() as books:
        for number in ("1045", "1046"):
            order(books, number, "website", "Ann Lee", "Ripon", clock.now().date(),
                  {"MUG-BLU": 1}, due=1)  # fmt: skip
    ledger.sync.pass_once(force=True)
    ledger.settle()

    assert cells(ledger, "Orders", "1045")["Customer"] == "Ann Lee"
    assert cells(ledger, "Orders", "1046")["Customer"] == "Ann Lee"
    assert cells(ledger, "Orders", "Ann's own")["Customer"] == "the three above"
    with ledger.shop.database.reading() as books:
        found = books.scalars(select(OutboxMessage).where(OutboxMessage.kind == "notice"))
        (one,) = [row.payload for row in found if row.payload["template"].endswith("put_back")]
    typed = [(cell["heading"], cell["typed"]) for cell in one["facts"]["cells"]]
    assert typed == [("Customer", "Ann, by phone")]


@pytest.mark.parametrize("is_forced", [False, True])
def test_an_order_that_is_older_than_what_the_ledger_gathers_stays_and_takes_notes(
    ledger: Ledger, *, is_forced: bool
) -> None:
    later = clock.now() + dt.timedelta(days=120)
    clock.set_source(lambda: later)
    before = cells(ledger, "Orders", "1001")
    ledger.sync.pass_once(force=True)
    assert cells(ledger, "Orders", "1001") == before

    type_in(ledger, "Orders", "1001", "Notes", "asks for an invoice")
    ledger.sync.pass_once(force=is_forced)

    with ledger.shop.database.reading() as books:
        assert orders.by_number(books, "1001").ledger_note == "asks for an invoice"
    assert len(ledger.server.rows(ledger.id, "Problems")) == 1


def test_an_old_order_whose_row_was_taken_out_stays_out(ledger: Ledger) -> None:
    later = clock.now() + dt.timedelta(days=120)
    clock.set_source(lambda: later)
    row = ledger.row("Orders", "1001")
    span = {"sheetId": ledger.server.tab(ledger.id, "Orders").id, "dimension": "ROWS",
            "startIndex": row - 1, "endIndex": row}  # fmt: skip
    ledger.server.do(ledger.id, {"deleteDimension": {"range": span}})
    for _ in range(4):
        ledger.sync.pass_once(force=True)
    assert [row[0] for row in ledger.server.rows(ledger.id, "Orders")[1:]] == ["1043", "1042"]


def test_the_read_me_explains_each_tab_and_is_put_back_when_it_is_typed_over(
    ledger: Ledger,
) -> None:
    about = {row[0] for row in ledger.server.rows(ledger.id, "Read me")[1:]}
    assert {"Products", "Stock", "Orders", "Returns", "Settings", "Problems"} <= about
    words = cells(ledger, "Read me", "Stock")["What to know"]
    type_in(ledger, "Read me", "Stock", "What to know", "see Ann")

    ledger.settle()

    assert cells(ledger, "Read me", "Stock")["What to know"] == words
    assert notices(ledger) == ["notices/ledger_put_back"]


def test_all_tabs_in_step_cost_one_call_to_drive_and_none_to_the_sheet(ledger: Ledger) -> None:
    ledger.settle()
    ledger.server.calls.clear()

    assert ledger.sync.pass_once().idle
    assert (ledger.calls("drive"), ledger.calls("read"), ledger.calls("write")) == (1, 0, 0)


def test_a_ledger_of_before_gets_the_tabs_that_it_lacks(
    local_sheets: LocalSheets, sqlite_shop: SmallShop
) -> None:
    before = [tab for tab in tabs() if tab.title in {"Stock", "Orders", "Problems"}]
    old = local_sheets.create("Older ledger")
    client = GoogleLedger(local_sheets.service_account_info(), old, local_sheets.base_url)
    client.prepare(before)
    Sync(sqlite_shop.database, client, before).pass_once()

    made = Ledger(local_sheets, old, sqlite_shop)
    made.settle()

    assert cells(made, "Products", "MUG-BLU")["Price"] == 8.5
    assert cells(made, "Settings", "zone")["Value"] == "Europe/London"
    assert made.shows("MUG-BLU", "Leeds", "On hand") == 5


def rows_with(ledger: Ledger, tab: str, *codes: str) -> list[str]:
    """The SKUs of the rows of a tab that have one of these."""
    return [str(row[0]) for row in ledger.server.rows(ledger.id, tab) if row[0] in codes]


def test_a_row_follows_its_product_back_when_a_rename_is_undone(ledger: Ledger) -> None:
    stock = len(rows_with(ledger, "Stock", "MUG-BLU"))
    type_in(ledger, "Products", "MUG-BLU", "SKU", "MUG-NAVY")
    ledger.settle()
    answer(ledger, "rename")
    ledger.settle()
    there = ledger.row("Products", "MUG-NAVY")
    both = "MUG-BLU", "MUG-NAVY"
    assert rows_with(ledger, "Stock", *both) == ["MUG-NAVY"] * stock
    assert ledger.shows("MUG-NAVY", "Leeds", "On hand") == 5
    # nobody typed over when that row changed
    assert ledger.shows("MUG-NAVY", "Leeds", "Updated") != ""
    assert "notices/ledger_put_back" not in notices(ledger)

    with ledger.shop.database.writing() as books:
        edit = books.scalars(select(History.id).where(History.what == "SKU set")).one()
        ledger_edits.undo(books, edit, by=ledger.shop.owner(books), key="undone")
    ledger.settle()

    assert rows_with(ledger, "Products", *both) == ["MUG-BLU"]
    assert rows_with(ledger, "Stock", *both) == ["MUG-BLU"] * stock
    assert ledger.row("Products", "MUG-BLU") == there
    with ledger.shop.database.reading() as books:
        assert catalogue.exactly(books, "MUG-BLU").code == "MUG-BLU"
        assert ledger_questions.waiting(books) == []

    # what the row showed is known still: a count in it is booked, and not asked about
    ledger.type("MUG-BLU", "Leeds", "Counted", "4")
    later = clock.now() + dt.timedelta(seconds=61)
    clock.set_source(lambda: later)
    ledger.sync.pass_once(force=True)
    ledger.settle()
    assert ledger.shows("MUG-BLU", "Leeds", "On hand") == 4
    assert "notices/ledger_rows_back" not in notices(ledger)


def test_a_row_whose_sku_somebody_changed_waits_for_the_answer(ledger: Ledger) -> None:
    type_in(ledger, "Products", "TEAPOT", "SKU", "TEAPOT-2")
    ledger.settle()
    assert rows_with(ledger, "Products", "TEAPOT", "TEAPOT-2") == ["TEAPOT-2"]

    answer(ledger, "new")
    ledger.settle()

    assert "TEAPOT-2" in rows_with(ledger, "Products", "TEAPOT-2")
    with ledger.shop.database.reading() as books:
        assert catalogue.exactly(books, "TEAPOT").code == "TEAPOT"


def test_a_row_that_comes_back_is_told_of_with_the_reason(ledger: Ledger) -> None:
    take_out(ledger, "LAMP-1")
    take_out(ledger, "CARD-XMAS")
    with ledger.shop.database.writing() as books:
        card, by = ledger.shop.sku_id(books, "CARD-XMAS"), ledger.shop.owner(books)
        product_edits.change(books, card, "active", value=True, by=by, key="again")
    ledger.settle()

    with ledger.shop.database.reading() as books:
        told = [one.payload["facts"] for one in books.scalars(select(OutboxMessage))
                if one.payload["template"] == "notices/ledger_rows_back"]  # fmt: skip
    assert [(one["tab"], [row["title"] for row in one["rows"]]) for one in told] == [
        ("Products", ["LAMP-1"]), ("Products", ["CARD-XMAS"]),
    ]  # fmt: skip
    assert "cannot end yet" in told[0]["rows"][0]["why"]
    assert told[1]["rows"][0]["why"] == "the books have something of it again"
