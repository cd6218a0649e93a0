"""What was asked of a command <-> an act of the understanding, which a later message can change.

A frame holds values of the books; an act holds codes, numbers and words, and knows no command of
ours. Nothing that was said is lost on the way: what an act cannot hold stays in its frame, and what
a command cannot take makes no frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from assistant import amounts, loosely, understand
from assistant.understanding import scoring
from assistant.understanding.acts import Act, Understood
from assistant.understanding.slots import Slots
from assistant.understanding.speech import Speech
from commands.kit import Command
from oms.periods import Days
from oms.records import Channel, Customer, Location, Order, Return, Sku, Supplier

KINDS = {
    "order": "order", "alone": "order", "sku": "product", "other": "to_product",
    "location": "place", "units": "units", "counted": "counted", "channel": "channel",
    "customer": "customer", "known": "customer", "carrier": "carrier", "tracking": "tracking",
    "return_": "return", "supplier": "supplier",
}  # fmt: skip
"""Slot of a command -> what the understanding calls such a thing, where no speech says so."""
OWN = "run:"
"""Begins the name of a speech that is made from the slots of a command."""


@dataclass(frozen=True)
class Frame:
    """A command, and what its slots were told."""

    command: Command
    values: Mapping[str, Any]
    of_room: str = ""
    """The slot that the place of the Slack channel filled: nobody said it, so no change goes on
    from it."""


@dataclass(frozen=True)
class Change:
    """A frame as a later message changes it: what stays, and words for what does not."""

    frame: Frame
    words: Mapping[str, str]


def speech_of(command: Command) -> Speech:
    """How a command is spoken of; where no file says so, it may be told again of all it takes."""
    return _speech(command.name)


@cache
def _speech(name: str) -> Speech:
    written = scoring.speeches().get(name)
    if written is not None and written.runs == name and written.fills:
        return written
    command = understand.known()[name]
    fills = {KINDS[slot]: slot for slot in command.slots if slot in KINDS}
    told = frozenset(fills)
    return Speech(
        command=OWN + name,
        writes=command.write is not None,
        risk=0,
        takes=told,
        needs=(),
        keeps=told,
        cues=frozenset(),
        allows=frozenset(),
        unsaid=frozenset(),
        closed=frozenset(),
        looks_ahead=False,
        runs=name,
        fills=fills,
        finds="",
        passes=frozenset(),
        phrases=(),
        trees=(),
    )


def act_of(frame: Frame, verdict: str, asks: str = "") -> Act:
    """A frame as the understanding sees it.

    Args:
        frame: what was asked.
        verdict: answer, confirm, execute or clarify.
        asks: the command's slot that was asked for, of a `clarify`.
    """
    speech, fills = speech_of(frame.command), _fills(frame)
    slots: Slots = {}
    for name, slot in fills.items():
        value = _signed(frame) if slot == loosely.SIGNED else _spoken(frame.values.get(slot))
        if value is not None and slot != frame.of_room:
            slots[name] = value
    asked = next((name for name, slot in fills.items() if slot == asks), "") if asks else ""
    return Act(speech.command, slots, verdict, asks=asked, stage="phrase", score=1.0)


def changed(frame: Frame, before: Act, after: Act, read: Understood) -> Change | None:
    """The frame with what an act has otherwise than before; None: the command cannot take it.

    Args:
        frame: as it was.
        before: the act of that frame.
        after: the same act, with what a message named put in and what it cannot keep left out.
        read: the message.
    """
    fills = _fills(frame)
    differing = {
        name
        for name in before.slots.keys() | after.slots.keys()
        if before.slots.get(name) != after.slots.get(name)
    }
    gone = {slot for name in differing for slot in _slots(fills.get(name, ""))}
    stays = {slot: value for slot, value in frame.values.items() if slot not in gone}
    words: dict[str, str] = {}
    for name in differing & after.slots.keys():
        if name == "money" and fills.get(name):
            # after “no”, an amount by itself is a price
            amount = amounts.corrected(read)
            said = {fills[name]: amount} if amount else {}
        else:
            said = loosely.words_of(fills, read, name, after.slots[name])
        if not said:
            return None
        words |= said
    told = stays.keys() | words.keys()
    if told != frame.values.keys() and frozenset(told) not in combinations(frame.command.name):
        return None
    of_room = frame.of_room if frame.of_room in stays else ""
    return Change(replace(frame, values=stays, of_room=of_room), words)


def holds_all(frame: Frame) -> bool:
    """Whether the act of a frame holds all that was told, so that nothing is lost with it."""
    held = {slot for named in _fills(frame).values() for slot in _slots(named)}
    return frame.values.keys() <= held


def _fills(frame: Frame) -> Mapping[str, str]:
    """What the understanding calls a thing -> the slot that holds it in this frame."""
    fills = speech_of(frame.command).fills
    unsigned = "units" in frame.values and not {"adding", "taking"} & frame.values.keys()
    if unsigned:
        # “2 mugs are broken”: which way they go is not said by the units
        fills = {name: "units" if slot == loosely.SIGNED else slot for name, slot in fills.items()}
    if not speech_of(frame.command).command.startswith(OWN):
        return fills
    # some commands have two slots for an order, of which one is told
    return {**fills, **{KINDS[slot]: slot for slot in frame.values if slot in KINDS}}


def _slots(named: str) -> tuple[str, ...]:
    """The command's slots that hold a thing."""
    return ("units", "adding", "taking") if named == loosely.SIGNED else (named,)


def _signed(frame: Frame) -> int | None:
    units: int | None = frame.values.get("units")
    return -units if units is not None and "taking" in frame.values else units


def _spoken(value: object) -> object:
    """A value of the books as an act holds it; None where it holds none such."""
    match value:
        case Sku() | Customer():
            return (value.code if isinstance(value, Sku) else value.name,)
        case Order() | Return():
            return value.number
        case Location() | Channel():
            return value.code
        case Supplier():
            return value.name
        case Days():
            return {"from": value.first.isoformat(), "to": value.last.isoformat()}
    return value if isinstance(value, int | str) else None


@cache
def combinations(name: str) -> frozenset[frozenset[str]]:
    """The sets of slots that stand together in the phrases of a command."""
    return frozenset(
        frozenset(part[1:-1] for part in understand.PART.findall(phrase) if part.startswith("{"))
        for phrase in understand.known()[name].phrases
    )
