"""Which rows a basic filter hides. The values API takes no notice of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.playground.sheets_area import bounded
from assistant.playground.sheets_errors import Json
from assistant.playground.sheets_locale import Locale
from assistant.playground.sheets_shown import shown
from assistant.playground.sheets_tab import Tab, Value
from assistant.playground.sheets_typed import plain_number

Test = Callable[[Any, Any], bool]
NUMBERS: dict[str, Test] = {
    "NUMBER_GREATER": lambda cell, told: cell > told,
    "NUMBER_GREATER_THAN_EQ": lambda cell, told: cell >= told,
    "NUMBER_LESS": lambda cell, told: cell < told,
    "NUMBER_LESS_THAN_EQ": lambda cell, told: cell <= told,
    "NUMBER_EQ": lambda cell, told: cell == told,
    "NUMBER_NOT_EQ": lambda cell, told: cell != told,
}
TEXTS: dict[str, Test] = {
    "TEXT_CONTAINS": lambda cell, told: told in cell,
    "TEXT_NOT_CONTAINS": lambda cell, told: told not in cell,
    "TEXT_STARTS_WITH": lambda cell, told: cell.startswith(told),
    "TEXT_ENDS_WITH": lambda cell, told: cell.endswith(told),
    "TEXT_EQ": lambda cell, told: cell == told,
    "TEXT_NOT_EQ": lambda cell, told: cell != told,
}


def hidden_rows(tab: Tab, locale: Locale) -> set[int]:
    """The rows that the basic filter of a tab hides; its first row is the heading."""
    if not tab.filters:
        return set()
    told = tab.filters[0]
    area = bounded(told.get("range", {}), tab)
    hidden: set[int] = set()
    for column, criteria in _criteria(told, area.left):
        for row in range(area.top + 1, min(area.bottom, tab.used()[0])):
            value = tab.values.get(row, column)
            look = (tab.formats.get(row, column) or {}).get("numberFormat")
            if not _passes(value, shown(value, look, locale), criteria, locale):
                hidden.add(row)
    return hidden


def _criteria(told: Json, left: int) -> list[tuple[int, Json]]:
    """Column and what is asked of it, from either of the two ways of telling."""
    older = [(int(column), one) for column, one in (told.get("criteria") or {}).items()]
    newer = [(int(one.get("columnIndex", left)), one.get("filterCriteria") or {})
             for one in told.get("filterSpecs") or []]  # fmt: skip
    return older + newer


def _passes(value: Value | None, text: str, criteria: Json, locale: Locale) -> bool:
    if text in (criteria.get("hiddenValues") or []):
        return False
    condition = criteria.get("condition")
    if not condition:
        return True
    kind = condition.get("type", "")
    given = [str(one.get("userEnteredValue", "")) for one in condition.get("values") or []]
    if kind in {"BLANK", "NOT_BLANK"}:
        return bool((value is None) == (kind == "BLANK"))
    if kind in TEXTS:
        return bool(TEXTS[kind](text.lower(), (given or [""])[0].lower()))
    if kind in NUMBERS:
        wanted = plain_number((given or [""])[0], locale)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return bool(is_number and wanted is not None and NUMBERS[kind](value, wanted))
    return True
