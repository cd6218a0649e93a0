"""What Slack refuses in the blocks of a message or view, each limit in a table.

Written from the published limits, independently of the program's own check before sending.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from assistant.playground.slack_block_pieces import Problem, inside, of_element

Json = dict[str, Any]
VIEW_CHARACTERS, LONGEST_TYPED = 250_000, 3_000
MESSAGE_BLOCKS, VIEW_BLOCKS, MESSAGE_CHARACTERS, TABLE_CHARACTERS = 50, 100, 13_200, 10_000

# block -> fields that must be there
REQUIRED = {
    "section": (), "header": ("text",), "context": ("elements",), "actions": ("elements",),
    "input": ("label", "element"), "image": ("alt_text",), "divider": (),
    "rich_text": ("elements",),
    "markdown": ("text",), "table": ("rows",), "data_table": ("rows", "caption"),
    "data_visualization": ("title",), "alert": ("text",), "card": (), "carousel": ("elements",),
    "container": ("elements",), "context_actions": ("elements",), "video": ("alt_text",),
    "plan": ("title",), "task_card": ("title",),
}  # fmt: skip
ONLY_MESSAGES = {
    "markdown", "table", "data_table", "data_visualization", "card", "carousel", "context_actions",
    "plan", "task_card",
}  # fmt: skip
ONLY_MODALS = {"alert"}
# (block or element, field) -> shortest and longest text
TEXTS = {
    ("header", "text"): (1, 150), ("section", "text"): (1, 3000), ("markdown", "text"): (1, 12_000),
    ("input", "label"): (1, 2000), ("input", "hint"): (0, 2000), ("image", "title"): (0, 2000),
    ("image", "alt_text"): (1, 2000), ("image", "image_url"): (1, 3000),
    ("alert", "text"): (1, 200),
    ("button", "text"): (1, 75), ("button", "value"): (0, 2000), ("button", "url"): (1, 3000),
    ("button", "accessibility_label"): (1, 75), ("card", "title"): (1, 150),
    ("card", "subtitle"): (1, 150), ("card", "body"): (1, 200), ("card", "subtext"): (1, 200),
    ("container", "title"): (1, 150), ("container", "subtitle"): (1, 150),
    ("data_visualization", "title"): (1, 50), ("confirm", "title"): (1, 100),
    ("confirm", "text"): (1, 300), ("confirm", "confirm"): (1, 30), ("confirm", "deny"): (1, 30),
    ("option", "text"): (1, 75), ("option", "value"): (1, 150), ("option", "description"): (1, 75),
}  # fmt: skip
PLAIN_ONLY = {
    ("header", "text"), ("button", "text"), ("input", "label"), ("input", "hint"),
    ("image", "title"), ("confirm", "title"), ("confirm", "confirm"), ("confirm", "deny"),
}  # fmt: skip
# (block or element, field) -> fewest and most
COUNTS = {
    ("section", "fields"): (1, 10), ("context", "elements"): (1, 10),
    ("actions", "elements"): (1, 25),
    ("table", "rows"): (1, 100), ("table", "column_settings"): (0, 20),
    ("data_table", "rows"): (2, 101), ("carousel", "elements"): (1, 10),
    ("container", "elements"): (1, 10), ("context_actions", "elements"): (1, 5),
    ("overflow", "options"): (1, 5), ("checkboxes", "options"): (1, 10),
    ("radio_buttons", "options"): (1, 10), ("static_select", "options"): (1, 100),
    ("multi_static_select", "options"): (1, 100), ("card", "actions"): (0, 3),
}  # fmt: skip
IN_ACTIONS = {
    "button", "overflow", "static_select", "multi_static_select", "external_select", "datepicker",
    "timepicker", "datetimepicker", "checkboxes", "radio_buttons", "users_select",
    "conversations_select", "channels_select", "multi_external_select", "multi_users_select",
}  # fmt: skip
IN_INPUT = (IN_ACTIONS - {"button", "overflow"}) | {
    "plain_text_input", "number_input", "email_text_input", "url_text_input", "file_input",
    "rich_text_input",
}  # fmt: skip
RICH = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
RICH_INNER = {
    "text",
    "link",
    "user",
    "channel",
    "usergroup",
    "emoji",
    "date",
    "broadcast",
    "color",
    "team",
}


def problems(blocks: Any, surface: str = "message") -> list[str]:
    """What Slack would say of these blocks, with JSON pointers; empty when it takes them."""
    if not isinstance(blocks, list):
        return ["must be an array of blocks [json-pointer:/blocks]"]
    found = [f"{what} [json-pointer:{at}]" for at, what in _whole(blocks, surface)]
    for number, block in enumerate(blocks):
        for at, what in _block(block, surface):
            found.append(f"{what} [json-pointer:/blocks/{number}{at}]")
    return found


def too_long(blocks: Any) -> bool:
    """Whether the blocks of a message are more than Slack takes in all."""
    return len(json.dumps(blocks, ensure_ascii=False)) > MESSAGE_CHARACTERS


def _whole(blocks: list[Any], surface: str) -> Iterator[Problem]:
    most = MESSAGE_BLOCKS if surface == "message" else VIEW_BLOCKS
    if len(blocks) > most:
        yield "/blocks", f"no more than {most} items allowed"
    ids = [one.get("block_id") for one in blocks if isinstance(one, dict) and one.get("block_id")]
    if len(ids) != len(set(ids)):
        yield "/blocks", "block_id already used"
    tables = [
        row
        for one in blocks
        if isinstance(one, dict) and one.get("type") in {"table", "data_table"}
        for row in one.get("rows", [])
    ]
    if sum(
        len(json.dumps(_words(row), ensure_ascii=False)) for row in tables
    ) > 2 * TABLE_CHARACTERS or (
        sum(len(words) for row in tables for words in _words(row)) > TABLE_CHARACTERS
    ):
        yield "/blocks", f"tables hold more than {TABLE_CHARACTERS} characters"


def _block(block: Any, surface: str) -> Iterator[Problem]:
    if not isinstance(block, dict) or block.get("type") not in REQUIRED:
        yield (
            "/type",
            f"unsupported type: {block.get('type') if isinstance(block, dict) else block}",
        )
        return
    kind = block["type"]
    if (kind in ONLY_MESSAGES and surface != "message") or (
        kind in ONLY_MODALS and surface != "modal"
    ):
        yield "/type", f"{kind} is not allowed on a {surface}"
    yield from (
        (f"/{name}", "missing required field") for name in REQUIRED[kind] if name not in block
    )
    yield from ((f"/{name}", "must not be null") for name, one in block.items() if one is None)
    if "block_id" in block and not 1 <= len(str(block["block_id"])) <= 255:
        yield "/block_id", "must be 1 to 255 characters"
    yield from _limits(kind, block)
    yield from SPECIAL.get(kind, _nothing)(block)
    yield from inside(block)
    if kind == "container":
        for number, one in enumerate(block.get("elements") or ()):
            yield from _under(f"/elements/{number}", _block(one, surface))


def _limits(kind: str, thing: Json) -> Iterator[Problem]:
    for (owner, name), (shortest, longest) in TEXTS.items():
        if owner == kind and name in thing and thing[name] is not None:
            yield from _text(
                thing[name], f"/{name}", shortest, longest, (owner, name) in PLAIN_ONLY
            )
    for (owner, name), (fewest, most) in COUNTS.items():
        if owner == kind and name in thing:
            count = len(thing[name]) if isinstance(thing[name], list) else -1
            if not fewest <= count <= most:
                yield f"/{name}", f"must have {fewest} to {most} items"


def _text(text: Any, at: str, shortest: int, longest: int, plain: bool) -> Iterator[Problem]:
    if isinstance(text, dict):
        if text.get("type") not in {"plain_text", "mrkdwn"}:
            yield at, "must be a text object"
            return
        if text["type"] == "plain_text" and "verbatim" in text:
            yield at, "verbatim is for mrkdwn only"
        if plain and text["type"] != "plain_text":
            yield at, "must be plain_text"
        if text["type"] == "mrkdwn" and "emoji" in text:
            yield at, "emoji is for plain_text only"
        text, at, shortest = text.get("text"), f"{at}/text", max(1, shortest)
    elif plain:
        yield at, "must be a text object"
        return
    if not isinstance(text, str):
        yield at, "must be a string"
    elif len(text) < shortest:
        yield at, f"must be more than {shortest - 1} characters"
    elif len(text) > longest:
        yield at, f"must be less than {longest + 1} characters"


def _section(block: Json) -> Iterator[Problem]:
    if "text" not in block and "fields" not in block:
        yield "", "must have text or fields"
    for number, one in enumerate(block.get("fields") or []):
        yield from _text(one, f"/fields/{number}", 1, 2000, plain=False)
    if "accessory" in block:
        named = block["accessory"]
        if not isinstance(named, dict) or named.get("type") not in IN_ACTIONS | {"image"}:
            yield "/accessory/type", "unsupported element"
            return
        yield from _under("/accessory", _element(named))


def _context(block: Json) -> Iterator[Problem]:
    for number, one in enumerate(block.get("elements") or []):
        at = f"/elements/{number}"
        if isinstance(one, dict) and one.get("type") == "image":
            yield from _under(at, _image(one))
        else:
            yield from _text(one, at, 1, 3000, plain=False)


def _actions(block: Json) -> Iterator[Problem]:
    elements = block.get("elements") or []
    ids = [one.get("action_id") for one in elements if isinstance(one, dict)]
    if len([one for one in ids if one]) != len({one for one in ids if one}):
        yield "/elements", "action_id already used"
    for number, one in enumerate(elements):
        if not isinstance(one, dict) or one.get("type") not in IN_ACTIONS:
            yield f"/elements/{number}/type", "unsupported element"
        else:
            yield from _under(f"/elements/{number}", _element(one))


def _input(block: Json) -> Iterator[Problem]:
    element = block.get("element")
    if not isinstance(element, dict) or element.get("type") not in IN_INPUT:
        yield "/element/type", "unsupported element"
        return
    yield from _under("/element", _element(element))
    if element["type"] == "plain_text_input":
        yield from _under("/element", _typed(element))


def _typed(element: Json) -> Iterator[Problem]:
    most = element.get("max_length", LONGEST_TYPED)
    if not 1 <= most <= LONGEST_TYPED:
        yield "/max_length", f"must be 1 to {LONGEST_TYPED}"
    if len(str(element.get("initial_value", ""))) > most:
        yield "/initial_value", "must not be longer than max_length"


def _element(element: Json) -> Iterator[Problem]:
    kind = str(element.get("type"))
    if kind in IN_ACTIONS and not 1 <= len(str(element.get("action_id", "x"))) <= 255:
        yield "/action_id", "must be 1 to 255 characters"
    if kind == "button":
        if "text" not in element:
            yield "/text", "missing required field"
        if element.get("style", "primary") not in {"primary", "danger"}:
            yield "/style", "must be primary or danger"
    if kind == "image":
        yield from _image(element)
    if kind == "number_input":
        yield from _number(element)
    if "placeholder" in element:
        yield from _text(element["placeholder"], "/placeholder", 1, 150, plain=True)
    yield from _limits(kind, element)
    yield from of_element(element)
    yield from _options(element)
    yield from _confirm(element)


def _number(element: Json) -> Iterator[Problem]:
    if "is_decimal_allowed" not in element:
        yield "/is_decimal_allowed", "missing required field"
    for name in ("min_value", "max_value", "initial_value"):
        if not isinstance(element.get(name, ""), str):
            yield f"/{name}", "must be a string"


def _confirm(element: Json) -> Iterator[Problem]:
    if "confirm" in element:
        confirm = element["confirm"]
        for name in ("title", "text", "confirm", "deny"):
            if name not in confirm:
                yield f"/confirm/{name}", "missing required field"
        yield from _under("/confirm", _limits("confirm", confirm))


def _options(element: Json) -> Iterator[Problem]:
    options = [one for one in element.get("options") or [] if isinstance(one, dict)]
    for number, one in enumerate(options):
        yield from _under(f"/options/{number}", _limits("option", one))
    values = [one.get("value") for one in options]
    if len(values) != len(set(values)):
        yield "/options", "the same value twice"
    initial = element.get("initial_option")
    if initial is not None and str(element.get("type")).endswith("external_select"):
        yield from _under("/initial_option", _limits("option", initial))
    elif initial is not None and initial not in [*options, *_grouped(element)]:
        yield "/initial_option", "must equal one of the options"


def _grouped(element: Json) -> Iterator[Json]:
    return (one for group in element.get("option_groups") or () for one in group["options"])


def option_problems(options: list[Json]) -> list[str]:
    """What Slack would say of the options that an app offers for an external menu."""
    found = _options({"options": options})
    return [f"{what} [json-pointer:{at}]" for at, what in found]


def _image(image: Json) -> Iterator[Problem]:
    if ("image_url" in image) == ("slack_file" in image):
        yield "", "must have image_url or slack_file"
    if "alt_text" not in image:
        yield "/alt_text", "missing required field"
    yield from _limits("image", image)


def _rich(block: Json) -> Iterator[Problem]:
    for number, part in enumerate(block.get("elements") or []):
        at = f"/elements/{number}"
        if not isinstance(part, dict) or part.get("type") not in RICH:
            yield at, "unsupported rich text element"
            continue
        if not 0 <= part.get("indent", 0) <= 8:
            yield f"{at}/indent", "must be 0 to 8"
        for inner in part.get("elements") or []:
            if part["type"] == "rich_text_list":
                yield from _under(at, _rich({"elements": [inner]}))
            elif inner.get("type") not in RICH_INNER:
                yield at, "unsupported rich text element"
            elif inner["type"] == "text" and not inner.get("text"):
                yield at, "must be more than 0 characters"


def _table(block: Json) -> Iterator[Problem]:
    rows = block.get("rows") or []
    widths = set()
    for number, row in enumerate(rows):
        widths.add(len(row))
        if not 1 <= len(row) <= 20:
            yield f"/rows/{number}", "must have 1 to 20 cells"
        for cell in row:
            if isinstance(cell, dict) and cell.get("type") == "raw_text" and not cell["text"]:
                yield f"/rows/{number}", "must be more than 0 characters"
    if block["type"] == "data_table" and len(widths) > 1:
        yield "/rows", "must have equal columns"


def _video(block: Json) -> Iterator[Problem]:
    if not str(block.get("video_url", "")).startswith("https://"):
        yield "/video_url", "must be https"


def _nothing(_block: Json) -> Iterator[Problem]:
    return iter(())


def _under(at: str, found: Iterator[Problem]) -> Iterator[Problem]:
    return ((f"{at}{where}", what) for where, what in found)


def _words(row: list[Json]) -> list[str]:
    return [str(cell.get("text", "")) for cell in row if isinstance(cell, dict)]


SPECIAL = {
    "section": _section, "context": _context, "actions": _actions, "input": _input,
    "image": _image, "rich_text": _rich, "table": _table, "data_table": _table, "video": _video,
}  # fmt: skip


def view_problems(view: Json) -> list[str]:
    """What Slack would say of a modal or home tab."""
    kind = view.get("type")
    if kind not in {"modal", "home"}:
        return ["unsupported view type [json-pointer:/view/type]"]
    found = problems(view.get("blocks"), str(kind))
    if kind == "modal" and not view.get("title"):
        found.append("missing required field: title [json-pointer:/view/title]")
    for name in ("title", "submit", "close"):
        if name in view and kind == "home":
            found.append(f"not allowed in a home view [json-pointer:/view/{name}]")
        elif name in view:
            found += [f"{what} [json-pointer:/view/{name}{at}]"
                      for at, what in _text(view[name], "", 1, 24, plain=True)]  # fmt: skip
    found += _form_problems(view) if kind == "modal" else []
    if len(json.dumps(view, ensure_ascii=False)) > VIEW_CHARACTERS:
        found.append("view too large [json-pointer:/view]")
    for name, longest in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        if len(str(view.get(name) or "")) > longest:
            found.append(f"must be less than {longest + 1} characters [json-pointer:/view/{name}]")
    return found


def _form_problems(view: Json) -> list[str]:
    """What Slack would say of the fields of a modal together."""
    found, blocks = [], view.get("blocks") or []
    if any(one.get("type") == "input" for one in blocks) and "submit" not in view:
        found.append("submit is required with input blocks [json-pointer:/view/submit]")
    if sum(bool((one.get("element") or {}).get("focus_on_load")) for one in blocks) > 1:
        found.append("only one element can have focus_on_load [json-pointer:/view/blocks]")
    return found
