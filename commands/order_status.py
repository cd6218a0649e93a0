"""Where an order is, and what it is waiting for.

Said: where is order 1043? · status of #1043 · has 1043 shipped?
"""

from __future__ import annotations

from commands.kit import Asked, MissingWord, Reply, command
from commands.slots import ALONE, ORDER
from commands.slots_orders import WITHHELD
from oms.actors import READ
from oms.order_card import card
from oms.records import Order


@command(
    phrases=[
        "(where is|where's|wheres) [my|the|our] [order] [number] {order} [at]",
        "(status|state|progress) [of|on|for] [order] {order}",
        "[any|what is the|what's the|whats the] (status|news|update) (of|on|for) [order] {order}",
        "order {order} [status|state]",
        "[order] {order} (status|state|update)",
        "(track|show|find|open|look up|check|see) [me] [on] [order] {order}",
        "has [order] {order} (shipped|gone out|gone|left) [yet|already]",
        "has [order] {order} been (shipped|sent|dispatched) [yet|already]",
        "did [order] {order} (ship|go out|go|leave) [yet|already]",
        "(is|was) [order] {order} (shipped|sent|dispatched|done) [yet|already]",
        "is [order] {order} (on its way|ready|late)",
        "when was [order] {order} (shipped|sent|dispatched)",
        "is [order] {order} paid [yet|for]",
        "[show] [me] [the] details (of|for) [order] {order}",
        "(what happened|what is happening|what's happening) (to|with) [order] {order}",
        "(what is|what's|whats) (in|up with|going on with) [order] {order}",
        "when (will|does|is|did) [order] {order} (ship|leave|go out|due)",
        "how is [order] {order} (doing|getting on)",
        "[show] [me] [the] order (details|info|information|status) [of|for] {order}",
        "[show] [me] [the] (details|info|information) {order}",
        "[what is|what's|whats] [the] {withheld} (of|for|on) [order] {order}",
        # what begins with letters may be a purchase order's number, or a return's
        "has [order] {alone} (arrived|got there|been delivered) [yet|already]",
        "(was|is) [order] {alone} delivered [yet|already]",
        "{alone}",
    ],
    slots=[ORDER, ALONE, WITHHELD],
    may=READ,
)
def order_status(
    asked: Asked,
    order: Order | None = None,
    alone: Order | None = None,
    withheld: str | None = None,
) -> Reply:
    """Say where an order is: its stage, its parcels, and what it waits for."""
    found = order or alone
    if found is None:
        raise MissingWord("order", "where is order 1043?")
    return Reply({"order": card(asked.books, found), "withheld": withheld or ""})
