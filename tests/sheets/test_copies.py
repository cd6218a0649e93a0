"""A row that somebody copies: nothing that stands in the copy is taken for an edit, or twice."""

from __future__ import annotations

from oms import counts, ledger_questions, reorder
from oms.counts import Where
from tests.sheets.conftest import Ledger
from tests.sheets.test_sync import notices, on_hand

PLACE = "MUG-BLU", "York"


def where(ledger: Ledger) -> Where:
    """The product and the place of the row."""
    with ledger.shop.database.reading() as books:
        return Where(ledger.shop.sku_id(books, "MUG-BLU"), ledger.shop.location_id(books, "YORK"))


def copy(ledger: Ledger) -> None:
    """A person copies the row and inserts the copy below it."""
    row = ledger.rows_of(*PLACE)
    at, sheet = int(str(row["startIndex"])), row["sheetId"]
    below = {"sheetId": sheet, "dimension": "ROWS", "startIndex": at + 1, "endIndex": at + 2}
    source, to = ({"sheetId": sheet, "startRowIndex": one, "endRowIndex": one + 1}
                  for one in (at, at + 1))  # fmt: skip
    for request in (
        {"insertDimension": {"range": below, "inheritFromBefore": False}},
        {"copyPaste": {"source": source, "destination": to, "pasteType": "PASTE_NORMAL"}},
    ):
        ledger.server.do(ledger.id, request)


def copy_before_write(ledger: Ledger) -> None:
    """That happens just before the next write of ours lands."""

    def act(kind: str, _path: str) -> None:
        if kind == "write":
            ledger.server.before_request = None
            copy(ledger)

    ledger.server.before_request = act


def take_out(ledger: Ledger, *, down: int) -> None:
    """A person takes out the first row of the product and place, or the one so far below it."""
    row = ledger.rows_of(*PLACE)
    at = int(str(row["startIndex"])) + down
    area = row | {"startIndex": at, "endIndex": at + 1}
    ledger.server.do(ledger.id, {"deleteDimension": {"range": area}})


def test_a_copy_of_what_stood_there_before_we_wrote_changes_nothing_back(ledger: Ledger) -> None:
    ledger.type(*PLACE, "Reorder at", "50")
    ledger.settle()
    with ledger.shop.database.writing() as books:
        reorder.set_point(books, where(ledger), 201, by=ledger.shop.owner(books))
    copy_before_write(ledger)
    ledger.sync.pass_once(force=True)
    assert ledger.shows(*PLACE, "Reorder at") == 201
    take_out(ledger, down=0)
    assert ledger.shows(*PLACE, "Reorder at") == 50

    ledger.settle()

    assert ledger.point(*PLACE) == 201
    assert ledger.shows(*PLACE, "Reorder at") == 201


def test_what_was_booked_from_a_row_is_not_booked_again_from_its_copy(ledger: Ledger) -> None:
    before = on_hand(ledger, *PLACE)
    ledger.type(*PLACE, "Adjust by", "-2")
    copy_before_write(ledger)
    ledger.sync.pass_once(force=True)
    assert on_hand(ledger, *PLACE) == before - 2
    assert ledger.shows(*PLACE, "Adjust by") == ""
    take_out(ledger, down=0)
    assert ledger.shows(*PLACE, "Adjust by") == -2

    ledger.settle()

    assert on_hand(ledger, *PLACE) == before - 2
    assert ledger.shows(*PLACE, "Adjust by") == ""

    ledger.type(*PLACE, "Adjust by", "-2")
    ledger.settle()
    assert on_hand(ledger, *PLACE) == before - 4


