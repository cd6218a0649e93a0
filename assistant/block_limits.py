"""Every hard limit of a Slack message, checked before it is sent.

Slack refuses a whole message for one cell too many, and says so only when it is too late to tell
the person who asked. The numbers are Slack's; where two of its pages differ, the smaller counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.block_limits_blocks import block_faults
from assistant.block_limits_text import PLAIN, TOKEN, Faults, Piece, quiet, text

MOST_BLOCKS = 50
LONGEST_TEXT = 4_000
MOST_CHARACTERS = 12_000
"""Of all blocks together, as JSON; Slack gives up somewhere above 13,000 and does not say where."""
MOST_IN_VIEW, LONGEST_VIEW = 100, 250_000
MOST_IN_TABLES = 10_000
MOST_MARKDOWN = 12_000
ONLY_MESSAGES = frozenset({
    "markdown", "table", "data_table", "data_visualization", "card", "carousel", "context_actions",
})  # fmt: skip
"""Blocks that no view may have."""
ONLY_MODALS = frozenset({"alert"})
LONGEST_WORD = 24
"""Of a modal's title and buttons."""


def faults(blocks: Sequence[Piece], said: str | None = None) -> list[str]:
    """What Slack would not take of a message, each with a pointer to where; empty when nothing.

    Args:
        blocks: the blocks, in order.
        said: what stands beside them for notifications and screen readers; None: not looked at.
    """
    report = Faults([] if said is None else text_faults(said))
    if len(blocks) > MOST_BLOCKS:
        report.add("/blocks", f"has {len(blocks)} blocks, {MOST_BLOCKS} are allowed")
    _everywhere(report, list(blocks), "/blocks")
    for index, block in enumerate(blocks):
        only = block.get("type") in ONLY_MODALS
        report.needs(f"/blocks/{index}", not only, "stands in modals only")
        block_faults(report, f"/blocks/{index}", block)
    _together(report, blocks)
    return report.found


def text_faults(said: str) -> list[str]:
    """What is wrong with the text beside the blocks."""
    report = Faults()
    report.needs("/text", said.strip(), "is empty")
    report.words("/text", said, LONGEST_TEXT)
    quiet(report, "/text", said)
    return report.found


def mended(said: str) -> str:
    """A text with all of it as it is read, and nothing in it that Slack would act on or refuse."""
    whole = TOKEN.sub("…", said).replace("<", "&lt;").replace(">", "&gt;").strip()
    return whole[: LONGEST_TEXT - 1] + "…" if len(whole) > LONGEST_TEXT else whole or "–"


def view_faults(view: Piece) -> list[str]:
    """What Slack would not take of a Home tab or modal, each with a pointer to where."""
    report, blocks = Faults(), view.get("blocks") or []
    kind = view.get("type")
    report.needs("/type", kind in {"home", "modal"}, "is no home and no modal")
    for name in ("title", "submit", "close"):
        if kind == "home":
            report.needs(f"/{name}", name not in view, "cannot stand on a home")
        elif name in view:
            text(report, f"/{name}", view[name], LONGEST_WORD, PLAIN)
    if kind == "modal":
        _form(report, view, blocks)
    for name, longest in (("private_metadata", 3_000), ("callback_id", 255), ("external_id", 255)):
        if len(str(view.get(name) or "")) > longest:
            report.add(f"/{name}", f"has more than {longest} characters")
    if len(blocks) > MOST_IN_VIEW:
        report.add("/blocks", f"has {len(blocks)} blocks, {MOST_IN_VIEW} are allowed")
    length = len(json.dumps(view, ensure_ascii=False))
    report.needs("", length <= LONGEST_VIEW, "is larger than a view may be")
    _everywhere(report, view, "")
    for index, block in enumerate(blocks):
        elsewhere = ONLY_MESSAGES | (ONLY_MODALS if kind == "home" else frozenset())
        report.needs(f"/blocks/{index}", block.get("type") not in elsewhere, "cannot stand here")
        block_faults(report, f"/blocks/{index}", block)
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    report.needs("/blocks", len(set(ids)) == len(ids), "has a block_id twice")
    return report.found


def _form(report: Faults, view: Piece, blocks: Sequence[Piece]) -> None:
    """Limits of a modal, and those that its fields share."""
    report.needs("/title", "title" in view, "is needed")
    inputs = [block.get("element") or {} for block in blocks if block.get("type") == "input"]
    report.needs("/submit", not inputs or "submit" in view, "is needed where there are fields")
    focused = sum(bool(one.get("focus_on_load")) for one in inputs)
    report.needs("/blocks", focused <= 1, "has two fields that want to be typed into at first")


def _together(report: Faults, blocks: Sequence[Piece]) -> None:
    """Limits that all blocks of a message share."""
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    report.needs("/blocks", len(set(ids)) == len(ids), "has a block_id twice")
    # as Slack counts: characters, not bytes
    length = len(json.dumps(list(blocks), ensure_ascii=False, separators=(",", ":")))
    if length > MOST_CHARACTERS:
        report.add("/blocks", f"has {length} characters, {MOST_CHARACTERS} are allowed")
    markdown = sum(len(str(one.get("text"))) for one in blocks if one.get("type") == "markdown")
    report.needs("/blocks", markdown <= MOST_MARKDOWN, "has too much markdown")
    cells = sum(len(words) for block in blocks for words in _cell_words(block))
    if cells > MOST_IN_TABLES:
        report.add("/blocks", f"has {cells} characters in tables, {MOST_IN_TABLES} are allowed")


def _cell_words(block: Piece) -> Iterator[str]:
    if block.get("type") not in {"table", "data_table"}:
        return
    for row in block.get("rows", []):
        yield from _words_in(row)


def _words_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for inner in value.values():
            yield from _words_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words_in(inner)


def _everywhere(report: Faults, value: Any, at: str) -> None:
    """What may stand nowhere: nothing at all, and what opens a door."""
    if value is None:
        report.add(at, "is null")
    elif isinstance(value, str):
        report.needs(at, not TOKEN.search(value), "holds a token")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _everywhere(report, inner, f"{at}/{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _everywhere(report, inner, f"{at}/{index}")
