"""What people type that has no row of ours: too long for a key, or beside no key. All is named."""

from __future__ import annotations

import random
import string

import pytest

from assistant.playground.google_sheets import LocalSheets
from oms import actors, problems, product_edits
from oms.problems import OpenProblem
from sheets import troubles
from sheets.tab import LONGEST
from sheets.trail import Displaced
from tests.oms import routed
from tests.sheets.conftest import Ledger
from tests.small_shop import OWNER, SmallShop

CHANCE = random.Random(1)  # noqa: S311
LONG = "".join(CHANCE.choices(string.ascii_letters + string.digits, k=6_000))
"""Cannot be packed to fit where an index of PostgreSQL keeps it."""
WIDE = "".join(chr(CHANCE.randrange(0x20000, 0x2A000)) for _ in range(LONGEST))
"""As long as a key may be, each letter of four bytes."""


@pytest.fixture
def kept(local_sheets: LocalSheets, shop: SmallShop) -> Ledger:
    """A ledger that is in step with the small shop, on each kind of database."""
    made = Ledger(local_sheets, local_sheets.create("Ledger"), shop)
    made.settle()
    return made


def add(ledger: Ledger, tab: str, cells: dict[str, str]) -> int:
    """A person fills a row below the last; gives its number."""
    below = ledger.server.tab(ledger.id, tab).used()[0] + 1
    for heading, text in cells.items():
        ledger.server.type(ledger.id, tab, f"{ledger.column(tab, heading)}{below}", text)
    return below


def open_ones(ledger: Ledger) -> list[OpenProblem]:
    with ledger.shop.database.reading() as books:
        return problems.open_problems(books)


def told(ledger: Ledger) -> list[tuple[str, str, str, str, str]]:
    return [(one.tab, one.row, one.column, one.typed, one.why) for one in open_ones(ledger)]


@pytest.mark.parametrize("tab", ["Stock", "Products"])
def test_a_key_that_is_longer_than_any_is_named_and_stops_nothing_else(
    kept: Ledger, tab: str
) -> None:
    below = add(kept, tab, {"SKU": LONG} | ({"Location": "York"} if tab == "Stock" else {}))
    if tab == "Stock":
        kept.server.type(kept.id, tab, f"{kept.column(tab, 'Counted')}{below}", "5")
    kept.type("MUG-BLU", "Leeds", "Counted", "7")
    kept.settle()

    (one,) = open_ones(kept)
    assert (one.tab, one.column, one.typed) == (tab, "SKU", LONG[:200])
    assert one.why == "it has 6,000 letters, which is too long for the SKU of a row"
    assert kept.shows("MUG-BLU", "Leeds", "On hand") == 7

    kept.server.type(kept.id, tab, f"A{below}", "")
    kept.server.type(kept.id, tab, f"{kept.column('Stock', 'Counted')}{below}", "")
    kept.settle()
    assert open_ones(kept) == []


def test_the_longest_key_there_may_be_and_all_typed_beside_it_is_kept(kept: Ledger) -> None:
    add(kept, "Stock", {"SKU": WIDE, "Location": WIDE, "Counted": WIDE, "Reorder at": WIDE})
    kept.settle()

    assert {one.column for one in open_ones(kept)} == {"Counted", "Reorder at"}


def test_what_was_displaced_is_listed_however_long_its_heading(shop: SmallShop) -> None:
    heading = "My own remark about where this one stands on the shelf, and since when that is so"
    with shop.database.writing() as books:
        for _ in range(2):
            troubles.tell_displaced(books, [Displaced("Stock", LONG, heading, LONG)], name="b")

    with shop.database.reading() as books:
        (one,) = problems.open_problems(books)
    assert one.column == heading[:64]


