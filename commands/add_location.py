"""Add a place that holds stock.

Said: add location Bath · add the store Bath Road
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots_setup import NEW_PLACE, PLACE_KIND
from oms import location_list
from oms.actors import MANAGE


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    made = location_list.add(
        asked.books, stored["name"], kind=stored["kind"], by=asked.who, key=key
    )
    return Done({**stored, "who": asked.who.name}, {"location": made})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    name = location_list.remove(asked.books, stored["location"], by=asked.who, key=key)
    return {"name": name, "who": asked.who.name}


@command(
    phrases=[
        "(add|new|open) [a|the|new] {place_kind} {new_place}",
        "(add|new) (a|a new) {place_kind}",
    ],
    slots=[NEW_PLACE, PLACE_KIND],
    may=MANAGE,
    write=Write(_do, _undo),
)
def add_location(
    asked: Asked, new_place: str | None = None, place_kind: str = "warehouse"
) -> Preview:
    """Add a location that holds stock, sends orders and accepts returns."""
    if new_place is None:
        raise MissingWord("name", "add location Bath", slot="new_place")
    location_list.check(asked.books, new_place)
    told = {"name": new_place, "kind": place_kind}
    return Preview(told, told)
