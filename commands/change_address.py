"""Send a placed order somewhere else, or another way.

Said: change address of 1043 to 12 High Street York YO1 7HH · delivery of 1043 is express
"""

from __future__ import annotations

from commands.changing import do, preview, undo
from commands.kit import Asked, MissingWord, Preview, Write, command
from commands.slots import ORDER
from commands.slots_orders import ADDRESS, WAY
from oms import address_words, editing
from oms.actors import EDIT
from oms.editing import Edit
from oms.records import Order

CHANGE = "(change|set|correct|update) [the] [delivery|shipping] address"


@command(
    phrases=[
        f"{CHANGE} [of|on|for] [order] {{order}} to {{address}}",
        f"{CHANGE} [of|on|for] [order] {{order}}",
        "[the] [new] [delivery] address (of|on|for) [order] {order} [is|should be] {address}",
        "(send|deliver) [order] {order} to {address}",
        "(change|set) [the] (shipping|delivery|ship method) (of|on|for) [order] {order} to {way}",
        "[the] (shipping|delivery) (of|on|for) [order] {order} is {way}",
        "upgrade [order] {order} to {way}",
        "(change|correct|update) (the|an) [delivery|shipping] address",
    ],
    slots=[ORDER, ADDRESS, WAY],
    may=EDIT,
    write=Write(do, undo),
)
def change_address(
    asked: Asked, order: Order | None = None, address: str | None = None, way: str | None = None
) -> Preview:
    """Change where a placed order goes, or how; refused once something is packed."""
    if order is None or (address is None and way is None):
        number = order.number if order else "1043"
        raise MissingWord(
            "new address" if order else "order and address",
            f"change address of {number} to 12 High Street York YO1 7HH",
            slot=ADDRESS.name if order else None,
        )
    if way is not None:
        return preview(asked, order, Edit(ship_method=way))
    new = address_words.read(asked.books, address or "", editing.address_of(order))
    return preview(asked, order, Edit(ship_to=new))
