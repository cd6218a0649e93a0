"""The ledger against a real server: what people type is booked once, nothing of theirs is lost."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from assistant import dialogue, digest, plain, render
from assistant.dialogue import Pressed
from oms import (
    actors,
    clock,
    counts,
    ledger_answers,
    ledger_questions,
    orders,
    problems,
    reorder,
    shipping,
    stock,
)
from oms.counts import Where
from oms.database import Database
from oms.tables.messages import History, Lease, OutboxMessage
from oms.tables.sheet import LedgerBatch, LedgerRow, LedgerTab
from oms.tables.stock import CountQuestion, Movement
from sheets.connection import LedgerRefused
from sheets.google import GoogleLedger
from sheets.grid import Batch, KeptNotes, Place, Snapshot
from sheets.preview import CellTold
from sheets.sync import Sync
from sheets.tab import Tab
from sheets.table import Merge
from sheets.whose import ForeignLedger
from tests.conftest import NOON
from tests.sheets.conftest import Ledger, tabs
from tests.small_shop import OWNER


def on_hand(ledger: Ledger, sku: str, location: str) -> int:
    with ledger.shop.database.reading() as books:
        at = ledger.shop.sku_id(books, sku), ledger.shop.location_id(books, location.upper())
        return stock.at(books, *at).on_hand


def movements(ledger: Ledger) -> int:
    with ledger.shop.database.reading() as books:
        return books.scalars(select(func.count()).select_from(Movement)).one()


def notices(ledger: Ledger) -> list[str]:
    with ledger.shop.database.reading() as books:
        rows = books.scalars(select(OutboxMessage).where(OutboxMessage.kind == "notice"))
        return [row.payload["template"] for row in rows]


def told_of(ledger: Ledger, template: str) -> list[dict[str, Any]]:
    """What the notices of a template are given."""
    with ledger.shop.database.reading() as books:
        rows = books.scalars(select(OutboxMessage).where(OutboxMessage.kind == "notice"))
        return [row.payload["facts"] for row in rows if row.payload["template"] == template]


def test_the_ledger_shows_what_the_books_have(ledger: Ledger) -> None:
    assert ledger.shows("MUG-BLU", "Leeds", "On hand") == 5
    assert ledger.shows("MUG-BLU", "Leeds", "Reserved") == 3
    assert ledger.shows("MUG-BLU", "Leeds", "Available") == 2
    assert ledger.shows("MUG-BLU", "Leeds", "Reorder at") == 6
    orders_shown = {row[0]: row[7] for row in ledger.server.rows(ledger.id, "Orders")[1:]}
    assert orders_shown == {"1001": "shipped", "1042": "to pick", "1043": "to pick"}


def test_a_pass_with_nothing_to_do_asks_drive_once_and_the_sheet_not_at_all(
    ledger: Ledger,
) -> None:
    assert ledger.sync.pass_once().idle
    assert (ledger.calls("drive"), ledger.calls("read"), ledger.calls("write")) == (1, 0, 0)


def test_a_pass_with_a_change_reads_writes_and_verifies_once(ledger: Ledger) -> None:
    ledger.type("MUG-BLU", "Leeds", "Counted", "9")

    ledger.sync.pass_once()

    assert (ledger.calls("read"), ledger.calls("write")) == (2, 1)


def test_a_count_becomes_one_movement_and_the_cell_is_blank_again(ledger: Ledger) -> None:
    before = movements(ledger)
    ledger.type("MUG-BLU", "Leeds", "Counted", "7")

    ledger.settle()

    assert on_hand(ledger, "MUG-BLU", "Leeds") == 7
    assert ledger.shows("MUG-BLU", "Leeds", "On hand") == 7
    assert ledger.shows("MUG-BLU", "Leeds", "Counted") == ""
    assert movements(ledger) == before + 1
    assert notices(ledger) == ["notices/stock_changed"]


def test_what_was_typed_for_several_products_is_locked_before_any_of_it_is_booked(
    ledger: Ledger,
) -> None:
    # in the ledger the bags stand above the mugs, in the order of locks they come behind
    ledger.type("BAG-JUTE", "Hull", "Counted", "28")
    ledger.type("MUG-BLU", "York", "Adjust by", "-2")

    ledger.settle()

    assert (on_hand(ledger, "BAG-JUTE", "Hull"), on_hand(ledger, "MUG-BLU", "York")) == (28, 7)


def test_the_same_number_typed_again_is_another_count(ledger: Ledger) -> None:
    ledger.type("MUG-BLU", "Leeds", "Adjust by", "2")
    ledger.settle()
    ledger.type("MUG-BLU", "Leeds", "Adjust by", "2")
    ledger.settle()

    assert on_hand(ledger, "MUG-BLU", "Leeds") == 9


def test_an_adjustment_takes_its_reason_with_it(ledger: Ledger) -> None:
    ledger.type("TEAPOT", "York", "Reason", "damage")
    ledger.type("TEAPOT", "York", "Adjust by", "-2")

    ledger.settle()

    assert ledger.shows("TEAPOT", "York", "On hand") == 5
    assert ledger.shows("TEAPOT", "York", "Reason") == ""
    with ledger.shop.database.reading() as books:
        last = books.scalars(select(Movement).order_by(Movement.id.desc())).first()
        assert last is not None
        assert last.reason == "damage"


@pytest.mark.parametrize(
    ("heading", "typed", "why"),
    [
        ("Counted", "twelve", "it is not a number"),
        ("Counted", "-1", "it is below 0"),
        ("Counted", "2.5", "it is not a whole number"),
        ("Counted", "1E400", "it is not a number"),
        ("Counted", "9" * 400, "it is not a number"),
        ("Counted", "=A1", "it is a formula"),
        ("Counted", "5000", "it would change 5 by +4995, more than is likely"),
        ("Adjust by", "-6", "Leeds has 5 MUG-BLU on hand, so 6 cannot be taken off"),
        ("Adjust by", "TRUE", "it is a tick box, not a number"),
    ],
)
def test_a_bad_cell_gets_a_note_and_a_problem_and_stops_nothing_else(
    ledger: Ledger, heading: str, typed: str, why: str
) -> None:
    ledger.type("MUG-BLU", "Leeds", heading, typed)
    ledger.type("TEAPOT", "York", "Counted", "6")

    ledger.settle()

    assert on_hand(ledger, "MUG-BLU", "Leeds") == 5
    assert on_hand(ledger, "TEAPOT", "York") == 6
    assert why in (ledger.note("MUG-BLU", "Leeds", heading) or "")
    assert [row[6] for row in ledger.server.rows(ledger.id, "Problems")[1:]] == [why]

    if "than is likely" in why:
        # there it is shown before it is done
        said = ledger.note("MUG-BLU", "Leeds", heading) or ""
        assert "I counted 5000 of MUG-BLU in Leeds" in said
        with ledger.shop.database.writing() as books:
            asked = plain.ask(books, OWNER, "I counted 5000 of MUG-BLU in Leeds")
        assert "5 → 5000" in asked["answer"]

    ledger.type("MUG-BLU", "Leeds", heading, "")
    ledger.settle()
    assert ledger.note("MUG-BLU", "Leeds", heading) is None
    with ledger.shop.database.reading() as books:
        assert problems.open_problems(books) == []


def test_on_hand_that_was_typed_over_is_put_back_and_offered_as_a_count(ledger: Ledger) -> None:
    ledger.type("MUG-BLU", "Leeds", "On hand", "99")

    ledger.settle()

    assert ledger.shows("MUG-BLU", "Leeds", "On hand") == 5
    assert on_hand(ledger, "MUG-BLU", "Leeds") == 5
    assert notices(ledger) == ["notices/overtyped"]


def test_an_older_copy_pasted_over_on_hand_is_one_notice_for_all_rows(ledger: Ledger) -> None:
    on_hand_of = {(sku, place): ledger.shows(str(sku), str(place), "On hand")
                  for sku, place in ledger.places()}  # fmt: skip
    for (sku, place), shown in on_hand_of.items():
        ledger.type(str(sku), str(place), "On hand", str(int(str(shown or 0)) + 1))

    ledger.settle()

    for (sku, place), shown in on_hand_of.items():
        assert ledger.shows(str(sku), str(place), "On hand") == shown
    (facts,) = told_of(ledger, "notices/ledger_put_back")
    assert notices(ledger) == ["notices/ledger_put_back"]
    assert (facts["total"], facts["counts"]) == (len(on_hand_of), len(on_hand_of))
    assert len(facts["cells"]) == 5
    words = render.render("notices/ledger_put_back", facts)
    assert f"{len(on_hand_of)} cells of the books" in words.text
    assert "Version history" in str(words.blocks)


def test_a_count_typed_before_a_sale_that_the_sheet_had_not_shown_is_asked_about(
    ledger: Ledger,
) -> None:
    with ledger.shop.database.writing() as books:
        plan = shipping.plan(books, orders.by_number(books, "1043"))
        shipping.ship(books, plan, by=actors.who(books, OWNER), key="sale")
    ledger.type("MUG-BLU", "Leeds", "Counted", "6")

    ledger.settle()

    assert on_hand(ledger, "MUG-BLU", "Leeds") == 2
    assert ledger.shows("MUG-BLU", "Leeds", "Counted") == 6
    assert notices(ledger) == ["notices/count_question"]


@pytest.fixture
def asked(ledger: Ledger) -> Ledger:
    """A ledger with a question: 6 was counted beside a 5 of which 3 had left."""
    with ledger.shop.database.writing() as books:
        plan = shipping.plan(books, orders.by_number(books, "1043"))
        shipping.ship(books, plan, by=actors.who(books, OWNER), key="sale")
    ledger.type("MUG-BLU", "Leeds", "Counted", "6")
    ledger.settle()
    return ledger


@pytest.mark.parametrize(("button", "then"), [(0, 6), (1, 3)])
def test_a_count_that_was_asked_about_is_booked_as_it_was_meant(
    asked: Ledger, button: int, then: int
) -> None:
    with asked.shop.database.writing() as books:
        row = books.scalars(select(OutboxMessage).where(OutboxMessage.kind == "notice")).one()
        buttons = render.render(row.payload["template"], row.payload["facts"]).blocks[-1]
        pressed = buttons["elements"][button]
        dialogue.press(
            books,
            Pressed(pressed["action_id"], pressed["value"], OWNER, "C01FLOOR", None, "1.0", "p"),
        )
    asked.settle()

    assert on_hand(asked, "MUG-BLU", "Leeds") == then
    assert asked.shows("MUG-BLU", "Leeds", "On hand") == then
    assert asked.shows("MUG-BLU", "Leeds", "Counted") == ""


def test_a_count_that_nobody_answers_for_is_a_count_at_the_next_digest(asked: Ledger) -> None:
    digest.send(asked.shop.database, dt.date(2026, 11, 25))
    asked.settle()

    assert on_hand(asked, "MUG-BLU", "Leeds") == 6
    assert asked.shows("MUG-BLU", "Leeds", "Counted") == ""
    assert notices(asked) == ["notices/count_question", "notices/stock_changed"]


@pytest.mark.parametrize("typed", ["99", "ask Bo"])
def test_a_count_is_asked_about_no_more_once_something_refused_is_typed_over_it(
    asked: Ledger, typed: str
) -> None:
    asked.type("MUG-BLU", "Leeds", "Counted", typed)
    asked.settle()
    digest.send(asked.shop.database, dt.date(2026, 11, 25))
    asked.settle()

    assert on_hand(asked, "MUG-BLU", "Leeds") == 2
    assert str(asked.shows("MUG-BLU", "Leeds", "Counted")) == typed
    with asked.shop.database.reading() as books:
        assert list(books.scalars(select(CountQuestion.state))) == ["dropped"]


def test_a_count_that_was_asked_about_may_be_typed_over_or_taken_back(asked: Ledger) -> None:
    asked.type("MUG-BLU", "Leeds", "Counted", "")
    asked.settle()
    digest.send(asked.shop.database, dt.date(2026, 11, 25))
    assert on_hand(asked, "MUG-BLU", "Leeds") == 2

    asked.type("MUG-BLU", "Leeds", "Counted", "4")
    asked.settle()
    assert on_hand(asked, "MUG-BLU", "Leeds") == 4


def test_a_row_says_when_it_was_last_changed_for_somebody(ledger: Ledger) -> None:
    before = ledger.shows("MUG-BLU", "Leeds", "Updated")
    assert ledger.shows("MUG-RED", "Leeds", "Updated") == before
    clock.set_source(lambda: NOON + dt.timedelta(hours=2))

    ledger.type("MUG-BLU", "Leeds", "Adjust by", "4")
    ledger.settle()

    assert ledger.shows("MUG-BLU", "Leeds", "Updated") == "Tue 24 Nov 14:00"
    assert ledger.shows("MUG-RED", "Leeds", "Updated") == before


def test_a_reorder_point_changed_in_the_ledger_is_the_owners(ledger: Ledger) -> None:
    ledger.type("BAG-JUTE", "Hull", "Reorder at", "40")

    ledger.settle()

    with ledger.shop.database.reading() as books:
        assert ("BAG-JUTE", 40) in {(one.sku, one.point) for one in stock.low(books)}
    assert ledger.shows("BAG-JUTE", "Hull", "Reorder at") == 40


def test_sorted_rows_moved_columns_and_the_owners_own_are_left_alone(ledger: Ledger) -> None:
    tab = ledger.server.tab(ledger.id, "Stock")
    ledger.server.type(ledger.id, "Stock", "M1", "My shelf")
    ledger.server.type(ledger.id, "Stock", "M2", "=1+2")
    ledger.sort("Stock", by=7, columns=13)
    source = {"sheetId": tab.id, "dimension": "COLUMNS", "startIndex": 3, "endIndex": 4}
    ledger.server.do(ledger.id, {"moveDimension": {"source": source, "destinationIndex": 1}})
    ledger.type("MUG-RED", "Leeds", "Counted", "6")

    ledger.settle()

    assert on_hand(ledger, "MUG-RED", "Leeds") == 6
    assert ledger.shows("MUG-RED", "Leeds", "On hand") == 6
    heading = ledger.server.rows(ledger.id, "Stock")[0]
    assert heading[:2] == ["SKU", "Counted"]
    formulas = [cell.formula for cell in tab.cells.values() if cell.formula]
    assert formulas == ["=1+2"]


def test_a_row_that_stands_twice_is_left_alone_in_both_places(ledger: Ledger) -> None:
    tab = ledger.server.tab(ledger.id, "Stock")
    below = tab.used()[0] + 1
    for column, text in (("A", "MUG-BLU"), ("B", "Leeds"), ("D", "50")):
        ledger.server.type(ledger.id, "Stock", f"{column}{below}", text)

    ledger.settle()

    assert on_hand(ledger, "MUG-BLU", "Leeds") == 5


def test_a_heading_that_is_gone_pauses_its_column_and_a_lost_key_the_tab(ledger: Ledger) -> None:
    ledger.server.type(ledger.id, "Stock", "D1", "")
    ledger.server.type(ledger.id, "Stock", "D2", "77")
    ledger.settle()
    assert ledger.sync.pass_once(force=True).paused == []

    ledger.server.type(ledger.id, "Stock", "A1", "")
    assert ledger.sync.pass_once(force=True).paused == ["Stock"]
    assert ledger.server.rows(ledger.id, "Stock")[1][3] == 77


def test_a_heading_that_people_rename_is_the_same_column(ledger: Ledger) -> None:
    ledger.server.type(ledger.id, "Stock", "A1", "Article")
    ledger.server.type(ledger.id, "Stock", "D1", "How many")
    ledger.type("MUG-BLU", "Leeds", "How many", "9")

    ledger.settle()

    assert on_hand(ledger, "MUG-BLU", "Leeds") == 9
    assert ledger.shows("MUG-BLU", "Leeds", "How many") == ""
    assert ledger.server.rows(ledger.id, "Stock")[0][3] == "How many"


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_write_that_gets_no_answer_books_a_count_once(ledger: Ledger, moment: str) -> None:
    ledger.type("MUG-BLU", "Leeds", "Counted", "8")
    ledger.server.faults.append({"path": ":batchUpdate", "times": 1, "drop": moment})

    ledger.settle()

    assert on_hand(ledger, "MUG-BLU", "Leeds") == 8
    assert ledger.shows("MUG-BLU", "Leeds", "On hand") == 8
    assert ledger.shows("MUG-BLU", "Leeds", "Counted") == ""


@pytest.mark.parametrize("heading", ["Counted", "Adjust by"])
@pytest.mark.parametrize("landed", [True, False])
@pytest.mark.parametrize("sorted_meanwhile", [True, False])
def test_a_program_that_dies_around_its_write_books_a_count_once(
    ledger: Ledger, heading: str, landed: bool, sorted_meanwhile: bool
) -> None:
    ledger.type("MUG-BLU", "Leeds", heading, {"Counted": "9", "Adjust by": "4"}[heading])
    ledger.sync = Sync(ledger.shop.database, Mortal(ledger.sync_ledger(), landed=landed), tabs())
    if sorted_meanwhile:
        ledger.server.before_request = ledger.sort_before_write

    with pytest.raises(DiedError):
        ledger.sync.pass_once()
    ledger.server.before_request = None
    ledger.restart()
    # the lease of the program that died runs out
    with ledger.shop.database.writing() as books:
        books.execute(update(Lease).values(until=clock.now() - dt.timedelta(seconds=1)))
    ledger.settle()

    assert on_hand(ledger, "MUG-BLU", "Leeds") == 9
    assert ledger.shows("MUG-BLU", "Leeds", "On hand") == 9
    assert ledger.shows("MUG-BLU", "Leeds", heading) == ""


class DiedError(BaseException):
    """The program ends here, as by kill -9."""


class Mortal:
    """A ledger whose program dies before its write is sent, or before it sees what it hit."""

    def __init__(self, ledger: GoogleLedger, *, landed: bool) -> None:
        self._ledger, self._landed = ledger, landed

    def titles(self, tabs: Sequence[Tab]) -> set[str]:
        return self._ledger.titles(tabs)

    def prepare(self, tabs: Sequence[Tab]) -> list[str]:
        return self._ledger.prepare(tabs)

    def version(self) -> str:
        return self._ledger.version()

    def read(self, titles: Sequence[str]) -> Snapshot:
        return self._ledger.read(titles)

    @property
    def spreadsheet(self) -> str:
        return self._ledger.spreadsheet

    @property
    def ids(self) -> dict[str, int]:
        return self._ledger.ids

    def evaluated(self, title: str, columns: Collection[int]) -> dict[int, bytes]:
        return self._ledger.evaluated(title, columns)

    def shown(self, title: str, columns: Collection[int]) -> Mapping[int, Mapping[float, set[str]]]:
        return self._ledger.shown(title, columns)

    def notes(self, columns: Sequence[tuple[str, int]]) -> Mapping[Place, str]:
        return self._ledger.notes(columns)

    def kept_notes(self, batch: Batch) -> KeptNotes:
        return self._ledger.kept_notes(batch)

    def merges(self, titles: Sequence[str]) -> Mapping[str, Sequence[Merge]]:
        return self._ledger.merges(titles)

    def adopt(self, owner: str) -> None:
        self._ledger.adopt(owner)

    def called_now(
        self, wanted: Mapping[str, Sequence[str]]
    ) -> Mapping[str, Mapping[str, Sequence[str]]]:
        return self._ledger.called_now(wanted)

    def mark(self, columns: Mapping[str, Mapping[str, int]]) -> None:
        self._ledger.mark(columns)

    def locale(self) -> str:
        return self._ledger.locale()

    def write(self, batch: Batch) -> KeptNotes | None:
        if not self._landed:
            raise DiedError
        return self._ledger.write(batch)

    def pre_image(self, batch: Batch, *, whole: bool = False) -> Snapshot:
        raise DiedError


def test_a_number_typed_while_we_write_is_not_lost(ledger: Ledger) -> None:
    ledger.type("MUG-BLU", "Leeds", "Counted", "8")

    def act(kind: str, path: str) -> None:
        if kind == "write":
            ledger.server.before_request = None
            ledger.type("MUG-BLU", "Leeds", "Counted", "11")

    ledger.server.before_request = act
    ledger.settle()

    assert on_hand(ledger, "MUG-BLU", "Leeds") == 11
    assert ledger.shows("MUG-BLU", "Leeds", "On hand") == 11


def test_a_column_moved_between_two_reads_is_not_taken_for_another(ledger: Ledger) -> None:
    ledger.type("MUG-BLU", "York", "Reorder at", "=1+1")
    sheet, reads = ledger.server.tab(ledger.id, "Stock").id, 0

    def act(kind: str, path: str) -> None:
        nonlocal reads
        reads += kind == "read"
        if reads == 2:
            ledger.server.before_request = None
            span = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": 7, "endIndex": 8}
            move = {"source": span, "destinationIndex": 5}
            ledger.server.do(ledger.id, {"moveDimension": move})

    ledger.server.before_request = act
    ledger.settle()

    with ledger.shop.database.reading() as books:
        changed = books.scalars(select(History.after).where(History.what == reorder.WHAT)).all()
    assert [one["point"] for one in changed if one] == [2]


def test_rows_sorted_while_we_write_are_mended(ledger: Ledger) -> None:
    before = {tuple(row[:2]): row[7] for row in ledger.server.rows(ledger.id, "Stock")[1:]}
    ledger.type("MUG-BLU", "Leeds", "Counted", "8")
    ledger.server.before_request = ledger.sort_before_write
    ledger.settle()

    after = {tuple(row[:2]): row[7] for row in ledger.server.rows(ledger.id, "Stock")[1:]}
    assert after == before | {("MUG-BLU", "Leeds"): 8}


def test_a_sheet_out_of_reach_is_said_so_and_nothing_is_lost(ledger: Ledger) -> None:
    ledger.type("MUG-BLU", "Leeds", "Counted", "8")
    ledger.server.faults.append({"path": "/v4/", "times": 99, "status": 403})

    with pytest.raises(LedgerRefused, match="403"):
        ledger.sync.pass_once()

    ledger.server.faults.clear()
    ledger.settle()
    assert on_hand(ledger, "MUG-BLU", "Leeds") == 8


def test_a_dry_run_changes_neither_side(ledger: Ledger) -> None:
    ledger.type("MUG-BLU", "Leeds", "Counted", "8")
    ledger.type("MUG-RED", "Leeds", "Reorder at", "4")
    ledger.type("MUG-BLU", "York", "Counted", "twelve")
    ledger.type("MUG-BLU", "Leeds", "Reorder at", "600")

    report = ledger.sync.pass_once(dry_run=True)

    told = report.preview
    assert told is not None
    assert [(one.row, one.column, one.after) for one in told.booked] == [
        ("MUG-BLU, LEEDS", "Counted", "8"),
        ("Red mug (MUG-RED) in Leeds", "Reorder at", "4"),
    ]
    assert [(one.row, one.column, one.before) for one in told.asked] == [
        ("MUG-BLU, LEEDS", "Reorder at", "600")
    ]
    assert ("MUG-BLU, YORK", "twelve", "it is not a number") in [
        (one.row, one.before, one.after) for one in told.refused
    ]
    assert CellTold("Stock", "MUG-BLU, LEEDS", "On hand", "5", "8") in told.written
    assert CellTold("Stock", "MUG-BLU, LEEDS", "Counted", "8", "") in told.written

    assert report.booked == 2
    assert on_hand(ledger, "MUG-BLU", "Leeds") == 5
    assert ledger.shows("MUG-BLU", "Leeds", "Counted") == 8
    assert ledger.calls("write") == 0


def test_what_is_typed_while_our_write_lands_is_seen_although_nothing_else_changes(
    ledger: Ledger,
) -> None:
    with ledger.shop.database.writing() as books:
        where = Where(ledger.shop.sku_id(books, "LAMP-1"), ledger.shop.location_id(books, "HULL"))
        counts.adjust(books, where, 3, reason="found", by=actors.who(books, OWNER), key="found")
    waits = ["write", "read"]

    def typed_just_after_the_write(kind: str, _path: str) -> None:
        if kind == waits[0]:
            waits.pop(0)
        if not waits:
            ledger.server.before_request = None
            ledger.type("MUG-RED", "Leeds", "Counted", "6")

    ledger.server.before_request = typed_just_after_the_write
    ledger.settle()

    assert on_hand(ledger, "MUG-RED", "Leeds") == 6


def test_a_spreadsheet_of_another_database_is_left_alone_until_it_is_adopted(
    ledger: Ledger, tmp_path: Path
) -> None:
    ledger.type("MUG-BLU", "Leeds", "Reorder at", "8")
    theirs = copied(ledger.shop.database, tmp_path)
    other = Sync(theirs, ledger.sync_ledger(), tabs())
    with pytest.raises(ForeignLedger):
        other.pass_once()
    assert ledger.calls("write") == 0

    other.adopt()
    for _ in range(3):
        other.pass_once(force=True)

    with pytest.raises(ForeignLedger):
        ledger.sync.pass_once(force=True)
    assert ledger.shows("MUG-BLU", "Leeds", "Reorder at") == 8
    with theirs.reading() as books:
        asked = [(one.row, one.column) for one in problems.open_problems(books)]
    assert ("MUG-BLU|LEEDS", "Reorder at") in asked


def copied(database: Database, folder: Path) -> Database:
    """Another shop with the same goods, which never saw the ledger."""
    with (
        closing(sqlite3.connect(database.engine.url.database or "")) as source,
        closing(sqlite3.connect(folder / "other.db")) as target,
    ):
        source.backup(target)
    other = Database(f"sqlite:///{folder / 'other.db'}")
    with other.writing() as books:
        for table in (LedgerTab, LedgerBatch, LedgerRow):
            books.execute(delete(table))
    return other


def test_a_column_of_formulas_is_read_by_what_they_come_to_and_never_written(
    ledger: Ledger,
) -> None:
    ledger.server.type(ledger.id, "Stock", "N2", "4")
    row = ledger.row("Stock", "MUG-BLU", "Leeds")
    ledger.server.type(ledger.id, "Stock", f"G{row}", "=N2*2")
    ledger.settle()
    assert ledger.point("MUG-BLU", "Leeds") == 8

    ledger.server.type(ledger.id, "Stock", "N2", "5")
    ledger.settle()
    assert ledger.point("MUG-BLU", "Leeds") == 10
    with ledger.shop.database.writing() as books:
        where = Where(ledger.shop.sku_id(books, "MUG-BLU"), ledger.shop.location_id(books, "LEEDS"))
        reorder.set_point(books, where, 3, by=actors.who(books, OWNER))
    ledger.settle()

    assert ledger.server.cell(ledger.id, "Stock", f"G{row}").formula == "=N2*2"
    with ledger.shop.database.reading() as books:
        why = [one.why for one in problems.open_problems(books) if one.column == "Reorder at"]
    assert why == ["this cell is a formula, and the books have 3"]


def test_a_row_that_was_cut_is_waited_for_and_then_given_back_or_let_go(ledger: Ledger) -> None:
    ledger.server.do(ledger.id, {"deleteDimension": {"range": ledger.rows_of("TEAPOT", "York")}})
    with ledger.shop.database.writing() as books:
        where = Where(ledger.shop.sku_id(books, "LAMP-1"), ledger.shop.location_id(books, "HULL"))
        counts.adjust(books, where, -1, reason="damage", by=actors.who(books, OWNER), key="gone")
    ledger.settle()
    ledger.server.do(ledger.id, {"deleteDimension": {"range": ledger.rows_of("LAMP-1", "Hull")}})

    ledger.settle()
    assert ("TEAPOT", "York") not in ledger.places()
    later = NOON + dt.timedelta(seconds=61)
    clock.set_source(lambda: later)
    ledger.sync.pass_once(force=True)
    ledger.settle()

    # seven teapots are there, of the lamp nothing
    assert ("TEAPOT", "York") in ledger.places()
    assert ("LAMP-1", "Hull") not in ledger.places()


def changed_in_books(ledger: Ledger, units: int) -> None:
    with ledger.shop.database.writing() as books:
        where = Where(ledger.shop.sku_id(books, "MUG-BLU"), ledger.shop.location_id(books, "LEEDS"))
        reorder.set_point(books, where, units, by=actors.who(books, OWNER))


def waiting(ledger: Ledger) -> list[tuple[str, str, str | None]]:
    with ledger.shop.database.reading() as books:
        found = ledger_questions.waiting(books)
        return [(one.kind, one.row_key, one.column) for one in found]


def answer(ledger: Ledger, said: str) -> None:
    with ledger.shop.database.writing() as books:
        (question,) = ledger_questions.waiting(books)
        given = ledger_answers.Answer(question.id, question.version, said)
        ledger_answers.answer(
            books, given, by=actors.who(books, OWNER), key=f"answer-{question.id}"
        )


@pytest.mark.parametrize(("said", "point_then"), [("sheet", 8), ("books", 3)])
def test_what_both_sides_changed_is_asked_about_and_neither_is_lost(
    ledger: Ledger, said: str, point_then: int
) -> None:
    ledger.type("MUG-BLU", "Leeds", "Reorder at", "8")
    ledger.type("MUG-RED", "Leeds", "Reorder at", "4")
    changed_in_books(ledger, 3)
    ledger.settle()

    assert ledger.point("MUG-BLU", "Leeds") == 3
    assert ledger.shows("MUG-BLU", "Leeds", "Reorder at") == 8
    assert ledger.point("MUG-RED", "Leeds") == 4
    assert waiting(ledger) == [("conflict", "MUG-BLU|LEEDS", "Reorder at")]
    ledger.settle()
    assert len(waiting(ledger)) == 1

    answer(ledger, said)
    ledger.settle()

    assert ledger.point("MUG-BLU", "Leeds") == point_then
    assert ledger.shows("MUG-BLU", "Leeds", "Reorder at") == point_then
    assert waiting(ledger) == []
    assert ledger.note("MUG-BLU", "Leeds", "Reorder at") is None


def test_what_is_said_of_a_cell_that_waits_is_brought_up_to_date(ledger: Ledger) -> None:
    ledger.type("MUG-BLU", "Leeds", "Reorder at", "8")
    for units in (3, 4):
        changed_in_books(ledger, units)
        ledger.settle()

    with ledger.shop.database.reading() as books:
        (one,) = problems.open_problems(books)
        (question,) = ledger_questions.waiting(books)
    assert one.why == question.facts["why"] == "the books have 4 since"
    note = ledger.note("MUG-BLU", "Leeds", "Reorder at")
    assert note is not None
    assert "the books have 4 since" in note
    shown = ledger.server.rows(ledger.id, "Problems")
    assert any("the books have 4 since" in row for row in shown)


def test_a_conflict_that_ends_by_itself_is_asked_no_more(ledger: Ledger) -> None:
    ledger.type("MUG-BLU", "Leeds", "Reorder at", "8")
    changed_in_books(ledger, 3)
    ledger.settle()
    ledger.type("MUG-BLU", "Leeds", "Reorder at", "3")
    ledger.settle()
    assert waiting(ledger) == []

    ledger.type("MUG-BLU", "Leeds", "Reorder at", "8")
    changed_in_books(ledger, 4)
    ledger.settle()
    assert len(waiting(ledger)) == 1


def test_a_change_that_is_rather_a_slip_is_held_until_somebody_says_it_is_meant(
    ledger: Ledger,
) -> None:
    ledger.type("MUG-BLU", "Leeds", "Reorder at", "600")
    ledger.settle()
    assert ledger.point("MUG-BLU", "Leeds") == 6
    assert waiting(ledger) == [("held", "MUG-BLU|LEEDS", "Reorder at")]

    answer(ledger, "books")
    ledger.settle()
    assert ledger.shows("MUG-BLU", "Leeds", "Reorder at") == 6

    ledger.type("MUG-BLU", "Leeds", "Reorder at", "600")
    ledger.settle()
    answer(ledger, "sheet")
    ledger.settle()
    assert ledger.point("MUG-BLU", "Leeds") == 600


def test_of_a_row_that_was_copied_the_original_goes_on_and_the_copy_is_named(
    ledger: Ledger,
) -> None:
    tab = ledger.server.tab(ledger.id, "Stock")
    below = tab.used()[0] + 1
    for column, text in (("A", "MUG-BLU"), ("B", "Leeds"), ("G", "99")):
        ledger.server.type(ledger.id, "Stock", f"{column}{below}", text)
    ledger.settle()
    row = ledger.row("Stock", "MUG-BLU", "Leeds")
    ledger.server.type(ledger.id, "Stock", f"G{row}", "7")
    ledger.settle()

    assert ledger.point("MUG-BLU", "Leeds") == 7
    with ledger.shop.database.reading() as books:
        why = {one.why for one in problems.open_problems(books)}
    assert why == {"it stands in several rows"}

    copy = {"sheetId": tab.id, "dimension": "ROWS", "startIndex": below - 1, "endIndex": below}
    ledger.server.do(ledger.id, {"deleteDimension": {"range": copy}})
    ledger.settle()
    assert ledger.point("MUG-BLU", "Leeds") == 7


def test_a_formula_typed_while_we_write_over_it_comes_back_as_a_formula(ledger: Ledger) -> None:
    changed_in_books(ledger, 3)
    row = ledger.row("Stock", "MUG-BLU", "Leeds")

    def act(kind: str, _path: str) -> None:
        if kind == "write":
            ledger.server.before_request = None
            ledger.server.type(ledger.id, "Stock", f"G{row}", f"=H{row}*2")

    ledger.server.before_request = act
    ledger.settle()

    assert ledger.server.cell(ledger.id, "Stock", f"G{row}").formula == f"=H{row}*2"
    assert ledger.server.cell(ledger.id, "Stock", f"G{row}").value == 10


def test_a_note_that_a_person_put_on_a_cell_is_never_replaced(ledger: Ledger) -> None:
    row = ledger.row("Stock", "MUG-BLU", "Leeds") - 1
    note = {"start": {"sheetId": ledger.server.tab(ledger.id, "Stock").id, "rowIndex": row,
                      "columnIndex": 3},
            "rows": [{"values": [{"note": "mine"}]}], "fields": "note"}  # fmt: skip
    ledger.server.do(ledger.id, {"updateCells": note})
    ledger.type("MUG-BLU", "Leeds", "Counted", "about 9")
    ledger.settle()
    assert ledger.note("MUG-BLU", "Leeds", "Counted") == "mine"

    ledger.type("MUG-BLU", "Leeds", "Counted", "9")
    ledger.settle()
    assert ledger.note("MUG-BLU", "Leeds", "Counted") == "mine"
    assert on_hand(ledger, "MUG-BLU", "Leeds") == 9


def set_locale(ledger: Ledger, locale: str) -> None:
    """A person sets how numbers are written in the spreadsheet."""
    told = {"properties": {"locale": locale}, "fields": "locale"}
    ledger.server.do(ledger.id, {"updateSpreadsheetProperties": told})


def test_what_means_another_number_in_another_country_is_read_as_the_spreadsheet_is_now(
    ledger: Ledger,
) -> None:
    set_locale(ledger, "en_GB")
    ledger.type("MUG-BLU", "York", "Reorder at", "1,234 pcs")
    ledger.settle()
    assert ledger.point("MUG-BLU", "York") == 1234

    set_locale(ledger, "de_DE")
    ledger.type("MUG-BLU", "Leeds", "Adjust by", "1,234 pcs")
    before = on_hand(ledger, "MUG-BLU", "Leeds")
    ledger.settle()

    assert on_hand(ledger, "MUG-BLU", "Leeds") == before
    with ledger.shop.database.reading() as books:
        told = {(one.column, one.why) for one in problems.open_problems(books)}
    assert told == {("Adjust by", "it could be 1234 or 1.234")}


def test_the_country_is_asked_for_only_where_something_is_read_by_it(ledger: Ledger) -> None:
    ledger.type("MUG-BLU", "Leeds", "Counted", "9")
    ledger.type("MUG-RED", "Leeds", "Reorder at", "4 pcs")
    ledger.sync.pass_once()
    assert (ledger.calls("read"), ledger.calls("write")) == (2, 1)
    ledger.settle()

    ledger.server.calls.clear()
    ledger.type("MUG-BLU", "York", "Adjust by", "1,0 pcs")
    ledger.sync.pass_once()
    assert (ledger.calls("read"), ledger.calls("write")) == (3, 1)
