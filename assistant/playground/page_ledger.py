"""The ledger as the page shows it: tabs, columns and rows of a spreadsheet, and typing into it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import httpx

from assistant.playground.page_news import Follower, News

Json = dict[str, Any]
LOOKED_AT = 1_000
"""Rows from which the width and kind of a column are judged."""
IN_HEADING, MARGIN = 6.9, 17
NARROWEST, WIDEST = 48, 260


class Ledger:
    """Asks a local Google Sheets over its `/client/` paths, and follows its news."""

    def __init__(self, url: str, ledger_id: str, *, news: News, first: str = "") -> None:
        """Of a spreadsheet; `first`: the tab that is shown when none is asked for."""
        self._first = first
        self._http = httpx.Client(base_url=url, timeout=60)
        self._id = ledger_id
        self._news = news
        events = f"{url.rstrip('/')}/client/events?spreadsheet={ledger_id}"
        self._follower = Follower(events, self._heard)

    def follow(self) -> None:
        """Pass on what changes, from now until `close`."""
        self._follower.start()

    def close(self) -> None:
        """Stop following."""
        self._follower.close()
        self._http.close()

    def _heard(self, event: Json) -> None:
        self._news.tell("ledger", tab=event.get("tab"))

    def sheet(self, wanted: str | None) -> Json:
        """One tab, whole: its columns and rows, and the names of all tabs that are not hidden.

        Row numbers and column letters are those of the sheet; the first row is the headings.
        """
        book = self._get("spreadsheet")
        tabs = [tab for tab in book["tabs"] if not tab.get("hidden")]
        titles = [tab["title"] for tab in tabs]
        first = self._first if self._first in titles else titles[0]
        title = wanted if wanted and wanted in titles else first
        grid = self._get("grid", tab=title)
        rows: Sequence[Sequence[Any]] = grid["rows"]
        notes: dict[int, dict[str, str]] = {}
        for one in grid.get("notes", ()):
            notes.setdefault(one["row"] + 1, {})[letter(one["column"])] = one["note"]
        shown = columns(rows, grid)
        lists = _lists(grid, {one["letter"] for one in shown if one["choices"] is None})
        return {
            "tab": title,
            "tabs": [{"name": tab["title"], "count": _problems(tab)} for tab in tabs],
            "columns": shown,
            "rows": [
                {"row": at, "cells": _cells(row), "notes": notes.get(at, {}),
                 "choices": lists.get(at, {})}
                for at, row in enumerate(rows[1:], start=2)
                if any(cell != "" for cell in row)
            ],
        }  # fmt: skip

    def type_into(self, typed: Mapping[str, Any]) -> Json:
        """Type into one cell, as a person does: what is typed is read as Sheets reads it."""
        answer = self._http.post(
            "/client/type",
            json={
                "spreadsheet": self._id,
                "tab": typed["tab"],
                "cell": f"{typed['column']}{typed['row']}",
                "value": typed["typed"],
            },
        )
        answer.raise_for_status()
        return {}

    def _get(self, path: str, **words: str) -> Json:
        answer = self._http.get(f"/client/{path}", params={"spreadsheet": self._id, **words})
        answer.raise_for_status()
        found: Json = answer.json()
        return found


def _problems(tab: Json) -> int:
    return max(0, int(tab.get("filled_rows", 0)) - 1) if tab["title"] == "Problems" else 0


def _cells(row: Sequence[Any]) -> Json:
    return {letter(at): cell for at, cell in enumerate(row)}


def columns(rows: Sequence[Sequence[Any]], grid: Json) -> list[Json]:
    """What each column is: heading, letter, width, whose it is, whether it holds numbers."""
    headings = rows[0] if rows else []
    theirs, hidden = set(grid.get("protected_columns", ())), set(grid.get("hidden_columns", ()))
    wrapped, ticked = set(grid.get("wrapped_columns", ())), set(grid.get("ticked_columns", ()))
    return [
        {
            "letter": letter(at),
            "heading": str(heading),
            "whose": "theirs" if at in theirs else "ours",
            "kind": "tick" if at in ticked else "number" if _holds_numbers(rows, at) else "text",
            "width": grid.get("widths", {}).get(str(at)) or _width(rows, at),
            "wrapped": at in wrapped,
            "pinned": at == 0,
            "choices": _choices(rows, grid, at),
        }
        for at, heading in enumerate(headings)
        if heading != "" and at not in hidden
    ]


def _choices(rows: Sequence[Sequence[Any]], grid: Json, at: int) -> list[str] | None:
    """The list that every cell of a column has; None where they have none, or others."""
    numbers = [number for _, column, number in grid.get("choices", ()) if column == at]
    if not numbers or len(set(numbers)) > 1 or len(numbers) < len(rows) - 1:
        return None
    words: list[str] = grid["lists"][numbers[0]]
    return words


def _lists(grid: Json, wanted: Collection[str]) -> dict[int, dict[str, list[str]]]:
    """Row -> letter -> the list of that cell, in columns whose cells have not all the same."""
    found: dict[int, dict[str, list[str]]] = {}
    for row, column, number in grid.get("choices", ()):
        if letter(column) in wanted:
            found.setdefault(row + 1, {})[letter(column)] = grid["lists"][number]
    return found


def _holds_numbers(rows: Sequence[Sequence[Any]], at: int) -> bool:
    held = _held(rows, at)
    return bool(held) and all(
        isinstance(cell, int | float) and not isinstance(cell, bool) for cell in held
    )


def _held(rows: Sequence[Sequence[Any]], at: int) -> list[Any]:
    return [row[at] for row in rows[1:LOOKED_AT] if at < len(row) and row[at] != ""]


def _width(rows: Sequence[Sequence[Any]], at: int) -> int:
    """Pixels for a column: its longest word of the heading, its cells, within bounds."""
    word = max((len(word) for word in str(rows[0][at]).split()), default=0)
    cell = max((_pixels(str(held)) for held in _held(rows, at)), default=0.0)
    return round(min(WIDEST, max(NARROWEST, max(word * IN_HEADING, cell) + MARGIN)))


def _pixels(text: str) -> float:
    """About the width of a text in a cell."""
    return sum(9.5 if sign.isupper() else 7.3 if sign.isdigit() else 6.6 for sign in text)


def letter(at: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
