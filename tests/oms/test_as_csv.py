"""Figures as CSV: what a spreadsheet makes of them is what the books say, and nothing is run."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms.figures.as_csv import as_csv


def rows(text: str) -> list[list[str]]:
    """What a reader of CSV finds."""
    return list(csv.reader(io.StringIO(text, newline="")))


def test_money_has_its_places_by_the_currency_of_its_row() -> None:
    table = pd.DataFrame([("R-1", 1250, "GBP"), ("R-2", 1250, "JPY")],
                         columns=["refund", "amount_minor", "currency"])  # fmt: skip

    assert rows(as_csv(table, "GBP")) == [
        ["refund", "amount", "currency"], ["R-1", "12.50", "GBP"], ["R-2", "1250", "JPY"],
    ]  # fmt: skip


def test_money_of_rows_that_name_no_currency_is_of_the_shops() -> None:
    table = pd.DataFrame([("Etsy", 1250)], columns=["channel", "total_minor"])

    assert rows(as_csv(table, "KWD"))[1] == ["Etsy", "1.250"]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_is_run_as_a_formula(begins: str) -> None:
    table = pd.DataFrame([(f"{begins}HYPERLINK(1)", -3)], columns=["title", "units"])

    assert rows(as_csv(table, "GBP"))[1] == [f"'{begins}HYPERLINK(1)", "-3"]


@given(st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")),
                min_size=1, max_size=5))  # fmt: skip
def test_every_text_comes_back_whole(texts: list[str]) -> None:
    found = rows(as_csv(pd.DataFrame({"title": texts, "units": 1}), "GBP"))[1:]

    assert [title.removeprefix("'") for title, _ in found] == [
        text.removeprefix("'") for text in texts
    ]


def test_a_figure_of_nothing_is_its_headings() -> None:
    assert as_csv(pd.DataFrame(columns=["order", "days"]), "GBP") == "order,days\r\n"
