"""Words -> transfers, and what became of goods that did not arrive."""

from __future__ import annotations

from dataclasses import replace

from commands.kit import Asked, Slot
from commands.slot_kinds import one_of, row_of
from commands.slots import LOCATION
from oms import catalogue, transfer_cards
from oms.records import Location, Transfer
from oms.transfer_receipts import LOST, SENT_BACK

REST_WORDS = {
    "lost": LOST, "missing": LOST, "gone": LOST, "as lost": LOST, "as missing": LOST,
    "back": SENT_BACK, "came back": SENT_BACK, "sent back": SENT_BACK, "returned": SENT_BACK,
    "as returned": SENT_BACK, "as sent back": SENT_BACK,
}  # fmt: skip

Route = tuple[Location, Location]


def _route(asked: Asked, said: str) -> Route:
    """“Leeds York”, “from Leeds York”: where goods come from, and where they go to."""
    source, target = (word for word in said.split() if word.lower() not in {"from", "to"})
    return catalogue.location(asked.books, source), catalogue.location(asked.books, target)


def _carried(route: Route) -> str:
    return " ".join(str(place.id) for place in route)


def _of_carried(asked: Asked, carries: str) -> Route:
    source, target = (asked.books.get_one(Location, int(one)) for one in str(carries).split())
    return source, target


TRANSFER = row_of(Transfer, "transfer", r"t ?-? ?\d{1,9}", transfer_cards.by_number, "T-7")
TARGET = replace(LOCATION, name="target")
"""Where goods go to, where a sentence also has where they come from."""
REST = one_of("rest", REST_WORDS, "lost")
ROUTE = Slot(
    "route",
    r"(?:from )?(?!from |to )[a-z][a-z.'-]* (?:to )?(?!to$)[a-z][a-z.'-]*",
    _route,
    "Leeds York",
    _carried,
    _of_carried,
)
"""Where goods come from and go to, with no word between them."""
