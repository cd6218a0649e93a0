"""Every hard limit of a Slack message, checked before it is sent.

Written for the blocks that our templates make; a block or element that is not in the tables here is
refused, since nothing else should leave. The local Slack has its own; a test compares the two.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

Block = dict[str, Any]
MOST_BLOCKS = 50
LONGEST_MESSAGE = 12_000
LONGEST_TABLES = 10_000
LONGEST_TEXT = 40_000
STYLES = {"primary", "danger"}


def faults(blocks: list[Block]) -> list[str]:
    """What is wrong with the blocks of a message, each with where; empty when Slack takes them."""
    found = list(_message(blocks))
    for at, block in enumerate(blocks):
        found += [f"/blocks/{at}{fault}" for fault in _block(block)]
    return found


def _message(blocks: list[Block]) -> Iterator[str]:
    if len(blocks) > MOST_BLOCKS:
        yield f"/blocks: more than {MOST_BLOCKS}"
    if len(json.dumps(blocks, ensure_ascii=False)) > LONGEST_MESSAGE + 1_200:
        yield f"/blocks: more than {LONGEST_MESSAGE} characters in all"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        yield "/blocks: the same block_id twice"
    cells = sum(
        len(_text(cell)) for block in blocks for row in block.get("rows", []) for cell in row
    )
    if cells > LONGEST_TABLES:
        yield f"/blocks: tables of more than {LONGEST_TABLES} characters"


def _block(block: Block) -> Iterator[str]:
    check = BLOCKS.get(str(block.get("type")))
    if check is None:
        yield f": unknown block {block.get('type')!r}"
        return
    if None in block.values():
        yield ": null"
    if "block_id" in block and not 1 <= len(block["block_id"]) <= 255:
        yield "/block_id: 1 to 255"
    yield from check(block)


def _header(block: Block) -> Iterator[str]:
    yield from _plain(block.get("text"), "/text", 150)


def _section(block: Block) -> Iterator[str]:
    fields = block.get("fields")
    if "text" not in block and not fields:
        yield ": text or fields"
    if "text" in block:
        yield from _any_text(block["text"], "/text", 3_000)
    if fields is not None and not 1 <= len(fields) <= 10:
        yield "/fields: 1 to 10"
    for at, one in enumerate(fields or []):
        yield from _any_text(one, f"/fields/{at}", 2_000)


def _rich(block: Block) -> Iterator[str]:
    if not isinstance(block.get("elements"), list):
        yield "/elements: a list"
        return
    for at, part in enumerate(block["elements"]):
        if part.get("type") == "rich_text_list" and not 0 <= part.get("indent", 0) <= 8:
            yield f"/elements/{at}/indent: 0 to 8"
        for inner in part.get("elements", []):
            yield from _rich_element(inner, f"/elements/{at}")


def _rich_element(element: Block, at: str) -> Iterator[str]:
    if element.get("type") == "text" and not element.get("text"):
        yield f"{at}: empty text"
    if element.get("type") == "link" and not 1 <= len(element.get("url", "")) <= 3_000:
        yield f"{at}: a link of 1 to 3000"
    for inner in element.get("elements", []):
        yield from _rich_element(inner, at)


def _context(block: Block) -> Iterator[str]:
    elements = block.get("elements") or []
    if not 1 <= len(elements) <= 10:
        yield "/elements: 1 to 10"
    for at, one in enumerate(elements):
        if one.get("type") == "image":
            yield from _image(one)
        else:
            yield from _any_text(one, f"/elements/{at}", 3_000)


def _actions(block: Block) -> Iterator[str]:
    elements = block.get("elements") or []
    if not 1 <= len(elements) <= 25:
        yield "/elements: 1 to 25"
    ids = [one.get("action_id") for one in elements]
    if len(ids) != len(set(ids)):
        yield "/elements: the same action_id twice"
    for at, one in enumerate(elements):
        yield from _button(one, f"/elements/{at}")


def _button(button: Block, at: str) -> Iterator[str]:
    if button.get("type") != "button":
        yield f"{at}: only buttons"
        return
    yield from _plain(button.get("text"), f"{at}/text", 75)
    if not 1 <= len(button.get("action_id", "")) <= 255:
        yield f"{at}/action_id: 1 to 255"
    if len(button.get("value", "")) > 2_000:
        yield f"{at}/value: at most 2000"
    if len(button.get("url", "")) > 3_000:
        yield f"{at}/url: at most 3000"
    if button.get("style", "primary") not in STYLES:
        yield f"{at}/style: primary or danger"
    if len(button.get("accessibility_label", "")) > 75:
        yield f"{at}/accessibility_label: at most 75"


def _table(block: Block) -> Iterator[str]:
    rows = block.get("rows") or []
    if not 1 <= len(rows) <= 100:
        yield "/rows: 1 to 100"
    for at, row in enumerate(rows):
        if not 1 <= len(row) <= 20:
            yield f"/rows/{at}: 1 to 20 cells"
        for cell in row:
            if cell.get("type") == "raw_text" and not cell.get("text"):
                yield f"/rows/{at}: an empty cell"
    if len(block.get("column_settings", [])) > 20:
        yield "/column_settings: at most 20"


def _image(block: Block) -> Iterator[str]:
    sources = [name for name in ("image_url", "slack_file") if block.get(name)]
    if len(sources) != 1:
        yield ": image_url or slack_file"
    if len(block.get("image_url", "")) > 3_000:
        yield "/image_url: at most 3000"
    if not 1 <= len(block.get("alt_text", "")) <= 2_000:
        yield "/alt_text: 1 to 2000"
    if "title" in block:
        yield from _plain(block["title"], "/title", 2_000)


def _divider(_block: Block) -> Iterator[str]:
    return iter(())


def _plain(text: object, at: str, longest: int) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") != "plain_text":
        yield f"{at}: plain_text"
        return
    yield from _any_text(text, at, longest)


def _any_text(text: object, at: str, longest: int) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in {"plain_text", "mrkdwn"}:
        yield f"{at}: a text"
        return
    if not 1 <= len(text.get("text", "")) <= longest:
        yield f"{at}: 1 to {longest} characters"


def _text(cell: Block) -> str:
    return str(cell.get("text", "")) if cell.get("type") == "raw_text" else json.dumps(cell)


BLOCKS: dict[str, Callable[[Block], Iterator[str]]] = {
    "header": _header,
    "section": _section,
    "rich_text": _rich,
    "context": _context,
    "actions": _actions,
    "table": _table,
    "image": _image,
    "divider": _divider,
}
