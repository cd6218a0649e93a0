"""What is wrong with one Block Kit block of a message."""

from __future__ import annotations

from collections.abc import Callable

from assistant.block_limits_text import (
    ANY_TEXT,
    PLAIN,
    Faults,
    Piece,
    element,
    image,
    quiet,
    text,
)

SELECTS = frozenset(
    f"{multi}{kind}_select"
    for multi in ("", "multi_")
    for kind in ("static", "external", "users", "conversations", "channels")
)
TIMES = frozenset({"datepicker", "timepicker", "datetimepicker"})
IN_ACTIONS = SELECTS | TIMES | {
    "button", "overflow", "checkboxes", "radio_buttons", "workflow_button",
}  # fmt: skip
BESIDE_SECTION = IN_ACTIONS | {"image"}
INPUTS = (SELECTS | TIMES) | {
    "plain_text_input", "number_input", "email_text_input", "url_text_input", "checkboxes",
    "radio_buttons", "file_input", "rich_text_input",
}  # fmt: skip
RICH_PARTS = frozenset({
    "rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted",
})  # fmt: skip
RICH_WORDS = frozenset({
    "text", "link", "user", "channel", "emoji", "date", "usergroup", "broadcast", "color", "team",
})  # fmt: skip
CHARTS = frozenset({"pie", "bar", "line", "area"})
IN_CONTAINER = frozenset({
    "actions", "context", "divider", "file", "header", "image", "input", "rich_text", "section",
    "table", "video",
})  # fmt: skip


def block_faults(faults: Faults, at: str, block: Piece) -> None:
    """Note what is wrong with a block."""
    kind = str(block.get("type"))
    rule = _RULES.get(kind)
    if rule is None:
        faults.add(at, f"{kind} cannot stand in a message")
        return
    if "block_id" in block:
        faults.words(f"{at}/block_id", block["block_id"], 255)
    rule(faults, at, block)


def _section(faults: Faults, at: str, block: Piece) -> None:
    faults.needs(at, "text" in block or "fields" in block, "needs text or fields")
    if "text" in block:
        text(faults, f"{at}/text", block["text"], 3000, ANY_TEXT)
    if "fields" in block:
        for index, one in enumerate(faults.size(f"{at}/fields", block["fields"], 1, 10)):
            text(faults, f"{at}/fields/{index}", one, 2000, ANY_TEXT)
    if "accessory" in block:
        element(faults, f"{at}/accessory", block["accessory"], BESIDE_SECTION)


def _header(faults: Faults, at: str, block: Piece) -> None:
    text(faults, f"{at}/text", block.get("text"), 150, PLAIN)


def _context(faults: Faults, at: str, block: Piece) -> None:
    for index, one in enumerate(faults.size(f"{at}/elements", block.get("elements"), 1, 10)):
        element(faults, f"{at}/elements/{index}", one, (*ANY_TEXT, "image"))


def _actions(faults: Faults, at: str, block: Piece) -> None:
    _elements(faults, at, block, 25, IN_ACTIONS)


def _context_actions(faults: Faults, at: str, block: Piece) -> None:
    _elements(faults, at, block, 5, frozenset({"feedback_buttons", "icon_button"}))


def _elements(faults: Faults, at: str, block: Piece, most: int, allowed: frozenset[str]) -> None:
    ids = []
    for index, one in enumerate(faults.size(f"{at}/elements", block.get("elements"), 1, most)):
        element(faults, f"{at}/elements/{index}", one, allowed)
        if isinstance(one, dict) and "action_id" in one:
            ids.append(one["action_id"])
    faults.needs(at, len(set(ids)) == len(ids), "has an action_id twice")


def _input(faults: Faults, at: str, block: Piece) -> None:
    text(faults, f"{at}/label", block.get("label"), 2000, PLAIN)
    if "hint" in block:
        text(faults, f"{at}/hint", block["hint"], 2000, PLAIN)
    element(faults, f"{at}/element", block.get("element"), INPUTS)
    inner = block.get("element")
    is_file = isinstance(inner, dict) and inner.get("type") == "file_input"
    faults.needs(at, not (is_file and block.get("dispatch_action")), "files dispatch no action")


