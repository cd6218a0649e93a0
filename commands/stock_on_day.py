"""How many of a product there were on a day that is past.

Said: blue mugs in Leeds on 3 Nov · how many blue mugs did we have in Leeds yesterday?
"""

from __future__ import annotations

import datetime as dt

from commands.kit import Asked, Reply, command
from commands.slots import LOCATION, SKU
from commands.slots_days import PAST_DAY
from oms import catalogue, kits, stock, stock_explain
from oms.actors import READ
from oms.days import StillToCome
from oms.records import Location, Sku


@command(
    phrases=[
        "{sku} (in|at) {location} (on|at the end of) {past_day}",
        "{sku} (in|at) {location} {past_day}",
        "{sku} on {past_day}",
        "how many {sku} [did we have|were there|had we] (in|at) {location} [on] {past_day}",
        "how many {sku} [did we have|were there|had we] [on] {past_day}",
        "[what was] [the] stock of {sku} (in|at) {location} [on] {past_day}",
        "[what was] [the] stock of {sku} [on] {past_day}",
        "how many {sku} were (in|at) {location} [on] {past_day}",
    ],
    slots=[SKU, LOCATION, PAST_DAY],
    may=READ,
)
def stock_on_day(
    asked: Asked, sku: Sku, past_day: dt.date, location: Location | None = None
) -> Reply:
    """Say how many of a product there were at the end of a day, and what happened since."""
    if past_day > asked.today:
        raise StillToCome(past_day)
    kits.refuse(asked.books, sku.id)
    places = [location] if location else catalogue.locations(asked.books)
    then = [
        {
            "location": place.name,
            "then": stock.at_end_of(asked.books, sku.id, place.id, past_day),
            "now": stock.at(asked.books, sku.id, place.id).on_hand,
            "since": stock_explain.moved_after(asked.books, sku.id, place.id, past_day),
        }
        for place in places
    ]
    return Reply({"sku": sku.code, "title": sku.title, "day": past_day, "places": then})