def test_a_cell_emptied_in_one_of_two_rows_alike_is_asked_about_when_that_one_is_left(
    ledger: Ledger,
) -> None:
    ledger.type(*PLACE, "Reorder at", "50")
    ledger.settle()
    ledger.type(*PLACE, "On hand", "typed")
    copy(ledger)
    ledger.settle()
    ledger.type(*PLACE, "Reorder at", "")
    ledger.settle()
    take_out(ledger, down=1)
    ledger.settle()

    assert ledger.point(*PLACE) == 50
    assert ledger.shows(*PLACE, "Reorder at") == ""
    with ledger.shop.database.reading() as books:
        (asked,) = [one for one in ledger_questions.waiting(books) if one.column == "Reorder at"]
    assert asked.kind == ledger_questions.CONFLICT


def test_an_older_copy_is_asked_about_where_the_figures_of_the_original_are_typed_over(
    ledger: Ledger,
) -> None:
    ledger.type(*PLACE, "Reorder at", "50")
    ledger.settle()
    ledger.type(*PLACE, "Reorder at", "")
    copy(ledger)
    ledger.type(*PLACE, "Reorder at", "50")
    with ledger.shop.database.writing() as books:
        reorder.set_point(books, where(ledger), 60, by=ledger.shop.owner(books))
    ledger.settle()
    assert ledger.shows(*PLACE, "Reorder at") == 60

    ledger.type(*PLACE, "On hand", "7004")
    ledger.settle()

    assert ledger.point(*PLACE) == 60
    with ledger.shop.database.reading() as books:
        (asked,) = [one for one in ledger_questions.waiting(books) if one.column == "Reorder at"]
    assert asked.kind == ledger_questions.CONFLICT


def test_what_stood_in_a_copy_before_the_original_went_is_asked_about_where_the_books_differ(
    ledger: Ledger,
) -> None:
    # the books' own figures are alike in both, so they do not tell which one is left
    copy(ledger)
    below = ledger.row("Stock", *PLACE) + 1
    ledger.server.type(ledger.id, "Stock", f"{ledger.column('Stock', 'Reorder at')}{below}", "5")
    ledger.settle()
    with ledger.shop.database.writing() as books:
        reorder.set_point(books, where(ledger), 60, by=ledger.shop.owner(books))
    ledger.settle()
    assert ledger.shows(*PLACE, "Reorder at") == 60
    take_out(ledger, down=0)
    assert ledger.shows(*PLACE, "Reorder at") == 5
    ledger.settle()

    assert ledger.point(*PLACE) == 60
    with ledger.shop.database.reading() as books:
        (asked,) = [one for one in ledger_questions.waiting(books) if one.column == "Reorder at"]
    assert asked.kind == ledger_questions.CONFLICT


def test_the_original_of_two_rows_goes_on_after_each_write_into_it(ledger: Ledger) -> None:
    copy(ledger)
    ledger.type(*PLACE, "On hand", "typed")
    ledger.settle()
    row = int(str(ledger.rows_of(*PLACE)["startIndex"])) + 1
    at = ledger.server.rows(ledger.id, "Stock")[0].index("Reorder at")

    for wanted in (203, 204, 205):
        with ledger.shop.database.writing() as books:
            reorder.set_point(books, where(ledger), wanted, by=ledger.shop.owner(books))
        ledger.settle()
        assert ledger.server.rows(ledger.id, "Stock")[row][at] == wanted


def test_a_row_whose_key_is_a_formula_is_no_copy_of_the_one_that_it_names(ledger: Ledger) -> None:
    row = ledger.row("Stock", *PLACE)
    names = [{"userEnteredValue": {"formulaValue": f"={column}{row}"}} for column in "AB"]
    start = {"sheetId": ledger.rows_of(*PLACE)["sheetId"], "rowIndex": 11, "columnIndex": 0}
    rows = [{"values": names}]
    told = {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}
    ledger.server.do(ledger.id, told)
    ledger.settle()

    for key in "123":
        with ledger.shop.database.writing() as books:
            by = ledger.shop.owner(books)
            counts.adjust(books, where(ledger), 1, reason="found", by=by, key=key)
        ledger.sync.pass_once()

    assert ledger.shows(*PLACE, "On hand") == 12
    assert notices(ledger) == []  # nobody typed over what we wrote
