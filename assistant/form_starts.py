"""What stood in the fields of a form when it was drawn: only what somebody changed there is told.

A form is open for as long as somebody likes. What another person changed meanwhile stands in it
still as it was, and sending that would take it back.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from assistant import form_fields
from assistant.form_asked import Values
from assistant.form_fields import Filled
from commands.kit import Asked, Command, Form


def signs(asked: Asked, form: Form) -> str:
    """A sign of each field's start, in their order; empty where nothing stands in them."""
    if form.starts is None:
        return ""
    starts = form.starts(asked)
    return ".".join(_sign(starts.get(one.slot, "")) for one in form.fields)


def keep(
    asked: Asked, command: Command, form: Form, drawn: str, values: Values, read: Filled
) -> None:
    """Leave what nobody touched in a form as it is now.

    Args:
        asked: who sent it, and the books.
        command: that the form is of.
        form: that was sent.
        drawn: the signs of its starts, when it was opened.
        values: what stands in it.
        read: the same as it was read; what was not touched is put right there.
    """
    before = drawn.split(".")
    if form.starts is None or len(before) != len(form.fields):
        return
    now: Mapping[str, str] = form.starts(asked)
    for one, sign in zip(form.fields, before, strict=True):
        slot = form_fields.slot_of(command, one.slot)
        if _sign(form_fields.standing(slot, values)) != sign:
            continue
        read.values.pop(one.slot, None)
        if one.slot in now:
            read.values[one.slot] = now[one.slot]


def _sign(value: str) -> str:
    """Of what stands in a field, without spaces that Slack or a person may leave there."""
    return f"{zlib.crc32(' '.join(value.split()).encode('utf-8', 'replace')):08x}"
