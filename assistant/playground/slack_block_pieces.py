"""What Slack refuses inside blocks: cells, charts, cards, containers, and what stands in fields.

Written from the published limits, independently of the program's own check before sending.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]
Problem = tuple[str, str]
IN_CONTAINER = {
    "actions", "context", "divider", "file", "header", "image", "input", "rich_text", "section",
    "table", "video",
}  # fmt: skip
INITIAL = {
    "datepicker": ("initial_date", r"\d{4}-\d\d-\d\d"),
    "timepicker": ("initial_time", r"\d\d:\d\d"),
    "datetimepicker": ("initial_date_time", r"\d{10}"),
}
SERIES, POINTS, NAME, AXIS = 6, 20, 20, 50


def inside(block: Json) -> Iterator[Problem]:
    """What is wrong inside a block, with a pointer below it."""
    yield from INSIDE.get(str(block.get("type")), _nothing)(block)


def of_element(element: Json) -> Iterator[Problem]:
    """What is wrong with an element, wherever it stands."""
    kind = str(element.get("type"))
    if kind in INITIAL:
        name, shape = INITIAL[kind]
        if name in element and not re.fullmatch(shape, str(element[name])):
            yield f"/{name}", "is not in the right format"
    if "options" in element and "option_groups" in element:
        yield "/options", "options and option_groups exclude each other"
    if element.get("max_length", 3000) < element.get("min_length", 0):
        yield "/min_length", "must not be above max_length"
    options = element.get("options") or ()
    for number, one in enumerate(options):
        if not isinstance(one, dict):
            yield f"/options/{number}", "must be an option"
        elif "url" in one and kind != "overflow":
            yield f"/options/{number}/url", "only allowed in an overflow menu"
    if not str(kind).endswith("external_select"):
        yield from (
            ("/initial_options", "must be among the options")
            for one in element.get("initial_options") or ()
            if one not in options
        )


def _nothing(_block: Json) -> Iterator[Problem]:
    return iter(())


def _table(block: Json) -> Iterator[Problem]:
    for at, row in enumerate(block.get("rows") or ()):
        for number, cell in enumerate(row):
            where = f"/rows/{at}/{number}"
            kind = cell.get("type") if isinstance(cell, dict) else None
            if kind not in {"raw_text", "raw_number", "rich_text"}:
                yield where, "must be a raw_text, raw_number or rich_text"
            elif kind == "raw_number" and isinstance(cell.get("value"), str | type(None)):
                yield f"{where}/value", "must be a number"
            elif kind == "rich_text" and block["type"] == "data_table" and at == 0:
                yield where, "a heading must not be rich_text"


def _chart(block: Json) -> Iterator[Problem]:
    chart = block.get("chart") or {}
    if chart.get("type") == "pie":
        parts = chart.get("segments") or []
        if not 1 <= len(parts) <= SERIES:
            yield "/chart/segments", f"must have 1 to {SERIES} items"
        if any(not 1 <= len(one["label"]) <= NAME or one["value"] <= 0 for one in parts):
            yield "/chart/segments", "a label is too long or a value not above 0"
        return
    if chart.get("type") not in {"bar", "line", "area"}:
        yield "/chart/type", "unsupported type"
        return
    yield from _axes(chart.get("axis_config") or {}, chart.get("series") or [])


def _axes(axes: Json, series: list[Json]) -> Iterator[Problem]:
    categories = axes.get("categories") or []
    if not 1 <= len(categories) <= POINTS or any(not 1 <= len(one) <= NAME for one in categories):
        yield "/chart/axis_config/categories", "too many, too few or too long"
    if any(not 1 <= len(axes.get(name, "x")) <= AXIS for name in ("x_label", "y_label")):
        yield "/chart/axis_config", "a label is too long"
    names = [one.get("name", "") for one in series]
    if not 1 <= len(series) <= SERIES or len(set(names)) < len(names):
        yield "/chart/series", f"must have 1 to {SERIES} items of different names"
    for one in series:
        if not 1 <= len(one.get("name", "")) <= NAME:
            yield "/chart/series", "a name is too long"
        if {point["label"] for point in one["data"]} != set(categories):
            yield "/chart/series", "must have a point for each category"


def _card(block: Json) -> Iterator[Problem]:
    if not {"hero_image", "title", "body", "actions"} & block.keys():
        yield "", "must have an image, title, body or actions"
    if any(one.get("type") != "button" for one in block.get("actions") or ()):
        yield "/actions", "only buttons are allowed"


def _container(block: Json) -> Iterator[Problem]:
    if ("title" in block) == ("rich_text_title" in block):
        yield "/title", "must have title or rich_text_title"
    if block.get("has_header_divider") and block.get("is_collapsible"):
        yield "/has_header_divider", "not allowed when is_collapsible"
    for number, one in enumerate(block.get("elements") or ()):
        if one.get("type") not in IN_CONTAINER:
            yield f"/elements/{number}/type", "unsupported type in a container"


def _below(block: Json) -> Iterator[Problem]:
    for number, one in enumerate(block.get("elements") or ()):
        at = f"/elements/{number}"
        if one.get("type") == "icon_button":
            if one.get("icon") != "trash":
                yield f"{at}/icon", "unsupported icon"
        elif one.get("type") != "feedback_buttons":
            yield f"{at}/type", "unsupported element"
        elif not {"positive_button", "negative_button"} <= one.keys():
            yield at, "must have positive_button and negative_button"
        else:
            for name in ("positive_button", "negative_button"):
                told = one[name]
                if not 1 <= len(told["text"]["text"]) <= 75 or not 1 <= len(told["value"]) <= 2000:
                    yield f"{at}/{name}", "text or value is too long"


def _image(block: Json) -> Iterator[Problem]:
    if len({"id", "url"} & (block.get("slack_file") or {"id": ""}).keys()) != 1:
        yield "/slack_file", "must have id or url"


def _input(block: Json) -> Iterator[Problem]:
    if block.get("dispatch_action") and (block.get("element") or {}).get("type") == "file_input":
        yield "/dispatch_action", "not allowed with file_input"


def _rich(block: Json) -> Iterator[Problem]:
    for number, part in enumerate(block.get("elements") or ()):
        if part.get("type") == "rich_text_list" and part.get("style") not in {"bullet", "ordered"}:
            yield f"/elements/{number}/style", "must be bullet or ordered"


INSIDE: dict[str, Callable[[Json], Iterator[Problem]]] = {
    "table": _table, "data_table": _table, "data_visualization": _chart, "card": _card,
    "container": _container, "context_actions": _below, "image": _image, "input": _input,
    "rich_text": _rich,
}  # fmt: skip
