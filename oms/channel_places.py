"""Which locations the orders of a channel leave from, and in what order of preference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from oms import actors, backorders, history, locks
from oms.actors import Who
from oms.errors import NoLongerPossible, ShopError
from oms.history import About
from oms.once import once
from oms.tables.catalogue import Channel, ChannelLocation, Location

PLACES = (
    select(Location)
    .join(ChannelLocation, ChannelLocation.location_id == Location.id)
    .where(ChannelLocation.channel_id == bindparam("channel_id"))
    .order_by(ChannelLocation.rank, Location.id)
)
OF_IT = select(ChannelLocation.channel_id).where(ChannelLocation.channel_id == Channel.id)
SUPPLIED = (
    select(Channel.name)
    .where(
        Channel.active,
        OF_IT.where(ChannelLocation.location_id == bindparam("location_id")).exists()
        | ~OF_IT.exists(),
    )
    .order_by(Channel.name)
)
"""A channel of which no location was named is supplied by all."""


class SendsNothing(ShopError):
    """A location sends no orders, so no channel can ship from it."""

    code = "sends_nothing"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"{name} sends no orders.", remedy="Name places that do.")


def of(books: Session, channel_id: int) -> list[Location]:
    """The locations that supply a channel, the preferred first; none: all that send orders do."""
    return list(books.scalars(PLACES, {"channel_id": channel_id}))


def supplied_by(books: Session, location: Location) -> list[str]:
    """The names of the channels whose orders may leave from a location."""
    return list(books.scalars(SUPPLIED, {"location_id": location.id}))


def check(places: Sequence[Location]) -> None:
    """Refuse locations that send nothing.

    Raises:
        SendsNothing: naming the first.
    """
    for one in places:
        if not (one.active and one.fulfils and one.is_physical):
            raise SendsNothing(one.name)


def put(
    books: Session,
    channel_id: int,
    wanted: Sequence[int],
    *,
    was: Sequence[int],
    by: Who,
    key: str,
) -> None:
    """Have the orders of a channel leave from these locations, once for each `key`.

    What is promised stays promised; orders that wait are looked at again.

    Args:
        books: an open transaction.
        channel_id: whose orders.
        wanted: ids of the locations, the preferred first; none: all that send orders.
        was: what it was when that was asked.
        by: whoever says so.
        key: the same key does it once.

    Raises:
        NotAllowed: the role does not change settings.
        SendsNothing: a location sends no orders.
        NoLongerPossible: it is not what it `was` any more.
    """
    actors.allow(by, actors.MANAGE)
    ids = list(dict.fromkeys(wanted))

    def do() -> dict[str, Any]:
        # two at once: the second sees what the first has done
        channel = locks.setting(books, Channel, channel_id)
        before = of(books, channel_id)
        if [one.id for one in before] != list(was):
            raise NoLongerPossible(f"Where {channel.name} orders ship from was changed since.")
        after = [books.get_one(Location, one) for one in ids]
        check(after)
        books.execute(delete(ChannelLocation).where(ChannelLocation.channel_id == channel_id))
        books.add_all(
            ChannelLocation(channel_id=channel_id, location_id=one, rank=rank)
            for rank, one in enumerate(ids)
        )
        books.flush()
        history.record(
            books,
            by=by,
            what="places of channel changed",
            about=About("channel", channel_id),
            before={"locations": [one.code for one in before]},
            after={"locations": [one.code for one in after]},
        )
        backorders.ask_for_all(books)
        return {}

    arguments = {"channel": channel_id, "wanted": ids, "was": list(was)}
    once(books, key, "channel_places", arguments, by=by, do=do)
