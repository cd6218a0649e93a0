"""The one colour rule of a tab: a cell that is listed in Problems has a red background. Pure.

It stands beside what the owner formats, so neither is ever in the other's way; it is made with
the tab, and whoever does not want it deletes it.
"""

from __future__ import annotations

from typing import Any

from sheets.tab import Owner, Tab

RED = {"red": 0.98, "green": 0.86, "blue": 0.84}
NAMED = ("Tab", "Row", "Column")
"""Headings of Problems that say which cell is meant."""


def red_rule(tab: Tab, sheet: int, problems: Tab) -> dict[str, Any] | None:
    """The request that makes the rule; None for a tab in which nobody types anything.

    Args:
        tab: as it is being made, its columns in their order.
        sheet: Google's number of it.
        problems: the tab Problems, as it is being made.
    """
    if all(column.owner is Owner.BOOKS for column in tab.columns):
        return None
    place = {"sheetId": sheet, "startRowIndex": 1, "endColumnIndex": len(tab.columns)}
    formula = {"values": [{"userEnteredValue": listed(tab, problems)}], "type": "CUSTOM_FORMULA"}
    rule = {"ranges": [place],
            "booleanRule": {"condition": formula, "format": {"backgroundColor": RED}}}  # fmt: skip
    return {"addConditionalFormatRule": {"rule": rule, "index": 0}}


def listed(tab: Tab, problems: Tab) -> str:
    """The formula that is true in a cell of which Problems has a row, written for the cell A2.

    Rules may name cells of another tab by INDIRECT only. Compared by =, not by COUNTIFS, to which
    a SKU such as A* would stand for others.
    """
    columns = [_letter(problems.headings.index(heading)) for heading in NAMED]
    key = '&", "&'.join(f"${_letter(tab.headings.index(heading))}2" for heading in tab.key)
    wanted = (f'"{tab.title}"', f'{key}&""', "A$1")
    tests = [
        f"(INDIRECT(\"'{problems.title}'!{letter}2:{letter}\")={value})"
        for letter, value in zip(columns, wanted, strict=True)
    ]
    return f"=SUMPRODUCT({'*'.join(tests)})>0"


def _letter(at: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at]
