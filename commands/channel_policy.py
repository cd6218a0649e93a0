"""How the orders of a channel may be split, and what becomes of what is short.

Said: Etsy orders ship complete · Etsy orders go in at most 2 parcels · hold short Etsy orders
"""

from __future__ import annotations

import dataclasses

from commands.kit import Asked, Facts, MissingWord, Plain, Preview, both_ways, command
from commands.slots import CHANNEL, UNITS
from commands.slots_supply import SHORT, SPLIT
from oms import channel_policies
from oms.actors import MANAGE
from oms.channel_policies import MAX_PARCELS, ChannelPolicy
from oms.errors import AlreadySo
from oms.records import Channel


def _put(asked: Asked, stored: Plain, key: str, *, now: str, then: str) -> Facts:
    channel = asked.books.get_one(Channel, stored["channel"])
    was, wanted = ChannelPolicy(*stored[now]), ChannelPolicy(*stored[then])
    channel_policies.put(asked.books, channel.id, wanted, was=was, by=asked.who, key=key)
    return {"channel": channel.name, "policy": wanted, "who": asked.who.name}


@command(
    phrases=[
        "{channel} orders {split}",
        "{channel} orders (go|ship|leave) in at most {units} (parcel|parcels)",
        "{short} short {channel} orders",
        "(how|when) may orders be split",
    ],
    slots=[CHANNEL, SPLIT, UNITS, SHORT],
    may=MANAGE,
    write=both_ways(_put),
)
def channel_policy(
    asked: Asked,  # noqa: ARG001  the channel says it all
    channel: Channel | None = None,
    split: str | None = None,
    units: int | None = None,
    short: str | None = None,
) -> Preview:
    """Say how a channel's orders may be split over places, and what becomes of what is short."""
    if channel is None:
        raise MissingWord("channel", "Etsy orders ship complete")
    before = channel_policies.of(channel)
    wanted = before
    if split is not None:
        wanted = dataclasses.replace(wanted, split=split)
    if units is not None:
        wanted = dataclasses.replace(wanted, split=MAX_PARCELS, most_parcels=units)
    if short is not None:
        wanted = dataclasses.replace(wanted, on_short=short)
    if wanted == before:
        raise AlreadySo(f"{channel.name} orders are handled like that")
    facts = {"channel": channel.name, "before": before, "policy": wanted}
    stored = {
        "channel": channel.id,
        "before": list(dataclasses.astuple(before)),
        "wanted": list(dataclasses.astuple(wanted)),
    }
    return Preview(facts, stored)
