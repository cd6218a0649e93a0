"""Write a note on an order.

Said: note on 1043: ring before delivery
"""

from __future__ import annotations

from commands.changing import do, preview, undo
from commands.kit import Asked, MissingWord, Preview, Write, command
from commands.slot_kinds import TooLong
from commands.slots import ORDER
from commands.slots_orders import TEXT
from oms.actors import NOTE
from oms.editing import Edit
from oms.records import Order

LONGEST = 2_000
"""Letters of all that is noted on an order."""


@command(
    phrases=[
        "[add|write|put|make] [a] note (on|for|to) [order] {order} [saying|that says|that] {text}",
        "note [order] {order} [saying|that says|that] {text}",
        "(add|write) a note",
    ],
    slots=[ORDER, TEXT],
    may=NOTE,
    write=Write(do, undo),
)
def note_order(asked: Asked, order: Order | None = None, text: str | None = None) -> Preview:
    """Write a note on an order; what was there before stays in front of it."""
    if order is None or text is None:
        raise MissingWord("order and note", "note on 1043: ring before delivery")
    note = f"{order.note} · {text}" if order.note else text
    if len(note) > LONGEST:
        raise TooLong(note, LONGEST)
    return preview(asked, order, Edit(note=note))
