"""Give a Slack channel a place of the shop, or take it back.

Said: this channel is for Leeds · we are in Leeds here · this channel is for no place in particular
"""

from __future__ import annotations

from commands.kit import Asked, Facts, MissingWord, Plain, Preview, both_ways, command
from commands.slots import LOCATION
from commands.slots_rooms import NO_PLACE, TAKING_BACK, this_channel
from oms import looks, room_places
from oms.actors import MANAGE
from oms.errors import AlreadySo
from oms.records import Location

EXAMPLE = "this channel is for Leeds"


def _changed(asked: Asked, stored: Plain, key: str, *, now: str, then: str) -> Facts:
    room_places.change(
        asked.books, stored["room"], stored[then], was=stored[now], by=asked.who, key=key
    )
    return _facts(asked, stored["room"], stored[now], stored[then])


def _facts(asked: Asked, room: str, before: int | None, after: int | None) -> Facts:
    names = [None if one is None else asked.books.get_one(Location, one).name
             for one in (before, after)]  # fmt: skip
    return {"here": looks.bare(room), "before": names[0], "after": names[1], "who": asked.who.name}


@command(
    phrases=[
        "this (channel|room) is [only|just] for [the] {location}",
        "this (channel|room) is [the] {location}",
        "this is the (channel|room) (for|of) [the] {location}",
        "this is the {location} (channel|room)",
        "(we are|we're) in {location} here",
        "(here|in this channel) (we are|we're) in {location}",
        "this (channel|room) (is for|is|has) {no_place}",
        "{taking_back} the (place|location|warehouse) of this (channel|room)",
        "(set|change) the (place|location|warehouse) of this (channel|room) to {location}",
        "(set|change) the (place|location|warehouse) of this (channel|room)",
    ],
    slots=[LOCATION, NO_PLACE, TAKING_BACK],
    may=MANAGE,
    write=both_ways(_changed, wanted="after"),
)
def set_room_place(
    asked: Asked, location: Location | None = None, no_place: str = "", taking_back: str = ""
) -> Preview:
    """Say which place a Slack channel is for; questions about stock there tell of it first."""
    room = this_channel(asked)
    if location is None and not no_place and not taking_back:
        raise MissingWord("location", EXAMPLE)
    now = room_places.given(asked.books, room)
    before, after = (None if one is None else one.id for one in (now, location))
    if before == after:
        raise AlreadySo(f"This channel is for {now.name if now else 'no place in particular'}")
    stored = {"room": room, "before": before, "after": after}
    return Preview(_facts(asked, room, before, after), stored)
