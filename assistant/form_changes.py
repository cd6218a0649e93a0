"""“Change…” below what would be done: a form of what was told to its command, to put it right.

Sending it says the whole again: the command is asked once more, and what it would do now is shown
in place of what was shown before. Nothing is carried out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant import dialogue_memory as memory
from assistant import dialogue_proposals as proposals
from assistant import form_fields, form_pages, render
from assistant.dialogue_likely import called
from assistant.dialogue_proposals import Where
from assistant.dialogue_running import run
from assistant.form_asked import Values
from assistant.form_fields import FieldShown, Filled, Shown
from assistant.form_metadata import Carried
from assistant.form_offer import editable
from assistant.form_pages import Unfinished, View
from assistant.frames import Frame
from assistant.render import Message
from commands.kit import Asked, Field, Slot
from oms import actors
from oms.errors import NoLongerPossible, ShopError
from oms.tables.messages import Proposal

TITLE, SUBMIT, FROM = "Change what was shown", "Show it again", "From place"


@dataclass(frozen=True)
class _Shown:
    """The change that was shown, and waits."""

    frame: Frame
    proposal: Proposal
    words: str


def opened(asked: Asked, carried: Carried) -> View:
    """The form of a change that was shown.

    Raises:
        NoLongerPossible: it waits no more, or is somebody else's.
        NotAllowed: the role does not allow it.
    """
    shown = _shown(asked, carried)
    drawn = [_field(shown.frame, slot, value) for slot, value in editable(shown.frame)]
    return _page(replace(carried, command=shown.frame.command.name), drawn)


def changed(asked: Asked, carried: Carried, values: Values) -> Message:
    """What would be done now, in place of what was shown.

    Raises:
        Unfinished: something cannot be, and is said below its field.
        NoLongerPossible, NotAllowed: as `opened`.
    """
    shown = _shown(asked, carried)
    frame, read = shown.frame, Filled()
    for slot, _ in editable(frame):
        wanted = Field(slot.name, "", is_needed=True)
        form_fields.read_field(asked, frame.command, wanted, values, read)
    if read.errors:
        raise Unfinished(form_pages.errors_below(read.errors))
    again = Frame(frame.command, {**frame.values, **read.values})
    where = Where(asked.who, carried.target, carried.thread, shown.words)
    try:
        answer = run(asked, where, again, again=True, replaced=shown.proposal)
    except ShopError as refusal:
        words = f"{refusal.message} {refusal.remedy}"
        raise Unfinished(form_pages.errors_below({_first(frame): words})) from None
    if answer.code:
        raise Unfinished(form_pages.errors_below({_first(frame): answer.message.text}))
    return answer.message


def _shown(asked: Asked, carried: Carried) -> _Shown:
    where = Where(asked.who, carried.target, carried.thread)
    kept = memory.last(asked.books, where)
    waiting = proposals.waiting(asked.books, where)
    proposal = next((one for one in waiting if one.token == carried.changes), None)
    frame = memory.frame_of(asked, kept.ids) if kept and kept.token == carried.changes else None
    if kept is None or proposal is None or frame is None:
        raise NoLongerPossible(
            "That does not wait for you any more, or something else was said since.",
            remedy="Say it again as it should be.",
        )
    actors.allow(asked.who, frame.command.may)
    return _Shown(frame, proposal, kept.words)


def _first(frame: Frame) -> str:
    slot, _ = next(editable(frame))
    return form_fields.block_of(slot.name)


def _field(frame: Frame, slot: Slot, value: Any) -> FieldShown:
    # goods that move come from one place, and go to another
    label = FROM if slot.name == "location" and "target" in frame.values else slot.label
    if slot.is_number:
        block = form_fields.block_of(slot.name)
        most = 10**form_fields.MOST_DIGITS - 1
        return FieldShown(block, form_fields.ACTION, label, "number", False,
                          start=str(value), most=most)  # fmt: skip
    wanted = Field(slot.name, label, is_needed=True, prefers=slot.to_id(value))
    (drawn,) = form_fields.fields_shown(frame.command, [wanted], None)
    start: Shown | str = called(value)
    if slot.search is not None:
        start = (called(value), str(slot.to_id(value)))
    return drawn if slot.choices else replace(drawn, start=start)


def _page(carried: Carried, fields: list[FieldShown]) -> View:
    facts: Mapping[str, Any] = {
        "order": None, "title": TITLE, "alert": "", "goods": [], "fields": fields, "more": 0,
    }  # fmt: skip
    blocks = render.render("forms/form", facts).blocks
    return form_pages.view(TITLE, blocks, carried, submit=SUBMIT)
