"""The fields of a form: made of the slots of its command, and read as those slots are read.

What is typed into a field has to be what could stand there in a sentence; what is chosen comes as
the id that a button would carry. So a form can ask for nothing that words could not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import NoResultFound

from assistant import render
from assistant.form_asked import Values
from assistant.slack_names import SEARCH
from commands.kit import Asked, Choice, Command, Field, Form, Goods, Slot
from oms.errors import ShopError

ACTION = "in"
LONGEST_LABEL, MOST_OPTIONS = 75, 100
LINE, SLOT = "line", "slot"
"""Begin the ids of blocks."""
MOST_LINES, LONGEST_TYPED = 80, 200
"""Lines: Slack takes a hundred blocks, and the other fields and what it would do stand beside."""
MOST_DIGITS = 6
Shown = tuple[str, str]
"""Label and value of an option."""


@dataclass(frozen=True)
class FieldShown:
    """A field as templates/_forms.j2 draws it."""

    block: str
    action: str
    label: str
    kind: str
    """number, search, choice, room or text."""
    optional: bool
    hint: str = ""
    options: tuple[Shown, ...] = ()
    start: str | Shown | None = None
    most: int = LONGEST_TYPED
    """Of a number; of a text its letters."""


@dataclass
class Filled:
    """What was filled in: values by slot, units by order line, and what is wrong by block."""

    values: dict[str, Any] = field(default_factory=dict)
    picked: dict[int, int] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def block_of(slot: str) -> str:
    """The id of the block of a slot."""
    return f"{SLOT}:{slot}"


def line_block(line_id: int) -> str:
    """The id of the block of an order line."""
    return f"{LINE}:{line_id}"


def goods_shown(goods: Sequence[Goods], form: Form, values: Values | None) -> list[FieldShown]:
    """A number for each line that has room; at first as much as `form` picks.

    Args:
        goods: what may be picked.
        form: that they stand in.
        values: what stood in the fields when it was sent; None: it is opened.
    """
    shown = []
    for one in goods[:MOST_LINES]:
        block = line_block(one.line_id)
        stood = _typed(values, block) if values is not None else ""
        first = one.most if form.picks_all or len(goods) == 1 else 0
        start = stood if stood and _within(stood, one.most) else str(first)
        hint = f"{one.most} at most" + (f": {one.hint}" if one.hint else "")
        shown.append(FieldShown(block, ACTION, one.label, "number", True, hint, start=start,
                                most=one.most))  # fmt: skip
    return shown


def fields_shown(
    command: Command,
    wanted: Iterable[Field],
    values: Values | None,
    starts: Mapping[str, str] | None = None,
) -> list[FieldShown]:
    """A field for each slot.

    Args:
        command: that they are of.
        wanted: which.
        values: as in `goods_shown`.
        starts: what stands in them at first, by slot.
    """
    first = {} if values is not None or starts is None else starts
    return [_shown(command, slot_of(command, one.slot), one, values, first.get(one.slot))
            for one in wanted]  # fmt: skip


def slot_of(command: Command, name: str) -> Slot:
    """What a field is of.

    Raises:
        KeyError: the command has nothing of that name.
    """
    slot = command.slot(name)
    if slot is None:
        raise KeyError(name)
    return slot


def _shown(
    command: Command, slot: Slot, one: Field, values: Values | None, first: str | None
) -> FieldShown:
    block, optional = block_of(slot.name), not one.is_needed
    if slot.search is not None:
        action = f"{SEARCH}:{command.name}:{slot.name}"
        chosen = _chosen(values, block)
        return FieldShown(block, action, one.label, "search", optional, one.hint, start=chosen)
    if slot.choices:
        options = tuple((choice.label, str(choice.id)) for choice in slot.choices)
        stood = _chosen(values, block) or ("", str(one.prefers if first is None else first))
        start = next((option for option in options if option[1] == stood[1]), None)
        return FieldShown(block, ACTION, one.label, "choice", optional, one.hint, options, start)
    if slot.is_room:
        return FieldShown(block, ACTION, one.label, "room", optional, one.hint,
                          start=_room(values, block) or first or None)  # fmt: skip
    if slot.is_number:
        most = 10**MOST_DIGITS - 1
        return FieldShown(block, ACTION, one.label, "number", optional, one.hint,
                          start=_typed(values, block) or first or "", most=most)  # fmt: skip
    return FieldShown(block, ACTION, one.label, "text", optional, one.hint,
                      start=_typed(values, block) or first or "")  # fmt: skip


def filled(
    asked: Asked, command: Command, form: Form, goods: Sequence[Goods], values: Values
) -> Filled:
    """Read what was filled in; what cannot be read has a sentence below its block."""
    found = Filled()
    for one in goods[:MOST_LINES]:
        block = line_block(one.line_id)
        typed = _typed(values, block) or "0"
        if not _within(typed, one.most):
            found.errors[block] = f"Enter a whole number from 0 to {one.most}."
        elif int(typed):
            found.picked[one.line_id] = int(typed)
    if goods and not found.picked and not found.errors:
        found.errors[line_block(goods[0].line_id)] = "Enter how many, of one line at least."
    for wanted in form.fields:
        read_field(asked, command, wanted, values, found)
        if wanted.slot in form.clears and block_of(wanted.slot) not in found.errors:
            found.values.setdefault(wanted.slot, "")
    return found


def read_field(asked: Asked, command: Command, one: Field, values: Values, found: Filled) -> None:
    """Read one field into what was found."""
    slot, block = slot_of(command, one.slot), block_of(one.slot)
    try:
        value = _read(asked, slot, values, block)
    except ShopError as refusal:
        found.errors[block] = f"{refusal.message} {refusal.remedy}"
        return
    except _Unreadable as fault:
        found.errors[block] = str(fault)
        return
    if value is not None:
        found.values[slot.name] = value
    elif one.is_needed:
        found.errors[block] = "Choose one."


def standing(slot: Slot, values: Values) -> str:
    """What stands in the field of a slot, as it came; empty: nothing."""
    block = block_of(slot.name)
    if slot.search is not None or slot.choices:
        chosen = _chosen(values, block)
        return chosen[1] if chosen is not None else ""
    return _room(values, block) if slot.is_room else _typed(values, block)


class _Unreadable(ValueError):
    """What stands in a field cannot stand in its slot."""


def _read(asked: Asked, slot: Slot, values: Values, block: str) -> Any:
    if slot.search is None and not slot.choices:
        said = _room(values, block) if slot.is_room else _typed(values, block)
        typed = " ".join(said.split())
        if not typed:
            return None
        if not re.fullmatch(slot.pattern, typed, re.IGNORECASE):
            raise _Unreadable(f"That cannot stand here. Write it like this: {slot.example}")
        return slot.read(asked, typed)
    chosen = _chosen(values, block)
    if chosen is None:
        return None
    if slot.choices:
        if chosen[1] not in {str(choice.id) for choice in slot.choices}:
            raise _Unreadable("Choose one of the list.")
        return slot.from_id(asked, chosen[1]) if slot.from_id else slot.read(asked, chosen[1])
    return row_at(asked, slot, chosen[1])


def row_at(asked: Asked, slot: Slot, chosen: str) -> Any:
    """The row of the books whose id was chosen.

    Raises:
        ValueError: there is none.
    """
    if slot.from_id is None or not chosen.isascii() or not chosen.isdecimal() or len(chosen) > 18:
        raise _Unreadable("Choose one of the list.")
    try:
        return slot.from_id(asked, int(chosen))
    except NoResultFound:
        raise _Unreadable("That is gone. Choose another.") from None


def _within(typed: str, most: int) -> bool:
    return (
        typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS and int(typed) <= most
    )


def _state(values: Values | None, block: str) -> Mapping[str, Any]:
    """What Slack says of the one element of a block; empty where it says nothing that fits."""
    held = (values or {}).get(block)
    inner = next(iter(held.values()), None) if isinstance(held, Mapping) else None
    return inner if isinstance(inner, Mapping) else {}


def _typed(values: Values | None, block: str) -> str:
    value = _state(values, block).get("value")
    return value.strip() if isinstance(value, str) else ""


def _room(values: Values | None, block: str) -> str:
    value = _state(values, block).get("selected_conversation")
    return value.strip() if isinstance(value, str) else ""


def _chosen(values: Values | None, block: str) -> Shown | None:
    option = _state(values, block).get("selected_option")
    if not isinstance(option, Mapping) or not isinstance(option.get("text"), Mapping):
        return None
    label, value = option["text"].get("text"), option.get("value")
    return (label, value) if isinstance(label, str) and isinstance(value, str) and value else None


def options(choices: Iterable[Choice]) -> list[dict[str, Any]]:
    """What a menu shows, as Slack takes it: each value once, labels cut to what fits."""
    found = {str(one.id): render.cut(one.label, LONGEST_LABEL) or "–" for one in choices}
    return [{"text": {"type": "plain_text", "text": label, "emoji": False}, "value": value}
            for value, label in list(found.items())[:MOST_OPTIONS]]  # fmt: skip


def block_about(form: Form, refusal: ShopError, read: Filled, goods: Sequence[Goods]) -> str:
    """The block of the field that a refusal is about; of the first where it names none."""
    line = getattr(refusal, "line_id", None)
    if line in [one.line_id for one in goods[:MOST_LINES]]:
        return line_block(line)
    if refusal.code in form.faults:
        return block_of(form.faults[refusal.code])
    return line_block(next(iter(read.picked))) if read.picked else block_of(form.fields[0].slot)
