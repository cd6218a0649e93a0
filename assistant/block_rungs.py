"""The same message in ever plainer blocks, for a Slack that does not know the newest ones yet.

Slack gives out new blocks to one workspace after another, and refuses a whole message for one that
it does not know there. Each rung says all that the one above it says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from assistant.render import Block

Pieces = Sequence[Block]
MOST = 99
"""Rows of a table below its headings."""


def rungs(blocks: Pieces) -> Iterator[list[Block]]:
    """As it is; then with older blocks for what is new; then without tables.

    Args:
        blocks: of a message.
    """
    here = list(blocks)
    yield here
    for plainer in (OLDER, WORDS):
        made = [one for block in here for one in _made(plainer, block)]
        if made != here:
            here = made
            yield here


def _made(plainer: dict[str, Callable[[Block], Pieces]], block: Block) -> Pieces:
    make = plainer.get(str(block.get("type")))
    return (block,) if make is None else make(block)


def _table(block: Block) -> Pieces:
    """A table that can be sorted as those that cannot, below its caption."""
    head, *body = [[_cell(cell) for cell in row] for row in block["rows"]]
    numbers = [one.get("type") == "raw_number" for one in block["rows"][-1]]
    settings = [{"align": "right"} if so else {"is_wrapped": True} for so in numbers]
    tables = [
        {"type": "table", "rows": [head, *body[at : at + MOST]], "column_settings": settings}
        for at in range(0, len(body), MOST)
    ]
    return (_rich(_bold(block["caption"])), *tables)


def _cell(cell: Block) -> Block:
    is_number = cell.get("type") == "raw_number"
    return {"type": "raw_text", "text": cell["text"]} if is_number else cell


def _chart(block: Block) -> Pieces:
    """A chart as its numbers: the picture of it, where there is one, stands beside the message."""
    chart = block["chart"]
    if chart["type"] == "pie":
        parts = [[f"{one['label']}: {one['value']:,}"] for one in chart["segments"]]
    else:
        parts = [[f"{one['name']}, {point['label']}: {point['value']:,}"]
                 for one in chart["series"] for point in one["data"]]  # fmt: skip
    items = [[{"type": "text", "text": words} for words in part] for part in parts]
    return (_rich(_bold(block["title"])), _bullets(items))


def _container(block: Block) -> Pieces:
    """What stands in a container, below its title."""
    titles = [_section(block[name]) for name in ("title", "subtitle") if name in block]
    titles += [block["rich_text_title"]] if "rich_text_title" in block else []
    return (*titles, *block["elements"])


def _card(block: Block) -> Pieces:
    """The words of a card one below another, then its buttons."""
    said = [_section(block[name]) for name in ("title", "subtitle", "body", "subtext")
            if name in block]  # fmt: skip
    pressed = block.get("actions")
    return (*said, *([{"type": "actions", "elements": pressed}] if pressed else ()))


def _carousel(block: Block) -> Pieces:
    return [one for card in block["elements"] for one in _card(card)]


def _lines(block: Block) -> Pieces:
    """A table in words: a line a row, the headings in bold above them."""
    head, *rows = [_joined(row) for row in block["rows"]]
    return (_rich(*(_in_bold(word) for word in head)), *([_bullets(rows)] if rows else ()))


def _joined(row: Pieces) -> list[Block]:
    """The cells of a row as one line."""
    found: list[Block] = []
    for cell in row:
        found += [{"type": "text", "text": " · "}] if found else []
        if cell.get("type") == "rich_text":
            found += [word for part in cell["elements"] for word in part["elements"]]
        else:
            found.append({"type": "text", "text": cell["text"]})
    return found


def _in_bold(word: Block) -> Block:
    return _bold(word["text"]) if word["type"] == "text" else word


def _bold(text: str) -> Block:
    return {"type": "text", "text": text, "style": {"bold": True}}


def _rich(*words: Block) -> Block:
    return {"type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": list(words)}]}  # fmt: skip


def _bullets(items: Sequence[Pieces]) -> Block:
    sections = [{"type": "rich_text_section", "elements": list(item)} for item in items]
    return {"type": "rich_text", "elements": [
        {"type": "rich_text_list", "style": "bullet", "elements": sections}]}  # fmt: skip


def _section(text: Any) -> Block:
    return {"type": "section", "text": text}


OLDER: dict[str, Callable[[Block], Pieces]] = {
    "data_table": _table, "data_visualization": _chart, "container": _container, "card": _card,
    "carousel": _carousel,
}  # fmt: skip
WORDS: dict[str, Callable[[Block], Pieces]] = {"table": _lines}
