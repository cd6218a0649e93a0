"""How a location is set up: where it sends to, who is told there, its address, its tolerance."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from oms import actors, backorders, catalogue, countries, history, locks
from oms.actors import Who
from oms.errors import NoLongerPossible, ShopError
from oms.history import About
from oms.once import once
from oms.tables.catalogue import Location

ROOM = re.compile(r"[CG][A-Z0-9]{2,20}")
CHOOSE = "Type # and choose the channel from the list that Slack shows."
LONGEST_ADDRESS = 300
MOST_LINES = 6
MOST_UNITS = 1_000
WHOLE = 10_000
"""The whole of the book in 1/10,000."""
MOST_MINOR = 100_000_000
MOST_RANK = 99
ROUTED = frozenset({"ships_to", "fulfils", "rank"})
"""What orders that wait are looked at again for."""


@dataclass(frozen=True)
class LocationSetup:
    """How a location is set up, as far as it can be said in Slack."""

    ships_to: str | None
    """Codes of the countries it sends to, parted by blanks; None: all."""
    slack_channel: str | None
    """Slack channel id of the people who pick there; None: the shop's `pick_channel`."""
    address: str | None
    """As it stands on return slips, lines parted by line ends."""
    tolerance_units: int
    tolerance_bps: int
    """Share of the book in 1/10,000."""
    tolerance_minor: int | None
    """Value of a variance above which it is not booked by itself; None: no limit."""
    fulfils: bool = True
    """Whether orders are sent from there."""
    accepts_returns: bool = True
    rank: int = 0
    """Its place in the shop's order of preference: the lowest is preferred."""


class BadSetup(ShopError):
    """A location cannot be set up so."""

    code = "bad_setup"

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy=remedy)


def of(location: Location) -> LocationSetup:
    """How a location is set up as it stands."""
    return LocationSetup(
        location.ships_to,
        location.slack_channel,
        location.address,
        location.tolerance_units,
        location.tolerance_bps,
        location.tolerance_minor,
        location.fulfils,
        location.accepts_returns,
        location.rank,
    )


def change(
    books: Session,
    location_id: int,
    wanted: Mapping[str, Any],
    *,
    was: Mapping[str, Any],
    by: Who,
    key: str,
) -> LocationSetup:
    """Change some parts of how a location is set up, once for each `key`.

    What is promised there stays promised; where it sends to counts from the next order on, and
    orders that wait are looked at again.

    Args:
        books: an open transaction.
        location_id: of a place that can be touched.
        wanted: fields of `LocationSetup` -> their values from now on.
        was: the same fields -> their values when that was asked.
        by: whoever says so.
        key: the same key does it once.

    Returns:
        How it is set up then.

    Raises:
        NotAllowed: the role does not change settings.
        BadSetup, UnknownCountry: see `check` and `refuse_last`.
        NoLongerPossible: one of the fields is not what it `was` any more.
    """
    actors.allow(by, actors.MANAGE)

    def do() -> dict[str, Any]:
        location = locks.setting(books, Location, location_id)
        before = of(location)
        if any(getattr(before, part) != value for part, value in was.items()):
            raise NoLongerPossible(f"How {location.name} is set up was changed since.")
        after = replace(before, **wanted)
        check(after)
        refuse_last(books, location, after)
        for part in wanted:
            setattr(location, part, getattr(after, part))
        books.flush()
        history.record(
            books,
            by=by,
            what="location set up",
            about=About("location", location.id),
            before=dict(was),
            after=dict(wanted),
        )
        if ROUTED & wanted.keys():
            backorders.ask_for_all(books)
        return {"after": asdict(after)}

    arguments = {"location": location_id, "wanted": dict(wanted), "was": dict(was)}
    return LocationSetup(**once(books, key, "set_up", arguments, by=by, do=do)["after"])


def check(wanted: LocationSetup) -> None:
    """Refuse what no location can be.

    Raises:
        UnknownCountry: a code is no country's.
        BadSetup: a channel that is no Slack id, a long or empty address, a tolerance out of range.
    """
    codes = wanted.ships_to
    if codes is not None and not countries.CODES >= set(codes.split()) > set():
        raise countries.UnknownCountry(codes)
    room, address = wanted.slack_channel, wanted.address
    if room is not None and not ROOM.fullmatch(room):
        raise BadSetup(f"“{room[:40]}” is no Slack channel.", CHOOSE)
    if address is not None and not (
        len(address.strip()) > 0 and len(address) <= LONGEST_ADDRESS
        and len(address.splitlines()) <= MOST_LINES
    ):  # fmt: skip
        raise BadSetup(
            "That address does not fit a slip.",
            f"Give up to {MOST_LINES} lines parted by “/”, {LONGEST_ADDRESS} letters in all.",
        )
    if not 0 <= wanted.tolerance_units <= MOST_UNITS or not 0 <= wanted.tolerance_bps <= WHOLE:
        raise BadSetup(
            "A count cannot be allowed to be that far off.",
            f"Say 0 to {MOST_UNITS:,} units, and 0% to 100%.",
        )
    if not 0 <= wanted.rank <= MOST_RANK:
        raise BadSetup(
            f"There is no rank {wanted.rank:,}.", f"Say 0, which is first, to {MOST_RANK}."
        )
    if wanted.tolerance_minor is not None and not 0 < wanted.tolerance_minor <= MOST_MINOR:
        raise BadSetup(
            "That is no money limit for a count.", "Say an amount such as 50.00, or no money limit."
        )


def refuse_last(books: Session, location: Location, wanted: LocationSetup) -> None:
    """Refuse that no place is left that sends orders, or none that takes returns.

    Raises:
        BadSetup: this one is the last.
    """
    others = [one for one in catalogue.locations(books) if one.id != location.id]
    if not wanted.fulfils and not any(one.fulfils for one in others):
        raise BadSetup(
            f"{location.name} is the only place that sends orders.",
            "Have another one send them first: `Leeds sends orders`.",
        )
    if not wanted.accepts_returns and not any(one.accepts_returns for one in others):
        raise BadSetup(
            f"{location.name} is the only place that accepts returns.",
            "Have another one accept them first: `Leeds accepts returns`.",
        )
