"""Words -> places in order, countries, a Slack channel, a tolerance: how the shop is set up."""

from __future__ import annotations

import re
from decimal import Decimal

from commands.kit import Asked, Slot
from commands.slot_kinds import one_of, words
from commands.slots import LOCATION
from oms import catalogue, countries
from oms.errors import UnknownLocation
from oms.location_setup import CHOOSE, WHOLE, BadSetup
from oms.location_setup import ROOM as ROOM_ID

Places = tuple[int, ...]
BETWEEN = re.compile(r"\s+(?:and then|then|and|or)\s+", re.IGNORECASE)


def _places(asked: Asked, said: str) -> Places:
    """The ids of the places that are named, in that order, each once."""
    found: dict[int, None] = {}
    for part in BETWEEN.split(said):
        for place in _named(asked, part):
            found[place] = None
    return tuple(found)


def _named(asked: Asked, said: str) -> list[int]:
    try:
        return [catalogue.location(asked.books, said).id]
    except UnknownLocation:
        # the comma between two places is gone by now
        parts = said.split()
        if len(parts) == 1:
            raise
        return [catalogue.location(asked.books, part).id for part in parts]


def _carried_places(places: Places) -> str:
    return " ".join(map(str, places))


def _from_carried(_asked: Asked, carries: str) -> Places:
    return tuple(int(one) for one in str(carries).split())


def _countries(_asked: Asked, said: str) -> str:
    return " ".join(countries.read(said))


def _percent(_asked: Asked, said: str) -> int:
    """A share in 1/10,000: “2.5%” is 250.

    Raises:
        BadSetup: more than the whole.
    """
    share = int(Decimal(re.sub(r"[^\d.]", "", said)) * 100)
    if share > WHOLE:
        raise BadSetup(f"“{said}” is more than all of it.", "Say a share such as 3%.")
    return share


def _bps(_asked: Asked, carries: int) -> int:
    return carries


def _room(_asked: Asked, said: str) -> str:
    """The id of a Slack channel; one whose name was merely typed came without it.

    Raises:
        BadSetup: no id.
    """
    room = said.removeprefix("#")
    if not ROOM_ID.fullmatch(room):
        raise BadSetup(f"Slack did not say which channel “{said[:40]}” is.", CHOOSE)
    return room


PLACES = Slot(
    "places", LOCATION.pattern, _places, "Leeds then York", _carried_places, _from_carried
)
ANYWHERE = one_of(
    "anywhere", dict.fromkeys(("anywhere", "everywhere", "any place", "all places"), "anywhere"),
    "anywhere",
)  # fmt: skip
COUNTRIES = Slot("countries", r"[a-z][a-z &+]*?", _countries, "GB and IE")
EVERYWHERE = one_of(
    "everywhere",
    dict.fromkeys(
        ("everywhere", "anywhere", "to anywhere", "worldwide", "to all countries",
         "to every country"), "everywhere",
    ),
    "everywhere",
)  # fmt: skip
ROOM = Slot("room", r"#\S+", _room, "#C012AB3CD")
"""A Slack channel, as `understand.clean` leaves what Slack makes of it."""
NO_ROOM = Slot("no_room", r"no channel|no channel of their own", words, "no channel")
PERCENT = Slot(
    "percent", r"\d{1,6}(?:\.\d{1,2})? ?(?:%|percent|per cent)", _percent, "3%", int, _bps
)
SENDS = one_of(
    "sends",
    dict.fromkeys(("sends orders", "ships orders", "fulfils orders"), "yes")
    | dict.fromkeys(
        (
            "sends no orders", "ships no orders", "fulfils no orders", "does not send orders",
            "doesn't send orders", "does not ship orders", "doesn't ship orders", "ships nothing",
            "no longer sends orders", "no longer ships orders",
        ),
        "no",
    ),
    "sends no orders",
)  # fmt: skip
ACCEPTS = one_of(
    "accepts",
    {"accepts returns": "yes"}
    | dict.fromkeys(
        ("accepts no returns", "does not accept returns", "doesn't accept returns",
         "no longer accepts returns"), "no",
    ),
    "accepts no returns",
)  # fmt: skip
PLACE_KIND = one_of(
    "place_kind",
    {"location": "warehouse", "place": "warehouse", "warehouse": "warehouse", "store": "store",
     "shop": "store"},
    "location",
)  # fmt: skip
NEW_PLACE = Slot("new_place", r"\S.*?", words, "Bath")
"""The name of a location that there is not yet."""
RANK = Slot("rank", r"\d{1,4}", lambda _asked, said: int(said), "2", int, _bps)
NO_LIMIT = Slot("no_limit", r"no limit|no money limit", words, "no money limit")
NO_ADDRESS = Slot("no_address", r"no address|no return address", words, "no address")
