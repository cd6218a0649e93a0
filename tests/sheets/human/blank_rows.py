"""Rows in which nothing stands: nothing tells one from another, once a row is put in among them.

What a write of ours hit in one of them may so be put back into another, where it says as much.
"""

from __future__ import annotations

from collections.abc import Iterable

from tests.sheets.human.page import Page
from tests.sheets.human.truth import same
from tests.sheets.human.typed import Edit


def holds_astray(page: Page, row: int, column: str, edits: Iterable[Edit]) -> bool:
    """Whether a row holds nothing but what was typed in another that has no key."""
    return _is_alone(page, row, column) and any(
        one.row != row and _was_in(page, column, one) and same(one.typed, page.value(row, column))
        for one in edits
    )


def is_astray(edit: Edit) -> bool:
    """Whether what was typed in a row that has no key stands in another, alone."""
    page, column = edit.page, edit.column
    return _was_in(page, column, edit) and any(
        row != edit.row
        and same(edit.typed, page.value(row, column))
        and _is_alone(page, row, column)
        for row in page.filled()
    )


def _was_in(page: Page, column: str, edit: Edit) -> bool:
    is_there = edit.page is page and edit.column == column and edit.row in page.rows
    return is_there and edit.keys <= {""} and not page.key(edit.row)


def _is_alone(page: Page, row: int, column: str) -> bool:
    return [one for one in page.columns if page.value(row, one) != ""] == [column]
