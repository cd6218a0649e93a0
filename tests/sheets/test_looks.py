"""How the tabs look: wrapped sentences, tick boxes, lists to choose from, and red bad cells."""

from __future__ import annotations

import re
from typing import Any

from assistant.playground.sheets_tab import Tab
from oms import settings
from sheets.gates import MANY
from tests.sheets.conftest import Ledger

TEST = re.compile(r"""\(INDIRECT\("'Problems'!(\w)2:\1"\)=(.+?)\)(?=[*)])""")


def rule(tab: Tab, heading: str, row: int = 1) -> dict[str, Any]:
    """The condition that a cell of a column is held to."""
    at = [tab.values.get(0, column) for column in range(tab.columns)].index(heading)
    found: dict[str, Any] = (tab.rules.get(row, at) or {}).get("condition", {})
    return found


def test_sentences_are_wrapped_and_truth_is_a_tick_box(ledger: Ledger) -> None:
    read_me = ledger.server.tab(ledger.id, "Read me")
    products = ledger.server.tab(ledger.id, "Products")
    last = products.used()[0] - 1

    assert (read_me.formats.get(1, 1) or {})["wrapStrategy"] == "WRAP"
    assert read_me.column_looks[1]["pixelSize"] == 640
    assert rule(products, "Active")["type"] == "BOOLEAN"
    assert rule(products, "Active", last)["type"] == "BOOLEAN"
    assert rule(products, "Name") == {}


def test_the_headings_and_what_names_a_row_stay_in_sight(ledger: Ledger) -> None:
    made = ledger.server.document(ledger.id).tabs
    frozen = {one.title: (one.frozen_rows, one.grid["frozenColumnCount"])
              for one in made if "frozenColumnCount" in one.grid}  # fmt: skip

    alone = ("Orders", "Problems", "Products", "Read me", "Returns", "Settings", "Words")
    assert frozen == {**dict.fromkeys(alone, (1, 1)), "Stock": (1, 2)}


def test_a_setting_has_the_words_that_it_may_be_to_choose_from(ledger: Ledger) -> None:
    tab = ledger.server.tab(ledger.id, "Settings")
    rows = {name: ledger.row("Settings", name) - 1 for name in settings.KNOWN}

    lists = {name: rule(tab, "Value", row).get("values", []) for name, row in rows.items()}

    words = {name: tuple(one["userEnteredValue"] for one in of) for name, of in lists.items() if of}
    assert words == settings.CHOICES
    assert (tab.rules.get(rows["names_on_cards"], 1) or {}).get("strict") is not True


def test_a_few_settings_may_be_changed_at_once(ledger: Ledger) -> None:
    changed = {"starve_days": "5", "return_expires_days": "20", "ledger_problem_limit": "40",
               "digest_time": "08:15", "tax_percent": "7"}  # fmt: skip
    assert len(changed) == MANY
    for name, text in changed.items():
        column, row = ledger.column("Settings", "Value"), ledger.row("Settings", name)
        ledger.server.type(ledger.id, "Settings", f"{column}{row}", text)

    ledger.settle()

    with ledger.shop.database.reading() as books:
        assert {name: settings.value(books, name) for name in changed} == changed


def red(ledger: Ledger, title: str) -> set[tuple[str, str]]:
    """The cells of a tab (first cell of the row, heading) that its colour rule makes red."""
    tab = ledger.server.tab(ledger.id, title)
    (one,) = tab.conditional
    formula = one["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
    tests = TEST.findall(formula)
    assert len(tests) == 3
    rows, listed = ledger.server.rows(ledger.id, title), ledger.server.rows(ledger.id, "Problems")
    return {
        (str(cells[0]), str(heading))
        for cells in rows[1:]
        for heading in rows[0]
        if any(
            all(
                str(problem[ord(letter) - 65]).lower() == said(wanted, cells, heading).lower()
                for letter, wanted in tests
            )
            for problem in listed[1:]
        )
    }


def said(wanted: str, cells: list[Any], heading: str) -> str:
    """What the right side of one comparison of the rule comes to in a cell."""
    parts = {
        "A$1": str(heading),
        **{f"${letter}2": str(cell) for letter, cell in zip("ABC", cells, strict=False)},
    }
    return "".join(parts.get(part, part.strip('"')) for part in wanted.split("&"))


def test_a_bad_cell_and_no_other_is_red_until_it_is_mended(ledger: Ledger) -> None:
    ledger.type("MUG-BLU", "Leeds", "Counted", "about 12")
    column, row = ledger.column("Products", "Price"), ledger.row("Products", "MUG-RED")
    ledger.server.type(ledger.id, "Products", f"{column}{row}", "cheap")
    ledger.settle()

    stock, products = red(ledger, "Stock"), red(ledger, "Products")
    ledger.type("MUG-BLU", "Leeds", "Counted", "8")
    ledger.settle()

    assert stock == {("MUG-BLU", "Counted")}
    assert products == {("MUG-RED", "Price")}
    assert red(ledger, "Stock") == set()


def test_a_tab_in_which_nobody_types_has_no_colour_rule(ledger: Ledger) -> None:
    bare = {tab.title for tab in ledger.server.document(ledger.id).tabs if not tab.conditional}

    assert bare == {"Sheet1", "Read me", "Problems", "_sync"}
