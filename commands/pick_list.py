"""What to take from the shelves of a place, as a list to print.

Said: pick list for Leeds · print the pick list for Leeds · what is there to pick in Leeds?
"""

from __future__ import annotations

from commands.kit import Asked, MissingWord, Reply, command
from commands.slots import LOCATION
from oms import picking
from oms.actors import READ
from oms.records import Location


@command(
    phrases=[
        "[print|show] [me] [a|the] (pick list|picking list|picklist) [for|of|in|at] {location}",
        "(what is|what's|whats) [there] to (pick|be picked) (in|at|from) {location}",
        "what (do I|do we) (need|have) to pick (in|at|from) {location}",
        "what needs (picking|to be picked) (in|at) {location}",
        "(anything|what) to pick (in|at) {location}",
        "[print|show] [me] [a|the] (pick list|picking list|picklist)",
        "what needs (picking|to be picked)",
        "(anything|what) to pick",
        "what (should|shall|do|must) (i|we) pick [first|next|now]",
        "what (should|shall|do|must) (i|we) pick [first|next|now] (in|at|from) {location}",
        "(what is|what's|whats) [there] to (pick|be picked)",
    ],
    slots=[LOCATION],
    may=READ,
)
def pick_list(asked: Asked, location: Location | None = None) -> Reply:
    """Print what is to be picked at a place: by SKU, with barcodes and the orders it is for."""
    if location is None:
        raise MissingWord("location", "pick list for Leeds")
    wanted = picking.pick_list(asked.books, location)
    waiting = picking.ready(asked.books, location.id)
    facts = {
        "location": location.name,
        "location_id": location.id,
        "list": wanted,
        "waiting": waiting,
        "begun": len(picking.being_picked(asked.books, location.id)),
    }
    return Reply(facts, (wanted,) if wanted.rows else ())
