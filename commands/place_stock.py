"""What lies at a place.

Said: stock in Leeds · what do we have in York? · what stock is in Hull?
"""

from __future__ import annotations

from dataclasses import replace

from commands.kit import Asked, Reply, command
from commands.slots import LOCATION
from oms import place_stock as lying
from oms import stock
from oms.actors import READ
from oms.records import Location

PLACE = replace(LOCATION, pattern=r"[a-z][a-z .']*?")
"""A place; what has a hyphen is rather a SKU: “what is in GIFT-TEA?”."""
LOW = 5
"""What runs out there is listed up to so many."""


@command(
    phrases=[
        "[show|check|list] [me] [the|our|all] stock (in|at|of) [the] {location}",
        "{location} stock",
        "what stock (is|do we have|have we got) (in|at) {location}",
        "what (is|do we have|have we got|is there) (in|at) {location}",
        "(what's|whats) (in|at) {location}",
        "what does {location} have",
    ],
    slots=[PLACE],
    may=READ,
)
def place_stock(asked: Asked, location: Location) -> Reply:
    """Say what lies at a place: the products of which there is most, and what runs out there."""
    low = [one for one in stock.low(asked.books) if one.location_id == location.id]
    found = lying.at_place(asked.books, location.id)
    return Reply(
        {"location": location.name, "here": found, "low": low[:LOW], "low_total": len(low)}
    )
