"""How a location or a channel is set up.

Said: how is Leeds set up? · how is Etsy set up?
"""

from __future__ import annotations

from commands.kit import Asked, MissingWord, Reply, command
from commands.slots import CHANNEL, LOCATION
from oms import channel_places, channel_policies, location_setup, settings
from oms.actors import READ
from oms.records import Channel, Location


@command(
    phrases=[
        "how is {location} set up",
        "how is {channel} set up",
        "(where|which countries) does {location} (ship|send) [to]",
        "where does {channel} ship from",
        "[the] (setup|settings) of {location}",
        "[the] (setup|settings) of {channel}",
        "how is a (place|location|channel) set up",
    ],
    slots=[LOCATION, CHANNEL],
    may=READ,
)
def how_set_up(
    asked: Asked, location: Location | None = None, channel: Channel | None = None
) -> Reply:
    """Say how a location or a channel is set up."""
    if location is not None:
        return Reply({"location": _location(asked, location), "channel": None})
    if channel is None:
        raise MissingWord("location or channel", "how is Leeds set up?")
    told = {
        "name": channel.name,
        "places": [one.name for one in channel_places.of(asked.books, channel.id)],
        "policy": channel_policies.of(channel),
        "ship_within_days": channel.ship_within_days,
        "paid_first": channel.payment_required,
        "return_window_days": channel.return_window_days,
    }
    return Reply({"location": None, "channel": told})


def _location(asked: Asked, location: Location) -> dict[str, object]:
    return {
        "name": location.name,
        "code": location.code,
        "setup": location_setup.of(location),
        "sends": location.fulfils,
        "takes_returns": location.accepts_returns,
        "supplies": channel_places.supplied_by(asked.books, location),
        "currency": settings.value(asked.books, "currency"),
    }
