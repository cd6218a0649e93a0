"""Templates and facts -> a Slack message: Block Kit blocks, and the same in plain text.

A template writes one block a line (JSON). Data reaches it only through macros that put it into
rich_text, raw_text or plain_text, so nothing a customer wrote is read as markup.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from assistant import typed_words
from oms.location_setup import ROOM
from oms.slips import Slip
from oms.values import money, short_day

FOLDER = Path(__file__).parent.parent / "templates"
# what must never reach a reader: directional overrides, NUL, halves of a character
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
AS_JSON = json.JSONEncoder(ensure_ascii=False).encode
LONGEST_TEXT = 3_900
LONGEST_PART, LONGEST_CELL, LONGEST_URL = 120, 100, 500
ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
Block = dict[str, Any]


@dataclass(frozen=True)
class Message:
    """What is sent: the whole answer as escaped text, and the blocks."""

    text: str
    blocks: tuple[Block, ...]
    papers: tuple[Slip, ...] = ()
    """Posted after it as PDF."""
    template: str = ""
    """Path of its template under templates/, without the ending."""
    above: tuple[str, ...] = ()
    """The same of what stands above that in one message with it."""

    @property
    def payload(self) -> dict[str, Any]:
        """As the outbox keeps it."""
        return {"text": self.text, "blocks": list(self.blocks)}

    def before(self, other: Message) -> Message:
        """This and then the other, as one message."""
        above = (*self.above, self.template, *other.above)
        return Message(
            f"{self.text} {other.text}", self.blocks + other.blocks, other.papers, other.template,
            above,
        )  # fmt: skip


class Cut(str):
    """Words that a template has already cut to the length it wants."""

    __slots__ = ()


@dataclass(frozen=True)
class Bold:
    """Words of a rich text in bold."""

    text: str


@dataclass(frozen=True)
class Code:
    """Words of a rich text that a person can type."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class Link:
    """Words of a rich text that lead to a page of ours or a carrier's."""

    url: str
    text: str


@dataclass(frozen=True)
class Room:
    """A Slack channel by its id; Slack shows its name."""

    id: str


def render(template: str, facts: Mapping[str, Any], papers: tuple[Slip, ...] = ()) -> Message:
    """The message that a template makes of facts.

    Args:
        template: path under templates/ without its ending, such as "replies/order_status".
        facts: what the template names; a name it lacks is a fault, never an empty word.
        papers: what is posted after it.
    """
    loaded = _environment().get_template(f"{template}.j2")
    module = loaded.make_module(dict(facts))
    # not splitlines(): a title may hold U+2028, which is no end of a line of ours
    lines = (line for line in str(module).split("\n") if line.strip())
    blocks = tuple(json.loads(line) for line in lines)
    text = " ".join(seen(str(module.fallback)).split())  # type: ignore[attr-defined]
    return Message(_escaped_to_fit(text), blocks, papers, template)


def exists(template: str) -> bool:
    """Whether there is a template of that name."""
    return (FOLDER / f"{template}.j2").is_file()


def escape(text: str) -> str:
    """Text that Slack reads as text: & < > become entities, once."""
    for sign, entity in ESCAPES:
        text = text.replace(sign, entity)
    return text


def unescape(text: str) -> str:
    """The text that `escape` made safe, as it was."""
    for sign, entity in reversed(ESCAPES):
        text = text.replace(entity, sign)
    return text


def _escaped_to_fit(text: str) -> str:
    """Escaped, and cut where that makes it too long: one & becomes five characters."""
    longest = LONGEST_TEXT
    while len(escaped := escape(cut(text, longest))) > LONGEST_TEXT:
        longest -= (len(escaped) - LONGEST_TEXT + 4) // 5
    return escaped


def seen(text: str) -> str:
    """The text without what a reader cannot see but a program might obey."""
    return UNSEEN.sub("", text)


@cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        auto_reload=False,
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "money": money,
        "day": short_day,
        "json": _json,
        "elements": _elements,
        "cells": _cells,
        "units": _units,
        "cut": cut,
        "typed": _typed,
        "plain": typed_words.plain,
    }
    made.globals |= {"bold": Bold, "link": _link, "room": _room}
    return made


def _json(value: object) -> str:
    return AS_JSON(value)


def _elements(parts: list[object]) -> list[Block]:
    """Parts of a sentence as elements of a rich text; empty ones left out."""
    return [element for part in parts if (element := _element(part)) is not None]


def _element(part: object) -> Block | None:
    if isinstance(part, Link):
        return {"type": "link", "url": part.url, "text": cut(part.text, LONGEST_PART)}
    if isinstance(part, Room):
        return {"type": "channel", "channel_id": part.id}
    words = part.text if isinstance(part, Bold | Code) else part
    text = str(words) if isinstance(words, Cut) else cut(words, LONGEST_PART)
    if not text:
        return None
    element: Block = {"type": "text", "text": text}
    style = _style(part)
    return element | {"style": style} if style else element


def _style(part: object) -> dict[str, bool]:
    if isinstance(part, Code):
        return {"code": True, "bold": True} if part.bold else {"code": True}
    return {"bold": True} if isinstance(part, Bold) else {}


def _typed(words: str, *, bold: bool = False) -> list[object]:
    """Words of ours, already cut, as parts of a rich text: what can be typed in them is code."""
    return [
        Code(Cut(part), bold) if is_typed else Bold(Cut(part)) if bold else Cut(part)
        for part, is_typed in typed_words.parts(str(words))
    ]


def _link(url: str, text: str) -> Link | str:
    """Words that lead somewhere, or bare words where there is no page that Slack would take."""
    return Link(seen(url), text) if 0 < len(url) <= LONGEST_URL and seen(text) else text


def _room(channel_id: str) -> Room | str:
    """A Slack channel, or bare words where it is none that Slack would take."""
    return Room(channel_id) if ROOM.fullmatch(channel_id) else channel_id


def _cells(row: list[object], *, numbers: bool = False) -> list[Block]:
    """The cells of a row; with `numbers` a whole number is one, and is sorted as one."""
    return [
        {"type": "raw_number", "value": cell, "text": f"{cell:,}"}
        if numbers and isinstance(cell, int)
        else {"type": "raw_text", "text": cut(_counted(cell), LONGEST_CELL) or "–"}
        for cell in row
    ]


def _counted(cell: object) -> object:
    """A whole number with its thousands marked, as in sentences; all else as it is."""
    return f"{cell:,}" if isinstance(cell, int) else cell


def _units(count: int, noun: str = "unit", several: str | None = None) -> str:
    return f"{count:,} {noun if count == 1 else several or noun + 's'}"


def cut(text: object, longest: int) -> Cut:
    """Words that a reader can see, cut to a length."""
    words = seen(str(text))
    return Cut(words if len(words) <= longest else words[: longest - 1] + "…")


def today_line(day: dt.date) -> str:
    """The date at the top of a digest: Tuesday 24 November 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"