def test_what_is_typed_beside_no_key_is_named_until_the_row_has_one(ledger: Ledger) -> None:
    below = add(ledger, "Stock", {"SKU": "MUG-BLU", "Counted": "4"})
    add(ledger, "Stock", {"Adjust by": "-1"})
    unnamed = add(ledger, "Products", {"Name": "Green mug", "Price": "9.50"})
    ledger.settle()

    assert told(ledger) == [
        ("Products", f"row {unnamed}", "Name", "Green mug", "its row has no SKU"),
        ("Stock", "MUG-BLU", "Counted", "4", "its row has no Location"),
        ("Stock", f"row {below + 1}", "Adjust by", "-1", "its row has no SKU and no Location"),
    ]
    assert open_ones(ledger)[1].remedy == "Add the Location, or clear the cell."

    for a1, text in ((f"B{below}", "Nowhere"), (f"E{below + 1}", "")):
        ledger.server.type(ledger.id, "Stock", a1, text)
    ledger.server.type(ledger.id, "Products", f"A{unnamed}", "MUG-GRN")
    ledger.settle()
    assert [(one.tab, one.row) for one in open_ones(ledger)] == [("Stock", "MUG-BLU|NOWHERE")]


def test_sums_and_remarks_below_the_rows_are_nobodys_to_take(ledger: Ledger) -> None:
    add(ledger, "Stock", {"Reorder at": "=SUM(G2:G4)", "Name": "all of them"})
    ledger.settle()

    assert open_ones(ledger) == []


def test_a_key_is_the_same_however_its_accents_and_digits_are_typed(ledger: Ledger) -> None:
    with ledger.shop.database.writing() as books:
        facts = {"code": "CAF\u00c9-1", "title": "Cup"}
        product_edits.add(books, facts, by=actors.who(books, OWNER), key="cup")
        routed.receive(books, "CAF\u00c9-1", "YORK", 2)
    ledger.settle()
    row = ledger.row("Stock", "CAF\u00c9-1", "York")

    # as a Mac decomposes it, with a digit of full width
    ledger.server.type(ledger.id, "Stock", f"A{row}", "CAFE\u0301-\uff11")
    ledger.server.type(ledger.id, "Stock", f"{ledger.column('Stock', 'Counted')}{row}", "4")
    ledger.settle()

    assert open_ones(ledger) == []
    assert ledger.shows("CAFE\u0301-\uff11", "York", "On hand") == 4


def test_a_count_where_nothing_ever_was_is_the_first_there(ledger: Ledger) -> None:
    add(ledger, "Stock", {"SKU": "teapot", "Location": "Hull", "Counted": "5"})
    add(ledger, "Stock", {"SKU": "LAMP-1", "Location": "York", "Adjust by": "2"})
    add(ledger, "Stock", {"SKU": "BAG-JUTE", "Location": "Leeds", "Counted": "0"})
    ledger.settle()

    assert open_ones(ledger) == []
    assert ledger.shows("teapot", "Hull", "On hand") == 5
    assert ledger.shows("teapot", "Hull", "Name") == "Stoneware teapot"
    assert ledger.shows("teapot", "Hull", "Counted") == ""
    assert ledger.shows("LAMP-1", "York", "On hand") == 2
    assert ledger.shows("BAG-JUTE", "Leeds", "Counted") == ""
    rows = [row[:2] for row in ledger.server.rows(ledger.id, "Stock")]
    assert sum(str(row[0]).upper() == "TEAPOT" and row[1] == "Hull" for row in rows) == 1

    # from then on it is a row as any other
    ledger.type("teapot", "Hull", "Counted", "4")
    ledger.settle()
    assert ledger.shows("teapot", "Hull", "On hand") == 4


def test_what_the_books_do_not_know_of_a_counted_row_is_said(ledger: Ledger) -> None:
    for sku, place in (("TEAPOT", "Bath"), ("VASE", "York"), ("VASE", "Bath")):
        add(ledger, "Stock", {"SKU": sku, "Location": place, "Counted": "5"})
    ledger.settle()

    assert [one.why for one in open_ones(ledger)] == [
        "the shop has no location BATH",
        "no product with the SKU VASE is sold",
        "neither the SKU VASE nor the location BATH is in the books",
    ]
