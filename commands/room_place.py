"""Which place a Slack channel is for.

Said: which place is this channel for? · is this channel for a place?
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from commands.slots_rooms import this_channel
from oms import looks, room_places
from oms.actors import READ

PLACE = "(place|location|warehouse)"


@command(
    phrases=[
        f"(which|what) {PLACE} is this (channel|room) (for|about)",
        f"(which|what) {PLACE} does this (channel|room) have",
        f"(is this channel for|does this channel have) a {PLACE}",
        f"(what is|what's|whats) the {PLACE} of this (channel|room)",
        "(what is|what's|whats) this (channel|room) for",
    ],
    slots=[],
    may=READ,
)
def room_place(asked: Asked) -> Reply:
    """Say which place a Slack channel is for."""
    room = this_channel(asked)
    place = room_places.of(asked.books, room)
    return Reply({"here": looks.bare(room), "place": place.name if place else ""})
