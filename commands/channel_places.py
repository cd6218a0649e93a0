"""Say which locations a channel's orders leave from, and in what order.

Said: Etsy ships from Leeds then York · Etsy ships from anywhere
"""

from __future__ import annotations

from commands.kit import Asked, Facts, MissingWord, Plain, Preview, both_ways, command
from commands.slots import CHANNEL
from commands.slots_setup import ANYWHERE, PLACES, Places
from oms import channel_places as supplying
from oms.actors import MANAGE
from oms.errors import AlreadySo
from oms.records import Channel, Location


def _put(asked: Asked, stored: Plain, key: str, *, now: str, then: str) -> Facts:
    channel = asked.books.get_one(Channel, stored["channel"])
    supplying.put(asked.books, channel.id, stored[then], was=stored[now], by=asked.who, key=key)
    then_names = [one.name for one in supplying.of(asked.books, channel.id)]
    return {"channel": channel.name, "then": then_names, "who": asked.who.name}


@command(
    phrases=[
        "{channel} [orders] (ships|ship) [only] from {places} [only]",
        "{channel} [orders] (ships|ship) from {anywhere}",
        "a channel ships from places",
    ],
    slots=[CHANNEL, PLACES, ANYWHERE],
    may=MANAGE,
    write=both_ways(_put),
)
def channel_places(
    asked: Asked,
    channel: Channel | None = None,
    places: Places | None = None,
    anywhere: str | None = None,
) -> Preview:
    """Say which locations a channel's orders leave from, and which of them is preferred."""
    if channel is None or (places is None and anywhere is None):
        raise MissingWord("channel and places", "Etsy ships from Leeds then York")
    now = supplying.of(asked.books, channel.id)
    then = [asked.books.get_one(Location, one) for one in places or ()]
    supplying.check(then)
    if then == list(now):
        told = ", then ".join(one.name for one in then) or "anywhere"
        raise AlreadySo(f"{channel.name} orders ship from {told}")
    facts = {
        "channel": channel.name,
        "now": [one.name for one in now],
        "then": [one.name for one in then],
    }
    stored = {
        "channel": channel.id,
        "before": [one.id for one in now],
        "wanted": [one.id for one in then],
    }
    return Preview(facts, stored)
