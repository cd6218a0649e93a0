"""Say how a location is set up: what it sends and takes back, who picks there, how far counts go.

Said: York ships to GB and IE only · York sends no orders · tolerance in Leeds is 2 units or 3%
"""

from __future__ import annotations

from typing import Any

from commands.kit import Asked, Facts, MissingWord, Plain, Preview, both_ways, command
from commands.slots import COUNTED, LOCATION
from commands.slots_money import AMOUNT
from commands.slots_orders import ADDRESS
from commands.slots_setup import (
    ACCEPTS,
    COUNTRIES,
    EVERYWHERE,
    NO_ADDRESS,
    NO_LIMIT,
    NO_ROOM,
    PERCENT,
    RANK,
    ROOM,
    SENDS,
)
from oms import address_words, money_words, settings
from oms import location_setup as setups
from oms.actors import MANAGE
from oms.location_setup import LocationSetup
from oms.records import Location

EXAMPLE = "York ships to GB and IE only"


def _change(asked: Asked, stored: Plain, key: str, *, now: str, then: str) -> Facts:
    location = asked.books.get_one(Location, stored["location"])
    after = setups.change(
        asked.books, location.id, stored[then], was=stored[now], by=asked.who, key=key
    )
    return _facts(asked, location, list(stored[then])) | {"setup": after, "who": asked.who.name}


def _facts(asked: Asked, location: Location, parts: list[str]) -> dict[str, Any]:
    currency = settings.value(asked.books, "currency")
    told = dict.fromkeys("tolerance" if one.startswith("tolerance") else one for one in parts)
    return {"location": location.name, "parts": list(told), "currency": currency}


@command(
    phrases=[
        "{location} (ships|sends) [only] to {countries} [only]",
        "{location} (ships|sends) {everywhere}",
        "[the] pickers (in|at|of) {location} are (in|on) {room}",
        "[the] pickers (in|at|of) {location} have {no_room}",
        "[the] [return] address (of|for) {location} is {address}",
        "returns to {location} go to {address}",
        "{location} has {no_address}",
        "[the] tolerance (in|at|of) {location} is {counted} [unit|units] or {percent}",
        "[the] tolerance (in|at|of) {location} is {counted} [units] or {percent} up to {amount}",
        "[the] tolerance (in|at|of) {location} is {counted} (unit|units)",
        "[the] tolerance (in|at|of) {location} is {percent}",
        "[the] tolerance (in|at|of) {location} is (up to|at most) {amount}",
        "[the] tolerance (in|at|of) {location} has {no_limit}",
        "{location} {sends}",
        "{location} {accepts}",
        "[the] rank of {location} is {rank}",
        "{location} has [the] rank {rank}",
        "set up a location",
    ],
    slots=[LOCATION, COUNTRIES, EVERYWHERE, ROOM, NO_ROOM, ADDRESS, NO_ADDRESS, COUNTED, PERCENT,
           AMOUNT, NO_LIMIT, SENDS, ACCEPTS, RANK],
    may=MANAGE,
    write=both_ways(_change),
)  # fmt: skip
def location_setup(asked: Asked, location: Location | None = None, **said: Any) -> Preview:
    """Say what a location sends and takes back, its rank, pickers, address and count tolerance."""
    if location is None or not said:
        raise MissingWord("location and what of it", EXAMPLE)
    wanted = _wanted(asked, said)
    now = setups.of(location)
    then = LocationSetup(**{**vars(now), **wanted})
    setups.check(then)
    setups.refuse_last(asked.books, location, then)
    before = {part: getattr(now, part) for part in wanted}
    facts = _facts(asked, location, list(wanted)) | {"now": now, "then": then}
    return Preview(facts, {"location": location.id, "before": before, "wanted": wanted})


def _wanted(asked: Asked, said: dict[str, Any]) -> dict[str, Any]:
    """Fields of `LocationSetup` -> what was said of them."""
    told: dict[str, Any] = {}
    if "countries" in said or "everywhere" in said:
        told["ships_to"] = said.get("countries")
    if "room" in said or "no_room" in said:
        told["slack_channel"] = said.get("room")
    if "address" in said or "no_address" in said:
        told["address"] = _lines(asked, said["address"]) if "address" in said else None
    if "sends" in said:
        told["fulfils"] = said["sends"] == "yes"
    if "accepts" in said:
        told["accepts_returns"] = said["accepts"] == "yes"
    if "rank" in said:
        told["rank"] = said["rank"]
    if "counted" in said:
        told["tolerance_units"] = said["counted"]
    if "percent" in said:
        told["tolerance_bps"] = said["percent"]
    if "amount" in said or "no_limit" in said:
        currency = settings.value(asked.books, "currency")
        amount = said.get("amount")
        told["tolerance_minor"] = money_words.read(amount, currency) if amount else None
    return told


def _lines(asked: Asked, said: str) -> str:
    """The lines of an address: as they are parted by “/”, or by what of it is the town."""
    if "/" in said:
        return "\n".join(part.strip() for part in said.split("/") if part.strip())
    told = address_words.read(asked.books, said, {})
    return "\n".join(
        [told["line1"], *(told[part] for part in ("town", "postcode") if part in told)]
    )
