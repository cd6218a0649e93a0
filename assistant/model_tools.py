"""The commands as functions that a model may call: made from their declarations, nothing beside.

Products, customers and orders are not listed: the model gives words, and the shop finds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import select

from assistant import understand
from assistant.model import Json
from assistant.understanding import scoring
from commands.kit import Asked, Command, Slot
from commands.slots import CHANNEL, LOCATION
from oms import catalogue
from oms.actors import READ
from oms.records import Channel

CHOICES = re.compile(r"[\w '-]+(?:\|[\w '-]+)+")
"""A pattern that is nothing but the words that can stand there."""
RISK_OF_A_MODEL = 1
"""By so much a change is riskier where a model understood it."""
RISKIEST = 3


def tools(asked: Asked) -> tuple[Json, ...]:
    """What somebody may ask for, a function each."""
    lists = {
        LOCATION.pattern: [place.name for place in catalogue.locations(asked.books)],
        CHANNEL.pattern: list(asked.books.scalars(select(Channel.name).order_by(Channel.id))),
    }
    return tuple(_tool(one, lists) for one in understand.known().values() if may_call(asked, one))


def changes(command: Command) -> bool:
    """Whether a command changes something, or is spoken of as if it did."""
    spoken = (one.writes for one in scoring.speeches().values() if one.runs == command.name)
    return command.write is not None or any(spoken)


def risk(command: Command) -> int:
    """How risky a change is where a model understood it; above `RISKIEST` it is said in full."""
    spoken = [one.risk for one in scoring.speeches().values() if one.runs == command.name]
    return max(spoken, default=RISKIEST) + RISK_OF_A_MODEL


def may_call(asked: Asked, command: Command) -> bool:
    """Whether a model may name a command: questions, and changes that the write gate knows."""
    if command.on_button or not command.is_for(asked.who):
        return False
    return risk(command) <= RISKIEST if changes(command) else command.may == READ


def _tool(command: Command, lists: dict[str, list[str]]) -> Json:
    properties = {slot.name: _slot(slot, lists) for slot in command.slots.values()}
    examples = " · ".join(command.examples)
    return {
        "type": "function",
        "function": {
            "name": command.name,
            "description": f"{command.help} Said for example: {examples}",
            "parameters": {
                "type": "object", "properties": properties, "additionalProperties": False,
            },
        },
    }  # fmt: skip


def _slot(slot: Slot, lists: dict[str, list[str]]) -> Json:
    told: Json = {"type": "string", "description": f"as it is said, like “{slot.example}”"}
    choices = lists.get(slot.pattern) or _choices(slot.pattern)
    return {**told, **({"enum": choices} if choices else {})}


def _choices(pattern: str) -> list[str]:
    return _unique(pattern.split("|")) if CHOICES.fullmatch(pattern) else []


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