def _divider(faults: Faults, at: str, block: Piece) -> None:
    """A divider has nothing that could be wrong."""


def _rich_text(faults: Faults, at: str, block: Piece) -> None:
    parts = faults.size(f"{at}/elements", block.get("elements"), 1, 1000)
    for index, part in enumerate(parts):
        _rich_part(faults, f"{at}/elements/{index}", part)


def _rich_part(faults: Faults, at: str, part: object) -> None:
    if not isinstance(part, dict) or part.get("type") not in RICH_PARTS:
        faults.add(at, "is not a part of rich text")
        return
    if part["type"] == "rich_text_list":
        faults.needs(at, part.get("style") in {"bullet", "ordered"}, "is bullet or ordered")
        faults.needs(at, 0 <= part.get("indent", 0) <= 8, "is indented 0 to 8")
        for index, item in enumerate(faults.size(f"{at}/elements", part.get("elements"), 1, 1000)):
            _rich_part(faults, f"{at}/elements/{index}", item)
        return
    for index, word in enumerate(faults.size(f"{at}/elements", part.get("elements"), 1, 1000)):
        where = f"{at}/elements/{index}"
        if not isinstance(word, dict) or word.get("type") not in RICH_WORDS:
            faults.add(where, "is not a word of rich text")
        elif word["type"] == "broadcast":
            faults.add(where, "rings everybody")
        elif word["type"] == "text":
            faults.words(f"{where}/text", word.get("text"), 12_000)
        elif word["type"] == "link":
            faults.words(f"{where}/url", word.get("url"), 3000)


def _alert(faults: Faults, at: str, block: Piece) -> None:
    text(faults, f"{at}/text", block.get("text"), 200, ANY_TEXT)
    levels = {"default", "info", "warning", "error", "success"}
    faults.needs(f"{at}/level", block.get("level", "default") in levels, "is not a level")


def _markdown(faults: Faults, at: str, block: Piece) -> None:
    faults.words(f"{at}/text", block.get("text"), 12_000)
    quiet(faults, f"{at}/text", block.get("text"))


def _table(faults: Faults, at: str, block: Piece) -> None:
    for index, row in enumerate(faults.size(f"{at}/rows", block.get("rows"), 1, 100)):
        _cells(faults, f"{at}/rows/{index}", row)
    if "column_settings" in block:
        faults.size(f"{at}/column_settings", block["column_settings"], 0, 20)


def _data_table(faults: Faults, at: str, block: Piece) -> None:
    rows = faults.size(f"{at}/rows", block.get("rows"), 2, 101)
    for index, row in enumerate(rows):
        _cells(faults, f"{at}/rows/{index}", row)
    widths = {len(row) for row in rows if isinstance(row, list)}
    faults.needs(at, len(widths) <= 1, "has rows of unequal length")
    faults.words(f"{at}/caption", block.get("caption"), 3000)
    rich = [cell for row in rows[:1] for cell in row if cell.get("type") == "rich_text"]
    faults.needs(at, not rich, "has rich text in its header")
    faults.needs(at, 1 <= block.get("page_size", 5) <= 100, "shows 1 to 100 rows a page")


def _cells(faults: Faults, at: str, row: object) -> None:
    for index, cell in enumerate(faults.size(at, row, 1, 20)):
        where = f"{at}/{index}"
        if not isinstance(cell, dict):
            faults.add(where, "is not a cell")
        elif cell.get("type") == "rich_text":
            _rich_text(faults, where, cell)
        elif cell.get("type") in {"raw_text", "raw_number"}:
            faults.words(f"{where}/text", cell.get("text"), 10_000)
            number = cell["type"] == "raw_text" or isinstance(cell.get("value"), int | float)
            faults.needs(f"{where}/value", number, "is no number")
        else:
            faults.add(where, "is not a cell")


