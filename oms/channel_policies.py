"""How a channel lets its orders be split over places, and what becomes of what is short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from oms import actors, backorders, history, locks
from oms.actors import Who
from oms.errors import BadQuantity, NoLongerPossible
from oms.history import About
from oms.once import once
from oms.tables.catalogue import ON_SHORT, SPLIT_POLICIES, Channel

NEVER, MAX_PARCELS, ANY = SPLIT_POLICIES
MOST_PARCELS = 10


@dataclass(frozen=True)
class ChannelPolicy:
    """How a channel's orders may be split, and what becomes of units that are short."""

    split: str
    """One of `SPLIT_POLICIES`: never (ships complete), max_parcels, any."""
    most_parcels: int
    on_short: str
    """One of `ON_SHORT`: backorder, hold, reject, dropship."""


def of(channel: Channel) -> ChannelPolicy:
    """The policy of a channel as it stands."""
    return ChannelPolicy(channel.split_policy, channel.max_parcels, channel.on_short)


def put(
    books: Session,
    channel_id: int,
    wanted: ChannelPolicy,
    *,
    was: ChannelPolicy | None = None,
    by: Who,
    key: str,
) -> ChannelPolicy:
    """Change the policy of a channel, once for each `key`; orders that wait are looked at again.

    What is promised stays promised.

    Args:
        books: an open transaction.
        channel_id: whose policy.
        wanted: the policy from now on.
        was: the policy that `by` was shown; None: whatever it is.
        by: whoever says so.
        key: the same key does it once.

    Returns:
        The policy before.

    Raises:
        NotAllowed: the role does not change settings.
        BadQuantity: a word that is no policy, or parcels below 1 or above `MOST_PARCELS`.
        NoLongerPossible: the policy is not what it `was` any more.
    """
    actors.allow(by, actors.MANAGE)
    known = wanted.split in SPLIT_POLICIES and wanted.on_short in ON_SHORT
    if not known or not 1 <= wanted.most_parcels <= MOST_PARCELS:
        raise BadQuantity(wanted.most_parcels)
    told = [wanted.split, wanted.most_parcels, wanted.on_short]

    def do() -> dict[str, Any]:
        channel = locks.setting(books, Channel, channel_id)
        before = of(channel)
        if was not in (None, before):
            raise NoLongerPossible(f"How {channel.name} orders are sent was changed since.")
        channel.split_policy, channel.on_short = wanted.split, wanted.on_short
        channel.max_parcels = wanted.most_parcels
        books.flush()
        shown = [before.split, before.most_parcels, before.on_short]
        history.record(
            books,
            by=by,
            what="policy changed",
            about=About("channel", channel.id),
            before={"policy": shown},
            after={"policy": told},
        )
        backorders.ask_for_all(books)
        return {"before": shown}

    arguments = {"channel": channel_id, "policy": told}
    return ChannelPolicy(*once(books, key, "channel_policy", arguments, by=by, do=do)["before"])
