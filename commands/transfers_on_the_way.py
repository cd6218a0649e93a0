"""What left one place and has not arrived at the other.

Said: what is on the way? · transfers to Leeds · transfer T-7
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from commands.slots import LOCATION
from commands.slots_stock import TRANSFER as TRANSFER_NUMBER
from oms import transfer_cards
from oms.actors import READ
from oms.records import Location, Transfer


@command(
    phrases=[
        "(what is|what's|whats|anything) (on the way|in transit) [between places]",
        "(what is|what's|whats|anything) (on the way|in transit) to {location}",
        "(what is|what's|whats|anything) (coming|going) to {location}",
        "[show|list|open] [me] [the|all] [open] transfers [on the way|in transit]",
        "[show|list] [me] [the|all] [open] transfers to {location}",
        "{transfer}",
        "where is [transfer] {transfer}",
        "transfer {transfer}",
        "(status of|show) [transfer] {transfer}",
        "has [transfer] {transfer} arrived",
    ],
    slots=[LOCATION, TRANSFER_NUMBER],
    may=READ,
)
def transfers_on_the_way(
    asked: Asked, location: Location | None = None, transfer: Transfer | None = None
) -> Reply:
    """List the goods on the way between places, or say how one transfer stands."""
    card = transfer_cards.card(asked.books, transfer) if transfer else None
    found = transfer_cards.on_the_way(asked.books, to_id=location.id if location else None)
    return Reply({"card": card, "found": found, "to": location.name if location else ""})
