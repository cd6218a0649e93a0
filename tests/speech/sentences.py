"""The sentences of this folder, read: what staff say, conversations, and what must change nothing.

`staff.txt` holds a line for each sentence: `sentence => intent slot=value | second intent ...`,
with `? slot` behind it where that must be asked for, and `! unknown` where something is named that
the shop does not have. `talks.txt` holds conversations, `negatives.txt` and
`told.txt` templates.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.evaluation_names import prediction
from assistant.understand_file import reader_of
from assistant.understanding.acts import Act
from assistant.understanding.parse import Reader
from assistant.understanding.state import State
from assistant.understanding.talk import Turn, hear

HERE = Path(__file__).parent
FREE = frozenset({"note", "address", "condition"})
"""Slots whose words are not compared."""
FILLERS = {
    "order": ("5201", "5203", "5204", "5206"),
    "product": ("fig candle", "honey", "white mugs", "return address labels", "watering can"),
    "place": ("bath", "frome", "wells"),
    "customer": ("Imogen", "Tariq", "Beth", "Rose Tanner"),
    "units": ("3", "5", "twelve"),
    "money": ("£5", "12.50", "9 quid"),
    "date": ("friday", "tomorrow", "next week"),
}


@dataclass(frozen=True)
class Said:
    """A sentence, and what it is to be understood as."""

    words: str
    acts: tuple[tuple[str, dict[str, str]], ...]
    asks: str = ""
    is_unknown: bool = False


@cache
def shop() -> Reader:
    """The pipeline over the shop of `shop.json`."""
    return reader_of(HERE / "shop.json")


def staff() -> Iterator[Said]:
    """Every sentence of `staff.txt`."""
    for line in _lines("staff.txt"):
        words, _, wanted = line.partition(" => ")
        wanted, _, unknown = wanted.partition(" ! ")
        wanted, _, asks = wanted.partition(" ? ")
        yield Said(words, tuple(map(wanted_act, wanted.split(" | "))), asks, bool(unknown))


def wanted_act(told: str) -> tuple[str, dict[str, str]]:
    """“intent slot=value” -> the intent, and its slots as they are written."""
    intent, *slots = told.split()
    found = dict(slot.partition("=")[::2] for slot in slots)
    return intent, {name: _plain(name, value) for name, value in found.items() if name not in FREE}


def shown(act: Act) -> tuple[str, dict[str, str]]:
    """An act as `wanted_act` writes it."""
    told = prediction(act)
    slots = {name: _said(value) for name, value in told["slots"].items() if name not in FREE}
    return told["intent"], slots


def negatives(each: int, name: str = "negatives.txt") -> Iterator[str]:
    """Up to so many sentences of every template of a file, always the same."""
    for line in _lines(name):
        dice = random.Random(line)
        yield from dict.fromkeys(_sampled(line, dice) for _ in range(each))


def _lines(name: str) -> list[str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _sampled(template: str, dice: random.Random) -> str:
    """One sentence; the innermost choices first."""
    inner = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]")
    while match := inner.search(template):
        ways = (match[1] if match[1] is not None else f"|{match[2]}").split("|")
        template = template[: match.start()] + dice.choice(ways) + template[match.end() :]
    for kind, things in FILLERS.items():
        while f"{{{kind}}}" in template:
            template = template.replace(f"{{{kind}}}", dice.choice(things), 1)
    return " ".join(template.split()).replace(" ,", ",").replace(" ?", "?")


def _plain(name: str, value: str) -> str:
    if name == "date":
        first, _, last = value.partition("..")
        return f"{first}..{last or first}"
    return ",".join(sorted(value.split(",")))


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return f"{value.get('from', '')}..{value.get('to', '')}"
    return ",".join(sorted(map(str, value))) if isinstance(value, list) else str(value)


def last_of(reader: Reader, said: str) -> Turn:
    """What the last of some messages leads to, which are parted by “ | ”."""
    state = State()
    for message in said.split(" | "):
        turn = hear(reader, state, message)
        state = turn.state
    return turn
