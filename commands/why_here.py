"""Why an order is sent from where it is.

Said: why York for 1043? · why is 1043 sent from Leeds? · why is 1043 waiting?
"""

from __future__ import annotations

from commands.kit import Asked, MissingWord, Reply, command
from commands.slots import LOCATION, ORDER
from oms import route_cards
from oms.actors import READ
from oms.records import Location, Order


@command(
    phrases=[
        "why {location} for [order] {order}",
        "why [order] {order} from {location}",
        "why (is|was) [order] {order} (sent|shipped|leaving|going|coming) from {location}",
        "why (does|will|did) [order] {order} (ship|go|leave|come) from {location}",
        "why is [order] {order} (in|at|coming from|going from) {location}",
        "why is [order] {order} (there|waiting|routed there|where it is)",
        "why (hasn't|has not) [order] {order} (shipped|gone|left|gone out) [yet]",
        "why is [order] {order} (stuck|late|not shipped|still here|still open)",
        "why (is|was) [order] {order} shipping from {location}",
        "(why|how) was [order] {order} routed [there|like that|that way]",
        "(explain|show) [the] (route|routing) (of|for) [order] {order}",
        "(what is|what's|whats) [order] {order} waiting for",
    ],
    slots=[ORDER, LOCATION],
    may=READ,
)
def why_here(asked: Asked, order: Order | None = None, location: Location | None = None) -> Reply:
    """Say why an order is sent from where it is, what else was possible, and what it waits for."""
    if order is None:
        raise MissingWord("order", "why York for 1043?")
    card = route_cards.card(asked.books, order)
    there = location is None or location.name in {place for place, _ in card.at}
    return Reply({"route": card, "location": location.name if location else "", "there": there})