def _chart(faults: Faults, at: str, block: Piece) -> None:
    faults.words(f"{at}/title", block.get("title"), 50)
    chart = block.get("chart")
    if not isinstance(chart, dict) or chart.get("type") not in CHARTS:
        faults.add(f"{at}/chart", "is no chart")
    elif chart["type"] == "pie":
        for index, part in enumerate(faults.size(f"{at}/segments", chart.get("segments"), 1, 6)):
            faults.words(f"{at}/segments/{index}/label", part.get("label"), 20)
            faults.needs(f"{at}/segments/{index}", part.get("value", 0) > 0, "is above 0")
    else:
        _series(faults, at, chart)


def _series(faults: Faults, at: str, chart: Piece) -> None:
    """A chart with axes: each series has one point for each category."""
    axes = chart.get("axis_config")
    axes = axes if isinstance(axes, dict) else {}
    categories = faults.size(f"{at}/categories", axes.get("categories"), 1, 20)
    for index, category in enumerate(categories):
        faults.words(f"{at}/categories/{index}", category, 20)
    for name in ("x_label", "y_label"):
        if name in axes:
            faults.words(f"{at}/{name}", axes[name], 50)
    series = faults.size(f"{at}/series", chart.get("series"), 1, 6)
    names = [str(one.get("name")) for one in series]
    faults.needs(f"{at}/series", len(set(names)) == len(names), "has a name twice")
    for index, one in enumerate(series):
        faults.words(f"{at}/series/{index}/name", one.get("name"), 20)
        labels = [point.get("label") for point in one.get("data") or ()]
        is_whole = sorted(map(str, labels)) == sorted(map(str, categories))
        faults.needs(f"{at}/series/{index}/data", is_whole, "has not one point for each category")


def _card(faults: Faults, at: str, block: Piece) -> None:
    shown = {"hero_image", "title", "actions", "body"} & block.keys()
    faults.needs(at, shown, "needs an image, a title, a body or actions")
    for name, longest in (("title", 150), ("subtitle", 150), ("body", 200), ("subtext", 200)):
        if name in block:
            text(faults, f"{at}/{name}", block[name], longest, ANY_TEXT)
    if "actions" in block:
        for index, one in enumerate(faults.size(f"{at}/actions", block["actions"], 1, 3)):
            element(faults, f"{at}/actions/{index}", one, ("button",))


def _carousel(faults: Faults, at: str, block: Piece) -> None:
    for index, one in enumerate(faults.size(f"{at}/elements", block.get("elements"), 1, 10)):
        _card(faults, f"{at}/elements/{index}", one)


def _container(faults: Faults, at: str, block: Piece) -> None:
    named = {"title", "rich_text_title"} & block.keys()
    faults.needs(at, len(named) == 1, "needs one title")
    divided = block.get("has_header_divider") and block.get("is_collapsible")
    faults.needs(at, not divided, "has a divider below a header that can be folded")
    if "rich_text_title" in block:
        _rich_text(faults, f"{at}/rich_text_title", block["rich_text_title"])
    for name in ("title", "subtitle"):
        if name in block:
            text(faults, f"{at}/{name}", block[name], 150, ANY_TEXT)
    for index, one in enumerate(faults.size(f"{at}/elements", block.get("elements"), 1, 10)):
        where = f"{at}/elements/{index}"
        if not isinstance(one, dict) or one.get("type") not in IN_CONTAINER:
            faults.add(where, "cannot stand in a container")
        else:
            block_faults(faults, where, one)


_RULES: dict[str, Callable[[Faults, str, Piece], None]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "context_actions": _context_actions,
    "input": _input,
    "image": image,
    "divider": _divider,
    "rich_text": _rich_text,
    "markdown": _markdown,
    "table": _table,
    "data_table": _data_table,
    "data_visualization": _chart,
    "card": _card,
    "carousel": _carousel,
    "container": _container,
    "alert": _alert,
}
