"""Words -> the Slack channel that “this channel” is, and that it is for no place."""

from __future__ import annotations

from commands.kit import Asked, Slot
from commands.slot_kinds import words
from oms import looks
from oms.looks import NoRoom

NO_PLACE = Slot(
    "no_place",
    r"no (?:particular )?(?:place|location|warehouse)(?: in particular)?|nowhere(?: in particular)?"
    r"|all (?:the )?(?:places|locations|warehouses)|everywhere",
    words,
    "no place in particular",
)
TAKING_BACK = Slot("taking_back", r"clear|remove|forget|unset", words, "clear")


def this_channel(asked: Asked) -> str:
    """Full id of the channel in which it is said; in a direct message, of the one looked at.

    Raises:
        NoRoom: there is none.
    """
    room = looks.room_of(asked.books, asked.room, asked.who.id)
    if room is None:
        raise NoRoom
    return room
