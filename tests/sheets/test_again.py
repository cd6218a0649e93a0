"""What is typed again is another edit; what is typed too soon waits; what is not known is asked."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from assistant.playground.google_sheets import LocalSheets
from oms import counts, ledger_questions, problems, product_edits, reorder, shipping, stock
from oms import orders as order_book
from oms.counts import Where
from oms.database import Database
from oms.product_fields import Value
from oms.tables.catalogue import Sku
from oms.tables.messages import OutboxMessage
from oms.tables.sheet import LedgerRow
from oms.tables.stock import Movement
from sheets.connection import LedgerRefused
from sheets.stock_inputs import AGAIN
from sheets.sync import Sync
from sheets.unknown_rows import WHY
from sheets.whose import ForeignLedger, LedgerAhead
from tests.sheets.conftest import Ledger, tabs
from tests.sheets.test_notes import acting
from tests.sheets.test_sync import notices, told_of
from tests.small_shop import SmallShop

PLACE = "MUG-BLU", "Leeds"


def where(ledger: Ledger, database: Database | None = None) -> Where:
    """The product and the place of the row."""
    with (database or ledger.shop.database).reading() as books:
        return Where(ledger.shop.sku_id(books, "MUG-BLU"), ledger.shop.location_id(books, "LEEDS"))


def point(ledger: Ledger, database: Database | None = None) -> int | None:
    """The reorder point in the books."""
    with (database or ledger.shop.database).reading() as books:
        return reorder.point_of(books, where(ledger))


def on_hand(ledger: Ledger, database: Database | None = None) -> int:
    """The units on hand in the books."""
    place = where(ledger)
    with (database or ledger.shop.database).reading() as books:
        return stock.at(books, place.sku_id, place.location_id).on_hand


def price(ledger: Ledger) -> int | None:
    """The price in the books."""
    with ledger.shop.database.reading() as books:
        return books.scalars(select(Sku.price_minor).where(Sku.code == "MUG-BLU")).one()


def set_point(ledger: Ledger, units: int, database: Database | None = None) -> None:
    """Somebody sets the reorder point elsewhere."""
    with (database or ledger.shop.database).writing() as books:
        reorder.set_point(books, where(ledger), units, by=ledger.shop.owner(books))


def sell_three(ledger: Ledger) -> None:
    """Three of the five leave."""
    with ledger.shop.database.writing() as books:
        plan = shipping.plan(books, order_book.by_number(books, "1043"))
        shipping.ship(books, plan, by=ledger.shop.owner(books), key="sale")


@pytest.mark.parametrize("settles", [True, False])
def test_a_figure_that_is_set_back_and_forth_is_taken_every_time(
    ledger: Ledger, *, settles: bool
) -> None:
    cell = f"{ledger.column('Products', 'Price')}{ledger.row('Products', 'MUG-BLU')}"
    for figure in (9, 10, 9, 10, 9):
        ledger.type(*PLACE, "Reorder at", str(figure))
        ledger.server.type(ledger.id, "Products", cell, str(figure))
        if settles:
            ledger.settle()
        else:
            ledger.sync.pass_once()
        assert (point(ledger), price(ledger)) == (figure, 100 * figure)


def test_a_second_adjustment_like_the_first_is_booked_though_nothing_can_be_written(
    ledger: Ledger,
) -> None:
    ledger.server.faults.append({"path": ":batchUpdate", "times": 99, "status": 403})
    for typed in ("3", "", "3"):
        ledger.type(*PLACE, "Adjust by", typed)
        with pytest.raises(LedgerRefused):
            ledger.sync.pass_once(force=True)
    assert on_hand(ledger) == 11

    ledger.server.faults.clear()
    ledger.settle()
    assert on_hand(ledger) == 11
    assert ledger.shows(*PLACE, "Adjust by") == ""
    assert ledger.shows(*PLACE, "On hand") == 11


@pytest.mark.parametrize(("heading", "typed"), [("Adjust by", "-2"), ("Counted", "3")])
@pytest.mark.parametrize(("meanwhile", "writes"), [("1", 2), ("", 1)])
def test_what_is_typed_again_after_it_was_booked_and_changed_is_never_dropped(
    ledger: Ledger, heading: str, typed: str, meanwhile: str, writes: int
) -> None:
    ledger.type(*PLACE, heading, typed)
    seen = 0

    def retype(kind: str, _path: str) -> None:
        nonlocal seen
        is_write = kind == "write"
        if is_write and not seen:
            ledger.type(*PLACE, heading, meanwhile)
        if not is_write and seen == writes:
            ledger.server.before_request = None
            ledger.type(*PLACE, heading, typed)
        seen += is_write

    ledger.server.before_request = retype
    ledger.sync.pass_once()
    assert ledger.server.before_request is None
    ledger.settle()

    # a count says the same twice; what is added twice may be what undoing gave back
    assert on_hand(ledger) == 3
    with ledger.shop.database.reading() as books:
        told = [(one.column, one.typed, one.why) for one in problems.open_problems(books)]
    if heading == "Counted":
        assert (told, ledger.shows(*PLACE, heading)) == ([], "")
        return
    assert told == [(heading, "-2", AGAIN)]
    ledger.type(*PLACE, heading, "")
    ledger.settle()
    ledger.type(*PLACE, heading, typed)
    ledger.settle()
    assert (on_hand(ledger), ledger.shows(*PLACE, heading)) == (1, "")


def test_after_a_write_that_was_refused_the_next_pass_tries_again(ledger: Ledger) -> None:
    set_point(ledger, 7)
    ledger.server.faults.append({"path": ":batchUpdate", "times": 1, "status": 403})
    with pytest.raises(LedgerRefused):
        ledger.sync.pass_once()

    assert not ledger.sync.pass_once().idle
    assert ledger.shows(*PLACE, "Reorder at") == 7


def test_a_name_that_is_emptied_with_all_that_is_the_books_comes_back_and_is_told(
    ledger: Ledger,
) -> None:
    row = ledger.row("Products", "MUG-BLU")
    for heading in ("Name", "Row ID"):
        ledger.server.type(ledger.id, "Products", f"{ledger.column('Products', heading)}{row}", "")
    ledger.settle()

    name = f"{ledger.column('Products', 'Name')}{row}"
    assert ledger.server.cell(ledger.id, "Products", name).value == "Blue mug"
    with ledger.shop.database.reading() as books:
        wanted = OutboxMessage.key.contains("put back")
        payloads = list(books.scalars(select(OutboxMessage.payload).where(wanted)))
    assert [payload["facts"]["cells"] for payload in payloads] == [
        [{"title": "MUG-BLU", "heading": "Name", "typed": "", "books": "Blue mug"}]
    ]


def test_what_is_typed_in_a_row_that_the_books_do_not_know_waits_and_is_told(
    ledger: Ledger,
) -> None:
    below = ledger.server.tab(ledger.id, "Stock").used()[0] + 1
    for heading, typed in (("SKU", "TEAPOT"), ("Location", "Hull"), ("Reorder at", "5")):
        ledger.server.type(ledger.id, "Stock", f"{ledger.column('Stock', heading)}{below}", typed)
    ledger.settle()
    with ledger.shop.database.reading() as books:
        (found,) = problems.open_problems(books)
    assert (found.row, found.column, found.why) == (
        "TEAPOT|HULL", "Reorder at", "the books have no such row",
    )  # fmt: skip

    with ledger.shop.database.writing() as books:
        hull = Where(ledger.shop.sku_id(books, "TEAPOT"), ledger.shop.location_id(books, "HULL"))
        counts.adjust(books, hull, 2, reason="found", by=ledger.shop.owner(books), key="came")
    ledger.settle()

    assert ledger.shows("TEAPOT", "Hull", "Reorder at") == 5
    with ledger.shop.database.reading() as books:
        assert reorder.point_of(books, hull) == 5
        assert problems.open_problems(books) == []


def test_what_is_typed_over_the_books_in_a_row_that_they_do_not_know_is_put_back_and_told(
    ledger: Ledger,
) -> None:
    below = ledger.server.tab(ledger.id, "Stock").used()[0] + 1
    typed = (("SKU", "TEAPOT"), ("Location", "Hull"), ("Name", "My pot"), ("On hand", "7"))
    for heading, text in typed:
        ledger.server.type(ledger.id, "Stock", f"{ledger.column('Stock', heading)}{below}", text)
    ledger.settle()
    ledger.restart()
    ledger.settle()
    assert (ledger.shows("TEAPOT", "Hull", "On hand"), notices(ledger)) == (7, [])
    with ledger.shop.database.reading() as books:
        (found,) = problems.open_problems(books)
    assert (found.row, found.column, found.why) == ("TEAPOT|HULL", "Name", WHY)

    with ledger.shop.database.writing() as books:
        hull = Where(ledger.shop.sku_id(books, "TEAPOT"), ledger.shop.location_id(books, "HULL"))
        counts.adjust(books, hull, 2, reason="found", by=ledger.shop.owner(books), key="came")
    ledger.settle()

    assert ledger.shows("TEAPOT", "Hull", "On hand") == 2
    assert sorted(notices(ledger)) == ["notices/ledger_put_back", "notices/overtyped"]
    (facts,) = told_of(ledger, "notices/overtyped")
    assert (facts["on_hand"], facts["counted"]) == (2, 7)
    with ledger.shop.database.reading() as books:
        assert problems.open_problems(books) == []


@pytest.mark.parametrize("is_copied", [True, False])
def test_a_row_that_is_copied_or_gets_another_key_is_not_taken_for_typed(
    ledger: Ledger, *, is_copied: bool
) -> None:
    row = ledger.row("Stock", *PLACE)
    if is_copied:
        sheet = ledger.server.tab(ledger.id, "Stock")
        area = {"sheetId": sheet.id, "startColumnIndex": 0, "endColumnIndex": 12}
        below = sheet.used()[0]
        ledger.server.do(ledger.id, {"copyPaste": {
            "source": {**area, "startRowIndex": row - 1, "endRowIndex": row},
            "destination": {**area, "startRowIndex": below, "endRowIndex": below + 1},
        }})  # fmt: skip
        row = below + 1
    ledger.server.type(ledger.id, "Stock", f"{ledger.column('Stock', 'Location')}{row}", "Nowhere")
    ledger.settle()

    assert ledger.shows("MUG-BLU", "Nowhere", "On hand") == 5
    with ledger.shop.database.reading() as books:
        told = {(one.row, one.column) for one in problems.open_problems(books)}
    assert told == {("MUG-BLU|NOWHERE", "Reorder at")}


def test_a_count_beside_a_figure_that_is_not_the_books_is_asked_about_whatever_the_numbers_say(
    ledger: Ledger,
) -> None:
    sell_three(ledger)
    with ledger.shop.database.writing() as books:
        # the sale has a lower number than the figure was shown with: it was committed later
        last = books.scalars(select(func.max(Movement.id))).one()
        books.execute(update(LedgerRow).values(position=last))
    ledger.type(*PLACE, "Counted", "6")
    ledger.settle()

    assert on_hand(ledger) == 2
    assert ledger.shows(*PLACE, "Counted") == 6


def restored(ledger: Ledger, folder: Path) -> Database:
    """The books as they are now, in another file."""
    with (
        closing(sqlite3.connect(ledger.shop.database.engine.url.database or "")) as source,
        closing(sqlite3.connect(folder / "restored.db")) as target,
    ):
        source.backup(target)
    return Database(f"sqlite:///{folder / 'restored.db'}")


def test_books_that_were_restored_take_nothing_of_what_they_wrote_since_for_an_edit(
    ledger: Ledger, tmp_path: Path
) -> None:
    backup = restored(ledger, tmp_path)
    set_point(ledger, 33)
    ledger.settle()
    again = Sync(backup, ledger.sync_ledger(), tabs())
    with pytest.raises(LedgerAhead):
        again.pass_once(force=True)
    assert point(ledger, backup) == 6

    again.adopt()
    for _ in range(3):
        again.pass_once(force=True)
    assert point(ledger, backup) == 6
    assert ledger.shows(*PLACE, "Reorder at") == 33
    with backup.reading() as books:
        asked = [(one.row_key, one.column) for one in ledger_questions.waiting(books)]
    assert ("MUG-BLU|LEEDS", "Reorder at") in asked


def test_of_two_copies_of_the_books_the_other_is_refused_once_one_took_over(
    ledger: Ledger, tmp_path: Path
) -> None:
    other = Sync(restored(ledger, tmp_path), ledger.sync_ledger(), tabs())
    other.adopt()
    other.pass_once(force=True)
    with pytest.raises(ForeignLedger):
        ledger.sync.pass_once(force=True)


def test_a_running_program_goes_on_once_another_of_the_same_books_took_the_ledger_over(
    ledger: Ledger,
) -> None:
    Sync(ledger.shop.database, ledger.sync_ledger(), tabs()).adopt()
    ledger.settle()

    set_point(ledger, 33)
    ledger.settle()

    assert ledger.shows(*PLACE, "Reorder at") == 33


def test_after_a_take_over_a_count_is_not_measured_against_the_figure_of_other_books(
    ledger: Ledger,
) -> None:
    ledger.sync.adopt()
    cell = f"{ledger.column('Stock', 'On hand')}{ledger.row('Stock', *PLACE)}"
    ledger.server.type(ledger.id, "Stock", cell, "50")
    ledger.type(*PLACE, "Counted", "52")
    ledger.sync.pass_once(force=True)
    assert on_hand(ledger) == 5


def fill(ledger: Ledger, heading: str, cells: list[str]) -> None:
    """A person types a column of the tab Products from its first row on."""
    column = ledger.column("Products", heading)
    for row, typed in enumerate(cells, start=2):
        ledger.server.type(ledger.id, "Products", f"{column}{row}", typed)


@pytest.fixture
def larger(ledger: Ledger) -> Ledger:
    """A ledger with a dozen products more."""
    with ledger.shop.database.writing() as books:
        for number in range(12):
            facts: dict[str, Value] = {"code": f"CUP-{number}", "title": "Cup", "price": 300}
            product_edits.add(books, facts, by=ledger.shop.owner(books), key=f"cup-{number}")
    ledger.settle()
    return ledger


def prices(ledger: Ledger) -> list[int | None]:
    """All prices in the books."""
    with ledger.shop.database.reading() as books:
        return list(books.scalars(select(Sku.price_minor).order_by(Sku.id)))


def test_a_column_that_is_emptied_at_once_is_asked_about_and_one_that_is_filled_is_not(
    larger: Ledger,
) -> None:
    before = prices(larger)
    height = larger.server.tab(larger.id, "Products").used()[0]
    fill(larger, "Barcode", [str(4_000_000_000_000 + row) for row in range(height - 1)])
    larger.settle()
    with larger.shop.database.reading() as books:
        assert ledger_questions.waiting(books) == []
        assert None not in set(books.scalars(select(Sku.barcode)))

    fill(larger, "Price", [""] * (height - 1))
    larger.settle()
    assert prices(larger) == before
    with larger.shop.database.reading() as books:
        asked = [one for one in ledger_questions.waiting(books) if one.column == "Price"]
    assert len(asked) == sum(one is not None for one in before)


def test_a_cell_that_is_typed_in_again_while_it_is_asked_about_is_asked_about_once_more(
    ledger: Ledger,
) -> None:
    ids: list[int] = []
    for typed in ("425", "510", "510", "510"):
        fill(ledger, "Price", [typed])
        ledger.type(*PLACE, "Reorder at", str(len(ids) + 1))
        ledger.settle()
        with ledger.shop.database.reading() as books:
            (asked,) = ledger_questions.waiting(books)
        ids.append(asked.id)
    assert ids[0] < ids[1] == ids[2] == ids[3]


def test_a_row_that_stands_twice_is_told_of_beside_other_troubles(ledger: Ledger) -> None:
    below = ledger.server.tab(ledger.id, "Products").used()[0] + 1
    ledger.server.type(ledger.id, "Products", f"A{below}", "TEAPOT")
    fill(ledger, "Price", ["about 3"])
    ledger.settle()
    with ledger.shop.database.reading() as books:
        found = {(one.row, one.why) for one in problems.open_problems(books)}
    assert ("TEAPOT", "it stands in several rows") in found
    assert len(found) == 2


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_name_of_any_length_is_answered_and_stops_no_pass(
    local_sheets: LocalSheets, shop: SmallShop
) -> None:
    made = Ledger(local_sheets, local_sheets.create("Ledger"), shop)
    made.settle()
    draw = random.Random(1)  # noqa: S311  what cannot be packed
    name = "".join(draw.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=6_000))
    cell = f"{made.column('Products', 'Name')}{made.row('Products', 'MUG-BLU')}"
    made.server.type(made.id, "Products", cell, name)
    made.type(*PLACE, "Counted", "4")
    made.settle()
    assert on_hand(made) == 4
    with made.shop.database.reading() as books:
        assert [one.row for one in problems.open_problems(books)] == ["MUG-BLU"]


@pytest.mark.parametrize("refused", [False, True])
@pytest.mark.parametrize(
    ("heading", "typed", "after"), [("Adjust by", "2", 7), ("Counted", "8", 8)]
)
def test_what_was_booked_is_not_booked_again_after_its_heading_was_gone_for_a_pass(
    ledger: Ledger, heading: str, typed: str, after: int, *, refused: bool
) -> None:
    ledger.type("MUG-BLU", "Leeds", heading, typed)
    above = f"{ledger.column('Stock', heading)}1"

    def clear() -> None:
        ledger.server.type(ledger.id, "Stock", above, "")

    if refused:
        ledger.server.faults.append({"path": ":batchUpdate", "times": 1, "status": 403})
        with pytest.raises(LedgerRefused):
            ledger.sync.pass_once(force=True)
        clear()
    else:
        acting(ledger, clear)
        ledger.sync.pass_once(force=True)
    ledger.sync.pass_once(force=True)
    ledger.server.type(ledger.id, "Stock", above, heading)
    ledger.settle()
    ledger.sync.pass_once(force=True)

    shown = [ledger.shows("MUG-BLU", "Leeds", one) for one in ("On hand", heading)]
    assert shown == [after, ""]
